"""What a sweep shows: people in groups, and active facilitators at the end, by what was varied.

- One parameter: its course, with bands of the runs, or single runs where seeds are few.
- Two on a grid: a line each value of the one, or a heat map where both have many values.
- Three and more on a grid: a panel each, over all values of the others. A grid has few values of each, often words or
  no limit, so that the course of each says more than one coefficient.
- Points drawn over ranges (lhs, sobol): partial rank correlations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from contagion.experiments.commands.sweep.work import number_of_points, rank_correlations, whole_points
from contagion.experiments.say.charts.axes import axes_of, headed
from contagion.experiments.say.charts.style import (
    BLUE,
    BY_VALUE,
    GREY,
    INK,
    PAPER,
    SERIES,
    SOFT,
    counts,
    label_ends,
    say,
    styled,
    thousands,
    titled,
    unbroken,
)
from contagion.experiments.say.sentences import counted, listed
from contagion.models.parameters import describe
from contagion.models.runs.vocabulary import known
from contagion.sim.errors import InputError
from contagion.sim.statistics.sensitivity import ENOUGH

if TYPE_CHECKING:
    import pandas as pd

    from contagion.experiments.commands.sweep.work import Sweep
    from contagion.models.scenario import Scenario


OUTPUTS = {"participants": "People in groups", "facilitators_active": "Active facilitators at the end"}
OF_ALL = {"participants": "People in all programmes", "facilitators_active": "Active leaders, all programmes"}
"""Where there are alternative programmes, each with what there is in those."""
BESIDE = {"participants": "alternative_participants", "facilitators_active": "alternative_leaders_active"}
MOST_LINES = 5
MOST_PANELS = 12  # of parameters, and of bars three times as many
MOST_NAMED = 4  # in the title
ACROSS = 3  # panels


@styled
def heat_axes(sweep: Sweep, indicator: str, along: str | None, across: str | None, ax: Axes | None) -> Axes:
    """Draw the heat map of a grid, on the given axes or on new ones."""
    table, varied, name = sweep.table, sweep.varied, known(indicator, sweep.indicators, "indicator")
    if sweep.kind != "grid" or len(varied) < 2:
        raise InputError("heatmap: is for a grid of two parameters and more; give a list of values for each")
    one = known(along, varied, "parameter", "among those varied") if along is not None else ""
    other = known(across, varied, "parameter", "among those varied") if across is not None else ""
    one = one or next(free for free in varied if free != other)
    other = other or next(free for free in varied if free != one)
    x, y = axis_of(table[one], one), axis_of(table[other], other)
    axes = axes_of(ax, height=1.9 + max(3.4, 0.3 * len(y.values)))
    heat(axes, x, y, table, name)
    others = [in_words(free) for free in varied if free not in (one, other)]
    more = f" and over all values of {', '.join(others)}" if others else ""
    seeds, years = counted(sweep.seeds, "seed"), counted(sweep.length, "year")
    foot = f"Means over {seeds}{more}, after {years}; columns and rows stand at equal distances"
    return headed(axes, f"{sweep.scenario.name}: {name.replace('_', ' ')}", foot, ax)


@styled
def sweep_axes(sweep: Sweep, indicator: str, ax: Axes | None) -> Axes:
    """Draw a course, a heat map or bars, on the given axes or on new ones."""
    table, varied, name = sweep.table, sweep.varied, known(indicator, sweep.indicators, "indicator")
    if sweep.kind == "grid" and len(varied) > 1:
        return sweep.heatmap(indicator, ax=ax)
    title = f"{sweep.scenario.name}: {name.replace('_', ' ')}"
    if sweep.kind != "grid":
        ranks = sweep.ranks(indicator)
        axes = axes_of(ax, height=1.9 + 0.27 * max(len(ranks), 4))
        bars(axes, ranks.set_index("factor"))
        name_rows(axes, ranks["factor"].tolist())
        return headed(axes, title, of_ranks(sweep.points, len(varied), len(ranks)), ax)
    axis, axes = axis_of(table[varied[0]], varied[0]), axes_of(ax)
    course(axes, axis, table[axis.name], table[name], sweep.scenario)
    axis.label(axes)
    return headed(axes, title, of_a_course(table, axis, sweep.scenario), ax)


@styled
def sweep_figure(
    table: pd.DataFrame,
    varied: Sequence[str],
    scenario: Scenario,
    design: str = "grid",
    beneath: Sequence[str] = (),
) -> Figure:
    """Draw a sweep from a table with one row per run (`sim.laboratory.laboratory.Runs.table`), whose columns are varied
    in a `design`: grid, lhs, sobol or own; more lines may stand `beneath`."""
    runs = table[table["error"] == ""]
    outputs = OF_ALL if scenario.parameters.alternative else OUTPUTS
    if outputs is OF_ALL:
        runs = runs.assign(**{name: runs[name] + runs[other] for name, other in BESIDE.items()})
    axes = [axis_of(table[name], name) for name in varied]  # a value whose runs have all failed leaves a gap
    if runs.empty:
        figure = Figure(figsize=(8.4, 3.2))
        ax = figure.subplots()
        say(ax, "No run has ended.")
        ax.set_axis_off()
        note = ""
    elif len(varied) == 1:
        figure, note = _one(runs, axes[0], scenario, outputs)
    elif design != "grid":
        figure, note = _ranks(runs, varied, outputs)
    elif len(varied) == 2:
        figure, note = _two(runs, axes, outputs)
    else:
        figure, note = _many(runs, axes, scenario, outputs)
    titled(figure, _title(table, varied, scenario, design), note, beneath)
    return figure


def _title(table: pd.DataFrame, varied: Sequence[str], scenario: Scenario, design: str) -> str:
    """Return the title: what was varied, over which runs, and how many failed."""
    points, seeds, failed = number_of_points(table, varied), table["seed"].nunique(), (table["error"] != "").sum()
    many = len(varied) > MOST_NAMED
    what = counted(len(varied), "parameter") if many else listed(in_words(name) for name in varied)
    parts = [
        f"scenario {scenario.name}",
        *([counted(int(table["years"].max()), "year")] if table["years"].notna().any() else []),
        counted(points, "point") + (f" ({design})" if design != "grid" else ""),
        f"{counted(seeds, 'seed')} each",
    ]
    failures = f"\n{failed:,} of {len(table):,} runs failed and are left out" if failed else ""
    return f"Sweep of {what}: {', '.join(map(unbroken, parts))}{failures}"


def _few(runs: pd.DataFrame, varied: Sequence[str]) -> bool:
    """Whether single runs are shown, and no bands."""
    return bool(runs.groupby(list(varied), sort=False)["seed"].nunique().max() < FEW_SEEDS)


def _one(runs: pd.DataFrame, axis: Axis, scenario: Scenario, outputs: Mapping[str, str]) -> tuple[Figure, str]:
    figure = Figure(figsize=(8.4, 6.4))
    panels = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    for ax, (output, title) in zip(panels, outputs.items(), strict=True):
        course(ax, axis, runs[axis.name], runs[output], scenario)
        ax.set_title(title)
    axis.label(panels[-1])
    return figure, of_a_course(runs, axis, scenario)


def of_a_course(runs: pd.DataFrame, axis: Axis, scenario: Scenario) -> str:
    """Explain below a figure what is drawn for one parameter."""
    means = "Diamonds" if axis.words else "Lines" if axis.limited.all() else "Lines and diamonds"
    few = _few(runs, [axis.name])
    spread = "dots: single runs" if few else "bands: 50 and 90 of 100 runs lie inside"
    return "; ".join([f"{means}: means", spread, *axis.note(scenario)])


def _two(runs: pd.DataFrame, axes: Sequence[Axis], outputs: Mapping[str, str]) -> tuple[Figure, str]:
    """Draw two parameters, the one with more values along the axis; numbers before words."""
    along, across = sorted(axes, key=lambda axis: (axis.words, -len(axis.values)))
    if len(across.values) > MOST_LINES and len(along.values) <= MOST_LINES:
        along, across = across, along
    if len(across.values) > MOST_LINES:
        figure = Figure(figsize=(11.4, 1.9 + max(3.4, 0.3 * len(across.values))))
        for ax, (output, title) in zip(figure.subplots(1, 2), outputs.items(), strict=True):
            heat(ax, along, across, runs, output)
            ax.set_title(title)
        return figure, "Means over the seeds; columns and rows stand at equal distances, whatever their values"
    figure = Figure(figsize=(9.2, 7.2))
    panels = figure.subplots(2, 1, sharex=True, height_ratios=(1.6, 1))
    for ax, (output, title) in zip(panels, outputs.items(), strict=True):
        lines(ax, along, across, runs, output)
        ax.set_title(title)
    along.label(panels[-1])
    few = _few(runs, [along.name, across.name])
    spread = "small dots: single runs" if few else "bands: 50 of 100 runs lie inside"
    return figure, f"Lines: means, one for each value of {in_words(across.name)}; {spread}"


def _many(
    runs: pd.DataFrame, axes: Sequence[Axis], scenario: Scenario, outputs: Mapping[str, str]
) -> tuple[Figure, str]:
    """Draw a panel per parameter, over all values of the others; if there are many, those that move the mean most."""
    means = {axis.name: runs.groupby(axis.name, sort=False)["participants"].mean() for axis in axes}
    panels_of = sorted(axes, key=lambda axis: -np.ptp(means[axis.name].to_numpy()))[:MOST_PANELS]
    rows, people = ceil(len(panels_of) / ACROSS), outputs["participants"]
    figure = Figure(figsize=(10.6, 0.9 + 2.9 * rows))
    panels = figure.subplots(rows, ACROSS, squeeze=False, sharey=True)
    for ax, axis in zip(panels.flat, panels_of, strict=False):
        course(ax, axis, runs[axis.name], runs["participants"], scenario, dots=False)
        axis.label(ax)
    for ax in panels.flat[len(panels_of) :]:
        ax.set_axis_off()
    for row in panels:
        row[0].set_ylabel(people.lower())
    others = len(axes) - len(panels_of)
    return figure, (
        "In each panel, lines and diamonds: means over the seeds and over all values of the other parameters; bands: "
        "50 and 90 of 100 of these runs lie inside; dotted: the scenario's own value. How two act together is not seen "
        f"here; runs.parquet has it{f'; {others} more parameters are not shown' if others else ''}"
    )


def _ranks(runs: pd.DataFrame, varied: Sequence[str], outputs: Mapping[str, str]) -> tuple[Figure, str]:
    """Bars of partial rank correlations, the largest for people in groups on top."""
    whole = whole_points(runs, varied)
    points, numbers = number_of_points(whole, varied), len(varied)
    tables = {output: rank_correlations(whole, varied, output) for output in outputs}
    if (main := tables["participants"]) is None:
        figure = Figure(figsize=(8.4, 3.2))
        ax = figure.subplots()
        ax.set_axis_off()
        few = f"{points} points are too few to tell {numbers} parameters apart."
        say(ax, f"{few}\nTry {ENOUGH * numbers} points or more.")
        return figure, ""
    order = main["factor"].tolist()[: 3 * MOST_PANELS]
    figure = Figure(figsize=(10.2, 1.5 + 0.27 * max(len(order), 4)))
    panels = figure.subplots(1, 2, sharey=True, width_ratios=(1.5, 1))
    for ax, (output, title) in zip(panels, outputs.items(), strict=True):
        if (table := tables[output]) is not None:
            bars(ax, table.set_index("factor").loc[order])
        ax.set_title(title)
    name_rows(panels[0], order)
    return figure, of_ranks(points, numbers, len(order))


def of_ranks(points: int, numbers: int, visible: int) -> str:
    """Explain the bars below a figure."""
    few = f"{points} points are few for {numbers} parameters ({ENOUGH * numbers} would be better)"
    return (
        "Bars: partial rank correlation of the mean over the seeds with each parameter, the others held: 1 where more "
        "of it only ever means more, −1 where it means less. Whiskers: 95 % intervals (bootstrap over points and "
        "seeds); grey: the interval holds 0."
        + (f" {few}: the intervals are rough." if points < ENOUGH * numbers else "")
        + (f" The {visible} largest of {numbers} are shown." if visible < numbers else "")
    )


MARKS = ("o", "s", "^", "D", "v")  # so that lines can be told apart in grey
FEW_SEEDS = 10  # with fewer, single runs are shown and no bands
BANDS = ((0.05, 0.95, 0.16), (0.25, 0.75, 0.30))  # from, to, how dark
MOST_NUMBERS = 60  # in cells of a heat map
LABEL = 0.055  # height of a line of text as a share of a panel


def in_words(name: str) -> str:
    """Return the dotted name of a parameter in words."""
    return name.replace(".", " ").replace("_", " ")


def label_with_unit(name: str) -> str:
    """Return the name of a parameter in words, with its unit."""
    unit, words = next((row["unit"] or "" for row in describe() if row["name"] == name), ""), in_words(name)
    return f"{words} ({unit})" if unit and not words.endswith(unit) else words


def value_text(value: Any) -> str:
    """Format a value for readers."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | float | np.number):
        return "no limit" if np.isinf(value) else f"{value:.3g}" if abs(value) < 999.5 else f"{value:,.0f}"
    return str(value)


