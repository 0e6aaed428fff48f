"""Where the ties, or the way to work, of a commune's residents lead: shares over all communes, row by row.

A row is worked out when it is first asked for. Of a large territory only every 64th cumulative share of it is kept and
those between are worked out again where a draw falls, in the same order of additions: a territory is not told apart by
its size. No share is left out, however small.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from models.territory.distances import Distances, Floats, Ints

STEP = 64  # kept of a large territory: every so many-th
DRAWS_AT_ONCE = 1024
BELOW_ONE = 1 - 2.0**-53


class Shares:
    """Shares over C communes for each of them, by one law or several.

    Row r is that of commune r mod C by the law r div C.

    Parameters
    ----------
    distances : Distances
    laws : callables
        Weights from distances and the index arrays of the communes of row and column, all of one shape.
    """

    def __init__(self, distances: Distances, *laws: Callable[[Floats, Ints, Ints], Floats]) -> None:
        self._distances, self._laws = distances, laws
        self._step = 1 if distances.small else STEP
        self._all = np.arange(len(distances))
        self._ends: dict[int, Floats] = {}  # 0 and the kept cumulative shares, by row
        self._total = np.zeros(len(laws) * len(distances))
        self._last = np.zeros(len(self._total), dtype=np.int64)  # that has a share, by row

    def _kept(self, row: int) -> Floats:
        """0 and the kept cumulative shares of a row, worked out if it is new."""
        if row not in self._ends:
            law, commune = divmod(row, len(self._all))
            weights = self._laws[law](self._distances.row(commune), np.array(commune), self._all)
            self._ends[row] = self._cumulative(np.array([row]), weights[None, :])[0]
        return self._ends[row]

    @cached_property
    def _table(self) -> tuple[Floats, Floats]:
        """Of a small territory: the kept of all rows, row after row, as they are and with row r raised by r."""
        weights = [law(self._distances.matrix, self._all[:, None], self._all) for law in self._laws]
        rows = np.arange(len(self._total))
        table = self._cumulative(rows, np.concatenate(weights))
        return np.append(table, 1.0), np.append(table + rows[:, None], len(rows))

    def cumulative(self) -> tuple[Floats, Ints]:
        """Of a small territory: 0 and the cumulative shares of all rows, shape (rows, C + 1), and the last commune
        that has a share, by row."""
        table, _ = self._table
        return table[:-1].reshape(len(self._total), -1).copy(), self._last.copy()

    def _cumulative(self, rows: Ints, weights: Floats) -> Floats:
        """0 and the cumulative shares that are kept, of rows of weights; notes their sums and their last with a share.

        Running sums throughout: a zero inserted anywhere leaves them as they are to the last bit.
        """
        total = np.cumsum(weights, axis=1)[:, -1:]
        shares = weights / np.where(total > 0, total, 1.0)
        self._total[rows] = total[:, 0]
        self._last[rows] = weights.shape[1] - 1 - (shares[:, ::-1] > 0).argmax(axis=1)
        return np.insert(np.cumsum(shares, axis=1)[:, self._step - 1 :: self._step], 0, 0.0, axis=1)

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
        return self._look_up(rows, u) if self._step == 1 else self._work_out(rows, u)

    def _look_up(self, rows: Ints, u: Floats) -> tuple[Ints, Floats]:
        """The same from the table."""
        table, raised = self._table
        width = len(self._all) + 1
        end = raised.searchsorted(rows[:, None] + u, "right")
        before = table.take(end - 1)
        left = (u - before) / (table.take(end) - before)
        end -= (rows * width + 1)[:, None]
        if left.min(initial=1) <= 0 or left.max(initial=0) >= 1:  # raising a row rounded, or a number is beyond its end
            return self._search([table[row * width : (row + 1) * width] for row in rows.tolist()], rows, u)
        return end, left

    def _work_out(self, rows: Ints, u: Floats) -> tuple[Ints, Floats]:
        """The same from the kept shares of a large territory."""
        return self._search([self._kept(row) for row in rows.tolist()], rows, u)

    def _search(self, ends: list[Floats], rows: Ints, u: Floats) -> tuple[Ints, Floats]:
        """The same, row by row of kept shares."""
        at, before, after = np.empty(u.shape, dtype=np.int64), np.empty(u.shape), np.empty(u.shape)
        for n, kept in enumerate(ends):
            found = kept.searchsorted(u[n], "right")
            at[n], before[n], after[n] = found - 1, kept[found - 1], kept.take(found, mode="clip")
        if self._step > 1:
            each = np.repeat(rows, u.shape[1])
            self._look_between(each, u.ravel(), at.reshape(-1), before.reshape(-1), after.reshape(-1))
        last = np.broadcast_to(self._last[rows][:, None], at.shape)
        if (beyond := at > last).any():  # what rounding leaves of a row belongs to the last commune that has a share
            at[beyond], before[beyond], after[beyond] = last[beyond], 0.0, 1.0
        return at, np.minimum((u - before) / (after - before), BELOW_ONE)

    def _look_between(self, rows: Ints, u: Floats, at: Ints, before: Floats, after: Floats) -> None:
        """From the kept shares to single communes: `at`, `before` and `after` are replaced by those of the communes."""
        for first in range(0, len(u), DRAWS_AT_ONCE):
            some = slice(first, first + DRAWS_AT_ONCE)
            columns = np.minimum(at[some, None] * STEP + np.arange(STEP), len(self._all) - 1)
            laws, communes = np.divmod(rows[some], len(self._all))
            distance = self._distances.between(communes[:, None], columns)
            shares = np.empty(columns.shape)
            for number, law in enumerate(self._laws):
                if (own := laws == number).any():
                    shares[own] = law(distance[own], communes[own, None], columns[own])
            shares /= self._total[rows[some], None]
            ends = np.cumsum(np.concatenate([before[some, None], shares], axis=1), axis=1)
            inside = np.minimum((ends[:, 1:] <= u[some, None]).sum(axis=1), STEP - 1)
            each = np.arange(len(inside))
            before[some], after[some] = ends[each, inside], ends[each, inside + 1]
            at[some] = at[some] * STEP + inside
