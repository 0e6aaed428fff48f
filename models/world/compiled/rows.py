"""Rows of shares worked out as a whole: of a small territory all of them, beforehand; and who comes to work where.

Running sums throughout: a share of 0 anywhere leaves the others as they are to the last bit.
"""

import math

from contagion.models.world.compiled.places import COWORKERS, GUIDE, STEP, TIES, WORK, distance_km, has_none, weigh
from contagion.sim.core.compiling import compiled


@compiled
def _look_up_distances(places, a, out):
    for b in range(places.land.communes):
        out[b] = places.distance[a, b]


@compiled
def know_ties(places, by_law):
    """Of a small territory: make cumulative shares of what stands in the rows of ties: how they decay with distance, or
    shares of one's own."""
    land = places.land
    for a in range(land.communes):
        out = places.shares[a, 1:]
        if by_law and land.exponent == 2.0:
            _look_up_distances(places, a, out)
            weigh(places, TIES, a, 0, land.communes, out)
        elif by_law:
            for b in range(land.communes):
                out[b] = places.tie_mass[b] * out[b]
        _accumulate(places, a, by_law)


@compiled
def know_work(places, homes):
    """Of a small territory: work out where coworkers and work are, and who comes to work."""
    communes = places.land.communes
    for law in (COWORKERS, WORK):
        for a in range(communes):
            out = places.shares[law * communes + a, 1:]
            _look_up_distances(places, a, out)
            weigh(places, law, a, 0, communes, out)
            _accumulate(places, law * communes + a, True)
    for there in range(communes):
        for n in range(work_out_who_comes(places, there, places.row, homes)):
            places.coming[there, homes[n]] = places.row[n]


@compiled
def _accumulate(places, row, divided):
    """Let the weights of a row be 0 and cumulative shares; note the last that there is, and where to begin looking."""
    shares, end, total, running, cell = places.shares[row], places.shares.shape[1], 0.0, 0.0, 0
    for n in range(1, end):
        total += shares[n]
    by = total if divided and total > 0 else 1.0
    shares[0], places.last[row] = 0.0, end - 2
    for n in range(1, end):
        share = shares[n] / by
        running += share
        shares[n] = running
        if share > 0:
            places.last[row] = n - 1
    for n in range(end):
        while cell < min(math.ceil(shares[n] * GUIDE), GUIDE):
            places.guide[row, cell] = n
            cell += 1
    for n in range(cell, GUIDE):
        places.guide[row, n] = end


@compiled
def who_comes(places, there, shares, homes):
    """The communes where those live who work in one, and their shares; how many communes these are."""
    if not places.land.small:
        return work_out_who_comes(places, there, shares, homes)
    found = 0
    for home in range(places.land.communes):
        if places.coming[there, home]:
            shares[found], homes[found] = places.coming[there, home], home
            found += 1
    return found


@compiled
def work_out_who_comes(places, there, shares, homes):
    """The same by the law. (Of a pair of communes, all have the same distance to the last bit.)"""
    land, found, total = places.land, 0, 0.0
    for block in range(len(places.spread)):
        if has_none(places, COWORKERS, there, block):
            continue
        first, after, weights = block * STEP, min((block + 1) * STEP, land.communes), shares[found:]
        for home in range(first, after):
            weights[home - first] = distance_km(places, home, there)
        weigh(places, COWORKERS, there, first, after, weights)
        for home in range(first, after):
            if weights[home - first] > 0:
                shares[found], homes[found] = weights[home - first], home
                total += shares[found]
                found += 1
    for n in range(found):
        shares[n] /= total
    return found
