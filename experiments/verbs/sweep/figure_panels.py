"""The panels of the figure of a sweep: a course, lines, a heat map, bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from contagion.experiments.drawing.style import (
    BLUE,
    BY_VALUE,
    GREY,
    INK,
    PAPER,
    SERIES,
    SOFT,
    counts,
    label_ends,
    thousands,
)
from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import N_, _
from contagion.models.parameters import describe

if TYPE_CHECKING:
    import pandas as pd

    from contagion.models.scenarios.scenario import Scenario

MARKS = ("o", "s", "^", "D", "v")  # so that lines can be told apart in grey
FEW_SEEDS = 10  # with fewer, single runs are shown and no bands
BANDS = ((0.05, 0.95, 0.16), (0.25, 0.75, 0.30))  # from, to, how dark
MOST_NUMBERS = 60  # in cells of a heat map
LABEL = 0.055  # height of a line of text as a share of a panel
NO_LIMIT = N_("no limit")


@cache
def _units() -> dict[str, str]:
    """The unit of each parameter."""
    return {row["name"]: row["unit"] or "" for row in describe()}


def in_words(name: str) -> str:
    """The dotted name of a parameter in words."""
    return name.replace(".", " ").replace("_", " ")


def named(name: str) -> str:
    """The same with its unit."""
    unit, words = _units().get(name, ""), in_words(name)
    return f"{words} ({unit})" if unit and not words.endswith(unit) else words


def said(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool | np.bool_):
        return _("yes") if value else _("no")
    if isinstance(value, int | float | np.number):
        return _(NO_LIMIT) if np.isinf(value) else number(value, ".3g" if abs(value) < 999.5 else ",.0f")
    return str(value)


@dataclass(frozen=True)
class Axis:
    """Where the values of a parameter lie.

    Attributes
    ----------
    name : str
    values : list
        In their order: numbers rise, words stand as they were asked for.
    places : array
        Where each lies: numbers at themselves, no limit one step after the last of them, words at 0, 1, …
    words : bool
        Whether the values are words, or yes and no.
    """

    name: str
    values: list[Any]
    places: np.ndarray
    words: bool

    @property
    def limited(self) -> np.ndarray:
        """Which values are numbers on a scale."""
        return np.array([not self.words and bool(np.isfinite(value)) for value in self.values])

    @property
    def step(self) -> float:
        """From one value to the next."""
        return float(np.diff(self.places).min()) if len(self.places) > 1 else 1.0

    def broken(self, ax: Axes) -> None:
        """Part what has no limit from the scale."""
        if not self.words and self.limited.any() and not self.limited.all():
            ax.axvline(self.places[-2:].mean(), color=GREY, linewidth=0.9, linestyle=(0, (4, 3)))

    def label(self, ax: Axes) -> None:
        """Name the axis and its values."""
        ax.set_xlabel(named(self.name))
        room = 0.03 * np.ptp(self.places) if self.limited.all() and len(self.places) > 1 else 0.3 * self.step
        ax.set_xlim(self.places[0] - room, self.places[-1] + room)
        if self.limited.all() and len(self.values) > 9:
            ax.xaxis.set_major_locator(MaxNLocator(9, steps=[1, 2, 2.5, 5, 10]))
            ax.xaxis.set_major_formatter(lambda value, _place: said(value))
            return
        ax.set_xticks(self.places, [said(value) for value in self.values])

    def note(self, scenario: Scenario) -> list[str]:
        """What the dotted line is, if there is one."""
        own = _own(self, scenario)
        return [] if own is None else [_("dotted: the scenario's own value ({value})", value=said(own))]


def axis_of(column: pd.Series, name: str) -> Axis:
    """The axis of a varied parameter, from its column in the table of runs."""
    values = list(dict.fromkeys(column.tolist()))
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return Axis(name, values, np.arange(len(values), dtype=float), True)
    values.sort()
    finite = [float(value) for value in values if np.isfinite(value)]
    step = (finite[-1] - finite[0]) / max(len(finite) - 1, 1) if finite else 0.0
    places = [*finite, *([finite[-1] + (step or 1.0) if finite else 0.0] if len(finite) < len(values) else [])]
    return Axis(name, values, np.array(places), False)


def _own(axis: Axis, scenario: Scenario) -> float | None:
    """The scenario's value of the parameter, where it is a number within the axis."""
    own = scenario.parameters.get(axis.name)
    low, high = axis.places[axis.limited][[0, -1]] if axis.limited.any() else (1.0, 0.0)
    return own if not isinstance(own, bool | str | tuple) and own is not None and low <= own <= high else None


