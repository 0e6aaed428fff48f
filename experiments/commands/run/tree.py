"""The tree of facilitators as a picture: over time, a line of life each, and on the map, from where to where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke

from contagion.experiments.say.charts.axes import Calendar, Marks, head_and_foot
from contagion.experiments.say.charts.maps import draw_territory, projection
from contagion.experiments.say.charts.style import (
    GREY,
    GROWING,
    PAPER,
    SERIES,
    VERMILLION,
    readable,
    say,
    styled,
)
from contagion.experiments.say.sentences import counted
from contagion.models.outcomes.descent import parent_rows
from contagion.models.records import NONE
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from contagion.models.territory.territory import Territory
    from contagion.sim.files import Results

    type Ints = NDArray[np.int64]

NOBODY = "Nobody was trained"
NOTE = (
    "A line is a facilitator, from training until they stop; a ring: never active. It hangs from the first leader "
    "of the group that they came from; the second is a parent as well. Numbers are those of `contagion history`."
)
NOTE_OF_MAP = (
    "An arrow leads to the first facilitator of a commune from the first leader of the group that they came from."
)
MANY = 1500  # facilitators; above, lines are pixels in the SVG too
LINE_INCHES, LOWEST, HIGHEST = 0.07, 4.2, 8.2  # of a line, and of the picture without its head and foot
MARKED = 0.03  # of the height, for the names of decisions


def drawn_parent(parents: Ints) -> Ints:
    """Return the row of the parent below whom each facilitator is drawn: the first leader of the group they came from,
    or the other where that one is not known; `NONE` for those who begin a line."""
    return np.where(parents[0] != NONE, parents[0], parents[1])


def lanes(parent: Ints, week: Ints, order: Ints) -> Ints:
    """Return the line of each facilitator, from 0 at the top: families in the order of those who begin them (`order`,
    rows), children below their parent, the youngest next to them. So no line to a child crosses a line of life."""
    children: dict[int, list[int]] = {}
    for row in np.argsort(week, kind="stable").tolist():
        children.setdefault(int(parent[row]), []).append(row)
    place, waiting, lane = 0, order[::-1].tolist(), np.zeros(len(parent), dtype=np.int64)
    while waiting:
        row = waiting.pop()
        lane[row], place = place, place + 1
        waiting += children.get(row, [])
    return lane


def beginner_of(parent: Ints) -> Ints:
    """Return the row of the facilitator with whom the drawn line of each begins."""
    first = np.arange(len(parent))
    for row in np.flatnonzero(parent != NONE):  # parents come before their children
        first[row] = first[parent[row]]
    return first


@styled
def family_tree(results: Results, territory: Territory) -> Figure:
    """Draw the facilitators of a run over time (`draw_lives`)."""
    figure, marks = Figure(figsize=(8.3, height_of(results) + 1.4)), Marks.of_run(results)
    draw_lives(figure.add_subplot(), results, marks)
    head_and_foot(figure, title_of(results), results, NOTE if len(results.tables["facilitators"]) else "", marks)
    return figure


def height_of(results: Results) -> float:
    """Return the inches that the lines of life need."""
    return float(np.clip(LINE_INCHES * len(results.tables["facilitators"]), LOWEST, HIGHEST))


def title_of(results: Results) -> str:
    """State how many descend from whom, and R."""
    table, number = results.tables["facilitators"], results.summary["reproduction_number"]
    if not len(table):
        return NOBODY
    own = int((table["source"] == "participant").sum())
    if not own:
        return f"{counted(len(table), 'facilitator')}, none from a group"
    steps = counted(results.summary["generations"], "generation")
    text = f"{own:,} of {counted(len(table), 'facilitator')} came from a group, in {steps}"
    return text if number is None else f"{text} (R = {number:.1f})"


def draw_lives(ax: Axes, results: Results, marks: Marks) -> None:
    """Draw a line of life for each facilitator below a parent, in the colour of the founder with whom the line begins.
    Nothing crosses: who was trained later stands nearer to the parent."""
    table, calendar = results.tables["facilitators"], Calendar.of_run(results)
    calendar.draw(ax)
    marks.draw(ax, calendar, inside=True)
    ax.set(yticks=[])
    ax.spines["left"].set_visible(False)
    if not len(table):
        say(ax, NOBODY)
        return
    week, left = table["trained_week"].to_numpy(), table["left_week"].to_numpy()
    parent = drawn_parent(parent_rows(table))
    first, child = beginner_of(parent), np.flatnonzero(parent != NONE)
    sizes, begins = np.bincount(first, minlength=len(table)), np.flatnonzero(parent == NONE)
    from_outside = (table["source"] != "founder").to_numpy()
    order = begins[np.lexsort((begins, -sizes[begins], from_outside[begins]))]
    lane, colours = lanes(parent, week, order), _colours(sizes, begins)[first]
    end = np.where(table["active"], calendar.weeks, np.where(left != NONE, left, week))
    last = end.copy()
    np.maximum.at(last, parent[child], week[child])
    ax.set_ylim(len(table) + 0.5, -1.5 - MARKED * len(table) * bool(marks.found))
    ax.grid(axis="x")
    x, look = calendar.at, dict[str, Any](rasterized=len(table) > MANY)
    _lines(
        ax, (x(week[child]), lane[parent[child]]), (x(week[child]), lane[child]), colours[child], linewidth=0.6, **look
    )
    _lines(ax, (x(end), lane), (x(last), lane), colours, linewidth=0.5, alpha=0.6, **look)
    thickness = float(np.clip(260 / len(table), 0.5, 3))
    _lines(ax, (x(week), lane), (x(end), lane), colours, linewidth=thickness, **look)
    faces = np.where(table["active"] | (left != NONE), colours, PAPER)
    size = float(np.clip(1100 / len(table), 1, 16))
    ax.scatter(
        x(week),
        lane,
        size,
        c=faces.tolist(),
        edgecolors=colours.tolist(),
        linewidth=0.7,
        zorder=3,
        clip_on=False,
        **look,
    )
    for row in order[(colours[order] != GREY).nonzero()]:
        whence = "from a partner" if from_outside[row] else "founder"
        ax.annotate(
            f"no. {row + 1}, {whence}:\n{sizes[row] - 1:,} in the line", (1, float(lane[first == row].mean())), (6, 0),
            xycoords=("axes fraction", "data"), textcoords="offset points", va="center", fontsize=8,
            color=readable(colours[row]), annotation_clip=False,
        )  # fmt: skip


def _lines(ax: Axes, begin: tuple[Any, Any], end: tuple[Any, Any], colours: NDArray, **look: Any) -> None:
    """Draw straight lines."""
    ends = np.stack([np.column_stack(begin), np.column_stack(end)], axis=1)
    ax.add_collection(LineCollection(list(ends), colors=colours.tolist(), capstyle="butt", **look), autolim=False)


def _colours(sizes: Ints, begins: Ints) -> NDArray:
    """Return colours by row of those who begin a line: the largest lines have one each, all others are grey."""
    colours = np.full(len(sizes), GREY, dtype=object)
    families = begins[sizes[begins] > 1]
    for colour, row in zip(SERIES, families[np.argsort(-sizes[families], kind="stable")].tolist(), strict=False):
        colours[row] = colour
    return colours


def draw_arrivals(ax: Axes, results: Results, territory: Territory) -> str:
    """Draw on a map how facilitators reached each commune: in its colour, when its first was trained, an arrow from the
    home of the parent below whom that one is drawn, a square where they came from no group. Return a title."""
    table = results.tables["facilitators"]
    homes = np.array([territory.index[str(code)] for code in table["commune"]], dtype=np.int64)
    reached, firsts = np.unique(homes, return_index=True)  # rows are in the order of training
    parent = drawn_parent(parent_rows(table))[firsts]
    years = dict(zip(table["commune"].astype(str)[firsts], table["trained_week"][firsts] / WEEKS_A_YEAR, strict=True))
    label = "years until the first facilitator who lives there (hatched: none)"
    draw_territory(territory, years, ax=ax, source=False, names=0, label=label, cmap=f"{GROWING}_r")
    at, elsewhere = projection(territory)(territory.latlon[:, ::-1]), 0
    look: dict[str, Any] = {"color": VERMILLION, "linewidth": 1, "mutation_scale": 9, "shrinkA": 1, "shrinkB": 1}
    for commune, of in zip(reached.tolist(), parent.tolist(), strict=True):
        if of == NONE:
            ax.scatter(*at[commune], 26, marker="s", facecolor=PAPER, edgecolor=VERMILLION, linewidth=1.2, zorder=6)
            continue
        elsewhere += 1
        bend = FancyArrowPatch(at[homes[of]], at[commune], arrowstyle="-|>", connectionstyle="arc3,rad=0.12", **look)
        ax.add_patch(bend).set_zorder(5)
    name = ax.annotate(
        territory.names[territory.centre], tuple(at[territory.centre]), (0, 7), textcoords="offset points", ha="center",
        fontsize=9, zorder=7,
    )  # fmt: skip
    name.set_path_effects([withStroke(linewidth=2, foreground=PAPER)])
    here = f"{len(reached)} of {counted(len(territory), 'commune')} got a facilitator"
    return f"{here}; in {elsewhere} the first came from a group led from elsewhere"
