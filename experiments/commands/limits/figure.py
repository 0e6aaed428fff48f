"""The figure of `contagion limits`: the elasticity of people reached to each capacity, and when the gain comes."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from contagion.experiments.commands.limits.work import MORE
from contagion.experiments.evidence.words_of_worlds import agreeing
from contagion.experiments.say.asked import shown
from contagion.experiments.say.cards import size_of
from contagion.experiments.say.charts.axes import PAD, Calendar, Marks, axes_of, beneath, dots, headed, nested
from contagion.experiments.say.charts.style import CAUSES, GREY, SOFT, readable, say, styled, titled
from contagion.experiments.say.differences import above_in_words, cell, change, named, verdict_in_words
from contagion.experiments.say.sentences import _, said
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from contagion.experiments.commands.limits.work import Limits


@styled
def limits_figure(found: Limits) -> Figure:
    """A row a capacity: its elasticity with the interval, and bars of the people gained a year, by when they came."""
    table, made = found.table, found.made
    if found.nothing:
        figure = Figure(figsize=(9.6, 2.4))
        ax = figure.subplots()
        say(ax, _("Nobody came to a group in any run"))
        ax.set_axis_off()
        titled(
            figure,
            _("What would have helped in {scenario}", scenario=shown(found.scenario)),
            "",
            beneath(made.runs, [found.scenario]),
        )
        return figure
    figure = Figure(figsize=(9.6, 1.9 + 0.62 * len(table)))
    cells = figure.add_gridspec(len(table), 2, width_ratios=(1, 1.25), hspace=0)
    left = figure.add_subplot(cells[:, 0])
    foot = _(
        "Left: {worlds} worlds {agreeing}, in each the people gained by {more:.0%} more: the median, half of the "
        "worlds (thick), 90 % range (thin). Right: the same by year (bar and line). Grey: ranges that hold 0.",
        worlds=made.number,
        agreeing=agreeing(made.worlds.ensemble, made.runs.store.about),
        more=MORE,
    )
    gains_in_worlds(left, table, made.worlds.above)
    marks = Marks.of_scenarios([found.scenario])
    calendar = Calendar.of_scenarios([found.scenario], made.runs.table["years"].iloc[0])
    _by_year(figure, cells, found, calendar, marks)
    left.set_title(left.get_title(loc="left"), pad=PAD if marks.spans(calendar.weeks) else None)
    title = _("What {more:.0%} more of each would change in {scenario}", more=MORE, scenario=shown(found.scenario))
    titled(figure, title, foot, [*beneath(made.runs, [found.scenario]), *marks.lines()])
    return figure


@styled
def limits_axes(found: Limits, ax: Axes | None) -> Axes:
    """The elasticities alone, on axes of somebody else's or of their own."""
    drawn = axes_of(ax, height=1.9 + 0.55 * len(found.table))
    elasticities(drawn, found.table)
    title = f"What {MORE:.0%} more of each would change in {found.scenario.name}"
    return headed(drawn, title, f"{size_of(found.made)}; grey: ranges that hold 0", ax)


def elasticities(ax: Axes, table: pd.DataFrame) -> None:
    """A dot a capacity, with its interval."""
    dots(ax, table["elasticity"], table["elasticity_low"], table["elasticity_high"],
         [CAUSES[name] for name in table["capacity"]])  # fmt: skip
    ax.set_yticks(range(len(table)), [_named(row) for row in table.to_dict("records")])
    ax.set(
        title=_("Elasticity of people reached"),
        xlabel=_("% more people for each % more"),
        ylim=(len(table) - 0.5, -0.5),
    )


def gains_in_worlds(ax: Axes, table: pd.DataFrame, above: float) -> None:
    """The people gained by more of each capacity, world by world; in how many there are more, and more than `above`."""
    nested(ax, table, "gained", [CAUSES[name] for name in table["capacity"]])
    ax.set_yticks(range(len(table)), [_named(row, above) for row in table.to_dict("records")])
    ax.set(title=_("People gained, world by world"), xlabel=_("people"), ylim=(len(table) - 0.5, -0.5))


def _named(row: dict, above: float = 0.0) -> str:
    """What there is more of, and the people gained."""
    what = said(row["label"])
    by = what if isnan(row["rise"]) else _("{what}, {rise:+.0%}", what=what, rise=row["rise"])
    found = named(row, "gained")
    lines = [by, _("{people} people", people=cell(found, change)), verdict_in_words(found)]
    return "\n".join([*lines, *above_in_words(found, above)])


def _by_year(figure: Figure, cells: object, found: Limits, calendar: Calendar, marks: Marks) -> None:
    """Small axes, one a capacity, with one scale."""
    first = None
    for place, name in enumerate(found.table["capacity"]):
        ax = figure.add_subplot(cells[place, 1], sharex=first, sharey=first)  # ty: ignore[not-subscriptable]
        first = first or ax
        _bars(ax, found.by_year[found.by_year["capacity"] == name], calendar, CAUSES[name])
        last = place == len(found.table) - 1
        ax.tick_params(labelbottom=last, bottom=last)
        ax.yaxis.set_major_locator(MaxNLocator(2, integer=True))
        if not place:
            ax.set_title(_("People gained a year, by when they came"))
        marks.draw(ax, calendar, labelled=not place)


def _bars(ax: Axes, rows: pd.DataFrame, calendar: Calendar, colour: str) -> None:
    """A bar a year or some years; none where there was nothing to gain."""
    ends = [f"gained_{end}" for end in ("p50", "p5", "p95")]
    rows = rows[rows[ends].any(axis=1)]
    length = 1 + (rows["last_year"] - rows["first_year"]).to_numpy()
    at = calendar.at(WEEKS_A_YEAR * (rows["last_year"].to_numpy() - length / 2))
    middle, low, high = (rows[end].to_numpy() / length for end in ends)
    shades = np.where((low > 0) | (high < 0), colour, GREY)
    outlines = [readable(shade) for shade in shades]
    ax.bar(at, middle, 0.8 * length, color=shades, edgecolor=outlines, linewidth=0.6, alpha=0.8)
    away = np.array([middle - low, high - middle])
    ax.errorbar(at, middle, away, fmt="none", ecolor=SOFT, elinewidth=0.8, capsize=1.5)
    ax.axhline(0, color=SOFT, linewidth=0.8)
    calendar.draw(ax)
    ax.grid(axis="y")
