"""The figure of `contagion spend`: what each portfolio brings, and what it costs by item."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from contagion.experiments.commands.spend.words_of_mixes import best_by, purchases
from contagion.experiments.say.asked import shown
from contagion.experiments.say.charts.axes import beneath
from contagion.experiments.say.charts.style import BLUE, EDGE, INK, PAPER, SERIES, SKY, SOFT, readable, styled, titled
from contagion.experiments.say.differences import above_in_words, cell, change, named, verdict_in_words
from contagion.experiments.say.differences import item as item_label
from contagion.experiments.say.sentences import _, counted, in_a_row, number
from contagion.models.parameters.sections.money import ITEMS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.spend.work import Spending

LETTERS = 60  # of a line of what is bought
COLOURED_ITEMS = len(SERIES) - 1  # items that have a colour of their own, the greatest


@styled
def spent_figure(spending: Spending) -> Figure:
    """Draw one row per portfolio: 50 % and 90 % ranges of people gained, and bars of its cost by item."""
    count = len(spending.portfolios)
    figure = Figure(figsize=(12.5, 2.3 + 1.1 * count))
    gains_axes, costs_axes = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1.15))
    gains(gains_axes, spending)
    costs(costs_axes, spending)
    gains_axes.set_yticks(range(count), [_label(spending, place) for place in range(count)], fontsize=8.5)
    gains_axes.set_ylim(count - 0.4, -0.6)
    first, of = spending.table.iloc[0], spending.ensemble
    worlds = (
        f"{spending.judged.worlds} simulations of {(of.name if of.is_one_set else f'the ensemble {of.name}')}, that "
        "were not used to choose."
    )
    how = _(
        "Dot: median; thick: half of the simulations; thin: 90 % range; cross: mean. Costs: what the whole programme "
        "costs more than without, on average, the groups that follow from it included. * placeholder price."
    )
    titled(
        figure,
        _(
            "{budget:,.0f} € more a year on top of {scenario}: people more by the first of these in {years}, {people}",
            budget=spending.market.budget,
            scenario=shown(spending.scenario),
            people=cell(named(first.to_dict(), "gained"), change),
            years=counted(spending.years, "year"),
        ),
        f"{worlds} {how}",
        beneath(spending.runs, [spending.scenario]),
    )
    return figure


def _label(spending: Spending, place: int) -> str:
    """Label a portfolio with the criterion by which it is best, and what it buys."""
    one = spending.portfolios[place]
    lines = [textwrap.fill(words, LETTERS) for words in purchases(spending.market, one.steps)]
    return "\n".join([f"{place + 1}. {best_by(one)}", *lines])


def gains(ax: Axes, spending: Spending) -> None:
    """People gained, by portfolio."""
    table, rows = spending.table, np.arange(len(spending.table))
    ax.hlines(rows, table["gained_p5"], table["gained_p95"], color=readable(SKY), linewidth=1.6)
    ax.hlines(rows, table["gained_p25"], table["gained_p75"], color=BLUE, linewidth=6)
    ax.plot(table["gained_p50"], rows, "o", color=PAPER, markeredgecolor=INK, markersize=6)
    ax.plot(table["gained"], rows, "x", color=INK, markersize=6)
    for row, one in enumerate(table.to_dict("records")):
        gained = named(one, "gained")
        words = [cell(gained, change), verdict_in_words(gained), *above_in_words(gained, spending.above)]
        at: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
        at |= {"bbox": {"facecolor": PAPER, "edgecolor": "none", "pad": 1}}
        ax.annotate(in_a_row(words), (0.02, row), (0, 12), **at, fontsize=8)
    ax.axvline(0, color=SOFT, linewidth=1)
    ax.set(title=f"People gained in {counted(spending.years, 'year')}", xlabel="people")
    ax.xaxis.set_major_formatter(FuncFormatter(lambda people, _at: number(people, ",.0f")))
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)


def costs(ax: Axes, spending: Spending) -> None:
    """Draw the additional cost of each portfolio a year, by item: savings to the left of 0."""
    total = {item: sum(abs(one.euros[item]) for one in spending.portfolios) for item in ITEMS}
    greatest = sorted((item for item in ITEMS if total[item] > 0), key=lambda item: -total[item])[:COLOURED_ITEMS]
    rows, placeholders = np.arange(len(spending.portfolios)), spending.priced.placeholders
    ahead, below = np.zeros(len(rows)), np.zeros(len(rows))
    rest = [item for item in ITEMS if item not in greatest]
    parts = [([item], item_label(item) + " *" * (item in placeholders), SERIES[n]) for n, item in enumerate(greatest)]
    for items, label, colour in [*parts, (rest, "all else" + " *" * bool({*rest} & {*placeholders}), EDGE)]:
        euros = np.array([one.euros[items].sum() for one in spending.portfolios]) / 1000
        if euros.any():
            ax.barh(rows, euros, 0.45, left=np.where(euros > 0, ahead, below), color=colour, label=label)
        ahead, below = ahead + np.maximum(euros, 0), below + np.minimum(euros, 0)
    ax.axvline(spending.market.budget / 1000, color=INK, linestyle="--", linewidth=1)
    ax.annotate(
        "the sum", (spending.market.budget / 1000, -0.6), (-3, -10), textcoords="offset points", fontsize=8, ha="right"
    )
    ax.axvline(0, color=SOFT, linewidth=1)
    ax.set(title="Cost a year more than without, by item", xlabel="thousand €")
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.margins(x=0.09)
    ax.grid(axis="x")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=8)
