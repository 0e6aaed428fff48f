"""Pictures that stand in the page before anything is moved, with their words: a course, a map, a line of descent.

They are drawn for a width of 360 units, of which 12 are the height of letters: those of a telephone, or of half a page.

Who came from whose group, in one course of the many: the one in the middle, by how many people came.
"""

from __future__ import annotations

import textwrap
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.ticker import MaxNLocator

from contagion.experiments.commands.history import lives as of_lives
from contagion.experiments.commands.history.lives import in_short, life, life_in_words, line
from contagion.experiments.commands.run.figure import draw_dots, handles, lanes, layers, links, staggered
from contagion.experiments.interfaces import words
from contagion.experiments.say.charts.axes import Calendar
from contagion.experiments.say.charts.maps import (
    bar_length,
    frame,
    large_first,
    limits,
    name_communes,
    outlines,
    projection,
    radii,
    scale_bar,
)
from contagion.experiments.say.charts.style import (
    BLUE,
    BROWN,
    EDGE,
    GREY,
    GROWING,
    INK,
    LETTERS,
    PALE,
    PALE_BLUE,
    PALE_ORANGE,
    SKY,
    SOFT,
    VERMILLION,
    counts,
    styled,
    svg,
)
from contagion.experiments.say.sentences import _, number
from contagion.models.runs.simulation import kernels_of, simulate
from contagion.models.territory.territory import Territory
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from contagion.experiments.interfaces.briefing import Briefing
    from contagion.sim.files import Results


WIDE, LINE, INCH = 360, 16, 72  # units: of a picture, of a line of text, and of an inch
FOLDED = 46  # letters of a line of words
IN_A_PAGE: Any = {"font.size": LETTERS, "legend.fontsize": LETTERS}
LEGEND: dict[str, Any] = {"loc": "outside upper left", "borderaxespad": 0, "borderpad": 0, "handlelength": 1.8}


def picture(height: float, **layout: Any) -> Figure:
    """A figure of so many units, on the ground of the page."""
    return Figure(figsize=(WIDE / INCH, height / INCH), frameon=False, **layout)


def folded(text: str) -> str:
    """A text in lines that a picture has room for."""
    return textwrap.fill(text, FOLDED)


# ---- a course --------------------------------------------------------------------------------------------------------

FEW = 10  # worlds: up to so many, runs stand alone
LEFT_IN = 3  # runs beside the bands
BANDS = (("p5", "p95", 0.16), ("p25", "p75", 0.3))  # from where to where, and how dark


@styled
@mpl.rc_context(IN_A_PAGE)
def course(told: Briefing, name: str, *, id: str) -> Markup:
    """How many people have come since its past was over in the first scenario, which people call by a name: single runs
    while there are few, then half and nine tenths of the worlds."""
    base, single = told.scenarios[0], told.lived <= FEW
    lines = told.course[(told.course["scenario"] == base.name) & (told.course["figure"] == "people")]
    years = np.arange(told.past, told.years + 1)
    runs = told.single.loc[told.single["scenario"] == base.name, "people"].to_numpy().reshape(-1, len(years))
    calendar = Calendar.of_scenarios([base], told.years)
    at = calendar.at(WEEKS_A_YEAR * years)
    figure = picture(250)
    ax = figure.subplots()
    if single:
        ax.plot(at, runs.T, color=SOFT, linewidth=1.2, alpha=0.8)
        worlds, of_worlds = Line2D([], [], color=SOFT, linewidth=1.2, alpha=0.8), words.one_by_one(told.lived)
    else:
        for low, high, dark in BANDS:
            ax.fill_between(at, lines[low], lines[high], color=SOFT, alpha=dark, linewidth=0)
        ax.plot(at, runs[: 2 * LEFT_IN : 2].T, color=SOFT, linewidth=0.7, alpha=0.6)  # the first of sets of their own
        ax.plot(at, lines["p50"], color=SOFT, linewidth=1.6)
        worlds, of_worlds = tuple(Patch(color=SOFT, alpha=dark) for *_, dark in BANDS), words.bands(told.lived)
    counts(ax, 5, max(runs.max(), 0 if single else lines["p95"].max()))
    _along(ax, calendar, told)
    known: Any = [Line2D([], [], color=SOFT, linewidth=2.5), worlds]
    side_by_side: Any = {tuple: HandlerTuple(ndivide=None, pad=0)}
    figure.legend(known, [folded(name), folded(of_worlds)], handler_map=side_by_side, **LEGEND)
    return svg(figure, id, words.over_time(told.since), words.course_told(name, lines.iloc[-1].to_dict()))


