"""The partners: the line of organisations to be contacted, their time, whom they can tell, whom they name."""

import numpy as np

from contagion.models.parameters import word_of
from contagion.models.programme.books.lists import add_rows, append, record
from contagion.models.programme.books.people import year_of
from contagion.models.programme.books.settings import value_for_organisation
from contagion.models.programme.layout import ACTIVE_PARTNERS, STATE
from contagion.models.records import ACTIVE, HOSTS, NONE, PARTNER_ACTIVE
from contagion.models.world.world import find_members, keep_receptive, stream
from contagion.sim.chance.keyed import bits, bits_on, entity_mixed, high_product, is_below, uniform, word
from contagion.sim.core.compiling import compiled, need
from contagion.sim.elementary import log
from contagion.sim.model import WEEKS_A_YEAR

_LISTENERS, _CHOSEN, _DRAWN, _FIRSTS = (STATE[name] for name in ("listeners", "chosen", "drawn", "firsts"))
_IN_HOUSE = word_of("partners.in_house_share")


@compiled
def line_up_all(state):
    """Put all organisations in line, in the order of their first contacts, which is drawn. They are put into as many
    parts of the line as there are of them, and then in order within each."""
    number, key = len(state.world.organisations), stream(state, "order of first contacts")
    need(state, _DRAWN, number)
    need(state, _FIRSTS, number + 1)
    drawn, firsts = state.drawn, state.firsts
    state.line.length = number
    for o in range(number):
        drawn[o] = bits(key, state.world.organisations[o].id)
        firsts[np.int64(high_product(drawn[o], word(number))) + 1] += 1
    for part in range(number):
        firsts[part + 1] += firsts[part]
    for o in range(number):
        part = np.int64(high_product(drawn[o], word(number)))
        state.in_line[firsts[part]] = o
        firsts[part] += 1
    for place in range(1, number):
        o, at = state.in_line[place], place
        while at > 0 and drawn[state.in_line[at - 1]] > drawn[o]:
            state.in_line[at] = state.in_line[at - 1]
            at -= 1
        state.in_line[at] = o


@compiled
def in_line(state, place):
    """Return the organisation at a place of the line, from 0."""
    return state.in_line[(state.line.first + place) % len(state.in_line)]


@compiled
def line_up(state, organisation):
    """Put an organisation at the end of the line."""
    state.in_line[(state.line.first + state.line.length) % len(state.in_line)] = organisation
    state.line.length += 1


@compiled
def call_out(state, place):
    """Take the organisation at a place off the line."""
    organisation, size = in_line(state, place), len(state.in_line)
    for n in range(place, 0, -1):
        state.in_line[(state.line.first + n) % size] = state.in_line[(state.line.first + n - 1) % size]
    state.line.first = (state.line.first + 1) % size
    state.line.length -= 1
    return organisation


@compiled
def activate(state, organisation):
    """Begin an active spell, of exponential length; the first request for a group comes within the interval between
    two."""
    partner, o = state.partners[organisation], state.world.organisations[organisation]
    rate = state.parameters.partners.groups_per_year
    partner.status = ACTIVE
    partner.spells += 1
    partner.requests += 1
    partner.clock = 0.0
    partner.limit = -log(uniform(stream(state, "partner stays"), o.id, partner.spells))
    wait = uniform(stream(state, "first request of a partner"), o.id, partner.spells)
    partner.next_request = state.clock.week + np.int64(wait * WEEKS_A_YEAR / rate) if rate else NONE
    append(state, ACTIVE_PARTNERS, organisation)
    record(state, PARTNER_ACTIVE, where=o.home, other=o.id)


@compiled
def is_asking(state, organisation):
    """Return whether a partner is asking for a group now."""
    return NONE < state.partners[organisation].next_request <= state.clock.week


@compiled
def asks_in_house(state, organisation):
    """Return whether the group that an active partner is asking for is of the house, for its own members."""
    p, partner, o = state.parameters, state.partners[organisation], state.world.organisations[organisation]
    if o.size < p.partners.in_house_members or p.demand.unlimited:
        return False
    share = value_for_organisation(state, _IN_HOUSE, organisation)
    return uniform(stream(state, "asks for its own members"), o.id, partner.requests) < share


@compiled
def wants_a_leader(state, organisation):
    """Return whether an organisation (or NONE) asks for a group of the house that nobody goes to lead yet."""
    return (
        organisation != NONE
        and state.partners[organisation].status == ACTIVE
        and is_asking(state, organisation)
        and asks_in_house(state, organisation)
        and state.partners[organisation].called != state.clock.week + 1
    )


@compiled
def call_out_own(state, a, b):
    """Let two leaders who belong to these organisations (or NONE) go to lead the group of the house that one of these
    asks for; return which, or NONE."""
    for organisation in (a, b):
        if wants_a_leader(state, organisation):
            state.partners[organisation].called = state.clock.week + 1
            return organisation
    return NONE


@compiled
def host(state, organisation, key):
    """Let a partner host a group; the next request follows in its time."""
    partner, o = state.partners[organisation], state.world.organisations[organisation]
    partner.groups_hosted += 1
    partner.requests += 1
    partner.next_request = state.clock.week + np.int64(WEEKS_A_YEAR / state.parameters.partners.groups_per_year)
    record(state, HOSTS, where=o.home, group=key, other=o.id)


@compiled
def know_listeners(state, organisation):
    """Find the receptive members of a partner this year, in order of id, with their readiness and the half of their
    draws that stays the same."""
    partner, year = state.partners[organisation], year_of(state)
    if partner.listened_year == year + 1:
        return
    number = keep_receptive(state.world, find_members(state.world, organisation), year)
    first = add_rows(state, _LISTENERS, number)
    partner.listened_year, partner.listeners_first, partner.listeners = year + 1, first, number
    for n in range(number):
        it, person = state.listeners[first + n], state.world.found[n]
        it.id, it.readiness, it.known = person, state.world.ready[n], NONE
        it.mixed = entity_mixed(stream(state, "told by a partner"), person)


@compiled
def choose_listeners(state, organisation, below):
    """Choose the listeners whom a partner tells this week, each with a share of so many steps; how many they are."""
    partner, chosen = state.partners[organisation], 0
    need(state, _CHOSEN, partner.listeners)
    for n in range(partner.listeners_first, partner.listeners_first + partner.listeners):
        state.chosen[chosen] = n
        chosen += int(is_below(bits_on(state.listeners[n].mixed, state.clock.week), below))
    return chosen
