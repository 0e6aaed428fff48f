"""Readiness (S7, stage 11). A facilitator who is free rests, and becomes ready with weekly probability
1 − exp(−1/`facilitation.rest_weeks`). Those who were trained begin their first rest when their time comes.
"""

import math

from models.programme.books.clocks import goes_on
from models.programme.books.facilitators import rest
from models.programme.books.lists import append, clear, keep
from models.programme.layout import IN_TRAINING, READY, RESTING
from sim.compiling import compiled


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
            append(state, READY, spell.who)
    begin_first_rests(state)


@compiled
def begin_first_rests(state):
    """Let those whose training is over rest, if they are still active."""
    for n in range(clear(state, IN_TRAINING)):
        number = state.lists[IN_TRAINING, n]
        if state.facilitators[number].available > state.clock.week:
            keep(state, IN_TRAINING, number)
        elif state.facilitators[number].active:
            for _ in range(state.parameters.facilitation.max_load):
                rest(state, number)
