"""Rules that Python does not call by themselves: for tests, of one case or of many at once."""

from typing import Any

import numpy as np

from contagion.models.parameters.as_record import word_of
from contagion.models.parameters.decisions import STATES
from contagion.models.programme.books import coordination, groups, outreach, settings
from contagion.models.programme.books.waiting_list import put_up_seekers
from contagion.models.programme.layout import STATE
from contagion.models.programme.model import ConversationModel
from contagion.models.programme.rules import authority, opening, partners, training
from contagion.models.records import NONE
from contagion.models.world.layout import WORLD
from contagion.models.world.world import World, barrier, conversion, stays_until
from contagion.sim.core.library import Ints, Reals
from tests.helpers.same_bits import by_numba

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


def _tell_guests(handle, place, event, wanted):
    outreach.tell_guests(_of_state(handle), place, event, wanted, 0.1)


def _factors(handle, people: Ints, barriers: Reals, conversions: Reals):
    for n in range(len(people)):
        barriers[n], conversions[n] = barrier(_of_world(handle), people[n]), conversion(_of_world(handle), people[n])


def _stays_until(handle, people, year, out):
    for n in range(len(people)):
        out[n] = stays_until(_of_world(handle), people[n], year)


def _strike_off(handle, number):
    groups.strike_off(_of_state(handle), number)


def _common_slots(handle, one, other, keys, out):
    for n in range(len(keys)):
        out[n] = groups.one_slot(_of_state(handle), groups.common_slots(_of_state(handle), one, other), keys[n])


def _are_looked_after(handle, out):
    for n in range(len(out)):
        out[n] = coordination.is_looked_after(_of_state(handle), _of_state(handle).facilitators[n])


def _share_cared_for(handle, number):
    return coordination.share_cared_for(_of_state(handle), number)


def are_looked_after(model: ConversationModel) -> Any:
    """Whether each of the facilitators is looked after this week: array of 0 and 1."""
    out = np.empty(len(model.rows("facilitators")))
    _are_looked_after(model.state.handle, out)
    return out


def share_cared_for(model: ConversationModel, number: int) -> float:
    """Share of so many whom they look after."""
    return _share_cared_for(model.state.handle, number)


def figure(model: ConversationModel, name: str) -> float:
    """A figure of the programme that rules on its state look at."""
    return _figure(model.state.handle, STATES.index(name))


def values_for(model: ConversationModel, name: str, people: Any) -> Any:
    """The value of a parameter that holds for each of some residents."""
    out = np.empty(len(people))
    _values(model.state.handle, word_of(name), np.asarray(people, np.int64), out)
    return out


def places(model: ConversationModel, one: int, other: int, keys: int) -> list[tuple[int, int]]:
    """Where and when the groups that two facilitators lead would meet, by key."""
    out = np.empty((keys, 2), np.int64)
    _places(model.state.handle, one, other, 2, np.arange(keys), out)
    return [(place, slot) for place, slot in out.tolist()]


def offer_seats(model: ConversationModel, seats: float, taken: int) -> int:
    """Offer the queue the seats of a session, of which so many are taken; return how many are then taken."""
    return int(_offer_seats(model.state.handle, float(seats), taken))


def next_to_contact(model: ConversationModel, number: int) -> int:
    """Take the organisation off the line that the `number`-th contact of the week is with."""
    return _next_to_contact(model.state.handle, number)


def guests_told(model: ConversationModel, place: int, wanted: int) -> int:
    """How many receptive people are told at an event that wants so many."""
    _tell_guests(model.state.handle, place, 7, wanted)
    return int(model.state.array("n")["told"][0])


def factors(world: World, people: Any) -> tuple[Any, Any]:
    """What the barrier of each resident, and the wish to facilitate, are multiplied by."""
    out = np.empty((2, len(people)))
    by_numba(_factors)(world.handle, people, out[0], out[1])
    return out[0], out[1]


def stay_until(world: World, people: Any, year: int) -> Any:
    """Before the end of which year each surely does not move."""
    out = np.empty(len(people), np.int64)
    _stays_until(world.handle, people, year, out)
    return out


def strike_off(model: ConversationModel, number: int) -> None:
    """Take a resident, by number, off the list of their group."""
    _strike_off(model.state.handle, number)


def common_slots(model: ConversationModel, one: int, other: int, keys: Any) -> list[int]:
    """When groups of two leaders who are free at these times (bit sets) would meet, by key."""
    out = np.empty(len(keys), np.int64)
    _common_slots(model.state.handle, one, other, keys, out)
    return out.tolist()
