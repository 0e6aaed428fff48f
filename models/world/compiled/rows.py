"""Rows of shares worked out as a whole: of a small territory all of them, beforehand; and who comes to work where.

Running sums throughout: a share of 0 anywhere leaves the others as they are to the last bit.
"""

import math

import numpy as np

from contagion.models.territory.compiled.balancing import ROUNDS, balance
from contagion.models.territory.compiled.pairs import STEP, put_distances
from contagion.models.world.compiled.places import (
    COWORKERS,
    GUIDE,
    TIES,
    WORK,
    apart_km,
    has_none,
    weigh,
)
from contagion.sim.core.compiling import compiled


@compiled
def know_ties(places):
    """Of a small territory: work out where ties are, by the law or as shares of one's own say. After how many rounds
    ties are mutual by the law; -1: they are not."""
    land, mass, rounds = places.land, places.tie_mass, 0
    communes = land.communes if land.small else 0
    by_law = len(places.own) < communes
    for n in range(len(places.balanced)):
        mass[n] = places.balanced[n]
    if by_law:
        distance, room, some, pairs = places.distance, places.room, places.homes, places.shares
        rounds = balance(places.mass, distance, land.exponent, land.offset, pairs, room, some, mass, ROUNDS)
    for a in range(communes):
        weights = places.shares[a, 1:]
        if by_law:
            _weigh_all(places, TIES, a, weights)
        else:
            for b in range(communes):
                weights[b] = places.own[a, b]
        places.last[a] = _accumulate(places.shares[a], places.guide[a], by_law)
    return rounds


@compiled
def know_work(places):
    """Of a small territory: work out distances, where coworkers and work are, and who comes to work."""
    communes, homes = places.land.communes if places.land.small else 0, places.homes
    for a in range(communes):
        for b in range(communes):
            places.distance[a, b] = apart_km(places, a, b)
    for law in (COWORKERS, WORK):
        for a in range(communes):
            row = law * communes + a
            _weigh_all(places, law, a, places.shares[row, 1:])
            places.last[row] = _accumulate(places.shares[row], places.guide[row], True)
    for there in range(communes):
        for n in range(work_out_who_comes(places, there, places.row, homes)):
            places.coming[there, homes[n]] = places.row[n]


@compiled
def _weigh_all(places, law, a, out):
    """The weights of all communes for one."""
    for b in range(places.land.communes):
        out[b] = places.distance[a, b]
    weigh(places, law, a, 0, places.land.communes, out)


@compiled
def _accumulate(shares, guide, divided):
    """Let the weights of a row be cumulative shares, after 0; and know where to begin looking. Which is the last that
    has a share."""
    end, last, total, running, passed = len(shares), len(shares) - 2, 0.0, 0.0, 0
    for n in range(1, end):
        total += shares[n]
    by = total if divided and total > 0 else 1.0
    shares[0] = 0.0
    for n in range(1, end):
        share = shares[n] / by
        running += share
        shares[n] = running
        if share > 0:
            last = n - 1
    for cell in range(GUIDE):
        guide[cell] = 0
    for n in range(end):  # the cell from which on a share is passed
        cell = np.int64(math.ceil(shares[n] * GUIDE))
        if cell < GUIDE:
            guide[cell] += 1
    for cell in range(GUIDE):
        passed += guide[cell]
        guide[cell] = passed
    return last


@compiled
def who_comes(places, there, shares, homes):
    """The communes where those live who work in one, and their shares; how many communes these are."""
    if not places.land.small:
        return work_out_who_comes(places, there, shares, homes)
    found, coming = 0, places.coming[there]
    for home in range(len(coming)):
        shares[found], homes[found] = coming[home], home
        found += int(coming[home] > 0)
    return found


@compiled
def work_out_who_comes(places, there, shares, homes):
    """The same by the law."""
    land, found, total = places.land, 0, 0.0
    for block in range(len(places.spread)):
        if has_none(places, COWORKERS, there, block):
            continue
        first, after, weights = block * STEP, min((block + 1) * STEP, land.communes), shares[found:]
        put_distances(places, there, first, after, weights)
        weigh(places, COWORKERS, there, first, after, weights)
        for home in range(first, after):
            if weights[home - first] > 0:
                shares[found], homes[found] = weights[home - first], home
                total += shares[found]
                found += 1
    for n in range(found):
        shares[n] /= total
    return found
