"""Courses in their bands, and dots with their intervals.

The courses of scenarios in one figure, each in its band and named at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from contagion.experiments.say.charts.style import GREY, SOFT, counts, label_ends, readable, scenario_look
from contagion.experiments.say.numbers import in_print, number
from contagion.experiments.say.sentences import between
from contagion.models.runs.figures import HIGH, LOW, per_year
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from contagion.experiments.say.charts.axes import Calendar


BEYOND = 1.12  # the axis ends so much further than it must reach
ENOUGH, NEAR, RUNAWAY = 5, 0.9, 4  # rows of which some can run away: four times as far as nine in ten of them


def band(
    ax: Axes, course: pd.DataFrame, colour: str, line: str = "-", shaded: bool = True, calendar: Calendar | None = None
) -> float:
    """Draw a course (`per_year`) as a line, in its band if that is to be `shaded`, along a calendar or in years since
    the start; the mean at its end."""
    years = np.asarray(course.index, dtype=float)
    time = years if calendar is None else calendar.at(WEEKS_A_YEAR * years)
    if shaded:
        ax.fill_between(time, course["low"], course["high"], color=colour, alpha=0.16, linewidth=0)
    ax.plot(time, course["mean"], color=colour, linestyle=line, linewidth=1.8)
    return float(course["mean"].iloc[-1])


def reach(middle: pd.Series, low: pd.Series, high: pd.Series) -> float:
    """How far an axis must reach on either side of 0: not to rows that run far away from nine in ten of the others,
    those that change nothing left out."""
    far = pd.concat([middle.abs(), low.abs(), high.abs()], axis=1).max(axis=1)
    far = far[far > 0].sort_values()
    if len(far) >= ENOUGH:
        far = far[far <= RUNAWAY * far.quantile(NEAR, "lower")]
    return float(far.max()) if len(far) else 1.0


def dots_within(ax: Axes, middle: pd.Series, low: pd.Series, high: pd.Series, colours: str | Sequence[str]) -> None:
    """`dots` on an axis that a row which runs away does not flatten: it has an arrow at the edge, and its number, or
    that of the end of its interval if the dot itself is in sight."""
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
    """A number with its sign, small ones in two digits."""
    return number(value, "+,.0f" if abs(value) >= 10 else "+.2g")


def _written_at_edge(ax: Axes, row: int, edge: float, words: str, shade: str, above: bool = False) -> None:
    """An arrow at the edge of the axis, and what lies beyond; `above` what is drawn in the row."""
    side = 1 if edge > 0 else -1
    ax.plot(0.985 * edge, row, marker=">" if side > 0 else "<", color=shade, markersize=6, clip_on=False)
    ax.annotate(words, (0.985 * edge, row), (-7 * side, 2 if above else 0), color=readable(shade), fontsize=8,
                textcoords="offset points", ha="right" if side > 0 else "left",
                va="bottom" if above else "center")  # fmt: skip


def dots(ax: Axes, middle: pd.Series, low: pd.Series, high: pd.Series, colours: str | Sequence[str]) -> None:
    """A dot with its interval a row, from row 0 on, in one colour or one a row; grey where it cannot be told from 0,
    nothing where it is NaN."""
    place, shades, there = np.arange(len(middle)), _shades(middle, low, high, colours), middle.notna().to_numpy()
    for shade in dict.fromkeys(shades):
        which, edge = there & (np.array(shades) == shade), readable(shade)
        ax.errorbar(middle[which], place[which], xerr=[(middle - low)[which], (high - middle)[which]], fmt="o",
                    markersize=4.5, capsize=2.5, color=shade, ecolor=edge, markeredgecolor=edge,
                    markeredgewidth=0.7)  # fmt: skip
    ax.axvline(0, color=SOFT, linewidth=1)
    ax.grid(axis="x")


def nested(ax: Axes, table: pd.DataFrame, name: str, colours: str | Sequence[str]) -> None:
    """What lies world by world, a row each from row 0 on: a dot at the middle, a thick bar over half of the worlds, a
    thin one over nine in ten; grey where these are on both sides of 0. A bar that runs away from all others ends in an
    arrow at the edge, and its numbers are written there."""
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
    """What lies world by world along an axis: a line through the middles, dark over half of the worlds, pale over nine
    in ten; columns as of `nested`."""
    at = table.sort_values(along)
    x = at[along].to_numpy(float)
    for low, high, alpha in (("p5", "p95", 0.13), ("p25", "p75", 0.25)):
        ax.fill_between(x, at[f"{name}_{low}"], at[f"{name}_{high}"], color=colour, alpha=alpha, linewidth=0)
    ax.plot(x, at[f"{name}_p50"], color=colour, linestyle=line, marker="o", markersize=4.5, linewidth=1.8, label=label)


def _shades(middle: pd.Series, low: pd.Series, high: pd.Series, colours: str | Sequence[str]) -> list[str]:
    """The colour of each row."""
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
    """Whether each of so many scenarios has its band, and not the first alone."""
    return scenarios <= FEW + 1


def courses(
    ax: Axes,
    rows: pd.DataFrame,
    name: str,
    line: float,
    calendar: Calendar,
    ends: tuple[float, float] = (LOW, HIGH),
) -> None:
    """The mean course of each scenario in its band, named at its end.

    Rows are a run and time each: scenario, year (weeks are parts of it), and the column `name`. `line` is the height of
    a line of text as a share of the axis; `ends` are the shares of the runs below the two ends of the band.
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
