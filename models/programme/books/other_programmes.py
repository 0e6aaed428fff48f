"""The alternative programmes: their leaders, their teams, and who hopes to take part. A programme is known by its
number among those of the scenario, from 1.

Residents are those of the groups; what they do in one programme is kept apart from the others.
"""

from contagion.models.programme.books.facilitators import leader_of
from contagion.models.programme.books.groups import take_seats, write_down
from contagion.models.programme.books.lists import append, remove
from contagion.models.programme.books.log import record, teller
from contagion.models.programme.books.money import enough as is_enough
from contagion.models.programme.books.money import pay, price_of
from contagion.models.programme.books.people import know, known, year_of
from contagion.models.programme.layout import (
    HOPEFULS,
    LEADERS,
    LEADERS_RESTING,
    LEARNING,
    LISTS,
    OF_PROGRAMME,
    STATE,
    TEAMS_RECRUITING,
)
from contagion.models.records import GAVE_UP, HAS_REGISTERED, IN_GROUP, LEADS, NO_GROUP, NONE, NOT_PAID
from contagion.models.world.world import find_others_at_home, generation, stream_of
from contagion.sim.chance.keyed import combine_three, exponential, half
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import grow
from contagion.sim.model import WEEKS_A_YEAR

_LEADERS, _TEAMS, _HOPEFULS, _OFFERS = (STATE[name] for name in ("leaders", "teams", "hopefuls", "offers"))
_YEARS, _POSTS, _LATER = STATE["alternative_years"], STATE["posts"], STATE["to_be_told"]
_LISTS, _EACH = len(LISTS), len(OF_PROGRAMME)
_ORDINALS_OF_LEADERS = 1 << 20  # invitations for one group


@compiled
def list_of(number, which):
    """One of the lists of a programme."""
    return _LISTS + (number - 1) * _EACH + which


@compiled
def takes_in(state, programme):
    """Whether a programme is on."""
    return programme.from_week <= state.clock.week < programme.until_week


@compiled
def key_of(programme, person, ordinal):
    """Number of the group that somebody opens, their `ordinal`-th."""
    return half(combine_three(programme.key, person, ordinal))


@compiled
def ordinal(programme, spell):
    """Number of the first invitation of a participant (0) or of the n-th group a leader opens."""
    return programme.first_ordinal + spell * _ORDINALS_OF_LEADERS


# ---- who takes part ------------------------------------------------------------------------------------------------


@compiled
def soul(state, person, number):
    """Number of what a programme knows of whoever lives at an id now."""
    found = know(state, person, number)
    one, now = state.people[found], generation(state.world, person, year_of(state))
    if one.generation != now:
        one.generation, one.refusals, one.taken, one.leads = now, 0, 0, 0
    return found


@compiled
def is_busy(state, person):
    """Whether somebody is in a running group of any alternative programme."""
    found = known(state, person)
    return found != NONE and state.people[found].busy > 0


@compiled
def count_busy(state, person, change):
    """Note that somebody joins such a group, or is in it no longer."""
    state.people[known(state, person)].busy += change


@compiled
def may_join(state, person, number):
    """Whether a resident is of a programme's public."""
    found = known(state, person)
    if found != NONE:
        resident = state.people[found].resident
        if resident != NONE and state.residents[resident].status == IN_GROUP:
            return False
    found = soul(state, person, number)
    return state.people[found].taken == 0 and state.people[found].leads == 0


@compiled
def take_in(state, resident, number, channel, source):
    """Put somebody on a programme's waiting list, with their household where it counts; return their number there."""
    n = state.n.hopefuls
    if n == len(state.hopefuls):
        grow(state, _HOPEFULS)
    state.n.hopefuls = n + 1
    it, one, programme = state.hopefuls[n], state.residents[resident], state.programmes[number - 1]
    it.resident, it.source, it.week, it.programme, it.offered = resident, source, state.clock.week, number, NONE
    it.clock, it.limit = 0.0, exponential(stream_of(state, "waits", number - 1), one.id, state.clock.week)
    append(state, list_of(number, HOPEFULS), n)
    programme.registrations += 1
    _mark(state, one.id, number, state.clock.week, 1)
    record(state, HAS_REGISTERED, one.id, one.home, other=teller(source), detail=channel, programme=number)
    return n


