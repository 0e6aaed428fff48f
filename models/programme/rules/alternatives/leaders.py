"""Leaders of an alternative programme (S15, stage 14). The first are residents drawn at random. A leader who is free
rests, so that where people come they lead `groups_per_year`. Leaders stop at the rate `loss_per_year`, those who lead
at the end of their group, and all once the programme takes in nobody. Nothing but money limits training.
"""

from contagion.models.programme.books.clocks import goes_on
from contagion.models.programme.books.lists import append, clear, keep
from contagion.models.programme.books.log import record
from contagion.models.programme.books.money import paid_by
from contagion.models.programme.books.other_programmes import become_leader, key_of, list_of, rest_leader, soul
from contagion.models.programme.books.people import meet
from contagion.models.programme.layout import LEADERS, LEADERS_READY, LEADERS_RESTING, LEARNING
from contagion.models.records import LEADER_STOPPED, NO_LEADER, NONE
from contagion.models.world.world import NOBODY, anyone
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR

TRIES = 64  # for each of the first leaders


@compiled
def begin(state, number):
    """Make residents drawn at random the first leaders, at the end of the programme's first week, as money goes."""
    programme = state.programmes[number - 1]
    if state.clock.week != programme.from_week or not state.world.traits.adults:
        return
    for n in range(programme.initial_leaders):
        for attempt in range(TRIES):
            person = anyone(state.world, key_of(programme, n, attempt))
            found = soul(state, person, number)
            if person != NOBODY and not state.people[found].leads:
                if paid_by(state, number, programme.leader_item, 1, NO_LEADER):
                    become_leader(state, meet(state, person), number, NONE)
                break


@compiled
def turnover(state, number):
    """Leaders who have had enough, and all once the programme takes in nobody, stop as soon as they lead no group."""
    programme = state.programmes[number - 1]
    over, hazard = state.clock.week >= programme.until_week, programme.loss_per_year / WEEKS_A_YEAR
    for n in range(state.counts[list_of(number, LEADERS)]):
        leader = state.leaders[state.lists[list_of(number, LEADERS), n]]
        leader.loss_clock += hazard
        if leader.load == 0 and (over or leader.loss_clock >= leader.loss_limit):
            leader.left_week = state.clock.week
            programme.leaders_stopped += 1
            record(state, LEADER_STOPPED, leader.id, leader.home, other=leader.groups_led, programme=number)
    keep_those_who_stay(state, list_of(number, LEADERS))
    keep_those_who_stay(state, list_of(number, LEADERS_RESTING))
    keep_those_who_stay(state, list_of(number, LEADERS_READY))


@compiled
def keep_those_who_stay(state, which):
    """Take off a list those who have stopped."""
    for n in range(clear(state, which)):
        found = state.lists[which, n]
        if state.leaders[found].left_week == NONE:
            keep(state, which, found)


@compiled
def become_ready(state, number):
    """Those who have been trained begin to rest; those who have rested are ready."""
    learning, resting, ready = (
        list_of(number, LEARNING),
        list_of(number, LEADERS_RESTING),
        list_of(number, LEADERS_READY),
    )
    for n in range(clear(state, learning)):
        found = state.lists[learning, n]
        if state.leaders[found].can_lead != state.clock.week:
            keep(state, learning, found)
        elif state.leaders[found].left_week == NONE:
            rest_leader(state, found)
    for n in range(clear(state, resting)):
        found = state.lists[resting, n]
        if goes_on(state.leaders[found], state.programmes[number - 1].rest_hazard):
            keep(state, resting, found)
        else:
            append(state, ready, found)
