"""Figures of a comparison: the course of each scenario with its band, and what differs by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.style import BLUE, BROWN, GREEN, SOFT, VERMILLION, label_ends, styled, titled
from experiments.uncertainty import band, per_year

if TYPE_CHECKING:
    from experiments.compare_scenarios import Comparison

COLOURS = (SOFT, BLUE, VERMILLION, GREEN, BROWN, "#CC79A7", "#56B4E9", "#E69F00")
SHARES_AND_RATIOS = ("binding_", "r_", "representation_", "income_")  # beginnings of what has no per cent of its own
MANY = 8  # scenarios beside the first, from which on a figure says only the main things
LINES = ("-", "--", "-.", ":")  # so that the scenarios can be told apart in grey
PANELS = {
    "participants": "People reached since the start",
    "facilitators_active": "Active facilitators",
    "groups_started": "Groups since the start",
    "communes_reached": "Communes with a group so far",
}


def _foot(made: Comparison) -> str:
    about = made.runs.store.about
    seeds = made.runs.labels["seed"].nunique()
    code = f"code {(about.get('commit') or about.get('code_sha256', ''))[:12]}"
    return f"{seeds} runs of each scenario, with the same seeds · {about.get('data', '')} · {code}"


def _result(made: Comparison) -> str:
    """What comes out, in a line."""
    rows = made.table[made.table["indicator"] == "participants"]
    if len(rows) >= MANY:
        rows = rows.sort_values("difference").iloc[[0, -1]]
    changes = [
        f"{row.difference:+,.0f} with {row.scenario} ({row.low:+,.0f} to {row.high:+,.0f})" for row in rows.itertuples()
    ]
    years = made.runs.table["years"].iloc[0]
    return f"People reached in {years} years, against {made.scenarios[0].name}: {', '.join(changes)}"


@styled
def trajectories_figure(made: Comparison) -> Figure:
    """Mean and band of each scenario, year by year."""
    rows = made.runs.rows("years")
    height = 6.4 + 0.3 * max(len(made.scenarios) - MANY, 0)
    figure = Figure(figsize=(9.6, height))
    axes = figure.subplots(2, 2).flat
    for ax, (name, title) in zip(axes, PANELS.items(), strict=True):
        ends = []
        for number, scenario in enumerate(made.scenarios):
            colour, line = COLOURS[number % len(COLOURS)], LINES[number % len(LINES)]
            mean = band(ax, per_year(rows[rows["scenario"] == scenario.name], name), colour, line)
            ends.append((mean, f"{scenario.name} {mean:,.0f}", colour))
        ax.set_title(title)
        ax.set_xlim(0, rows["year"].max())
        ax.set_ylim(bottom=0)
        ax.grid(axis="y")
        ax.set_xlabel("years since the start")
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        label_ends(ax, ends, 0.062 * 6.4 / height)
    titled(
        figure,
        _result(made),
        f"Lines: means; bands: nine runs in ten lie inside, year by year · {_foot(made)}",
    )
    return figure


@styled
def differences_figure(made: Comparison) -> Figure:
    """Differences from the base, in per cent of it, with their intervals."""
    base, others = made.scenarios[0], made.scenarios[1:]
    table = made.table[~made.table["indicator"].str.startswith(SHARES_AND_RATIOS)]
    table = table[(table["base"] != 0) & table["difference"].notna()]
    names = [name for name in dict.fromkeys(table["indicator"]) if len(others) < MANY or name in PANELS]
    figure = Figure(figsize=(8.4, 1.5 + 0.25 * len(names) * max(len(others), 1)))
    ax = figure.subplots()
    for number, scenario in enumerate(others):
        rows = table[table["scenario"] == scenario.name].set_index("indicator").reindex(names)
        scale = 100 / rows["base"].abs()
        place = np.arange(len(names)) + (number - (len(others) - 1) / 2) * 0.7 / len(others)
        middle, low, high = rows["difference"] * scale, rows["low"] * scale, rows["high"] * scale
        colour = COLOURS[(number + 1) % len(COLOURS)]
        ax.errorbar(middle, place, xerr=[middle - low, high - middle], fmt="o", markersize=4, capsize=2.5,
                    color=colour, label=scenario.name)  # fmt: skip
    ax.axvline(0, color=SOFT, linewidth=1)
    ax.set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
    ax.invert_yaxis()
    ax.grid(axis="x")
    ax.set_xlabel(f"difference from {base.name}, % of its mean")
    if len(others) > 1:
        ax.legend(loc="best")
    years = made.runs.table["years"].iloc[0]
    what = others[0].name if len(others) == 1 else "The scenarios"
    titled(
        figure,
        f"{what} against {base.name} after {years} years",
        f"Dots: mean differences, seed by seed; bars: their {made.precision.confidence:.0%} intervals · {_foot(made)}",
    )
    return figure
