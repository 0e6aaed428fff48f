"""Figures over calendar years: single runs while there are few, then half and nine tenths of the worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from contagion.experiments.doors.charts.plot import (
    LINE,
    NARROW,
    Entry,
    Look,
    Scale,
    area,
    drawn,
    legend,
    looks,
    path,
    px,
    wide,
)
from contagion.experiments.doors.words import charts as words
from contagion.experiments.drawing.time_axis import SEVERAL, Calendar
from contagion.experiments.language.numbers import number
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing

FEW = 10  # worlds: up to so many, runs stand alone
LEFT_IN = 3  # runs beside the bands
HEIGHT = 190  # units, of what is drawn, unless it is said
BANDS = (("p5", "p95", 0.16), ("p25", "p75", 0.3))  # from where to where, and how dark
RIGHT, BELOW = 14, 22
YEAR = 34  # units that the number of a year needs


def course(
    told: Briefing,
    figure: str,
    *,
    id: str,
    scenario: str | None = None,
    width: int = NARROW,
    height: int = HEIGHT,
    highest: float | None = None,
    said: Mapping[str, str] | None = None,
) -> Markup:
    """How a figure goes in a scenario, beside the one it is held against.

    Parameters
    ----------
    figure : str
        One of `experiments.doors.briefing.work.IN_TIME`.
    scenario : str, optional
        By default the first alone.
    highest : float, optional
        What the axis must reach, so that it stays as it is while worlds are added or a lever is moved.
    said : mapping of str to str, optional
        What people call the scenarios.
    """
    all_looks, base = looks(told, said), told.scenarios[0].name
    look = {name: all_looks[name] for name in dict.fromkeys([base, scenario or base])}
    lines = {name: _of(told.course, name, figure) for name in look}
    runs = {name: _runs(told, name, figure) for name in look}
    single = told.lived <= FEW
    reached = [runs[name].max() if single else max(lines[name]["p95"].max(), _few(runs[name]).max()) for name in look]
    entries = [*(one.entry for one in look.values()), _of_worlds(single, told.lived)]
    frame = Frame(told, width, entries, 0, max(highest or 0, *reached, 1), height)
    ends = [(one.name, *lines[name].iloc[-1][["p5", "p50", "p50_error", "p95"]].tolist()) for name, one in look.items()]
    return drawn(
        "courses",
        **frame.told,
        id=id,
        title=words.over_time(figure),
        desc=words.course_told(ends, told.lived),
        single=single,
        runs=[
            (path(frame.points(run)), one.colour, one.dash)
            for name, one in look.items()
            for run in (runs[name] if single else _few(runs[name]))
        ],
        bands=[] if single else [band for name, one in look.items() for band in frame.bands(lines[name], one)],
        middles=[] if single else [(path(frame.points(lines[name]["p50"])), one) for name, one in look.items()],
    )


class Frame:
    """The axes of a chart over the years, below its legend."""

    def __init__(
        self, told: Briefing, width: int, entries: Sequence[Entry], low: float, high: float, height: int = HEIGHT
    ) -> None:
        calendar = Calendar.of_scenarios(told.scenarios, told.years)
        some = calendar.start == SEVERAL
        rows, top = legend(width, *entries)
        self.y = Scale(low, high, top + height, top)
        left = int(max(wide(number(tick, ",.0f")) for tick in self.y.ticks())) + 10
        weeks = [WEEKS_A_YEAR * year for year in range(told.years + 1)]
        at = calendar.at(weeks).tolist()
        self.x = Scale(at[0], at[-1], left, width - RIGHT)
        self.xs = [self.x.at(one) for one in at]
        most, end = int((self.x.last - self.x.first) / YEAR), "" if some else words.end_of(calendar.year(told.years))
        clear = self.x.last - wide(end) - wide("2029") / 2 if end else inf
        self.told: dict[str, Any] = {
            "width": width,
            "height": top + height + BELOW + (LINE if some else 0),
            "entries": rows,
            "left": left,
            "right": width - RIGHT,
            "bottom": top + height,
            "across": self.y.marks(),
            "along": [(px(x), f"{year:.0f}") for year in self.x.ticks(most) if (x := self.x.at(year)) < clear],
            "end": end,
            "time": words.since_the_start() if some else "",
        }

    def points(self, values: Sequence[float] | np.ndarray | pd.Series) -> list[tuple[float, float]]:
        """Values at the start and the end of each year."""
        return [(x, self.y.at(float(value))) for x, value in zip(self.xs, values, strict=True)]

    def bands(self, lines: pd.DataFrame, look: Look) -> list[tuple[str, str, float]]:
        """Nine tenths of the worlds, and half of them within: shape, colour, how dark."""
        ends = {name: [y for _, y in self.points(lines[name])] for name in ("p5", "p25", "p75", "p95")}
        return [(area(self.xs, ends[low], ends[high]), look.colour, dark) for low, high, dark in BANDS]


def _of_worlds(single: bool, worlds: int) -> Entry:
    return Entry("", words.one_by_one(worlds)) if single else Entry("bands", words.bands(worlds))


def _of(table: pd.DataFrame, scenario: str, figure: str) -> pd.DataFrame:
    """Rows of a figure in a scenario, by year."""
    return table[(table["scenario"] == scenario) & (table["figure"] == figure)].set_index("year")


def _runs(told: Briefing, scenario: str, figure: str) -> np.ndarray:
    """The single runs of a scenario: array (worlds, years + 1)."""
    own = told.single.loc[told.single["scenario"] == scenario, figure]
    return own.to_numpy().reshape(-1, told.years + 1)


def _few(runs: np.ndarray) -> np.ndarray:
    """Some that stay beside the bands: the first of sets of their own."""
    return runs[: 2 * LEFT_IN : 2]
