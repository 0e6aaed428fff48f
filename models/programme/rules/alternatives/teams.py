"""Groups of an alternative programme (S15, stage 14). A leader who is ready opens one where they live. Where leaders
come from the group itself (`leader_from_group`), the one who has waited longest opens one as soon as `smallest` people
wait who have been offered all the others. Waiting people are offered groups as in S9, by distance and time. A group
starts with `largest` registered, or when its recruiting time is over with at least `smallest`, and is otherwise given
up. After its last session each participant becomes a leader with probability `conversion`, free to lead
`training_weeks` later.
"""

from contagion.models.programme.books.facilitators import leader_of
from contagion.models.programme.books.groups import one_slot
from contagion.models.programme.books.invitations import invite
from contagion.models.programme.books.lists import append, append_by, clear, keep, sort, take_out
from contagion.models.programme.books.log import record
from contagion.models.programme.books.money import paid_by
from contagion.models.programme.books.other_programmes import (
    become_leader,
    count_busy,
    enrol_hopeful,
    is_busy,
    key_of,
    leader_of_team,
    list_of,
    may_join,
    note_offer,
    open_team,
    ordinal,
    rest_leader,
    take_in,
    takes_in,
    team_is_paid,
    was_offered,
)
from contagion.models.programme.books.people import meet
from contagion.models.programme.books.waiting_list import would_go
from contagion.models.programme.layout import (
    ENDED_TEAMS,
    HOPEFULS,
    LEADERS_READY,
    ORDER,
    TEAMS_RECRUITING,
    TEAMS_RUNNING,
)
from contagion.models.records import (
    BY_FACILITATOR,
    GROUP_CANCELLED,
    GROUP_ENDED,
    GROUP_OPENED,
    GROUP_STARTED,
    LEADS_OWN_GROUP,
    NO_LEADER,
    NONE,
    STARTED,
    UNLIMITED,
    WORD_OF_MOUTH,
)
from contagion.models.world.world import NOBODY, anyone, stream_of
from contagion.sim.chance.keyed import bits, uniform
from contagion.sim.core.compiling import compiled

TRIES = 64  # for each seat of a group that fills by itself


@compiled
def open_groups(state, number):
    """Let leaders who are ready, and people who wait without one, open groups."""
    programme, ready = state.programmes[number - 1], list_of(number, LEADERS_READY)
    if not takes_in(state, programme):
        return
    sort_by_luck(state, number, ready)
    while state.counts[ready] >= programme.leaders:
        a = state.lists[ready, 0]
        b = state.lists[ready, programme.leaders - 1]
        for _ in range(programme.leaders):
            leader = state.leaders[state.lists[ready, 0]]
            leader.load, leader.groups_opened = 1, leader.groups_opened + 1
            take_out(state, ready, 0)
        first = state.leaders[a]
        open_group(state, number, programme.leaders, a, b, first.id, first.home, first.slots, first.groups_opened)
    if programme.leader_from_group:
        open_without_a_leader(state, number, programme)


@compiled
def sort_by_luck(state, number, which):
    """Put the leaders of a list in their order of this week."""
    for n in range(clear(state, which)):
        found = state.lists[which, n]
        person = state.leaders[found].id
        append_by(
            state, which, found, bits(stream_of(state, "order of the ready", number - 1), person, state.clock.week)
        )
    sort(state, which)


@compiled
def open_without_a_leader(state, number, programme):
    """Let the one who has waited longest open a group, if enough wait who have been offered all the others."""
    key, left, first, least = stream_of(state, "order of the ready", number - 1), 0, NONE, bits(programme.key, 0)
    for n in range(state.counts[list_of(number, HOPEFULS)]):
        found = state.lists[list_of(number, HOPEFULS), n]
        if has_seen_all(state, number, found):
            left += 1
            it = state.hopefuls[found]
            luck = bits(key, state.residents[it.resident].id)
            before = state.hopefuls[first].week if first != NONE else it.week + 1
            if it.week < before or (it.week == before and luck < least):
                first, least = found, luck
    if left >= programme.smallest:
        one = state.residents[state.hopefuls[first].resident]
        t = open_group(state, number, 0, NONE, NONE, one.id, one.home, one.slots, -1 - state.clock.week)
        enrol_hopeful(state, first, t)


