"""Who came from whom: each facilitator, and the two who led the group they came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from contagion.experiments.drawing.foot import head_and_foot
from contagion.experiments.drawing.marks import Marks
from contagion.experiments.drawing.style import BLUE, EDGE, GREY, INK, PAPER, SOFT, VERMILLION, say, styled
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.language.sentences import N_, looked_up
from contagion.models.territory.territory import Territory
from contagion.sim.files.results import Results

WORDS = {
    "title": N_("Family tree of the facilitators: {converted:,} of {all:,} came from a group"),
    "one": N_("Family tree of the facilitators: one was trained"),
    "nobody": N_("Nobody was trained"),
    "founder": N_("founder ({number:,})"),
    "participant": N_("came from a group ({number:,})"),
    "partner": N_("named by a partner ({number:,})"),
    "active": N_("still active ({number:,})"),
    "left": N_("has stopped ({number:,})"),
    "never": N_("never active ({number:,})"),
    "lanes": N_("facilitators,\nthose trained together in a column"),
    "note": N_("A line leads to a facilitator from each of the leaders of the group they came from."),
}
SHAPES = {"founder": "s", "participant": "o", "partner": "^"}
LOOKS = {  # face, edge
    "active": (BLUE, BLUE),
    "left": (PAPER, VERMILLION),
    "never": (EDGE, GREY),
}
LAYER_WEEKS = 26  # training sessions within half a year share the lanes
SWEEPS = 12
STAGGER, GOLDEN = 0.7, 0.618034  # columns stand at different heights, so that lines pass between dots
MANY = 1500  # above, lines and dots are pixels in the SVG too
LINE_LOOKS = {150: (0.8, 0.6), 400: (0.5, 0.5), MANY: (0.3, 0.35), float("inf"): (0.2, 0.25)}  # width, opacity
DOT_SIZES = {150: 44, 400: 22, MANY: 10, float("inf"): 2}

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]


@styled
def family_tree(results: Results, territory: Territory) -> Figure:
    """The facilitators by date of training, with lines from their parents."""
    table = results.tables["facilitators"]
    calendar, marks = Calendar.of_run(results), Marks.of_run(results)
    layer = layers(table["trained_week"].to_numpy())
    tallest = np.bincount(layer).max() if len(layer) else 0
    figure = Figure(figsize=(8.3, float(np.clip(2.2 + 0.3 * tallest, 4.2, 7.6))))
    ax = figure.add_subplot()
    calendar.draw(ax)
    marks.draw(ax, calendar, inside=True)
    ax.set(yticks=[])
    ax.spines["left"].set_visible(False)
    if not len(table):
        say(ax, looked_up(WORDS["nobody"]))
        head_and_foot(figure, looked_up(WORDS["nobody"]), results, marks=marks)
        return figure
    ax.set_ylabel(looked_up(WORDS["lanes"]))
    parent, child = links(table)
    x, y = calendar.at(table["trained_week"]), staggered(layer, lanes(layer, parent, child))
    half = max(np.abs(y).max(), 2) + 0.8
    ax.set_ylim(-half, half)
    ax.grid(axis="x")
    status = np.select([table["active"], table["left_week"] < 0], ["active", "never"], "left")
    _draw_lines(ax, x, y, parent, child)
    source = table["source"].to_numpy()
    draw_dots(ax, x, y, source, status, next(size for most, size in DOT_SIZES.items() if len(x) <= most))
    ax.legend(
        handles=handles(source, status, lambda name, many: looked_up(WORDS[name], number=many)), loc="lower left",
        bbox_to_anchor=(0, 1.01), borderaxespad=0, borderpad=0, ncols=3, fontsize=9, labelcolor=INK, handletextpad=0.3,
        columnspacing=2,
    )  # fmt: skip
    converted = int((table["source"] == "participant").sum())
    title = (
        looked_up(WORDS["one"]) if len(table) == 1 else looked_up(WORDS["title"], converted=converted, all=len(table))
    )
    head_and_foot(figure, title, results, looked_up(WORDS["note"]) if len(parent) else "", marks)
    return figure


def layers(weeks: Ints) -> Ints:
    """Number of the layer of each facilitator: those trained within half a year of the first of the layer."""
    number: dict[int, int] = {}
    first = layer = -1
    for week in sorted(set(weeks.tolist())):
        if layer < 0 or week - first >= LAYER_WEEKS:
            first, layer = week, layer + 1
        number[week] = layer
    return np.array([number[week] for week in weeks.tolist()], dtype=np.int64)


def links(table: pd.DataFrame) -> tuple[Ints, Ints]:
    """Rows of parents and of their children, a pair for each link; one who led alone is one parent."""
    row = {one: at for at, one in enumerate(table["facilitator"].tolist())}
    pairs = [
        (row[parent], at)
        for at, parents in enumerate(zip(table["parent_a"].tolist(), table["parent_b"].tolist(), strict=True))
        for parent in dict.fromkeys(parents)
        if parent in row
    ]
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def lanes(layer: Ints, parent: Ints, child: Ints) -> Floats:
    """Heights around 0, in lanes of 1, that keep relatives near each other (barycentre ordering, both ways in turn).

    Parameters
    ----------
    layer : int array, shape (facilitators,)
    parent, child : int arrays, shape (links,)
        Rows of the two ends of each link.

    Returns
    -------
    float array, shape (facilitators,)
        Different within a layer; of all orders tried, those of the shortest links in height.
    """
    members = [np.flatnonzero(layer == number) for number in range(layer.max() + 1)] if len(layer) else []
    y = np.zeros(len(layer))
    for rows in members:
        y[rows] = _spread(len(rows))
    best, shortest = y.copy(), np.abs(y[parent] - y[child]).sum()
    for sweep in range(SWEEPS):
        down = sweep % 2 == 1
        here, there = (child, parent) if down else (parent, child)
        count = np.bincount(here, minlength=len(layer))
        of_layer = [np.flatnonzero(layer[here] == number) for number in range(len(members))]
        for number in range(len(members)) if down else reversed(range(len(members))):
            rows, ends = members[number], of_layer[number]
            sums = np.bincount(here[ends], y[there[ends]], minlength=len(layer))[rows]
            pull = np.where(count[rows] > 0, sums / np.maximum(count[rows], 1), y[rows])
            y[rows[np.lexsort((y[rows], pull))]] = _spread(len(rows))
        if (length := np.abs(y[parent] - y[child]).sum()) < shortest:
            best, shortest = y.copy(), length
    return best


def staggered(layer: Ints, lane: Floats) -> Floats:
    """Heights that differ a little from layer to layer."""
    return lane + STAGGER * ((layer * GOLDEN) % 1 - 0.5)


def _spread(number: int) -> Floats:
    """Lanes of a layer, around 0."""
    return np.arange(number, dtype=float) - (number - 1) / 2


def _draw_lines(ax: Axes, x: Floats, y: Floats, parent: Ints, child: Ints) -> None:
    """A line for each link."""
    ends = np.stack([np.column_stack([x[parent], y[parent]]), np.column_stack([x[child], y[child]])], axis=1)
    width, alpha = next(look for most, look in LINE_LOOKS.items() if len(x) <= most)
    look: dict[str, Any] = {
        "color": GREY,
        "linewidth": width,
        "alpha": alpha,
        "rasterized": len(x) > MANY,
        "zorder": 1,
    }
    ax.add_collection(LineCollection(list(ends), **look), autolim=False)


def draw_dots(ax: Axes, x: Floats, y: Floats, source: NDArray, status: NDArray, size: float) -> None:
    """A mark for each facilitator: shape by where they come from, colour by what became of them."""
    for kind, marker in SHAPES.items():
        for state, (face, edge) in LOOKS.items():
            which = (source == kind) & (status == state)
            if which.any():
                ax.scatter(
                    x[which], y[which], size, facecolor=face, edgecolor=edge, marker=marker, zorder=3,
                    linewidth=1.3 if size > 10 else 0.5, clip_on=False, rasterized=len(x) > MANY,
                )  # fmt: skip


def handles(source: NDArray, status: NDArray, label: Callable[[str, int], str]) -> list[Line2D]:
    """Entries of a legend, a shape and a colour in turn; `label` says each by its name and number."""
    style: dict[str, Any] = {"linestyle": "none", "markersize": 7, "markeredgewidth": 1.3}
    shapes = [
        Line2D([], [], marker=marker, markerfacecolor=SOFT, markeredgecolor=SOFT, **style,
               label=label(kind, int((source == kind).sum())))
        for kind, marker in SHAPES.items()
    ]  # fmt: skip
    states = [
        Line2D([], [], marker="o", markerfacecolor=face, markeredgecolor=edge, **style,
               label=label(state, int((status == state).sum())))
        for state, (face, edge) in LOOKS.items()
    ]  # fmt: skip
    return [handle for pair in zip(shapes, states, strict=True) for handle in pair]
