"""Keyed random numbers: every draw is a pure function of (seed, decision, entity, occasion).

There is no stream to run out of step. Two runs that share a seed share every draw that both make, whatever else differs
between them, and the order of evaluation, the number of processes and the existence of other entities change nothing.

``Draws(seed)`` hands out one `Stream` per decision, named in words: ``Draws(1).stream("drop-out")``. A stream turns an
entity and an occasion (two integers, or arrays of them) into a number; scalars and arrays give the same numbers.

The mixing function is the 64-bit finaliser of SplitMix64 (Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195,
constants of its "mix13" variant), applied once to the entity and once more to the occasion; the stream's own key is a
BLAKE2b digest of seed and decision, so neighbouring seeds are unrelated.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from numbers import Integral
from typing import overload

import numpy as np
from numpy.typing import NDArray

from contagion.sim.elementary import cos, exp, log
from contagion.sim.errors import InputError
from contagion.sim.reading import given

type Ints = NDArray[np.integer]
type Floats = NDArray[np.float64]

MASK = (1 << 64) - 1
GOLDEN, WEYL = 0x9E3779B97F4A7C15, 0xD1342543DE82EF95
_M1, _M2 = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
UNIT = 2.0**-52  # 52 bits and a half step: never 0, never 1, exact in a float


# One text each for a number, an array of numbers and compiled code (`keyed.py`).


def mix(x):
    """Mix the bits of x by the finaliser of SplitMix64."""
    x = (x ^ (x >> 30)) * _M1 & MASK
    x = (x ^ (x >> 27)) * _M2 & MASK
    return x ^ (x >> 31)


def unit(bits):
    """Turn a word of bits into the uniform number on (0, 1) that it stands for."""
    return ((bits >> 12) + 0.5) * UNIT


def _word(x):
    """Return whole numbers as words of 64 bits."""
    return x.astype(np.uint64) if isinstance(x, np.ndarray) else int(x) & MASK


@lru_cache(maxsize=4096)
def poisson_cumulative(mean: float) -> tuple[float, ...]:
    """P(N <= n) for n = 0, 1, … of a Poisson variable, up to where it differs from 1 by less than 1e-15."""
    if not 0 <= mean < 700:
        raise ValueError(f"a Poisson mean must lie in [0, 700), got {mean}")
    term = total = exp(-mean)
    out, n = [total], 0
    while 1.0 - total > 1e-15 and (n < mean or term > 1e-18):
        n += 1
        term *= mean / n
        total += term
        out.append(total)
    return tuple(out)


class Stream:
    """All draws of one decision under one seed. Entities and occasions are integers (scalars or broadcastable
    arrays)."""

    __slots__ = ("key",)

    def __init__(self, key: int) -> None:
        self.key = key

    @overload
    def bits(self, entity: int, occasion: int = ...) -> int: ...
    @overload
    def bits(self, entity: Ints, occasion: int | Ints = ...) -> NDArray[np.uint64]: ...
    @overload
    def bits(self, entity: int, occasion: Ints) -> NDArray[np.uint64]: ...
    def bits(self, entity, occasion=0):
        """64 mixed bits."""
        mixed = mix(self.key + _word(entity) * GOLDEN & MASK)
        return mix(mixed + (_word(occasion) * WEYL & MASK) & MASK)

    @overload
    def uniform(self, entity: int, occasion: int = ...) -> float: ...
    @overload
    def uniform(self, entity: Ints, occasion: int | Ints = ...) -> Floats: ...
    @overload
    def uniform(self, entity: int, occasion: Ints) -> Floats: ...
    def uniform(self, entity, occasion=0):
        """Uniform on the open interval (0, 1)."""
        return unit(self.bits(entity, occasion))

    def exponential(self, entity, occasion=0):
        """Exponential with mean 1."""
        return -log(self.uniform(entity, occasion))

    def normal(self, entity, occasion=0):
        """Draw from a standard normal by Box and Muller's method, on occasions 2k and 2k + 1 of the uniform."""
        first = 2 * _word(occasion)
        radius = np.sqrt(-2.0 * log(self.uniform(entity, first)))
        return radius * cos(2.0 * np.pi * self.uniform(entity, first + 1))

    def poisson(self, mean: float, entity, occasion=0):
        """Poisson with the given mean (below 700), by inversion: a larger mean never gives a smaller number."""
        return self.choice(poisson_cumulative(mean), entity, occasion)

    def choice(self, cumulative, entity, occasion=0):
        """Index drawn with the given cumulative probabilities (non-decreasing; the last index takes what rounding
        leaves)."""
        u = self.uniform(entity, occasion)
        if isinstance(u, float):
            return min(bisect_right(cumulative, u), len(cumulative) - 1)
        return np.minimum(np.searchsorted(cumulative, u, side="right"), len(cumulative) - 1)

    def index(self, size, entity, occasion=0):
        """Draw a whole number uniform on 0 … size − 1 (`size` below 2**52, a scalar or an array)."""
        drawn = self.uniform(entity, occasion) * size
        return int(drawn) if isinstance(drawn, float) else drawn.astype(np.int64)


def whole_seed(seed: object) -> int:
    """Return a seed as a whole number of Python. Raises InputError where it is no whole number of Python or NumPy."""
    if not isinstance(seed, Integral) or isinstance(seed, bool):
        raise InputError(f"seed {given(seed)}: must be a whole number")
    return int(seed)


class Draws:
    """The chance of one run: a stream for each decision, named in words."""

    def __init__(self, seed: int) -> None:
        self.seed = whole_seed(seed)
        self._streams: dict[str, Stream] = {}

    def key(self, decision: str) -> int:
        """Return the key of a decision's stream."""
        return int(self.keys([decision])[0])

    def keys(self, decisions: Iterable[str]) -> NDArray[np.uint64]:
        """Return the keys of some decisions' streams."""
        own = str(self.seed).encode()
        digests = [blake2b(decision.encode(), digest_size=8, key=own).digest() for decision in decisions]
        return np.frombuffer(b"".join(digests), "<u8").copy()

    def stream(self, decision: str) -> Stream:
        if decision not in self._streams:
            self._streams[decision] = Stream(self.key(decision))
        return self._streams[decision]
