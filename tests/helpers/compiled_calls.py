"""Rules that Python does not call by themselves: for tests, of one case or of many at once."""

from typing import Any

import numpy as np

from contagion.models.parameters import word_of
from contagion.models.parameters.decisions import STATES
from contagion.models.programme.books import settings
from contagion.models.programme.books.waiting_list import put_up_seekers
from contagion.models.programme.layout import STATE
from contagion.models.programme.rules import authority, opening, partners, training
from contagion.models.records import NONE
from contagion.models.world.layout import WORLD
from tests.helpers.inspected import InspectedRun

_of_state, _of_world = STATE.view, WORLD.view


def _figure(handle, name):
    return authority.figure(_of_state(handle), name)


def _values(handle, word, people, out):
    for n in range(len(people)):
        out[n] = settings.value_for(_of_state(handle), word, people[n])


def _places(handle, one, other, leaders, keys, out):
    state, group = _of_state(handle), _of_state(handle).groups[0]
    group.leaders, group.online = leaders, 0
    put_up_seekers(state)
    for n in range(len(keys)):
        group.key = keys[n]
        opening.settle(state, group, state.facilitators[one], state.facilitators[other], NONE)
        out[n, 0], out[n, 1] = group.place, group.slot


def _offer_seats(handle, seats, taken):
    return training.offer_seats(_of_state(handle), seats, taken)


def _next_to_contact(handle, number):
    return partners.next_to_contact(_of_state(handle), number)


def figure(model: InspectedRun, name: str) -> float:
    """A figure of the programme that rules on its state look at."""
    return _figure(model.state.handle, STATES.index(name))


def values_for(model: InspectedRun, name: str, people: Any) -> Any:
    """The value of a parameter that holds for each of some residents."""
    out = np.empty(len(people))
    _values(model.state.handle, word_of(name), np.asarray(people, np.int64), out)
    return out


def places(model: InspectedRun, one: int, other: int, keys: int) -> list[tuple[int, int]]:
    """Where and when the groups that two facilitators lead would meet, by key."""
    out = np.empty((keys, 2), np.int64)
    _places(model.state.handle, one, other, 2, np.arange(keys), out)
    return [(place, slot) for place, slot in out.tolist()]


def offer_seats(model: InspectedRun, seats: float, taken: int) -> int:
    """Offer the queue the seats of a session, of which so many are taken; return how many are then taken."""
    return int(_offer_seats(model.state.handle, float(seats), taken))


def next_to_contact(model: InspectedRun, number: int) -> int:
    """Take the organisation off the line that the `number`-th contact of the week is with."""
    return _next_to_contact(model.state.handle, number)
