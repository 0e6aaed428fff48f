"""Territories side by side: a panel a figure, a row a territory."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from contagion.experiments.commands.compare.side_by_side.work import observed_in_words
from contagion.experiments.say.charts.style import SERIES, readable, styled, thousands, titled
from contagion.experiments.say.sentences import N_, _, counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.compare.side_by_side.work import SideBySide

PANELS = {
    "people": N_("People per 1,000 residents"),
    "facilitators_active": N_("Facilitators per 1,000 residents"),
    "cost_per_participant": N_("Euros per participant"),
}
NAME = 26  # letters of a line of a name
APART = 0.22  # of a row, between its scenarios


@styled
def side_by_side_figure(found: SideBySide) -> Figure:
    """Dots at the middle of the worlds, thick over half of them, thin over nine in ten; a colour a scenario."""
    sides, names = found.sides, [one.name for one in found.sides[0].scenarios]
    figure = Figure(figsize=(10.2, 2.1 + (0.34 + 0.16 * len(names)) * len(sides)))
    axes = figure.subplots(1, len(PANELS), sharey=True)
    for ax, (name, title) in zip(axes, PANELS.items(), strict=True):
        for at, scenario in enumerate(names):
            _dots(ax, found, name, scenario, (at - (len(names) - 1) / 2) * APART, SERIES[at % len(SERIES)])
        ax.set_title(_(title), fontsize=9.5)
        ax.set_xlim(0, None)
        if name == "cost_per_participant":
            ax.xaxis.set_major_formatter(thousands)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x")
    rows = [f"{textwrap.fill(side.name, NAME)}\n{observed_in_words(side)}" for side in sides]
    axes[0].set_yticks(range(len(sides)), rows, fontsize=8.5)
    axes[0].set_ylim(len(sides) - 0.5, -0.5)
    if len(names) > 1:
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper right", ncols=len(names), fontsize=8.5)
    titled(figure, _result(found), _foot(found))
    return figure


def _dots(ax: Axes, found: SideBySide, name: str, scenario: str, off: float, colour: str) -> None:
    table = found.table[(found.table["scenario"] == scenario) & (found.table["indicator"] == name)]
    place, edge = [row + off for row in range(len(table))], readable(colour)
    ax.hlines(place, table["p5"], table["p95"], colors=edge, linewidth=1.2)
    ax.hlines(place, table["p25"], table["p75"], colors=colour, linewidth=4.5, alpha=0.75)
    ax.scatter(table["p50"], place, s=26, color=colour, edgecolors=edge, zorder=3, label=scenario, gid=scenario)


def _result(found: SideBySide) -> str:
    """Between how many pairs there is a clear difference in people, in the first scenario."""
    scenario = found.sides[0].scenarios[0].name
    people = found.apart[(found.apart["indicator"] == "people") & (found.apart["scenario"] == scenario)]
    clear = int((people["verdict"] == "clear").sum())
    return _(
        "{scenario}, {years} side by side: by people, a clear difference in {clear} of {pairs}",
        scenario=scenario,
        years=counted(found.sides[0].ahead, "year"),
        clear=clear,
        pairs=counted(len(people), "pair"),
    )


def _foot(found: SideBySide) -> str:
    return _(
        "Dots: the median of {worlds} worlds of each territory; thick: half of them; thin: 90 % range. Residents are "
        "those aged 15 and over. Where nothing was observed, what is known of elsewhere is carried over.",
        worlds=found.sides[0].runs.labels["seed"].nunique(),
    )