@dataclass(frozen=True)
class Axis:
    """Where the values of a parameter lie."""

    name: str
    values: list[Any]  # in their order: numbers rise, words stand as they were asked for
    places: np.ndarray  # numbers at themselves, no limit one step after the last of them, words at 0, 1, …
    words: bool  # whether the values are words, or yes and no

    @property
    def limited(self) -> np.ndarray:
        """Which values are numbers on a scale."""
        return np.array([not self.words and bool(np.isfinite(value)) for value in self.values])

    @property
    def step(self) -> float:
        """From one value to the next."""
        return float(np.diff(self.places).min()) if len(self.places) > 1 else 1.0

    def draw_break(self, ax: Axes) -> None:
        """Part what has no limit from the scale."""
        if not self.words and self.limited.any() and not self.limited.all():
            ax.axvline(self.places[-2:].mean(), color=GREY, linewidth=0.9, linestyle=(0, (4, 3)))

    def label(self, ax: Axes) -> None:
        """Name the axis and its values."""
        ax.set_xlabel(label_with_unit(self.name))
        room = 0.03 * np.ptp(self.places) if self.limited.all() and len(self.places) > 1 else 0.3 * self.step
        ax.set_xlim(self.places[0] - room, self.places[-1] + room)
        if self.limited.all() and len(self.values) > 9:
            ax.xaxis.set_major_locator(MaxNLocator(9, steps=[1, 2, 2.5, 5, 10]))
            ax.xaxis.set_major_formatter(lambda value, _place: value_text(value))
            return
        ax.set_xticks(self.places, [value_text(value) for value in self.values])

    def note(self, scenario: Scenario) -> list[str]:
        """Explain the dotted line, if there is one."""
        own = _own(self, scenario)
        return [] if own is None else [f"dotted: the scenario's own value ({value_text(own)})"]


