"""Distances between communes, and where ties, coworkers and work are: the laws of `models.territory`, one draw at a
time.

Of a small territory all is kept, worked out beforehand. Of a large one every 32nd cumulative share of a row is, once it
is asked for, and those between are worked out again where a draw falls. Running sums throughout: a share of 0 anywhere
leaves the others as they are to the last bit.
"""

import math

import numpy as np

from contagion.models.records import numbers
from contagion.models.territory.pairs import (
    DIAMETER,
    FARTHEST,
    ROUNDS,
    SHORTER,
    STEP,
    balance,
    is_beyond,
    put_distances,
)
from contagion.models.world.layout import PLACES
from contagion.sim.core.compiling import compiled, need
from contagion.sim.elementary import asin, exp, power

TIES, COWORKERS, WORK = numbers(3)  # laws: row r is that of commune r mod C by the law r div C
GUIDE = 64  # entries of the table that shortens the search in a row
BELOW_ONE = 1 - 2.0**-53
NEAR_KEPT = 2**23  # communes near others that are kept; then all are looked up anew

_KEPT, _NEAR = PLACES["kept"], PLACES["near_pool"]


@compiled
def half_chord(places, a, b):
    x = places.points[0, a] - places.points[0, b]
    y = places.points[1, a] - places.points[1, b]
    z = places.points[2, a] - places.points[2, b]
    return min(math.sqrt(x * x + y * y + z * z) * 0.5, 1.0)


@compiled
def distance_km(places, a, b):
    """Distance between two communes."""
    return places.distance[a, b] if places.land.small else apart_km(places, a, b)


@compiled
def apart_km(places, a, b):
    """Compute the distance between two communes."""
    if a == b:
        return places.within[a]
    return asin(half_chord(places, a, b)) * DIAMETER


@compiled
def surely_farther(places, a, b, km):
    """Return whether a distance is above so many km, by the chord and not the arc; False where that is not sure."""
    return not places.land.small and half_chord(places, a, b) * SHORTER > km


@compiled
def is_near(places, a, b, km):
    """Return whether two communes lie within so many km."""
    return not surely_farther(places, a, b, km) and distance_km(places, a, b) <= km


@compiled
def chord_of(km):
    """Return the chord of the unit sphere above which a distance is surely above so many km."""
    return 2 * km / SHORTER


@compiled
def far_apart(places, km):
    """Return the square of that chord; none for a small territory, where distances are looked up."""
    return math.inf if places.land.small else chord_of(km) * chord_of(km)


@compiled
def _distances_to(places, a, first, after, out):
    """Distances from a commune to those from `first` to `after`; without branches, for several at a time."""
    points, far = places.points, 0
    x0, y0, z0 = points[0, a], points[1, a], points[2, a]
    xs, ys, zs = points[0, first:after], points[1, first:after], points[2, first:after]
    for n in range(after - first):
        x, y, z = x0 - xs[n], y0 - ys[n], z0 - zs[n]
        h = math.sqrt(x * x + y * y + z * z) * 0.5
        s = h * h  # the arc sine by its series, enough digits below 0.1 (1,270 km)
        tail = 945 / 42240 + s * (10395 / 599040 + s * (135135 / 9676800 + s * 2027025 / 175472640))
        series = 1 / 6 + s * (3 / 40 + s * (15 / 336 + s * (105 / 3456 + s * tail)))
        out[n] = DIAMETER * (h + h * s * series)
        far += h > 0.1
    if far:
        for b in range(first, after):
            if half_chord(places, a, b) > 0.1:
                out[b - first] = asin(half_chord(places, a, b)) * DIAMETER
    if first <= a < after:
        out[a - first] = places.within[a]


@compiled
def weigh(places, law, a, first, after, out):
    """Weights of the communes from `first` to `after` for commune a; `out` holds the distances."""
    land, mass, jobs, nearest, totals = places.land, places.mass, places.jobs, places.nearest, places.commute_total
    exponent, offset, beta = land.exponent, land.offset, land.beta  # not read anew for each commune
    if law == TIES:
        there = places.tie_mass[first:after]
        if exponent == 2.0:  # a power takes many times as long
            for n in range(after - first):
                d = out[n] + offset
                out[n] = there[n] / (d * d)
        else:
            for n in range(after - first):
                out[n] = there[n] * power(out[n] + offset, -exponent)
        return
    for n in range(after - first):
        b = first + n
        home = b if law == COWORKERS else a
        works = a if law == COWORKERS else b
        farther = max(out[n] - nearest[home], 0.0) * -beta
        value = jobs[works] * exp(farther) if farther >= -FARTHEST else 0.0
        if law == COWORKERS:
            total = totals[home]
            value = mass[home] * (value / total if total > 0 else value)
        out[n] = value


@compiled
def has_none(places, law, a, block):
    """Return whether all weights of a block of communes are surely 0 for commune a."""
    return law != TIES and is_beyond(places, a, block, places.land.reach)


