"""Lists of numbers: what a list can do. Only the book that a list belongs to does it."""

from models.programme.layout import STATE
from sim.compiling import compiled
from sim.layout import grow

_LISTS, _KEYS, _SUMS, _INTS = STATE["lists"], STATE["sort_keys"], STATE["sums"], STATE["ints"]


@compiled
def append(state, which, value):
    """Put a number at the end of a list."""
    count = state.counts[which]
    if count == state.lists.shape[1]:
        grow(state, _LISTS)
    state.lists[which, count] = value
    state.counts[which] = count + 1


@compiled
def place_in(state, which, value):
    """Place of the first such number in a list; as long as the list where there is none."""
    n = 0
    while n < state.counts[which] and state.lists[which, n] != value:
        n += 1
    return n


@compiled
def take_out(state, which, place):
    """Take the number at a place off a list."""
    for n in range(place, state.counts[which] - 1):
        state.lists[which, n] = state.lists[which, n + 1]
    state.counts[which] -= 1


@compiled
def remove(state, which, value):
    """Take the first such number off a list; return whether there was one."""
    place = place_in(state, which, value)
    if place == state.counts[which]:
        return False
    take_out(state, which, place)
    return True


@compiled
def make_room(state, number):
    """Let `sort_keys`, `sums` and `ints` hold so many."""
    while len(state.sort_keys) < number:
        grow(state, _KEYS)
    while len(state.sums) < number:
        grow(state, _SUMS)
    while len(state.ints) < number:
        grow(state, _INTS)


@compiled
def sort(state, which):
    """Sort a list by the `sort_keys` of its numbers, by Shell's method."""
    keys, values, count, gap = state.sort_keys, state.lists[which], state.counts[which], 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for n in range(gap, count):
            key, value, m = keys[n], values[n], n
            while m >= gap and keys[m - gap] > key:
                keys[m], values[m] = keys[m - gap], values[m - gap]
                m -= gap
            keys[m], values[m] = key, value
        gap //= 3
