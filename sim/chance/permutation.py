"""One-to-one maps drawn by key: who sits where, without a list (see `sim.chance.draws`)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from contagion.sim.chance.draws import GOLDEN, MASK, NGOLDEN, Ints, Stream, mix, mix_array


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
            self._keys = stream.bits(entity, np.arange(self.ROUNDS)[:, None])
        else:
            self.height = math.isqrt(max(size - 1, 0)) + 1
            self.width = max(-(-size // self.height), 1)
            self._keys = [stream.bits(entity, r) for r in range(self.ROUNDS)]
        self.size = size
        self._single: dict[int, Permutation] = {}

    def of(self, which: int | Ints) -> Permutation:
        """The map of one member of a family, or, for an array of numbers, those of several."""
        if not isinstance(which, np.ndarray):
            if which not in self._single:
                self._single[which] = self._picked(lambda values: values[..., which].tolist())
            return self._single[which]
        return self._picked(lambda values: values[..., which])

    def _picked(self, pick) -> Permutation:
        other = object.__new__(Permutation)
        other.size, other.height, other.width = pick(self.size), pick(self.height), pick(self.width)
        other._keys, other._single = pick(self._keys), {}
        return other

    def __call__(self, x):
        """Image of x (integer or array)."""
        return self._walk(x, forward=True)

    def inverse(self, y):
        """The x whose image is y (integer or array)."""
        return self._walk(y, forward=False)

    def _walk(self, x, forward: bool):
        if isinstance(x, np.ndarray):
            return self._walk_each(x, forward)
        if not 0 <= x < self.size:
            raise IndexError(f"{x} is not in 0 … {self.size - 1}")
        x = self._once(x, forward)
        while x >= self.size:
            x = self._once(x, forward)
        return x

    def _walk_each(self, x: Ints, forward: bool) -> NDArray[np.int64]:
        if ((x < 0) | (x >= self.size)).any():
            raise IndexError("an element is not in 0 … size − 1")
        out = self._once_each(x, forward)
        for n in np.flatnonzero(out >= self.size).tolist():  # a few in a hundred
            single = self.of(n) if isinstance(self.size, np.ndarray) else self
            place = int(out[n])
            while place >= single.size:
                place = single._once(place, forward)
            out[n] = place
        return out

    def _once(self, x: int, forward: bool):
        left, right = divmod(x, self.width)
        sign = 1 if forward else -1
        for r in range(self.ROUNDS) if forward else reversed(range(self.ROUNDS)):
            half = left if r % 2 else right
            step = sign * mix((self._keys[r] + half * GOLDEN) & MASK)
            if r % 2:
                right = (right + step % self.width) % self.width
            else:
                left = (left + step % self.height) % self.height
        return left * self.width + right

    def _once_each(self, x: Ints, forward: bool) -> NDArray[np.int64]:
        """`_once` of every element; unsigned throughout, so a step back is one of `size` less the step forward."""
        keys, height, width = (np.asarray(values, dtype=np.uint64) for values in (self._keys, self.height, self.width))
        left, right = np.divmod(x.astype(np.uint64), width)
        for r in range(self.ROUNDS) if forward else reversed(range(self.ROUNDS)):
            half, other, size = (left, right, width) if r % 2 else (right, left, height)
            step = mix_array(half * NGOLDEN + keys[r, ...]) % size
            moved = (other + step if forward else other + (size - step)) % size
            left, right = (left, moved) if r % 2 else (moved, right)
        return (left * width + right).astype(np.int64)
