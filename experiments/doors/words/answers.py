"""What scenarios change, in sentences for people who decide: numbers with how far they spread, and in how many worlds.

Numbers have three digits, so that two of them do not seem to lie further apart than they do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.ensembles.words import how_many, so_many_worlds
from contagion.experiments.language.asked import words_of
from contagion.experiments.language.numbers import as_borne, number, to_its_error, with_error
from contagion.experiments.language.sentences import N_, _, between
from contagion.models.territory.territory import SHIPPED_SOURCE

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory

KINDS = ("CA", "CC", "CU")  # of EPCI, which stand before their names
# Before a name; one that is part of it has a capital.
ARTICLE = re.compile(r"^(?:(?:de\sl|d|l)['’]|(?:du|des|de\sla|de|la|le|les)\s)")
CODE = re.compile(r"\(`[^`]*`(?:, )?")  # at the beginning of a bracket
NONE = "–"  # where a figure does not exist
FIGURES = {
    "people": N_("People who came to a group"),
    "completers": N_("People who finished a group"),
    "communes_reached": N_("Communes where a group has met"),
    "facilitators_active": N_("Facilitators active at the end"),
    "cost_total": N_("Cost, in euros"),
    "cost_per_participant": N_("Cost for each person, in euros"),
}


def place(territory: Territory) -> str:
    """What a territory is called, without an article, as in titles."""
    if territory.source == SHIPPED_SOURCE:
        return _("Grand Besançon")
    title, colon, _rest = territory.source.partition(": ")
    if not colon:
        return territory.names[territory.centre]
    kind, _space, name = title.partition(" (")[0].partition(" ")
    return ARTICLE.sub("", name) if kind in KINDS else title.partition(" (")[0]


def description(scenario: Scenario) -> str:
    """What a scenario is about, without names of parameters in brackets, and but for sentences that name a command."""
    told = CODE.sub("(", words_of(scenario).description.replace("\n", " ")).replace(" ()", "")
    sentences = told.replace(". ", ".\n").splitlines()
    return " ".join(one for one in sentences if "`" not in one)


def gained(row: dict[str, Any]) -> str:
    """How many people more, in nine worlds of ten; `row` is one of `experiments.ensembles.worlds.told_apart`."""
    low, high = ends_as_borne(row, "p5", "p95")
    if not varies(row):
        return _("exactly as many people, in every world")
    if low >= 0:
        return _("{low} to {high} people more", low=figure(low), high=figure(high))
    if high <= 0:
        return _("{low} to {high} people fewer", low=figure(-high), high=figure(-low))
    return _("from {low} people fewer to {high} more", low=figure(-low), high=figure(high))


def ends_as_borne(row: Mapping[str, Any], *ends: str) -> list[int]:
    """Ends of a range over worlds, to the digit that the error of its middle bears, and not to more than three."""
    error = float(row.get("p50_error", "nan"))
    return [round(as_borne(three_digits(row[end]), error)) for end in ends]


def varies(row: dict[str, Any]) -> bool:
    """Whether the difference is not the same in all worlds."""
    return bool(row["above_zero"] or row["below_zero"])


def how_often(row: dict[str, Any], above: float = 0.0) -> str:
    """In how many worlds (`row["worlds"]`) there are more people, or fewer, or more than so many more."""
    worlds = row["worlds"], row["count_as"]
    fewer, some = how_many(row["below_zero"], *worlds), so_many_worlds(row["above_zero"], *worlds)
    more = _("There are more people in {worlds}, fewer in {fewer}.", worlds=some, fewer=fewer)
    if not above:
        return more
    beyond = so_many_worlds(row["above"], *worlds)
    return f"{more} {_('More than {above:,g} more in {worlds}.', above=above, worlds=beyond)}"


def figure(value: float) -> str:
    """A number, to three digits."""
    return NONE if pd.isna(value) else _rounded(value, "")


def change(value: float) -> str:
    """A difference, to three digits, with its sign."""
    return NONE if pd.isna(value) else _rounded(value, "+")


def middle(row: Mapping[str, Any], name: str) -> str:
    """The middle of the worlds of a row of figures, to the digit that their number bears: "+610 (± 20)"."""
    value = row[name]
    return NONE if pd.isna(value) else with_error(three_digits(value), row[f"{name}_error"], ",.0f")


def three_digits(value: float) -> float:
    """A number, not told better than that."""
    return float(f"{value:.3g}")


def _rounded(value: float, sign: str) -> str:
    whole = round(three_digits(value))
    return number(whole, f"{sign},") if whole else "0"


def middle_alone(row: Mapping[str, Any], name: str) -> str:
    """The same without its error, where there is no room for it: fewer digits."""
    value = row[name]
    return NONE if pd.isna(value) else to_its_error(three_digits(value), row[f"{name}_error"], ",.0f")


def changes(low: float, high: float) -> str:
    """From one difference to another."""
    return NONE if pd.isna(low) else between(change(low), change(high))


def in_nine_of_ten(row: Mapping[str, Any]) -> str:
    """Between which differences nine worlds in ten lie."""
    return NONE if pd.isna(row["p5"]) else changes(*ends_as_borne(row, "p5", "p95"))


def figures(low: float, high: float) -> str:
    """From one number to another."""
    return NONE if pd.isna(low) else between(figure(low), figure(high))
