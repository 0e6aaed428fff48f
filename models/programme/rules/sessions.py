"""Sessions (S10, stages 3 and 4). A group meets in weeks 0, 3, 7, 10, 14 and 17 after its start. Between two sessions
a member leaves the group for good with probability `group.dropout`; while enrolled, a member attends each session
with probability `group.attendance`. Whoever attended at least `group.completion_sessions`, even if they then left, is
a completer. The group ends with its last session.
"""

from contagion.models.programme.books.facilitators import become_leader, come_free, leader_of, rest
from contagion.models.programme.books.lists import append, clear, count_hours, keep, list_of, record
from contagion.models.programme.books.money import paid_by
from contagion.models.programme.books.people import count_busy, occasion_of
from contagion.models.programme.books.settings import takes_in
from contagion.models.programme.books.telling import invite, ordinal
from contagion.models.programme.layout import ENDED_GROUPS, RUNNING_GROUPS, STARTING
from contagion.models.records import (
    COMPLETED,
    COMPLETER,
    DID_NOT_COMPLETE,
    DROPPED,
    FINISHED,
    GROUP_ENDED,
    HAS_DROPPED,
    IN_GROUP,
    NO_LEADER,
    NONE,
    WORD_OF_MOUTH,
)
from contagion.models.world.world import is_elected, organisation_of, stream, stream_of
from contagion.sim.chance.keyed import uniform
from contagion.sim.core.compiling import compiled

SESSIONS = 64  # that a registration has numbers for


@compiled
def foresee(state):
    """Draw, for the groups that start, who will attend which session, and before which session who leaves; it comes to
    light week by week."""
    p, sessions = state.parameters.group, state.programmes[0].sessions
    for m in range(state.counts[STARTING]):
        group = state.groups[state.lists[STARTING, m]]
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
                    seat.attended += 1
                    state.present[group.first_presence + session] += 1
        give_time(state, group, 0)


@compiled
def give_time(state, group, session):
    """Count who gives time to a session unpaid: its leaders but for the paid, and those present."""
    for m in range(group.leaders):
        state.tally.leader_sessions += 1 - state.facilitators[leader_of(group, m)].paid
    state.tally.attendances += state.present[group.first_presence + session]


@compiled
def hold(state, programme=0):
    """Hold the sessions that are due; members who left since the last one are missed."""
    running = list_of(programme, RUNNING_GROUPS)
    own, hours = state.programmes[programme], state.programmes[programme].session_hours
    for n in range(state.counts[running]):
        group = state.groups[state.lists[running, n]]
        while is_due(state, own, group):
            if programme:  # all come
                count_hours(own, hours * group.leaders, hours * group.members)
            else:
                miss_those_who_left(state, group)
                give_time(state, group, group.session)
            group.session += 1


@compiled
def is_due(state, programme, group):
    """Return whether the next session of a group is due."""
    if group.session == programme.sessions:
        return False
    week = state.session_weeks[programme.first_session + group.session]
    return group.started + week + group.shift <= state.clock.week


@compiled
def miss_those_who_left(state, group):
    """Let go the members who left before this session and are no completers."""
    for n in range(group.first_seat, group.first_seat + group.members):
        seat = state.seats[n]
        if seat.leaves == group.session and seat.attended < state.parameters.group.completion_sessions:
            one = state.residents[seat.member]
            one.status, one.group = DROPPED, NONE
            record(state, HAS_DROPPED, one.id, one.home, group.key, group.session)


@compiled
def end(state, programme=0):
    """End the groups that held their last session, and name the completers."""
    running, ended = list_of(programme, RUNNING_GROUPS), list_of(programme, ENDED_GROUPS)
    clear(state, ended)
    for n in range(clear(state, running)):
        g = state.lists[running, n]
        if state.groups[g].session == state.programmes[programme].sessions:
            append(state, ended, g)
        else:
            keep(state, running, g)
    for n in range(state.counts[ended]):
        if programme:
            end_another(state, programme, state.lists[ended, n])
        else:
            end_group(state, state.lists[ended, n])


@compiled
def end_group(state, g):
    """End one group."""
    group = state.groups[g]
    group.state, group.ended = FINISHED, state.clock.week
    for n in range(group.first_seat, group.first_seat + group.members):
        seat = state.seats[n]
        group.attendances += seat.attended
        if state.residents[seat.member].status == IN_GROUP:
            judge(state, g, seat.member, seat.attended)
    state.totals.completers += group.completers
    record(state, GROUP_ENDED, group.first, group.place, group.key, group.completers)


@compiled
def judge(state, g, number, attended):
    """Say whether a member who stayed is a completer."""
    group, one = state.groups[g], state.residents[number]
    if attended < state.parameters.group.completion_sessions:
        one.status, one.group = DROPPED, NONE
        record(state, DID_NOT_COMPLETE, one.id, one.home, group.key, attended)
        return
    one.status, one.group = COMPLETER, NONE
    state.seats[group.first_seat + group.completers].completer = number
    group.completers += 1
    organisation = NONE if state.parameters.demand.unlimited else organisation_of(state.world, one.id)
    if organisation != NONE:  # it has somebody now who can speak from experience
        state.partners[organisation].reached = 1
    if state.parameters.elected.gate_opening != 1 and is_elected(state.world, one.id):
        state.communes[one.home].opened = 1
    state.communes[one.home].completers += 1
    record(state, COMPLETED, one.id, one.home, group.key, attended)


# ---- other programmes ----------------------------------------------------------------------------------------------


@compiled
def end_another(state, number, g):
    """End a group of another programme: its leaders rest, its participants invite, and some become leaders."""
    programme = state.programmes[number]
    group, first = state.groups[g], ordinal(state, number, 0)
    group.state, group.ended = FINISHED, state.clock.week
    record(state, GROUP_ENDED, group.first, group.place, group.key, group.members, programme=number)
    for m in range(group.leaders):
        leader = leader_of(group, m)
        if come_free(state.facilitators[leader]):
            rest(state, leader)
    for seat in range(group.first_seat, group.first_seat + group.members):
        resident = state.seats[seat].member
        one = state.residents[resident]
        count_busy(state, one.id, -1)
        mean, weeks = programme.invitations_per_participant, programme.invitation_weeks
        invite(state, one.id, first, mean, weeks, WORD_OF_MOUTH, number)
        luck = uniform(stream_of(state, "becomes a leader", number), one.id, one.generation)
        if luck < programme.conversion and takes_in(state, programme):
            if paid_by(state, number, programme.leader_item, 1, NO_LEADER):
                become_leader(state, resident, number, g)
