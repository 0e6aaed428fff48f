"""Money in the language that is spoken: what stands there at the prices of the programme, and what scripts say at
others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import nan
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.doors.page.money import MOST, READ
from contagion.experiments.doors.words import note
from contagion.experiments.language import money
from contagion.experiments.language.asked import title
from contagion.experiments.language.differences import answer, as_borne_by, cell, change, figure
from contagion.experiments.language.languages import gettext
from contagion.experiments.language.numbers import number, signs
from contagion.experiments.language.sentences import _, between, said
from contagion.experiments.verbs.spend.words_of_mixes import best_by, bought, bought_in_short, buys, headlines, rests_on
from contagion.models.parameters.sections.money import FUNDERS, ITEMS, unit
from contagion.sim.statistics.spread import FEW, difference

if TYPE_CHECKING:
    from contagion.experiments.doors.page.money import Mix, Money
    from contagion.experiments.verbs.spend.work import Spending


def told(of: Money, levers: Collection[str]) -> dict[str, Any]:
    """What stands there; `levers` are those that can be moved."""
    total = of.a_year(of.bought)
    return {
        "as_it_is": money.as_it_is(title(of.base), difference(total, of.sets)),
        "range": _("90 % range") if len(total) >= FEW else _("lowest to highest"),
        "a_person": money.a_person(of.ahead * total.to_numpy(), of.people.to_numpy(), of.sets),
        "items": [
            {
                "name": item,
                "label": money.item(item),
                "price": _price(of, item),
                "cells": _cells(of.bought[item] * getattr(of.costs, item) / of.ahead, of.sets),
            }
            for item in of.items
        ],
        "total": _cells(total, of.sets),
        "payers": [
            {"label": money.payer(name, share), "cells": _cells(total * share, of.sets)}
            for name, share in zip(FUNDERS, of.costs.funding, strict=True)
        ],
        "placeholders": money.at_placeholders({"": [one for one in of.paid if one not in of.base.given]}, of.paid),
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
    line = money.price_of(item, getattr(of.costs, item))
    return line if item in of.base.given else f"{line}*"


def _field(of: Money, item: str) -> dict[str, str]:
    price = getattr(of.costs, item)
    hint = {"unit": said(unit(item)), "price": number(price, ",.10g")}
    told = _("€ per {unit}; {price} € was given", **hint)
    if item not in of.base.given:
        told = _("€ per {unit}; {price} € is a placeholder", **hint)
    return {"name": item, "label": money.item(item), "usual": f"{price:.10g}".replace(".", signs(".")), "hint": told}


# ---- a sum more ------------------------------------------------------------------------------------------------------


def _more(of: Money, found: Spending, levers: Collection[str]) -> dict[str, Any]:
    euros = found.years * found.table["euros"].iloc[0]
    beside = money.actions_in_words(found.actions)
    beside.insert(2, "tonnes", [money.tonnes_for(euros, one.low, one.high) for one in found.actions])
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
        "each": money.for_each(one.label, *_each(of, one)),
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
    return money.a_tonne(of.mixes[0].label, first[1:], others)


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
        "items": [money.item(item) for item in ITEMS],
        "units": [said(unit(item)) for item in ITEMS],
        "readings": [said(title) for title in READ.values()],
        "as_it_is": gettext(money.AS_IT_IS),
        "always_so": gettext(money.ALWAYS_SO),
        "by_payer": gettext(money.BY_PAYER),
        "who_pays": gettext("who pays"),
        "price": gettext("{price} € per {unit}"),
        "a_person_as_it_is": gettext(money.A_PERSON),
        "a_person_in_the_mean": gettext(money.IN_THE_MEAN),
        "all_placeholders": gettext(money.ALL_OF_THEM),
        "some_placeholders": gettext(money.SOME_OF_THEM),
        "for_each": gettext(money.FOR_EACH),
        "for_none": gettext(money.FOR_NONE),
        "a_tonne": gettext(money.A_TONNE),
        "a_tonne_if": gettext(money.A_TONNE_IF),
        "no_tonne": gettext(money.NO_TONNE),
        "at_least": gettext(money.AT_LEAST),
        "not_known": gettext("not known"),
        "costs": gettext("{verdict}: it costs about {euros} € more a year ({range})."),
        "saves": gettext("{verdict}: it costs about {euros} € less a year ({range})."),
        "costs_as_much": gettext("{verdict}: it costs as much ({range})."),
        "costs_nothing": gettext("It costs as much."),
        "a_person": gettext("Each additional person costs about {euros} €."),
        "no_price": gettext("What each additional person costs is not known."),
        "no_options": gettext("Options that you put into your note stand here with what they cost."),
        "prices_taken": gettext("All costs are told at your prices now."),
        "prices_back": gettext("All costs are told at the prices of the page."),
    }
