"""How far a figure spreads over worlds, and what its spread comes of: luck, parameters, structure.

A world is a set of values of what is not known, with a seed. Some sets have several seeds: what differs within a set is
luck. What differs between sets is of two kinds: which of the rival accounts of how things work is right (structure),
and the values of numbers within it (parameters).

So many worlds are a sample of all that there might be, and others would have another middle: its standard error comes
of their number (Woodruff 1952, doi 10.1080/01621459.1952.10483443: the error of the share below it, read off the values
themselves).

Results that rest on assumptions: values drawn over ranges, and what is said of a matrix of runs × draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, nan, sqrt
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from contagion.sim.chance.draws import Floats, Stream
from contagion.sim.statistics.compare import Precision, by_set, set_numbers

ENDS = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
FEW = 20  # values, of fewer than which the outermost of these say nothing: they lie between two of them
PARTS = ("luck", "parameters", "structure")
BLOCKS = 20  # of sets, each left out once for the standard errors
FEWEST = 12  # sets of which parts are told
CLEAR, LIKELY = 0.95, 0.8  # shares of simulations that agree whether there is more or less: every interface's bounds
WIDE = 1.959963984540054  # standard errors to either side that hold what is true in 95 of 100 samples

type Verdict = Literal["clear", "likely", "none"]


def ends_of(number: int) -> Mapping[str, float]:
    """Return `ENDS` for so many values; below `FEW`, the lowest and the highest value stand for the outermost."""
    return ENDS if number >= FEW else ENDS | {"p5": 0.0, "p95": 1.0}


def spread(
    values: ArrayLike, above: float = 0.0, ends: Mapping[str, float] = ENDS, sets: ArrayLike | None = None
) -> dict[str, float]:
    """Summarise the values of all ensemble members: `ends`; `p50_error`, of their median (`error_of_median`); and
    `above`, the share of members with more than that. Members of one number in `sets` are not independent."""
    array = np.asarray(values, float)
    there = np.isfinite(array)
    if not there.any():
        return dict.fromkeys([*ends, "p50_error", "above"], float("nan"))
    array, of = array[there], None if sets is None else np.asarray(sets)[there]
    quantiles = np.quantile(array, list(ends.values())).tolist()
    more = {"p50_error": error_of_median(array, of), "above": float((array > above).mean())}
    return dict(zip(ends, quantiles, strict=True)) | more


def verdict(above: float, below: float, number: float) -> Verdict:
    """Return the verdict on a difference.

    Parameters
    ----------
    above, below : float
        The shares of the simulations in which it is more, and less, than nothing.
    number : float
        How many simulations there are; of fewer than `FEW` no difference is called clear.
    """
    share = max(above, below)
    if share >= CLEAR and number >= FEW:
        return "clear"
    return "likely" if share >= LIKELY else "none"


def difference(values: ArrayLike, sets: ArrayLike | None = None, above: float = 0.0) -> dict[str, Any]:
    """Return what the verdict on differences asks for: their `spread`, `above_zero` and `below_zero`, the shares of the
    simulations with more and with less than nothing, and `worlds`, how many there are.

    Parameters
    ----------
    values : array (simulations,)
    sets : array of int (simulations,), optional
        Simulations of one number are not independent.
    above : float
        A difference of interest.
    """
    array = np.asarray(values, float)
    share = {"above_zero": array > 0, "below_zero": array < 0}
    shares = {name: float(so.mean()) if len(so) else float("nan") for name, so in share.items()}
    return {**spread(array, above, ends_of(len(array)), sets), **shares, "worlds": len(array)}


def error_of_median(values: ArrayLike, sets: ArrayLike | None = None) -> float:
    """Estimate the standard error of the median over ensemble members; those of one number in `sets` are not
    independent. It is the distance between the ends of its 95 % interval, where the share of values below has its own,
    in standard errors. NaN for fewer than two sets."""
    array = np.asarray(values, float)
    number = set_numbers(len(array), sets)
    if not len(array) or (count := int(number.max()) + 1) < 2:
        return float("nan")
    of_sets = np.bincount(number, np.where(array >= np.median(array), 0.5, -0.5), count)
    squares = max(float((of_sets**2).sum()), len(array) / 4)  # of which those of one set may be on both sides
    low, high = np.quantile(array, around_the_middle(len(array) ** 2 / (4 * squares)))
    return float(high - low) / (2 * WIDE)


def around_the_middle(count: float) -> tuple[float, float]:
    """Between which shares of the values the median lies in 95 of 100 samples of so many that are independent."""
    half = WIDE * 0.5 / sqrt(count)
    return max(0.5 - half, 0.0), min(0.5 + half, 1.0)


def quantiles_of(values: ArrayLike, shares: Sequence[float]) -> list[float]:
    """Compute quantiles of values; where some are infinite, each is one of these: nothing lies halfway to inf."""
    array = np.asarray(values, float)
    return np.quantile(array, shares, method="linear" if np.isfinite(array).all() else "inverted_cdf").tolist()


def interval_of_mean(values: ArrayLike, sets: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Compute the interval of the mean over ensemble members; those of one set are not independent (Student's t of the
    sets' means). NaN for a single set, or none.

    Parameters
    ----------
    values : array (members, ...)
    sets : array (members,)
        The set of each.

    Returns
    -------
    tuple of low, high, each an array (...)
    """
    means = by_set(values, sets)
    number = len(means)
    if number < 2:
        return np.full(means.shape[1:], np.nan), np.full(means.shape[1:], np.nan)
    mean = means.mean(axis=0)
    half = Precision(confidence=confidence).quantile(number - 1) * means.std(axis=0, ddof=1) / number**0.5
    return mean - half, mean + half