@compiled
def has_seen_all(state, number, found):
    """Whether a waiting person has been offered all teams that recruit."""
    for n in range(state.counts[list_of(number, TEAMS_RECRUITING)]):
        if not was_offered(state, found, state.lists[list_of(number, TEAMS_RECRUITING), n]):
            return False
    return True


@compiled
def open_group(state, number, leaders, a, b, first, home, slots, nth):
    """Open a group where its first leader lives; the leaders decide whom to invite."""
    programme = state.programmes[number - 1]
    key = key_of(programme, first, nth)
    last = state.leaders[b].slots if leaders else slots
    t = open_team(state, number, key, leaders, a, b, first, home, one_slot(state, slots, last, key))
    for m in range(max(leaders, 1)):
        who = leader_of_team(state, t, m).id if leaders else first
        spell = ordinal(programme, 1 + (leader_of_team(state, t, m).groups_opened if leaders else 0))
        weeks = programme.recruiting_weeks
        invite(state, who, spell, programme.invitations_per_leader, weeks, BY_FACILITATOR, number)
    record(state, GROUP_OPENED, first, home, key, programme=number)
    return t


# ---- who takes part ------------------------------------------------------------------------------------------------


@compiled
def allocate(state, number):
    """Offer the groups that recruit to those who wait, each once."""
    recruiting, hopefuls = list_of(number, TEAMS_RECRUITING), list_of(number, HOPEFULS)
    if state.parameters.demand.unlimited:
        for n in range(state.counts[recruiting]):
            fill(state, number, state.lists[recruiting, n])
        return
    if not (state.counts[recruiting] and state.counts[hopefuls]):
        return
    clear(state, ORDER)
    for n in range(state.counts[hopefuls]):
        found = state.lists[hopefuls, n]
        person = state.residents[state.hopefuls[found].resident].id
        luck = bits(stream_of(state, "order of the waiting", number - 1), person, state.clock.week)
        append_by(state, ORDER, found, luck)
    sort(state, ORDER)
    for n in range(state.counts[ORDER]):
        choose(state, number, state.lists[ORDER, n])


@compiled
def choose(state, number, found):
    """Let a waiting person join the first team that has room and that they take, of those not yet offered."""
    recruiting, one = list_of(number, TEAMS_RECRUITING), state.residents[state.hopefuls[found].resident]
    for n in range(state.counts[recruiting]):
        t = state.lists[recruiting, n]
        team = state.teams[t]
        if team.registered < state.programmes[number - 1].largest and not was_offered(state, found, t):
            if would_go(state, one, team.key, team.place, team.slot):
                enrol_hopeful(state, found, t)
                return
            note_offer(state, found, t)


@compiled
def fill(state, number, t):
    """Fill a group at once with residents drawn at random (`demand.unlimited`)."""
    if not state.world.traits.adults:
        return
    for seat in range(state.teams[t].registered, state.programmes[number - 1].largest):
        person = NOBODY
        for attempt in range(TRIES):
            drawn = anyone(state.world, state.teams[t].key + seat, attempt)
            if not is_busy(state, drawn) and may_join(state, drawn, number):
                person = drawn
                break
        if person == NOBODY:
            return
        enrol_hopeful(state, take_in(state, meet(state, person), number, UNLIMITED, NONE), t)


# ---- from the first session to the last ----------------------------------------------------------------------------


