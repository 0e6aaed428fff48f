"""Pairs (S8, stages 5 and 11). Those trained in a session are matched among themselves, a share `training.pairs` of
them: such a pair agrees on a time and opens its first group together (`resting.py`). Whoever is ready later looks
for a partner who shares a free slot. Both live within `facilitation.pair_distance_km` and belong to the same pool
(`facilitation.pool`), and are drawn with weight exp(−distance/`facilitation.pair_decay_km`); among the ready, last
time's partner comes first with probability `facilitation.keep_partner`. Who belongs to a partner that asks for a
group of the house leads it, with anybody within that distance. Who finds nobody waits, and after
`facilitation.stand_in_weeks` leads with the coordinator or a mentor. With `facilitation.leaders` = 1 each leads
alone; so do, in any case, those who have led `facilitation.solo_after` groups. Each pair opens a group
(`opening.py`).
"""

import math

import numpy as np

from models.parameters.as_record import choice
from models.programme.books.facilitators import (
    STAND_IN,
    are_novices,
    look_up_homes,
    may_lead_alone,
    pair,
    train_together,
)
from models.programme.books.lists import append, append_by, clear, keep, leave_empty, sort
from models.programme.books.partners import call_out_own, wants_a_leader
from models.programme.books.tally import count_unmatched
from models.programme.layout import NEARBY, ORDER, READY
from models.records import NONE, numbers
from models.world.world import distance_km, look_near, stream
from sim.compiling import compiled
from sim.elementary import exp
from sim.keyed import bits, combine, uniform, word
from sim.keyed_laws import arrival

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
            train_together(state, number, other)


@compiled
def list_the_trained(state):
    """Put those trained this week who are to lead in pairs on the list ORDER, in a random order."""
    clear(state, ORDER)
    number = state.n.facilitators
    while number > 0 and state.facilitators[number - 1].trained_week == state.clock.week:
        number -= 1
        seat = state.facilitators[number].seat
        if uniform(stream(state, "is trained in a pair"), seat) < state.parameters.training.pairs:
            append_by(state, ORDER, number, bits(stream(state, "order of the trained"), seat))
    sort(state, ORDER)
    if state.counts[ORDER] > MANY:
        look_up_homes(state, ORDER)


@compiled
def take_from_order(state, number, first):
    """Take somebody off the order, behind a place; who stands there twice, with a load of two, the first time."""
    at = first + 1
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
                count_unmatched(state)
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
    if state.clock.week - one.ready_since < state.parameters.facilitation.stand_in_weeks:
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
    sort(state, ORDER)
    if state.counts[ORDER] > MANY:
        look_up_homes(state, ORDER)


# ---- who fits --------------------------------------------------------------------------------------------------------


@compiled
def may_pair(state, one, other, among):
    """Whether two facilitators may lead together."""
    p = state.parameters.facilitation
    if among != THE_TRAINED and (may_lead_alone(state, other) or are_novices(state, one, other)):
        return False
    if distance_km(state.world.places, one.home, other.home) > p.pair_distance_km:
        return False
    if among == ANYBODY:
        return True
    if p.pool == _OF_A_GROUP and one.target_group != other.target_group:
        return False
    if p.pool == _OF_A_COMMUNE and one.home != other.home:
        return False
    return among == THE_TRAINED or one.slots & other.slots != 0


@compiled
def look_for(state, one, first):
    """Put those left, who stand behind a place of the order and are not surely too far away, on the list NEARBY."""
    reach, count = state.parameters.facilitation.pair_distance_km, state.counts[ORDER]
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
    """The partner a facilitator finds among those left, who stand behind a place of the order; NONE if nobody."""
    p, one, last, found, soonest = state.parameters.facilitation, state.facilitators[number], NONE, NONE, math.inf
    key = stream(state, "is trained with") if among == THE_TRAINED else stream(state, "finds a partner")
    look_for(state, one, first)
    for n in range(state.counts[NEARBY]):
        other = state.lists[ORDER, state.lists[NEARBY, n]]
        if other == NONE or other == number or not may_pair(state, one, state.facilitators[other], among):
            continue
        if last == NONE and state.facilitators[other].id == one.last_partner:
            last = other
        way = distance_km(state.world.places, one.home, state.facilitators[other].home)
        weight = exp(-way / p.pair_decay_km) if p.pair_decay_km else 0.0
        comes = arrival(key, combine(one.seat, state.clock.week), state.facilitators[other].seat, weight)
        if found == NONE or comes < soonest:
            found, soonest = other, comes
    if last != NONE and uniform(stream(state, "keeps the partner"), one.seat, state.clock.week) < p.keep_partner:
        return last
    return found