def _along(ax: Any, calendar: Calendar, told: Briefing) -> None:
    """Years along the axis, which ends as texts say it: a curve to the end of 2029 does not seem to go into 2030."""
    calendar.draw(ax, told.past)
    end, (first, last) = words.end_of(calendar.year(told.years)), ax.get_xlim()
    clear = last - (last - first) * (len(end) + 4) * LETTERS * 0.6 / WIDE
    ticks = zip(ax.get_xticks(), (one.get_text() for one in ax.get_xticklabels()), strict=True)
    ax.set_xticks(*zip(*[one for one in ticks if one[0] < clear] or [(first, "")], strict=True))
    below: Any = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "right", "va": "top"}
    ax.annotate(end, (1, 0), (0, -5), **below)
    ax.spines["left"].set_visible(False)
    ax.tick_params(length=0, pad=5)


# ---- a line of descent -----------------------------------------------------------------------------------------------

STEP, MARK = 22, 90  # units from lane to lane; the size of a mark


@styled
@mpl.rc_context(IN_A_PAGE)
def family(facilitators: pd.DataFrame, number: int, *, id: str, calendar: Calendar) -> Markup:
    """A facilitator among those it comes from and those who come of it, by date of training.

    Parameters
    ----------
    facilitators : DataFrame
        The table of a run.
    number : int
        The facilitator's: its row, from 1.
    """
    rows = [one - 1 for one in line(facilitators, number)]
    table, before = facilitators.iloc[rows].reset_index(drop=True), rows.index(number - 1)
    parent, child = links(table)
    layer = layers(table["trained_week"].to_numpy())
    x, y = calendar.at(table["trained_week"]), staggered(layer, lanes(layer, parent, child))
    source, status = (
        table["source"].to_numpy(),
        np.select([table["active"], table["left_week"] < 0], ["active", "never"], "left"),
    )
    every = handles(
        source, status, lambda kind, many: _((of_lives.BY_SOURCE | of_lives.BY_STATUS)[kind]) if many else ""
    )
    shown = [one for one in every[::2] + every[1::2] if one.get_label()]
    figure = picture(STEP * (np.ptp(y) + 2) + LINE * (len(shown) + 2))
    ax = figure.subplots()
    calendar.draw(ax)
    first, last = ax.get_xlim()
    ax.set(xlim=(first - (last - first) / 24, last), ylim=(y.min() - 1, y.max() + 1), yticks=[])
    ax.grid(axis="x")
    ax.tick_params(length=0, pad=5)
    ax.spines["left"].set_visible(False)
    for ends in zip(parent, child, strict=True):
        ax.plot(x[[*ends]], y[[*ends]], color=GREY, linewidth=1, zorder=1)
    ax.scatter(x[before], y[before], 3 * MARK, facecolor="none", edgecolor=INK, linewidth=2, clip_on=False)
    draw_dots(ax, x, y, source, status, MARK)
    figure.legend(handles=shown, **LEGEND)
    return svg(figure, id, of_lives.family(number), of_lives.family_told(number, before, len(rows) - 1 - before))


# ---- a map -----------------------------------------------------------------------------------------------------------

DARKEST = 6  # classes that are not none
SMALL = 200  # residents: of fewer a share would colour a hamlet like a town
FIGURE = (
    "per_1000"  # that the map shows; its classes are of one width; the others are counts, and most communes have few
)
STEPS = tuple(float(step * 10**power) for power in range(5) for step in (1, 2, 5))[1:]
FILLS = (PALE, *(to_hex(colour) for colour in mpl.colormaps[GROWING](np.linspace(0.22, 1, DARKEST))))
"""The colour of each class; `EDGE` is that of too few residents."""
APART = (EDGE, BROWN, VERMILLION, PALE_ORANGE, PALE_BLUE, SKY, BLUE)
"""Of differences, which scripts draw: what is not told, then three classes of less and three of more."""
NAMED = 6  # communes, at the most
COLOURS = 46  # units that the row of colours needs


@dataclass(frozen=True)
class Classes:
    """Classes of a figure in communes, the same for all its years: none, then six that get darker.

    Attributes
    ----------
    bounds : tuple of float
        Rising; where classes begin but the first that is not none.
    """

    bounds: tuple[float, ...]

    @classmethod
    def of(cls, frame: pd.DataFrame, figure: str) -> Classes:
        """Those that fit a table of communes, of all years that it has (`Briefing.communes`)."""
        highest = float(frame[figure].fillna(0).max())
        if figure == FIGURE:
            steps = MaxNLocator(DARKEST, steps=[1, 2, 5, 10]).tick_values(0, highest or 1)
            return cls(tuple(float(step) for step in steps if 0 < step < highest)[: DARKEST - 1])
        return cls(tuple(step for step in STEPS if step < highest)[1 - DARKEST :])

    def number(self, value: float) -> int:
        """The class of a value."""
        return 1 + bisect_right(self.bounds, value) if value > 0 else 0

    @property
    def scale(self) -> list[str]:
        """What begins at each of the colours."""
        return ["0", "> 0", *(f"≥ {number(bound, ',g')}" for bound in self.bounds)]


