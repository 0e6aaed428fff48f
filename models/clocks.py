"""Waiting until enough is enough: everyone who waits, aspires, rests or takes part has a clock and a limit.

The limit is one exponential draw; the clock adds up the hazard lived. A week at rate r per year ends the spell with
probability 1 − exp(−r/52), whatever changes the rate on the way; under the same seed a lower rate never ends it sooner.
"""

from __future__ import annotations

from typing import Protocol


class HasClock(Protocol):
    """Something with a spell that ends."""

    clock: float
    limit: float


def live_a_week[T: HasClock](those: list[T], hazard: float) -> tuple[list[T], list[T]]:
    """Add a week's hazard to each clock; return those whose spell goes on and those whose spell is over, in order."""
    going_on: list[T] = []
    over: list[T] = []
    for one in those:
        one.clock += hazard
        (going_on if one.clock < one.limit else over).append(one)
    return going_on, over
