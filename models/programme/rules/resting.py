"""Readiness (S7, stage 11). A facilitator who is free rests, and becomes ready with weekly probability
1 − exp(−1/`facilitation.rest_weeks`). Those who were trained begin their first rest when their time comes.
"""

import math

from models.programme.books.facilitators import rest
from models.programme.books.lists import append
from models.programme.layout import IN_TRAINING, READY, RESTING
from sim.compiling import compiled


@compiled
def become_ready(state):
    """Facilitators whose rest is over become ready; then the newly trained whose time has come begin theirs."""
    weeks = state.parameters.facilitation.rest_weeks
    hazard, kept = 1 / weeks if weeks else math.inf, 0
    for n in range(state.counts[RESTING]):
        number = state.lists[RESTING, n]
        spell = state.resting[number]
        spell.clock += hazard
        if spell.clock < spell.limit:
            state.lists[RESTING, kept] = number
            kept += 1
        else:
            append(state, READY, spell.who)
    state.counts[RESTING] = kept
    begin_first_rests(state)


@compiled
def begin_first_rests(state):
    """Let those whose training is over rest, if they are still active."""
    kept = 0
    for n in range(state.counts[IN_TRAINING]):
        number = state.lists[IN_TRAINING, n]
        if state.facilitators[number].available > state.clock.week:
            state.lists[IN_TRAINING, kept] = number
            kept += 1
        elif state.facilitators[number].active:
            for _ in range(state.parameters.facilitation.max_load):
                rest(state, number)
    state.counts[IN_TRAINING] = kept
