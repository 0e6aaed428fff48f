"""Pairs (S8, stage 11). Two ready facilitators may pair if they share a free slot, live within
`facilitation.pair_distance_km`, and belong to the same pool; matches are drawn with weight
exp(−distance/`facilitation.pair_decay_km`), last time's partner first with probability `facilitation.keep_partner`;
who finds nobody waits. With `facilitation.leaders` = 1 each leads alone; so do, in any case, those who have led
`facilitation.solo_after` groups. Each pair opens a group (`opening.py`).
"""

import math

from models.parameters.as_record import choice
from models.programme.books.facilitators import pair
from models.programme.books.lists import append, make_room, sort
from models.programme.layout import NEARBY, ORDER, PAIRED, READY, STATE
from models.records import NONE
from models.world.world import distance_km, look_near, stream
from sim.compiling import compiled
from sim.keyed import bits, uniform, word
from sim.layout import grow

_NEXT = STATE["next_at"]
MANY = 50  # ready at a time: from here on those nearby are looked for by commune
_OF_A_GROUP, _OF_A_COMMUNE = choice("facilitation.pool", "group"), choice("facilitation.pool", "commune")


@compiled
def pair_up(state):
    """Match the ready facilitators: the list PAIRED has two numbers for each match, NONE after who leads alone."""
    state.counts[PAIRED] = 0
    count = state.counts[READY]
    if not count:
        return
    put_in_order(state)
    state.counts[READY] = 0
    for first in range(count):
        number = state.lists[ORDER, first]
        if number == NONE:  # is paired already
            continue
        state.lists[ORDER, first] = NONE
        if may_lead_alone(state, state.facilitators[number]):
            pair(state, number, NONE)
            continue
        other = match(state, number, first)
        if other == NONE:
            append(state, READY, number)
        else:
            at = first + 1  # who is there twice, with a load of two, goes once: the first time
            while state.lists[ORDER, at] != other:
                at += 1
            state.lists[ORDER, at] = NONE
            pair(state, number, other)


@compiled
def put_in_order(state):
    """Put the ready in their order of this week."""
    make_room(state, state.counts[READY])
    state.counts[ORDER] = 0
    for n in range(state.counts[READY]):
        number = state.lists[READY, n]
        append(state, ORDER, number)
        seat = state.facilitators[number].seat
        state.sort_keys[n] = bits(stream(state, "order of the ready"), seat, state.clock.week)
    sort(state, ORDER)
    if state.counts[ORDER] > MANY:
        look_up_homes(state)


@compiled
def look_up_homes(state):
    """Note where in the order those of each commune stand."""
    while len(state.next_at) < state.counts[ORDER]:
        grow(state, _NEXT)
    for commune in range(len(state.first_at)):
        state.first_at[commune] = 0
    for place in range(state.counts[ORDER] - 1, -1, -1):
        home = state.facilitators[state.lists[ORDER, place]].home
        state.next_at[place] = state.first_at[home]
        state.first_at[home] = place + 1


@compiled
def may_lead_alone(state, one):
    """Whether a facilitator needs no partner."""
    p = state.parameters.facilitation
    return p.leaders == 1 or one.groups_led >= p.solo_after


@compiled
def may_pair(state, one, other):
    """Whether two ready facilitators may lead together."""
    p = state.parameters.facilitation
    if not one.slots & other.slots or may_lead_alone(state, other):
        return False
    if p.pool == _OF_A_GROUP and one.target_group != other.target_group:
        return False
    if p.pool == _OF_A_COMMUNE and one.home != other.home:
        return False
    if p.novice_with_experienced and there_are_groups(state) and not (one.groups_led or other.groups_led):
        return False
    return distance_km(state.world.places, one.home, other.home) <= p.pair_distance_km


@compiled
def there_are_groups(state):
    """Whether any group has ever opened, or is about to."""
    return state.n.groups + state.counts[PAIRED] > 0


@compiled
def look_for(state, one, first):
    """Put those left, who stand behind a place of the order and are not surely too far away, on the list NEARBY."""
    reach, count = state.parameters.facilitation.pair_distance_km, state.counts[ORDER]
    state.counts[NEARBY] = 0
    if count - first - 1 <= MANY or reach == math.inf:
        for place in range(first + 1, count):
            append(state, NEARBY, place)
        return
    places = state.world.places
    look_near(places, one.home, reach)
    make_room(state, count)
    begin = places.near_first[one.home]
    for n in range(begin, begin + places.near_count[one.home]):
        place = state.first_at[places.near_pool[n]] - 1
        while place != NONE:
            if place > first:
                state.sort_keys[state.counts[NEARBY]] = word(place)
                append(state, NEARBY, place)
            place = state.next_at[place] - 1
    sort(state, NEARBY)


@compiled
def match(state, number, first):
    """The partner a facilitator finds among those left, who stand behind a place of the order; NONE if nobody."""
    p, one, found, last, total = state.parameters.facilitation, state.facilitators[number], 0, NONE, 0.0
    look_for(state, one, first)
    for n in range(state.counts[NEARBY]):
        other = state.lists[ORDER, state.lists[NEARBY, n]]
        if other == NONE or other == number or not may_pair(state, one, state.facilitators[other]):
            continue
        if last == NONE and state.facilitators[other].id == one.last_partner:
            last = other
        way = distance_km(state.world.places, one.home, state.facilitators[other].home)
        total += math.exp(-way / p.pair_decay_km) if p.pair_decay_km else 0.0
        state.sums[found], state.ints[found] = total, other
        found += 1
    if not found:
        return NONE
    if last != NONE and uniform(stream(state, "keeps the partner"), one.seat, state.clock.week) < p.keep_partner:
        return last
    if total == 0:
        return state.ints[0]
    luck, n = uniform(stream(state, "finds a partner"), one.seat, state.clock.week), 0
    while n < found - 1 and not luck < state.sums[n] / total:
        n += 1
    return state.ints[n]
