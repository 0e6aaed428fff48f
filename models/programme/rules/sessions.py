"""Sessions (S10, stages 3 and 4). A group meets in weeks 0, 3, 7, 10, 14 and 17 after its start. Between two sessions
a member leaves the group for good with probability `group.dropout`; while enrolled, a member attends each session
with probability `group.attendance`. Whoever attended at least `group.completion_sessions`, even if they then left, is
a completer. The group ends with its last session.
"""

from contagion.models.programme.books.facilitators import leader_of
from contagion.models.programme.books.groups import attend, finish, leave_group, name_completer
from contagion.models.programme.books.lists import append, clear, keep
from contagion.models.programme.books.log import record
from contagion.models.programme.books.people import occasion_of
from contagion.models.programme.books.tally import count_time
from contagion.models.programme.layout import ENDED_GROUPS, RUNNING_GROUPS, STARTING
from contagion.models.records import (
    COMPLETED,
    COMPLETER,
    DID_NOT_COMPLETE,
    DROPPED,
    GROUP_ENDED,
    HAS_DROPPED,
    IN_GROUP,
    NONE,
)
from contagion.models.world.world import is_elected, organisation_of, stream
from contagion.sim.chance.keyed import uniform
from contagion.sim.core.compiling import compiled

SESSIONS = 64  # that a registration has numbers for


@compiled
def foresee(state):
    """Draw, for the groups that start, who will attend which session; it comes to light week by week."""
    for n in range(state.counts[STARTING]):
        foresee_group(state, state.lists[STARTING, n])


@compiled
def foresee_group(state, g):
    """Draw who of a group will attend which session, and before which session who leaves."""
    p, group, sessions = state.parameters.group, state.groups[g], len(state.session_weeks)
    for n in range(group.first_seat, group.first_seat + group.members):
        seat = state.seats[n]
        one = state.residents[seat.member]
        seat.leaves, seat.attended = sessions, 0
        for session in range(sessions):
            occasion = occasion_of(one) * SESSIONS + session
            if session and not uniform(stream(state, "session: leaves"), one.id, occasion) >= p.dropout:
                seat.leaves = session
                break
            if uniform(stream(state, "session: attends"), one.id, occasion) < p.attendance:
                attend(state, group, seat, session)
    give_time(state, group, 0)


@compiled
def give_time(state, group, session):
    """Count who gives time to a session unpaid: its leaders but for the paid, and those present."""
    unpaid = 0
    for m in range(group.leaders):
        unpaid += 1 - state.facilitators[leader_of(group, m)].paid
    count_time(state, unpaid, state.present[group.first_presence + session])


@compiled
def hold(state):
    """Hold the sessions that are due; members who left since the last one are missed."""
    for n in range(state.counts[RUNNING_GROUPS]):
        group = state.groups[state.lists[RUNNING_GROUPS, n]]
        while (
            group.session < len(state.session_weeks)
            and group.started + state.session_weeks[group.session] + group.shift <= state.clock.week
        ):
            miss_those_who_left(state, group)
            give_time(state, group, group.session)
            group.session += 1


@compiled
def miss_those_who_left(state, group):
    """Let go the members who left before this session and are no completers."""
    for n in range(group.first_seat, group.first_seat + group.members):
        seat = state.seats[n]
        if seat.leaves == group.session and seat.attended < state.parameters.group.completion_sessions:
            one = state.residents[seat.member]
            leave_group(one, DROPPED)
            record(state, HAS_DROPPED, one.id, one.home, group.key, group.session)


@compiled
def end(state):
    """End the groups that held their last session, and name the completers."""
    clear(state, ENDED_GROUPS)
    for n in range(clear(state, RUNNING_GROUPS)):
        g = state.lists[RUNNING_GROUPS, n]
        if state.groups[g].session == len(state.session_weeks):
            append(state, ENDED_GROUPS, g)
        else:
            keep(state, RUNNING_GROUPS, g)
    for n in range(state.counts[ENDED_GROUPS]):
        end_group(state, state.lists[ENDED_GROUPS, n])


@compiled
def end_group(state, g):
    """End one group."""
    group = state.groups[g]
    finish(state, group)
    for n in range(group.first_seat, group.first_seat + group.members):
        seat = state.seats[n]
        group.attendances += seat.attended
        if state.residents[seat.member].status == IN_GROUP:
            judge(state, g, seat.member, seat.attended)
    if state.parameters.elected.gate_opening != 1:
        open_gates(state, group)
    state.totals.completers += group.completers
    record(state, GROUP_ENDED, state.facilitators[group.leader_a].id, group.place, group.key, group.completers)


@compiled
def judge(state, g, number, attended):
    """Say whether a member who stayed is a completer."""
    group, one = state.groups[g], state.residents[number]
    if attended < state.parameters.group.completion_sessions:
        leave_group(one, DROPPED)
        record(state, DID_NOT_COMPLETE, one.id, one.home, group.key, attended)
        return
    leave_group(one, COMPLETER)
    name_completer(state, g, number)
    reach_organisation(state, one)
    state.communes[one.home].completers += 1
    record(state, COMPLETED, one.id, one.home, group.key, attended)


@compiled
def reach_organisation(state, one):
    """Note that the organisation of a completer now has somebody who can speak from experience."""
    if not state.parameters.demand.unlimited:
        organisation = organisation_of(state.world, one.id)
        if organisation != NONE:
            state.partners[organisation].reached = 1


@compiled
def open_gates(state, group):
    """Note the communes of which a councillor is now a completer (`elected.gate_opening`)."""
    for n in range(group.first_seat, group.first_seat + group.completers):
        one = state.residents[state.seats[n].completer]
        if is_elected(state.world, one.id):
            state.communes[one.home].opened = 1
