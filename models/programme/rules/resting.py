"""Readiness (S7, stage 11). A facilitator who is free rests, and becomes ready with weekly probability
1 − exp(−1/`facilitation.rest_weeks`). When those who were trained become available, two who were trained as a pair open
their first group at once, without rest or search; whoever has no such partner, or one who was never active or has
stopped, begins a first rest.
"""

import math

from contagion.models.programme.books.clocks import goes_on
from contagion.models.programme.books.facilitators import be_ready, opens_with_partner, pair, rest
from contagion.models.programme.books.lists import clear, keep
from contagion.models.programme.books.partners import call_out_own
from contagion.models.programme.layout import IN_TRAINING, PAIRED, RESTING
from contagion.sim.core.compiling import compiled


@compiled
def become_ready(state):
    """Facilitators whose rest is over become ready; then the newly trained whose time has come begin theirs."""
    weeks = state.parameters.facilitation.rest_weeks
    hazard = 1 / weeks if weeks else math.inf
    for n in range(clear(state, RESTING)):
        number = state.lists[RESTING, n]
        spell = state.resting[number]
        if goes_on(spell, hazard):
            keep(state, RESTING, number)
        else:
            be_ready(state, spell.who)
    begin(state)


@compiled
def begin(state):
    """Let those who become available open a group with whom they were trained, or else rest, if they are still active:
    the list PAIRED has the pairs."""
    clear(state, PAIRED)
    for n in range(clear(state, IN_TRAINING)):
        number = state.lists[IN_TRAINING, n]
        one = state.facilitators[number]
        if one.available > state.clock.week:
            keep(state, IN_TRAINING, number)
        elif one.active:
            together = opens_with_partner(state, one)
            if together and number < one.trained_with:
                partner = state.facilitators[one.trained_with]
                house = call_out_own(state, one.organisation, partner.organisation)
                pair(state, number, one.trained_with, house)
            for _ in range(state.parameters.facilitation.max_load - int(together)):
                rest(state, number)
