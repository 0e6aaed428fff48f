"""What planners are shown, made by hand, and charts read back."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.briefing import IN_TIME, Briefing, courses, singles
from contagion.models.scenario import read

BASE, MORE = read(), replace(read(), name="more")
YEARS = 4
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
LETTER = 6.7  # units that one is wide, in the middle
SINCE = date(2020, 1, 1)


def by_hand(worlds: int = 20, scenarios=(BASE, MORE), years: int = YEARS) -> Briefing:
    """In world n of the first scenario 10 + n people come each year, in that of the second n more."""
    names, lived = [one.name for one in scenarios], list(range(1, worlds + 1))
    world, year = np.arange(1, worlds + 1)[:, None], np.arange(years + 1)
    each = np.stack([year * (10 + world * (1 + place)) for place in range(len(names))]).astype(float)
    made = np.stack([each, each / 10, np.minimum(each / 20, 68), each / 12], axis=3)
    axes: Any = {"scenario": names, "year": year.tolist(), "figure": list(IN_TIME)}
    runs: Any = SimpleNamespace(labels=pd.DataFrame({"seed": lived}), again=None)
    nothing = pd.DataFrame()
    return Briefing(
        scenarios,
        Worlds(SimpleNamespace(is_elsewhere=lambda _scenario: False), 5),  # ty: ignore[invalid-argument-type]
        runs,
        years,
        table=nothing,
        ends=nothing,
        course=courses(axes, made),
        single=singles(axes, made, lived),
        short=nothing,
        costs=nothing,
        funding=nothing,
        avoided=nothing,
        communes=nothing,
    )


def communes(codes, names) -> pd.DataFrame:
    """Two years in communes: in commune n, n people of 1,000 in the first and twice as many in the second; a group in
    the last commune."""
    rows = [
        ("ref", year, code, name, float(year * n), float(n == len(codes) - 1), 0.0)
        for year in (1, 2)
        for n, (code, name) in enumerate(zip(codes, names, strict=True))
    ]
    return pd.DataFrame(rows, columns=["scenario", "year", "commune", "name", "per_1000", "groups", "facilitators"])


# ---- reading a chart -------------------------------------------------------------------------------------------------


def tree(chart) -> ET.Element:
    """A chart, seen to be what a reader without eyes can use and a strict policy lets through."""
    made = ET.fromstring(str(chart))
    title, desc = list(made)[:2]
    assert made.tag == f"{SVG}svg"
    assert made.get("role") == "img"
    assert (title.tag, desc.tag) == (f"{SVG}title", f"{SVG}desc")
    assert made.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text
    assert desc.text
    ids = [one.get("id") for one in made.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert all(str(name).startswith(str(made.get("id"))) for name in ids)
    for one in made.iter():
        assert one.tag not in (f"{SVG}style", f"{SVG}script")
        assert not {"style", "onclick"} & set(one.attrib)
    return made


def texts(chart) -> list[str]:
    """What is written in it, beside its title and description."""
    return [one.text or "" for one in tree(chart).iter(f"{SVG}text")]


def places(d: str) -> list[tuple[float, float]]:
    """The points of lines and areas that are drawn by steps from point to point, to a tenth."""
    rings = [np.array([float(one) for one in NUMBER.findall(ring)]).reshape(-1, 2) for ring in d.split("M")]
    return [(x, y) for ring in rings for x, y in ring.cumsum(axis=0).round(1).tolist()]


def inside(chart) -> None:
    """Nothing that is written begins or ends outside."""
    made = tree(chart)
    width, height = float(str(made.get("width"))), float(str(made.get("height")))
    for one in made.iter(f"{SVG}text"):
        moved = places(str(one.get("transform", "0 0")))[0]
        x, y = (float(one.get(name, more)) for name, more in zip("xy", moved, strict=True))
        wide = LETTER * len(one.text or "")
        left = x - {"start": 0, "middle": 0.5, "end": 1}[one.get("text-anchor", "start")] * wide
        assert left > -6, one.text
        assert left + wide < width + 6, one.text
        assert 0 < y <= height
