"""The figure of validation: what is predicted of each fact, and the fact."""

from __future__ import annotations

from math import isinf, isnan
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.figures.style import BLUE, GREEN, GREY, INK, PAPER, SOFT, VERMILLION, styled, titled
from experiments.studies.validation import CHANCE, KEPT, NOTHING, OUTSIDE, WELL, WITHIN, is_bound

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLOURS = {WELL: GREEN, KEPT: GREEN, WITHIN: BLUE, OUTSIDE: VERMILLION, NOTHING: GREY}
ROW = 0.52  # inches


@styled
def validation_figure(made: pd.DataFrame) -> Figure:
    """A row a fact, on an axis of its own: nine in ten of the worlds, half of them, their median, and the fact."""
    figure = Figure(figsize=(11, 1.3 + ROW * len(made)))
    axes = figure.subplots(len(made), 1, squeeze=False)[:, 0]
    for ax, row in zip(axes, made.to_dict("records"), strict=True):
        _drawn(ax, row)
    all_facts = made[made["series"] != CHANCE]
    facts, bounds = (all_facts[is_bound(all_facts) == bound] for bound in (False, True))
    title = (
        f"{(facts['verdict'] == WELL).sum()} of {len(facts)} facts inside the middle half of what is predicted, "
        f"{(facts['verdict'] == WITHIN).sum()} further out inside nine tenths, {(facts['verdict'] == OUTSIDE).sum()} "
        f"outside; of {len(bounds)} bounds {(bounds['verdict'] == KEPT).sum()} kept"
    )
    foot = (
        "Thick: half of the worlds; thin: nine in ten; white: their median. Diamond: the fact; two: its range; with an "
        "arrow: at least, at most. Each row has a scale of its own. Nothing is fitted to these facts; the last rows "
        "are a null model."
    )
    titled(figure, title, foot)
    return figure


def _drawn(ax: Axes, row: dict) -> None:
    colour = COLOURS[row["verdict"]]
    ends = sorted({end for end in (row["low"], row["high"]) if not isinf(end)})
    spread = [value for value in (row["p5"], row["p95"], *ends) if not isnan(value)]
    low, high = min(spread), max(spread)
    room = (high - low or abs(high) or 1.0) * 0.08
    ax.set_xlim(0 if low >= 0 and low < high / 2 else low - room, high + room)
    ax.hlines(0, row["p5"], row["p95"], colors=colour, linewidth=1.5)
    ax.hlines(0, row["p25"], row["p75"], colors=colour, linewidth=7, alpha=0.55)
    ax.plot(row["p50"], 0, "|", color=PAPER, markersize=7, markeredgewidth=1.6)
    ax.plot(ends, [0] * len(ends), "D-", color=INK, markersize=5, linewidth=1, gid="fact")
    if isinf(row["low"]) or isinf(row["high"]):
        left, right = ax.get_xlim()
        ax.annotate("", (left if isinf(row["low"]) else right, 0), (ends[0], 0), arrowprops={"arrowstyle": "->"})
    ax.set(ylim=(-1, 1), yticks=[])
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.tick_params(axis="x", labelsize=7, pad=1, length=2)
    ax.spines["left"].set_visible(False)
    beside: dict[str, Any] = {"transform": ax.transAxes, "va": "center", "fontsize": 8}
    ax.text(-0.01, 0.78, row["programme"], ha="right", fontweight="bold", **beside)
    ax.text(-0.01, 0.18, row["figure"], ha="right", color=SOFT, **beside)
    lies = "" if isnan(row["quantile"]) else f"quantile {row['quantile']:.2f}, {row['worlds']} worlds"
    ax.text(1.01, 0.78, row["verdict"] + (" (expected)" if row["expected"] else ""), color=colour, **beside)
    ax.text(1.01, 0.18, lies, color=SOFT, **beside)
