"""How many people go from each commune to each other one, of which only those above zero are kept."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

type Ints = NDArray[np.int64]


class Flows:
    """Whole numbers by (commune of residence, commune of destination), read by row and by column.

    Attributes
    ----------
    home, there, count : arrays, shape (flows,)
        Sorted by home and then by destination.
    leaving, arriving : arrays, shape (C,)
        Sums by home and by destination.
    first_place : array, shape (flows,)
        How many leave the same home for destinations before this one.
    first_seat : array, shape (flows,)
        How many arrive at the same destination from homes before this one.
    rows, columns : array, shape (C + 1,)
        Where the flows of a home begin; where those to a destination begin, in the order `by_there`.
    by_there : array, shape (flows,)
        The flows by destination and then by home.
    """

    def __init__(self, communes: int, home: Ints, there: Ints, count: Ints) -> None:
        kept = count > 0
        home, there, count = home[kept], there[kept], count[kept]
        order = _order(home * communes + there, communes * communes)
        self.home, self.there, self.count = home[order], there[order], count[order]
        self.leaving = self._sums(self.home, communes)
        self.arriving = self._sums(self.there, communes)
        self.rows = np.concatenate([[0], np.cumsum(np.bincount(self.home, minlength=communes))])
        self.columns = np.concatenate([[0], np.cumsum(np.bincount(self.there, minlength=communes))])
        self.by_there = _order(self.there, communes)
        self.first_place = self._before(self.count, self.home, self.leaving)
        self.first_seat = np.empty_like(self.count)
        self.first_seat[self.by_there] = self._before(
            self.count[self.by_there], self.there[self.by_there], self.arriving
        )

    @classmethod
    def of(cls, communes: int, parts: Iterable[tuple[Ints, Ints, Ints]]) -> Flows:
        """From blocks: destinations, shape (W,), homes, shape (H,), and people, shape (W, H)."""
        homes, theres, counts = ([np.zeros(0, np.int64)] for _ in range(3))
        for block, near, people in parts:
            w, h = np.divmod(np.flatnonzero(people > 0), len(near))
            homes.append(near[h])
            theres.append(block[w])
            counts.append(people[w, h])
        return cls(communes, *(np.concatenate(part) for part in (homes, theres, counts)))

    def _sums(self, by: Ints, communes: int) -> Ints:
        return np.bincount(by, self.count, minlength=communes).astype(np.int64)

    @staticmethod
    def _before(count: Ints, by: Ints, sums: Ints) -> Ints:
        """Sum of those before in the same row, of counts sorted by row."""
        return np.cumsum(count) - count - (np.cumsum(sums) - sums)[by]

    def at_most(self, people: Ints) -> Flows:
        """Cut down where more would leave than there are people; `people` of shape (C,)."""
        if (self.leaving <= people).all():
            return self
        cut = np.minimum(1.0, people / np.maximum(self.leaving, 1))
        return Flows(len(people), self.home, self.there, (self.count * cut[self.home]).astype(np.int64))


def _order(numbers: Ints, below: int) -> Ints:
    """The order of numbers from 0 on; equal ones stay as they stand."""
    return np.argsort(numbers.astype(np.min_scalar_type(below)), kind="stable")  # small ones are sorted much faster
