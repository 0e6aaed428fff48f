"""What scenarios change, for planners: cells of tables, and names."""

from __future__ import annotations

from collections.abc import Sequence

from contagion.experiments.language.sentences import N_, _, ngettext

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


def named_in_a_row(names: Sequence[str], most: int = 6) -> str:
    """Some names, and how many more there are."""
    shown, rest = ", ".join(names[:most]), len(names) - most
    if rest <= 0:
        return shown
    return ngettext("{shown} and {number} other", "{shown} and {number} others", rest, shown=shown)
