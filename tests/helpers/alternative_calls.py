"""Rules of alternative programmes, for tests that call one at a time. A programme is known by its number, from 1."""

import numpy as np

from contagion.models.programme.books import people as of_people
from contagion.models.programme.books.exposures import tell
from contagion.models.programme.books.groups import enrol_hopeful, key_of, meet_at, open_group
from contagion.models.programme.books.lists import list_of, remove
from contagion.models.programme.books.people import encouragement, know, meet, soul
from contagion.models.programme.books.waiting_list import take_in
from contagion.models.programme.layout import RECRUITING_GROUPS, STATE
from contagion.models.programme.rules import invitations, launching, registering
from contagion.models.records import LETTER, LETTER_SOURCE, NONE

view = STATE.view
_FIRST_SLOT = np.int64(0)


def may_join(handle, person, number):
    """Whether a resident is of a programme's public."""
    return of_people.may_join(view(handle), person, number)


def register(handle, person, number):
    """Put a resident who had a letter on a programme's waiting list; return their number there."""
    state = view(handle)
    return take_in(state, meet(state, person), number, LETTER, NONE)


def tell_and_decide(handle, number, people, strength, refusals):
    """Tell people of a programme, all of readiness 1, who have refused it so often before, and let them decide."""
    state = view(handle)
    for n in range(len(people)):
        found = soul(state, people[n], number)
        state.people[found].refusals = refusals
        tell(state, people[n], LETTER_SOURCE, strength, LETTER, 1.0)
    registering.join(state, number)


def start_team(handle, number, people):
    """Start a group of these people, the first of whom leads it; return its number."""
    state = view(handle)
    programme, first = state.programmes[number], people[0]
    key, home = key_of(programme, first, 1), state.residents[meet(state, first)].home
    g = open_group(state, number, key, first, 0, NONE, NONE, programme.largest, programme.recruiting_weeks)
    meet_at(state.groups[g], home, _FIRST_SLOT, NONE, False)
    for n in range(len(people)):
        enrol_hopeful(state, take_in(state, meet(state, people[n]), number, LETTER, NONE), g)
    remove(state, list_of(number, RECRUITING_GROUPS), g)
    launching.start_another(state, g)
    return g


def encouragement_of(handle, person):
    """Factor on somebody's hazard of registering for the groups."""
    state = view(handle)
    return encouragement(state, state.people[know(state, person)])


def weight_of_the_word(handle, person, number):
    """What the word of somebody weighs who leads in a programme."""
    return invitations.word_of_a_facilitator(view(handle), person, number)
