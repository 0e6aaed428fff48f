"""What only compiled code asks of the world, asked of many at once: for tests."""

from typing import Any

import numpy as np

from contagion.models.programme.books.waiting_list import would_take as takes
from contagion.models.programme.layout import STATE
from contagion.models.world.compiled.residents import at_rank as resident_at
from contagion.models.world.compiled.residents import home_of, place_of, rank_of
from contagion.models.world.layout import WORLD
from contagion.models.world.world import World, stream
from contagion.sim.chance.keyed import exponential
from contagion.sim.core.tables import Records, Tables

_of_world, _of_state = WORLD.view, STATE.view


def _at_ranks(handle, homes, ranks, out):
    for n in range(len(homes)):
        out[n] = resident_at(_of_world(handle), homes[n], ranks[n])


def _places_in_order(handle, orders, ids, out):
    for n in range(len(ids)):
        home = home_of(_of_world(handle), ids[n])
        out[n] = place_of(_of_world(handle), orders[home], rank_of(_of_world(handle), home, ids[n]))


def _who_would_take(handle, homes, slots, ids, groups, out):
    state = _of_state(handle)
    one = state.residents[0]
    one.generation, one.registrations, one.groups_before = 0, 0, 0
    for n in range(len(ids)):
        one.id, one.home, one.slots = ids[n], homes[n], slots[n]
        one.goes = exponential(stream(state, "how far one goes"), one.id, 0)
        for g in range(len(groups)):
            out[n, g] = takes(state, one, groups[g])


def at_rank(world: World, homes: Any, ranks: Any) -> Any:
    """The residents with those numbers within their communes."""
    out = np.empty(len(homes), np.int64)
    _at_ranks(world.handle, homes, ranks, out)
    return out


def place(world: World, what: str, ids: Any) -> Any:
    """Place of each resident in the order of their commune in which something is shared out."""
    out = np.empty(len(ids), np.int64)
    _places_in_order(world.handle, getattr(world.tables, f"{what}_order"), ids, out)
    return out


def would_take(state: Tables, homes: Any, slots: Any, ids: Any, groups: Any) -> Any:
    """Whether each of some waiting people would take each of some groups."""
    out = np.empty((len(ids), len(groups)), np.bool_)
    _who_would_take(state.handle, homes, slots, ids, Records(groups), out)
    return out
