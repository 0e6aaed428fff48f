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

from contagion.sim.angles import cos
from contagion.sim.elementary import exp, log
from contagion.sim.errors import InputError
from contagion.sim.reading import given

type Ints = NDArray[np.integer]
type Floats = NDArray[np.float64]

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
_WEYL = 0xD1342543DE82EF95
_M1 = 0xBF58476D1CE4E5B9
_M2 = 0x94D049BB133111EB
_UNIT = 2.0**-52  # 52 bits and a half step: never 0, never 1, exact in a float
SMALLEST = _UNIT / 2  # uniform number there is

# Most arrays here are short, so what counts is the time of a NumPy call: constants as arrays of no dimension and given
# places for results take half that of plain scalars and fresh results.
_U12, _U27, _U30, _U31 = (np.array(n, dtype=np.uint64) for n in (12, 27, 30, 31))
NGOLDEN, _NWEYL, _NM1, _NM2 = (np.array(n, dtype=np.uint64) for n in (GOLDEN, _WEYL, _M1, _M2))
_add, _multiply, _shift, _xor = np.add, np.multiply, np.right_shift, np.bitwise_xor


def mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * _M1) & MASK
    x = ((x ^ (x >> 27)) * _M2) & MASK
    return x ^ (x >> 31)


def mix_array(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`mix` of every element, in place."""
    shifted = _shift(x, _U30)
    _xor(x, shifted, x)
    _multiply(x, _NM1, x)
    _shift(x, _U27, shifted)
    _xor(x, shifted, x)
    _multiply(x, _NM2, x)
    _shift(x, _U31, shifted)
    return _xor(x, shifted, x)


def _bits_array(keys: NDArray[np.uint64], entity, occasion) -> NDArray[np.uint64]:
    """The bits of arrays of entities, occasions or both; `keys` may have an axis more, for several decisions."""
    if not isinstance(entity, np.ndarray):
        entity = np.array([int(entity) & MASK], dtype=np.uint64)
    mixed = mix_array(entity.astype(np.uint64) * NGOLDEN + keys)
    if isinstance(occasion, np.ndarray):
        mixed = mixed + occasion.astype(np.uint64) * _NWEYL
    elif occasion:
        mixed = _add(mixed, np.array(int(occasion) * _WEYL & MASK, dtype=np.uint64), mixed)
    return mix_array(mixed)


def _unit(bits: NDArray[np.uint64]) -> Floats:
    """The uniform number on (0, 1) that each word of bits stands for."""
    out = _shift(bits, _U12, bits).astype(np.float64)
    _add(out, 0.5, out)
    return _multiply(out, _UNIT, out)


def chosen(cumulative, u: Floats) -> NDArray[np.int64]:
    """Index that each uniform number picks from cumulative probabilities; the last one takes what rounding leaves."""
    return np.minimum(np.asarray(cumulative).searchsorted(u, side="right"), len(cumulative) - 1)


def combine(*parts: int) -> int:
    """One 64-bit entity number for a thing named by several integers (a group: leader, ordinal). Order matters."""
    key = 0
    for part in parts:
        key = mix((key + part * GOLDEN + _WEYL) & MASK)
    return key


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


def _wide(occasion):
    """An occasion that can be multiplied without overflow."""
    return occasion.astype(np.int64) if isinstance(occasion, np.ndarray) else occasion


class Stream:
    """All draws of one decision under one seed. Entities and occasions are integers (scalars or broadcastable
    arrays)."""

    __slots__ = ("_keys", "key")

    def __init__(self, key: int) -> None:
        self.key = key
        self._keys = np.array(key, dtype=np.uint64)

    @overload
    def bits(self, entity: int, occasion: int = 0) -> int: ...
    @overload
    def bits(self, entity: Ints, occasion: int | Ints = 0) -> NDArray[np.uint64]: ...
    @overload
    def bits(self, entity: int, occasion: Ints) -> NDArray[np.uint64]: ...
    def bits(self, entity, occasion=0):
        """64 mixed bits."""
        if type(entity) is int and type(occasion) is int:  # by far the most frequent case
            return mix((mix((self.key + entity * GOLDEN) & MASK) + occasion * _WEYL) & MASK)
        if isinstance(entity, np.ndarray) or isinstance(occasion, np.ndarray):
            return _bits_array(self._keys, entity, occasion)
        return mix((mix((self.key + int(entity) * GOLDEN) & MASK) + int(occasion) * _WEYL) & MASK)

    @overload
    def uniform(self, entity: int, occasion: int = 0) -> float: ...
    @overload
    def uniform(self, entity: Ints, occasion: int | Ints = 0) -> Floats: ...
    @overload
    def uniform(self, entity: int, occasion: Ints) -> Floats: ...
    def uniform(self, entity, occasion=0):
        """Uniform on the open interval (0, 1)."""
        bits = self.bits(entity, occasion)
        return ((bits >> 12) + 0.5) * _UNIT if isinstance(bits, int) else _unit(bits)

    def exponential(self, entity, occasion=0):
        """Exponential with mean 1."""
        return -log(self.uniform(entity, occasion))

    def normal(self, entity, occasion=0):
        """Standard normal, by Box and Muller's method on occasions 2k and 2k + 1 of the uniform."""
        occasion = _wide(occasion)
        radius = np.sqrt(-2.0 * log(self.uniform(entity, 2 * occasion)))
        return radius * cos(2.0 * np.pi * self.uniform(entity, 2 * occasion + 1))

    def gamma(self, shape: int, entity, occasion=0):
        """Gamma with a whole-number `shape` and mean 1: the mean of `shape` exponentials."""
        if shape < 1:
            raise ValueError(f"the shape of a gamma variable must be a whole number above 0, got {shape}")
        first = shape * _wide(occasion)
        if isinstance(entity, np.ndarray) or isinstance(first, np.ndarray):
            if not isinstance(first, np.ndarray):
                first = np.array(first & MASK, dtype=np.uint64)
            axes = max(np.ndim(entity), first.ndim)
            parts = log(self.uniform(entity, first + np.arange(shape, dtype=first.dtype).reshape(-1, *[1] * axes)))
        else:
            parts = [log(self.uniform(entity, first + k)) for k in range(shape)]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total / -shape

    def poisson(self, mean: float, entity, occasion=0):
        """Poisson with the given mean (below 700), by inversion: a larger mean never gives a smaller number."""
        return self.choice(poisson_cumulative(mean), entity, occasion)

    def choice(self, cumulative, entity, occasion=0):
        """Index drawn with the given cumulative probabilities (non-decreasing; the last index takes what rounding
        leaves)."""
        u = self.uniform(entity, occasion)
        if isinstance(u, float):
            return min(bisect_right(cumulative, u), len(cumulative) - 1)
        return chosen(cumulative, u)

    def index(self, size, entity, occasion=0):
        """Whole number uniform on 0 … size − 1 (`size` below 2**52, a scalar or an array)."""
        u = self.uniform(entity, occasion)
        return (
            int(u * size) if isinstance(u, float) and not isinstance(size, np.ndarray) else (u * size).astype(np.int64)
        )

    def order(self, entities: list[int], occasion: int = 0) -> list[int]:
        """The entities in random order; each keeps its own place-giving draw, so another one more disturbs none."""
        return sorted(entities, key=lambda entity: (self.bits(entity, occasion), entity))


class Streams:
    """Several decisions about the same entities and occasions, drawn at once: a row of numbers for each."""

    __slots__ = ("_keys",)

    def __init__(self, streams: Iterable[Stream]) -> None:
        self._keys = np.array([stream.key for stream in streams], dtype=np.uint64)

    def uniform(self, entity: Ints, occasion: int | Ints = 0) -> Floats:
        """Uniform on the open interval (0, 1); an axis more than the entities have, the first, for the decisions."""
        return _unit(_bits_array(self._keys.reshape(-1, *[1] * entity.ndim), entity, occasion))


def whole_seed(seed: object) -> int:
    """A seed: a whole number, Python's or NumPy's.

    Raises
    ------
    InputError
    """
    if not isinstance(seed, Integral) or isinstance(seed, bool):
        raise InputError("seed {seed}: must be a whole number", seed=given(seed))
    return int(seed)


class Draws:
    """The chance of one run: a stream for each decision, named in words."""

    def __init__(self, seed: int) -> None:
        self.seed = whole_seed(seed)
        self._seed = str(self.seed).encode()
        self._streams: dict[str, Stream] = {}

    def key(self, decision: str) -> int:
        """The key of a decision's stream."""
        return int.from_bytes(blake2b(decision.encode(), digest_size=8, key=self._seed).digest(), "little")

    def stream(self, decision: str) -> Stream:
        if decision not in self._streams:
            self._streams[decision] = Stream(self.key(decision))
        return self._streams[decision]

    def streams(self, *decisions: str) -> Streams:
        """Several at once."""
        return Streams(self.stream(decision) for decision in decisions)
