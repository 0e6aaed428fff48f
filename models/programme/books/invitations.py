"""Invitations: those decided on this week (the outbox), and those to be made in weeks to come (the diary), of the
groups and of the alternative programmes."""

import numpy as np

from contagion.models.programme.layout import STATE
from contagion.models.records import NONE
from contagion.models.world.world import NOBODY, asked, readiness, stream
from contagion.sim.chance.keyed import poisson, uniform
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import grow
from contagion.sim.model import WEEKS_A_YEAR

_OUTBOX, _DIARY, _WEEKS = STATE["outbox"], STATE["diary"], STATE["diary_of"]
_ORDINALS = 1 << 20  # keeps apart the invitations one makes as a participant and for each group led


@compiled
def ordinal(state, programme, spell):
    """Number of the first invitation of somebody in a programme, as a participant (0) or for the n-th group they
    open."""
    return state.programmes[programme].first_ordinal + spell * _ORDINALS


@compiled
def invite(state, who, first, mean, weeks, channel, programme=0):
    """Decide on all invitations of one spell of one person; `first` is the ordinal of the first."""
    if mean <= 0 or weeks <= 0 or state.parameters.demand.unlimited:
        return
    for n in range(poisson(stream(state, "invitations: how many"), mean, who, first)):
        if state.n.sent == len(state.outbox):
            grow(state, _OUTBOX)
        it = state.outbox[state.n.sent]
        it.inviter, it.ordinal, it.within, it.channel, it.programme = who, first + n, weeks, channel, programme
        state.n.sent += 1


@compiled
def address(state):
    """Work out whom the invitations decided on this week will reach, and put them in the diary, under the week in which
    each is made."""
    for n in range(state.n.sent):
        it = state.outbox[n]
        week = (
            state.clock.week
            + 1
            + np.int64(uniform(stream(state, "invitations: when"), it.inviter, it.ordinal) * it.within)
        )
        person = asked(state.world, it.inviter, it.ordinal, week // WEEKS_A_YEAR)
        if person != NOBODY:
            _note(state, week, person, it)
    state.n.sent = 0


@compiled
def _note(state, week, person, sent):
    n = state.n.notes
    if n == len(state.diary):
        grow(state, _DIARY)
    while week >= state.diary_of.shape[1]:
        grow(state, _WEEKS)
    state.n.notes = n + 1
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
    """Number of the first note of this week in a programme's diary; NONE where there is none."""
    if state.clock.week >= state.diary_of.shape[1]:
        return NONE
    return state.diary_of[2 * programme, state.clock.week] - 1
