"""Who waits: on the waiting lists, with the groups that they would take, and in the queue for training."""

import math

from contagion.models.parameters import choice, word_of
from contagion.models.programme.books.lists import add_rows, append, list_of, record, teller
from contagion.models.programme.books.people import meet, occasion_of, soul
from contagion.models.programme.books.settings import value_for
from contagion.models.programme.layout import QUEUE, RECRUITING_GROUPS, STATE, WAITING_LIST
from contagion.models.records import GAVE_UP, HAS_REGISTERED, LOST_INTEREST, NONE, PUBLIC, RECRUITING, WAITING
from contagion.models.world.world import (
    chord_of,
    distance_km,
    far_apart,
    find_others_at_home,
    generation,
    is_member,
    stream,
    stream_of,
    surely_farther,
)
from contagion.sim.chance.keyed import exponential, uniform
from contagion.sim.core.compiling import compiled, need
from contagion.sim.elementary import log, power
from contagion.sim.model import WEEKS_A_YEAR

_NODES, _BOARD, _SEEKERS, _HOPEFULS, _OFFERS = (
    STATE[name] for name in ("nodes", "board", "seekers", "hopefuls", "offers")
)
_DISTANCE, _HELP = word_of("demand.distance_km"), word_of("demand.travel_help")
_EVERY_GROUP = choice("demand.reach", "every group")
_GROUPS = 1 << 20  # that can be told apart from a registration on; those open by then have numbers below 0
_NEVER = 37  # times the mean distance: a chance of exp(−37) is below the smallest number drawn


@compiled
def register(state, person, channel, source):
    """Put somebody on the waiting list; return the number of their record."""
    number = meet(state, person)
    one = state.residents[number]
    one.registrations += 1
    one.status, one.channel, one.source, one.group = WAITING, channel, source, NONE
    one.clock, one.limit = 0.0, exponential(stream(state, "waits"), person, occasion_of(one))
    one.takes_first, one.takes_last, one.groups_seen, one.groups_before = NONE, NONE, 0, state.programmes[0].opened
    append(state, WAITING_LIST, number)
    state.totals.registrations += 1
    state.communes[one.home].registrations += 1
    record(state, HAS_REGISTERED, one.id, one.home, other=teller(source), detail=channel)
    return number


@compiled
def lose(state, one, why):
    """End a registration that leads to no group."""
    one.status, one.group = PUBLIC, NONE
    state.totals.registrations_lost += 1
    record(state, why, one.id, one.home)


@compiled
def nth_group(one, key):
    """Return the number of a group for somebody who waits, counted from the registration: one more group before it
    changes nothing."""
    return occasion_of(one) * _GROUPS + key - one.groups_before


@compiled
def would_take(state, one, group):
    """Return whether a waiting person would take a group: one of the house, if they belong to it; another one, by when
    and where it meets."""
    if group.in_house:
        return is_member(state.world, group.host, one.id)
    nth = nth_group(one, group.key)
    if group.online:
        p, luck = state.parameters.demand, uniform(stream(state, "takes a group"), one.id, nth)
        return luck < p.online_slot * p.online_acceptance
    return would_go(state, one, nth, group.place, group.slot)


@compiled
def know_how_far(state):
    """Work out beforehand how much farther those of each commune go, of how much farther they go to work."""
    for commune in range(len(state.farther)):
        state.farther[commune] = power(state.farther[commune], state.parameters.demand.commuting_exponent)


@compiled
def farthest_km(state, one, occasion):
    """Return how far somebody would go to a group, in km; below 0 where they would go to none. By `demand.reach` it is
    drawn once for each of them, or again for every group, by the number `occasion`."""
    demand, goes, help_to_travel = state.parameters.demand, one.goes, value_for(state, _HELP, one.id)
    if demand.reach == _EVERY_GROUP:
        goes = exponential(stream(state, "takes a group"), one.id, occasion)
    if help_to_travel != 1.0:
        goes += log(help_to_travel) if help_to_travel > 0 else -math.inf
    mean = value_for(state, _DISTANCE, one.id) * state.farther[one.home]
    return mean * goes if goes > 0 and mean > 0 else -1.0


@compiled
def would_go(state, one, occasion, place, slot):
    """Return whether somebody would go to a group that meets somewhere, at some time."""
    if not one.slots >> slot & 1:
        return False
    places, km = state.world.places, farthest_km(state, one, occasion)
    return not surely_farther(places, one.home, place, km) and distance_km(places, one.home, place) < km


@compiled
def put_up_board(state):
    """Write down when and where the recruiting groups meet, in the order in which they opened: in little room, as all
    who wait look there."""
    count, places = state.counts[RECRUITING_GROUPS], state.world.places
    points, commute = places.points, far_apart(places, places.land.reach)
    need(state, _BOARD, count)
    for n in range(count):
        number, it = state.lists[RECRUITING_GROUPS, n], state.board[n]
        group = state.groups[number]
        it.group, it.slot, it.place = number, max(group.slot, 0), group.place
        it.far = math.inf if group.online else commute if group.in_house else -1.0
        it.x, it.y, it.z = points[0, group.place], points[1, group.place], points[2, group.place]


@compiled
def put_up_seekers(state):
    """Write down who waits, where they live and how far they would go at the most: in little room, as all who open a
    group look there."""
    count, points = state.counts[WAITING_LIST], state.world.places.points
    need(state, _SEEKERS, count)
    for n in range(count):
        it, one = state.seekers[n], state.residents[state.lists[WAITING_LIST, n]]
        it.chord = chord_of(surely_enough_km(state, one))
        it.x, it.y, it.z = points[0, one.home], points[1, one.home], points[2, one.home]