@compiled
def _mark(state, person, number, week, taken):
    """Note who takes part, or may again, of those whom a registration of some week was for."""
    others = find_others_at_home(state.world, person) if state.programmes[number - 1].whole_household else 0
    for n in range(others + 1):
        member = person if n == others else state.world.scratch[n]
        found = soul(state, member, number)
        if state.people[found].generation == generation(state.world, member, week // WEEKS_A_YEAR):
            state.people[found].taken = taken


@compiled
def lose_hopeful(state, n):
    """End a registration that leads to no group; they, and their household, may register once more."""
    it = state.hopefuls[n]
    one, number = state.residents[it.resident], it.programme
    state.programmes[number - 1].registrations_lost += 1
    _mark(state, one.id, number, it.week, 0)
    record(state, GAVE_UP, one.id, one.home, programme=number)


@compiled
def was_offered(state, n, team):
    """Whether a waiting person has been offered a team."""
    at = state.hopefuls[n].offered
    while at != NONE:
        if state.offers[at].team == team:
            return True
        at = state.offers[at].next
    return False


@compiled
def note_offer(state, n, team):
    """Note that a waiting person is offered a team."""
    at = state.n.offers
    if at == len(state.offers):
        grow(state, _OFFERS)
    state.n.offers = at + 1
    offer = state.offers[at]
    offer.team, offer.next = team, state.hopefuls[n].offered
    state.hopefuls[n].offered = at


# ---- leaders -------------------------------------------------------------------------------------------------------


@compiled
def become_leader(state, resident, number, team):
    """Train a leader; they can lead after the training, from next week on at the earliest."""
    n = state.n.leaders
    if n == len(state.leaders):
        grow(state, _LEADERS)
    state.n.leaders = n + 1
    new, one, programme = state.leaders[n], state.residents[resident], state.programmes[number - 1]
    new.id, new.generation, new.home, new.slots = one.id, one.generation, one.home, one.slots
    new.programme, new.team, new.left_week = number, team, NONE
    new.load, new.groups_opened, new.groups_led, new.rests, new.children = 0, 0, 0, 0, 0.0
    new.loss_clock, new.clock, new.limit = 0.0, 0.0, 0.0
    new.loss_limit = exponential(stream_of(state, "stays", number - 1), one.id, one.generation)
    new.can_lead = state.clock.week + max(programme.training_weeks, 1)
    found = soul(state, one.id, number)
    if state.people[found].generation == one.generation:
        state.people[found].leads = 1
    append(state, list_of(number, LEADERS), n)
    append(state, list_of(number, LEARNING), n)
    programme.leaders_trained += 1
    programme.leader_hours += programme.training_hours
    key = NONE
    if team != NONE:
        key = state.teams[team].key
        for m in range(state.teams[team].leaders):
            leader_of_team(state, team, m).children += 1 / state.teams[team].leaders
    record(state, LEADS, one.id, one.home, key, programme=number)


@compiled
def leader_of_team(state, team, m):
    """The first (0) or second (1) leader of a team."""
    return state.leaders[leader_of(state.teams[team], m)]


@compiled
def rest_leader(state, n):
    """Begin the rest before a leader's next group."""
    leader = state.leaders[n]
    leader.rests += 1
    leader.clock = 0.0
    leader.limit = exponential(stream_of(state, "rests", leader.programme - 1), leader.id, leader.rests)
    append(state, list_of(leader.programme, LEADERS_RESTING), n)


# ---- teams ---------------------------------------------------------------------------------------------------------


@compiled
def open_team(state, number, key, leaders, a, b, first, home, slot):
    """Open a group of a programme where its first leader lives; return its number."""
    n, programme = state.n.teams, state.programmes[number - 1]
    if n == len(state.teams):
        grow(state, _TEAMS)
    state.n.teams = n + 1
    team = state.teams[n]
    team.key, team.programme, team.leaders, team.leader_a, team.leader_b = key, number, leaders, a, b
    team.first, team.first_home, team.place, team.slot = first, home, home, slot
    team.opened, team.closes = state.clock.week, state.clock.week + programme.recruiting_weeks
    team.started, team.ended, team.shift, team.sessions, team.registered, team.members = NONE, NONE, 0, 0, 0, 0
    team.first_seat = take_seats(state, programme.largest)
    append(state, list_of(number, TEAMS_RECRUITING), n)
    return n


@compiled
def enrol_hopeful(state, n, t):
    """Put a waiting person on a team's list."""
    remove(state, list_of(state.hopefuls[n].programme, HOPEFULS), n)
    note_offer(state, n, t)
    write_down(state, state.teams[t], n)


@compiled
def team_is_paid(state, t):
    """Pay for a team that starts, if the account does; a member who leads it is trained for it."""
    team = state.teams[t]
    programme = state.programmes[team.programme - 1]
    trained = int(team.leaders == 0)
    euros = price_of(state, programme.group_item) + price_of(state, programme.leader_item) * trained
    if not is_enough(state.accounts[programme.account], euros):
        record(state, NOT_PAID, detail=NO_GROUP, programme=team.programme)
        return False
    pay(state, programme.group_item, 1, programme.account)
    pay(state, programme.leader_item, trained, programme.account)
    return True


# ---- what is written down ------------------------------------------------------------------------------------------


@compiled
def tell_next_week(state, person, source, strength):
    """Let somebody be told of the groups next week."""
    n = state.n.to_be_told
    if n == len(state.to_be_told):
        grow(state, _LATER)
    state.n.to_be_told = n + 1
    it = state.to_be_told[n]
    it.person, it.source, it.strength = person, source, strength


@compiled
def take_up_what_was_put_off(state):
    """How many were to be told of the groups this week; those who are told from now on are told next week, in their
    place."""
    count = state.n.to_be_told
    state.n.to_be_told = 0
    return count


@compiled
def note_year(state, number, programme):
    """Note what a programme has done since the start; by year it is worked out after the run."""
    n = state.n.alternative_years
    if n == len(state.alternative_years):
        grow(state, _YEARS)
    state.n.alternative_years = n + 1
    row = state.alternative_years[n]
    row.programme, row.year, row.participants, row.groups = (
        number,
        year_of(state) + 1,
        programme.participants,
        programme.groups,
    )
    row.leaders_trained, row.leaders_active = programme.leaders_trained, state.counts[list_of(number, LEADERS)]
    row.hours, row.leader_hours = programme.hours, programme.leader_hours


@compiled
def note_post(state, number, posts):
    """Note the coordinators at work for a programme this week."""
    n = state.n.posts
    if n == len(state.posts):
        grow(state, _POSTS)
    state.n.posts = n + 1
    row = state.posts[n]
    row.week, row.programme, row.coordinators = state.clock.week, number, posts
