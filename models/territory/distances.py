"""Distances between the communes of a territory of any size: no table of all pairs, unless it is small.

Every pair has the same distance, to the last bit, however it is asked for.

Sums over all pairs of communes of a large territory, by a treecode (Barnes & Hut 1986, doi 10.1038/324446a0).

The communes are halved again and again, across their longest extent, down to blocks of a few. Seen from such a block,
another block that is far away for its size is taken together, at its middle; of those near by, every commune counts by
itself. Time and memory rise as C log C, not as C².
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.models.territory.pairs import EARTH_RADIUS_KM, PAIRS, STEP, add_up_pairs, know_pairs
from contagion.sim.core.tables import Tables
from contagion.sim.elementary import asin, cos, sin
from contagion.sim.threads import side_by_side

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

SMALL = 1000  # communes up to which the distances of all pairs are kept (8 MB)
BLOCK = 16  # neighbouring communes that are worked out together; more would not fit in a processor's cache


def on_sphere(latlon: ArrayLike) -> Floats:
    """Points of the unit sphere, shape (3, C), of latitudes and longitudes in degrees, shape (C, 2)."""
    lat, lon = np.asarray(latlon, dtype=float).T * (np.pi / 180)
    return np.stack([cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)])


def apart_km(a: Floats, b: Floats) -> Floats:
    """Great-circle distances, km, between points of the unit sphere, shapes (3, …) that broadcast.

    From the chord, so that points close together lose no digits; every pair gives the same number in any array.
    """
    squared = np.square(a[0] - b[0]) + np.square(a[1] - b[1]) + np.square(a[2] - b[2])
    half = np.sqrt(squared, out=squared)
    half *= 0.5
    return np.multiply(asin(np.minimum(half, 1.0, out=half)), 2 * EARTH_RADIUS_KM, out=half)


class Distances:
    """Great-circle distances in km between main settlements (`latlon`, degrees, shape (C, 2)); within a commune
    0.5·√(area/π). Those of all pairs are kept where it is `small`, by default up to `SMALL` communes."""

    def __init__(self, latlon: ArrayLike, area_km2: ArrayLike, *, small: bool | None = None) -> None:
        self.points = on_sphere(latlon)
        self.within: Floats = 0.5 * np.sqrt(np.asarray(area_km2, dtype=float) / np.pi)
        self.small = len(self) <= SMALL if small is None else small

    def __len__(self) -> int:
        return len(self.within)

    @cached_property
    def matrix(self) -> Floats:
        """All of them, shape (C, C)."""
        out = self.between(np.arange(len(self))[:, None], np.arange(len(self)), looked_up=False)
        out.setflags(write=False)
        return out

    def between(self, a: Ints, b: Ints, *, looked_up: bool = True) -> Floats:
        """Distances between communes given as index arrays that broadcast, elementwise."""
        if self.small and looked_up:
            return self.matrix[a, b]
        out = apart_km(self.points[:, a], self.points[:, b])
        np.copyto(out, self.within[a], where=a == b)
        return out

    def row(self, a: int) -> Floats:
        """Distances between a commune and each, shape (C,)."""
        if self.small:
            return self.matrix[a]
        out = apart_km(self.points[:, a : a + 1], self.points)
        out[a] = self.within[a]
        return out

    def blocks(self) -> Iterator[Ints]:
        """Yield all communes in blocks of neighbours, for what is worked out for each and would not fit at once."""
        if self.small:
            yield np.arange(len(self))
            return
        x, y, z = self.points
        around = np.copysign(1 - x / np.maximum(abs(x) + abs(y), 1e-300), y)  # rises with the longitude
        order = np.lexsort((around, np.floor(asin(z) * EARTH_RADIUS_KM / 25)))  # by strips of 25 km
        yield from np.array_split(order, -(-len(self) // BLOCK))

    @cached_property
    def middles(self) -> tuple[Floats, Floats]:
        """A point among every `STEP` communes that follow each other, shape (3, blocks), and the farthest from it, km:
        by which they are passed over where they are too far away."""
        middle, spread = [], []
        for first in range(0, len(self), STEP):
            points = self.points[:, first : first + STEP]
            middle.append(points.mean(axis=1))
            spread.append(apart_km(points, middle[-1][:, None]).max())
        return np.ascontiguousarray(np.transpose(middle)), np.array(spread)


LEAF = 16  # communes of the smallest blocks, at most
FAR = 4.0  # a block is taken together beyond so many times its own radius


class _Pairs:
    """The law of ties between the communes of blocks, points (3, blocks, size), and what each block meets, points (3,
    what may be met, width). Block `a` meets what `b` says, pair by pair; `within` is of each commune, where it is among
    those it meets, or none."""

    def __init__(
        self, points: Floats, met_points: Floats, a: Ints, b: Ints, within: Floats, exponent: float, offset: float
    ) -> None:
        order = np.lexsort((b, a))
        self._blocks, self._width = points.shape[1:], met_points.shape[2]
        starts = np.searchsorted(a[order], np.arange(self._blocks[0] + 1))
        self._most = int(np.diff(starts).max())
        arrays = {
            "here": np.ascontiguousarray(points.reshape(3, -1)),
            "there": np.ascontiguousarray(met_points.reshape(3, -1)),
            "within": within,
            "starts": starts,
            "met": b[order],
            "values": np.empty(len(a) * self._blocks[1] * self._width),
            "x": np.empty(0),
            "sums": np.empty(self._blocks[0] * self._blocks[1]),
        }
        self._tables = Tables(PAIRS, arrays)
        self._each(know_pairs, exponent, offset)

    def sums(self, x: Floats) -> Floats:
        """Add up all that is met, shape (blocks · size,), of x, shape (what may be met · width,)."""
        self._tables.put("x", x)
        self._each(add_up_pairs)
        return self._tables.array("sums")

    def _each(self, work: Any, *law: float) -> None:
        number, size = self._blocks

        def some(first: int, after: int) -> None:
            room = np.empty(self._most * (self._width + 1) + 1)
            work(self._tables.handle, size, self._width, *law, first, after, room)

        side_by_side(some, number)


class Treecode:
    """Sums ``Σ_b f(d_ab) x_b`` over all communes b, for each commune a: f is the power −exponent of the distance and
    the offset, km. Points are (3, C), on the unit sphere; `within` is the distance of each commune from itself, km;
    `mass`, above 0, says where the middle of a block is."""

    def __init__(self, points: Floats, within: Floats, mass: Floats, exponent: float, offset: float) -> None:
        communes = len(within)
        self.levels = max(-(-communes // LEAF) - 1, 0).bit_length()
        self.leaves = 1 << self.levels
        self.size = -(-communes // self.leaves)
        self.added = self.leaves * self.size - communes  # to fill the blocks: communes once more, without mass
        indices = np.append(np.arange(communes), np.arange(self.added) * communes // max(self.added, 1))
        self.order = self._block_order(points[:, indices])
        self.points = points[:, indices[self.order]]
        within = within[indices[self.order]]
        self.middle, self.radius = self._blocks(np.maximum(np.pad(mass, (0, self.added))[self.order], 1e-9))
        (here, one), (there, many) = self._block_pairs()
        leaf = self.points.reshape(3, self.leaves, self.size)
        self.near = _Pairs(leaf, leaf, here, one, within, exponent, offset)
        self.far = _Pairs(leaf, self.middle[:, :, None], there, many, within[:0], exponent, offset)

    def __call__(self, x: Floats) -> Floats:
        """Return the sums, shape (C,), of x, shape (C,)."""
        each = np.pad(x, (0, self.added))[self.order].reshape(self.leaves, self.size)
        totals = [each.sum(axis=1)]
        while len(totals[0]) > 1:
            totals.insert(0, totals[0].reshape(-1, 2).sum(axis=1))
        out = np.empty(each.size)
        out[self.order] = self.near.sums(each.ravel()) + self.far.sums(np.concatenate(totals))
        return out[: len(x)]

    def _block_order(self, points: Floats) -> Ints:
        """Sort the communes by their blocks."""
        order = np.arange(points.shape[1])
        for level in range(self.levels):
            blocks = order.reshape(1 << level, -1)
            inside = points[:, blocks]
            longest = np.ptp(inside, axis=2).argmax(axis=0)
            along = np.take_along_axis(inside, longest[None, :, None], axis=0)[0]
            order = np.take_along_axis(blocks, np.argsort(along, axis=1, kind="stable"), axis=1)
        return order.ravel()

    def _blocks(self, mass: Floats) -> tuple[Floats, Floats]:
        """Return the middle of each block, shape (3, blocks), and its radius, km: the whole, its halves, and so on."""
        middle, radius = [], []
        for level in range(self.levels + 1):
            points, weights = self.points.reshape(3, 1 << level, -1), mass.reshape(1 << level, -1)
            centres = (points * weights).sum(axis=2)
            centres /= np.sqrt(np.square(centres).sum(axis=0))
            middle.append(centres)
            radius.append(apart_km(points, centres[:, :, None]).max(axis=1))
        return np.concatenate(middle, axis=1), np.concatenate(radius)

    def _block_pairs(self) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
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