@compiled
def passes_by(state, n, place, around):
    """Return whether the n-th of those who wait would surely go to no place around a commune, within a chord."""
    it, points = state.seekers[n], state.world.places.points
    x, y, z, chord = points[0, place] - it.x, points[1, place] - it.y, points[2, place] - it.z, it.chord + around
    return x * x + y * y + z * z > chord * chord


@compiled
def look_at_board(state, one):
    """Let a waiting person look at the groups that have opened since they last did, and note those they would take;
    what is nowhere near is passed over at a glance."""
    if one.groups_seen == state.n.groups:
        return
    places, board, n, slots = state.world.places, state.board, state.counts[RECRUITING_GROUPS], one.slots
    while n > 0 and board[n - 1].group >= one.groups_seen:
        n -= 1
    km, small, home = surely_enough_km(state, one), places.land.small, one.home
    far = far_apart(places, km)
    x0, y0, z0 = places.points[0, home], places.points[1, home], places.points[2, home]
    for m in range(n, state.counts[RECRUITING_GROUPS]):
        it = board[m]
        x, y, z = x0 - it.x, y0 - it.y, z0 - it.z
        apart = x * x + y * y + z * z
        near = int(distance_km(places, home, it.place) <= km) if small else int(apart <= far)
        if int(apart <= it.far) | (near & slots >> it.slot):  # one branch, which the processor guesses well
            if would_take(state, one, state.groups[it.group]):
                note_taken(state, one, it.group)
    one.groups_seen = state.n.groups


@compiled
def surely_enough_km(state, one):
    """Return a distance beyond which somebody would go to no group."""
    if state.parameters.demand.reach == _EVERY_GROUP:
        goes = _NEVER + log(max(value_for(state, _HELP, one.id), 1.0))
        return goes * value_for(state, _DISTANCE, one.id) * state.farther[one.home]
    return max(farthest_km(state, one, NONE), 0.0)


@compiled
def note_taken(state, one, group):
    """Note, behind the others, a group that a waiting person would take."""
    n = add_rows(state, _NODES)
    node = state.nodes[n]
    node.group, node.next = group, NONE
    if one.takes_first == NONE:
        one.takes_first = n
    else:
        state.nodes[one.takes_last].next = n
    one.takes_last = n


@compiled
def first_with_room(state, one):
    """Return the first group with room that a waiting person would take; NONE where there is none. Groups that have
    stopped recruiting are forgotten."""
    n, last, found = one.takes_first, NONE, NONE
    while n != NONE:
        node = state.nodes[n]
        if state.groups[node.group].state == RECRUITING:
            last = n
            if found == NONE and state.groups[node.group].registered < state.parameters.group.maximum:
                found = node.group
        elif last == NONE:
            one.takes_first = node.next
        else:
            state.nodes[last].next = node.next
        n = node.next
    one.takes_last = last
    return found


# ---- in other programmes -------------------------------------------------------------------------------------------


@compiled
def take_in(state, resident, number, channel, source):
    """Put somebody on the waiting list of another programme, with their household where it counts; return their number
    there."""
    n = add_rows(state, _HOPEFULS)
    it, one, programme = state.hopefuls[n], state.residents[resident], state.programmes[number]
    it.resident, it.source, it.week, it.programme, it.offered = resident, source, state.clock.week, number, NONE
    it.clock, it.limit = 0.0, exponential(stream_of(state, "waits", number), one.id, state.clock.week)
    append(state, list_of(number, WAITING_LIST), n)
    programme.registrations += 1
    _mark(state, one.id, number, state.clock.week, 1)
    record(state, HAS_REGISTERED, one.id, one.home, other=teller(source), detail=channel, programme=number)
    return n


@compiled
def _mark(state, person, number, week, taken):
    """Note who takes part, or may again, of those whom a registration of some week was for."""
    others = find_others_at_home(state.world, person) if state.programmes[number].whole_household else 0
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
    state.programmes[number].registrations_lost += 1
    _mark(state, one.id, number, it.week, 0)
    record(state, GAVE_UP, one.id, one.home, programme=number)


@compiled
def was_offered(state, n, group):
    """Return whether a waiting person has been offered a group."""
    at = state.hopefuls[n].offered
    while at != NONE:
        if state.offers[at].group == group:
            return True
        at = state.offers[at].next
    return False


@compiled
def note_offer(state, n, group):
    """Note that a waiting person is offered a group."""
    at = add_rows(state, _OFFERS)
    offer = state.offers[at]
    offer.group, offer.next = group, state.hopefuls[n].offered
    state.hopefuls[n].offered = at


@compiled
def queue_up(state, number, group):
    """Put a completer who wishes to facilitate in the queue."""
    one = state.residents[number]
    one.came_from, one.aspirant_since, one.clock = group, state.clock.week, 0.0
    one.limit = exponential(stream(state, "keeps wishing"), one.id, occasion_of(one))
    append(state, QUEUE, number)
    state.totals.aspirants_created += 1


@compiled
def give_up(state, one):
    """Stop wishing to facilitate."""
    one.aspirant_since = NONE
    state.totals.aspirants_lost += 1
    record(state, LOST_INTEREST, one.id, one.home)
