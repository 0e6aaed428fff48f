"""Cases held against a base: a panel a figure, a line a case."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, INK, PAPER, styled, titled
from experiments.studies.cases import Shown, distinct


@styled
def cases_figure(
    table: pd.DataFrame, rows: pd.DataFrame, base: str, shown: Mapping[str, Shown], title: str, note: str = ""
) -> Figure:
    """A panel a figure and a line a case: means and their intervals, the base as a line down.

    `table` is that of `held_against`, `rows` are the runs behind it.
    """
    cases = list(table["case"].unique())
    figure = Figure(figsize=(12, 1.6 + 0.42 * len(cases)))
    for ax, (name, one) in zip(figure.subplots(1, len(shown), sharey=True).flat, shown.items(), strict=True):
        at = table[table["indicator"] == name].set_index("case").loc[cases]
        for y, (case, row) in enumerate(at.iterrows()):
            colour, filled = (INK, True) if case == base else (BLUE, distinct(row))
            ax.plot(row[["mean_low", "mean_high"]], [y, y], color=colour, linewidth=1.4)
            ax.plot(row["mean"], y, "o", color=colour, markerfacecolor=colour if filled else PAPER, markersize=6)
        ax.axvline(at.loc[base, "mean"], color=INK, linewidth=0.8, linestyle=":")
        ax.set_title(textwrap.fill(one.words[0].upper() + one.words[1:], 120 // len(shown)), fontsize=9)
        ax.grid(axis="x")
    figure.axes[0].set_yticks(range(len(cases)), cases)
    figure.axes[0].set_ylim(len(cases) - 0.5, -0.5)
    foot = (
        f"{rows['seed'].nunique()} runs of each case over {rows['years'].max():g} years, with the same seeds.",
        note,
        f"Dots: means, with 95 % intervals; hollow: not distinguishable, seed by seed, from the case “{base}”.",
    )
    titled(figure, title, " ".join(filter(None, foot)))
    return figure
