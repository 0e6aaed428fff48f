"""Pairs (S8, stages 5 and 11). Those trained in a session are matched among themselves, a share `training.pairs` of
them: such a pair becomes active together or not at all, agrees on a time and opens its first group together.
Whoever is ready later looks for a partner: last time's, with probability `facilitation.keep_partner`,
and otherwise anybody who shares a free slot and lives within `facilitation.pair_distance_km`, drawn with weight
exp(−distance/`facilitation.pair_decay_km`). Neither distance nor slot is asked of two who stay together, nor of those
who are trained together and find nobody nearer: they applied as a pair. Both belong to the same pool
(`facilitation.pool`). Who belongs to a partner that asks for a group of the house leads it, with anybody within that
distance. Who finds nobody waits, and after `facilitation.stand_in_weeks` leads with the coordinator or a mentor, if a
coordinator looks after them. With `facilitation.leaders` = 1 each leads alone; so do, in any case, those who have led
`facilitation.solo_after` groups. Each pair opens a group (`opening.py`).

Readiness (S7, stage 11). A facilitator who is free rests, and becomes ready with weekly probability
1 − exp(−1/`facilitation.rest_weeks`). When those who were trained become available, two who were trained as a pair open
their first group at once, without rest or search; whoever has no such partner, or one who was never active or has
stopped, begins a first rest.

A leader of another programme (S15, stage 14) who is free rests in the same way, so that where people come they lead
`groups_per_year`.
"""

import math

import numpy as np

from contagion.models.parameters import choice
from contagion.models.programme.books.facilitators import (
    STAND_IN,
    be_ready,
    first_trained_now,
    look_up_homes,
    pair,
    rest,
)
from contagion.models.programme.books.groups import are_novices, last_partner, may_lead_alone, opens_with_partner
from contagion.models.programme.books.lists import append, append_by, clear, keep, leave_empty, list_of, sort
from contagion.models.programme.books.partners import call_out_own, wants_a_leader
from contagion.models.programme.books.settings import goes_on, is_looked_after
from contagion.models.programme.layout import IN_TRAINING, NEARBY, ORDER, PAIRED, READY, RESTING
from contagion.models.records import NONE, numbers
from contagion.models.world.world import distance_km, look_near, stream
from contagion.sim.chance.keyed import arrival, bits, combine, uniform, word
from contagion.sim.core.compiling import compiled
from contagion.sim.elementary import exp


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


MANY = 50  # at a time: from here on those nearby are looked for by commune
_OF_A_GROUP, _OF_A_COMMUNE = choice("facilitation.pool", "group"), choice("facilitation.pool", "commune")
_LATER = np.uint64(1 << 63)  # in the order
THE_TRAINED, THE_READY, ANYBODY = numbers(3)  # among whom somebody looks


# ---- those trained together ------------------------------------------------------------------------------------------


@compiled
def pair_the_trained(state):
    """Match those trained this week among themselves."""
    p = state.parameters
    if not p.training.pairs or p.facilitation.leaders == 1:
        return
    list_the_trained(state)
    for first in range(state.counts[ORDER]):
        number = state.lists[ORDER, first]
        if number == NONE:  # has a partner
            continue
        leave_empty(state, ORDER, first)
        other = match(state, number, first, THE_TRAINED)
        if other != NONE:
            take_from_order(state, other, first)
            one, partner = state.facilitators[number], state.facilitators[other]
            one.trained_with, partner.trained_with = other, number
            one.last_partner, partner.last_partner = partner.id, one.id


@compiled
def list_the_trained(state):
    """Put those trained this week who are to lead in pairs on the list ORDER, in a random order."""
    clear(state, ORDER)
    for number in range(state.n.facilitators - 1, first_trained_now(state) - 1, -1):
        seat = state.facilitators[number].seat
        if uniform(stream(state, "is trained in a pair"), seat) < state.parameters.training.pairs:
            append_by(state, ORDER, number, bits(stream(state, "order of the trained"), seat))
    sort_out(state)


@compiled
def take_from_order(state, number, first):
    """Take somebody off the order, behind a place; who stands there twice, with a load of two, the first time."""
    at = max(first + 1, state.facilitators[number].stands_at)
    while state.lists[ORDER, at] != number:
        at += 1
    leave_empty(state, ORDER, at)


# ---- those who are ready ---------------------------------------------------------------------------------------------


@compiled
def pair_up(state):
    """Match the ready facilitators: the list PAIRED has three numbers for each match."""
    if not state.counts[READY]:
        return
    put_in_order(state)
    unmatched = NONE
    for first in range(clear(state, READY)):
        number = state.lists[ORDER, first]
        if number == NONE:  # is paired already
            continue
        leave_empty(state, ORDER, first)
        if not find_partner(state, number, first):
            keep(state, READY, number)
            if number != unmatched:  # who is ready for two groups stands in the order twice in a row
                state.tally.unmatched += 1
            unmatched = number


