"""Fair comparison: the same seeds in every scenario, so that what differs is what the policy changed.

What replicates tell: how far an estimate can be trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, exp, inf, lgamma, nan, pi, sqrt, tan
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from contagion.sim.chance.draws import Draws, Floats, Ints, Stream

if TYPE_CHECKING:
    import pandas as pd


def half_width(
    sample: Floats,
    statistic: Callable[[Floats], Floats],
    confidence: float,
    resamples: int,
    seed: int,
    same: ArrayLike | None = None,
) -> Floats:
    """Half the width of the normal interval of a statistic, with its standard error by the bootstrap.

    The first axis of the sample (points or trajectories) and the last (replicates) are resampled, each as a whole;
    points with the same number in `same` together, as those that are the same point.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence level must lie between 0 and 1, got {confidence}")
    if resamples < 2:
        raise ValueError(f"a standard error needs two bootstrap samples, got {resamples}")
    draws, columns = Draws(seed), np.arange(sample.shape[-1])
    column = draws.stream("bootstrap, replicates")
    values = [
        statistic(sample[points][..., column.index(len(columns), columns, n)])
        for n, points in enumerate(bootstrap_rows(len(sample), resamples, draws.stream("bootstrap, points"), same))
    ]
    return NormalDist().inv_cdf(0.5 + confidence / 2) * np.std(values, axis=0, ddof=1)


def set_numbers(number: int, same: ArrayLike | None) -> Ints:
    """Return a number from 0 on for each row; rows that are the `same` share one, without `same` each has its own."""
    return np.arange(number) if same is None else np.unique(np.asarray(same), return_inverse=True)[1]


def bootstrap_rows(number: int, resamples: int, stream: Stream, same: ArrayLike | None = None) -> Iterator[Ints]:
    """Bootstrap samples of so many rows, as which rows are in each; those of one number in `same` come together."""
    together = set_numbers(number, same)
    size = np.bincount(together)
    order, begins = np.argsort(together, kind="stable"), np.cumsum(size) - size
    all_ = np.arange(len(size))
    for n in range(resamples):
        clusters = stream.index(len(all_), all_, n)
        often = size[clusters]
        yield order[np.repeat(begins[clusters] - (np.cumsum(often) - often), often) + np.arange(often.sum())]


def output_matrix(outputs: ArrayLike) -> Floats:
    """Return outputs as a matrix (points, replicates). Raises ValueError if a run has none."""
    outputs = np.asarray(outputs, dtype=np.float64)
    if outputs.ndim not in (1, 2) or outputs.size == 0:
        raise ValueError(f"outputs must be a vector, or a matrix of points by replicates, got {outputs.shape}")
    matrix = outputs.reshape(len(outputs), -1)
    failed = np.count_nonzero(~np.isfinite(matrix).all(axis=1))
    if failed:
        raise ValueError(f"{failed} of {len(matrix)} points have a failed run (no finite output)")
    return matrix


type Sets = Callable[[pd.Index], ArrayLike]

PLACES, WEIGHTS = np.polynomial.legendre.leggauss(40)
ROUNDING = 1e-11  # of a figure: a difference that is smaller comes of the order in which parts are summed


@lru_cache(maxsize=1024)
def _quantile(share: float, freedom: float) -> float:
    """Compute a quantile of Student's t without SciPy (slow to load): √n tan θ, θ of density cosⁿ⁻¹ θ over its area."""
    if not 0 < freedom < inf:
        return NormalDist().inv_cdf(share) if freedom > 0 else nan
    area = (share - 0.5) * sqrt(pi) * exp(lgamma(freedom / 2) - lgamma((freedom + 1) / 2))
    angle, step = 0.0, area
    while abs(step) > 1e-9:  # by Newton's method, with Gauss's rule
        angle += step
        below = angle / 2 * (WEIGHTS @ np.cos(angle / 2 * (1 + PLACES)) ** (freedom - 1))
        step = (area - below) / cos(angle) ** (freedom - 1)
    return sqrt(freedom) * tan(angle + step)


