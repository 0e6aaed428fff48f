"""Rules of alternative programmes, for tests that call one at a time. A programme is known by its number, from 1."""

import numpy as np

from contagion.models.code.machine_code import entry
from contagion.models.programme.books import other_programmes as book
from contagion.models.programme.books.exposures import tell
from contagion.models.programme.books.lists import remove
from contagion.models.programme.books.people import encouragement, know, meet
from contagion.models.programme.layout import STATE, TEAMS_RECRUITING
from contagion.models.programme.rules.alternatives import joining, teams
from contagion.models.records import LETTER, LETTER_SOURCE, NONE

view = STATE.view
_FIRST_SLOT = np.int64(0)


@entry
def may_join(handle, person, number):
    """Whether a resident is of a programme's public."""
    return book.may_join(view(handle), person, number)


@entry
def register(handle, person, number):
    """Put a resident who had a letter on a programme's waiting list; return their number there."""
    state = view(handle)
    return book.take_in(state, meet(state, person), number, LETTER, NONE)


@entry
def tell_and_decide(handle, number, people, strength, refusals):
    """Tell people of a programme, all of readiness 1, who have refused it so often before, and let them decide."""
    state = view(handle)
    for n in range(len(people)):
        found = book.soul(state, people[n], number)
        state.people[found].refusals = refusals
        tell(state, people[n], LETTER_SOURCE, strength, LETTER, 1.0)
    joining.decide(state, number)


@entry
def start_team(handle, number, people):
    """Start a group of these people, the first of whom leads it; return its number."""
    state = view(handle)
    t = book.open_team(state, number, book.key_of(state.programmes[number - 1], people[0], 1), 0, NONE, NONE,
                       people[0], state.residents[meet(state, people[0])].home, _FIRST_SLOT)  # fmt: skip
    for n in range(len(people)):
        book.enrol_hopeful(state, book.take_in(state, meet(state, people[n]), number, LETTER, NONE), t)
    remove(state, book.list_of(number, TEAMS_RECRUITING), t)
    teams.start(state, number, t)
    return t


@entry
def encouragement_of(handle, person):
    """Factor on somebody's hazard of registering for the groups."""
    state = view(handle)
    return encouragement(state, state.people[know(state, person)])
