"""Sums over all pairs of communes of a large territory, by a treecode (Barnes & Hut 1986, doi 10.1038/324446a0).

The communes are halved again and again, across their longest extent, down to blocks of a few. Seen from such a block,
another block that is far away for its size is taken together, at its middle; of those near by, every commune counts by
itself. Time and memory rise as C log C, not as C².
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from contagion.models.territory.distances import Floats, Ints, apart_km

LEAF = 16  # communes of the smallest blocks, at most
FAR = 4.0  # a block is taken together beyond so many times its own radius
_ROOM = 2**20  # distances that are worked out at once


class _Pairs(NamedTuple):
    """The law between the smallest blocks and those that each meets: values, shape (width, pairs, size), blocks met,
    and where the pairs of each smallest block begin and end."""

    values: Floats
    met: Ints
    starts: Ints
    ends: Ints

    def sums(self, x: Floats) -> Floats:
        """Over the communes met, shape (smallest blocks, size), of x, shape (blocks, width). (Neither BLAS nor SciPy,
        whose last bits depend on the processor.)"""
        out = np.zeros((len(self.met) + 1, self.values.shape[2]))
        for n, part in enumerate(self.values):
            out[:-1] += part * x[self.met, n, None]
        return np.where((self.ends > self.starts)[:, None], np.add.reduceat(out, self.starts, axis=0), 0.0)


class Treecode:
    """Sums ``Σ_b f(d_ab) x_b`` over all communes b, for each commune a.

    Parameters
    ----------
    points : array, shape (3, C)
        On the unit sphere.
    within : array, shape (C,)
        Distance of each commune from itself, km.
    mass : array, shape (C,)
        Above 0; says where the middle of a block is.
    law : function
        f, elementwise, of an array of distances, km.
    """

    def __init__(self, points: Floats, within: Floats, mass: Floats, law: Callable[[Floats], Floats]) -> None:
        communes = len(within)
        self.levels = max(-(-communes // LEAF) - 1, 0).bit_length()
        self.leaves = 1 << self.levels
        self.size = -(-communes // self.leaves)
        self.added = self.leaves * self.size - communes  # to fill the blocks: communes once more, without mass
        known = np.append(np.arange(communes), np.arange(self.added) * communes // max(self.added, 1))
        self.order = self._halved(points[:, known])
        self.points = points[:, known[self.order]]
        self.within = within[known[self.order]].reshape(self.leaves, self.size)
        self.middle, self.radius = self._blocks(np.maximum(np.pad(mass, (0, self.added))[self.order], 1e-9))
        (here, one), (there, many) = self._met()
        leaf = self.points.reshape(3, self.leaves, self.size)

        def to_each(a: Ints, b: Ints) -> Floats:
            km = apart_km(leaf[:, a, :, None], leaf[:, b, None, :])
            km[a == b] += self.within[a[a == b], :, None] * np.eye(self.size)
            return law(km)

        def to_middle(a: Ints, b: Ints) -> Floats:
            return law(apart_km(leaf[:, a, :, None], self.middle[:, b, None, None]))

        self.near, self.far = self._pairs(here, one, self.size, to_each), self._pairs(there, many, 1, to_middle)

    def __call__(self, x: Floats) -> Floats:
        """The sums, shape (C,), of x, shape (C,)."""
        each = np.pad(x, (0, self.added))[self.order].reshape(self.leaves, self.size)
        totals = [each.sum(axis=1)]
        while len(totals[0]) > 1:
            totals.insert(0, totals[0].reshape(-1, 2).sum(axis=1))
        out = np.empty(each.size)
        out[self.order] = (self.near.sums(each) + self.far.sums(np.concatenate(totals)[:, None])).ravel()
        return out[: len(x)]

    def _halved(self, points: Floats) -> Ints:
        """The communes in the order of their blocks."""
        order = np.arange(points.shape[1])
        for level in range(self.levels):
            blocks = order.reshape(1 << level, -1)
            inside = points[:, blocks]
            longest = np.ptp(inside, axis=2).argmax(axis=0)
            along = np.take_along_axis(inside, longest[None, :, None], axis=0)[0]
            order = np.take_along_axis(blocks, np.argsort(along, axis=1, kind="stable"), axis=1)
        return order.ravel()

    def _blocks(self, mass: Floats) -> tuple[Floats, Floats]:
        """Middle of each block, shape (3, blocks), and its radius, km: of the whole, its halves, their halves …"""
        middle, radius = [], []
        for level in range(self.levels + 1):
            points, weights = self.points.reshape(3, 1 << level, -1), mass.reshape(1 << level, -1)
            found = (points * weights).sum(axis=2)
            found /= np.sqrt(np.square(found).sum(axis=0))
            middle.append(found)
            radius.append(apart_km(points, found[:, :, None]).max(axis=1))
        return np.concatenate(middle, axis=1), np.concatenate(radius)

    def _met(self) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
        """Pairs of a smallest block and another whose communes all count, and of one and a block taken together."""
        first = self.leaves - 1  # of the smallest blocks; the halves of block n are 2n + 1 and 2n + 2
        a, b, far_a, far_b = np.arange(self.leaves), np.zeros(self.leaves, np.int64), [], []
        for level in range(self.levels + 1):
            km = apart_km(self.middle[:, first + a], self.middle[:, b]) - self.radius[first + a]
            far = km > FAR * self.radius[b]
            far_a.append(a[far])
            far_b.append(b[far])
            a, b = a[~far], b[~far]
            if level < self.levels:
                a, b = np.repeat(a, 2), np.stack([2 * b + 1, 2 * b + 2], axis=1).ravel()
        return (a, b - first), (np.concatenate(far_a), np.concatenate(far_b))

    def _pairs(self, a: Ints, b: Ints, width: int, law: Callable[[Ints, Ints], Floats]) -> _Pairs:
        """The law between the communes of block a and what stands for b, for each pair of blocks."""
        order = np.lexsort((b, a))
        a, b = a[order], b[order]
        values, step = np.empty((width, len(a), self.size)), max(_ROOM // (self.size * width), 1)
        for start in range(0, len(a), step):
            some = slice(start, start + step)
            values[:, some] = np.moveaxis(law(a[some], b[some]), 2, 0)
        starts = np.searchsorted(a, np.arange(self.leaves + 1))
        return _Pairs(values, b, starts[:-1], starts[1:])
