"""Fair comparison: the same seeds in every scenario, so that what differs is what the policy changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, inf, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.statistics.control_variates import REPLICATES, mean_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sim.statistics.control_variates import Controls

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

    def half(self, spread: float, replicates: int, freedom: float) -> float:
        """Half the interval of a mean of so many replicates; NaN where there are too few."""
        return self.quantile(freedom) * spread / sqrt(replicates) if replicates > 1 else np.nan


def paired(
    runs: pd.DataFrame,
    by: str,
    base: Any,
    indicators: Sequence[str],
    precision: Precision = Precision(),
    known: Controls | None = None,
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
    known : Controls, optional
        What is known of the replicates beforehand: it adjusts the differences of its indicators, where that helps.

    Returns
    -------
    DataFrame, a row a scenario and indicator
        `by`, indicator; base and mean, the two means; difference, with its interval from low to high (Student's t);
        replicates, the number of pairs; enough, whether it is known as precisely as asked; needed and needed_unpaired,
        the replicates in each scenario that this takes with the same seeds and with unrelated ones; variance_ratio, of
        the unpaired difference to the paired; controls, how many quantities known beforehand have adjusted the
        difference, and plain, plain_low, plain_high, the difference without them.
    """
    import pandas as pd

    rows = []
    for name in [name for name in runs[by].unique() if name != base]:
        for indicator in indicators:
            table = runs[runs[by].isin([base, name])].pivot(index="seed", columns=by, values=indicator).dropna()
            values = table.astype(float)
            beforehand = None
            if known and indicator in known.indicators:
                beforehand = known.of_a_pair(base, name, values.index)
            found = _difference(values[base], values[name], precision, beforehand)
            rows.append({by: name, "indicator": indicator, **found})
    return pd.DataFrame(rows)


def change(other: NDArray[np.float64], base: NDArray[np.float64]) -> NDArray[np.float64]:
    """Differences of figures from others, of one shape; exactly 0 where only rounding sets them apart."""
    found = other - base
    return np.where(np.abs(found) <= ROUNDING * np.maximum(np.abs(other), np.abs(base)), 0.0, found)


def _difference(
    base: pd.Series, other: pd.Series, precision: Precision, known: NDArray[np.float64] | None
) -> dict[str, Any]:
    pairs = change(other.to_numpy(), base.to_numpy())
    n = len(pairs)
    plain = mean_of(pairs)
    found = plain if known is None else mean_of(pairs, known)
    apart = sqrt(base.var(ddof=1) + other.var(ddof=1)) if n > 1 else np.nan
    allowed = precision.allowed(found.mean, base.mean()) if n else np.nan
    wide, half = (precision.half(one.spread, n, n - 1 - one.controls) for one in (plain, found))
    needed = needed_plain = replicates_needed(plain.spread, allowed, precision, lambda k: k - 1)
    if found.controls:
        needed = replicates_needed(found.spread, allowed, precision, lambda k: max(k - 1 - found.controls, 1))
        needed = min(max(needed, REPLICATES * found.controls), needed_plain)
    return {
        "base": base.mean(),
        "mean": other.mean(),
        "difference": found.mean,
        "low": found.mean - half,
        "high": found.mean + half,
        "replicates": n,
        "enough": bool(half <= allowed),
        "needed": needed,
        "needed_unpaired": replicates_needed(apart, allowed, precision, lambda k: 2 * k - 2),
        "variance_ratio": apart**2 / plain.spread**2 if plain.spread else (inf if apart else np.nan),
        "controls": found.controls,
        "plain": plain.mean,
        "plain_low": plain.mean - wide,
        "plain_high": plain.mean + wide,
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
    runs: pd.DataFrame,
    by: str,
    base: Any,
    steering: Sequence[str],
    precision: Precision = Precision(),
    known: Controls | None = None,
) -> float:
    """Replicates that it takes until the steering indicators of all scenarios are known as precisely as asked.

    Parameters as of `paired`.

    Returns
    -------
    float
        0 where those that there are do; inf where that is not known, or no number does.
    """
    made = paired(runs, by, base, steering, precision, known)
    if made["enough"].all():
        return 0
    needed = float(made.loc[~made["enough"], "needed"].max())
    return inf if np.isnan(needed) else needed
