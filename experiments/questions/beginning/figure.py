"""The first pair in a figure: month by month by size of the EPCI, what raises the chance, and what to do in summer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from contagion.experiments.drawing.bands import dots
from contagion.experiments.drawing.marks import LOOK
from contagion.experiments.drawing.style import BLUE, GREEN, VERMILLION, styled, titled
from contagion.experiments.questions.beginning.cases import ALONE, CHANGES, COORDINATOR, LATER, STARTS, TOGETHER
from contagion.experiments.questions.beginning.lived import SUMMER, YEAR
from contagion.experiments.questions.beginning.measured import BEGUN, ENDED
from contagion.experiments.questions.beginning.places import SIZES

COURSES: dict[tuple[str, str], tuple[str, str, Any]] = {  # what is drawn of a size: its words, colour and line
    (ALONE, BEGUN): ("the pair alone: begun", BLUE, "-"),
    (ALONE, ENDED): ("lived to its end", BLUE, "--"),
    (COORDINATOR, BEGUN): (f"{COORDINATOR}: begun", GREEN, "-"),
    (TOGETHER, BEGUN): (f"{TOGETHER}: begun", VERMILLION, "-"),
}
QUARTERS = ("Jan", "Apr", "Jul", "Oct")
NAME = 26  # letters of a line of a case


@styled
def first_pair_figure(table: pd.DataFrame, title: str, of: str) -> Figure:
    """A panel a size, with the shares of worlds month by month; below, the points that each start and each change in
    summer brings. `of` says which worlds."""
    figure = Figure(figsize=(10.4, 7.4))
    above, below = figure.subfigures(2, 1, squeeze=False, height_ratios=(1, 1.12))[:, 0]
    panels = above.subplots(1, len(SIZES), sharey=True)
    for ax, size in zip(panels, SIZES, strict=True):
        _courses(ax, table[(table["part"] == "course") & (table["size"] == size)])
        ax.set_title(f"{textwrap.fill(size, 12)}\ninhabitants", fontsize=9)
    panels[0].set_ylabel("of 100 worlds, with a first group")
    panels[0].set_ylim(0, 100)
    lines = [Line2D([], [], color=colour, linestyle=line, label=words) for words, colour, line in COURSES.values()]
    above.legend(handles=lines, loc="outside upper left", ncols=len(lines), fontsize=8.5)
    june, december, late = below.subplots(1, 3)
    for ax, week, words in ((june, SUMMER, "June"), (december, YEAR, "December")):
        _points(ax, table, "start, more", STARTS, week)
        ax.set_title(f"From the start:\nby the end of {words}", fontsize=9)
    december.set_yticklabels([])
    _points(late, table, "late, more", CHANGES, YEAR)
    late.set_title(f"Changes in week {LATER + 1}:\nby the end of December", fontsize=9)
    ends = [ax.get_xlim() for ax in (june, december, late)]
    for ax in (june, december, late):
        ax.set_xlim(min(low for low, _ in ends), max(high for _, high in ends))
        ax.set_xlabel("points of 100 worlds more")
    titled(
        figure,
        title,
        f"{of}. Bands and bars: 95 % intervals, which come of the EPCI that were drawn. Grey: cannot be told apart "
        "from the pair alone in the same worlds. Dotted: the end of June. Nothing was observed in these EPCI.",
    )
    return figure


def _courses(ax: Axes, rows: pd.DataFrame) -> None:
    """The shares of a size, month by month from January on."""
    for (case, event), (_, colour, line) in COURSES.items():
        at = rows[(rows["case"] == case) & (rows["event"] == event)]
        months, shares = np.append(0, at["week"] * 12 / YEAR), np.append(0, 100 * at["value"])
        low, high = (np.append(0, 100 * at[end]) for end in ("low", "high"))
        ax.fill_between(months, low, high, color=colour, alpha=0.16, linewidth=0)
        ax.plot(months, shares, color=colour, linestyle=line, linewidth=1.6)
    last = int(months[-1])
    ax.axvline(SUMMER * 12 / YEAR, **LOOK)
    ax.set_xlim(0, last)
    ticks = range(0, last + 1, 6)
    ax.set_xticks(ticks, [QUARTERS[month // 3 % len(QUARTERS)] for month in ticks])
    ax.set_xticks(range(0, last + 1, 3), minor=True)
    ax.grid(axis="y")


def _points(ax: Axes, table: pd.DataFrame, part: str, cases: Iterable[str], week: int) -> None:
    """A row a case, with the points that it brings in all of France by a week."""
    at = (
        table[(table["part"] == part) & (table["size"] == "") & (table["week"] == week)].set_index("case").loc[[*cases]]
    )
    value, low, high = (100 * at[name].reset_index(drop=True) for name in ("value", "low", "high"))
    dots(ax, value, low, high, BLUE)
    ax.set_yticks(range(len(at)), [textwrap.fill(case, NAME) for case in cases], fontsize=8.5)
    ax.set_ylim(len(at) - 0.5, -0.5)
