"""Who is told of a programme: by letters, events, people and invitations.

Who is told of a programme this week, by whom, how strongly: from telling to deciding, for the groups and for the
alternative programmes alike.

Telling the public, of the groups and of the alternative programmes alike: letters, events, what a word weighs.

Invitations: those decided on this week (the outbox), and those to be made in weeks to come (the diary), of the
groups and of the alternative programmes.
"""

import numpy as np

from contagion.models.programme.books.lists import add_rows
from contagion.models.programme.books.people import know, known_at_a_glance, year_of
from contagion.models.programme.layout import STATE
from contagion.models.records import AT_EVENT, EVENT_SOURCE, LETTER, LETTER_SOURCE, NONE
from contagion.models.world.world import (
    NOBODY,
    asked,
    attempts,
    find_anyone,
    find_guests,
    keep_receptive,
    readiness,
    stream,
)
from contagion.sim.chance.keyed import plus, poisson, uniform, word
from contagion.sim.core.compiling import compiled, need
from contagion.sim.model import WEEKS_A_YEAR

_TOLD, _HEARERS, _OUTBOX, _DIARY, _WEEKS = (STATE[name] for name in ("told", "hearers", "outbox", "diary", "diary_of"))


@compiled
def note_told(state, person, source, strength, channel, readiness, known=NONE):
    """Note that somebody is told; `known`: their number among the people of whom something is known, if it is at
    hand."""
    n = add_rows(state, _TOLD)
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
    """Return the row of somebody told this week, by the number of their record; add a row where there is none yet. The
    record holds the place of the person's last row, which may have become another's."""
    one, n = state.people[number], state.n.hearers
    if one.hearer < n and state.hearers[one.hearer].person == number:
        return one.hearer
    one.hearer = add_rows(state, _HEARERS)
    it = state.hearers[n]
    it.person, it.best, it.strength, it.before, it.stands = number, best, 0.0, 0, 1
    return n


CROWD = np.int64(1024)  # letters that are looked after at a time, in the processor's nearest cache


@compiled
def may_reach_out(state):
    """Return whether there is anybody to tell, and any need to."""
    return state.world.traits.adults > 0 and not state.parameters.demand.unlimited


@compiled
def word_of_an_outsider(state):
    """Weight of the word of somebody who never took part; that of a former participant weighs 1."""
    return 1 / state.parameters.registering.participant_source


@compiled
def post(state, person, ready, strength):
    """Send a letter to somebody receptive."""
    note_told(state, person, LETTER_SOURCE - 2 * state.clock.week, strength, LETTER, ready)


@compiled
def send_letters(state, first, letters, strength):
    """Send so many letters, numbered from the first on, to anybody; only those who are receptive take them in."""
    world = state.world
    for sent in range(0, letters, CROWD):
        count = min(CROWD, letters - sent)
        find_anyone(world, plus(word(first), word(sent)), count, state.clock.week)
        for n in range(keep_receptive(world, count, year_of(state))):
            post(state, world.found[n], world.ready[n], strength)


@compiled
def tell_guests(state, place, event, wanted, strength):
    """Tell so many receptive people from around a commune, the guests of an event."""
    world, source = state.world, EVENT_SOURCE - 2 * state.clock.week
    first, candidates, told = 0, attempts(world, wanted), 0
    while told < wanted and first < candidates:
        count = min(2 * attempts(world, wanted - told) // 3, candidates - first)  # mostly enough
        find_guests(world, place, event, first, count)
        for n in range(min(keep_receptive(world, count, year_of(state)), wanted - told)):
            note_told(state, world.found[n], source, strength, AT_EVENT, world.ready[n])
            told += 1
        first += count


_ORDINALS = 1 << 20  # keeps apart the invitations one makes as a participant and for each group led


@compiled
def ordinal(state, programme, spell):
    """Return the number of somebody's first invitation in a programme, as a participant (0) or for the n-th group they
    open."""
    return state.programmes[programme].first_ordinal + spell * _ORDINALS


@compiled
def invite(state, who, first, mean, weeks, channel, programme=0):
    """Decide on all invitations of one spell of one person; `first` is the ordinal of the first."""
    if mean <= 0 or weeks <= 0 or state.parameters.demand.unlimited:
        return
    for n in range(poisson(stream(state, "invitations: how many"), mean, who, first)):
        sent = add_rows(state, _OUTBOX)
        it = state.outbox[sent]
        it.inviter, it.ordinal, it.within, it.channel, it.programme = who, first + n, weeks, channel, programme


@compiled
def address(state):
    """Work out whom the invitations decided on this week will reach, and put them in the diary, under the week in which
    each is made."""
    for n in range(state.n.outbox):
        it = state.outbox[n]
        luck = uniform(stream(state, "invitations: when"), it.inviter, it.ordinal)
        week = state.clock.week + 1 + np.int64(luck * it.within)
        person = asked(state.world, it.inviter, it.ordinal, week // WEEKS_A_YEAR)
        if person != NOBODY:
            _note(state, week, person, it)
    state.n.outbox = 0


@compiled
def _note(state, week, person, sent):
    n = add_rows(state, _DIARY)
    need(state, _WEEKS, week + 1)
    note, row = state.diary[n], 2 * sent.programme
    note.person, note.inviter, note.channel, note.next = person, sent.inviter, sent.channel, NONE
    note.readiness = readiness(state.world, person, week // WEEKS_A_YEAR)
    if state.diary_of[row, week]:
        state.diary[state.diary_of[row + 1, week] - 1].next = n
    else:
        state.diary_of[row, week] = n + 1
    state.diary_of[row + 1, week] = n + 1


@compiled
def first_note(state, programme=0):
    """Return the number of this week's first note in a programme's diary; NONE where there is none."""
    if state.clock.week >= state.diary_of.shape[1]:
        return NONE
    return state.diary_of[2 * programme, state.clock.week] - 1
