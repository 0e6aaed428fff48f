"""The groups of all programmes: who is registered, who comes, where they stand."""

import numpy as np

from contagion.models.programme.books.facilitators import be_ready, come_free, leader_of
from contagion.models.programme.books.lists import add_rows, append, list_of, record, remove
from contagion.models.programme.books.people import known
from contagion.models.programme.books.waiting_list import lose, note_offer
from contagion.models.programme.layout import (
    ACTIVE_FACILITATORS,
    RECRUITING_GROUPS,
    RUNNING_GROUPS,
    STATE,
    WAITING_LIST,
)
from contagion.models.records import (
    CANCELLED,
    GAVE_UP_WITH_GROUP,
    GROUP_CANCELLED,
    IN_GROUP,
    NONE,
    RECRUITING,
    REGISTERED,
    RUNNING,
    WAITING,
)
from contagion.models.world.world import stream
from contagion.sim.chance.keyed import bits, combine_three, half, uniform
from contagion.sim.core.compiling import compiled

_GROUPS, _SEATS, _PRESENT = STATE["groups"], STATE["seats"], STATE["present"]


@compiled
def key_of(programme, person, ordinal):
    """Key of the group of another programme that somebody opens, their `ordinal`-th."""
    return half(combine_three(programme.key, person, ordinal))


@compiled
def open_group(state, number, key, first, leaders, a, b, seats, weeks, stand_in=False, online=False):
    """Open a group of a programme, for `weeks` weeks, for registrations; `first` leads it, or is the first of those who
    do. It meets nowhere yet. Return its number."""
    n, first_seat = add_rows(state, _GROUPS), add_rows(state, _SEATS, seats)
    group = state.groups[n]
    group.programme, group.key, group.first = number, key, first
    group.leaders, group.leader_a, group.leader_b, group.stand_in = leaders, a, b, int(stand_in)
    group.place, group.slot, group.host, group.in_house, group.online = NONE, NONE, NONE, 0, int(online)
    group.opened, group.closes, group.postponed = state.clock.week, state.clock.week + weeks, 0
    group.started, group.ended, group.state = NONE, NONE, RECRUITING
    group.registered, group.members, group.session, group.shift = 0, 0, 0, 0
    group.completers, group.aspirants, group.attendances = 0, 0, 0
    group.first_seat, group.first_presence = first_seat, NONE
    state.programmes[number].opened += 1
    append(state, list_of(number, RECRUITING_GROUPS), n)
    return n


@compiled
def meet_at(group, place, slot, host, in_house):
    """Say where a group meets, and when: `slot` is NONE for the working hours of its house."""
    group.place, group.slot, group.host, group.in_house = place, slot, host, int(in_house)


@compiled
def write_down(state, group, number):
    """Write a number on the list of a group, of those registered: a resident, or in another programme who hopes."""
    state.seats[group.first_seat + group.registered].registered = number
    group.registered += 1


@compiled
def strike_off_all(group):
    """Empty the list of a group; return how many were registered. The caller may read their seats one by one, and write
    down those that stay."""
    count = group.registered
    group.registered = 0
    return count


@compiled
def enrol(state, number, g):
    """Register somebody for a group."""
    one = state.residents[number]
    one.status, one.group = REGISTERED, g
    state.totals.enrolments += 1
    write_down(state, state.groups[g], number)


@compiled
def enrol_hopeful(state, n, g):
    """Register somebody who waits in another programme for a group of it."""
    remove(state, list_of(state.hopefuls[n].programme, WAITING_LIST), n)
    note_offer(state, n, g)
    write_down(state, state.groups[g], n)


@compiled
def pause(group):
    """Move by a week what is still to come of a group: the end of its recruiting, or its sessions."""
    if group.state == RECRUITING:
        group.closes += 1
    else:
        group.shift += 1


@compiled
def run(state, g):
    """Let a group with members run from this week on."""
    group = state.groups[g]
    group.state, group.started = RUNNING, state.clock.week
    append(state, list_of(group.programme, RUNNING_GROUPS), g)


@compiled
def begin(state, g):
    """Let a group of the programme run after its first session, and make room for who is present at each."""
    run(state, g)
    group = state.groups[g]
    sessions = state.programmes[0].sessions
    first = add_rows(state, _PRESENT, sessions)
    group.session, group.first_presence = 1, first
    for n in range(first, first + sessions):
        state.present[n] = 0
    for seat in range(group.first_seat, group.first_seat + group.members):
        state.residents[state.seats[seat].member].status = IN_GROUP


@compiled
def cancel(state, g):
    """Give a group up: some of its people do so as well (not in other programmes), the others wait again, and its
    leaders are ready at once."""
    group, chance = state.groups[g], state.parameters.group.cancelled_loss
    group.state, group.ended = CANCELLED, state.clock.week
    for seat in range(group.first_seat, group.first_seat + group.registered):
        number = state.seats[seat].registered
        if group.programme:
            append(state, list_of(group.programme, WAITING_LIST), number)
            continue
        one = state.residents[number]
        if uniform(stream(state, "gives up with the group"), one.id, group.key) < chance:
            lose(state, one, GAVE_UP_WITH_GROUP)
        else:
            one.status, one.group = WAITING, NONE
            append(state, WAITING_LIST, number)
    who, where, programme = group.first, group.place, group.programme
    record(state, GROUP_CANCELLED, who, where, group.key, group.registered, programme=programme)
    for m in range(group.leaders):
        number = leader_of(group, m)
        if come_free(state.facilitators[number]):
            be_ready(state, number)


@compiled
def common_slots(state, a, b):
    """Return the times at which two leaders are free (bit sets). Where they share none, return all: a pair that stays
    together agrees on one, and somebody who is free at no time meets at any."""
    every = (1 << state.parameters.population.slots) - 1
    common = a & b & every
    return common if common else every


@compiled
def one_slot(state, times, key):
    """Draw one of the times in a bit set."""
    found, first = NONE, np.uint64(0)
    for slot in range(state.parameters.population.slots):
        luck = bits(stream(state, "slot of a team"), key, slot)
        if times >> slot & 1 and (found == NONE or luck < first):
            found, first = slot, luck
    return found


# ---- who leads together --------------------------------------------------------------------------------------------


@compiled
def may_lead_alone(state, one):
    """Return whether a facilitator needs no partner."""
    p = state.parameters.facilitation
    return p.leaders == 1 or one.groups_led >= p.solo_after


@compiled
def are_novices(state, one, other):
    """Return whether two may not lead together, as neither ever led and somebody active who leads with others has."""
    if not state.parameters.facilitation.novice_with_experienced or one.groups_led or other.groups_led:
        return False
    for n in range(state.counts[ACTIVE_FACILITATORS]):
        experienced = state.facilitators[state.lists[ACTIVE_FACILITATORS, n]]
        if experienced.groups_led and not may_lead_alone(state, experienced):
            return True
    return False


@compiled
def opens_with_partner(state, one):
    """Return whether somebody who becomes available opens a first group with whom they were trained."""
    if one.trained_with == NONE or may_lead_alone(state, one):
        return False
    partner = state.facilitators[one.trained_with]
    return partner.active != 0 and partner.available == one.available and not are_novices(state, one, partner)


@compiled
def last_partner(state, one):
    """Return the number of the facilitator with whom somebody last led, or was trained; NONE if nobody."""
    return NONE if one.last_partner == NONE else state.people[known(state, one.last_partner)].facilitator
