"""What scenarios change, for planners: the difference in words and numbers, as frequencies over worlds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.words.answers import (
    NONE,
    ends_as_borne,
    how_often,
    in_nine_of_ten,
    three_digits,
    varies,
)
from contagion.experiments.doors.words.levers import levers_in_words
from contagion.experiments.ensembles.words import in_half, so_many_worlds, worlds_of
from contagion.experiments.language.asked import words_of
from contagion.experiments.language.numbers import to_its_error, with_error
from contagion.experiments.language.sentences import N_, _, between, listed, ngettext
from contagion.sim.statistics.spread import ENDS, FEW

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario

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


def title(scenario: Scenario) -> str:
    """What a scenario is called: its title, up to a colon; where that is settings, what people call them."""
    words = words_of(scenario).title
    settings = words.split(" + ")
    return levers_in_words(settings) if all("=" in one for one in settings) else words.partition(":")[0].strip()


def labels(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """The labels of scenarios by their names; with the name where two have the same."""
    said = {one.name: title(one) for one in scenarios}
    twice = [one for one in said.values() if list(said.values()).count(one) > 1]
    return {
        name: _("{name} ({title})", name=words, title=name) if words in twice else words for name, words in said.items()
    }


def quoted(labels: Iterable[str]) -> str:
    """Names of scenarios within a sentence."""
    *some, last = [_("“{name}”", name=label) for label in labels]
    return listed([", ".join(some), last]) if some else last


def capacity(name: str) -> str:
    """A capacity as people say it."""
    return _(CAPACITIES[name])


def people(row: dict[str, Any]) -> str:
    """The people more or fewer in half of the worlds, or in all while they are few: a sentence."""
    ends, where = in_half(row["worlds"])
    low, high = ends_as_borne(row, *ends)
    if not varies(row):
        return _("Exactly as many people in every world.")
    if low == high:
        same = _("{people:+,} in the number of people, {where}.", people=low, where=where)
        return same if low else _("As many people {where}.", where=where)
    if low >= 0:
        return _("Between {low:,} and {high:,} more people {where}.", low=low, high=high, where=where)
    if high <= 0:
        return _("Between {low:,} and {high:,} fewer people {where}.", low=-high, high=-low, where=where)
    return _("From {low:,} fewer to {high:,} more people {where}.", low=-low, high=high, where=where)


def how_sure(row: dict[str, Any], above: float) -> str:
    """In how many worlds there are more, fewer, and more than is asked about: a sentence each."""
    if not varies(row):
        return _("The difference is zero in all worlds: what differs does not touch anybody.")
    if row["worlds"] < FEW:  # from the lowest to the highest is told before
        return how_often(row, above)
    wide = _("In nine worlds of ten: {range}.", range=in_nine_of_ten(row))
    return f"{how_often(row, above)} {wide}"


def more_or_fewer(row: dict[str, Any], name: str, base: str, years: str) -> str:
    """What most worlds say of a programme: that there are more people, or fewer."""
    fewer = row["below_zero"] > row["above_zero"]
    worlds = so_many_worlds(row["below_zero" if fewer else "above_zero"], row["worlds"], row["count_as"])
    told = {"programme": name, "base": base, "years": years, "worlds": worlds}
    if fewer:
        return _("“{programme}”: fewer people than “{base}” in {worlds}, after {years}", **told)
    return _("“{programme}”: more people than “{base}” in {worlds}, after {years}", **told)


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
