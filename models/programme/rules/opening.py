"""Opening a group (S6 and S8, stage 11). A leader who belongs to a partner that asks for a group of the house leads
that group. Otherwise a group meets online with probability `demand.online_share`, and nowhere; or in the room of a
partner who asks for one (probability `facilitation.partner_room`; no farther than `facilitation.host_distance_km` from
one of the two); or, by a location rule (a decision for some communes on `facilitation.targeted_share`), in one of
these; or in the commune of one of the two, or another within `facilitation.arrange_km` of one. The leaders look at the
waiting list: of these communes, and of the times at which both are free, they take those to which most would come. A
group that a partner asks for is, with probability `partners.in_house_share`, of the house: only its members are told,
by the partner. The leaders of any other group decide whom they will invite.

In another programme (S15, stage 14) leaders who are ready open a group where the first of them lives. Where leaders
come from the group itself (`leader_from_group`), the one who has waited longest opens one as soon as `smallest` people
wait who have been offered all the others.
"""

import math

import numpy as np

from contagion.models.parameters import word_of
from contagion.models.programme.books.facilitators import STAND_IN, leader_of
from contagion.models.programme.books.groups import common_slots, enrol_hopeful, key_of, meet_at, one_slot
from contagion.models.programme.books.groups import open_group as open_for_registrations
from contagion.models.programme.books.lists import add_to, append, append_by, clear, list_of, record, sort, take_out
from contagion.models.programme.books.partners import asks_in_house, host, is_asking
from contagion.models.programme.books.settings import takes_in, whose_share
from contagion.models.programme.books.telling import invite, ordinal
from contagion.models.programme.books.waiting_list import farthest_km, nth_group, passes_by, put_up_seekers, was_offered
from contagion.models.programme.layout import (
    ACTIVE_PARTNERS,
    KEEN,
    NEARBY,
    PAIRED,
    READY,
    RECRUITING_GROUPS,
    WAITING_LIST,
)
from contagion.models.records import BY_FACILITATOR, GROUP_OPENED, NONE
from contagion.models.world.world import chord_of, distance_km, is_near, look_around, stream, stream_of, surely_farther
from contagion.sim.chance.keyed import arrival, bits, index, uniform
from contagion.sim.core.compiling import compiled
from contagion.sim.elementary import exp

_TARGETED = word_of("facilitation.targeted_share")


@compiled
def open_groups(state):
    """Let those who found each other open a group."""
    if state.counts[PAIRED]:
        put_up_seekers(state)
    for n in range(0, state.counts[PAIRED], 3):
        one, other, house = state.lists[PAIRED, n], state.lists[PAIRED, n + 1], state.lists[PAIRED, n + 2]
        if other < 0:
            open_group(state, one, one, 1, other == STAND_IN, house)
        elif state.facilitators[other].seat < state.facilitators[one].seat:
            open_group(state, other, one, 2, False, house)
        else:
            open_group(state, one, other, 2, False, house)


@compiled
def open_group(state, one, other, leaders, stand_in, own):
    """Open a group for registrations, led by `one`, or by two, `one` being trained first; `own`: the house of one of
    them that asks for it, or NONE."""
    a, b, p = state.facilitators[one], state.facilitators[other], state.parameters.group
    key = state.programmes[0].opened
    online = own == NONE and uniform(stream(state, "meets online"), key) < state.parameters.demand.online_share
    number = open_for_registrations(
        state, 0, key, a.id, leaders, one, other, p.maximum, p.recruiting_weeks, stand_in, online
    )
    settle(state, state.groups[number], a, b, own)
    a.groups_opened += 1
    a.load += 1
    if leaders == 2:
        b.groups_opened += 1
        b.load += 1
    group = state.groups[number]
    record(state, GROUP_OPENED, a.id, group.place, key, b.id)
    if group.host != NONE:
        host(state, group.host, key)
    if not group.in_house:
        leader_invites(state, a)
        if leaders == 2:
            leader_invites(state, b)