def axis_of(column: pd.Series, name: str) -> Axis:
    """Build the axis of a varied parameter from its column in the table of runs."""
    values = list(dict.fromkeys(column.tolist()))
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return Axis(name, values, np.arange(len(values), dtype=float), True)
    values.sort()
    finite = [float(value) for value in values if np.isfinite(value)]
    step = (finite[-1] - finite[0]) / max(len(finite) - 1, 1) if finite else 0.0
    places = [*finite, *([finite[-1] + (step or 1.0) if finite else 0.0] if len(finite) < len(values) else [])]
    return Axis(name, values, np.array(places), False)


def _own(axis: Axis, scenario: Scenario) -> float | None:
    """Return the scenario's value of the parameter, if it is a number within the axis."""
    own = scenario.parameters.get(axis.name)
    low, high = axis.places[axis.limited][[0, -1]] if axis.limited.any() else (1.0, 0.0)
    return own if not isinstance(own, bool | str | tuple) and own is not None and low <= own <= high else None


def course(
    ax: Axes, axis: Axis, values: pd.Series, outputs: pd.Series, scenario: Scenario, *, dots: bool = True
) -> None:
    """Draw the mean along an axis with its bands, or single runs where they are few and `dots` are wanted."""
    groups = [outputs[values == value].to_numpy(float) for value in axis.values]
    few = dots and max(map(len, groups)) < FEW_SEEDS
    means = np.array([group.mean() if len(group) else np.nan for group in groups])
    on = axis.limited if axis.limited.sum() > 1 else np.zeros(len(means), bool)
    if few:
        for place, group in zip(axis.places, groups, strict=True):
            ax.plot([place] * len(group), group, "o", color=BLUE, alpha=0.35, markersize=4.5, markeredgewidth=0,
                    gid="runs")  # fmt: skip
    else:
        for low, high, dark in BANDS:
            ends = np.array([np.quantile(group, [low, high]) if len(group) else (np.nan, np.nan) for group in groups])
            ax.fill_between(axis.places[on], *ends[on].T, color=BLUE, alpha=dark, linewidth=0, gid=f"{low:g}")
            for place, (bottom, top) in zip(axis.places[~on], ends[~on], strict=True):
                ax.plot([place] * 2, [bottom, top], color=BLUE, alpha=2 * dark, linewidth=9, solid_capstyle="butt")
    mark = "o" if on.sum() <= 25 else ""
    ax.plot(axis.places[on], means[on], color=BLUE, linewidth=1.8, markersize=4.5, marker=mark, gid="mean")
    ax.plot(axis.places[~on], means[~on], "D", color=BLUE, markeredgecolor=PAPER, markersize=6.5, gid="apart")
    if (own := _own(axis, scenario)) is not None:
        ax.axvline(own, color=SOFT, linewidth=1, linestyle=":")
    axis.draw_break(ax)
    counts(ax, 6)