@compiled
def find_partner(state, number, first):
    """Let a ready facilitator lead, alone, with somebody behind a place of the order, or with a stand-in; return
    whether they do."""
    one = state.facilitators[number]
    if may_lead_alone(state, one):
        pair(state, number, NONE, call_out_own(state, one.organisation, NONE))
        return True
    other = match(state, number, first, ANYBODY if wants_a_leader(state, one.organisation) else THE_READY)
    if other != NONE:
        take_from_order(state, other, first)
        pair(state, number, other, call_out_own(state, one.organisation, state.facilitators[other].organisation))
        return True
    waited = state.clock.week - one.ready_since
    if waited < state.parameters.facilitation.stand_in_weeks or not is_looked_after(state, one):
        return False
    pair(state, number, STAND_IN, call_out_own(state, one.organisation, NONE))
    return True


@compiled
def put_in_order(state):
    """Put the ready in their order of this week, first those who belong to a partner that asks for a group of the
    house."""
    clear(state, ORDER)
    for n in range(state.counts[READY]):
        number = state.lists[READY, n]
        one = state.facilitators[number]
        order = bits(stream(state, "order of the ready"), one.seat, state.clock.week) >> np.uint64(1)
        append_by(state, ORDER, number, order if wants_a_leader(state, one.organisation) else order | _LATER)
    sort_out(state)


@compiled
def sort_out(state):
    """Sort the list ORDER, and note where on it everybody stands, and of many where those of each commune do."""
    sort(state, ORDER)
    for place in range(state.counts[ORDER] - 1, -1, -1):  # where they stand first
        if state.lists[ORDER, place] != NONE:
            state.facilitators[state.lists[ORDER, place]].stands_at = place
    if state.counts[ORDER] > MANY:
        look_up_homes(state, ORDER)


# ---- who fits --------------------------------------------------------------------------------------------------------


@compiled
def may_pair(state, one, other, among):
    """Return whether two facilitators may lead together, wherever they live and whenever they are free."""
    pool = state.parameters.facilitation.pool
    if among != THE_TRAINED and (may_lead_alone(state, other) or are_novices(state, one, other)):
        return False
    if among == ANYBODY:
        return True
    if pool == _OF_A_GROUP and one.target_group != other.target_group:
        return False
    return pool != _OF_A_COMMUNE or one.home == other.home


@compiled
def look_for(state, one, first, reach):
    """Put those left, who stand behind a place of the order and are not surely too far away, on the list NEARBY."""
    count = state.counts[ORDER]
    clear(state, NEARBY)
    if count - first - 1 <= MANY or reach == math.inf:
        for place in range(first + 1, count):
            append(state, NEARBY, place)
        return
    places = state.world.places
    look_near(places, one.home, reach)
    begin = places.near_first[one.home]
    for n in range(begin, begin + places.near_count[one.home]):
        place = state.first_at[places.near_pool[n]] - 1
        while place != NONE:
            if place > first:
                append_by(state, NEARBY, place, word(place))
            place = state.next_at[place] - 1
    sort(state, NEARBY)


@compiled
def match(state, number, first, among):
    """Find a partner for a facilitator among those left, who stand behind a place of the order; NONE if nobody."""
    p, one = state.parameters.facilitation, state.facilitators[number]
    last = partner_left(state, one, first, among)
    if last != NONE and uniform(stream(state, "keeps the partner"), one.seat, state.clock.week) < p.keep_partner:
        return last
    found = nearest_by_chance(state, number, first, among, p.pair_distance_km, last)
    if found == NONE and among == THE_TRAINED:
        found = nearest_by_chance(state, number, first, among, math.inf, last)
    return found


@compiled
def partner_left(state, one, first, among):
    """Return the number of the last partner if they stand behind a place of the order and the pair may lead again."""
    last = last_partner(state, one)
    if last == NONE:
        return NONE
    at = max(first + 1, state.facilitators[last].stands_at)
    while at < state.counts[ORDER] and state.lists[ORDER, at] == NONE:
        at += 1  # of two places in a row, with a load of two, the first may be empty
    there = at < state.counts[ORDER] and state.lists[ORDER, at] == last
    return last if there and may_pair(state, one, state.facilitators[last], among) else NONE


@compiled
def nearest_by_chance(state, number, first, among, reach, last):
    """Draw one of those left within so many km, or last time's partner; those who live near are likelier. NONE if there
    is none."""
    one, found, soonest = state.facilitators[number], NONE, math.inf
    look_for(state, one, first, reach)
    for n in range(state.counts[NEARBY]):
        other = state.lists[ORDER, state.lists[NEARBY, n]]
        if other in (NONE, number, last) or not may_pair(state, one, state.facilitators[other], among):
            continue
        near = distance_km(state.world.places, one.home, state.facilitators[other].home) <= reach
        if near and (among != THE_READY or one.slots & state.facilitators[other].slots != 0):
            comes = comes_at(state, one, state.facilitators[other], among)
            if found == NONE or comes < soonest:
                found, soonest = other, comes
    if last != NONE and (found == NONE or comes_at(state, one, state.facilitators[last], among) < soonest):
        return last
    return found


@compiled
def comes_at(state, one, other, among):
    """Return when somebody comes in the race of those whom a facilitator could lead with."""
    decay = state.parameters.facilitation.pair_decay_km
    key = stream(state, "is trained with") if among == THE_TRAINED else stream(state, "finds a partner")
    weight = exp(-distance_km(state.world.places, one.home, other.home) / decay) if decay else 0.0
    return arrival(key, combine(one.seat, state.clock.week), other.seat, weight)