@compiled
def settle(state, group, a, b, own):
    """Find where and when a group meets; `own`: the house of one of its leaders that asks for it, or NONE."""
    partner = own
    if own == NONE and not group.online:
        partner = a_host(state, a, b, group.key)
    if partner != NONE and (own != NONE or asks_in_house(state, partner)):
        meet_at(group, state.world.organisations[partner].home, NONE, partner, True)
        return
    own = list_the_places(state, group, a, b, partner)
    best = where_most_would_come(state, group.key, common_slots(state, a.slots, b.slots), own)
    slots = state.parameters.population.slots
    meet_at(group, state.lists[NEARBY, best // slots], best % slots, partner, False)


@compiled
def list_the_places(state, group, a, b, partner):
    """Put the communes in which a group that is not of a house could meet on the list NEARBY: that of its host, or one
    of a location rule, or, online, that of one of its leaders; else those of its leaders, and others around these.
    Return how many stand there before the others."""
    clear(state, NEARBY)
    targeted = NONE
    if partner == NONE and not group.online:
        targeted = a_targeted_place(state, a, b, group.key)
    if partner != NONE:
        append(state, NEARBY, state.world.organisations[partner].home)
    elif targeted != NONE:
        append(state, NEARBY, targeted)
    elif group.online:
        one = index(stream(state, "whose commune"), group.leaders, group.key)
        append(state, NEARBY, a.home if one == 0 else b.home)
    else:
        append(state, NEARBY, a.home)
        if b.home != a.home:
            append(state, NEARBY, b.home)
        own, reach, places = state.counts[NEARBY], state.parameters.facilitation.arrange_km, state.world.places
        for n in range(look_around(places, a.home, b.home, reach) if reach else 0):
            if places.homes[n] not in (a.home, b.home):
                append(state, NEARBY, places.homes[n])
        return own
    return state.counts[NEARBY]


@compiled
def where_most_would_come(state, key, times, own):
    """Find the place of the list NEARBY, and the time of a bit set, to which most of those who wait would come: return
    the number of the place, times the number of slots, plus the slot. Among equals, the first `own` places go before
    others, and then chance decides."""
    slots = state.parameters.population.slots
    count_who_would_come(state, key, slots)
    best, most, luck = NONE, NONE, np.uint64(0)
    for n in range(state.counts[KEEN]):
        rank = 2 * state.lists[KEEN, n] + int(n < own * slots)
        if times >> n % slots & 1 and rank >= most:
            mine = bits(stream(state, "where and when a group meets"), key, n)
            if rank > most or mine > luck:
                best, most, luck = n, rank, mine
    return best


@compiled
def count_who_would_come(state, key, slots):
    """Count for each place of the list NEARBY and each slot who of those who wait would come: on the list KEEN."""
    places, middle, around = state.world.places, state.lists[NEARBY, 0], 0.0
    clear(state, KEEN)
    for _ in range(state.counts[NEARBY] * slots):
        append(state, KEEN, 0)
    for n in range(state.counts[NEARBY]):
        around = max(around, distance_km(places, middle, state.lists[NEARBY, n]))
    for m in range(state.counts[WAITING_LIST]):
        if passes_by(state, m, middle, chord_of(around)):
            continue
        one = state.residents[state.lists[WAITING_LIST, m]]
        km = farthest_km(state, one, nth_group(one, key))
        for n in range(state.counts[NEARBY]):
            if is_near(places, one.home, state.lists[NEARBY, n], km):
                for slot in range(slots):
                    add_to(state, KEEN, n * slots + slot, one.slots >> slot & 1)


@compiled
def leader_invites(state, leader):
    """Let a leader decide whom they will ask while the group recruits."""
    p, first = state.parameters, ordinal(state, 0, leader.groups_opened)
    invite(state, leader.id, first, p.invitations.per_facilitator, p.group.recruiting_weeks, BY_FACILITATOR)


@compiled
def a_host(state, a, b, key):
    """Choose the partner in whose room the group meets, if one asks for a group and this one goes there; near partners
    are likelier. Return NONE if there is none."""
    p, places, found, soonest = state.parameters.facilitation, state.world.places, NONE, math.inf
    if uniform(stream(state, "goes to a partner"), key) >= p.partner_room:
        return NONE
    for n in range(state.counts[ACTIVE_PARTNERS]):
        partner = state.lists[ACTIVE_PARTNERS, n]
        if is_asking(state, partner) and state.partners[partner].called != state.clock.week + 1:
            home, reach = state.world.organisations[partner].home, p.host_distance_km
            if surely_farther(places, a.home, home, reach) and surely_farther(places, b.home, home, reach):
                continue
            way = min(distance_km(places, a.home, home), distance_km(places, b.home, home))
            if way <= reach:
                weight = exp(-way / p.pair_decay_km) if p.pair_decay_km else 0.0
                comes = arrival(stream(state, "which partner"), key, state.world.organisations[partner].id, weight)
                if found == NONE or comes < soonest:
                    found, soonest = partner, comes
    return found


@compiled
def a_targeted_place(state, a, b, key):
    """Draw one of the communes of a location rule within the leaders' reach, by population; NONE if there is none, or
    the rule does not hold for this group."""
    decision = whose_share(state, _TARGETED, uniform(stream(state, "meets in a targeted commune"), key))
    if decision == NONE:
        return NONE
    places, reach = state.world.places, state.parameters.facilitation.pair_distance_km
    found, soonest = NONE, math.inf
    anywhere = state.decisions[decision].has_communes == 0
    for n in range(len(state.communes)):
        way = min(distance_km(places, a.home, n), distance_km(places, b.home, n))
        if way <= reach and (anywhere or state.in_communes[decision, n]) and state.world.communes[n].adults:
            one, by = state.world.communes[n], stream(state, "which targeted commune")
            comes = arrival(by, key, one.key, float(one.adults))
            if comes < soonest:
                found, soonest = n, comes
    return found


# ---- other programmes ----------------------------------------------------------------------------------------------


@compiled
def open_those_of(state, number):
    """Let leaders of a programme who are ready, and people who wait without one, open groups."""
    programme, ready = state.programmes[number], list_of(number, READY)
    if not takes_in(state, programme):
        return
    for n in range(clear(state, ready)):  # in their order of this week
        found, key = state.lists[ready, n], stream_of(state, "order of the ready", number)
        append_by(state, ready, found, bits(key, state.facilitators[found].id, state.clock.week))
    sort(state, ready)
    while state.counts[ready] >= programme.leaders:
        a, b = state.lists[ready, 0], state.lists[ready, programme.leaders - 1]
        for _ in range(programme.leaders):
            leader = state.facilitators[state.lists[ready, 0]]
            leader.groups_opened += 1
            leader.load += 1
            take_out(state, ready, 0)
        first, last = state.facilitators[a], state.facilitators[b]
        slots = common_slots(state, first.slots, last.slots)
        open_at_home(state, number, programme.leaders, a, b, first.id, first.home, slots, first.groups_opened)
    if programme.leader_from_group:
        open_without_a_leader(state, number, programme)


@compiled
def open_without_a_leader(state, number, programme):
    """Let the one who has waited longest open a group, if enough wait who have been offered all the others."""
    key, left, first, least = stream_of(state, "order of the ready", number), 0, NONE, bits(programme.key, 0)
    for n in range(state.counts[list_of(number, WAITING_LIST)]):
        found = state.lists[list_of(number, WAITING_LIST), n]
        if has_seen_all(state, number, found):
            left += 1
            it = state.hopefuls[found]
            luck = bits(key, state.residents[it.resident].id)
            before = state.hopefuls[first].week if first != NONE else it.week + 1
            if it.week < before or (it.week == before and luck < least):
                first, least = found, luck
    if left >= programme.smallest:
        one = state.residents[state.hopefuls[first].resident]
        slots, nth = common_slots(state, one.slots, one.slots), -1 - state.clock.week
        enrol_hopeful(state, first, open_at_home(state, number, 0, NONE, NONE, one.id, one.home, slots, nth))


@compiled
def has_seen_all(state, number, found):
    """Return whether somebody who waits has been offered all groups that recruit."""
    for n in range(state.counts[list_of(number, RECRUITING_GROUPS)]):
        if not was_offered(state, found, state.lists[list_of(number, RECRUITING_GROUPS), n]):
            return False
    return True


@compiled
def open_at_home(state, number, leaders, a, b, first, home, slots, nth):
    """Open a group where its first leader lives, at one of some times; the leaders decide whom to invite."""
    programme = state.programmes[number]
    key, weeks = key_of(programme, first, nth), programme.recruiting_weeks
    g = open_for_registrations(state, number, key, first, leaders, a, b, programme.largest, weeks)
    meet_at(state.groups[g], home, one_slot(state, slots, key), NONE, False)
    for m in range(max(leaders, 1)):
        who, spell = first, 1
        if leaders:
            leader = state.facilitators[leader_of(state.groups[g], m)]
            who, spell = leader.id, 1 + leader.groups_opened
        mean = programme.invitations_per_leader
        invite(state, who, ordinal(state, number, spell), mean, weeks, BY_FACILITATOR, number)
    record(state, GROUP_OPENED, first, home, key, programme=number)
    return g
