"""Pairs (S8, stage 11). Two ready facilitators may pair if they share a free slot, live within
`facilitation.pair_distance_km`, and belong to the same pool; matches are drawn with weight
exp(−distance/`facilitation.pair_decay_km`), last time's partner first with probability `facilitation.keep_partner`;
who finds nobody waits. With `facilitation.leaders` = 1 each leads alone; so do, in any case, those who have led
`facilitation.solo_after` groups. Each pair opens a group (`opening.py`).
"""

import math

from models.parameters.as_record import choice
from models.programme.books.facilitators import look_up_homes, pair
from models.programme.books.lists import append, append_by, clear, keep, leave_empty, sort
from models.programme.books.lots import drawn, put_in
from models.programme.layout import NEARBY, ORDER, PAIRED, READY
from models.records import NONE
from models.world.world import distance_km, look_near, stream
from sim.compiling import compiled
from sim.keyed import bits, uniform, word

MANY = 50  # ready at a time: from here on those nearby are looked for by commune
_OF_A_GROUP, _OF_A_COMMUNE = choice("facilitation.pool", "group"), choice("facilitation.pool", "commune")


@compiled
def pair_up(state):
    """Match the ready facilitators: the list PAIRED has two numbers for each match, NONE after who leads alone."""
    clear(state, PAIRED)
    if not state.counts[READY]:
        return
    put_in_order(state)
    for first in range(clear(state, READY)):
        number = state.lists[ORDER, first]
        if number == NONE:  # is paired already
            continue
        leave_empty(state, ORDER, first)
        if may_lead_alone(state, state.facilitators[number]):
            pair(state, number, NONE)
            continue
        other = match(state, number, first)
        if other == NONE:
            keep(state, READY, number)
        else:
            at = first + 1  # who is there twice, with a load of two, goes once: the first time
            while state.lists[ORDER, at] != other:
                at += 1
            leave_empty(state, ORDER, at)
            pair(state, number, other)


@compiled
def put_in_order(state):
    """Put the ready in their order of this week."""
    clear(state, ORDER)
    for n in range(state.counts[READY]):
        number = state.lists[READY, n]
        seat = state.facilitators[number].seat
        append_by(state, ORDER, number, bits(stream(state, "order of the ready"), seat, state.clock.week))
    sort(state, ORDER)
    if state.counts[ORDER] > MANY:
        look_up_homes(state, ORDER)


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
def match(state, number, first):
    """The partner a facilitator finds among those left, who stand behind a place of the order; NONE if nobody."""
    p, one, lots, last = state.parameters.facilitation, state.facilitators[number], 0, NONE
    look_for(state, one, first)
    for n in range(state.counts[NEARBY]):
        other = state.lists[ORDER, state.lists[NEARBY, n]]
        if other == NONE or other == number or not may_pair(state, one, state.facilitators[other]):
            continue
        if last == NONE and state.facilitators[other].id == one.last_partner:
            last = other
        way = distance_km(state.world.places, one.home, state.facilitators[other].home)
        lots = put_in(state, lots, other, math.exp(-way / p.pair_decay_km) if p.pair_decay_km else 0.0)
    if not lots:
        return NONE
    if last != NONE and uniform(stream(state, "keeps the partner"), one.seat, state.clock.week) < p.keep_partner:
        return last
    return drawn(state, lots, uniform(stream(state, "finds a partner"), one.seat, state.clock.week))
