"""Fair comparison: the same seeds in every scenario, so that what differs is what the policy changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, inf, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

ROUNDING = 1e-11  # of a figure: a difference that is smaller comes of the order in which parts are summed


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
        """Of Student's t, for a two-sided interval."""
        from scipy.stats import t  # slow to load

        return float(t.ppf(0.5 + self.confidence / 2, freedom))


def paired(
    runs: pd.DataFrame, by: str, base: Any, indicators: Sequence[str], precision: Precision = Precision()
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
        for indicator in indicators:
            table = runs[runs[by].isin([base, name])].pivot(index="seed", columns=by, values=indicator).dropna()
            values = table.astype(float)
            rows.append({by: name, "indicator": indicator, **_difference(values[base], values[name], precision)})
    return pd.DataFrame(rows)


def change(other: NDArray[np.float64], base: NDArray[np.float64]) -> NDArray[np.float64]:
    """Differences of figures from others, of one shape; exactly 0 where only rounding sets them apart."""
    found = other - base
    return np.where(np.abs(found) <= ROUNDING * np.maximum(np.abs(other), np.abs(base)), 0.0, found)


def _difference(base: pd.Series, other: pd.Series, precision: Precision) -> dict[str, Any]:
    pairs = change(other.to_numpy(), base.to_numpy())
    n = len(pairs)
    effect = float(pairs.mean()) if n else np.nan
    spread = float(pairs.std(ddof=1)) if n > 1 else np.nan
    apart = sqrt(base.var(ddof=1) + other.var(ddof=1)) if n > 1 else np.nan
    half = precision.quantile(n - 1) * spread / sqrt(n) if n > 1 else np.nan
    allowed = precision.allowed(effect, base.mean()) if n else np.nan
    return {
        "base": base.mean(),
        "mean": other.mean(),
        "difference": effect,
        "low": effect - half,
        "high": effect + half,
        "replicates": n,
        "enough": bool(half <= allowed),
        "needed": replicates_needed(spread, allowed, precision, lambda k: k - 1),
        "needed_unpaired": replicates_needed(apart, allowed, precision, lambda k: 2 * k - 2),
        "variance_ratio": apart**2 / spread**2 if spread else (inf if apart else np.nan),
    }


def ratio_of_differences(
    top: NDArray[np.float64], bottom: NDArray[np.float64], precision: Precision = Precision()
) -> tuple[float, float, float]:
    """Ratio of two mean paired differences, with Fieller's interval.

    Parameters
    ----------
    top, bottom : array (pairs,)
        Differences of the same pairs, in the same order.

    Returns
    -------
    tuple of ratio, low, high
        NaN for the bounds where the bottom is not distinguishable from 0, and so the ratio may be anything.
    """
    n, (over, under) = len(top), (float(top.mean()), float(bottom.mean()))
    if n < 2 or under == 0:
        return (over / under if under else np.nan), np.nan, np.nan
    (a, c), (_, b) = np.cov(top, bottom) / n  # variances of the means, and their covariance
    t = precision.quantile(n - 1)
    # all r for which top - r·bottom is not distinguishable from 0: a quadratic in r
    square, half, rest = under**2 - t**2 * b, over * under - t**2 * c, over**2 - t**2 * a
    if square <= 0:
        return over / under, np.nan, np.nan
    root = sqrt(max(half**2 - square * rest, 0.0))
    return over / under, (half - root) / square, (half + root) / square


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


def replicates_wanted(
    runs: pd.DataFrame, by: str, base: Any, steering: Sequence[str], precision: Precision = Precision()
) -> float:
    """Replicates that it takes until the steering indicators of all scenarios are known as precisely as asked.

    Parameters as of `paired`.

    Returns
    -------
    float
        0 where those that there are do; inf where that is not known, or no number does.
    """
    made = paired(runs, by, base, steering, precision)
    if made["enough"].all():
        return 0
    needed = float(made.loc[~made["enough"], "needed"].max())
    return inf if np.isnan(needed) else needed
