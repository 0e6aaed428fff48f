"""Loops over pairs of communes, in compiled text: how far apart they are, how far their residents go to work
(`models.territory.ties`), what each sees of the others (`models.territory.distances`), and ties made mutual where every
pair counts by itself. Most do the communes, or blocks of them, from one to before another, for threads to share.
"""

import math

import numpy as np
from numpy.typing import NDArray

from contagion.models.kernel import Reals, entry
from contagion.sim.core.compiling import Layout, compiled
from contagion.sim.core.tables import Tables
from contagion.sim.elementary import add_up, asin, beyond_arc, exp, log, power

EARTH_RADIUS_KM = 6371.0088
STEP = 32  # communes that follow each other, which are passed over together where they are too far away
DIAMETER = 2 * EARTH_RADIUS_KM
SHORTER = 12742.0  # a little less, so that no chord comes out longer than its arc
FARTHEST = -log(1e-12)  # of commuters: β times the distance beyond which there are none

COMMUTING = Layout(
    "commuting",
    {
        "points": ("f8", 2),  # on the unit sphere
        "within": ("f8", 1),  # km
        "middle": ("f8", 2),  # of every `STEP` communes: a point among them, and how far they lie from it, km
        "spread": ("f8", 1),
        "jobs": ("f8", 1),
        "nearest": ("f8", 1),  # found: km to the nearest jobs, sum of the weights, and sum of weights times km
        "total": ("f8", 1),
        "way": ("f8", 1),
    },
)
PAIRS = Layout(
    "pairs",
    {
        "here": ("f8", 2),  # points of the communes, block after block
        "there": ("f8", 2),  # points of what is met, likewise
        "within": ("f8", 1),  # km of each commune from itself, where it is met as well
        "starts": ("i8", 1),  # of the blocks that each block meets, and one more
        "met": ("i8", 1),
        "values": ("f8", 1),  # of the law: by block, commune, point in what is met, and what is met
        "x": ("f8", 1),
        "sums": ("f8", 1),
    },
)
_commuting, _pairs = COMMUTING.view, PAIRS.view


@compiled
def is_beyond(places, a, block, km):
    """Return whether all communes of a block of `STEP` are surely farther than so many km from a commune."""
    x = places.points[0, a] - places.middle[0, block]
    y = places.points[1, a] - places.middle[1, block]
    z = places.points[2, a] - places.middle[2, block]
    return math.sqrt(x * x + y * y + z * z) * 0.5 * SHORTER > km + places.spread[block]


@compiled
def arc_km(x, y, z):
    """Compute the distance between two points of the unit sphere from the differences of their coordinates."""
    return asin(min(math.sqrt(x * x + y * y + z * z) * 0.5, 1.0)) * DIAMETER


@compiled
def put_distances(places, a, first, after, out):
    """Distances from a commune to those from `first` to before `after`, each the same as by itself; without branches,
    for several at a time."""
    points, far = places.points, 0
    x0, y0, z0 = points[0, a], points[1, a], points[2, a]
    xs, ys, zs = points[0, first:after], points[1, first:after], points[2, first:after]
    for n in range(after - first):
        x, y, z = x0 - xs[n], y0 - ys[n], z0 - zs[n]
        h = math.sqrt(x * x + y * y + z * z) * 0.5
        out[n] = (h + h * beyond_arc(h * h)) * DIAMETER
        far += h >= 0.5
    if far:  # where the arc sine has another text
        for n in range(after - first):
            x, y, z = x0 - xs[n], y0 - ys[n], z0 - zs[n]
            if math.sqrt(x * x + y * y + z * z) * 0.5 >= 0.5:
                out[n] = arc_km(x, y, z)
    if first <= a < after:
        out[a - first] = places.within[a]


# ---- commuting -------------------------------------------------------------------------------------------------------


