"""Axes to draw on, with a calendar, marks for decisions and shocks, and courses in their bands.

Draw on given axes, or on those of a new figure, which a notebook shows by itself. Time is in years of the calendar, in
its months where a run is short, or in years since the start where scenarios start at different times. A dotted line
marks the start of a decision or shock, a light shade its duration. The text below explains them and names the run or
runs, the territory, and whose size the effort is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from contagion.experiments.say.asked import PAST, Decided, by_date, decision_in_words, in_run, planned, what
from contagion.experiments.say.charts.style import (
    GREY,
    INK,
    PAPER,
    SERIES,
    SOFT,
    counts,
    filled,
    label_ends,
    readable,
    scenario_look,
    styled,
    titled,
    unbroken,
)
from contagion.experiments.say.sentences import between, in_print, number, said
from contagion.models.parameters import Parameters
from contagion.models.parameters.effort import EFFORT
from contagion.models.runs.figures import HIGH, LOW, per_year
from contagion.models.scenario import AT_HOME, UNFITTED, write
from contagion.models.territory.territory import SHIPPED_SOURCE
from contagion.sim.errors import InputError
from contagion.sim.files import Results
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.reading import given, toml_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from contagion.models.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs


LARGEST = 100  # inches of a figure of your own


@styled
def axes_of(ax: Axes | None, width: float = 8.4, height: float = 4.6) -> Axes:
    """Return the given axes, or those of a new figure of so many inches; raise InputError for anything else."""
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes

    if isinstance(ax, Axes):
        return ax
    if ax is not None:
        raise InputError(f"ax {given(ax)}: must be axes of matplotlib")

    return plt.subplots(figsize=(width, height))[1]


@styled
def axes(title: str, x: str = "", y: str = "", *, width: float = 8.4, height: float = 3.6) -> Axes:
    """Make axes of a new figure in the style of the project, for a drawing of your own.

    Parameters
    ----------
    title : str
        A sentence on what the figure shows, wrapped into lines.
    x, y : str
        Labels of the axes, with units.
    width, height : float
        Size of the figure, in inches.

    Raises
    ------
    InputError

    Examples
    --------
    >>> ct.axes("Groups become more", x="year", y="groups")
    """
    for name, text in {"title": title, "x": x, "y": y}.items():
        if not isinstance(text, str):
            raise InputError(f"axes: {name} {given(text)}: must be text")
    for name, inches in {"width": width, "height": height}.items():
        if not isinstance(inches, Real) or not 1 <= inches <= LARGEST:
            raise InputError(f"axes: {name} {given(inches)}: must be from 1 to {LARGEST} inches")
    made = axes_of(None, width, height)
    figure: Any = made.figure
    titled(figure, title, "")
    made.set(xlabel=x, ylabel=y)
    made.set_prop_cycle(color=SERIES)
    made.grid(axis="y")
    return made


def for_a_map(ax: Axes | None) -> Axes:
    """Return the given axes, or those of a new figure in the size of a map."""
    return axes_of(ax, 8, 7.2)


def headed(
    ax: Axes, title: str, foot: str, theirs: Axes | None, place: Sequence[str] = (), marked: Sequence[str] = ()
) -> Axes:
    """Give the axes a title and return them. In a figure of their own, `foot` and `place` stand below; on `theirs`, the
    axes of the caller, only the lines on what is `marked` do."""
    if theirs is not None:
        ax.set_title(title)
        if marked:
            under = [*filter(None, [ax.get_xlabel()]), *filled(marked, 16.5 * inches_of(ax))]
            ax.set_xlabel("\n".join(under), fontsize=7.5, loc="left")
        return ax
    figure: Any = ax.figure
    titled(figure, title, foot, [*place, *marked])
    return ax


SEVERAL = ""  # in place of a start
MONTHS, YEARS = (1, 2, 3, 6, 12), (1, 2, 5, 10, 20, 50)  # from one tick to the next
MONTH_INCHES, YEAR_INCHES = 0.75, 0.48  # that a label needs


@dataclass(frozen=True)
class Calendar:
    """Places of weeks on a time axis, which counts in years."""

    start: str  # month in which week 0 begins, or `SEVERAL`
    weeks: int  # length of the axis

    @classmethod
    def of_run(cls, results: Results) -> Calendar:
        """Return the calendar of a run."""
        written = toml_of(results.texts.get("scenario.toml", ""), "scenario.toml")
        start = written.get("calendar", {}).get("start", Parameters().calendar.start)
        return cls(start, len(results.tables["weeks"]))

    @classmethod
    def of_scenarios(cls, scenarios: Iterable[Scenario], years: int) -> Calendar:
        """Return the common calendar of scenarios in one figure; `SEVERAL` if they start at different times."""
        starts = {scenario.parameters.calendar.start for scenario in scenarios}
        return cls(starts.pop() if len(starts) == 1 else SEVERAL, round(years * WEEKS_A_YEAR))

    @property
    def in_months(self) -> bool:
        """Whether the run is so short that the axis shows months."""
        return self.start != SEVERAL and self.weeks <= 2 * WEEKS_A_YEAR

    def at(self, weeks: ArrayLike) -> NDArray[np.float64]:
        """Return the places of the beginnings of weeks: the start of 2020 is at 2020.0."""
        year, month = map(int, self.start.split("-")) if self.start else (0, 1)
        return year + (month - 1) / 12 + np.asarray(weeks, dtype=float) / WEEKS_A_YEAR

    def year(self, number: int) -> str:
        """Name a year of the run, from 1 on: its calendar year, the month in which it ends or, where there are several
        calendars, its number."""
        if self.start == SEVERAL:
            return str(number)
        last = round(12 * float(self.at(number * WEEKS_A_YEAR))) - 1
        return f"{last // 12}" if last % 12 == 11 else _month(last)

    def draw(self, ax: Axes, past: int = 0) -> None:
        """Set limits and ticks of a time axis that begins after so many years."""
        first, last = self.at([past * WEEKS_A_YEAR, self.weeks]).tolist()
        ax.set_xlim(first, last)
        if self.start == SEVERAL:
            ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
            ax.set_xlabel("years since the start")
            return
        parts, steps, room = (12, MONTHS, MONTH_INCHES) if self.in_months else (1, YEARS, YEAR_INCHES)
        begins, ends = ceil(first * parts - 0.01), floor(last * parts + 0.01)
        every = next((step for step in steps if (ends - begins) // step * room < inches_of(ax)), steps[-1])
        ticks = [tick for tick in range(begins, ends + 1) if tick % every == 0]
        names = [_month(tick) if self.in_months else f"{tick}" for tick in ticks]
        ax.set_xticks([tick / parts for tick in ticks], names)


def _month(number: int) -> str:
    """Write a month, given the number of months since the year 0."""
    return f"{number // 12}-{number % 12 + 1:02}"


def inches_of(ax: Axes) -> float:
    """Return the approximate length of a time axis, in inches; labels alongside may take some of it."""
    return ax.get_position().width * ax.figure.bbox.width / ax.figure.dpi


LISTED = 3  # changes
_NUMBERS = re.compile(r"\)\s?: .*")  # of an effort, behind whose size it is for
FITTED = {*EFFORT, "outreach.attendees"}  # what follows the size of a territory; guests, where events are one a week


def head_and_foot(figure: Figure, title: str, results: Results, note: str = "", marks: Marks | None = None) -> None:
    """Put the title on top and, below the figure, the run, the territory and the decisions, with the numbers of `marks`
    if the figure has them."""
    told = Marks.of_run(results) if marks is None else marks
    about = results.provenance
    place = where(about.get("data", SHIPPED_SOURCE), [about.get("effort", UNFITTED)])
    foot = " · ".join(part for part in (_run(results), note) if part)
    titled(figure, title, foot, [*place, *told.lines(numbered=marks is not None)])


def where(data: str, efforts: Sequence[str], told: Callable[[str], str] = said) -> list[str]:
    """Write a line on the territory, unless it is Grand Besançon, and one on each effort that is not its own."""
    name = Path(data).name if data.endswith(".csv") else data
    named = [] if data == SHIPPED_SOURCE else [f"Territory: {name}"]
    own = [told(effort) for effort in efforts if effort not in (UNFITTED, AT_HOME)]
    return [*named, *dict.fromkeys(own)]


def beneath(runs: Runs, scenarios: Sequence[Scenario]) -> list[str]:
    """Write the same for many runs; for several scenarios, only whose size their efforts are for."""
    efforts, told = [one.effort for one in scenarios], said if len(scenarios) == 1 else _whose
    return where(runs.store.about.get("data", SHIPPED_SOURCE), efforts, told)


def _whose(effort: str) -> str:
    """Write whose size an effort is for, without its numbers."""
    return _NUMBERS.sub(")", said(effort))


def _run(results: Results) -> str:
    """Write the scenario of a run with its changes, the seed and the length."""
    written = toml_of(results.texts.get("scenario.toml", ""), "scenario.toml")
    name = written.get("title") or results.provenance.get("scenario", "")
    scaled = not results.provenance.get("effort", UNFITTED).startswith(UNFITTED)
    text = f"Scenario: {name}{_changes(written, FITTED if scaled else ())}" if name else ""
    seed, years = results.summary["seed"], results.summary["years"]
    length = "1 year" if years == 1 else f"{years:g} years"
    return " · ".join(filter(None, (text, unbroken(f"seed {seed}"), unbroken(length))))


def _changes(written: dict, fitted: Collection[str]) -> str:
    """Write which parameters differ from their defaults, except those fitted to the territory, or how many if they are
    more than a few."""
    defaults = toml_of(write(Parameters()), "defaults")
    changed = []
    for section, values in written.items():
        if isinstance(values, dict) and section != "fr":  # words in French
            names = [name for name in values if f"{section}.{name}" not in fitted]
            usual = defaults.get(section, {})
            changed += [f"{section}.{n} = {_plain(values[n])}" for n in names if usual.get(n) != values[n]]
        elif section == "target_group" and values != defaults[section]:
            changed.append(section)
    if len(changed) > LISTED:
        return f" ({len(changed)} settings differ from the defaults)"
    return f" (with {', '.join(changed)})" if changed else ""


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


TOLD = 6  # decisions and shocks
ACTED = 3  # times of a rule on the state of the programme that are marked; of more, the first and the last
SHORT = 30  # letters of a label
LETTER = 0.065  # inches: labels that would lie on each other are one
PAD = 14  # points from the axes to their title, with labels between
LOOK: dict[str, Any] = {"color": INK, "linewidth": 0.9, "linestyle": (0, (1, 1.6))}
SHADE: dict[str, Any] = {"color": SOFT, "alpha": 0.08, "linewidth": 0, "zorder": 0.5}
SMALL = 7.5  # points


@dataclass(frozen=True)
class Marks:
    """Decisions and shocks that a figure marks and explains."""

    found: Sequence[tuple[Decided, str]] = ()  # each with its line
    more: int = 0  # how many more there are
    past: int = 0  # weeks of the past of scenarios, whose decisions are not shown

    @classmethod
    def of_run(cls, results: Results) -> Marks:
        """Return the marks of a run, without those in the past of a programme that has begun."""
        written = toml_of(results.texts.get("scenario.toml", ""), "scenario.toml")
        past = WEEKS_A_YEAR * results.provenance.get(PAST, 0)
        ahead = [one for one in in_run(results) if not _is_over(one, past)]
        return replace(cls._few([(one, decision_in_words(one, written)) for one in ahead]), past=past)

    @classmethod
    def of_scenarios(cls, scenarios: Sequence[Scenario]) -> Marks:
        """Return the marks of scenarios in one figure, each once by its date, with the names of its scenarios."""
        found: dict[str, tuple[Decided, list[str]]] = {}
        past = WEEKS_A_YEAR * scenarios[0].past
        for scenario in scenarios:
            for one in by_date(scenario.parameters):
                if _is_over(one, past):
                    continue
                line = planned(one, scenario.parameters.calendar.start)
                found.setdefault(line, (one, []))[1].append(scenario.name)
        of = {line: "" if len(scenarios) == 1 else f" ({', '.join(names)})" for line, (_one, names) in found.items()}
        few = cls._few([(one, f"{line}{of[line]}") for line, (one, _names) in found.items()])
        return replace(few, past=past)

    @classmethod
    def _few(cls, found: list[tuple[Decided, str]]) -> Marks:
        if len(found) <= TOLD + 1:  # one more line would take no less room
            return cls(found)
        return cls(found[:TOLD], len(found) - TOLD)

    @property
    def numbered(self) -> bool:
        """Whether marks have numbers: always, except for a single one with a short name."""
        marked = [one for one, _ in self.found if one.spans]
        return len(marked) > 1 or any(len(what(one)) > SHORT for one in marked)

    @property
    def labels(self) -> list[str]:
        """The label at the marks of each; empty if it has no mark."""
        marked = [bool(one.spans) for one, _ in self.found]
        names = [
            str(sum(marked[: place + 1])) if self.numbered else what(one) for place, (one, _) in enumerate(self.found)
        ]
        return [name if has else "" for name, has in zip(names, marked, strict=True)]

    def lines(self, numbered: bool = True) -> list[str]:
        """Write one line each, with its number where it has one, then the past and how many more there are."""
        numbers = [f"{label}  " if label and numbered and self.numbered else "" for label in self.labels]
        lines = [f"{number}{line}" for number, (_, line) in zip(numbers, self.found, strict=True)]
        lines += [f"and {self.more} more decisions and shocks"] if self.more else []
        return [*(["Shaded: the past, which is the same in all of them"] if self.past else []), *lines]

    def spans(self, weeks: int) -> list[tuple[int, int, str]]:
        """Return first week, week after the last, and label of each mark within so many weeks, sorted; both weeks are
        equal for an event that happens once."""
        out = []
        for label, (one, _line) in zip(self.labels, self.found, strict=True):
            shown = one.spans if len(one.spans) <= ACTED else (one.spans[0], one.spans[-1])
            for begin, end in shown:
                if begin < weeks:
                    out.append((begin, begin if one.once else weeks if end is None else min(end, weeks), label))
        return sorted(out)

    def draw(self, ax: Axes, calendar: Calendar, labelled: bool = True, inside: bool = False) -> None:
        """Mark them on a time axis unless scenarios start at different times. Labels are between the axes and their
        title, or `inside` the axes."""
        marked = self.spans(calendar.weeks) if calendar.start != SEVERAL else []
        if self.past:
            first, today = calendar.at([0, self.past]).tolist()
            ax.axvspan(first, today, gid="past", **SHADE)
            ax.axvline(today, zorder=0.8, gid="today", color=SOFT, linewidth=0.9)
        for begin, end, _label in marked:
            first, last = calendar.at([begin, end]).tolist()
            ax.axvline(first, zorder=0.8, gid="decided", **LOOK)
            if begin < end < calendar.weeks:
                ax.axvspan(first, last, gid="held", **SHADE)
        if not labelled or not marked:
            return
        if not inside:
            ax.set_title(ax.get_title(loc="left"), pad=PAD)
        a_letter = LETTER / inches_of(ax) * calendar.weeks  # in weeks
        for begin, label in _apart(marked, a_letter):
            side = "left" if self.numbered or begin < calendar.weeks / 2 else "right"
            aside, up = 1.5 if side == "left" else -1.5, -3 if inside else 2
            _write(ax, label, (float(calendar.at(begin)), 1), (aside, up), xycoords=("data", "axes fraction"), ha=side,
                   va="top" if inside else "bottom", annotation_clip=False)  # fmt: skip

    def draw_on_rows(self, ax: Axes, weeks: int) -> None:
        """Mark their beginnings on axes with one row per year and one column per week."""
        for begin, label in _apart(self.spans(weeks), 1):
            row, week = divmod(begin, WEEKS_A_YEAR)
            ax.plot([week + 0.5] * 2, [row + 0.5, row + 1.5], gid="decided", **LOOK)
            side = "left" if week < WEEKS_A_YEAR / 2 else "right"
            _write(ax, label, (week + 0.5, row + 1), (3 if side == "left" else -3, 0), ha=side, va="center")


def _is_over(one: Decided, past: int) -> bool:
    """Return whether all its beginnings lie in a past of so many weeks."""
    return bool(one.spans) and max(begin for begin, _end in one.spans) < past


def _apart(spans: Sequence[tuple[int, int, str]], a_letter: float) -> list[tuple[int, str]]:
    """Return weeks and labels, with labels that would overlap joined."""
    out: list[tuple[int, list[str]]] = []
    for week, _end, label in spans:
        if out and week - out[-1][0] < a_letter * (2 + len(", ".join(out[-1][1]))):
            out[-1][1].append(label)
        else:
            out.append((week, [label]))
    return [(week, ", ".join(sorted(set(labels)))) for week, labels in out]


def _write(ax: Axes, label: str, place: tuple[float, float], off: tuple[float, float], **look: Any) -> None:
    """Write a small label with an outline in the colour of paper."""
    text = ax.annotate(label, place, off, textcoords="offset points", fontsize=SMALL, color=INK, gid="mark", **look)
    text.set_path_effects([withStroke(linewidth=2, foreground=PAPER)])


BEYOND = 1.12  # length of an axis over its reach
ENOUGH, NEAR, RUNAWAY = 5, 0.9, 4  # rows of which some can run away: four times as far as nine in ten of them


def band(
    ax: Axes, course: pd.DataFrame, colour: str, line: str = "-", shaded: bool = True, calendar: Calendar | None = None
) -> float:
    """Draw a course (`per_year`) as a line, in its band if `shaded`, along a calendar or in years since the start, and
    return the mean at its end."""
    years = np.asarray(course.index, dtype=float)
    time = years if calendar is None else calendar.at(WEEKS_A_YEAR * years)
    if shaded:
        ax.fill_between(time, course["low"], course["high"], color=colour, alpha=0.16, linewidth=0)
    ax.plot(time, course["mean"], color=colour, linestyle=line, linewidth=1.8)
    return float(course["mean"].iloc[-1])


def reach(middle: pd.Series, low: pd.Series, high: pd.Series) -> float:
    """Return how far an axis must reach on either side of 0: not to rows more than four times as far as 90 % of the
    others, without those that are all 0."""
    far = pd.concat([middle.abs(), low.abs(), high.abs()], axis=1).max(axis=1)
    far = far[far > 0].sort_values()
    if len(far) >= ENOUGH:
        far = far[far <= RUNAWAY * far.quantile(NEAR, "lower")]
    return float(far.max()) if len(far) else 1.0


def dots_within(ax: Axes, middle: pd.Series, low: pd.Series, high: pd.Series, colours: str | Sequence[str]) -> None:
    """Draw `dots` on an axis that outlying rows do not stretch: such a row has an arrow at the edge with its number, or
    with the end of its interval if the dot itself is in sight."""
    edge = BEYOND * reach(middle, low, high)
    gone = middle.abs() > edge
    shades = _shades(middle, low, high, colours)
    dots(ax, *(values.mask(gone) for values in (middle, low, high)), shades)
    for row in np.flatnonzero(gone).tolist():
        side = float(np.sign(middle.iloc[row]))
        _written_at_edge(ax, row, side * edge, signed(middle.iloc[row]), shades[row])
    for values, side in ((low, -1), (high, 1)):
        for row in np.flatnonzero((side * values > edge) & ~gone).tolist():
            _written_at_edge(ax, row, side * edge, signed(values.iloc[row]), shades[row], above=True)
    least = min(0, low.mask(gone).min()) if not (gone & (middle < 0)).any() else -edge
    most = max(0, high.mask(gone).max()) if not (gone & (middle > 0)).any() else edge
    room = 0.06 * max(most - least, edge / 2)
    ax.set_xlim(max(least - room, -edge), min(most + room, edge))


@in_print()
def signed(value: float) -> str:
    """Write a number with its sign, those below 10 to two digits."""
    return number(value, "+,.0f" if abs(value) >= 10 else "+.2g")


def _written_at_edge(ax: Axes, row: int, edge: float, words: str, shade: str, above: bool = False) -> None:
    """Draw an arrow at the edge of the axis with words for what lies beyond, `above` the row if asked."""
    side = 1 if edge > 0 else -1
    ax.plot(0.985 * edge, row, marker=">" if side > 0 else "<", color=shade, markersize=6, clip_on=False)
    ax.annotate(words, (0.985 * edge, row), (-7 * side, 2 if above else 0), color=readable(shade), fontsize=8,
                textcoords="offset points", ha="right" if side > 0 else "left",
                va="bottom" if above else "center")  # fmt: skip


def dots(ax: Axes, middle: pd.Series, low: pd.Series, high: pd.Series, colours: str | Sequence[str]) -> None:
    """Draw one dot with its interval per row, from row 0 on, in one colour or one per row; grey where the interval
    holds 0, nothing where the value is NaN."""
    place, shades, there = np.arange(len(middle)), _shades(middle, low, high, colours), middle.notna().to_numpy()
    for shade in dict.fromkeys(shades):
        which, edge = there & (np.array(shades) == shade), readable(shade)
        ax.errorbar(middle[which], place[which], xerr=[(middle - low)[which], (high - middle)[which]], fmt="o",
                    markersize=4.5, capsize=2.5, color=shade, ecolor=edge, markeredgecolor=edge,
                    markeredgewidth=0.7)  # fmt: skip
    ax.axvline(0, color=SOFT, linewidth=1)
    ax.grid(axis="x")


def nested(ax: Axes, table: pd.DataFrame, name: str, colours: str | Sequence[str]) -> None:
    """Draw spreads over simulations, one row each from row 0 on: a dot at the median, a thick bar over the 50 % range,
    a thin one over the 90 % range; grey where the latter holds 0. A bar far longer than all others ends in an arrow at
    the edge, with its numbers."""
    low, half, middle, more, high = (table[f"{name}_{end}"] for end in ("p5", "p25", "p50", "p75", "p95"))
    shades = _shades(middle, low, high, colours)
    place, edge = np.arange(len(table)), BEYOND * reach(middle, low, high)
    ends = [values.clip(-edge, edge) for values in (low, high, half, more)]
    ax.hlines(place, *ends[:2], colors=[readable(shade) for shade in shades], linewidth=1.2)
    ax.hlines(place, *ends[2:], colors=shades, linewidth=5, alpha=0.75)
    edges, there = [readable(shade) for shade in shades], middle.mask(middle.abs() > edge)
    ax.scatter(there, place, s=26, color=shades, edgecolors=edges, zorder=3)
    ax.axvline(0, color=SOFT, linewidth=1)
    ax.grid(axis="x")
    for values, side in ((low, -1), (high, 1)):
        for row in np.flatnonzero(side * values > edge).tolist():
            words = f"{signed(middle.iloc[row])} ({between(signed(low.iloc[row]), signed(high.iloc[row]))})"
            _written_at_edge(ax, row, side * edge, words, shades[row], above=True)
    left, right = ax.get_xlim()
    ax.set_xlim(-edge if (low < -edge).any() else left, edge if (high > edge).any() else right)


def nested_course(
    ax: Axes, table: pd.DataFrame, along: str, name: str, colour: str, label: str = "", line: str = "-"
) -> None:
    """Draw spreads over simulations along an axis: a line through the medians, a dark band over the 50 % range, a pale
    one over the 90 % range; columns as for `nested`."""
    at = table.sort_values(along)
    x = at[along].to_numpy(float)
    for low, high, alpha in (("p5", "p95", 0.13), ("p25", "p75", 0.25)):
        ax.fill_between(x, at[f"{name}_{low}"], at[f"{name}_{high}"], color=colour, alpha=alpha, linewidth=0)
    ax.plot(x, at[f"{name}_p50"], color=colour, linestyle=line, marker="o", markersize=4.5, linewidth=1.8, label=label)


def _shades(middle: pd.Series, low: pd.Series, high: pd.Series, colours: str | Sequence[str]) -> list[str]:
    """Return the colour of each row: grey unless its interval lies above or below 0."""
    clear = ((low > 0) | (high < 0)).to_numpy()
    return np.where(clear, np.broadcast_to(colours, len(middle)), GREY).tolist()


FEW = 3  # scenarios beside the first, up to which a figure says all of each
PANELS = {
    "people": "People in groups since the start",
    "facilitators_active": "Active facilitators",
    "groups_started": "Groups since the start",
    "communes_reached": "Communes with a group so far",
}
TITLES = PANELS | {"participants": PANELS["people"]}  # of single courses
LABEL = 0.175  # inches from one line of labels to the next


def all_shaded(scenarios: int) -> bool:
    """Return whether each of so many scenarios has its band, not only the first."""
    return scenarios <= FEW + 1


def courses(
    ax: Axes,
    rows: pd.DataFrame,
    name: str,
    line: float,
    calendar: Calendar,
    ends: tuple[float, float] = (LOW, HIGH),
) -> None:
    """Draw the mean course of each scenario in its band, named at its end.

    `rows` has one row per run and time: scenario, year (weeks are parts of it), and the column `name`. `line` is the
    height of a line of text as a share of the axis; `ends` are the shares of runs below the two ends of the band.
    """
    labels, scenarios = [], rows["scenario"].unique().tolist()
    for place, scenario in enumerate(scenarios):
        colour, dashes = scenario_look(place)
        course, shaded = per_year(rows[rows["scenario"] == scenario], name, ends), all_shaded(len(scenarios))
        mean = band(ax, course, colour, dashes, shaded or place == 0, calendar)
        labels.append((mean, f"{scenario} {number(mean, ',.0f')}", colour))
    calendar.draw(ax)
    counts(ax, 6)
    label_ends(ax, labels, line)
