"""Axes to draw on: those that are given, or those of a new figure that a notebook shows by itself.

Time axes: the years of the calendar, or its months where a run is short; years since the start where scenarios of
different starts stand together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from contagion.experiments.say.charts.style import SERIES, filled, styled, titled
from contagion.experiments.say.sentences import N_, looked_up
from contagion.models.parameters import Parameters
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.reading import given, toml_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.files import Results


LARGEST = 100  # inches of a figure of one's own


@styled
def axes_of(ax: Axes | None, width: float = 8.4, height: float = 4.6) -> Axes:
    """The given axes, or new ones of so many inches."""
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes

    if isinstance(ax, Axes):
        return ax
    if ax is not None:
        raise InputError(f"ax {given(ax)}: must be axes of matplotlib")

    return plt.subplots(figsize=(width, height))[1]


@styled
def axes(title: str, x: str = "", y: str = "", *, width: float = 8.4, height: float = 3.6) -> Axes:
    """Axes of a new figure in the look of the project's, for what a notebook draws by itself.

    Parameters
    ----------
    title : str
        What the figure shows, in a sentence; it is broken into lines.
    x, y : str
        What stands along the axes, with its unit.
    width, height : float
        Of the figure, in inches.

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
    """The same, for a map."""
    return axes_of(ax, 8, 7.2)


def headed(
    ax: Axes, title: str, foot: str, theirs: Axes | None, place: Sequence[str] = (), marked: Sequence[str] = ()
) -> Axes:
    """The axes with a title, and with what is drawn, in which `place`, underneath where the figure is theirs alone;
    what is `marked` is told underneath in any case."""
    if theirs is not None:
        ax.set_title(title)
        if marked:
            under = [*filter(None, [ax.get_xlabel()]), *filled(marked, 16.5 * inches_of(ax))]
            ax.set_xlabel("\n".join(under), fontsize=7.5, loc="left")
        return ax
    figure: Any = ax.figure
    titled(figure, title, foot, [*place, *marked])
    return ax


WORDS = {"years_axis": N_("years since the start"), "month": N_("{year}-{month:02}")}
SEVERAL = ""  # in place of a start
MONTHS, YEARS = (1, 2, 3, 6, 12), (1, 2, 5, 10, 20, 50)  # from one tick to the next
MONTH_INCHES, YEAR_INCHES = 0.75, 0.48  # that a label needs


@dataclass(frozen=True)
class Calendar:
    """Where weeks lie on a time axis, which counts in years."""

    start: str  # month in which week 0 begins, or `SEVERAL`
    weeks: int  # length of the axis

    @classmethod
    def of_run(cls, results: Results) -> Calendar:
        """That of a run."""
        written = toml_of(results.texts.get("scenario.toml", ""), "scenario.toml")
        start = written.get("calendar", {}).get("start", Parameters().calendar.start)
        return cls(start, len(results.tables["weeks"]))

    @classmethod
    def of_scenarios(cls, scenarios: Iterable[Scenario], years: int) -> Calendar:
        """That of scenarios that stand together."""
        starts = {scenario.parameters.calendar.start for scenario in scenarios}
        return cls(starts.pop() if len(starts) == 1 else SEVERAL, round(years * WEEKS_A_YEAR))

    @property
    def in_months(self) -> bool:
        """Whether the run is so short that months are told apart."""
        return self.start != SEVERAL and self.weeks <= 2 * WEEKS_A_YEAR

    def at(self, weeks: ArrayLike) -> NDArray[np.float64]:
        """Where the beginnings of weeks lie: the start of 2020 at 2020.0."""
        year, month = map(int, self.start.split("-")) if self.start else (0, 1)
        return year + (month - 1) / 12 + np.asarray(weeks, dtype=float) / WEEKS_A_YEAR

    def year(self, number: int) -> str:
        """The name of a year of the run, from 1 on: that of the calendar, or the month in which it ends; its number
        where there are several calendars."""
        if self.start == SEVERAL:
            return str(number)
        last = round(12 * float(self.at(number * WEEKS_A_YEAR))) - 1
        return f"{last // 12}" if last % 12 == 11 else _month(last)

    def draw(self, ax: Axes, past: int = 0) -> None:
        """The limits and ticks of a time axis, which begins after so many years."""
        first, last = self.at([past * WEEKS_A_YEAR, self.weeks]).tolist()
        ax.set_xlim(first, last)
        if self.start == SEVERAL:
            ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
            ax.set_xlabel(looked_up(WORDS["years_axis"]))
            return
        parts, steps, room = (12, MONTHS, MONTH_INCHES) if self.in_months else (1, YEARS, YEAR_INCHES)
        begins, ends = ceil(first * parts - 0.01), floor(last * parts + 0.01)
        every = next((step for step in steps if (ends - begins) // step * room < inches_of(ax)), steps[-1])
        ticks = [tick for tick in range(begins, ends + 1) if tick % every == 0]
        names = [_month(tick) if self.in_months else f"{tick}" for tick in ticks]
        ax.set_xticks([tick / parts for tick in ticks], names)


def _month(number: int) -> str:
    """A month, of those since the year 0."""
    return looked_up(WORDS["month"], year=number // 12, month=number % 12 + 1)


def inches_of(ax: Axes) -> float:
    """How long a time axis will be, nearly: labels beside it may take some of it."""
    return ax.get_position().width * ax.figure.bbox.width / ax.figure.dpi
