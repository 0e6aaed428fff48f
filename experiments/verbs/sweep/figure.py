"""What a sweep shows: people in groups, and active facilitators at the end, by what was varied.

- One parameter: its course, with bands of the runs, or single runs where seeds are few.
- Two on a grid: a line each value of the one, or a heat map where both have many values.
- Three and more on a grid: a panel each, over all values of the others. A grid has few values of each, often words or
  no limit, so that the course of each says more than one coefficient.
- Points drawn over ranges (lhs, sobol): partial rank correlations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from contagion.experiments.drawing.axes import axes_of, headed
from contagion.experiments.drawing.cards import words
from contagion.experiments.drawing.style import say, styled, titled, unbroken
from contagion.experiments.lab.vocabulary import known
from contagion.experiments.language.sentences import N_, _, counted, in_a_row, listed
from contagion.experiments.verbs.sweep.figure_panels import (
    FEW_SEEDS,
    Axis,
    axis_of,
    bars,
    course,
    heat,
    in_words,
    lines,
    name_rows,
)
from contagion.experiments.verbs.sweep.varied import number_of_points, rank_correlations, whole_points
from contagion.sim.errors import InputError
from contagion.sim.statistics.ranks import ENOUGH

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from contagion.experiments.verbs.sweep.work import Sweep
    from contagion.models.scenarios.scenario import Scenario

OUTPUTS = {"participants": N_("People in groups"), "facilitators_active": N_("Active facilitators at the end")}
OF_ALL = {
    "participants": N_("People in all programmes"),
    "facilitators_active": N_("Active leaders, all programmes"),
}
"""Where there are alternative programmes, each with what there is in those."""
BESIDE = {"participants": "alternative_participants", "facilitators_active": "alternative_leaders_active"}
MOST_LINES = 5
MOST_PANELS = 12  # of parameters, and of bars three times as many
MOST_NAMED = 4  # in the title
ACROSS = 3  # panels


@styled
def heat_axes(swept: Sweep, indicator: str, along: str | None, across: str | None, ax: Axes | None) -> Axes:
    """The heat map of a grid, on axes of somebody else's or of their own."""
    table, varied, name = swept.table, swept.varied, known(indicator, swept.indicators, "indicator")
    if swept.kind != "grid" or len(varied) < 2:
        raise InputError("heatmap: is for a grid of two parameters and more; give a list of values for each")
    one = known(along, varied, "parameter", "among those varied") if along is not None else ""
    other = known(across, varied, "parameter", "among those varied") if across is not None else ""
    one = one or next(free for free in varied if free != other)
    other = other or next(free for free in varied if free != one)
    x, y = axis_of(table[one], one), axis_of(table[other], other)
    drawn = axes_of(ax, height=1.9 + max(3.4, 0.3 * len(y.values)))
    heat(drawn, x, y, table, name)
    others = [in_words(free) for free in varied if free not in (one, other)]
    more = f" and over all values of {', '.join(others)}" if others else ""
    seeds, years = counted(swept.seeds, "seed"), counted(swept.length, "year")
    foot = f"Means over {seeds}{more}, after {years}; columns and rows stand at equal distances"
    return headed(drawn, f"{swept.scenario.name}: {words(name)}", foot, ax)


@styled
def sweep_axes(swept: Sweep, indicator: str, ax: Axes | None) -> Axes:
    """A course, a heat map or bars, on axes of somebody else's or of their own."""
    table, varied, name = swept.table, swept.varied, known(indicator, swept.indicators, "indicator")
    if swept.kind == "grid" and len(varied) > 1:
        return swept.heatmap(indicator, ax=ax)
    title = f"{swept.scenario.name}: {words(name)}"
    if swept.kind != "grid":
        ranks = swept.ranks(indicator)
        drawn = axes_of(ax, height=1.9 + 0.27 * max(len(ranks), 4))
        bars(drawn, ranks.set_index("factor"))
        name_rows(drawn, ranks["factor"].tolist())
        return headed(drawn, title, of_ranks(swept.points, len(varied), len(ranks)), ax)
    axis, drawn = axis_of(table[varied[0]], varied[0]), axes_of(ax)
    course(drawn, axis, table[axis.name], table[name], swept.scenario)
    axis.label(drawn)
    return headed(drawn, title, of_a_course(table, axis, swept.scenario), ax)


