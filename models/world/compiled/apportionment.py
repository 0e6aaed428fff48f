"""Whole units shared out in proportion to weights, with an exact sum (Hamilton's method): each gets its quota rounded
down or up; the largest remainders are rounded up, of equal ones the first.
"""

import numpy as np

from contagion.sim.core.compiling import compiled


@compiled
def share_out(total, weights, room, out):
    """Share out some units by weights, of which one is above 0; `weights` become shares."""
    of = 0.0
    for n in range(len(weights)):
        of += weights[n]
    for n in range(len(weights)):
        weights[n] /= of
    share_out_by(total, weights, room, out)


@compiled
def share_out_by(total, shares, room, out):
    """The same by shares that add up to 1; `room` is as long as they are."""
    left = total
    for n in range(len(shares)):
        quota = total * shares[n]
        out[n] = np.int64(quota)
        room[n] = quota - out[n]
        left -= out[n]
    if left <= 0:
        return
    least = ranked(room, len(shares), left)
    for n in range(len(shares)):
        left -= int(total * shares[n] - out[n] > least)
    for n in range(len(shares)):
        remainder = total * shares[n] - out[n]
        if remainder > least:
            out[n] += 1
        elif remainder == least and left > 0:
            out[n] += 1
            left -= 1


@compiled
def ranked(values, length, rank):
    """The number of a rank among the first of some, of which the largest has rank 1; it leaves them in another order.
    (By halving where it must be: Hoare 1961, doi 10.1145/366622.366647.)"""
    low, high, wanted = 0, length - 1, rank - 1
    while low < high:
        middle, n, m = values[(low + high) >> 1], low, high
        while n <= m:
            while values[n] > middle:
                n += 1
            while values[m] < middle:
                m -= 1
            if n <= m:
                values[n], values[m] = values[m], values[n]
                n += 1
                m -= 1
        if wanted <= m:
            high = m
        elif wanted >= n:
            low = n
        else:
            break
    return values[wanted]
