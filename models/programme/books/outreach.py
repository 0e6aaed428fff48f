"""Telling the public, of the groups and of the alternative programmes alike: letters, events, what a word weighs."""

import numpy as np

from contagion.models.programme.books.exposures import tell
from contagion.models.programme.books.people import year_of
from contagion.models.records import AT_EVENT, EVENT_SOURCE, LETTER, LETTER_SOURCE
from contagion.models.world.world import attempts, find_anyone, find_guests, keep_receptive
from contagion.sim.chance.keyed import plus, word
from contagion.sim.core.compiling import compiled

CROWD = np.int64(1024)  # letters that are looked after at a time, in the processor's nearest cache


@compiled
def may_reach_out(state):
    """Whether there is anybody to tell, and any need to."""
    return state.world.traits.adults > 0 and not state.parameters.demand.unlimited


@compiled
def word_of_an_outsider(state):
    """Weight of the word of somebody who never took part; that of a former participant weighs 1."""
    return 1 / state.parameters.registering.participant_source


@compiled
def post(state, person, ready, strength):
    """Send a letter to somebody receptive."""
    tell(state, person, LETTER_SOURCE - 2 * state.clock.week, strength, LETTER, ready)


@compiled
def send_letters(state, first, letters, strength):
    """Send so many letters, numbered from the first on, to anybody; only those who are receptive take them in."""
    world = state.world
    for sent in range(0, letters, CROWD):
        count = min(CROWD, letters - sent)
        find_anyone(world, plus(word(first), word(sent)), count, state.clock.week)
        for n in range(keep_receptive(world, count, year_of(state))):
            post(state, world.found[n], world.ready[n], strength)


@compiled
def tell_guests(state, place, event, wanted, strength):
    """Tell so many receptive people from around a commune, the guests of an event."""
    world, source = state.world, EVENT_SOURCE - 2 * state.clock.week
    first, candidates, told = 0, attempts(world, wanted), 0
    while told < wanted and first < candidates:
        count = min(2 * attempts(world, wanted - told) // 3, candidates - first)  # mostly enough
        find_guests(world, place, event, first, count)
        for n in range(min(keep_receptive(world, count, year_of(state)), wanted - told)):
            tell(state, world.found[n], source, strength, AT_EVENT, world.ready[n])
            told += 1
        first += count
