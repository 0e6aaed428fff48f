"""Who lives where: ids, ranks, keyed orders, households.

An id holds the commune, the age band and a number within the band, so one resident more changes nobody else's id.
"""

import numpy as np

from contagion.models.records import NONE
from contagion.models.world.chance import stream
from contagion.models.world.layout import WORLD
from contagion.sim.chance.keyed import index, know_moves, mix, permuted, permuted_back, room_for_moves, word
from contagion.sim.core.compiling import compiled, inlined
from contagion.sim.core.layout import grow

NOBODY = np.int64(-1)
BAND_BITS, INDEX_BITS = 4, 28
BANDS = 6
_BAND, _INDEX = (1 << BAND_BITS) - 1, (1 << INDEX_BITS) - 1
LARGEST_HOUSEHOLD = 4  # adults
_MOVES = WORLD["moves"]


@compiled
def band_of(person):
    """Index of the age band."""
    return (person >> INDEX_BITS) & _BAND


@compiled
def commune_key_of(person):
    """Key of the commune of residence."""
    return person >> (BAND_BITS + INDEX_BITS)


@compiled
def home_of(world, person):
    """Index of the commune of residence; NONE for an id of nobody here."""
    key = commune_key_of(person)
    mask = len(world.commune_of) - 1
    slot = np.int64(mix(word(key)) & word(mask))
    while world.commune_of[slot]:
        if world.communes[world.commune_of[slot] - 1].key == key:
            return world.commune_of[slot] - 1
        slot = (slot + 1) & mask
    return NONE


@compiled
def centre_of(world):
    """Key of the centre."""
    return world.communes[world.places.land.centre].key


@compiled
def index_communes(world):
    """Make the table in which `home_of` looks."""
    mask = len(world.commune_of) - 1
    for n in range(len(world.communes)):
        slot = np.int64(mix(word(world.communes[n].key)) & word(mask))
        while world.commune_of[slot]:
            slot = (slot + 1) & mask
        world.commune_of[slot] = n + 1


@compiled
def rank_of(world, home, person):
    """Number of a resident within the commune: 0 … adults − 1."""
    return world.cells[home * BANDS + band_of(person)].start + (person & _INDEX)


@compiled
def at_rank(world, home, rank):
    """The resident with that number."""
    band = 0
    for n in range(1, BANDS):  # no branch that the processor has to guess
        band += int(world.cells[home * BANDS + n].start <= rank)
    cell = world.cells[home * BANDS + band]
    return cell.first + rank - cell.start


@inlined
def place_of(world, order, number):
    """Place of a number in a keyed order."""
    if order.first_move == NONE:
        _know(world, order)
    return permuted(order, world.moves, number)


@inlined
def at_place(world, order, place):
    """The number at a place of a keyed order."""
    if order.first_move == NONE:
        _know(world, order)
    return permuted_back(order, world.moves, place)


@compiled
def _know(world, order):
    """Work out the moves of an order."""
    first = world.traits.moves
    world.traits.moves += room_for_moves(order)
    while len(world.moves) < world.traits.moves:
        grow(world, _MOVES)
    know_moves(order, world.moves, first)


@compiled
def household_block(world, home, place):
    """First place and number of adults of the household at a place of the commune's order; large ones come first."""
    commune, start = world.communes[home], 0
    for size in range(LARGEST_HOUSEHOLD, 1, -1):
        number = commune.fours if size == 4 else commune.threes if size == 3 else commune.twos
        if place < start + size * number:
            return start + (place - start) // size * size, size
        start += size * number
    return place, 1


@compiled
def find_others_at_home(world, person):
    """Put the other adults of a household in `scratch`, in order of id; return how many."""
    home = home_of(world, person)
    order, found = world.household_order[home], 0
    own = place_of(world, order, rank_of(world, home, person))
    first, size = household_block(world, home, own)
    for place in range(first, first + size):
        if place != own:
            other, at = at_rank(world, home, at_place(world, order, place)), found
            while at > 0 and world.scratch[at - 1] > other:
                world.scratch[at] = world.scratch[at - 1]
                at -= 1
            world.scratch[at] = other
            found += 1
    return found


@compiled
def somebody_at_home(world, person, ordinal):
    """Somebody else of the household, or NOBODY."""
    others = find_others_at_home(world, person)
    return world.scratch[index(stream(world, "invitation: tie"), others, person, ordinal)] if others else NOBODY