@compiled
def launch(state, number):
    """Start the groups that have the people, give up those whose time is over."""
    if state.clock.holiday:
        return
    programme, recruiting = state.programmes[number - 1], list_of(number, TEAMS_RECRUITING)
    for n in range(clear(state, recruiting)):
        t = state.lists[recruiting, n]
        team = state.teams[t]
        over = state.clock.week >= team.closes or state.parameters.demand.unlimited != 0
        if team.registered >= (programme.smallest if over else programme.largest) and team_is_paid(state, t):
            start(state, number, t)
        elif over:
            cancel(state, number, t)
        else:
            keep(state, recruiting, t)


@compiled
def start(state, number, t):
    """Hold the first session."""
    team, programme = state.teams[t], state.programmes[number - 1]
    team.started, team.members = state.clock.week, team.registered
    for seat in range(team.first_seat, team.first_seat + team.members):
        resident = state.hopefuls[state.seats[seat].registered].resident
        state.seats[seat].member = resident
        one = state.residents[resident]
        count_busy(state, one.id, 1)
        record(state, STARTED, one.id, one.home, team.key, programme=number)
    for m in range(team.leaders):
        leader_of_team(state, t, m).groups_led += 1
    if not team.leaders:
        programme.led_by_members += 1
        programme.leader_hours += programme.training_hours
        record(state, LEADS_OWN_GROUP, team.first, team.first_home, team.key, programme=number)
    append(state, list_of(number, TEAMS_RUNNING), t)
    programme.groups += 1
    programme.participants += team.members
    record(state, GROUP_STARTED, team.first, team.place, team.key, team.members, programme=number)


@compiled
def cancel(state, number, t):
    """Give a group up: its people wait again, its leaders are ready at once."""
    team = state.teams[t]
    team.ended = state.clock.week
    for seat in range(team.first_seat, team.first_seat + team.registered):
        append(state, list_of(number, HOPEFULS), state.seats[seat].registered)
    for m in range(team.leaders):
        leader_of_team(state, t, m).load = 0
        append(state, list_of(number, LEADERS_READY), leader_of(team, m))
    record(state, GROUP_CANCELLED, team.first, team.place, team.key, team.registered, programme=number)


@compiled
def hold(state, number):
    """Hold the sessions that are due; a group ends with its last."""
    programme, running = state.programmes[number - 1], list_of(number, TEAMS_RUNNING)
    clear(state, ENDED_TEAMS)
    for n in range(clear(state, running)):
        t = state.lists[running, n]
        team = state.teams[t]
        team.shift += state.clock.holiday
        while team.sessions < programme.sessions and is_due(state, programme, team):
            team.sessions += 1
            programme.hours += programme.session_hours * team.members
            programme.leader_hours += programme.session_hours * team.leaders
        if team.sessions < programme.sessions:
            keep(state, running, t)
        else:
            append(state, ENDED_TEAMS, t)
            end(state, number, t)


@compiled
def is_due(state, programme, team):
    """Whether the next session of a team is due."""
    week = state.alternative_sessions[programme.first_session + team.sessions]
    return team.started + team.shift + week <= state.clock.week


@compiled
def end(state, number, t):
    """Free the leaders of a group, name the new ones, and let participants invite."""
    team, programme = state.teams[t], state.programmes[number - 1]
    team.ended = state.clock.week
    record(state, GROUP_ENDED, team.first, team.place, team.key, team.members, programme=number)
    for m in range(team.leaders):
        leader_of_team(state, t, m).load = 0
        rest_leader(state, leader_of(team, m))
    for seat in range(team.first_seat, team.first_seat + team.members):
        resident = state.seats[seat].member
        one = state.residents[resident]
        count_busy(state, one.id, -1)
        mean, weeks = programme.invitations_per_participant, programme.invitation_weeks
        invite(state, one.id, ordinal(programme, 0), mean, weeks, WORD_OF_MOUTH, number)
        luck = uniform(stream_of(state, "becomes a leader", number - 1), one.id, one.generation)
        if luck < programme.conversion and takes_in(state, programme):
            if paid_by(state, number, programme.leader_item, 1, NO_LEADER):
                become_leader(state, resident, number, t)
