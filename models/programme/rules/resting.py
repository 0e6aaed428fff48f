"""Readiness (S7, stage 11). A facilitator who is free rests, and becomes ready with weekly probability
1 − exp(−1/`facilitation.rest_weeks`). When those who were trained become available, two who were trained as a pair open
their first group at once, without rest or search; whoever has no such partner, or one who was never active or has
stopped, begins a first rest.

A leader of another programme (S15, stage 14) who is free rests in the same way, so that where people come they lead
`groups_per_year`.
"""

import math

from contagion.models.programme.books.facilitators import be_ready, pair, rest
from contagion.models.programme.books.groups import opens_with_partner
from contagion.models.programme.books.lists import clear, keep, list_of
from contagion.models.programme.books.partners import call_out_own
from contagion.models.programme.books.settings import goes_on
from contagion.models.programme.layout import IN_TRAINING, PAIRED, RESTING
from contagion.sim.core.compiling import compiled


@compiled
def become_ready(state):
    """Facilitators whose rest is over become ready; then the newly trained whose time has come begin theirs."""
    end_rests(state)
    begin_rests(state)


@compiled
def end_rests(state, programme=0):
    """Let those whose rest is over become ready."""
    weeks, resting = state.parameters.facilitation.rest_weeks, list_of(programme, RESTING)
    hazard = 1 / weeks if weeks else math.inf
    if programme:
        hazard = state.programmes[programme].rest_hazard
    for n in range(clear(state, resting)):
        number = state.lists[resting, n]
        spell = state.resting[number]
        if goes_on(spell, hazard):
            keep(state, resting, number)
        else:
            be_ready(state, spell.who)


@compiled
def begin_rests(state, programme=0):
    """Let those who become available open a group with whom they were trained, or else rest, if they are still active:
    the list PAIRED has the pairs."""
    trained, load = list_of(programme, IN_TRAINING), 1 if programme else state.parameters.facilitation.max_load
    clear(state, PAIRED)
    for n in range(clear(state, trained)):
        number = state.lists[trained, n]
        one = state.facilitators[number]
        if one.available > state.clock.week:
            keep(state, trained, number)
        elif one.active:
            together = opens_with_partner(state, one)
            if together and number < one.trained_with:
                partner = state.facilitators[one.trained_with]
                house = call_out_own(state, one.organisation, partner.organisation)
                pair(state, number, one.trained_with, house)
            for _ in range(load - int(together)):
                rest(state, number)
