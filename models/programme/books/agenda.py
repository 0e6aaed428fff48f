"""The decisions of a run, those in force, and since when."""

import math

from contagion.models.programme.layout import STATE
from contagion.models.records import NONE
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import grow

_DECIDED = STATE["decided"]


@compiled
def goes_before(state, one, other):
    """Whether a decision in force stands after another, and so goes before it: rules on the state after dates, later
    ones after earlier ones."""
    a, b = state.decisions[one], state.decisions[other]
    if a.has_condition != b.has_condition:
        return a.has_condition > b.has_condition
    return a.held > b.held if a.held != b.held else one > other


@compiled
def note(state):
    """Write down which decisions end and begin this week."""
    for begins in range(2):
        for n in state.agenda:
            d = state.decisions[n]
            since = d.noted_now if begins else d.noted
            if since != NONE and since != (d.noted if begins else d.noted_now):
                _write(state, n, begins)
    for n in range(len(state.decisions)):
        state.decisions[n].noted = state.decisions[n].noted_now


@compiled
def _write(state, number, begins):
    n = state.n.decided
    if n == len(state.decided):
        grow(state, _DECIDED)
    state.n.decided = n + 1
    row = state.decided[n]
    row.week, row.number, row.begins = state.clock.week, number, begins


@compiled
def within(bound, value):
    """Whether a figure is as a condition says (NaN never is; a bound that is NaN says nothing)."""
    return (
        value == value
        and (math.isnan(bound.above) or value > bound.above)
        and (math.isnan(bound.below) or value < bound.below)
        and (math.isnan(bound.at_least) or value >= bound.at_least)
        and (math.isnan(bound.at_most) or value <= bound.at_most)
    )
