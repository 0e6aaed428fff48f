"""Lists of numbers, and what can be done to one. Nobody else writes them: rules and other books say who comes to a
list, and who stays on it.
"""

from contagion.models.programme.layout import LISTS, STATE
from contagion.models.records import NONE
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import grow

_LISTS, _KEYS, _EACH = STATE["lists"], STATE["sort_keys"], len(LISTS)


@compiled
def list_of(number, which):
    """One of the lists of a programme."""
    return number * _EACH + which


@compiled
def append(state, which, value):
    """Put a number at the end of a list."""
    count = state.counts[which]
    if count == state.lists.shape[1]:
        grow(state, _LISTS)
    state.lists[which, count] = value
    state.counts[which] = count + 1


@compiled
def clear(state, which):
    """Empty a list; return how many numbers were on it. Whoever reads them one by one may `keep` those that stay: none
    is overwritten before it is read."""
    count = state.counts[which]
    state.counts[which] = 0
    return count


@compiled
def keep(state, which, value):
    """Leave a number on a list that has been cleared; there is room for it."""
    state.lists[which, state.counts[which]] = value
    state.counts[which] += 1


@compiled
def keep_first(state, which, count):
    """Keep the first so many numbers of a list."""
    state.counts[which] = count


@compiled
def leave_empty(state, which, place):
    """Put NONE at a place of a list."""
    state.lists[which, place] = NONE


@compiled
def insert(state, which, place, value):
    """Put a number at a place of a list; those from there on move back by one."""
    append(state, which, value)
    for n in range(state.counts[which] - 1, place, -1):
        state.lists[which, n] = state.lists[which, n - 1]
    state.lists[which, place] = value


@compiled
def add_to(state, which, place, number):
    """Add to the number at a place of a list of counts."""
    state.lists[which, place] += number


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
def append_by(state, which, value, key):
    """Put a number at the end of a list that will be sorted, and the key that it will be sorted by beside it."""
    while state.counts[which] >= len(state.sort_keys):
        grow(state, _KEYS)
    state.sort_keys[state.counts[which]] = key
    append(state, which, value)


@compiled
def sort(state, which):
    """Sort a list by the keys beside its numbers, by Shell's method. One list at a time has keys."""
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
