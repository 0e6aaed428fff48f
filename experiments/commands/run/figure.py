"""The figures of a run: what grew, what was short, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from contagion.experiments.commands.run.tree import (
    NOBODY,
    NOTE,
    NOTE_OF_MAP,
    draw_arrivals,
    draw_lives,
    family_tree,
    height_of,
    title_of,
)
from contagion.experiments.commands.run.work import Results as OfPython
from contagion.experiments.say.asked import month_of, source_in_words
from contagion.experiments.say.charts.axes import (
    TITLES,
    Calendar,
    Marks,
    axes_of,
    for_a_map,
    head_and_foot,
    headed,
    where,
)
from contagion.experiments.say.charts.maps import fill, frame, outlines, projection, scale_bar
from contagion.experiments.say.charts.style import (
    BLUE,
    BROWN,
    CAUSES,
    EDGE,
    GREEN,
    GROWING,
    INK,
    PALE,
    PAPER,
    SOFT,
    counts,
    label_ends,
    save,
    say,
    styled,
)
from contagion.experiments.say.sentences import counted
from contagion.models.outcomes.counting.counts import SHORTAGES
from contagion.models.outcomes.frames import IN_WORDS, NOTHING
from contagion.models.runs.figures import others_alone, others_by_year, people_of_others, shortages
from contagion.models.runs.vocabulary import known
from contagion.models.territory.territory import SHIPPED_SOURCE, Territory
from contagion.sim.files import Results
from contagion.sim.model import WEEKS_A_YEAR

NO_GROUP = "No group started"


CLASS_NAMES = ("1", "2–4", "5–9", "10–19", "20–49", "50 and more")
CLASSES = (1, 2, 5, 10, 20, 50)
UNREACHED = {"facecolor": PALE, "edgecolor": EDGE, "linewidth": 0.4}
MOST_MAPS = 12
COLUMNS = (1, 2, 3, 2, 3, 3, 4, 4, 3, 5, 4, 4)  # for 1 to 12 maps
COLOURS = ListedColormap(mpl.colormaps[GROWING](np.linspace(0.3, 1, len(CLASSES))))


@styled
def map_by_year(results: Results, territory: Territory) -> Figure:
    """Draw a map per year of groups started so far in each commune; at most twelve, evenly chosen, with the last."""
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
        has_groups = groups > 0
        fill(ax, shapes, np.flatnonzero(~has_groups), **UNREACHED)
        colours = mappable.to_rgba(groups)[has_groups]
        fill(ax, shapes, np.flatnonzero(has_groups), facecolor=colours, edgecolor=PAPER, linewidth=0.4)
        frame(ax, shapes, below=4.5)
        _label(ax, f"{groups[territory.centre]:,}", place, dark=groups[territory.centre] >= CLASSES[3])
        ax.set_title(f"{calendar.year(year)}: {counted(int(groups.sum()), 'group')}", fontsize=10)
    for ax in axes[len(years) :]:
        ax.set_axis_off()
    scale_bar(axes[0])
    on_contour = territory.codes[territory.centre] in (territory.contours or {})
    above = place if on_contour else (place[0], np.asarray(shapes[territory.centre].vertices)[:, 1].max())
    _label(axes[0], centre, np.array(above), lift=9 if on_contour else 6)
    span = "year" if calendar.start.endswith("-01") else "month"
    label = f"groups started in the commune since the start of the programme, until the end of the {span} shown"
    bar = figure.colorbar(mappable, ax=axes, location="bottom", aspect=45, shrink=0.75, pad=0.02, label=label)
    bar.set_ticks((np.array(CLASSES) + np.array([*CLASSES[1:], 1e9])) / 2, labels=CLASS_NAMES)
    bar.ax.tick_params(length=0)
    bar.minorticks_off()
    note = f"Light grey: none so far. The number is that of {centre}."
    if territory.source == SHIPPED_SOURCE:  # else it is below
        note += f" Communes: {source_in_words(SHIPPED_SOURCE)}"
    head_and_foot(figure, f"Where groups have started: {_in_all(started[-1])}", results, note)
    return figure


def _in_all(groups: NDArray[np.int64]) -> str:
    """How many groups have started, and in how many communes."""
    if not groups.any():
        return "no group started"
    where = f" in {np.count_nonzero(groups)} of {counted(len(groups), 'commune')}" if len(groups) > 1 else ""
    return f"{counted(int(groups.sum()), 'group')}{where}"


def started_by_year(results: Results, territory: Territory) -> NDArray[np.int64]:
    """Count groups started in each commune from the start to the end of each year, shape (years, C); those of
    alternative programmes, if these replace the groups."""
    if others_alone(results):
        events, years = results.tables["events"], results.tables["communes"]["year"].max()
        own = events[(events["kind"] == "group started") & (events["programme"] != "")]
        counts = np.zeros((years, len(territory.codes)), dtype=np.int64)
        where = pd.Index(territory.codes).get_indexer(own["where"])
        np.add.at(counts, (own["week"].to_numpy()[where >= 0] // WEEKS_A_YEAR, where[where >= 0]), 1)
        return counts.cumsum(axis=0)
    table = results.tables["communes"].pivot(index="year", columns="commune", values="groups_started")
    return table.reindex(columns=list(territory.codes)).to_numpy(dtype=np.int64).cumsum(axis=0)


def _label(ax: Axes, words: str, place: NDArray[np.float64], dark: bool = False, lift: float = 0) -> None:
    """Words on a commune, light on a dark one, lifted by some points."""
    text = ax.annotate(words, tuple(place), (0, lift), textcoords="offset points", ha="center", va="center", fontsize=8)
    text.set_color(PAPER if dark else INK)
    text.set_path_effects([withStroke(linewidth=2, foreground=COLOURS(1.0) if dark else PAPER, alpha=0.8)])


SHORT = {NOTHING: "neither seats nor registrations", **IN_WORDS}
SHORT_COLOURS = {NOTHING: PALE, **{name: CAUSES[name] for name in SHORTAGES}}
HATCHED: dict[str, Any] = {"hatch": "//////", "edgecolor": EDGE}
MOST_LABELS, MOST_ROWS = 24, 30  # of bars, and of years that are all named


@styled
def stock_and_flow(results: Results, territory: Territory) -> Figure:
    """Facilitators, people reached so far, and people reached each year; where alternative programmes take the place of
    the groups, their leaders and people."""
    calendar, marks = Calendar.of_run(results), Marks.of_run(results)
    figure = Figure(figsize=(8.3, 7.4))
    stock, reach, flow = axes = figure.subplots(3, 1, sharex=True, height_ratios=(3, 3, 2.2))
    alone = others_alone(results)
    lines, title = (_leaders if alone else _facilitators)(results, calendar, stock, reach)
    people, label = lines["participants"], "People who took part" if alone else "People reached"
    reach.set(title=f"{label} since the start", ylabel="people")
    by = _flow(flow, calendar, people)
    flow.set(title=f"{label} each {by}{'' if alone else ' (at session 1)'}", ylabel=f"people a {by}")
    if not lines["active"].any():
        say(stock, NOBODY)
    if not people.any():
        say(reach, NO_GROUP)
        say(flow, NO_GROUP)
    calendar.draw(flow)
    for ax in axes:
        marks.draw(ax, calendar, labelled=ax is stock)
    figure.align_ylabels()
    head_and_foot(figure, title, results, marks=marks)
    return figure


def _facilitators(results: Results, calendar: Calendar, stock: Axes, reach: Axes) -> tuple[dict[str, NDArray], str]:
    """Draw facilitators, and those who completed; the courses, and the title."""
    weeks, time = results.tables["weeks"], calendar.at(np.arange(calendar.weeks + 1))
    columns = {"active": "facilitators_active"} | {name: name for name in ("leading", "participants", "completers")}
    lines = {name: np.append(0, weeks[column]) for name, column in columns.items()}
    active, leading, people, completers = (int(lines[name][-1]) for name in columns)
    stock.fill_between(time, lines["leading"], color=GREEN, alpha=0.35, linewidth=0)
    stock.plot(time, lines["leading"], color=GREEN, linewidth=0.8)
    stock.plot(time, lines["active"], color=BLUE, linewidth=1.8)
    stock.set(title="Facilitators at work", ylabel="facilitators")
    ends = [(leading, f"{leading:,} with a group\n(or recruiting)", GREEN), (active, f"{active:,} active", BLUE)]
    _count(stock, lines["active"], ends)
    reach.plot(time, lines["participants"], color=BLUE, linewidth=1.8)
    reach.plot(time, lines["completers"], color=BROWN, linewidth=1.8, linestyle=(0, (5, 1.5)))
    ends = [(completers, f"{completers:,} completed", BROWN), (people, f"{people:,} came to\nsession 1", BLUE)]
    _count(reach, lines["participants"], ends)
    text = f"{people:,} people reached, {completers:,} of them to the end" if people else NO_GROUP
    return lines, f"{text}; {counted(active, 'facilitator')} active"


def _leaders(results: Results, calendar: Calendar, stock: Axes, reach: Axes) -> tuple[dict[str, NDArray], str]:
    """Draw leaders of alternative programmes, known at the end of each year; the courses, and the title."""
    participants, of_years = np.append(0, people_of_others(results)), others_by_year(results)["leaders_active"]
    years = (np.arange(len(participants)) // WEEKS_A_YEAR).clip(max=len(of_years))
    lines = {"active": np.append(0, of_years)[years], "participants": participants}
    active, people = (int(line[-1]) for line in lines.values())
    ends = slice(WEEKS_A_YEAR, None, WEEKS_A_YEAR)
    time = calendar.at(np.arange(calendar.weeks + 1))
    look: dict[str, Any] = {"color": BLUE, "linewidth": 1.8, "marker": "o", "markersize": 4.5, "clip_on": False}
    stock.plot(time[ends], lines["active"][ends], **look)
    stock.set(title="Leaders at work, at the end of each year", ylabel="leaders")
    _count(stock, lines["active"], [(active, f"{active:,} active", BLUE)])
    reach.plot(time, participants, color=BLUE, linewidth=1.8)
    _count(reach, participants, [(people, f"{people:,} took part", BLUE)])
    return lines, f"{people:,} people took part; {counted(active, 'leader')} active"


def _count(ax: Axes, course: NDArray, ends: Sequence[tuple[float, str, str]]) -> None:
    """Scale counts from 0, and label the end of each line with its name and value."""
    counts(ax, highest=1.06 * course.max())
    label_ends(ax, [*ends], line=0.09)


def _flow(ax: Axes, calendar: Calendar, people: NDArray[np.int64]) -> str:
    """Draw a bar per year, or per month of a short run; none where nobody came. Return which of the two."""
    each, by = (WEEKS_A_YEAR / 12, "month") if calendar.in_months else (WEEKS_A_YEAR, "year")
    ends = np.ceil(np.arange(0, calendar.weeks + 0.5, each)).astype(int)
    time, number = calendar.at(ends), np.diff(people[ends])
    bars = ax.bar((time[1:] + time[:-1]) / 2, number, 0.84 * np.diff(time), color=BLUE)
    counts(ax, highest=1.06 * 1.15 * number.max())
    if len(number) <= MOST_LABELS:
        names = [f"{one:,}" if one else "" for one in number.tolist()]
        for text in ax.bar_label(bars, names, padding=1.5, fontsize=8.5):
            text.set_path_effects([withStroke(linewidth=2, foreground=PAPER)])
    return by


@styled
def what_was_short(results: Results, territory: Territory) -> Figure:
    """Draw a calendar of the bottlenecks, one row per year, and how often each occurred."""
    bottlenecks = shortages(results)["short"]
    rows, lowest = -(-len(bottlenecks) // WEEKS_A_YEAR), 4.2 if "money" in set(bottlenecks) else 3.6
    figure = Figure(figsize=(8.3, float(np.clip(1.6 + 0.3 * rows, lowest, 9.5))))
    strip, side = figure.subplots(1, 2, width_ratios=(1.75, 1))
    marks, calendar = Marks.of_run(results), Calendar.of_run(results)
    _strip(strip, bottlenecks, rows, calendar)
    marks.draw_on_rows(strip, len(bottlenecks))
    named_weeks = bottlenecks[bottlenecks != NOTHING]
    shares = named_weeks.value_counts(normalize=True).reindex(SHORTAGES, fill_value=0.0) if len(named_weeks) else None
    _shares(side, shares, before=len(named_weeks) < len(bottlenecks))
    if shares is not None:
        title = f"Mostly, {SHORT[str(shares.idxmax())]} ({_percent(shares.max())} of weeks)"
    elif others_alone(results):
        title = "There were no groups, whose limits are shown here: alternative programmes took their place"
    else:
        title = "What was short: there were neither seats in groups nor registrations"
    head_and_foot(figure, title, results, marks=marks)
    return figure


def _strip(ax: Axes, bottlenecks: pd.Series, rows: int, calendar: Calendar) -> None:
    """One cell a week."""
    kinds = list(SHORT_COLOURS)
    cells = np.full(rows * WEEKS_A_YEAR, np.nan)
    cells[: len(bottlenecks)] = [kinds.index(kind) for kind in bottlenecks]
    ax.pcolormesh(
        np.arange(WEEKS_A_YEAR + 1) + 0.5,
        np.arange(rows + 1) + 0.5,
        cells.reshape(rows, WEEKS_A_YEAR),
        cmap=ListedColormap(list(SHORT_COLOURS.values())),
        vmin=-0.5,
        vmax=len(kinds) - 0.5,
        edgecolors=PAPER,
        linewidth=0.25,
    )
    for row, first, last in _spans(np.asarray(bottlenecks == NOTHING)):
        ax.add_patch(Rectangle((first + 0.5, row + 0.5), last - first, 1, fill=False, linewidth=0, **HATCHED))
    for year in range(1, rows):
        ax.axhline(year + 0.5, color=PAPER, linewidth=2.5 if rows <= MOST_ROWS else 0.8)
    ax.set(title="Week by week, over the last year", xlabel="month")
    months = np.roll(list("JFMAMJJASOND"), 1 - int(calendar.start[-2:]))
    ax.set_xticks((np.arange(12) + 0.5) * WEEKS_A_YEAR / 12 + 0.5, months)
    ax.set_xlim(0.5, WEEKS_A_YEAR + 0.5)
    ax.set_ylim(rows + 0.5, 0.5)
    first, whole = int(calendar.start[:4]), calendar.start.endswith("-01")
    names = {
        row: str(first + row) if whole else f"from {month_of(row * WEEKS_A_YEAR, calendar.start)}"
        for row in range(rows)
        if rows <= MOST_ROWS or (first + row) % 5 == 0
    }
    ax.set_yticks([row + 1 for row in names], list(names.values()))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _spans(weeks: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """Weeks that follow each other in a year: the row, and the first and the end of them in it."""
    for row, of_year in enumerate(np.split(weeks, range(WEEKS_A_YEAR, len(weeks), WEEKS_A_YEAR))):
        ends = np.flatnonzero(np.diff(of_year.astype(int), prepend=0, append=0))
        yield from ((row, first, last) for first, last in ends.reshape(-1, 2).tolist())


def _shares(ax: Axes, shares: pd.Series | None, before: bool) -> None:
    """Draw a bar per bottleneck, under its name, as a legend of the strip too; money only if it was one."""
    left_out = "" if shares is not None and shares["money"] > 0 else "money"
    names = [*(name for name in SHORTAGES if name != left_out), *([NOTHING] if before else [])]
    for row, name in enumerate(names):
        look: dict[str, Any] = {"color": SHORT_COLOURS[name], "edgecolor": SOFT, "linewidth": 0.6}
        ax.scatter(4, row - 0.3, 55, marker="s", **look | (HATCHED if name == NOTHING else {}))
        ax.text(8.5, row - 0.3, SHORT[name], va="center", fontsize=9)
        if name != NOTHING and shares is not None:
            ax.barh(row + 0.1, 100 * shares[name], 0.36, **look)
            ax.text(100 * shares[name] + 1.5, row + 0.1, _percent(shares[name]), va="center", fontsize=9)
    ax.set(title="Share of weeks", xlabel="% of weeks of which something can be said")
    ax.set_xlim(0, 115)
    ax.set_xticks(range(0, 101, 25))
    ax.set_ylim(len(names) - 0.4, -0.75)
    ax.set_yticks([])
    ax.spines["left"].set_color(SOFT)


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


FIGURES: dict[str, Callable[[Results, Territory], Figure]] = {
    "stock_and_flow": stock_and_flow,
    "what_was_short": what_was_short,
    "map_by_year": map_by_year,
    "family_tree": family_tree,
}


def figures(results: Results, territory: Territory) -> dict[str, Figure]:
    """All figures of a run by name."""
    return {name: draw(results, territory) for name, draw in FIGURES.items()}


def save_figures(results: Results, territory: Territory, folder: Path) -> None:
    """Save each figure in `folder` as PNG and SVG, one after the other."""
    for name, draw in FIGURES.items():
        save(draw(results, territory), folder / name)


@styled
def course_axes(results: OfPython, indicator: str, by: str, ax: Axes | None) -> Axes:
    """Draw the course of an indicator of a run, on the given axes or on new ones."""
    table = results.weeks if known(by, ("week", "year"), "by") == "week" else results.years
    numbers = [name for name in table.select_dtypes("number") if name not in ("week", "year")]
    name = known(indicator, numbers, "indicator", f"by {by}")
    axes, calendar, marks = axes_of(ax), Calendar.of_run(results.output), Marks.of_run(results.output)
    weeks = table["week"] + 1 if by == "week" else WEEKS_A_YEAR * table["year"]
    axes.plot(calendar.at(weeks), table[name], color=BLUE, linewidth=1.8)
    calendar.draw(axes)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    place = where(results.provenance["data"], [results.scenario.effort])
    foot = f"{results.scenario.title} · {results.size()}"
    headed(axes, TITLES.get(name, name.replace("_", " ")), foot, ax, place, marks.lines())
    marks.draw(axes, calendar)
    return axes


@styled
def tree_axes(results: OfPython, on: str, ax: Axes | None) -> Axes:
    """Draw the tree of facilitators of a run, on the given axes or on new ones."""
    over_time = known(on, ("time", "map"), "on") == "time"
    marks, run = Marks.of_run(results.output), results.output
    axes = axes_of(ax, 8.3, height_of(run)) if over_time else for_a_map(ax)
    if over_time:
        draw_lives(axes, run, marks)
    title = title_of(run) if over_time else draw_arrivals(axes, run, results.over)
    place = where(results.provenance["data"], [results.scenario.effort])
    note = NOTE if over_time else NOTE_OF_MAP
    return headed(axes, title, f"{results.scenario.title} · {results.size()} · {note}", ax, place, marks.lines())
