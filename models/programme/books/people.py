"""Of whom something is known: who was told of a programme, and the residents whom the groups have met."""

import numpy as np

from contagion.models.programme.books.lists import add_rows
from contagion.models.programme.layout import STATE
from contagion.models.records import IN_GROUP, NONE, PUBLIC
from contagion.models.world.world import generation, home_of, is_drawn_anew, slots_of, stream, target_group
from contagion.sim.chance.keyed import GOLDEN, exponential, high_product, mix, plus, times, uniform, word
from contagion.sim.core.compiling import compiled, need
from contagion.sim.elementary import log, power
from contagion.sim.model import WEEKS_A_YEAR

_PEOPLE, _PERSON_AT, _RESIDENTS, _SOURCES = (STATE[name] for name in ("people", "person_at", "residents", "sources"))
LIVES = np.int64(1024)  # registrations that one life has numbers for


@compiled
def year_of(state):
    """Return the number of the current year, from 0."""
    return state.clock.week // WEEKS_A_YEAR


@compiled
def _place(state, person, programme):
    """Return the place where to look first for the number of a person."""
    mixed = mix(plus(word(person), times(word(programme + 1), GOLDEN)))
    return np.int64(high_product(mixed, word(len(state.person_at))))


@compiled
def _found_at(state, person, programme):
    """Find the place of a person's number, or the free place for it where nothing is known of them."""
    at = _place(state, person, programme)
    while state.person_at[at]:
        one = state.people[state.person_at[at] - 1]
        if one.id == person and one.programme == programme:
            break
        at = at + 1 if at + 1 < len(state.person_at) else 0
    return at


@compiled
def known(state, person, programme=0):
    """Return the number of a programme's record of a resident (0: of the groups); NONE where there is none."""
    return np.int64(state.person_at[_found_at(state, person, programme)]) - 1


@compiled
def known_at_a_glance(state, person, programme):
    """Return the same where it stands at the first place, else NONE. Without a branch to predict, the processor looks
    for several at once."""
    number = np.int64(state.person_at[_place(state, person, programme)]) - 1
    one = state.people[max(number, 0)]
    there = int(number != NONE) & int(one.id == person) & int(one.programme == programme)
    return number if there else np.int64(NONE)


@compiled
def know(state, person, programme=0):
    """Return the number of a programme's record of a resident; begin one where there is none."""
    at = _found_at(state, person, programme)
    if state.person_at[at]:
        return np.int64(state.person_at[at]) - 1
    n = add_rows(state, _PEOPLE)
    one = state.people[n]
    one.id, one.programme, one.generation, one.hearer = person, programme, 0, 0
    one.refusals, one.refused_year, one.sources, one.heard, one.was_told = 0, 0, NONE, 0, 0
    one.registrations, one.clock, one.limit, one.resident, one.facilitator = 0, 0.0, 0.0, NONE, NONE
    one.taken, one.leads, one.busy, one.ready_by, one.ready_until, one.ready_generation = 0, 0, 0, 0, NONE, 0
    state.person_at[at] = n + 1
    if 2 * state.n.people > len(state.person_at):
        _make_place(state)
    return n


@compiled
def _make_place(state):
    need(state, _PERSON_AT, len(state.person_at) + 1)
    for at in range(len(state.person_at)):
        state.person_at[at] = 0
    for number in range(state.n.people):
        one = state.people[number]
        at = _found_at(state, one.id, one.programme)
        state.person_at[at] = number + 1


@compiled
def meet(state, person):
    """Return the number of a resident's record, which is made when the groups first meet them."""
    number = know(state, person)
    if state.people[number].resident != NONE:
        return state.people[number].resident
    n = add_rows(state, _RESIDENTS)
    state.people[number].resident = n
    one, world = state.residents[n], state.world
    one.id, one.home = person, home_of(world, person)
    one.target_group, one.slots = target_group(world, person), slots_of(world, person)
    one.generation = generation(world, person, year_of(state))
    one.status, one.registrations, one.channel, one.source, one.group = PUBLIC, 0, NONE, NONE, NONE
    one.aspirant_since, one.came_from, one.departed, one.groups_seen = NONE, NONE, 0, 0
    one.groups_before, one.goes = 0, exponential(stream(state, "how far one goes"), person, one.generation)
    one.takes_first, one.takes_last, one.clock, one.limit = NONE, NONE, 0.0, 0.0
    return n


