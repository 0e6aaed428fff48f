"""Waiting list and enrolment (S5 and S9, stages 7 and 12). Whoever registers waits until a group is taken. People who
wait look once at each recruiting group. A person free at the group's time would take it with probability
exp(−distance/`demand.distance_km`) × `demand.travel_help`; an online group with probability `demand.online_slot` ×
`demand.online_acceptance`. In random order, people join the first of the groups they would take that has room, the one
that opened first coming first. Waiting people give up at the rate `demand.waiting_loss_per_year`.

People who wait for a group of another programme (S15, stage 14) are offered each once, by distance and time. They give
up at the same rate, or when they are in a running group of any programme.
"""

from contagion.models.programme.books.groups import enrol, enrol_hopeful, strike_off_all, write_down
from contagion.models.programme.books.lists import append, append_by, clear, keep, list_of, sort
from contagion.models.programme.books.people import is_busy, may_join, may_register, meet
from contagion.models.programme.books.settings import goes_on
from contagion.models.programme.books.waiting_list import (
    first_with_room,
    look_at_board,
    lose,
    lose_hopeful,
    note_offer,
    put_up_board,
    register,
    take_in,
    was_offered,
    would_go,
)
from contagion.models.programme.layout import JOINING, KEEN, ORDER, RECRUITING_GROUPS, WAITING_LIST
from contagion.models.records import GAVE_UP_WAITING, IN_GROUP, NONE, UNLIMITED, WAITING
from contagion.models.world.world import NOBODY, anyone, stream, stream_of
from contagion.sim.chance.keyed import bits, combine
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR

TRIES = 64  # for each seat of a group of another programme that fills by itself


@compiled
def give_up_waiting(state):
    """Take waiting people whose patience is used up off the list (stage 7)."""
    hazard = state.parameters.demand.waiting_loss_per_year / WEEKS_A_YEAR
    for n in range(clear(state, WAITING_LIST)):
        number = state.lists[WAITING_LIST, n]
        one = state.residents[number]
        if goes_on(one, hazard):
            keep(state, WAITING_LIST, number)
        else:
            lose(state, one, GAVE_UP_WAITING)


@compiled
def allocate(state):
    """Offer the recruiting groups to those who wait."""
    if state.parameters.demand.unlimited:
        for n in range(state.counts[RECRUITING_GROUPS]):
            fill(state, state.lists[RECRUITING_GROUPS, n])
            leave_the_list(state)
        return
    if not (state.counts[RECRUITING_GROUPS] and state.counts[WAITING_LIST]):
        return
    look_around(state)
    if not state.counts[KEEN]:
        return
    sort(state, KEEN)
    for n in range(state.counts[KEEN]):
        number = state.lists[KEEN, n]
        g = first_with_room(state, state.residents[number])
        if g != NONE:
            enrol(state, number, g)
    leave_the_list(state)


@compiled
def look_around(state):
    """Let those who wait look at the groups that have opened since they last did; the list KEEN has those who would
    take one that has room, to be sorted in their order of this week."""
    put_up_board(state)
    clear(state, KEEN)
    for n in range(state.counts[WAITING_LIST]):
        number = state.lists[WAITING_LIST, n]
        one = state.residents[number]
        look_at_board(state, one)
        if first_with_room(state, one) != NONE:
            luck = bits(stream(state, "order of the waiting list"), one.id, state.clock.week)
            append_by(state, KEEN, number, luck)


@compiled
def leave_the_list(state):
    """Take off the waiting list those who wait no longer."""
    for n in range(clear(state, WAITING_LIST)):
        number = state.lists[WAITING_LIST, n]
        if state.residents[number].status == WAITING:
            keep(state, WAITING_LIST, number)


@compiled
def fill(state, g):
    """Fill a group at once with residents drawn at random (`demand.unlimited`)."""
    group = state.groups[g]
    find_seats_of_the_public(state, group.key, state.parameters.group.size - group.registered)
    for n in range(state.counts[JOINING]):
        enrol(state, register(state, state.lists[JOINING, n], UNLIMITED, NONE), g)


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


# ---- other programmes ----------------------------------------------------------------------------------------------


@compiled
def give_up_hope(state, number):
    """People whose patience is used up, or who are in a running group by now, leave the list of a programme; the latter
    leave the lists of its groups as well."""
    hopefuls, recruiting = list_of(number, WAITING_LIST), list_of(number, RECRUITING_GROUPS)
    hazard = state.parameters.demand.waiting_loss_per_year / WEEKS_A_YEAR
    clear(state, ORDER)
    for n in range(clear(state, hopefuls)):
        found = state.lists[hopefuls, n]
        if goes_on(state.hopefuls[found], hazard):
            keep(state, hopefuls, found)
        else:
            append(state, ORDER, found)
    for n in range(clear(state, hopefuls)):
        found = state.lists[hopefuls, n]
        if is_elsewhere(state, found):
            append(state, ORDER, found)
        else:
            keep(state, hopefuls, found)
    for n in range(state.counts[recruiting]):
        group = state.groups[state.lists[recruiting, n]]
        for m in range(strike_off_all(group)):
            found = state.seats[group.first_seat + m].registered
            if is_elsewhere(state, found):
                append(state, ORDER, found)
            else:
                write_down(state, group, found)
    for n in range(state.counts[ORDER]):
        lose_hopeful(state, state.lists[ORDER, n])


@compiled
def is_elsewhere(state, found):
    """Return whether somebody who waits is in a running group by now."""
    one = state.residents[state.hopefuls[found].resident]
    return one.status == IN_GROUP or is_busy(state, one.id)


@compiled
def offer(state, number):
    """Offer the groups of a programme that recruit to those who wait."""
    recruiting, hopefuls = list_of(number, RECRUITING_GROUPS), list_of(number, WAITING_LIST)
    if state.parameters.demand.unlimited:
        for n in range(state.counts[recruiting]):
            fill_with_anybody(state, number, state.lists[recruiting, n])
        return
    if not (state.counts[recruiting] and state.counts[hopefuls]):
        return
    clear(state, ORDER)
    for n in range(state.counts[hopefuls]):
        found, key = state.lists[hopefuls, n], stream_of(state, "order of the waiting", number)
        person = state.residents[state.hopefuls[found].resident].id
        append_by(state, ORDER, found, bits(key, person, state.clock.week))
    sort(state, ORDER)
    for n in range(state.counts[ORDER]):
        look_through(state, number, state.lists[ORDER, n])


@compiled
def look_through(state, number, found):
    """Let somebody join the first group that has room and that they take, of those not yet offered."""
    recruiting, one = list_of(number, RECRUITING_GROUPS), state.residents[state.hopefuls[found].resident]
    for n in range(state.counts[recruiting]):
        g = state.lists[recruiting, n]
        group = state.groups[g]
        if group.registered < state.programmes[number].largest and not was_offered(state, found, g):
            if would_go(state, one, group.key, group.place, group.slot):
                enrol_hopeful(state, found, g)
                return
            note_offer(state, found, g)


@compiled
def fill_with_anybody(state, number, g):
    """Fill a group at once with residents drawn at random (`demand.unlimited`)."""
    if not state.world.traits.adults:
        return
    for seat in range(state.groups[g].registered, state.programmes[number].largest):
        person = NOBODY
        for attempt in range(TRIES):
            drawn = anyone(state.world, state.groups[g].key + seat, attempt)
            if not is_busy(state, drawn) and may_join(state, drawn, number):
                person = drawn
                break
        if person == NOBODY:
            return
        enrol_hopeful(state, take_in(state, meet(state, person), number, UNLIMITED, NONE), g)
