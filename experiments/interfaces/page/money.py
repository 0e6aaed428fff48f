"""Money on the page: how much of each item the programme has as it goes on, and more with mixes that a sum would buy.
Euros are quantities times prices, so that scripts tell the same at other prices.

Money in the language that is spoken: what stands there at the prices of the programme, and what scripts say at
others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.commands.spend.mixes import BASE
from contagion.experiments.commands.spend.words_of_mixes import (
    best_by,
    bought,
    bought_in_short,
    buys,
    headlines,
    rests_on,
)
from contagion.experiments.commands.spend.work import read_elsewhere
from contagion.experiments.evidence.readings import NOTHING_LASTS
from contagion.experiments.interfaces import words as note
from contagion.experiments.say import differences
from contagion.experiments.say.asked import title
from contagion.experiments.say.differences import answer, as_borne_by, cell, change, figure
from contagion.experiments.say.languages import gettext
from contagion.experiments.say.sentences import _, between, number, said, signs
from contagion.models.outcomes.costs import QUANTITIES, prices
from contagion.models.parameters.sections.money import FUNDERS, ITEMS, unit
from contagion.models.runs.figures import price_of_each
from contagion.sim.statistics.spread import FEW, difference

if TYPE_CHECKING:
    from contagion.experiments.commands.spend.work import Portfolio, Spending
    from contagion.models.parameters.sections.money import Costs
    from contagion.models.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs


LABELS = "ABC"  # of the mixes that are told
MOST = 10_000_000  # euros, that a price of one's own can be
READ = {"": "", NOTHING_LASTS.name: NOTHING_LASTS.title}
"""Readings by which the price of a tonne is told, as participants say first."""


@dataclass(frozen=True)
class Mix:
    """A mix that a sum would buy."""

    label: str
    of: Portfolio
    values: Mapping[str, Any]  # what it sets
    bought: pd.DataFrame  # a row a world, a column an item: how much more of it
    completers: pd.Series  # more who finish, by world
    sure: tuple[bool, bool]  # whether it is sure that more people come, and that more finish
    sets: Sequence[int]  # a number that worlds of the same set share


@dataclass(frozen=True)
class Money:
    """What is told of money."""

    base: Scenario  # the programme as it goes on
    ahead: int  # years that are counted
    bought: pd.DataFrame  # a row a world, a column an item: how much of it in these years
    people: pd.Series  # who come in these years, a row a world
    sets: Sequence[int]  # a number that worlds of the same set share
    spent: Spending | None = None  # what a sum more would buy

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


def told(of: Money, levers: Collection[str]) -> dict[str, Any]:
    """What stands there; `levers` are those that can be moved."""
    total = of.a_year(of.bought)
    return {
        "as_it_is": differences.as_it_is(title(of.base), difference(total, of.sets)),
        "range": _("90 % range") if len(total) >= FEW else _("lowest to highest"),
        "a_person": differences.a_person(of.ahead * total.to_numpy(), of.people.to_numpy(), of.sets),
        "items": [
            {
                "name": item,
                "label": differences.item(item),
                "price": _price(of, item),
                "cells": _cells(of.bought[item] * getattr(of.costs, item) / of.ahead, of.sets),
            }
            for item in of.items
        ],
        "total": _cells(total, of.sets),
        "payers": [
            {"label": differences.payer(name, share), "cells": _cells(total * share, of.sets)}
            for name, share in zip(FUNDERS, of.costs.funding, strict=True)
        ],
        "placeholders": differences.at_placeholders(
            {"": [one for one in of.paid if one not in of.base.given]}, of.paid
        ),
        "prices": [_field(of, item) for item in ITEMS],
        "most": MOST,
        "more": _more(of, of.spent, levers) if of.spent else None,
    }


def _cells(values: pd.Series, sets: Sequence[int]) -> list[str]:
    """The median, and the range."""
    row = difference(values, sets)
    low, middle, high = map(figure, as_borne_by(row))
    same = row["p5"] == row["p95"]  # what is the same in all is told once, to as many digits
    return [middle, middle if same else between(low, high)]


def _price(of: Money, item: str) -> str:
    line = differences.price_of(item, getattr(of.costs, item))
    return line if item in of.base.given else f"{line}*"


def _field(of: Money, item: str) -> dict[str, str]:
    price = getattr(of.costs, item)
    hint = {"unit": said(unit(item)), "price": number(price, ",.10g")}
    told = _("€ per {unit}; {price} € was given", **hint)
    if item not in of.base.given:
        told = _("€ per {unit}; {price} € is a placeholder", **hint)
    return {
        "name": item,
        "label": differences.item(item),
        "usual": f"{price:.10g}".replace(".", signs(".")),
        "hint": told,
    }


# ---- a sum more ------------------------------------------------------------------------------------------------------


def _more(of: Money, found: Spending, levers: Collection[str]) -> dict[str, Any]:
    euros = found.years * found.table["euros"].iloc[0]
    beside = differences.actions_in_words(found.actions)
    beside.insert(2, "tonnes", [differences.tonnes_for(euros, one.low, one.high) for one in found.actions])
    return {
        "budget": number(found.market.budget, ",.0f"),
        "headline": headlines(found),
        "ties": _ties(of, found),
        "worlds": found.judged.worlds,
        "cards": [_card(of, found, one, levers) for one in of.mixes],
        "tonne": _tonne(of),
        "elsewhere": beside.to_numpy().tolist(),
    }


def _card(of: Money, found: Spending, one: Mix, levers: Collection[str]) -> dict[str, Any]:
    return {
        "label": one.label,
        "title": bought_in_short(found.market, one.of.steps),
        "best": best_by(one.of),
        "bought": bought(found.market, one.of.steps),
        "people": _more_of(one.of.gained, one),
        "completers": _more_of(one.completers, one),
        "tonnes": note.tonnes(of.tonnes(one) or {}),
        "euros": cell(difference(of.a_year(one.bought), one.sets), change),
        "each": differences.for_each(one.label, *_each(of, one)),
        "rests_on": rests_on(found.market, one.of.steps, beside=False),
        "is_option": {*one.values} <= {*levers},
    }


def _more_of(had: pd.Series, one: Mix) -> str:
    """How many people more there are."""
    return note.more(difference(had, one.sets))


def _each(of: Money, one: Mix) -> tuple[float, float]:
    """Euros for each person more who comes, and who finishes; NaN where it is not sure that there are more."""
    euros = of.ahead * of.a_year(one.bought).mean()
    if euros < 0 or not all(one.sure):
        return nan, nan
    return euros / one.of.gained.mean(), euros / one.completers.mean()


def _tonne(of: Money) -> str:
    """What a tonne costs by the first mix: as participants say, and if nothing lasts."""
    first, *others = (
        (READ[reading], row["euros_per_tonne_p5"], row["euros_per_tonne_p95"]) for reading, row in of.each_tonne.items()
    )
    return differences.a_tonne(of.mixes[0].label, first[1:], others)


def _ties(of: Money, found: Spending) -> list[str]:
    """Which mix brings the most people: of those that stand there, and of the next best that spends the money
    otherwise."""
    first, *others = of.mixes

    def beside(ahead: pd.Series, name: str) -> str:
        return answer(difference(ahead, found.sets(ahead.index)), first.label, name, found.years)

    lines = [beside(first.of.gained - one.of.gained, one.label) for one in others]
    rival = first.of.rival
    if not rival or rival in [one.of.name for one in others]:
        return lines
    steps = found.market.bought(found.judged.shares[rival])
    what = _(
        "The latter is the best that was found of those that spend at least half of the money otherwise: {bought}.",
        bought=buys(found.market, steps),
    )
    return [*lines, f"{beside(first.of.ahead, bought_in_short(found.market, steps))} {what}"]


# ---- what scripts say ------------------------------------------------------------------------------------------------


def words() -> dict[str, Any]:
    """Sentences and names by key, whose places scripts fill in."""
    return {
        "items": [differences.item(item) for item in ITEMS],
        "units": [said(unit(item)) for item in ITEMS],
        "readings": [said(title) for title in READ.values()],
        "as_it_is": gettext(differences.AS_IT_IS),
        "always_so": gettext(differences.ALWAYS_SO),
        "by_payer": gettext(differences.BY_PAYER),
        "who_pays": gettext("who pays"),
        "price": gettext("{price} € per {unit}"),
        "a_person_as_it_is": gettext(differences.A_PERSON),
        "a_person_in_the_mean": gettext(differences.IN_THE_MEAN),
        "all_placeholders": gettext(differences.ALL_OF_THEM),
        "some_placeholders": gettext(differences.SOME_OF_THEM),
        "for_each": gettext(differences.FOR_EACH),
        "for_none": gettext(differences.FOR_NONE),
        "a_tonne": gettext(differences.A_TONNE),
        "a_tonne_if": gettext(differences.A_TONNE_IF),
        "no_tonne": gettext(differences.NO_TONNE),
        "at_least": gettext(differences.AT_LEAST),
        "not_known": gettext("not known"),
        "costs": gettext("{verdict}: it costs about {euros} € more a year ({range})."),
        "saves": gettext("{verdict}: it costs about {euros} € less a year ({range})."),
        "costs_as_much": gettext("{verdict}: it costs as much ({range})."),
        "costs_nothing": gettext("It costs as much."),
        "a_person": gettext("Each additional person costs about {euros} €."),
        "no_price": gettext("What each additional person costs is not known."),
        "no_options": gettext("Options that you put into your note stand here with what they cost."),
        "prices_taken": gettext("All costs are at your prices now."),
        "prices_back": gettext("All costs are at the prices of the page."),
    }
