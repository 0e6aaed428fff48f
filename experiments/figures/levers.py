"""The figure of `contagion levers`: what a step of each lever changes, and what 1,000 euros more of it bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

from experiments.figures.bands import dots
from experiments.figures.style import BLUE, BROWN, GREEN, SOFT, styled, titled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from experiments.studies.levers import Steps

PANELS = {  # ends of the names of the interval's columns, unit
    "participants": ("People reached", "people", BLUE),
    "cost_total": ("Cost", "thousand €", BROWN),
    "people_per_1000_euros": ("Per 1,000 € more", "people", GREEN),
}


@styled
def levers_figure(found: Steps) -> Figure:
    """Dots with intervals, a row a lever, in the order of the table."""
    table, made = found.table, found.made
    figure = Figure(figsize=(11.4, 2.2 + 0.27 * len(table)))
    for ax, name in zip(figure.subplots(1, 3, sharey=True), PANELS, strict=True):
        effects(ax, table, name)
    _name_rows(figure.axes[0], table)
    years, seeds = made.runs.table["years"].iloc[0], made.runs.labels["seed"].nunique()
    titled(
        figure,
        f"One step more of each lever in {found.scenario.name}, after {years} years",
        f"Mean changes, seed by seed, and their {made.precision.confidence:.0%} intervals ({seeds} runs of each, with "
        "the same seeds), of which about one in twenty misses; grey: not distinguishable from no change. "
        "Euros of the ledger at the scenario's prices. "
        "* The lever's own price is not in the model: the euros are those of what comes of it.",
    )
    return figure


def effects(ax: Axes, table: pd.DataFrame, name: str, rows_named: bool = False) -> None:
    """A dot a lever with its interval: one of `PANELS`."""
    title, unit, colour = PANELS[name]
    rows = table.assign(**{c: table[c] / 1000 for c in table if name == "cost_total" and c.startswith(name)})
    dots(ax, *(rows[f"{name}{end}"] for end in ("", "_low", "_high")), colour)
    ax.set(title=title, xlabel=unit)
    if name == "people_per_1000_euros":
        _verdicts(ax, table)
    if rows_named:
        _name_rows(ax, table)


def _name_rows(ax: Axes, table: pd.DataFrame) -> None:
    ax.set_yticks(range(len(table)), table["lever"] + np.where(table["priced"], "", " *"))
    ax.invert_yaxis()


def _verdicts(ax: Axes, table: pd.DataFrame) -> None:
    """Where there is no figure, why."""
    white: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    for place, words in enumerate(table["verdict"]):
        if words:
            at: dict[str, Any] = {"xy": (0.03, place), "xycoords": ("axes fraction", "data")}
            ax.annotate(words, **at, va="center", fontsize=7.5, color=SOFT, bbox=white)