@compiled
def occasion_of(resident):
    """Return a number that tells this registration and generation from others under the same id."""
    return resident.generation * LIVES + resident.registrations


@compiled
def is_public(state, one):
    """Return whether somebody known is one of the public: no facilitator, not waiting, never in a group before."""
    return one.facilitator == NONE and (one.resident == NONE or state.residents[one.resident].status == PUBLIC)


@compiled
def may_register(state, person):
    """Return whether a resident is one of the public."""
    number = known(state, person)
    return number == NONE or is_public(state, state.people[number])


@compiled
def remember_source(state, one, source):
    """Note by whom or what somebody was told, once each."""
    at = one.sources
    while at != NONE:
        if state.sources[at].source == source:
            return
        at = state.sources[at].next
    n = add_rows(state, _SOURCES)
    node = state.sources[n]
    node.source, node.next = source, one.sources
    one.sources = n
    one.heard += 1


@compiled
def refuse(state, one, readiness):
    """Note that somebody told did not register: they weary of it, if they have a readiness to lose."""
    if readiness:
        one.refusals += 1
        one.refused_year = year_of(state)


@compiled
def bears(state, one, hazard):
    """Let somebody live the hazard of registering of a week; return whether they bear it, and do not register."""
    one.clock += hazard
    if not one.limit:
        luck = uniform(stream(state, "decides to register"), one.id, one.registrations)
        if one.clock < 0.99 * (1.0 - luck):  # and so below −log(luck), as −ln u ≥ 1 − u
            return True
        one.limit = -log(luck)
    if one.clock < one.limit:
        return True
    one.registrations += 1
    one.clock = one.limit = 0.0
    return False


@compiled
def encouragement(state, one):
    """Factor on somebody's hazard of registering for the groups."""
    if (
        len(state.programmes) == 1
        or one.ready_until < state.clock.week
        or one.ready_generation != generation(state.world, one.id, year_of(state))
    ):
        return 1.0
    return state.programmes[one.ready_by].feeder_factor


@compiled
def know_fatigue(state):
    """Work out beforehand what the first refusals leave."""
    state.fatigue[0] = 1.0
    for n in range(1, len(state.fatigue)):
        state.fatigue[n] = state.fatigue[n - 1] * state.parameters.registering.fatigue


@compiled
def fatigue(state, one):
    """Return the factor by which earlier refusals lower somebody's readiness; somebody who was redrawn has none."""
    year = year_of(state)
    if one.refusals and one.refused_year != year and is_drawn_anew(state.world, one.id, one.refused_year, year):
        one.refusals = 0
    if one.refusals < len(state.fatigue):
        return state.fatigue[one.refusals]
    return power(state.parameters.registering.fatigue, one.refusals)


# ---- in other programmes -------------------------------------------------------------------------------------------


@compiled
def soul(state, person, number):
    """Return the number of another programme's record of the person who lives at an id now; clear it for a newcomer."""
    found = know(state, person, number)
    one, now = state.people[found], generation(state.world, person, year_of(state))
    if one.generation != now:
        one.generation, one.refusals, one.taken, one.leads = now, 0, 0, 0
    return found


@compiled
def is_busy(state, person):
    """Return whether somebody is in a running group of any other programme."""
    found = known(state, person)
    return found != NONE and state.people[found].busy > 0


@compiled
def count_busy(state, person, change):
    """Note that somebody joins such a group, or is in it no longer."""
    state.people[known(state, person)].busy += change


@compiled
def may_join(state, person, number):
    """Return whether a resident is of another programme's public."""
    found = known(state, person)
    if found != NONE:
        resident = state.people[found].resident
        if resident != NONE and state.residents[resident].status == IN_GROUP:
            return False
    found = soul(state, person, number)
    return state.people[found].taken == 0 and state.people[found].leads == 0