def mean_of_sample(
    values: ArrayLike, weights: ArrayLike, clusters: ArrayLike, strata: ArrayLike, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Estimate a mean from a sample drawn in strata, in clusters whose rows are not independent, with its interval (of
    the linearised mean: Student's t with as many degrees of freedom as clusters less strata). NaN where nothing has a
    weight, and at the ends where a stratum has a single cluster.

    Parameters
    ----------
    values, weights : array (rows,)
        Rows without weight count for nothing, but their clusters were drawn.
    clusters, strata : array (rows,)
        The cluster and the stratum of each row; a cluster lies within a stratum.

    Returns
    -------
    tuple of mean, low, high
    """
    mean, error, freedom = _of_sample(values, weights, clusters, strata)
    half = Precision(confidence=confidence).quantile(freedom) * error if freedom > 0 else nan
    return mean, mean - half, mean + half


def share_of_sample(
    values: ArrayLike, weights: ArrayLike, clusters: ArrayLike, strata: ArrayLike, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Estimate a share in the same way, `values` yes or no: by Wilson's interval for as many independent rows as its
    error implies, and no more than have a weight."""
    share, error, freedom = _of_sample(values, weights, clusters, strata)
    if not freedom > 0:
        return share, nan, nan
    level, rows = Precision(confidence=confidence), float(np.count_nonzero(weights))
    wider = (level.quantile(inf) / level.quantile(freedom)) ** 2
    number = min(share * (1 - share) / error**2 * wider, rows) if error > 0 else rows
    return share, *interval_of_share(share, number, confidence)


def _of_sample(
    values: ArrayLike, weights: ArrayLike, clusters: ArrayLike, strata: ArrayLike
) -> tuple[float, float, int]:
    """Mean, standard error and degrees of freedom."""
    weight, within = np.asarray(weights, float), np.asarray(strata)
    array = np.where(weight > 0, np.asarray(values, float), 0.0)
    _, first, of = np.unique(np.asarray(clusters), return_index=True, return_inverse=True)
    if not (whole := weight.sum()) > 0:
        return nan, nan, 0
    mean = float((weight * array).sum() / whole)
    residuals, square, number = np.bincount(of, weight * (array - mean)) / whole, 0.0, 0
    for stratum in np.unique(within):
        own = residuals[within[first] == stratum]
        square += len(own) * float(own.var(ddof=1)) if len(own) > 1 else nan
        number += 1
    return mean, sqrt(square) if square == square else nan, len(residuals) - number if square == square else 0


def interval_of_share(share: float, number: float, confidence: float = 0.95) -> tuple[float, float]:
    """Compute the interval of a share of so many independent values (Wilson's score), also where it is 0 or 1."""
    square = Precision(confidence=confidence).quantile(inf) ** 2
    middle = (number * share + square / 2) / (number + square)
    half = sqrt(square * (number * share * (1 - share) + square / 4)) / (number + square)
    return middle - half if share > 0 else 0.0, middle + half if share < 1 else 1.0


def independent(sets: ArrayLike) -> float:
    """Return how many independent ensemble members those count as, with the set of each given."""
    times = np.unique(np.asarray(sets), return_counts=True)[1].astype(float)
    return kish(times) if len(times) else 0.0


def kish(times: Floats) -> float:
    """Return how many independent values some count as, each there so many times, or with such a weight."""
    return float(times.sum() ** 2 / (times**2).sum())


def parts_of_spread(values: ArrayLike, structure: ArrayLike, same: ArrayLike | None = None) -> dict[str, float]:
    """Divide the variance of a figure over ensemble members into shares of chance, parameters and structure.

    Chance is the variance within sets. From the variance of the sets' means, what chance leaves there is taken away;
    structure is the part that a linear regression on its columns explains, adjusted for their number; parameters are
    the rest. Standard errors are jackknifed over blocks of sets; sets that are the same share a block.

    Parameters
    ----------
    values : array (sets, seeds)
        NaN where a set has no such seed: a set that has but one counts for what differs between sets, and one that has
        none does not count.
    structure : array (sets, columns)
    same : array of int (sets,), optional
        Sets of the same number are the same.

    Returns
    -------
    dict
        `PARTS`, which add up to 1, and their standard errors (`_error`); NaN where fewer than `FEWEST` different sets
        have two seeds, or where nothing varies.
    """
    array, columns = np.asarray(values, float), np.asarray(structure, float)
    there = np.isfinite(array).any(axis=1)
    array, columns = array[there], columns[there]
    number = set_numbers(len(array), None if same is None else np.asarray(same)[there])
    seeds = np.isfinite(array).sum(axis=1)
    names = [*PARTS, *(f"{part}_error" for part in PARTS)]
    if len(np.unique(number[seeds > 1])) < FEWEST or not np.nanstd(array) > 0:
        return dict.fromkeys(names, float("nan"))
    mean = np.nanmean(array, axis=1)
    squares = np.nansum((array - mean[:, None]) ** 2, axis=1)
    design = np.column_stack([np.ones(len(mean)), columns])

    def parts(rows: np.ndarray) -> Floats:
        return _parts(mean[rows], squares[rows], design[rows], seeds[rows])

    each = np.array([parts(number % BLOCKS != block) for block in range(min(BLOCKS, int(number.max()) + 1))])
    errors = np.sqrt((len(each) - 1) * each.var(axis=0))
    return dict(zip(names, [*parts(np.full(len(mean), True)).tolist(), *errors.tolist()], strict=True))


def _parts(mean: Floats, squares: Floats, design: Floats, seeds: np.ndarray) -> Floats:
    """`PARTS`, of the mean of each set, the squares of what its seeds lie off it, the columns of its structure behind a
    1, and the number of its seeds."""
    luck, of_means = float(squares.sum() / (seeds - 1).sum()), float(mean.var(ddof=1))
    between = max(of_means - luck * float((1 / seeds).mean()), 0.0)
    slopes, _, rank, _ = np.linalg.lstsq(design, mean)
    rest = mean - design @ slopes
    freedom = len(mean) - rank
    unexplained = float(rest @ rest) / freedom if freedom > 0 else 0.0
    structure = min(max(of_means - unexplained, 0.0), between)
    total = luck + between
    return np.array([luck, between - structure, structure]) / total if total else np.full(3, np.nan)


QUANTILES = {"p5": 0.05, "p50": 0.5, "p95": 0.95}


def triangular(low: float, mode: float, high: float, stream: Stream, number: int) -> Floats:
    """Draws 0 … number − 1 from the triangular law; more of them keep the first ones.

    Raises
    ------
    ValueError
        Where the mode lies outside the range.
    """
    if not low <= mode <= high:
        raise ValueError(f"the mode must lie in the range, and {mode:g} is not between {low:g} and {high:g}")
    u, width = stream.uniform(np.arange(number)), high - low
    below, above = low + np.sqrt(u * width * (mode - low)), high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u * width < mode - low, below, above)


def quantiles(totals: Floats) -> dict[str, Any]:
    """Return the 5th, 50th and 95th percentiles, over all runs and draws together.

    Parameters
    ----------
    totals : array (runs, draws) or (runs, draws, years)

    Returns
    -------
    dict of p5, p50, p95, each a number or an array (years,)
    """
    return dict(zip(QUANTILES, np.quantile(totals, list(QUANTILES.values()), axis=(0, 1)), strict=True))


def parts_of_variance(totals: Floats) -> dict[str, float]:
    """Divide the variance of a total into what comes from the assumptions, and what comes from the chance of a run.

    Law of total variance, exact on the matrix: the variance over draws of the mean over runs, and the mean over draws
    of the variance over runs (so what the two do together counts as chance).

    Parameters
    ----------
    totals : array (runs, draws)

    Returns
    -------
    dict of assumptions, runs, total
    """
    return {
        "assumptions": float(totals.mean(axis=0).var()),
        "runs": float(totals.var(axis=0).mean()),
        "total": float(totals.var()),
    }
