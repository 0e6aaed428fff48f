"""Distances between the communes of a territory of any size: no table of all pairs, unless it is small.

Every pair has the same distance, to the last bit, however it is asked for.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.models.territory.compiled.pairs import EARTH_RADIUS_KM, STEP
from contagion.sim.angles import asin, cos, sin

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
    """Great-circle distances in km between main settlements; within a commune 0.5·√(area/π).

    Parameters
    ----------
    latlon : array, shape (C, 2)
        Degrees.
    area_km2 : array, shape (C,)
    small : bool, optional
        Keep the distances of all pairs; by default up to `SMALL` communes.
    """

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
        """All communes in blocks of neighbours, for what is worked out for each and would not fit at once."""
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
