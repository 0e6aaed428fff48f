"""Candidates from outside the groups (sections 4.5, S6, S12). Founders are members of the partners active from the
start, or, where `training.founder_communes` names communes, receptive residents there. Later, each active partner
names `partners.nominations_per_year` candidates a year for the next session; they are its members. Where no partner
can name anybody, any resident may come. Whoever is or was a facilitator, waits for a group, or was in one, is no
candidate.
"""

import math

from contagion.models.programme.books.lists import append, clear
from contagion.models.programme.books.people import may_register, meet, year_of
from contagion.models.programme.layout import ACTIVE_PARTNERS, JOINING
from contagion.models.records import NONE
from contagion.models.world.world import NOBODY, anyone, receptive_in, some_member, stream
from contagion.sim.chance.keyed import arrival, combine, combine_three, index
from contagion.sim.core.compiling import compiled

TRIES = 64


@compiled
def find_founders(state):
    """Find the people trained at the first session: the list JOINING has their numbers. Return how many."""
    clear(state, JOINING)
    for seat in range(state.parameters.training.founders):
        person = _first_free(state, seat)
        if person == NOBODY:
            break
        append(state, JOINING, meet(state, person))
    return state.counts[JOINING]


@compiled
def _first_free(state, seat):
    """The first free candidate for a founder's seat, in a keyed order."""
    for attempt in range(TRIES):
        person = _some_founder(state, combine(seat, attempt))
        if person != NOBODY and not _is_founder(state, person) and may_register(state, person):
            return person
    return NOBODY


@compiled
def _is_founder(state, person):
    """Whether somebody has a founder's seat already."""
    for n in range(state.counts[JOINING]):
        if state.residents[state.lists[JOINING, n]].id == person:
            return True
    return False


@compiled
def _some_founder(state, entity):
    """One who might be a founder, free or not."""
    if len(state.founder_communes):
        which = index(stream(state, "founder"), len(state.founder_communes), entity)
        return receptive_in(state.world, state.founder_communes[which], entity, year_of(state))
    return _somebody(state, stream(state, "founder"), entity)


@compiled
def _somebody(state, key, entity):
    """A member of an active partner, or anybody where there is none."""
    found, first = NONE, math.inf
    for n in range(state.counts[ACTIVE_PARTNERS]):
        organisation = state.lists[ACTIVE_PARTNERS, n]
        comes = arrival(key, entity, state.world.organisations[organisation].id, 1.0)
        if comes < first:
            found, first = organisation, comes
    if found != NONE:
        return some_member(state.world, found, key, entity)
    return anyone(state.world, entity) if state.world.traits.adults else NOBODY


@compiled
def candidate_of_partners(state, seat):
    """The candidate for a seat of this session, by (week of the session, seat)."""
    for attempt in range(TRIES):
        entity = combine_three(state.clock.week, seat, attempt)
        person = _somebody(state, stream(state, "candidate of a partner"), entity)
        if person != NOBODY and may_register(state, person):
            return person
    return NOBODY


@compiled
def find_seats_of_the_public(state, key, seats):
    """Find residents drawn at random who never took part, for a group that fills by itself (`demand.unlimited`): the
    list JOINING has their ids."""
    clear(state, JOINING)
    for seat in range(seats if state.world.traits.adults else 0):
        entity, attempt = combine(key, seat), 0
        person = anyone(state.world, entity)
        while (_is_listed(state, person) or not may_register(state, person)) and attempt < TRIES:
            attempt += 1
            person = anyone(state.world, entity, attempt)
        if not _is_listed(state, person) and may_register(state, person):
            append(state, JOINING, person)


@compiled
def _is_listed(state, person):
    for n in range(state.counts[JOINING]):
        if state.lists[JOINING, n] == person:
            return True
    return False
