"""Telling the public, of the groups and of the alternative programmes alike: letters, events, what a word weighs."""

from models.programme.books.exposures import tell
from models.programme.books.people import year_of
from models.records import AT_EVENT, EVENT_SOURCE, LETTER, LETTER_SOURCE
from models.world.world import attempts, guest, is_receptive, readiness
from sim.compiling import compiled


@compiled
def may_reach_out(state):
    """Whether there is anybody to tell, and any need to."""
    return state.world.traits.adults > 0 and not state.parameters.demand.unlimited


@compiled
def word_of_an_outsider(state):
    """Weight of the word of somebody who never took part; that of a former participant weighs 1."""
    return 1 / state.parameters.registering.participant_source


@compiled
def post(state, person, strength):
    """Send somebody a letter; only those who are ready take it in."""
    ready = readiness(state.world, person, year_of(state))
    if ready > 0:
        tell(state, person, LETTER_SOURCE - 2 * state.clock.week, strength, LETTER, ready)


@compiled
def tell_guests(state, place, event, wanted, strength):
    """Tell so many receptive people from around a commune, the guests of an event."""
    world, year, source = state.world, year_of(state), EVENT_SOURCE - 2 * state.clock.week
    for attempt in range(attempts(world, wanted)):
        if not wanted:
            break
        person = guest(world, place, event, attempt)
        if is_receptive(world, person, year):
            tell(state, person, source, strength, AT_EVENT, readiness(world, person, year))
            wanted -= 1
