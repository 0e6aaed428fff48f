"""What of the week a name stands for: a stage, `"pairing"`, or a rule of one, `"pairing.pair_up"`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from contagion.models.programme.week import PLACES, STAGES
from contagion.sim.errors import InputError


def place_of(name: str) -> tuple[int, int]:
    """Where a stage or a rule stands among the rules of the week: its first, and the one after its last.

    Raises
    ------
    InputError
        For what is neither, with the names that there are.
    """
    if name in PLACES:
        return PLACES[name]
    stage, dot, _ = str(name).partition(".")
    if dot and stage in PLACES:
        raise InputError(f"{name!r} is no rule of the week; there are {', '.join(rules_of(stage))}")
    raise InputError(f"{name!r} is no stage of the week; there are {', '.join(one.name for one in STAGES)}")


def rules_of(stage: str) -> list[str]:
    """The names of the rules of a stage."""
    return [name for name in PLACES if name.startswith(f"{stage}.")]


def in_order[T](instead: Mapping[str, T]) -> dict[str, T]:
    """What is lived in place of stages and rules, in the order of the week.

    Raises
    ------
    InputError
        For what is neither, and for two that are lived in one place.
    """
    names = sorted(instead, key=place_of)
    for one, other in pairwise(names):
        if place_of(other)[0] < place_of(one)[1]:
            raise InputError(f"{one!r} and {other!r} are two rules for one place; give it one")
    return {name: instead[name] for name in names}
