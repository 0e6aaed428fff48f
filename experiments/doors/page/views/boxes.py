"""The boxes: levers, assumptions, the world; what stands in their fields, and what is known of each number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.page.views.frame import name_of_place
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.language.asked import words_of
from contagion.experiments.language.catalogue import GRADES, range_in_words
from contagion.experiments.language.levers import ASSUMPTIONS, LEVERS, Movable
from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import _, said
from contagion.models.parameters import describe
from contagion.models.scenarios.scenario import library
from contagion.models.territory.national.tables import national_areas

if TYPE_CHECKING:
    from contagion.experiments.doors.page.asked import Asked
    from contagion.models.scenarios.scenario import Scenario

SPANS = (3, 5, 10, 15, 20)
MOST_SCENARIOS = 4
STEPS = 100  # of a slider, at the most about


def values(asked: Asked) -> dict[str, Any]:
    """What stands in the boxes."""
    base, *others = asked.scenarios()
    mine = others[-1] if asked.set else base
    chosen = [*asked.scenario, *[""] * MOST_SCENARIOS][: MOST_SCENARIOS - bool(asked.set)]
    return {
        "chosen": chosen,
        "library": _library(asked),
        "levers": [_field(one, base, mine) for one in LEVERS],
        "assumptions": [_assumed(one, asked) for one in ASSUMPTIONS],
        "territories": _territories(),
        "effort": said(base.effort),
        "spans": sorted({*SPANS, asked.years}),
        "written": name_of_place(asked),
        "readings": [(name, said(one.title)) for name, one in READINGS.items()],
    }


def others(asked: Asked) -> list[tuple[str, str]]:
    """Settings that have no field, which go along."""
    own = {one.name for one in (*LEVERS, *ASSUMPTIONS)}
    return [
        (kind, setting)
        for kind, settings in (("set", asked.set), ("assume", asked.assume))
        for setting in settings
        if setting.partition("=")[0] not in own
    ]


def _library(asked: Asked) -> list[tuple[str, str]]:
    shown = [(one.name, words_of(one).title) for one in _all()]
    dropped = [(one.name, words_of(one).title) for one in asked.scenarios() if one.name in asked.scenario]
    return list(dict([*shown, *dropped]).items())


@lru_cache(maxsize=1)
def _all() -> Sequence[Scenario]:
    return library()


@lru_cache(maxsize=1)
def _territories() -> Sequence[str]:
    areas = national_areas()
    return sorted(areas.loc[areas["kind"] == "epci", "name"])


def _field(one: Movable, base: Scenario, mine: Scenario) -> dict[str, Any]:
    """A lever: what it is in the programme compared with, and what it is now."""
    usual, now = (float(of.parameters.get(one.name)) for of in (base, mine))
    choices = sorted({*one.choices, usual, now}) if one.choices else ()
    most = max(one.high, usual, now)
    return _known(one) | {
        "value": _plain(now),
        "usual": _plain(usual),
        "moved": now != usual,
        "choices": [(_plain(value), one.said(value)) for value in choices],
        "low": one.low,
        "high": _plain(most),
        "step": max(1, round((one.high - one.low) / STEPS)),
    }


def _assumed(one: Movable, asked: Asked) -> dict[str, Any]:
    """An assumption: as it is known, which differs from world to world, or one value in all of them."""
    given = dict(setting.split("=", 1) for setting in asked.assume).get(one.name, "")
    values = sorted({*one.choices, *([float(given)] if given else [])})
    choices = [("", _("as it is known: differs from world to world"))]
    return _known(one) | {
        "value": _plain(float(given)) if given else "",
        "usual": "",
        "moved": bool(given),
        "choices": [*choices, *((_plain(value), one.said(value)) for value in values)],
    }


def _known(one: Movable) -> dict[str, Any]:
    """What is known of a number."""
    row = _described()[one.name]
    grade = _(GRADES[row["grade"]])
    span = range_in_words(row, lambda end: number(end, ",.4g")) if row["range"] else _("not studied")
    return {
        "id": one.name.replace(".", "-"),
        "name": one.name,
        "label": _(one.label),
        "hint": _(one.hint),
        "evidence": _(
            "Evidence: grade {code}, {grade}. Range that was studied: {range} ({unit}). Source: {source} of the "
            "specification.",
            code=row["grade"],
            grade=grade,
            range=span,
            unit=row["unit"] or _("no unit"),
            source=row["source"],
        ),
    }


@lru_cache(maxsize=1)
def _described() -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in describe()}


def _plain(value: float) -> str:
    """As a field of a form holds it."""
    return f"{value:.12g}"
