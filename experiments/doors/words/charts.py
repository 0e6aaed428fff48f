"""What the charts of the planners' page are called, what is written in them, and what they say to those who do not see
them; names of what is short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isnan
from typing import Any

from contagion.experiments.language.differences import cell, figure
from contagion.experiments.language.numbers import month_in_full, number
from contagion.experiments.language.sentences import N_, _, in_a_row, looked_up
from contagion.sim.statistics.spread import FEW

# ---- courses ---------------------------------------------------------------------------------------------------------


OVER_TIME = N_("People who come to a group, from {month} on")


def over_time(since: date) -> str:
    """What a course is of."""
    return looked_up(OVER_TIME, month=month_in_full(since))


def one_by_one(worlds: int) -> str:
    """What single lines are."""
    return _("each line is one of {worlds:,} cases", worlds=worlds)


def bands(worlds: int) -> str:
    """What bands are: doubt, and no range of the thing itself."""
    if worlds < FEW:
        return _("dark: 50 % range; pale: from the lowest to the highest")
    return _("dark: 50 % range; pale: 90 % range")


def course_told(scenario: str, row: Mapping[str, Any]) -> str:
    """Where a scenario is at the end: the median and both ends of the range."""
    return _("At the end, {scenario}: {people} people.", scenario=scenario, people=cell(row, figure))


def end_of(year: str) -> str:
    """Where a time axis ends."""
    return _("end of {year}", year=year)


# ---- what was short ----------------------------------------------------------------------------

IN_SENTENCES = {
    ("groups", "registrations"): N_("too few people register to fill the groups"),
    ("groups", "groups"): N_("the groups have too few seats for those who register"),
    ("groups", "pairs"): N_("more facilitators wait for a partner than lead"),
    ("groups", "receptive"): N_("few receptive people are left"),
    ("groups", "money"): N_("something is not done for want of money"),
    ("training", "takers"): N_("training seats stay empty"),
    ("training", "seats"): N_("all training seats are taken"),
    ("training", "money"): N_("training seats are not given for want of money"),
}


# ---- maps ------------------------------------------------------------------------------------------------------------


def on_the_map(since: date) -> str:
    """What a map is of."""
    return _("From {month} on, per 1,000 residents aged 15 and over", month=month_in_full(since))


def unit_on_the_map(since: date) -> str:
    """What its colours count."""
    return _("{what} (median)", what=on_the_map(since))


def value_of_a_commune(figure: str, value: float) -> str:
    """A value of a commune, on the map as in the list: to a tenth below ten, but for whole numbers of what is counted,
    and for nothing."""
    whole = abs(value) >= 9.95 or not value or (figure != "per_1000" and value == round(value))
    return number(value, ",.0f" if whole else ".1f")


def value_on_the_map(commune: str, value: float) -> str:
    """What is said of a commune."""
    if isnan(value):
        return commune
    return _("{commune}: {value}", commune=commune, value=value_of_a_commune("per_1000", value))


def circles(enlarged: bool) -> str:
    """What circles in place of contours are, and whether some are larger than that."""
    told = _("a circle is a commune, its area in proportion to its inhabitants")
    return _("{told}; the smallest are enlarged", told=told) if enlarged else told


def map_told(most: Sequence[tuple[str, float]], nothing: int, communes: int) -> str:
    """Where there is most, and where there is nothing."""
    rest = _("In {nothing:,} of {communes:,} communes there is nothing.", nothing=nothing, communes=communes)
    if not most:
        return rest
    first = in_a_row(_("{commune} ({value:,.3g})", commune=name, value=value) for name, value in most)
    return f"{_('Most: {communes}.', communes=first)} {rest}"
