"""Where the ties, or the way to work, of a commune's residents lead: cumulative shares over all communes, row by row.

Compiled code adds up those of a large territory where a draw falls (`models.world.compiled.places`).
"""

import numpy as np

from contagion.models.territory.distances import Floats, Ints


def cumulative_shares(weights: Floats) -> tuple[Floats, Ints]:
    """0 and the cumulative shares of rows of weights, shape (rows, C + 1), and the last commune that has a share, by
    row. No share is left out, however small.

    Running sums throughout: a zero inserted anywhere leaves them as they are to the last bit.
    """
    total = np.cumsum(weights, axis=1)[:, -1:]
    return cumulated(weights / np.where(total > 0, total, 1.0))


def cumulated(shares: Floats) -> tuple[Floats, Ints]:
    """The same of what are shares."""
    last = shares.shape[1] - 1 - (shares[:, ::-1] > 0).argmax(axis=1)
    return np.insert(np.cumsum(shares, axis=1), 0, 0.0, axis=1), last