@dataclass(frozen=True)
class Precision:
    """When a difference is known well enough: half its interval is at most a share of the effect, or of the base.

    Attributes
    ----------
    of_effect, of_base : float
        Either is enough.
    confidence : float
        Level of the intervals.
    """

    of_effect: float = 0.05
    of_base: float = 0.01
    confidence: float = 0.95

    def allowed(self, effect: float, base: float) -> float:
        """Greatest half-width."""
        return max(self.of_effect * abs(effect), self.of_base * abs(base))

    def quantile(self, freedom: float) -> float:
        """Return the quantile of Student's t for a two-sided interval."""
        return _quantile(0.5 + self.confidence / 2, freedom)

    def half(self, spread: float, replicates: int, freedom: float) -> float:
        """Half the interval of a mean of so many replicates; NaN where there are too few."""
        return self.quantile(freedom) * spread / sqrt(replicates) if replicates else np.nan


def paired_differences(
    runs: pd.DataFrame,
    by: str,
    base: Any,
    indicators: Sequence[str],
    precision: Precision = Precision(),
    sets: Sets | None = None,
) -> pd.DataFrame:
    """Differences of each scenario from the base, seed by seed.

    Parameters
    ----------
    runs : DataFrame
        A row a run, with the columns `by`, `seed` and the indicators. A pair in which an indicator is missing does not
        count for it.
    by : str
        Column that names the scenario.
    base : str
        Its name for the scenario that the others are compared with.
    indicators : sequence of str
    sets : callable, optional
        Which set each of some seeds is of, where those of one set are not independent (`by_set`).

    Returns
    -------
    DataFrame, a row a scenario and indicator
        `by`, indicator; base and mean, the two means; difference, with its interval from low to high (Student's t);
        replicates, the number of pairs; enough, whether it is known as precisely as asked; needed and needed_unpaired,
        the replicates in each scenario that this takes with the same seeds and with unrelated ones; variance_ratio, of
        the unpaired difference to the paired.
    """
    import pandas as pd

    rows = []
    for name in [name for name in runs[by].unique() if name != base]:
        both = runs[runs[by].isin([base, name])]
        table = both.pivot(index="seed", columns=by, values=list(dict.fromkeys(indicators)))
        for indicator in indicators:
            values = table[indicator].dropna().astype(float)
            together = None if sets is None else sets(values.index)
            statistics = _difference(values[base].to_numpy(), values[name].to_numpy(), precision, together)
            rows.append({by: name, "indicator": indicator, **statistics})
    return pd.DataFrame(rows)


def change(other: Floats, base: Floats) -> Floats:
    """Differences of figures from others, of one shape; exactly 0 where only rounding sets them apart."""
    difference = other - base
    return np.where(np.abs(difference) <= ROUNDING * np.maximum(np.abs(other), np.abs(base)), 0.0, difference)


def by_set(values: ArrayLike, sets: ArrayLike) -> Floats:
    """Figures of replicates, those of one set taken together: as many as there are sets, independent, and with the mean
    of all. Of sets with as many replicates each, these are their means.

    Parameters
    ----------
    values : array (replicates, ...)
    sets : array of int (replicates,)

    Returns
    -------
    array (sets, ...), by the number of the set
    """
    array, of = np.asarray(values, float), np.asarray(sets)
    if not len(array):
        return array
    mean, order = array.mean(axis=0), np.argsort(of, kind="stable")
    first = np.unique(of[order], return_index=True)[1]
    return mean + np.add.reduceat((array - mean)[order], first) * (len(first) / len(array))


