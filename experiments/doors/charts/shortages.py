"""What was short in each year: a row for each thing, and how high a year stands there is in how many worlds."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from contagion.experiments.doors.charts.plot import LINE, NARROW, Entry, drawn, folded, legend, px, wide
from contagion.experiments.doors.words import charts as words
from contagion.experiments.drawing.style import CAUSES
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.language.numbers import number

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing

BAR, GAP = 28, 10  # units: of all worlds; between two rows
SEEN = 0.05  # of the worlds in a year: what is rarer has no row
BELOW = 20


def shortages(
    told: Briefing, scenario: str | None = None, *, id: str, width: int = NARROW, said: Mapping[str, str] | None = None
) -> Markup:
    """What was short in a scenario, by default the first: in the groups, then in the training."""
    name = scenario or told.scenarios[0].name
    own = told.short[told.short["scenario"] == name]
    calendar = Calendar.of_scenarios(told.scenarios, told.years)
    step = width / told.years
    entries, y = legend(width, Entry("", words.heights((said or {}).get(name, name))))
    rows = []
    for (where, cause), shares in _by_cause(own).items():
        if max(shares) < SEEN:
            continue
        lines = folded(words.shortage(where, cause), width)
        bottom = y + LINE * len(lines) + LINE + BAR
        rows.append(
            {
                "words": [(px(y + LINE * place + 12), text) for place, text in enumerate(lines)],
                "colour": CAUSES[cause],
                "bottom": px(bottom),
                "bars": [
                    (px(step * place + 1), px(bottom - BAR * share), px(step - 2), px(BAR * share),
                     px(step * (place + 0.5)), px(bottom - BAR * share - 3),
                     number(100 * share, ".0f") if step >= wide("100") else "")
                    for place, share in enumerate(shares) if share >= 0.005
                ],
            }
        )  # fmt: skip
        y = bottom + GAP
    names = [calendar.year(year) for year in range(1, told.years + 1)]
    half = wide(max(names, key=len)) / 2
    every = ceil((2 * half + 6) / step)
    return drawn(
        "shortages",
        id=id,
        title=words.what_was_short(),
        desc=words.short_told([(where, cause, 100 * share) for where, cause, share in mostly(own)]),
        width=width,
        height=y + BELOW,
        entries=entries,
        rows=rows,
        years=[
            (px(min(max(step * (place + 0.5), half), width - half)), text)
            for place, text in enumerate(names)
            if place % every == 0
        ],
        bottom=px(y + 8),
    )


def mostly(own: pd.DataFrame) -> list[tuple[str, str, float]]:
    """What was short most often, in the mean of the years, in the groups and in the training."""
    first: dict[str, tuple[str, str, float]] = {}
    for (where, cause), shares in _by_cause(own).items():
        mean = float(np.mean(shares))
        if mean > 0 and (where not in first or mean > first[where][2]):
            first[where] = where, cause, mean
    return list(first.values())


def _by_cause(rows: pd.DataFrame) -> dict[tuple[str, str], list[float]]:
    """The shares of a scenario in each year, by where and cause."""
    made: dict[tuple[str, str], list[float]] = {}
    rows = rows.sort_values("year", kind="stable")
    for where, cause, share in zip(rows["where"], rows["cause"], rows["share"].tolist(), strict=True):
        made.setdefault((where, cause), []).append(share)
    return made
