"""The figure of `contagion limits`: the elasticity of people reached to each capacity, and when the gain comes."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.figures.bands import dots
from experiments.figures.style import BLUE, GREY, SOFT, say, styled, titled
from experiments.studies.capacities import MORE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from experiments.studies.limits import Limits


@styled
def limits_figure(found: Limits) -> Figure:
    """A row a capacity: its elasticity with the interval, and bars of the people gained a year, by when they came."""
    table, made = found.table, found.made
    if found.nothing:
        figure = Figure(figsize=(9.6, 2.4))
        ax = figure.subplots()
        say(ax, "Nobody came to a group in any run")
        ax.set(xticks=[], yticks=[])
        titled(figure, f"What would have helped in {found.scenario.name}", "")
        return figure
    figure = Figure(figsize=(9.6, 1.9 + 0.62 * len(table)))
    cells = figure.add_gridspec(len(table), 2, width_ratios=(1, 1.25), hspace=0)
    left = figure.add_subplot(cells[:, 0])
    years, seeds = made.runs.table["years"].iloc[0], made.runs.labels["seed"].nunique()
    foot = (
        f"Means of {seeds} pairs of runs with the same seeds over {years} years, and their "
        f"{made.precision.confidence:.0%} intervals, of which about one in twenty misses; grey: not distinguishable "
        "from none. Elasticity: per cent more people for each per cent more of the capacity."
    )
    elasticities(left, table)
    _by_year(figure, cells, found)
    titled(figure, f"What {MORE:.0%} more of each would change in {found.scenario.name}", foot)
    return figure


def elasticities(ax: Axes, table: pd.DataFrame) -> None:
    """A dot a capacity, with its interval."""
    dots(ax, table["elasticity"], table["elasticity_low"], table["elasticity_high"], BLUE)
    ax.set_yticks(range(len(table)), [_named(row) for row in table.to_dict("records")])
    ax.set(title="Elasticity of people reached", xlabel="% more people for each % more", ylim=(len(table) - 0.5, -0.5))


def _named(row: dict) -> str:
    """What there is more of, and the people gained."""
    by = "" if isnan(row["rise"]) else f", +{row['rise']:.0%}"
    return f"{row['label']}{by}\n{row['gained']:+z,.0f} ± {row['gained_high'] - row['gained']:,.0f} people"


def _by_year(figure: Figure, cells: object, found: Limits) -> None:
    """Small axes, one a capacity, with one scale."""
    first = None
    for place, name in enumerate(found.table["capacity"]):
        ax = figure.add_subplot(cells[place, 1], sharex=first, sharey=first)  # ty: ignore[not-subscriptable]
        first = first or ax
        _bars(ax, found.by_year[found.by_year["capacity"] == name])
        last = place == len(found.table) - 1
        ax.tick_params(labelbottom=last, bottom=last)
        ax.yaxis.set_major_locator(MaxNLocator(2, integer=True))
        if last:
            ax.set_xlabel("year of the gain")
    if first is not None:
        first.set_title("People gained a year, by when they came")


def _bars(ax: Axes, rows: pd.DataFrame) -> None:
    ends = np.array([rows["first_year"], rows["last_year"]])
    at, length = ends.mean(axis=0), 1 + ends[1] - ends[0]
    middle, low, high = (rows[f"gained{end}"].to_numpy() / length for end in ("", "_low", "_high"))
    clear = (low > 0) | (high < 0)
    ax.bar(at, middle, 0.8 * length, color=np.where(clear, BLUE, GREY), alpha=0.75)
    ax.errorbar(at, middle, [middle - low, high - middle], fmt="none", ecolor=SOFT, elinewidth=0.8, capsize=1.5)
    ax.axhline(0, color=SOFT, linewidth=0.8)
    ax.xaxis.set_major_locator(MaxNLocator(10, steps=[1, 2, 5, 10], integer=True))
    ax.grid(axis="y")