def lines(ax: Axes, along: Axis, across: Axis, runs: pd.DataFrame, output: str) -> None:
    """Draw a line for each value of the other parameter, with the value at its end."""
    ends = []
    for row, value in enumerate(across.values):
        colour, rows = SERIES[row], runs[runs[across.name] == value]
        groups = [rows.loc[rows[along.name] == at, output].to_numpy(float) for at in along.values]
        means = np.array([group.mean() if len(group) else np.nan for group in groups])
        aside = 0.08 * (row - (len(across.values) - 1) / 2) if along.words else 0.0
        places = along.places + aside  # side by side where there is no scale between them
        if max(map(len, groups)) < FEW_SEEDS:
            for place, group in zip(places, groups, strict=True):
                ax.plot([place] * len(group), group, ".", color=colour, alpha=0.35, markersize=5, markeredgewidth=0)
        else:
            band = np.array([np.quantile(group, [0.25, 0.75]) if len(group) else (np.nan,) * 2 for group in groups])
            on = along.limited
            ax.fill_between(places[on], *band[on].T, color=colour, alpha=0.15, linewidth=0)
            ax.vlines(places[~on], *band[~on].T, color=colour, alpha=0.4, linewidth=5)
        dashed = "-" if along.limited.all() else ":"
        if not along.words and not along.limited.all():
            ax.plot(places[:-1], means[:-1], color=colour, linewidth=1.6)
        ax.plot(places, means, color=colour, linewidth=1.6, linestyle=dashed, marker=MARKS[row], markersize=5,
                gid=value_text(value))  # fmt: skip
        finite = means[np.isfinite(means)]
        if len(finite):
            ends.append((float(finite[-1]), value_text(value), colour))
    counts(ax, 6)
    along.draw_break(ax)
    along.label(ax)
    ax.set_xlabel("")
    ax.text(
        1.025,
        1.03,
        label_with_unit(across.name),
        transform=ax.transAxes,
        fontsize=8.5,
        color=SOFT,
        ha="left",
        va="bottom",
    )
    label_ends(ax, ends, LABEL * (1 if output == "participants" else 1.6))


