"""Waiting list and enrolment (S5 and S9, stages 7 and 12). Whoever registers waits until a group is taken. People who
wait look once at each recruiting group. A person free at the group's time would take it with probability
exp(−distance/`demand.distance_km`) × `demand.travel_help`; an online group with probability `demand.online_slot` ×
`demand.online_acceptance`. In random order, people join the first of the groups they would take that has room, the one
that opened first coming first. Waiting people give up at the rate `demand.waiting_loss_per_year`.
"""

from contagion.models.programme.books.clocks import goes_on
from contagion.models.programme.books.groups import enrol
from contagion.models.programme.books.lists import append_by, clear, keep, sort
from contagion.models.programme.books.waiting_list import first_with_room, look_at_board, lose, put_up_board, register
from contagion.models.programme.candidates import find_seats_of_the_public
from contagion.models.programme.layout import JOINING, KEEN, RECRUITING_GROUPS, WAITING_LIST
from contagion.models.records import GAVE_UP_WAITING, NONE, UNLIMITED, WAITING
from contagion.models.world.world import stream
from contagion.sim.chance.keyed import bits
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR


@compiled
def give_up_waiting(state):
    """Waiting people whose patience is used up leave the list (stage 7)."""
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
        choose(state, state.lists[KEEN, n])
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
def choose(state, number):
    """Let a waiting person join the first of the groups they would take that has room."""
    g = first_with_room(state, state.residents[number])
    if g != NONE:
        enrol(state, number, g)


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