def course(
    ax: Axes, axis: Axis, values: pd.Series, outputs: pd.Series, scenario: Scenario, *, dots: bool = True
) -> None:
    """The mean along an axis in its bands; single runs where they are few and `dots` are wanted."""
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
    axis.broken(ax)
    _counted(ax)


def lines(ax: Axes, along: Axis, across: Axis, made: pd.DataFrame, output: str) -> None:
    """A line for each value of the other parameter, its value at the end."""
    ends = []
    for row, value in enumerate(across.values):
        colour, rows = SERIES[row], made[made[across.name] == value]
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
                gid=said(value))  # fmt: skip
        shown = means[np.isfinite(means)]
        if len(shown):
            ends.append((float(shown[-1]), said(value), colour))
    _counted(ax)
    along.broken(ax)
    along.label(ax)
    ax.set_xlabel("")
    ax.text(1.025, 1.03, named(across.name), transform=ax.transAxes, fontsize=8.5, color=SOFT, ha="left", va="bottom")
    label_ends(ax, ends, LABEL * (1 if output == "participants" else 1.6))


def heat(ax: Axes, along: Axis, across: Axis, made: pd.DataFrame, output: str) -> None:
    """Means in cells, said in them where they are not too many, with lines of equal height else."""
    means = made.groupby([across.name, along.name])[output].mean().unstack()
    cells = means.reindex(index=across.values, columns=along.values).to_numpy(float)
    image = ax.imshow(cells, origin="lower", aspect="auto", cmap=BY_VALUE, gid="cells")
    if cells.size <= MOST_NUMBERS:
        middle = (np.nanmin(cells) + np.nanmax(cells)) / 2
        for (row, column), value in np.ndenumerate(cells):
            text = "–" if np.isnan(value) else said(value)
            ax.text(column, row, text, ha="center", va="center", fontsize=7.5, color=INK if value > middle else PAPER)
    else:
        ax.figure.colorbar(image, ax=ax, format=thousands, pad=0.02)
        if min(cells.shape) > 1 and np.ptp(cells[np.isfinite(cells)]) > 0:
            drawn = ax.contour(cells, levels=5, colors=PAPER, linewidths=0.9)
            for text in ax.clabel(drawn, fmt=thousands, fontsize=8):
                text.set_path_effects([patheffects.withStroke(linewidth=2, foreground=INK)])
    for axis, place in ((along, ax.set_xticks), (across, ax.set_yticks)):
        every = -(-len(axis.values) // 12)
        place(range(0, len(axis.values), every), [said(value) for value in axis.values[::every]])
    ax.set(xlabel=named(along.name), ylabel=named(across.name))
    ax.spines[:].set_visible(False)


def bars(ax: Axes, table: pd.DataFrame) -> None:
    """A bar with its interval a row; grey where its interval holds 0."""
    place, clear = np.arange(len(table)), ((table["low"] > 0) | (table["high"] < 0)).to_numpy()
    whiskers = [table["prcc"] - table["low"], table["high"] - table["prcc"]]
    ax.barh(place, table["prcc"], 0.68, color=np.where(clear, BLUE, GREY), xerr=whiskers,
            error_kw={"elinewidth": 0.9, "ecolor": INK, "capsize": 1.8})  # fmt: skip
    ax.axvline(0, color=SOFT, linewidth=0.9)
    ax.set_xlim(-1.02, 1.02)
    ax.set_xticks([-1, -0.5, 0, 0.5, 1])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    ax.set_xlabel(_("partial rank correlation"))


def name_rows(ax: Axes, order: Sequence[str]) -> None:
    """The parameters that bars are of, the first on top."""
    ax.set_yticks(range(len(order)), [named(name) for name in order])
    ax.set_ylim(len(order) - 0.4, -0.6)


def _counted(ax: Axes) -> None:
    """A height axis of counts, from 0."""
    counts(ax, 6)
