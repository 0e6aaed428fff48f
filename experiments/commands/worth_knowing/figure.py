"""The figure of `contagion worth-knowing`: what it would be worth to be told, by question and by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from contagion.experiments.commands.worth_knowing.work import ITEMS, spent_over
from contagion.experiments.say.charts.axes import beneath
from contagion.experiments.say.charts.style import BLUE, GREEN, GREY, SOFT, readable, styled, titled
from contagion.experiments.say.sentences import _, counted, said, to_its_error

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from contagion.experiments.commands.worth_knowing.work import WorthKnowing

MOST_ROWS = 12  # numbers


@styled
def worth_knowing_figure(result: WorthKnowing) -> Figure:
    """Bars with their standard errors, the most worth first: of what can be asked for, and of the first numbers."""
    study, numbers = result.study, result.numbers.head(MOST_ROWS)
    rows = len(result.to_ask), len(numbers)
    figure = Figure(figsize=(9.6, 2.4 + 0.3 * sum(rows)))
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=rows)
    bars(above, result.to_ask, [f"{item} {said(ITEMS[item].label)}" for item in result.to_ask["item"]], GREEN)
    above.set_title("Worth of each item on the list of section 10")
    bars(below, numbers, numbers["factor"].tolist(), BLUE)
    below.set(title="To know one number", xlabel="people, over all years")
    foot = _(
        "{sets:,} sets of values of {ensemble}, {seeds} of each, over {years}; best as long as no more is known: "
        "{best}; to know all of them: {value} people. Net benefit: people reached less euros "
        "spent, {rate:,.0f} € a person (an assumption). Bars: expected gain of deciding once it is known; lines: two "
        "standard errors to either side, by bootstrap of the sets; grey: no clear worth.",
        sets=study.sets,
        ensemble=study.ensemble.name,
        seeds=counted(study.seeds, "seed"),
        years=spent_over(study),
        best=said(result.best),
        value=to_its_error(result.everything.value, result.everything.error),
        rate=study.rate,
    )
    title = _("What is worth knowing before {budget:,.0f} € a year are spent", budget=study.budget)
    titled(figure, title, foot, beneath(result.runs, [study.scenario]))
    return figure


def bars(ax: Axes, table: pd.DataFrame, labels: list[str], colour: str) -> None:
    """Draw a bar per row with two standard errors to either side, grey if its worth is not clear."""
    place, shades = np.arange(len(table)), np.where(table["clear"], colour, GREY)
    ax.barh(place, table["worth"], 0.7, color=shades, edgecolor=[readable(shade) for shade in shades], linewidth=0.6)
    ax.errorbar(table["worth"], place, xerr=2 * table["error"], fmt="none", ecolor=SOFT, elinewidth=0.9, capsize=2)
    ax.axvline(0, color=SOFT, linewidth=1)
    ax.set_yticks(place, labels)
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.grid(axis="x")
