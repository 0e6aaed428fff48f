"""Rules of alternative programmes, for tests that call one at a time. A programme is known by its number, from 1."""

from contagion.models.programme.books import people as of_people
from contagion.models.programme.books.people import meet, soul
from contagion.models.programme.books.telling import note_told
from contagion.models.programme.books.waiting_list import take_in
from contagion.models.programme.layout import STATE
from contagion.models.programme.rules import registering
from contagion.models.records import LETTER, LETTER_SOURCE, NONE

view = STATE.view


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
        note_told(state, people[n], LETTER_SOURCE, strength, LETTER, 1.0)
    registering.join(state, number)
