"""Uncertainty in tables and figures of experiments: intervals of means, and bands of runs."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from experiments.figures.style import GREY, SOFT
from sim.statistics.compare import Precision

LOW, HIGH = 0.05, 0.95  # of the runs, in a band


def half_width(values: pd.Series, confidence: float = 0.95) -> float:
    """Half the interval of a mean (Student's t); NaN of fewer than two values."""
    n = len(values)
    if n < 2:
        return float("nan")
    return Precision(confidence=confidence).quantile(n - 1) * float(values.std(ddof=1)) / sqrt(n)


def interval(rows: pd.DataFrame, columns: Iterable[str]) -> dict[str, float]:
    """Mean of each column and its 95 % interval: `name`, `name_low`, `name_high`."""
    out = {}
    for name in columns:
        values = rows[name].dropna()
        mean, half = float(values.mean()), half_width(values)
        out |= {name: mean, f"{name}_low": mean - half, f"{name}_high": mean + half}
    return out


def per_year(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Mean and band of a column of the yearly table, from year 0 on: index `year`, columns mean, low, high."""
    by_year = rows.groupby("year")[column]
    table = pd.DataFrame({"mean": by_year.mean(), "low": by_year.quantile(LOW), "high": by_year.quantile(HIGH)})
    return pd.concat([pd.DataFrame({"mean": 0.0, "low": 0.0, "high": 0.0}, index=[0]), table])


def band(ax: Axes, course: pd.DataFrame, colour: str, line: str = "-", shaded: bool = True) -> float:
    """Draw a course (`per_year`) as a line, in its band if that is to be `shaded`; the mean at its end."""
    years = np.asarray(course.index, dtype=float)
    if shaded:
        ax.fill_between(years, course["low"], course["high"], color=colour, alpha=0.16, linewidth=0)
    ax.plot(years, course["mean"], color=colour, linestyle=line, linewidth=1.8)
    return float(course["mean"].iloc[-1])


def dots(ax: Axes, middle: pd.Series, low: pd.Series, high: pd.Series, colour: str) -> None:
    """A dot with its interval a row, from row 0 on; grey where it cannot be told from 0, nothing where it is NaN."""
    place, clear = np.arange(len(middle)), ((low > 0) | (high < 0)).to_numpy()
    for which, shade in ((clear, colour), (~clear & middle.notna().to_numpy(), GREY)):
        ax.errorbar(middle[which], place[which], xerr=[(middle - low)[which], (high - middle)[which]], fmt="o",
                    markersize=4, capsize=2.5, color=shade)  # fmt: skip
    ax.axvline(0, color=SOFT, linewidth=1)
    ax.grid(axis="x")