def _difference(base: Floats, other: Floats, precision: Precision, sets: ArrayLike | None) -> dict[str, Any]:
    pairs, replicates = change(other, base), len(base)
    if sets is not None:
        pairs, base, other = (by_set(one, sets) for one in (pairs, base, other))
    n = len(pairs)
    each = replicates / n if n else np.nan  # replicates of a set
    mean, spread = pairs.mean() if n else np.nan, pairs.std(ddof=1) if n > 1 else np.nan
    apart = sqrt(base.var(ddof=1) + other.var(ddof=1)) if n > 1 else np.nan
    allowed = precision.allowed(mean, base.mean()) if n else np.nan
    half, pairs_needed = (
        precision.half(spread, n, n - 1),
        replicates_needed(spread, allowed, precision, lambda k: k - 1),
    )
    return {
        "base": base.mean() if n else np.nan,
        "mean": other.mean() if n else np.nan,
        "difference": mean,
        "low": mean - half,
        "high": mean + half,
        "replicates": replicates,
        "enough": bool(half <= allowed),
        "needed": float(np.ceil(pairs_needed * each)),
        "needed_unpaired": float(np.ceil(replicates_needed(apart, allowed, precision, lambda k: 2 * k - 2) * each)),
        "variance_ratio": apart**2 / spread**2 if spread else (inf if apart else np.nan),
    }


def ratio_of_differences(top: Floats, bottom: Floats, precision: Precision = Precision()) -> tuple[float, float, float]:
    """Ratio of two mean paired differences, with Fieller's interval.

    Parameters
    ----------
    top, bottom : array (pairs,)
        Differences of the same pairs, in the same order, or of the same sets of them (`by_set`).

    Returns
    -------
    tuple of ratio, low, high
        NaN for the bounds where the bottom is not distinguishable from 0, and so the ratio may be anything.
    """
    n, (over, under) = len(top), (float(top.mean()), float(bottom.mean()))
    if n < 2 or under == 0:
        return (over / under if under else np.nan), np.nan, np.nan
    (a, c), (_, b) = np.cov(top, bottom) / n  # variances of the means, and their covariance
    return over / under, *_fieller((over, a), (under, b), c, precision.quantile(n - 1))


def ratio_of_means(top: Floats, bottom: Floats, precision: Precision = Precision()) -> tuple[float, float, float]:
    """Ratio of the means of two independent samples, with Fieller's interval.

    It holds those ratios that neither of two one-sided t-tests refuses, at 5 % each where the confidence is 90 %.

    Parameters
    ----------
    top, bottom : arrays, each of independent values (`by_set`)

    Returns
    -------
    tuple of ratio, low, high
        NaN for the bounds where the bottom is not distinguishable from 0, and so the ratio may be anything.
    """
    (over, a), (under, b) = ((float(of.mean()), float(of.var(ddof=1)) / len(of)) for of in (top, bottom))
    fewer = min(len(top), len(bottom)) - 1
    return over / under if under else nan, *_fieller((over, a), (under, b), 0.0, precision.quantile(fewer))


def _fieller(top: tuple[float, float], bottom: tuple[float, float], shared: float, t: float) -> tuple[float, float]:
    """Compute the interval of a ratio of means, each with its variance, given their covariance and a quantile: all r
    for which top - r·bottom is not distinguishable from 0, a quadratic in r."""
    (over, a), (under, b) = top, bottom
    square, half, rest = under**2 - t**2 * b, over * under - t**2 * shared, over**2 - t**2 * a
    if not square > 0:
        return nan, nan
    root = sqrt(max(half**2 - square * rest, 0.0))
    return (half - root) / square, (half + root) / square


def moves_of_ratio(top: Floats, bottom: Floats) -> Floats:
    """Compute by how much each pair moves the ratio of two means, to first order."""
    return (top - top.mean() / bottom.mean() * bottom) / bottom.mean()


def replicates_needed(spread: float, allowed: float, precision: Precision, freedom: Callable[[int], int]) -> float:
    """Replicates in each scenario until half an interval is as small as allowed; `freedom` of that many.

    NaN where nothing is known, inf where no number is enough.
    """
    if np.isnan(spread) or np.isnan(allowed):
        return np.nan
    if spread == 0:
        return 2.0
    if allowed == 0:
        return inf
    n = max(2, ceil((precision.quantile(inf) * spread / allowed) ** 2))
    while precision.quantile(freedom(n)) * spread / sqrt(n) > allowed:
        n += max(1, n // 100)
    return float(n)
