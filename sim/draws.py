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

import math
from bisect import bisect_right
from functools import lru_cache
from hashlib import blake2b
from typing import overload

import numpy as np
from numpy.typing import NDArray

type Ints = NDArray[np.integer]
type Floats = NDArray[np.float64]

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_WEYL = 0xD1342543DE82EF95
_M1 = 0xBF58476D1CE4E5B9
_M2 = 0x94D049BB133111EB
_UNIT = 2.0**-52  # 52 bits and a half step: never 0, never 1, exact in a float

_U12, _U27, _U30, _U31 = (np.uint64(n) for n in (12, 27, 30, 31))
_NGOLDEN, _NWEYL, _NM1, _NM2 = (np.uint64(n) for n in (_GOLDEN, _WEYL, _M1, _M2))


def _mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * _M1) & _MASK
    x = ((x ^ (x >> 27)) * _M2) & _MASK
    return x ^ (x >> 31)


def _mix_array(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`_mix` of every element, in place."""
    x ^= x >> _U30
    x *= _NM1
    x ^= x >> _U27
    x *= _NM2
    x ^= x >> _U31
    return x


def combine(*parts: int) -> int:
    """One 64-bit entity number for a thing named by several integers (a group: leader, ordinal). Order matters."""
    key = 0
    for part in parts:
        key = _mix((key + part * _GOLDEN + _WEYL) & _MASK)
    return key


@lru_cache(maxsize=4096)
def poisson_cumulative(mean: float) -> tuple[float, ...]:
    """P(N <= n) for n = 0, 1, … of a Poisson variable, up to where it differs from 1 by less than 1e-15."""
    if not 0 <= mean < 700:
        raise ValueError(f"a Poisson mean must lie in [0, 700), got {mean}")
    term = total = math.exp(-mean)
    out, n = [total], 0
    while 1.0 - total > 1e-15 and (n < mean or term > 1e-18):
        n += 1
        term *= mean / n
        total += term
        out.append(total)
    return tuple(out)


def _wide(occasion):
    """An occasion that can be multiplied without overflow."""
    return occasion.astype(np.int64) if isinstance(occasion, np.ndarray) else occasion


class Stream:
    """All draws of one decision under one seed. Entities and occasions are integers (scalars or broadcastable
    arrays)."""

    __slots__ = ("key",)

    def __init__(self, key: int) -> None:
        self.key = key

    @overload
    def bits(self, entity: int, occasion: int = 0) -> int: ...
    @overload
    def bits(self, entity: Ints, occasion: int | Ints = 0) -> NDArray[np.uint64]: ...
    @overload
    def bits(self, entity: int, occasion: Ints) -> NDArray[np.uint64]: ...
    def bits(self, entity, occasion=0):
        """64 mixed bits."""
        if isinstance(entity, np.ndarray):
            first = entity.astype(np.uint64)
            first *= _NGOLDEN
            first += np.uint64(self.key)
            first = _mix_array(first)
        else:
            mixed = _mix((self.key + int(entity) * _GOLDEN) & _MASK)
            if not isinstance(occasion, np.ndarray):
                return _mix((mixed + int(occasion) * _WEYL) & _MASK)
            first = np.uint64(mixed)
        if isinstance(occasion, np.ndarray):
            step = occasion.astype(np.uint64) * _NWEYL
        else:
            step = np.uint64((int(occasion) * _WEYL) & _MASK)
        return _mix_array(np.asarray(first + step))

    @overload
    def uniform(self, entity: int, occasion: int = 0) -> float: ...
    @overload
    def uniform(self, entity: Ints, occasion: int | Ints = 0) -> Floats: ...
    @overload
    def uniform(self, entity: int, occasion: Ints) -> Floats: ...
    def uniform(self, entity, occasion=0):
        """Uniform on the open interval (0, 1)."""
        bits = self.bits(entity, occasion)
        if isinstance(bits, int):
            return ((bits >> 12) + 0.5) * _UNIT
        bits >>= _U12
        out = bits.astype(np.float64)
        out += 0.5
        out *= _UNIT
        return out

    def exponential(self, entity, occasion=0):
        """Exponential with mean 1."""
        return -np.log(self.uniform(entity, occasion))

    def normal(self, entity, occasion=0):
        """Standard normal, by Box and Muller's method on occasions 2k and 2k + 1 of the uniform."""
        occasion = _wide(occasion)
        radius = np.sqrt(-2.0 * np.log(self.uniform(entity, 2 * occasion)))
        return radius * np.cos(2.0 * np.pi * self.uniform(entity, 2 * occasion + 1))

    def gamma(self, shape: int, entity, occasion=0):
        """Gamma with a whole-number `shape` and mean 1: the mean of `shape` exponentials."""
        if shape < 1:
            raise ValueError(f"the shape of a gamma variable must be a whole number above 0, got {shape}")
        occasion = _wide(occasion)
        total = np.log(self.uniform(entity, shape * occasion))
        for k in range(1, shape):
            total = total + np.log(self.uniform(entity, shape * occasion + k))
        return total / -shape

    def poisson(self, mean: float, entity, occasion=0):
        """Poisson with the given mean (below 700), by inversion: a larger mean never gives a smaller number."""
        return self.choice(poisson_cumulative(mean), entity, occasion)

    def choice(self, cumulative, entity, occasion=0):
        """Index drawn with the given cumulative probabilities (non-decreasing; the last index takes what rounding
        leaves)."""
        u = self.uniform(entity, occasion)
        last = len(cumulative) - 1
        if isinstance(u, float):
            return min(bisect_right(cumulative, u), last)
        return np.minimum(np.searchsorted(np.asarray(cumulative), u, side="right"), last)

    def index(self, size, entity, occasion=0):
        """Whole number uniform on 0 … size − 1 (`size` below 2**52, a scalar or an array)."""
        u = self.uniform(entity, occasion)
        return (
            int(u * size) if isinstance(u, float) and not isinstance(size, np.ndarray) else (u * size).astype(np.int64)
        )

    def order(self, entities: list[int], occasion: int = 0) -> list[int]:
        """The entities in random order; each keeps its own place-giving draw, so another one more disturbs none."""
        return sorted(entities, key=lambda entity: (self.bits(entity, occasion), entity))


class Draws:
    """The chance of one run: a stream for each decision, named in words."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._streams: dict[str, Stream] = {}

    def stream(self, decision: str) -> Stream:
        if decision not in self._streams:
            digest = blake2b(decision.encode(), digest_size=8, key=str(self.seed).encode()).digest()
            self._streams[decision] = Stream(int.from_bytes(digest, "little"))
        return self._streams[decision]


class Permutation:
    """A keyed one-to-one map of 0 … size − 1 onto itself, evaluated anywhere, both ways, without being stored.

    An alternating Feistel network on a grid of height × width ≥ size cells, walked until it lands inside (Black &
    Rogaway 2002, doi 10.1007/3-540-45760-7_9). `entity` and `size` (at most 2**52) may be arrays: a family of maps, one
    for each element it is called with; `of` picks from a family.
    """

    ROUNDS = 6

    def __init__(self, stream: Stream, entity: int | Ints, size: int | Ints) -> None:
        if isinstance(entity, np.ndarray) or isinstance(size, np.ndarray):
            entity, size = np.broadcast_arrays(entity, size)
            self.height = np.ceil(np.sqrt(size.astype(np.float64))).astype(np.int64).clip(1)
            self.width = (-(-size // self.height)).clip(1)
        else:
            self.height = math.isqrt(max(size - 1, 0)) + 1
            self.width = max(-(-size // self.height), 1)
        self.size = size
        self._keys = [stream.bits(entity, r) for r in range(self.ROUNDS)]
        self._single: dict[int, Permutation] = {}

    def of(self, which: int | Ints) -> Permutation:
        """The map of one member of a family, or, for an array of numbers, those of several."""
        if not isinstance(which, np.ndarray):
            if which not in self._single:
                self._single[which] = self._picked(lambda values: int(values[which]))
            return self._single[which]
        return self._picked(lambda values: values[which])

    def _picked(self, pick) -> Permutation:
        other = object.__new__(Permutation)
        other.size, other.height, other.width = pick(self.size), pick(self.height), pick(self.width)
        other._keys, other._single = [pick(keys) for keys in self._keys], {}
        return other

    def __call__(self, x):
        """Image of x (integer or array)."""
        return self._walk(x, forward=True)

    def inverse(self, y):
        """The x whose image is y (integer or array)."""
        return self._walk(y, forward=False)

    def _walk(self, x, forward: bool):
        if not isinstance(x, np.ndarray):
            if not 0 <= x < self.size:
                raise IndexError(f"{x} is not in 0 … {self.size - 1}")
            x = self._once(x, forward)
            while x >= self.size:
                x = self._once(x, forward)
            return x
        if ((x < 0) | (x >= self.size)).any():
            raise IndexError("an element is not in 0 … size − 1")
        out = self._once(x.astype(np.int64), forward)
        outside = np.flatnonzero(out >= self.size)
        if len(outside):
            rest = self.of(outside) if isinstance(self.size, np.ndarray) else self
            out[outside] = rest._walk_on(out[outside], forward)
        return out

    def _walk_on(self, x: Ints, forward: bool) -> Ints:
        while (outside := x >= self.size).any():
            x = np.where(outside, self._once(x, forward), x)
        return x

    def _once(self, x, forward: bool):
        left, right, sign = x // self.width, x % self.width, 1 if forward else -1
        for r in range(self.ROUNDS) if forward else reversed(range(self.ROUNDS)):
            if r % 2:
                right = (right + sign * self._step(r, left, self.width)) % self.width
            else:
                left = (left + sign * self._step(r, right, self.height)) % self.height
        return left * self.width + right

    def _step(self, r: int, half, size):
        key = self._keys[r]
        if not isinstance(half, np.ndarray):
            return _mix((key + half * _GOLDEN) & _MASK) % size
        bits = _mix_array(half.astype(np.uint64) * _NGOLDEN + np.asarray(key, dtype=np.uint64))
        return (bits % np.asarray(size, dtype=np.uint64)).astype(np.int64)
