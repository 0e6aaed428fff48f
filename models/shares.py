"""Where the ties, or the way to work, of a commune's residents lead: shares over all communes, row by row.

A row is worked out when it is first asked for. Of a large territory only every 64th cumulative share of it is kept and
those between are worked out again where a draw falls, in the same order of additions: a territory is not told apart by
its size. No share is left out, however small.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.distances import Distances, Floats, Ints

STEP = 64  # kept of a large territory: every so many-th
DRAWS_AT_ONCE = 1024
BELOW_ONE = 1 - 2.0**-53


class Shares:
    """Shares over C communes for each of them.

    Parameters
    ----------
    distances : Distances
    law : callable
        Weights from distances and the index arrays of rows and columns, all of one shape.
    """

    def __init__(self, distances: Distances, law: Callable[[Floats, Ints, Ints], Floats]) -> None:
        self._distances, self._law = distances, law
        self._step = 1 if distances.small else STEP
        self._all = np.arange(len(distances))
        self._ends: dict[int, Floats] = {}  # 0 and the kept cumulative shares, by row
        self._total = np.zeros(len(distances))
        self._last = np.zeros(len(distances), dtype=np.int64)  # that has a share, by row

    def row(self, row: int) -> Floats:
        """Shares of a row, shape (C,); all 0 if it is empty."""
        weights = self._law(self._distances.row(row), np.array(row), self._all)
        total = np.cumsum(weights)[-1]  # a running sum: a zero inserted anywhere leaves it as it is to the last bit
        return weights / total if total > 0 else np.zeros(len(weights))

    def _kept(self, row: int) -> Floats:
        if row not in self._ends:
            weights = self._law(self._distances.row(row), np.array(row), self._all)
            total = self._total[row] = np.cumsum(weights)[-1]
            if total > 0:
                weights /= total
                self._last[row] = np.flatnonzero(weights)[-1]
            kept = np.cumsum(weights)[self._step - 1 :: self._step]
            self._ends[row] = np.concatenate([[0.0], kept])
        return self._ends[row]

    def empty(self, rows: Ints) -> NDArray[np.bool_]:
        """Which rows have no share at all."""
        for row in rows.tolist():
            if row not in self._ends:
                self._kept(row)
        return self._total[rows] <= 0

    def pick(self, rows: Ints, u: Floats) -> tuple[Ints, Floats]:
        """The communes that uniform numbers pick, and what is left of each number, uniform again within its share.

        Parameters
        ----------
        rows : array, shape (n,)
            None of them empty.
        u : array, shape (n, k)

        Returns
        -------
        communes, left : arrays, shape (n, k)
        """
        at = np.empty(u.shape, dtype=np.int64)
        before, after = np.empty(u.shape), np.empty(u.shape)
        for n, row in enumerate(rows.tolist()):
            ends = self._ends.get(row)
            if ends is None:
                ends = self._kept(row)
            found = ends.searchsorted(u[n], "right")
            at[n], before[n] = found, ends[found - 1]
            if self._step == 1:
                after[n] = ends[np.minimum(found, len(ends) - 1)]
        at -= 1
        if self._step > 1:
            each = np.repeat(rows, u.shape[1])
            self._look_between(each, u.ravel(), at.reshape(-1), before.reshape(-1), after.reshape(-1))
        last = self._last[rows][:, None]
        if (beyond := at > last).any():  # what rounding leaves of a row belongs to the last that has a share
            at, before[beyond], after[beyond] = np.minimum(at, last), 0.0, 1.0
        return at, np.minimum((u - before) / (after - before), BELOW_ONE)

    def _look_between(self, rows: Ints, u: Floats, at: Ints, before: Floats, after: Floats) -> None:
        """From the kept shares to single communes: `at`, `before` and `after` are replaced by those of the communes."""
        for first in range(0, len(u), DRAWS_AT_ONCE):
            some = slice(first, first + DRAWS_AT_ONCE)
            row = rows[some, None]
            columns = np.minimum(at[some, None] * STEP + np.arange(STEP), len(self._all) - 1)
            shares = self._law(self._distances.between(row, columns), row, columns) / self._total[row]
            ends = np.cumsum(np.concatenate([before[some, None], shares], axis=1), axis=1)
            inside = np.minimum((ends[:, 1:] <= u[some, None]).sum(axis=1), STEP - 1)
            each = np.arange(len(inside))
            before[some], after[some] = ends[each, inside], ends[each, inside + 1]
            at[some] = at[some] * STEP + inside
