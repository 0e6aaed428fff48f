"""How far a figure spreads over worlds, and what its spread comes of: luck, parameters, structure.

A world is a set of values of what is not known, with a seed. Each set has several seeds, so what differs within a set
is luck. What differs between sets is of two kinds: which of the rival accounts of how things work is right (structure),
and the values of numbers within it (parameters).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from sim.draws import Floats
from sim.statistics.compare import Precision, by_set

if TYPE_CHECKING:
    import pandas as pd

ENDS = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
FEW = 20  # values, of fewer than which the outermost of these say nothing: they lie between two of them
PARTS = ("luck", "parameters", "structure")
BLOCKS = 20  # of sets, each left out once for the standard errors
FEWEST = 12  # sets of which parts are told


def ends_of(number: int) -> Mapping[str, float]:
    """`ENDS` of so many values; of fewer than `FEW` the lowest and the highest stand for the outermost."""
    return ENDS if number >= FEW else ENDS | {"p5": 0.0, "p95": 1.0}


def spread(values: ArrayLike, above: float = 0.0, ends: Mapping[str, float] = ENDS) -> dict[str, float]:
    """Where the values in all worlds lie: `ends`, and `above`, the share of worlds with more than that."""
    made = np.asarray(values, float)
    made = made[np.isfinite(made)]
    if not len(made):
        return dict.fromkeys([*ends, "above"], float("nan"))
    found = np.quantile(made, list(ends.values())).tolist()
    return dict(zip(ends, found, strict=True)) | {"above": float((made > above).mean())}


def quantiles_of(values: ArrayLike, shares: Sequence[float]) -> list[float]:
    """Quantiles of values of which some may be without end: then one of the values, as nothing lies halfway to inf."""
    made = np.asarray(values, float)
    return np.quantile(made, shares, method="linear" if np.isfinite(made).all() else "inverted_cdf").tolist()


def interval_of_mean(values: ArrayLike, sets: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """The interval of the mean over worlds, of which those of one set are not independent (Student's t of the sets'
    means); NaN of a single set, or of none.

    Parameters
    ----------
    values : array (worlds, ...)
    sets : array (worlds,)
        The set of each.

    Returns
    -------
    tuple of low, high, each an array (...)
    """
    made = by_set(values, sets)
    number = len(made)
    if number < 2:
        return np.full(made.shape[1:], np.nan), np.full(made.shape[1:], np.nan)
    mean = made.mean(axis=0)
    half = Precision(confidence=confidence).quantile(number - 1) * made.std(axis=0, ddof=1) / number**0.5
    return mean - half, mean + half


def interval_of_share(share: float, number: float, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of a share of so many independent ones (Wilson's score): of none and of all as well."""
    square = Precision(confidence=confidence).quantile(inf) ** 2
    middle = (number * share + square / 2) / (number + square)
    half = sqrt(square * (number * share * (1 - share) + square / 4)) / (number + square)
    return middle - half if share > 0 else 0.0, middle + half if share < 1 else 1.0


def count_as(table: pd.DataFrame) -> float:
    """As how many independent rows those of a table count, of which some are there several times."""
    return kish(table.value_counts(dropna=False).to_numpy(float))


def kish(times: Floats) -> float:
    """As how many independent ones those count of which each is there so many times, or has such a weight."""
    return float(times.sum() ** 2 / (times**2).sum())


def parts_of_spread(values: ArrayLike, structure: ArrayLike, same: ArrayLike | None = None) -> dict[str, float]:
    """The shares of the variance of a figure over worlds that come of luck, parameters and structure.

    Within sets the variance is that of luck. Of the variance of the means of sets, what luck leaves in them is taken
    away; structure is the part of it that a linear regression on the columns of structure explains, adjusted for their
    number; parameters are the rest. Standard errors are jackknifed over blocks of sets, those that are the same in one.

    Parameters
    ----------
    values : array (sets, seeds), at least two seeds
        Sets with a missing value do not count.
    structure : array (sets, columns)
    same : array of int (sets,), optional
        Sets of the same number are the same.

    Returns
    -------
    dict
        `PARTS`, which add up to 1, and their standard errors (`_error`); NaN of fewer than `FEWEST` sets that differ,
        or where nothing varies.
    """
    made, columns = np.asarray(values, float), np.asarray(structure, float)
    whole = np.isfinite(made).all(axis=1)
    made, columns = made[whole], columns[whole]
    number = np.arange(len(made)) if same is None else np.unique(np.asarray(same)[whole], return_inverse=True)[1]
    count = len(np.unique(number))
    names = [*PARTS, *(f"{part}_error" for part in PARTS)]
    if count < FEWEST or not made.std() > 0:
        return dict.fromkeys(names, float("nan"))
    mean, within = made.mean(axis=1), made.var(axis=1, ddof=1)
    design = np.column_stack([np.ones(len(mean)), columns])

    def parts(rows: np.ndarray) -> Floats:
        return _parts(mean[rows], within[rows], design[rows], made.shape[1])

    left_out = [number % BLOCKS != block for block in range(min(BLOCKS, count))]
    found = np.concatenate([parts(np.full(len(mean), True)), _jackknife(parts, left_out)])
    return dict(zip(names, found.tolist(), strict=True))


def _parts(mean: Floats, within: Floats, design: Floats, seeds: int) -> Floats:
    """`PARTS`, of the mean and the variance of each set, and of the columns of its structure behind a 1."""
    luck, of_means = float(within.mean()), float(mean.var(ddof=1))
    between = max(of_means - luck / seeds, 0.0)
    fitted, _, rank, _ = np.linalg.lstsq(design, mean)
    rest = mean - design @ fitted
    freedom = len(mean) - rank
    unexplained = float(rest @ rest) / freedom if freedom > 0 else 0.0
    structure = min(max(of_means - unexplained, 0.0), between)
    total = luck + between
    return np.array([luck, between - structure, structure]) / total if total else np.full(3, np.nan)


def _jackknife(of: Callable[[np.ndarray], Floats], left_out: list[np.ndarray]) -> Floats:
    each = np.array([of(rows) for rows in left_out])
    return np.sqrt((len(each) - 1) * each.var(axis=0))
