"""Courses in their bands, and dots with their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from experiments.figures.style import GREY, SOFT

ENOUGH, NEAR, RUNAWAY = 5, 0.9, 4  # rows of which some can run away: four times as far as nine in ten of them


def band(ax: Axes, course: pd.DataFrame, colour: str, line: str = "-", shaded: bool = True) -> float:
    """Draw a course (`per_year`) as a line, in its band if that is to be `shaded`; the mean at its end."""
    years = np.asarray(course.index, dtype=float)
    if shaded:
        ax.fill_between(years, course["low"], course["high"], color=colour, alpha=0.16, linewidth=0)
    ax.plot(years, course["mean"], color=colour, linestyle=line, linewidth=1.8)
    return float(course["mean"].iloc[-1])


def reach(middle: pd.Series, low: pd.Series, high: pd.Series) -> float:
    """How far an axis must reach on either side of 0: not to rows that run far away from nine in ten of the others."""
    far = pd.concat([middle.abs(), low.abs(), high.abs()], axis=1).max(axis=1).dropna().sort_values()
    if len(far) >= ENOUGH:
        far = far[far <= RUNAWAY * far.quantile(NEAR, "lower")]
    return float(far.max()) if len(far) and far.max() > 0 else 1.0


def dots_within(ax: Axes, middle: pd.Series, low: pd.Series, high: pd.Series, colour: str) -> None:
    """`dots` on an axis that a row which runs away does not flatten: it has an arrow at the edge, and its number."""
    edge = 1.12 * reach(middle, low, high)
    gone = middle.abs() > edge
    dots(ax, *(values.mask(gone) for values in (middle, low, high)), colour)
    for row in np.flatnonzero(gone):
        side = float(np.sign(middle.iloc[row]))
        shade = colour if low.iloc[row] > 0 or high.iloc[row] < 0 else GREY
        words = f"{middle.iloc[row]:+,.0f}".replace("-", "\u2212")
        ax.plot(0.985 * side * edge, row, marker=">" if side > 0 else "<", color=shade, markersize=6, clip_on=False)
        ax.annotate(words, (0.985 * side * edge, row), (-7 * side, 0), color=shade, fontsize=8,
                    textcoords="offset points", ha="right" if side > 0 else "left", va="center")  # fmt: skip
    least = min(low.mask(gone).min(), 0) if not (gone & (middle < 0)).any() else -edge
    most = max(high.mask(gone).max(), 0) if not (gone & (middle > 0)).any() else edge
    room = 0.06 * max(most - least, edge / 2)
    ax.set_xlim(max(least - room, -edge), min(most + room, edge))


def dots(ax: Axes, middle: pd.Series, low: pd.Series, high: pd.Series, colour: str) -> None:
    """A dot with its interval a row, from row 0 on; grey where it cannot be told from 0, nothing where it is NaN."""
    place, clear = np.arange(len(middle)), ((low > 0) | (high < 0)).to_numpy()
    for which, shade in ((clear, colour), (~clear & middle.notna().to_numpy(), GREY)):
        ax.errorbar(middle[which], place[which], xerr=[(middle - low)[which], (high - middle)[which]], fmt="o",
                    markersize=4, capsize=2.5, color=shade)  # fmt: skip
    ax.axvline(0, color=SOFT, linewidth=1)
    ax.grid(axis="x")
