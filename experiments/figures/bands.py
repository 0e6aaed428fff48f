"""Courses in their bands, and dots with their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from experiments.figures.style import GREY, SOFT


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
