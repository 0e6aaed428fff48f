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
ROUNDS = 5000  # at most; about 25 are needed, or 100 where communes lie side by side
TIES = Layout(
    "ties",
    {
        "distance": ("f8", 2),  # km, the same in both directions
        "people": ("f8", 1),
        "decay": ("f8", 2),  # of ties with distance
        "mass": ("f8", 1),  # people times the factors that make ties mutual
        "room": ("f8", 1),  # as long as four rows
        "some": ("i8", 1),
    },
)
view = TIES.view


@compiled
def decay_of(away, exponent):
    """How ties decay with distance, so many km away."""
    if exponent == 2.0:  # a power takes many times as long, and has other last bits
        return 1.0 / (away * away)
    return power(away, -exponent)


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


@compiled
def balance(people, distance, exponent, offset, decay, room, some, mass, rounds):
    """Find masses with which ties are mutual, 0 where nobody lives. After how many rounds, of so many at most; -1: they
    did not do."""
    number = 0
    for a in range(len(people)):
        mass[a] = 0.0
        if people[a] > 0:
            some[number], room[number] = a, people[a]
            number += 1
    for a in range(number):
        for b in range(a + 1):
            decay[a, b] = decay[b, a] = decay_of(distance[some[a], some[b]] + offset, exponent)
    found, sums, terms = room[number : 2 * number], room[2 * number : 3 * number], room[3 * number :]
    after = _balance(room[:number], decay, found, sums, terms, rounds)
    for a in range(number):
        mass[some[a]] = found[a]
    return after


@entry
def _balanced(handle, exponent: float, offset: float, rounds) -> int:
    ties = view(handle)
    return balance(ties.people, ties.distance, exponent, offset, ties.decay, ties.room, ties.some, ties.mass, rounds)


def balanced(people: Floats, distance: Floats, exponent: float, offset: float, rounds: int = ROUNDS) -> Floats:
    """Masses with which ties are mutual, shape (C,), by symmetric iterative scaling; none where so many rounds did not
    do."""
    communes, mass = len(people), np.empty(len(people))
    arrays = {
        "distance": np.ascontiguousarray(distance),
        "people": people,
        "decay": np.empty((communes, communes)),
        "mass": mass,
        "room": np.empty(4 * communes),
        "some": np.empty(communes, np.int64),
    }
    found = _balanced(Tables(TIES, arrays).handle, float(exponent), float(offset), rounds)
    return mass if found >= 0 else mass[:0]
