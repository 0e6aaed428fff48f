"""The figure of validation: what the model and the sheet predict of each fact, and the fact."""

from __future__ import annotations

from math import isinf, isnan
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from contagion.experiments.drawing.style import BLUE, GREEN, GREY, INK, PAPER, SOFT, VERMILLION, styled, titled
from contagion.experiments.evaluation.scores import held
from contagion.experiments.evaluation.series import HELD_OUT
from contagion.experiments.evaluation.validation import CHANCE, KEPT, NOTHING, OUTSIDE, WELL, WITHIN, is_bound

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLOURS = {WELL: GREEN, KEPT: GREEN, WITHIN: BLUE, OUTSIDE: VERMILLION, NOTHING: GREY}
ROW = 0.62  # inches
MODEL, SHEET, FACT = 0.0, -0.62, -0.3  # heights in a row


@styled
def validation_figure(made: pd.DataFrame) -> Figure:
    """A row a fact, on an axis of its own: nine in ten of the worlds, half of them, their median; the same of the sheet
    of arithmetic below; and the fact."""
    figure = Figure(figsize=(11, 1.3 + ROW * len(made)))
    axes = figure.subplots(len(made), 1, squeeze=False)[:, 0]
    for ax, row in zip(axes, made.to_dict("records"), strict=True):
        _drawn(ax, row)
    all_facts = made[made["series"] != CHANCE]
    over = held(all_facts[all_facts["mark"] == HELD_OUT])
    scores = (
        f"Score of the model {over.first:.3f}, of a sheet of arithmetic {over.second:.3f}, over {over.facts} facts "
        "held out. Of all facts, "
        if over.facts
        else ""
    )
    facts, bounds = (all_facts[is_bound(all_facts) == bound] for bound in (False, True))
    title = (
        f"{scores}{(facts['verdict'] == WELL).sum()} of {len(facts)} facts inside the middle half of what is "
        "predicted, "
        f"{(facts['verdict'] == WITHIN).sum()} further out inside nine tenths, {(facts['verdict'] == OUTSIDE).sum()} "
        f"outside; of {len(bounds)} bounds {(bounds['verdict'] == KEPT).sum()} kept"
    )
    foot = (
        "Thick: half of the worlds; thin: nine in ten; white: their median; in grey below, the same of a sheet of "
        "arithmetic. Diamond: the fact; two: its range; with an arrow: at least, at most. Each row has a scale of its "
        "own. Score: lower is better. Nothing is fitted to these facts; the last rows are a null model."
    )
    titled(figure, title, foot)
    return figure


def _drawn(ax: Axes, row: dict) -> None:
    colour = COLOURS[row["verdict"]]
    ends = sorted({end for end in (row["low"], row["high"]) if not isinf(end)})
    drawn = (row[f"{at}{end}"] for at in ("", "sheet_") for end in ("p5", "p95"))
    spread = [value for value in (*drawn, *ends) if not isnan(value)]
    low, high = min(spread), max(spread)
    room = (high - low or abs(high) or 1.0) * 0.08
    ax.set_xlim(0 if low >= 0 and low < high / 2 else low - room, high + room)
    _bar(ax, row, "", MODEL, colour)
    _bar(ax, row, "sheet_", SHEET, GREY)
    ax.plot(ends, [FACT] * len(ends), "D-", color=INK, markersize=5, linewidth=1, gid="fact")
    if isinf(row["low"]) or isinf(row["high"]):
        left, right = ax.get_xlim()
        ax.annotate("", (left if isinf(row["low"]) else right, FACT), (ends[0], FACT), arrowprops={"arrowstyle": "->"})
    ax.set(ylim=(-1.1, 0.6), yticks=[])
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.tick_params(axis="x", labelsize=7, pad=1, length=2)
    ax.spines["left"].set_visible(False)
    beside: dict[str, Any] = {"transform": ax.transAxes, "va": "center", "fontsize": 8}
    ax.text(-0.01, 0.78, row["programme"], ha="right", fontweight="bold", **beside)
    ax.text(-0.01, 0.18, row["figure"], ha="right", color=SOFT, **beside)
    ax.text(1.01, 0.78, row["verdict"] + (" (expected)" if row["expected"] else ""), color=colour, **beside)
    ax.text(1.01, 0.18, _beside(row), color=SOFT, **beside)


def _bar(ax: Axes, row: dict, at: str, height: float, colour: str) -> None:
    """What is predicted: nine in ten, half, and the median."""
    ends = [row[f"{at}{end}"] for end in ("p5", "p95", "p25", "p75")]
    if not any(map(isnan, ends)):
        ax.hlines(height, *ends[:2], colors=colour, linewidth=1.5, gid=f"{at}nine in ten")
        ax.hlines(height, *ends[2:], colors=colour, linewidth=6, alpha=0.55, gid=f"{at}half")
        point = colour if ends[0] == ends[1] else PAPER
        ax.plot(row[f"{at}p50"], height, "|", color=point, markersize=6, markeredgewidth=1.6)


def _beside(row: dict) -> str:
    """Whether the fact counts, and both scores."""
    scores = [row["score"], row["sheet_score"]]
    if all(map(isnan, scores)):
        return "" if row["series"] == CHANCE else f"{row['mark']}, no score"
    return f"{row['mark']}, score " + " / sheet ".join("–" if isnan(one) else f"{one:.3f}" for one in scores)
