"""Where groups have started, year by year: one small map a year, all on one scale."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from contagion.experiments.drawing.foot import head_and_foot
from contagion.experiments.drawing.maps import fill, frame, outlines, projection, scale_bar
from contagion.experiments.drawing.style import EDGE, GROWING, INK, PALE, PAPER, styled
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.lab.programmes import others_alone
from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import N_, _, counted, looked_up
from contagion.experiments.language.territory import source_in_words
from contagion.models.territory.territory import SHIPPED_SOURCE, Territory
from contagion.sim.files.results import Results
from contagion.sim.model import WEEKS_A_YEAR

WORDS = {
    "title": N_("Where groups have started: {groups} in {communes} of {all}"),
    "title_one": N_("Where groups have started: {groups}"),
    "nothing": N_("Where groups have started: no group started"),
    "map": N_("{year}: {groups}"),
    "bar": N_("groups started in the commune since the start of the programme, until the end of the {span} shown"),
    "year": N_("year"),
    "month": N_("month"),
    "note": N_("Light grey: none so far. The number is that of {commune}."),
    "source": N_(" Communes: {source}"),
}
CLASS_NAMES = ("1", "2–4", "5–9", "10–19", "20–49", N_("50 and more"))
CLASSES = (1, 2, 5, 10, 20, 50)
UNREACHED = {"facecolor": PALE, "edgecolor": EDGE, "linewidth": 0.4}
MOST_MAPS = 12
COLUMNS = (1, 2, 3, 2, 3, 3, 4, 4, 3, 5, 4, 4)  # for 1 to 12 maps
COLOURS = ListedColormap(mpl.colormaps[GROWING](np.linspace(0.3, 1, len(CLASSES))))


@styled
def map_by_year(results: Results, territory: Territory) -> Figure:
    """Groups started so far in each commune, a map a year; at most twelve, evenly chosen, the last year among them."""
    started, calendar = started_by_year(results, territory), Calendar.of_run(results)
    years = np.unique(np.linspace(1, len(started), min(len(started), MOST_MAPS)).round().astype(int)).tolist()
    columns = COLUMNS[len(years) - 1]
    rows = -(-len(years) // columns)
    side = 11.2 / columns if columns > 2 else 4.6
    figure = Figure(figsize=(max(side * columns, 7.5), side * rows + 1.5))
    figure.set_layout_engine("constrained", h_pad=0.1, w_pad=0.02)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    to_km = projection(territory)
    shapes = outlines(territory, to_km)
    place = to_km(territory.latlon[territory.centre, ::-1])
    centre = territory.names[territory.centre]
    norm = BoundaryNorm([*CLASSES, 1e9], len(CLASSES))
    mappable = ScalarMappable(norm, COLOURS)
    for ax, year in zip(axes, years, strict=False):
        groups = started[year - 1]
        reached = groups > 0
        fill(ax, shapes, np.flatnonzero(~reached), **UNREACHED)
        colours = mappable.to_rgba(groups)[reached]
        fill(ax, shapes, np.flatnonzero(reached), facecolor=colours, edgecolor=PAPER, linewidth=0.4)
        frame(ax, shapes, below=4.5)
        _label(ax, number(groups[territory.centre]), place, dark=groups[territory.centre] >= CLASSES[3])
        ax.set_title(
            looked_up(WORDS["map"], year=calendar.year(year), groups=counted(int(groups.sum()), "group")), fontsize=10
        )
    for ax in axes[len(years) :]:
        ax.set_axis_off()
    scale_bar(axes[0])
    on_contour = territory.codes[territory.centre] in (territory.contours or {})
    above = place if on_contour else (place[0], np.asarray(shapes[territory.centre].vertices)[:, 1].max())
    _label(axes[0], centre, np.array(above), lift=9 if on_contour else 6)
    label = looked_up(WORDS["bar"], span=looked_up(WORDS["year" if calendar.start.endswith("-01") else "month"]))
    bar = figure.colorbar(mappable, ax=axes, location="bottom", aspect=45, shrink=0.75, pad=0.02, label=label)
    bar.set_ticks((np.array(CLASSES) + np.array([*CLASSES[1:], 1e9])) / 2, labels=[_(name) for name in CLASS_NAMES])
    bar.ax.tick_params(length=0)
    bar.minorticks_off()
    source = (
        looked_up(WORDS["source"], source=source_in_words(SHIPPED_SOURCE)) if territory.source == SHIPPED_SOURCE else ""
    )  # else it is below
    head_and_foot(figure, _title(started[-1]), results, looked_up(WORDS["note"], commune=centre) + source)
    return figure


def started_by_year(results: Results, territory: Territory) -> NDArray[np.int64]:
    """Groups started in each commune from the start to the end of each year, shape (years, C); those of alternative
    programmes, where they take the place of the groups."""
    if others_alone(results):
        events, years = results.tables["events"], results.tables["communes"]["year"].max()
        own = events[(events["kind"] == "group started") & (events["programme"] != "")]
        counts = np.zeros((years, len(territory.codes)), dtype=np.int64)
        where = pd.Index(territory.codes).get_indexer(own["where"])
        np.add.at(counts, (own["week"].to_numpy()[where >= 0] // WEEKS_A_YEAR, where[where >= 0]), 1)
        return counts.cumsum(axis=0)
    table = results.tables["communes"].pivot(index="year", columns="commune", values="groups_started")
    return table.reindex(columns=list(territory.codes)).to_numpy(dtype=np.int64).cumsum(axis=0)


def _title(groups: NDArray[np.int64]) -> str:
    if not groups.any():
        return looked_up(WORDS["nothing"])
    return looked_up(
        WORDS["title" if len(groups) > 1 else "title_one"],
        groups=counted(int(groups.sum()), "group"),
        communes=int(np.count_nonzero(groups)),
        all=counted(len(groups), "commune"),
    )


def _label(ax: Axes, words: str, place: NDArray[np.float64], dark: bool = False, lift: float = 0) -> None:
    """Words on a commune, light on a dark one, lifted by some points."""
    text = ax.annotate(words, tuple(place), (0, lift), textcoords="offset points", ha="center", va="center", fontsize=8)
    text.set_color(PAPER if dark else INK)
    text.set_path_effects([withStroke(linewidth=2, foreground=COLOURS(1.0) if dark else PAPER, alpha=0.8)])
