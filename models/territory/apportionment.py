"""Out of proportions: shares row by row, whole numbers by largest remainder, council seats by the legal scale."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Article L2121-2 of the Code général des collectivités territoriales: from this population on, that many councillors.
_SEATS_FROM = (0, 100, 500, 1500, 2500, 3500, 5000, 10_000, 20_000, 30_000, 40_000, 50_000)
_SEATS_FROM += (60_000, 80_000, 100_000, 150_000, 200_000, 250_000, 300_000)
_SEATS = np.array([7, 11, 15, 19, 23, 27, 29, 33, 35, 39, 43, 45, 49, 53, 55, 59, 61, 65, 69])


def largest_remainder(total: ArrayLike, weights: ArrayLike) -> NDArray[np.int64]:
    """Share out whole units in proportion to weights, with an exact sum (Hamilton's method).

    Parameters
    ----------
    total : int or array of int, shape (...)
        Units to share out, one number for each row of weights.
    weights : array, shape (..., K)
        Weights, 0 or more; a row that adds up to 0 can only share out 0 units.

    Returns
    -------
    array of int, shape (..., K)
        Each entry is its exact quota rounded down or up; the largest remainders are rounded up, ties from the first.
    """
    weights = np.asarray(weights, dtype=float)
    total = np.asarray(total, dtype=np.int64)
    if not weights.shape[-1]:
        return np.zeros(weights.shape, dtype=np.int64)
    sums = np.cumsum(weights, axis=-1)[..., -1:]  # a running sum: a zero weight anywhere leaves every bit as it is
    parts, total = weights / np.where(sums > 0, sums, 1.0), total[..., None]
    if ((total > 0) & (sums <= 0)).any():
        raise ValueError("units to share out, and every weight is 0")
    quota = total * parts
    shares = np.floor(quota).astype(np.int64)
    left = total - shares.sum(axis=-1, keepdims=True)
    remainders = quota - shares
    place = np.clip(parts.shape[-1] - left, 0, parts.shape[-1] - 1)
    least = np.take_along_axis(np.sort(remainders, axis=-1), place, axis=-1)  # that is rounded up, of equals the first
    above, equal = remainders > least, remainders == least
    left -= above.sum(axis=-1, keepdims=True)
    return shares + above + (equal & (np.cumsum(equal, axis=-1) <= left))


def shares_by_row(weights: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Every row divided by its sum; a row of zeros stays at home (only the column of its own number in `rows` is 1)."""
    # A running sum: a zero inserted anywhere leaves it as it is to the last bit, which pairwise summation would not.
    total = np.cumsum(weights, axis=1)[:, -1:]
    at_home = rows[:, None] == np.arange(weights.shape[1])
    return np.where(total > 0, weights / np.where(total > 0, total, 1.0), at_home)


def council_seats(population: ArrayLike) -> NDArray[np.int64]:
    """Seats of the municipal council by the legal scale in force since 2014 (not for Paris, Lyon, Marseille)."""
    return _SEATS[np.searchsorted(_SEATS_FROM, np.asarray(population), side="right") - 1]