@compiled
def _nearest_jobs(it, a, km):
    """Distance from a commune to the nearest with jobs, beginning with the block that it is in; 0 where there are
    none."""
    blocks, nearest = len(it.spread), it.within[a] if it.jobs[a] > 0 else math.inf
    for n in range(blocks):
        block = (a // STEP + n) % blocks
        if not is_beyond(it, a, block, nearest):
            first, after = block * STEP, min((block + 1) * STEP, len(it.jobs))
            put_distances(it, a, first, after, km)
            for b in range(first, after):
                if it.jobs[b] > 0:
                    nearest = min(nearest, km[b - first])
    return nearest if nearest < math.inf else 0.0


@entry
def know_commuting(handle, beta: float, reach: float, first_home, after_home, room: Reals):
    """Work out how far away jobs are, which nobody goes to beyond the reach; `room` is for two numbers of each commune
    of a block."""
    it = _commuting(handle)
    km, weights, jobs = room[:STEP], room[STEP:], it.jobs
    for a in range(first_home, after_home):
        nearest, total, way = _nearest_jobs(it, a, km), 0.0, 0.0
        for block in range(len(it.spread)):
            if is_beyond(it, a, block, reach + nearest):
                continue
            first, after = block * STEP, min((block + 1) * STEP, len(jobs))
            put_distances(it, a, first, after, km)
            for n in range(after - first):
                farther = max(km[n] - nearest, 0.0) * -beta
                weights[n] = exp(farther) * jobs[first + n] if farther >= -FARTHEST else 0.0
            for n in range(after - first):
                total += weights[n]
                way += weights[n] * km[n]
        it.nearest[a], it.total[a], it.way[a] = nearest, total, way


# ---- ties ------------------------------------------------------------------------------------------------------------


@entry
def know_pairs(handle, size, width, exponent: float, offset: float, first, after, room: Reals):
    """Work out the law of ties between the communes of blocks, `size` in each, and what these meet, `width` points in
    each."""
    it = _pairs(handle)
    here, there, met, at = it.here, it.there, it.met, it.starts[first] * size * width
    for block in range(first, after):
        for a in range(block * size, (block + 1) * size):
            for n in range(width):
                for m in range(it.starts[block], it.starts[block + 1]):
                    b = met[m] * width + n
                    km = arc_km(here[0, a] - there[0, b], here[1, a] - there[1, b], here[2, a] - there[2, b])
                    if b == a and len(it.within):
                        km += it.within[a]
                    it.values[at] = decay_of(km + offset, exponent)
                    at += 1


@entry
def add_up_pairs(handle, size, width, first, after, room: Reals):
    """Add up the law times x over the communes that those of some blocks meet; `room` is for `width` + 1 numbers of
    each that one block meets at most, and one more. The order is that of NumPy's `reduceat`: the first, then the sum of
    the others, followed by a 0 in the last block."""
    it = _pairs(handle)
    values, met, x, at = it.values, it.met, it.x, it.starts[first] * size * width
    for block in range(first, after):
        begin, count = it.starts[block], it.starts[block + 1] - it.starts[block]
        terms, seen, others = room[: count + 1], room[count + 1 :], count - int(block + 2 < len(it.starts))
        for n in range(width):
            for m in range(count):
                seen[n * count + m] = x[met[begin + m] * width + n]
        for a in range(block * size, (block + 1) * size):
            for m in range(count + 1):
                terms[m] = 0.0
            for n in range(width):
                row, of = values[at : at + count], seen[n * count : (n + 1) * count]
                for m in range(count):
                    terms[m] += row[m] * of[m]
                at += count
            it.sums[a] = terms[0] + add_up(terms, 1, others) if count else 0.0


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
    """Compute the decay of ties with distance, so many km away."""
    if exponent == 2.0:  # a power takes many times as long, and has other last bits
        return 1.0 / (away * away)
    return power(away, -exponent)


@compiled
def _add_up_ties(decay, mass, sums, terms):
    """Add up the masses of all communes, as seen from each."""
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
