"""Money on the page: how much of each item the programme has as it goes on, and more with mixes that a sum would buy.
Euros are quantities times prices, so that scripts tell the same at other prices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.ensembles.readings import NOTHING_LASTS
from contagion.experiments.lab.uncertainty import price_of_each
from contagion.experiments.verbs.spend.elsewhere import read_elsewhere
from contagion.experiments.verbs.spend.mixes import BASE
from contagion.models.outcomes.costs import QUANTITIES, prices
from contagion.models.parameters.sections.money import ITEMS

if TYPE_CHECKING:
    from contagion.experiments.verbs.spend.work import Portfolio, Spending
    from contagion.models.parameters.sections.money import Costs
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs

LABELS = "ABC"  # of the mixes that are told
MOST = 10_000_000  # euros, that a price of one's own can be
READ = {"": "", NOTHING_LASTS.name: NOTHING_LASTS.title}
"""Readings by which the price of a tonne is told, as participants say first."""


@dataclass(frozen=True)
class Mix:
    """A mix that a sum would buy.

    Attributes
    ----------
    label : str
    of : Portfolio
    values : dict
        What it sets.
    bought : DataFrame
        A row a world, a column an item: how much more of it.
    completers : Series
        More who finish, by world.
    sure : tuple of bool
        Whether it is sure that more people come, and that more finish.
    sets : sequence of int
        A number that worlds of the same set share.
    """

    label: str
    of: Portfolio
    values: Mapping[str, Any]
    bought: pd.DataFrame
    completers: pd.Series
    sure: tuple[bool, bool]
    sets: Sequence[int]


@dataclass(frozen=True)
class Money:
    """What is told of money.

    Attributes
    ----------
    base : Scenario
        The programme as it goes on.
    ahead : int
        Years that are counted.
    bought : DataFrame
        A row a world, a column an item: how much of it in these years.
    people : Series
        Who come in these years, a row a world.
    sets : sequence of int
        A number that worlds of the same set share.
    spent : Spending, optional
        What a sum more would buy.
    """

    base: Scenario
    ahead: int
    bought: pd.DataFrame
    people: pd.Series
    sets: Sequence[int]
    spent: Spending | None = None

    @property
    def costs(self) -> Costs:
        return self.base.parameters.costs

    @property
    def items(self) -> list[str]:
        """Those that the programme has as it goes on, the dearest first."""
        euros = (self.bought.mean() * pd.Series(prices(self.costs))).sort_values(ascending=False, kind="stable")
        return [item for item in map(str, euros.index) if self.bought[item].any()]

    @cached_property
    def mixes(self) -> list[Mix]:
        """Those that are told."""
        found = self.spent
        if not found:
            return []
        made = bought_ahead(found.runs, self.base.past + found.years, self.base.past)
        finished = found.judged.more("completers")
        return [
            Mix(
                *(label, one, found.market.values(one.steps), made.loc[one.name] - made.loc[BASE]),
                finished.loc[one.name],
                (_surely(one.gained, found), _surely(finished.loc[one.name], found)),
                found.sets(one.gained.index),
            )
            for label, one in zip(LABELS, _told(found), strict=False)
        ]

    @property
    def paid(self) -> list[str]:
        """The items that it or a mix has."""
        had = pd.concat([self.bought, *(one.bought for one in self.mixes)])
        return [item for item in ITEMS if had[item].any()]

    def a_year(self, bought: pd.DataFrame) -> pd.Series:
        """Euros a year, by world."""
        return bought.dot(pd.Series(prices(self.costs))) / self.ahead

    def tonnes(self, one: Mix, reading: str = "") -> Mapping[str, float] | None:
        """A row of `Spending.tonnes`, if there is one."""
        assert self.spent
        rows = self.spent.tonnes
        found = rows[(rows["mix"] == one.of.name) & (rows["reading"] == reading)].to_dict("records")
        return found[0] if found else None

    @property
    def each_tonne(self) -> dict[str, Mapping[str, float]]:
        """What a tonne costs by the first mix, by reading."""
        told = {reading: self.tonnes(self.mixes[0], reading) for reading in READ}
        return {reading: row for reading, row in told.items() if row}

    def numbers(self) -> dict[str, Any]:
        """What scripts are told."""
        return {
            "items": ITEMS,
            "given": [item in self.base.given for item in ITEMS],
            "funding": self.costs.funding,
            "most": MOST,
            "bought": _by_item(self.bought),
            "people": self.people.tolist(),
            "mixes": [
                {
                    "name": one.of.name,
                    "label": one.label,
                    "values": one.values,
                    "sets": one.sets,
                    "bought": _by_item(one.bought),
                    "had": [had.mean() if sure else None for had, sure in zip(_had(one), one.sure, strict=True)],
                }
                for one in self.mixes
            ],
            "elsewhere": [[one.low, one.high] for one in read_elsewhere()],
            **(self._of_the_first() if self.mixes else {}),
        }

    def _of_the_first(self) -> dict[str, Any]:
        """The part of the euros of the first mix that a tonne costs; None where that is infinite."""
        assert self.spent
        euros = self.spent.table["euros"].iloc[0]
        rows = self.each_tonne.values()
        each = [[row[f"euros_per_tonne_{end}"] for end in ("p5", "p95")] for row in rows]
        return {"tonne": [[price / euros if isfinite(price) else None for price in ends] for ends in each]}


def _told(found: Spending) -> list[Portfolio]:
    """The first, the first that does without what nobody has tried, as the headline has them, and the last; others
    while there is room."""
    portfolios = found.portfolios
    surer = [one for one in portfolios if not found.market.assumed(one.steps)][:1]
    names = [one.name for one in (portfolios[0], *surer, portfolios[-1], *portfolios)]
    chosen = list(dict.fromkeys(names))[: len(LABELS)]
    return [one for one in portfolios if one.name in chosen]


def bought_ahead(runs: Runs, years: int, past: int) -> pd.DataFrame:
    """How much of each item there is after a past: by scenario and seed, a column an item."""
    rows = runs.rows("years").drop_duplicates(["scenario", "seed", "year"]).set_index(["scenario", "seed"])
    last, before = (rows.loc[rows["year"] == year, list(QUANTITIES)] for year in (years, past))
    return (last - before if past else last).set_axis(list(ITEMS), axis=1)


def _surely(had: pd.Series, found: Spending) -> bool:
    """Whether there are surely more in the mean, so that each has a price."""
    return not pd.isna(price_of_each(had, had, found.sets)[1])


def _had(one: Mix) -> tuple[pd.Series, pd.Series]:
    return one.of.gained, one.completers


def _by_item(bought: pd.DataFrame) -> dict[int, list[float]]:
    """By the number of an item, how much in each world; without those of which there is nothing."""
    return {number: [*map(_short, bought[item])] for number, item in enumerate(ITEMS) if bought[item].any()}


def _short(value: float) -> float:
    """As a whole number where it is one: it is written in fewer letters."""
    return int(value) if float(value).is_integer() else float(value)