@styled
@mpl.rc_context(IN_A_PAGE)
def commune_map(table: pd.DataFrame, territory: Territory, since: date, *, id: str) -> Markup:
    """How many come of 1,000 residents of each commune since then, by the end of the last year. Scripts take their
    communes from it (`communes` in `charts.js`).

    Parameters
    ----------
    table : DataFrame
        Rows of one scenario in `Briefing.communes`, of all years.
    """
    classes, last = Classes.of(table, FIGURE), table[table["year"] == table["year"].max()].set_index("commune")
    to_km = projection(territory)
    shapes, few = outlines(territory, to_km), territory.residents.sum(axis=1) < SMALL
    texts, tall = _unit(territory, since), ground(territory)["tall"]
    height = LINE * (texts.count("\n") + 1) + COLOURS + tall
    figure = picture(height, layout="none")
    figure.text(0, 1, texts, color=SOFT, va="top", linespacing=LINE / LETTERS / 1.16)
    row = figure.add_axes((0, (tall + COLOURS - 18) / height, 1, 14 / height), frameon=False)
    row.bar(np.arange(len(classes.scale)), 1, 0.97, color=FILLS[: len(classes.scale)], edgecolor=EDGE, linewidth=0.6)
    row.set(xlim=(-0.5, len(classes.scale) - 0.5), ylim=(0, 1), yticks=[])
    row.set_xticks(range(len(classes.scale)), classes.scale)
    row.tick_params(length=0, pad=3)
    ax = figure.add_axes((0, 0, 1, tall / height))
    frame(ax, shapes)
    round_ones = not set(territory.codes) <= set(territory.contours or {})  # they lie one on another
    for at in large_first(shapes):
        fill = EDGE if few[at] else FILLS[classes.number(last[FIGURE][territory.codes[at]])]
        edge = INK if round_ones else EDGE
        ax.add_patch(PathPatch(shapes[at], facecolor=fill, edgecolor=edge, linewidth=0.7, gid=territory.codes[at]))
    scale_bar(ax, LETTERS)
    name_communes(ax, territory, to_km(territory.latlon[:, ::-1]), NAMED, (LETTERS, LETTERS))
    said = {code: words.value_on_the_map(name, value) for code, name, value in last[["name", FIGURE]].itertuples()}
    known = last.loc[[code for code, too_few in zip(territory.codes, few, strict=True) if not too_few]]
    most = known[known[FIGURE] > 0].sort_values(FIGURE, ascending=False, kind="stable").head(3)
    told = words.map_told(
        list(zip(most["name"], most[FIGURE], strict=True)), int((~(last[FIGURE] > 0)).sum()), len(last)
    )
    return svg(figure, id, words.on_the_map(since), told, said)


def ground(territory: Territory) -> dict[str, Any]:
    """What scripts draw the communes of the map by, in other colours: how wide and high they are, how many kilometres
    the bar has and how long it is, and the colours that get darker."""
    (left, right), (bottom, top) = limits(outlines(territory, projection(territory)))
    km, units = bar_length(right - left), WIDE / (right - left)
    tall = round((top - bottom) * units, 1)
    return {"wide": WIDE, "tall": tall, "bar": [km, round(km * units, 1)], "growing": FILLS}


def _unit(territory: Territory, since: date) -> str:
    """What the colours count, and what circles are."""
    lines = [folded(words.unit_on_the_map(since))]
    if not set(territory.codes) <= set(territory.contours or {}):
        _radii, enlarged = radii(territory, projection(territory))
        lines.append(folded(words.circles(bool(enlarged.any()))))
    return "\n".join(lines)


SHOWN = 12  # facilitators of a list


def middle_world(briefing: Briefing) -> int:
    """The world whose people at the end of the first scenario are nearest their median."""
    ends = briefing.ends[briefing.ends["scenario"] == briefing.scenarios[0].name]
    apart = (ends["people"] - ends["people"].median()).abs().to_numpy()
    return int(ends["world"].iloc[apart.argmin()])


def course_in_the_middle(briefing: Briefing, territory: Territory) -> Results:
    """A run of the first scenario in that world."""
    base, worlds, world = briefing.scenarios[0], briefing.worlds, middle_world(briefing)
    parameters = worlds.parameters(base, world)
    return simulate(
        replace(base, parameters=parameters),
        territory.under(kernels_of(parameters)),
        years=briefing.years,
        seed=worlds.lived_with(world),
    )


def descent(results: Results, start: str) -> dict[str, Any]:
    """The facilitator of whom most others come: their story, their line, and who came from their groups; nothing where
    nobody came of anybody."""
    table = results.tables["facilitators"]
    lives = [life(results, row + 1) for row in range(len(table))]
    first = max(lives, key=lambda one: one.after, default=None)
    if first is None or not first.after:
        return {}
    return {
        "story": life_in_words(first, start),
        "family": family(table, first.number, id="family", calendar=Calendar.of_run(results)),
        "children": [in_short(lives[one - 1], start) for one in first.children[:SHOWN]],
        "after": first.after,
    }
