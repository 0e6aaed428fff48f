"""What scripts say of money: prices, who pays, and what a tonne costs elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contagion.experiments.commands.spend.work import read_elsewhere
from contagion.experiments.evidence.readings import NOTHING_LASTS
from contagion.experiments.say import differences
from contagion.experiments.say.languages import gettext
from contagion.experiments.say.sentences import said
from contagion.models.parameters.sections.money import ITEMS, unit

if TYPE_CHECKING:
    from contagion.models.scenario import Scenario


MOST = 10_000_000  # euros, that your own price can be
READ = {"": "", NOTHING_LASTS.name: NOTHING_LASTS.title}
"""Readings by which the price of a tonne is told, as participants say first."""


def numbers(base: Scenario) -> dict[str, Any]:
    """What scripts are told; `base` is the programme as it goes on."""
    return {
        "items": ITEMS,
        "given": [item in base.given for item in ITEMS],
        "funding": base.parameters.costs.funding,
        "most": MOST,
        "elsewhere": [[one.low, one.high] for one in read_elsewhere()],
    }


def words() -> dict[str, Any]:
    """Sentences and names by key, whose places scripts fill in."""
    return {
        "items": [differences.item(item) for item in ITEMS],
        "units": [said(unit(item)) for item in ITEMS],
        "readings": [said(title) for title in READ.values()],
        "as_it_is": gettext("“{name}”: about {middle} € a year ({range})."),
        "always_so": gettext("“{name}”: {middle} € a year in all simulations."),
        "by_payer": gettext("By who pays, € a year: the median, and what is more (median)"),
        "who_pays": gettext("who pays"),
        "all_items": gettext("all"),
        "price": gettext("{price} € per {unit}"),
        "price_given": gettext("€ per {unit}; {price} € was given"),
        "price_placeholder": gettext("€ per {unit}; {price} € is a placeholder"),
        "a_person_as_it_is": gettext("Each person who comes costs about {middle} € ({range})."),
        "a_person_in_the_mean": gettext(
            "On average over the simulations, each person who comes costs about {middle} €."
        ),
        "all_placeholders": gettext("* At placeholder prices: the authority has given none of its own yet."),
        "some_placeholders": gettext(
            "* Partly at placeholder prices, for which the authority has given none yet: {names}."
        ),
        "a_tonne": gettext(
            "On average over the simulations, a tonne of CO₂e avoided by “{name}” costs {range} €, depending on how "
            "much each person saves: an estimate from what participants in one study reported."
        ),
        "a_tonne_if": gettext("It costs {range} € if {account}."),
        "no_tonne": gettext("“{name}”: what a tonne of CO₂e costs is not known."),
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
