"""Lots: one number of several is drawn, each as often as its weight says."""

from models.programme.layout import STATE
from sim.compiling import compiled
from sim.layout import grow

_SUMS, _INTS = STATE["sums"], STATE["ints"]


@compiled
def put_in(state, lots, number, weight):
    """Put in a number behind so many others; return how many there are now. The first, behind 0, begins anew."""
    if lots == len(state.sums):
        grow(state, _SUMS)
    if lots == len(state.ints):
        grow(state, _INTS)
    state.ints[lots] = number
    state.sums[lots] = weight + state.sums[lots - 1] if lots else weight
    return lots + 1


@compiled
def drawn(state, lots, luck):
    """The number, of so many, that a uniform number draws; the first one if none weighs anything."""
    low, high, total = 0, lots - 1, state.sums[lots - 1]
    while total > 0 and low < high:
        middle = (low + high) >> 1
        if luck < state.sums[middle] / total:
            high = middle
        else:
            low = middle + 1
    return state.ints[low]
