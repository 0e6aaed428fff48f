"""Opening a group (S8, stage 11). A pair opens a group in the room of a partner who asks for one (probability
`facilitation.partner_room`; no farther than `facilitation.host_distance_km` from one of the two), in the commune of one
of the two, or, by a location rule (a decision for some communes on `facilitation.targeted_share`), in one of these. Its
leaders then decide whom they will invite.
"""

import math

from models.parameters.as_record import word_of
from models.programme.books.facilitators import take_on
from models.programme.books.groups import common_slot
from models.programme.books.groups import open_group as open_for_registrations
from models.programme.books.invitations import invite
from models.programme.books.log import record
from models.programme.books.lots import drawn, put_in
from models.programme.books.partners import host, is_asking
from models.programme.books.settings import whose_share
from models.programme.layout import ACTIVE_PARTNERS, PAIRED
from models.records import BY_FACILITATOR, GROUP_OPENED, NONE
from models.world.world import distance_km, stream, surely_farther
from sim.compiling import compiled
from sim.keyed import combine, half, index, uniform

_TARGETED = word_of("facilitation.targeted_share")
_ORDINALS = 1 << 20  # keeps apart the invitations one makes as a completer and for each group led


@compiled
def open_groups(state):
    """Let those who found each other open a group."""
    for n in range(0, state.counts[PAIRED], 2):
        one, other = state.lists[PAIRED, n], state.lists[PAIRED, n + 1]
        if other == NONE:
            open_group(state, one, one, 1)
        elif state.facilitators[other].seat < state.facilitators[one].seat:
            open_group(state, other, one, 2)
        else:
            open_group(state, one, other, 2)


@compiled
def open_group(state, one, other, leaders):
    """Open a group for registrations, led by one, or by two of whom the first was trained first."""
    a, b = state.facilitators[one], state.facilitators[other]
    a.groups_opened += 1
    if leaders == 2:
        b.groups_opened += 1
    key = half(combine(a.seat, a.groups_opened))
    partner = a_host(state, a, b, key)
    place = a_place(state, a, b, leaders, key) if partner == NONE else state.world.organisations[partner].home
    online = uniform(stream(state, "meets online"), key) < state.parameters.demand.online_share
    slot = common_slot(state, a.slots, b.slots, key)
    open_for_registrations(state, key, leaders, one, other, place, slot, partner, online)
    take_on(state, a)
    if leaders == 2:
        take_on(state, b)
    record(state, GROUP_OPENED, a.id, place, key, b.id)
    if partner != NONE:
        host(state, partner, key)
    leader_invites(state, a)
    if leaders == 2:
        leader_invites(state, b)


@compiled
def leader_invites(state, leader):
    """Let a leader decide whom they will ask while the group recruits."""
    p, first = state.parameters, _ORDINALS * leader.groups_opened
    invite(state, leader.id, first, p.invitations.per_facilitator, p.group.recruiting_weeks, BY_FACILITATOR)


@compiled
def a_host(state, a, b, key):
    """The partner in whose room the group meets, if one asks for a group and this one goes there; near ones are
    likelier. NONE if there is none."""
    p, places, lots = state.parameters.facilitation, state.world.places, 0
    if uniform(stream(state, "goes to a partner"), key) >= p.partner_room:
        return NONE
    for n in range(state.counts[ACTIVE_PARTNERS]):
        partner = state.lists[ACTIVE_PARTNERS, n]
        if is_asking(state, partner):
            home, reach = state.world.organisations[partner].home, p.host_distance_km
            if surely_farther(places, a.home, home, reach) and surely_farther(places, b.home, home, reach):
                continue
            way = min(distance_km(places, a.home, home), distance_km(places, b.home, home))
            if way <= reach:
                lots = put_in(state, lots, partner, math.exp(-way / p.pair_decay_km) if p.pair_decay_km else 0.0)
    return drawn(state, lots, uniform(stream(state, "which partner"), key)) if lots else NONE


@compiled
def a_place(state, a, b, leaders, key):
    """Where a group without a host meets: where one of its leaders lives, or, by a location rule, in one of its
    communes within the leaders' reach, drawn by population."""
    decision = whose_share(state, _TARGETED, uniform(stream(state, "meets in a targeted commune"), key))
    place = a_targeted_place(state, a, b, decision, key) if decision != NONE else NONE
    if place != NONE:
        return place
    return a.home if index(stream(state, "whose commune"), leaders, key) == 0 else b.home


@compiled
def a_targeted_place(state, a, b, decision, key):
    """One of the communes of a location rule within the leaders' reach, drawn by population; NONE if there is none."""
    places, reach, lots = state.world.places, state.parameters.facilitation.pair_distance_km, 0
    anywhere = state.decisions[decision].has_communes == 0
    for n in range(len(state.communes)):
        way = min(distance_km(places, a.home, n), distance_km(places, b.home, n))
        if way <= reach and (anywhere or state.in_communes[decision, n]) and state.world.communes[n].adults:
            lots = put_in(state, lots, n, float(state.world.communes[n].adults))
    return drawn(state, lots, uniform(stream(state, "which targeted commune"), key)) if lots else NONE