def heat(ax: Axes, along: Axis, across: Axis, runs: pd.DataFrame, output: str) -> None:
    """Means in cells, said in them where they are not too many, with lines of equal height else."""
    means = runs.groupby([across.name, along.name])[output].mean().unstack()
    cells = means.reindex(index=across.values, columns=along.values).to_numpy(float)
    image = ax.imshow(cells, origin="lower", aspect="auto", cmap=BY_VALUE, gid="cells")
    if cells.size <= MOST_NUMBERS:
        middle = (np.nanmin(cells) + np.nanmax(cells)) / 2
        for (row, column), value in np.ndenumerate(cells):
            text = "–" if np.isnan(value) else value_text(value)
            ax.text(column, row, text, ha="center", va="center", fontsize=7.5, color=INK if value > middle else PAPER)
    else:
        ax.figure.colorbar(image, ax=ax, format=thousands, pad=0.02)
        if min(cells.shape) > 1 and np.ptp(cells[np.isfinite(cells)]) > 0:
            contours = ax.contour(cells, levels=5, colors=PAPER, linewidths=0.9)
            for text in ax.clabel(contours, fmt=thousands, fontsize=8):
                text.set_path_effects([patheffects.withStroke(linewidth=2, foreground=INK)])
    for axis, place in ((along, ax.set_xticks), (across, ax.set_yticks)):
        every = -(-len(axis.values) // 12)
        place(range(0, len(axis.values), every), [value_text(value) for value in axis.values[::every]])
    ax.set(xlabel=label_with_unit(along.name), ylabel=label_with_unit(across.name))
    ax.spines[:].set_visible(False)


def bars(ax: Axes, table: pd.DataFrame) -> None:
    """Draw a bar with its interval per row, grey if the interval includes 0."""
    place, clear = np.arange(len(table)), ((table["low"] > 0) | (table["high"] < 0)).to_numpy()
    whiskers = [table["prcc"] - table["low"], table["high"] - table["prcc"]]
    ax.barh(place, table["prcc"], 0.68, color=np.where(clear, BLUE, GREY), xerr=whiskers,
            error_kw={"elinewidth": 0.9, "ecolor": INK, "capsize": 1.8})  # fmt: skip
    ax.axvline(0, color=SOFT, linewidth=0.9)
    ax.set_xlim(-1.02, 1.02)
    ax.set_xticks([-1, -0.5, 0, 0.5, 1])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    ax.set_xlabel("partial rank correlation")


def name_rows(ax: Axes, order: Sequence[str]) -> None:
    """Name the parameters of the bars, the first on top."""
    ax.set_yticks(range(len(order)), [label_with_unit(name) for name in order])
    ax.set_ylim(len(order) - 0.4, -0.6)