@compiled
def _know_row(places, row):
    """Work out every 32nd cumulative share of a row, and keep it."""
    land = places.land
    law, a, out, total = row // land.communes, row % land.communes, places.row, 0.0
    for block in range(len(places.spread)):
        if not has_none(places, law, a, block):
            first, after = block * STEP, min((block + 1) * STEP, land.communes)
            _distances_to(places, a, first, after, out[first:])
            weigh(places, law, a, first, after, out[first:])
            for n in range(first, after):
                total += out[n]
    need(places, _KEPT, (land.kept + 1) * land.stride)
    kept, by, running, last = land.kept * land.stride, total if total > 0 else 1.0, 0.0, 0
    places.kept[kept] = 0.0
    for block in range(len(places.spread)):
        if not has_none(places, law, a, block):
            first, after = block * STEP, min((block + 1) * STEP, land.communes)
            for n in range(first, after):  # several at a time; their sum is not
                out[n] /= by
            for n in range(first, after):
                running += out[n]
            for n in range(first, after):
                last = n if out[n] > 0 else last
        if block + 1 < land.stride:
            places.kept[kept + block + 1] = running
    land.kept += 1
    places.total[row], places.last[row], places.kept_at[row] = total, last, land.kept


@compiled
def pick(places, row, u):
    """Pick a commune in a row of shares by a uniform number; return it with the rest of the number, uniform again."""
    if places.land.small:
        return _look_up(places, row, u)
    return _work_out(places, row, u)


@compiled
def _look_up(places, row, u):
    at, end = places.guide[row, np.int64(u * GUIDE)], places.shares.shape[1]
    while at < end and u >= places.shares[row, at]:
        at += 1
    at -= 1
    if at > places.last[row]:  # what rounding leaves of a row belongs to the last commune that has a share
        return places.last[row], min(u, BELOW_ONE)
    before = places.shares[row, at]
    return at, min((u - before) / (places.shares[row, at + 1] - before), BELOW_ONE)


@compiled
def _work_out(places, row, u):
    if not places.kept_at[row]:
        _know_row(places, row)
    land = places.land
    kept = (places.kept_at[row] - 1) * land.stride
    low, high = 0, land.communes // STEP + 1
    while low < high:
        middle = (low + high) >> 1
        if u < places.kept[kept + middle]:
            high = middle
        else:
            low = middle + 1
    first = (low - 1) * STEP
    after = min(first + STEP, land.communes)
    law, a, out = row // land.communes, row % land.communes, places.row
    _distances_to(places, a, first, after, out)
    weigh(places, law, a, first, after, out)
    by, before, at, end = places.total[row], places.kept[kept + low - 1], first, 0.0
    while True:
        end = before + out[at - first] / by
        if u < end or at + 1 >= after:
            break
        before = end
        at += 1
    if at > places.last[row] or (not u < end and at + 1 >= land.communes):
        return places.last[row], min(u, BELOW_ONE)
    return at, min((u - before) / (end - before), BELOW_ONE)


@compiled
def look_around(places, a, b, km):
    """Put the communes within so many km of one of two into `homes`; how many they are."""
    found = 0
    for block in range(len(places.spread)):
        if is_beyond(places, a, block, km) and is_beyond(places, b, block, km):
            continue
        for n in range(block * STEP, min((block + 1) * STEP, places.land.communes)):
            if is_near(places, a, n, km) or is_near(places, b, n, km):
                places.homes[found] = n
                found += 1
    return found


@compiled
def _forget_near(places):
    for n in range(places.land.communes):
        places.near_km[n] = math.nan
    places.land.near = 0


@compiled
def look_near(places, a, km):
    """Find the communes within so many km of one: from `near_first[a]` on, `near_count[a]` numbers of `near_pool`."""
    if places.near_km[a] == km:
        return
    if places.land.near > NEAR_KEPT:
        _forget_near(places)
    land, found = places.land, places.land.near
    for block in range(len(places.spread)):
        if is_beyond(places, a, block, km):
            continue
        first, after = block * STEP, min((block + 1) * STEP, land.communes)
        _distances_to(places, a, first, after, places.row)
        for b in range(first, after):
            if (places.distance[a, b] if land.small else places.row[b - first]) <= km:
                need(places, _NEAR, found + 1)
                places.near_pool[found] = b
                found += 1
    places.near_km[a], places.near_first[a], places.near_count[a], land.near = km, land.near, found - land.near, found


@compiled
def know_ties(places):
    """Work out where ties are in a small territory, by the law or by your own shares. Return after how many rounds ties
    are mutual by the law; -1 if they are not."""
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
    """Work out distances in a small territory, where coworkers and work are, and who comes to work."""
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
    """Weigh all communes for one."""
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
    """Find the communes where the people who work in one live, and their shares; return how many communes these are."""
    if not places.land.small:
        return work_out_who_comes(places, there, shares, homes)
    found, coming = 0, places.coming[there]
    for home in range(len(coming)):
        shares[found], homes[found] = coming[home], home
        found += int(coming[home] > 0)
    return found


@compiled
def work_out_who_comes(places, there, shares, homes):
    """Work out the same by the law."""
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
