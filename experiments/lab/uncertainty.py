"""Uncertainty in tables and figures of experiments: intervals of means, and bands of runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import sqrt

import numpy as np
import pandas as pd

from contagion.sim.statistics.compare import Precision, Sets, by_set, ratio_of_differences

LOW, HIGH = 0.05, 0.95  # of the runs, in a band


def half_width(values: pd.Series, confidence: float = 0.95, sets: Sets | None = None) -> float:
    """Half the interval of a mean (Student's t); NaN of fewer than two values. Where those of one set are not
    independent, `sets` says which set each is of, by the index."""
    if sets is not None:
        values = pd.Series(by_set(values, sets(values.index)))
    n = len(values)
    if n < 2:
        return float("nan")
    return Precision(confidence=confidence).quantile(n - 1) * float(values.std(ddof=1)) / sqrt(n)


def price_of_each(euros: pd.Series, had: pd.Series, sets: Sets | None = None) -> tuple[float, float, float]:
    """Euros on top for each of what is had on top, in the mean of the worlds, and Fieller's interval of that; its ends
    are NaN where nothing is surely had. Both are by world; `sets` as of `half_width`."""
    pairs = np.column_stack([euros, had]).astype(float)
    return ratio_of_differences(*(by_set(pairs, sets(euros.index)) if sets else pairs).T)


def interval(rows: pd.DataFrame, columns: Iterable[str], sets: Sets | None = None) -> dict[str, float]:
    """Mean of each column and its 95 % interval: `name`, `name_low`, `name_high`; `sets` as of `half_width`."""
    out = {}
    for name in columns:
        values = rows[name].dropna()
        mean, half = float(values.mean()), half_width(values, sets=sets)
        out |= {name: mean, f"{name}_low": mean - half, f"{name}_high": mean + half}
    return out


def per_year(rows: pd.DataFrame, column: str, ends: tuple[float, float] = (LOW, HIGH)) -> pd.DataFrame:
    """Mean and band of a column of the yearly table, from year 0 on: index `year`, columns mean, low, high; `ends` are
    the shares of the runs below the two ends of the band."""
    by_year = rows.groupby("year")[column]
    low, high = (by_year.quantile(end) for end in ends)
    table = pd.DataFrame({"mean": by_year.mean(), "low": low, "high": high})
    return pd.concat([pd.DataFrame({"mean": 0.0, "low": 0.0, "high": 0.0}, index=[0]), table])


def jackknife(without: Callable[[int], float], count: int) -> float:
    """Standard error of a statistic, from its values without each of so many parts of the sample."""
    values = [without(number) for number in range(count)]
    return sqrt((count - 1) * float(np.var(values)))
