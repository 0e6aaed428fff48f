"""What scenarios change, for planners: cells of tables, and names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contagion.experiments.doors.words.answers import NONE
from contagion.experiments.ensembles.words import worlds_of
from contagion.experiments.language.differences import three_digits
from contagion.experiments.language.numbers import to_its_error, with_error
from contagion.experiments.language.sentences import N_, _, between, ngettext
from contagion.sim.statistics.spread import ENDS, FEW

CAPACITIES = {
    "places": N_("more training places"),
    "wish": N_("more participants who wish to lead groups"),
    "time": N_("more time of facilitators to lead groups"),
    "pairs": N_("finding somebody to lead with from farther away"),
    "registering": N_("more people who register when they are told"),
    "rooms": N_("more rooms of partner organisations"),
    "hosts": N_("more partner organisations"),
    "money": N_("more money"),
}  # what there may be more of (`experiments.verbs.limits.capacities`), as people say it


def capacity(name: str) -> str:
    """A capacity as people say it."""
    return _(CAPACITIES[name])


def half_and_most(row: dict[str, Any], form: str) -> list[str]:
    """The middle, half of the worlds (a dash while they are few), nine in ten, in how many it is more; as cells."""
    told = {end: to_its_error(three_digits(row[end]), row["p50_error"], form) for end in ENDS}
    middle = with_error(three_digits(row["p50"]), row["p50_error"], form)
    inner = NONE if row["worlds"] < FEW else between(told["p25"], told["p75"])
    outer = between(told["p5"], told["p95"])
    return [middle, inner, outer, worlds_of(row["above_zero"], row["worlds"], row.get("count_as"))]


def form_of(row: dict[str, Any], sign: str) -> str:
    """How a figure is written: whole numbers where it is large."""
    return f"{sign}z,.0f" if max(abs(row["p5"]), abs(row["p95"])) >= 10 else f"{sign}z,.1f"


def named_in_a_row(names: Sequence[str], most: int = 6) -> str:
    """Some names, and how many more there are."""
    shown, rest = ", ".join(names[:most]), len(names) - most
    if rest <= 0:
        return shown
    return ngettext("{shown} and {number} other", "{shown} and {number} others", rest, shown=shown)
