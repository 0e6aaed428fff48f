"""What Python says of the communes from which somebody comes, as scripts of the page have to say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from contagion.experiments.interfaces.briefing import Briefing
from contagion.experiments.interfaces.page import editions
from contagion.experiments.interfaces.page.editions import ALL_REACHED, FIRST_LEFT, LEFT, NEVER, OTHERS
from contagion.experiments.interfaces.words import value_of_a_commune
from contagion.experiments.say.differences import NONE, TENTHS
from contagion.experiments.say.differences import SELDOM as HARDLY
from contagion.experiments.say.sentences import looked_up, ngettext
from contagion.sim.statistics.spread import FEW

NAMED = 6  # communes in a sentence
LEFT_OUT = 3  # of those that are reached, how many are named


def never(briefing: Briefing) -> str:
    """The communes from which nobody comes, in most worlds."""
    last = _at_the_end(briefing)
    seldom: pd.DataFrame = last[last["with_people"] <= editions.SELDOM].sort_values("with_people", kind="stable")
    if seldom.empty:
        return _all_reached(briefing, last.sort_values("with_people", kind="stable"))
    since, names = str(briefing.since.year), named_in_a_row(seldom["name"].tolist())
    return ngettext(*NEVER, len(seldom), since=since, names=names)


def _all_reached(briefing: Briefing, last: pd.DataFrame) -> str:
    """That each commune is reached in most worlds says nothing of all of them together."""
    worlds, since = briefing.lived, str(briefing.since.year)
    every, missed = out_of(worlds), [cases(1 - share, worlds) for share in last["with_people"]]
    told = looked_up(ALL_REACHED, since=since, number=cases(last["everywhere"].iloc[0], worlds), every=every)
    left = [(name, number) for name, number in zip(last["name"], missed, strict=True) if number != "0"][:LEFT_OUT]
    if not left:
        return told
    (commune, number), *others = left
    first = looked_up(FIRST_LEFT, commune=commune, number=number, every=every)
    names = ", ".join([first, *(f"{name} ({number})" for name, number in others)])
    return f"{told} {looked_up(LEFT, names=names)}"


def named_in_a_row(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    shown, rest = ", ".join(names[:NAMED]), len(names) - NAMED
    return ngettext(*OTHERS, rest, shown=shown) if rest > 0 else shown


def rows(briefing: Briefing) -> list[dict[str, Any]]:
    """The list of communes, those that are reached least often first; scripts go on from the numbers in it."""
    last = _at_the_end(briefing).sort_values("with_people", kind="stable")
    return [
        {
            "code": row["commune"],
            "name": row["name"],
            "never": cases(1 - row["with_people"], briefing.lived),
            "values": [_value(name, row[name]) for name in ("per_1000", "groups")],
        }
        for row in last.to_dict("records")
    ]


def cases(share: float, worlds: int) -> str:
    """A share of cases as so many of ten; while they are few, as so many of them."""
    if worlds < FEW:
        return str(round(share * worlds))
    if 0 < share < HARDLY:
        return "< 1"
    if 1 - HARDLY < share < 1:
        return f"> {TENTHS - 1}"
    return str(round(TENTHS * share))


def out_of(worlds: int) -> int:
    """Of how many cases it is told."""
    return worlds if worlds < FEW else TENTHS


def _at_the_end(briefing: Briefing) -> pd.DataFrame:
    base = briefing.communes[briefing.communes["scenario"] == briefing.scenarios[0].name]
    return base[base["year"] == briefing.years]


def _value(name: str, value: float) -> str:
    return NONE if pd.isna(value) else value_of_a_commune(name, value)