@styled
def sweep_figure(
    table: pd.DataFrame,
    varied: Sequence[str],
    scenario: Scenario,
    design: str = "grid",
    beneath: Sequence[str] = (),
) -> Figure:
    """The figure of a sweep.

    Parameters
    ----------
    table : DataFrame
        A row a run (`sim.laboratory.laboratory.Runs.table`).
    varied : sequence of str
        Columns of the table that were varied.
    design : str
        ``grid``, ``lhs`` or ``sobol``.
    beneath : sequence of str
        More lines to stand underneath.
    """
    made = table[table["error"] == ""]
    outputs = OF_ALL if scenario.parameters.alternative else OUTPUTS
    if outputs is OF_ALL:
        made = made.assign(**{name: made[name] + made[other] for name, other in BESIDE.items()})
    axes = [axis_of(table[name], name) for name in varied]  # a value whose runs have all failed leaves a gap
    if made.empty:
        figure = Figure(figsize=(8.4, 3.2))
        ax = figure.subplots()
        say(ax, _("No run has ended."))
        ax.set_axis_off()
        note = ""
    elif len(varied) == 1:
        figure, note = _one(made, axes[0], scenario, outputs)
    elif design != "grid":
        figure, note = _ranks(made, varied, outputs)
    elif len(varied) == 2:
        figure, note = _two(made, axes, outputs)
    else:
        figure, note = _many(made, axes, scenario, outputs)
    titled(figure, _title(table, varied, scenario, design), note, beneath)
    return figure


def _title(table: pd.DataFrame, varied: Sequence[str], scenario: Scenario, design: str) -> str:
    """What was varied, over which runs; underneath, what failed."""
    points, seeds, failed = number_of_points(table, varied), table["seed"].nunique(), (table["error"] != "").sum()
    many = len(varied) > MOST_NAMED
    what = counted(len(varied), "parameter") if many else listed(in_words(name) for name in varied)
    years = int(table["years"].max()) if table["years"].notna().any() else None
    parts = [
        _("scenario {name}", name=scenario.name),
        *([counted(years, "year")] if years else []),
        counted(points, "point") + (f" ({design})" if design != "grid" else ""),
        _("{seeds} each", seeds=counted(seeds, "seed")),
    ]
    title = _("Sweep of {what}: {parts}", what=what, parts=", ".join(map(unbroken, parts)))
    if failed:
        title += "\n" + _("{failed:,} of {runs:,} runs failed and are left out", failed=int(failed), runs=len(table))
    return title


def _few(made: pd.DataFrame, varied: Sequence[str]) -> bool:
    """Whether single runs are shown, and no bands."""
    return bool(made.groupby(list(varied), sort=False)["seed"].nunique().max() < FEW_SEEDS)


def _one(made: pd.DataFrame, axis: Axis, scenario: Scenario, outputs: Mapping[str, str]) -> tuple[Figure, str]:
    figure = Figure(figsize=(8.4, 6.4))
    panels = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    for ax, (output, title) in zip(panels, outputs.items(), strict=True):
        course(ax, axis, made[axis.name], made[output], scenario)
        ax.set_title(_(title))
    axis.label(panels[-1])
    return figure, of_a_course(made, axis, scenario)


def of_a_course(made: pd.DataFrame, axis: Axis, scenario: Scenario) -> str:
    """What is drawn of one parameter, underneath."""
    means = _("Lines: means") if axis.limited.all() else _("Lines and diamonds: means")
    few = _few(made, [axis.name])
    spread = _("dots: single runs") if few else _("bands: 50 and 90 of 100 runs lie inside")
    return in_a_row([_("Diamonds: means") if axis.words else means, spread, *axis.note(scenario)])


