"""Data and texts on money for scripts: prices, who pays, and the price of a tonne elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contagion.experiments.commands.spend.mixes import SEARCHED, TRIES, USUAL
from contagion.experiments.commands.spend.words_of_mixes import ASSUMPTION_ALONE, BRINGS
from contagion.experiments.commands.spend.work import read_elsewhere
from contagion.experiments.evidence.readings import NOTHING_LASTS
from contagion.experiments.say import differences
from contagion.experiments.say.languages import gettext
from contagion.experiments.say.languages import ngettext as plural
from contagion.experiments.say.levers import SOLD
from contagion.experiments.say.sentences import forms, said
from contagion.models.parameters import describe
from contagion.models.parameters.effort import EFFORT, RESIDENTS
from contagion.models.parameters.sections.money import ITEMS, unit

if TYPE_CHECKING:
    from contagion.models.scenario import Scenario


MOST = 10_000_000  # euros, that your own price can be
MANY, FEWER = 1_000_000, 32  # residents, from which on a search judges mixes in so few simulations
READ = {"": "", NOTHING_LASTS.name: NOTHING_LASTS.title}
"""Readings that price a tonne, the one from participants' answers first."""


def numbers(base: Scenario) -> dict[str, Any]:
    """Return the data on money for scripts; `base` is the current course of the programme."""
    return {
        "items": ITEMS,
        "given": [item in base.given for item in ITEMS],
        "funding": base.parameters.costs.funding,
        "most": MOST,
        "elsewhere": [[one.low, one.high] for one in read_elsewhere()],
        "trainer": base.parameters.training.trainer == "outside",
        "sold": on_sale(),
        "size": base.effort_for / RESIDENTS,
        "search": vars(USUAL) | {"tries": TRIES, "searched": SEARCHED, "many": MANY, "fewer": FEWER},
    }


def on_sale() -> dict[str, tuple[float | bool | None, ...]]:
    """Return, for each lever that a sum can buy: a step, the upper ends of its declared and valid range, whether these
    scale with the territory (`spend.mixes.Market.most`), and whether its effect is an assumption alone."""
    ends = {row["name"]: (row["range"][1], row["valid"][1]) for row in describe() if row["range"]}
    return {
        one.parameter: (one.step, *ends[one.parameter], one.parameter in EFFORT, bool(one.rests_on)) for one in SOLD
    }


def words() -> dict[str, Any]:
    """Return sentences and names by key, with placeholders for scripts."""
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
        **words_of_spending(),
        "prices_taken": gettext("All costs are at your prices now."),
        "prices_back": gettext("All costs are at the prices of the page."),
    }


def words_of_spending() -> dict[str, Any]:
    """Return the sentences of the search for what a sum would buy."""
    seconds = forms("about {number} second left", "about {number} seconds left")
    minutes = forms("about {number} minute left", "about {number} minutes left")
    return {
        "sold": {one.parameter: said(one.named) for one in SOLD},
        "sum_brings": gettext(BRINGS),
        "rests_on": gettext(ASSUMPTION_ALONE),
        "judged_in": gettext(
            "The search compared {mixes} mixes in up to {searched} simulations; the numbers are from {number} other "
            "simulations."
        ),
        "stopped_at": gettext(
            "The search was stopped: these are the best mixes so far. The same {number} simulations chose and judge "
            "them, so the numbers flatter them."
        ),
        "spend_progress": gettext("{done} of about {all} simulations; {left}"),
        "seconds_left": [plural(*seconds, number) for number in (1, 2)],
        "minutes_left": [plural(*minutes, number) for number in (1, 2)],
        "mixes_of": gettext("The best mixes for {euros} € more a year"),
        "keep_mix": gettext("Put mix {number} into my note"),
    }
