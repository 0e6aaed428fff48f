"""Who is told of a programme this week, by whom, how strongly: from telling to deciding, for the groups and for the
alternative programmes alike."""

from contagion.models.programme.books.people import know, known_at_a_glance
from contagion.models.programme.layout import STATE
from contagion.models.records import NONE
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import grow

_TOLD, _HEARERS, _LATER = STATE["told"], STATE["hearers"], STATE["to_be_told"]


@compiled
def tell(state, person, source, strength, channel, readiness, known=NONE):
    """Note that somebody is told; `known`: their number among the people of whom something is known, if it is at
    hand."""
    n = state.n.told
    if n == len(state.told):
        grow(state, _TOLD)
    state.n.told = n + 1
    it = state.told[n]
    it.person, it.source, it.strength, it.channel, it.readiness = person, source, strength, channel, readiness
    it.known = known


@compiled
def gather(state, programme=0):
    """Gather what everybody was told this week in a row for each hearer, in the order in which they were first told."""
    state.n.hearers = 0
    for n in range(state.n.told):
        it = state.told[n]
        if it.known == NONE:
            it.known = known_at_a_glance(state, it.person, programme)
    for n in range(state.n.told):
        it = state.told[n]
        if it.known == NONE:
            it.known = know(state, it.person, programme)
        it.hearer = _hearer(state, it.known, n)
        one = state.hearers[it.hearer]
        if it.strength > state.told[one.best].strength:
            one.best = n
        one.strength += it.strength
        one.readiness = it.readiness


@compiled
def _hearer(state, number, best):
    """The row of somebody told this week, by their number among the people of whom something is known; a new one for
    whom there is none yet. (The place that stands with a person is that of their last row, if it still is theirs.)"""
    one, n = state.people[number], state.n.hearers
    if one.hearer < n and state.hearers[one.hearer].person == number:
        return one.hearer
    if n == len(state.hearers):
        grow(state, _HEARERS)
    state.n.hearers, one.hearer, it = n + 1, n, state.hearers[n]
    it.person, it.best, it.strength, it.before, it.stands = number, best, 0.0, 0, 1
    return n


@compiled
def stand_back(it):
    """Let a hearer count no longer among those told this week."""
    it.stands = 0


@compiled
def note_sources_before(it, number):
    """Note how many distinct sources a hearer was told by before this week."""
    it.before = number


@compiled
def close(state):
    """Begin a new sheet."""
    state.n.told = 0


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