def _two(made: pd.DataFrame, axes: Sequence[Axis], outputs: Mapping[str, str]) -> tuple[Figure, str]:
    """The parameter with more values lies along the axis; numbers before words."""
    along, across = sorted(axes, key=lambda axis: (axis.words, -len(axis.values)))
    if len(across.values) > MOST_LINES and len(along.values) <= MOST_LINES:
        along, across = across, along
    if len(across.values) > MOST_LINES:
        figure = Figure(figsize=(11.4, 1.9 + max(3.4, 0.3 * len(across.values))))
        for ax, (output, title) in zip(figure.subplots(1, 2), outputs.items(), strict=True):
            heat(ax, along, across, made, output)
            ax.set_title(_(title))
        return figure, _("Means over the seeds; columns and rows stand at equal distances, whatever their values")
    figure = Figure(figsize=(9.2, 7.2))
    panels = figure.subplots(2, 1, sharex=True, height_ratios=(1.6, 1))
    for ax, (output, title) in zip(panels, outputs.items(), strict=True):
        lines(ax, along, across, made, output)
        ax.set_title(_(title))
    along.label(panels[-1])
    few = _few(made, [along.name, across.name])
    spread = _("small dots: single runs") if few else _("bands: 50 of 100 runs lie inside")
    means = _("Lines: means, one for each value of {name}", name=in_words(across.name))
    return figure, in_a_row([means, spread])


def _many(
    made: pd.DataFrame, axes: Sequence[Axis], scenario: Scenario, outputs: Mapping[str, str]
) -> tuple[Figure, str]:
    """A panel each parameter, over all values of the others: those that move the mean most, where they are many."""
    means = {axis.name: made.groupby(axis.name, sort=False)["participants"].mean() for axis in axes}
    shown = sorted(axes, key=lambda axis: -np.ptp(means[axis.name].to_numpy()))[:MOST_PANELS]
    rows, people = ceil(len(shown) / ACROSS), outputs["participants"]
    figure = Figure(figsize=(10.6, 0.9 + 2.9 * rows))
    panels = figure.subplots(rows, ACROSS, squeeze=False, sharey=True)
    for ax, axis in zip(panels.flat, shown, strict=False):
        course(ax, axis, made[axis.name], made["participants"], scenario, dots=False)
        axis.label(ax)
    for ax in panels.flat[len(shown) :]:
        ax.set_axis_off()
    for row in panels:
        row[0].set_ylabel(_(people).lower())
    hidden = len(axes) - len(shown)
    more = [_("{number} more parameters are not shown", number=hidden)] if hidden else []
    what = _(
        "In each panel, lines and diamonds: means over the seeds and over all values of the other parameters; bands: "
        "50 and 90 of 100 of these runs lie inside; dotted: the scenario's own value. How two act together is not seen "
        "here; runs.parquet has it"
    )
    return figure, in_a_row([what, *more])


def _ranks(made: pd.DataFrame, varied: Sequence[str], outputs: Mapping[str, str]) -> tuple[Figure, str]:
    """Bars of partial rank correlations, the largest for people in groups on top."""
    whole = whole_points(made, varied)
    points, numbers = number_of_points(whole, varied), len(varied)
    tables = {output: rank_correlations(whole, varied, output) for output in outputs}
    if (main := tables["participants"]) is None:
        figure = Figure(figsize=(8.4, 3.2))
        ax = figure.subplots()
        ax.set_axis_off()
        needed = ENOUGH * numbers
        words = _("{points} points are too few to tell {numbers} parameters apart.", points=points, numbers=numbers)
        say(ax, words + "\n" + _("Try {points} points or more.", points=needed))
        return figure, ""
    order = main["factor"].tolist()[: 3 * MOST_PANELS]
    figure = Figure(figsize=(10.2, 1.5 + 0.27 * max(len(order), 4)))
    panels = figure.subplots(1, 2, sharey=True, width_ratios=(1.5, 1))
    for ax, (output, title) in zip(panels, outputs.items(), strict=True):
        if (table := tables[output]) is not None:
            bars(ax, table.set_index("factor").loc[order])
        ax.set_title(_(title))
    name_rows(panels[0], order)
    return figure, of_ranks(points, numbers, len(order))


def of_ranks(points: int, numbers: int, shown: int) -> str:
    """What the bars are, underneath."""
    parts = [
        _(
            "Bars: partial rank correlation of the mean over the seeds with each parameter, the others held: 1 where "
            "more of it only ever means more, −1 where it means less. Whiskers: 95 % intervals (bootstrap over points "
            "and seeds); grey: the interval holds 0."
        )
    ]
    if points < ENOUGH * numbers:
        few = _(
            "{points} points are few for {numbers} parameters ({enough} would be better): the intervals are rough.",
            points=points,
            numbers=numbers,
            enough=ENOUGH * numbers,
        )
        parts.append(few)
    if shown < numbers:
        parts.append(_("The {shown} largest of {numbers} are shown.", shown=shown, numbers=numbers))
    return " ".join(parts)
