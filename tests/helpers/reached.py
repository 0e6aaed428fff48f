"""What Python says of the communes from which somebody comes, as scripts of the page have to say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from contagion.experiments.interfaces.page import editions
from contagion.experiments.interfaces.page.editions import ALL_REACHED, FIRST_LEFT, LEFT, NEVER, OTHERS
from contagion.experiments.say.differences import NONE, TENTHS
from contagion.experiments.say.differences import SELDOM as HARDLY
from contagion.experiments.say.sentences import looked_up, ngettext, number
from contagion.models.runs.figures import PER
from contagion.models.territory.territory import Territory
from contagion.sim.laboratory.laboratory import Runs
from contagion.sim.statistics.spread import FEW

NAMED = 6  # communes in a sentence
LEFT_OUT = 3  # of those that are reached, how many are named
COUNTS = ["participants", "groups", "facilitators_active"]


@dataclass(frozen=True)
class Reached:
    """What there was in communes, in the runs of the first scenario and of others; counted from the end of the past."""

    names: Sequence[str]  # of the scenarios
    start: int  # the year in which runs begin
    past: int
    years: int
    worlds: int
    # A row a scenario, year after the past and commune, with its name: medians of participants per 1,000 residents, of
    # groups and of active facilitators (of two in the middle the lower); shares of worlds in which somebody came
    # (`with_people`), a group met (`with_group`), and somebody of each commune came (`everywhere`).
    communes: pd.DataFrame


def reached(runs: Runs, names: Sequence[str], territory: Territory, start: int, past: int, years: int) -> Reached:
    keys = ["scenario", "seed", "commune", "year"]
    rows = runs.rows("communes", ["year", "commune", *COUNTS]).set_index(keys)[COUNTS]
    seeds = sorted({*runs.labels["seed"]})
    every = pd.MultiIndex.from_product([names, seeds, territory.codes, range(1, years + 1)], names=keys)
    counted = rows.reindex(every, fill_value=0)
    so_far = counted[COUNTS[:2]].groupby(level=keys[:3]).cumsum()
    if past:
        so_far -= so_far.xs(past, level="year").reindex(so_far.droplevel("year").index).to_numpy()
    there = so_far.assign(facilitators=counted["facilitators_active"])
    there = there[there.index.get_level_values("year") > past]
    come, met = there["participants"] > 0, there["groups"] > 0
    of = ["scenario", "year", "commune"]
    all_come = come.groupby(level=["scenario", "seed", "year"]).all().groupby(level=["scenario", "year"]).mean()
    lower = there[["groups", "facilitators"]].groupby(level=of).quantile(0.5, interpolation="lower")
    people = there["participants"].groupby(level=of).median()
    table = lower.assign(with_people=come.groupby(level=of).mean(), with_group=met.groupby(level=of).mean())
    table = table.join(all_come.rename("everywhere")).assign(people=people).reset_index()
    place = table["commune"].map(territory.index)
    residents = territory.residents.sum(axis=1)[place].astype(float)
    table["per_1000"] = PER * table["people"] / pd.Series(residents, table.index).where(residents > 0)
    table["name"] = [territory.names[at] for at in place]
    table = table.assign(place=place).sort_values(["scenario", "year", "place"], kind="stable", ignore_index=True)
    return Reached(names, start, past, years, len(seeds), table)


def never(there: Reached) -> str:
    """The communes from which nobody comes, in most worlds."""
    last = _at_the_end(there)
    seldom: pd.DataFrame = last[last["with_people"] <= editions.SELDOM].sort_values("with_people", kind="stable")
    if seldom.empty:
        return _all_reached(there, last.sort_values("with_people", kind="stable"))
    return ngettext(*NEVER, len(seldom), since=_since(there), names=named_in_a_row(seldom["name"].tolist()))


def _all_reached(there: Reached, last: pd.DataFrame) -> str:
    """That each commune is reached in most worlds says nothing of all of them together."""
    worlds = there.worlds
    every, missed = out_of(worlds), [cases(1 - share, worlds) for share in last["with_people"]]
    told = looked_up(ALL_REACHED, since=_since(there), number=cases(last["everywhere"].iloc[0], worlds), every=every)
    left = [(name, number) for name, number in zip(last["name"], missed, strict=True) if number != "0"][:LEFT_OUT]
    if not left:
        return told
    (commune, missing), *others = left
    first = looked_up(FIRST_LEFT, commune=commune, number=missing, every=every)
    names = ", ".join([first, *(f"{name} ({missing})" for name, missing in others)])
    return f"{told} {looked_up(LEFT, names=names)}"


def named_in_a_row(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    shown, rest = ", ".join(names[:NAMED]), len(names) - NAMED
    return ngettext(*OTHERS, rest, shown=shown) if rest > 0 else shown


def rows(there: Reached) -> list[dict[str, Any]]:
    """The list of communes, those that are reached least often first; scripts go on from the numbers in it."""
    last = _at_the_end(there).sort_values("with_people", kind="stable")
    return [
        {
            "code": row["commune"],
            "name": row["name"],
            "never": cases(1 - row["with_people"], there.worlds),
            "values": [NONE if pd.isna(row[name]) else value_of(name, row[name]) for name in ("per_1000", "groups")],
        }
        for row in last.to_dict("records")
    ]


def value_of(figure: str, value: float) -> str:
    """A value of a commune, on the map as in the list: to a tenth below ten, except whole numbers of what is counted,
    and nothing."""
    whole = abs(value) >= 9.95 or not value or (figure != "per_1000" and value == round(value))
    return number(value, ",.0f" if whole else ".1f")


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


def _since(there: Reached) -> str:
    return str(there.start + there.past)


def _at_the_end(there: Reached) -> pd.DataFrame:
    base = there.communes[there.communes["scenario"] == there.names[0]]
    return base[base["year"] == there.years]
