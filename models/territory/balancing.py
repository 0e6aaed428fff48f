"""Ties made mutual (`models.territory.ties`), where every pair of communes counts by itself: in compiled text."""

import math

import numpy as np
from numpy.typing import NDArray

from contagion.models.code.kernel import entry
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import Layout
from contagion.sim.core.sums import add_up
from contagion.sim.core.tables import Tables
from contagion.sim.powers import power

type Floats = NDArray[np.float64]

NEAR_ENOUGH = 1e-12
TIES = Layout(
    "ties",
    {
        "distance": ("f8", 2),  # km, the same in both directions
        "people": ("f8", 1),  # above 0
        "decay": ("f8", 2),  # of ties with distance
        "mass": ("f8", 1),  # people times the factors that make ties mutual
        "room": ("f8", 1),  # as long as two rows
    },
)
view = TIES.view


@compiled
def _decay(km, out, length, exponent, offset):
    """How ties decay with distance, as a power."""
    if exponent == 2.0:  # a power takes many times as long, and has other last bits
        for n in range(length):
            out[n] = 1.0 / ((km[n] + offset) * (km[n] + offset))
    else:
        for n in range(length):
            out[n] = power(km[n] + offset, -exponent)


@compiled
def _add_up_ties(decay, mass, sums, terms):
    """Sums of the masses of all communes, as they are seen from each."""
    communes = len(mass)
    for a in range(communes):
        row = decay[a]
        for b in range(communes):
            terms[b] = row[b] * mass[b]
        sums[a] = add_up(terms, 0, communes)


@compiled
def _balance(people, decay, mass, sums, terms, rounds):
    for a in range(len(mass)):
        mass[a] = people[a]
    _add_up_ties(decay, mass, sums, terms)
    for a in range(len(mass)):
        mass[a] = people[a] / math.sqrt(sums[a])
    for number in range(rounds):
        _add_up_ties(decay, mass, sums, terms)
        off = 0
        for a in range(len(mass)):
            sums[a] = mass[a] * sums[a] / people[a]  # ties of each commune's residents, where one is due
            off += int(not abs(sums[a] - 1) <= NEAR_ENOUGH)
        if not off:
            return number
        for a in range(len(mass)):
            mass[a] = mass[a] * power(sums[a], -2 / 3)  # the root alone, −1/2, would come near half as fast
    return -1


@entry
def _balanced(handle, exponent: float, offset: float, rounds) -> int:
    ties = view(handle)
    distance, decay, mass, communes = ties.distance, ties.decay, ties.mass, len(ties.mass)
    for a in range(communes):
        _decay(distance[a], decay[a], a + 1, exponent, offset)
        for b in range(a):
            decay[b, a] = decay[a, b]
    return _balance(ties.people, decay, mass, ties.room[:communes], ties.room[communes:], rounds)


def balanced(people: Floats, distance: Floats, exponent: float, offset: float, rounds: int) -> tuple[Floats, Floats]:
    """Masses with which ties are mutual, shape (C,), and how these decay with distance, shape (C, C), by symmetric
    iterative scaling; no mass where so many rounds did not do."""
    communes, distance = len(people), np.ascontiguousarray(distance)
    mass, decay = np.empty(communes), np.empty((communes, communes))
    arrays = {"distance": distance, "people": people, "decay": decay, "mass": mass, "room": np.empty(2 * communes)}
    tables = Tables(TIES, arrays)
    found = _balanced(tables.handle, float(exponent), float(offset), rounds)
    return (mass if found >= 0 else mass[:0]), decay
