"""What all charts are made of: a scale, its ticks, marks in a picture of so many units, a legend.

A chart is drawn for a width, in units of which 12 are the height of its letters: 360 for a phone or half a page, more
for a chart that has the whole page to itself. Texts keep their size, and what is drawn follows the width.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from contagion.experiments.doors.templating import render
from contagion.experiments.drawing.style import EDGE, GREY, GRID, INK, PALE, PAPER, SOFT, scenario_look
from contagion.experiments.language.numbers import number

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing

NARROW = 360
LETTERS, LINE = 12, 16  # units: height of letters, and of a line of text
LETTER = 0.56  # of their height is the width of one, in the middle
PAINT = SimpleNamespace(ink=INK, soft=SOFT, grey=GREY, edge=EDGE, grid=GRID, pale=PALE, paper=PAPER)
DASHES = {"-": "", "--": "6 3", "-.": "7 2.5 1.5 2.5", ":": "2 2.5"}  # of lines, as scenarios have them
STEPS = [1, 2, 5, 10]


def drawn(name: str, **values: Any) -> Markup:
    """A chart by the name of its template."""
    return Markup(render("charts", name, paint=PAINT, letters=LETTERS, line=LINE, **values).strip())


@dataclass(frozen=True)
class Scale:
    """From values to places in a picture."""

    low: float
    high: float
    first: float
    last: float

    def at(self, value: float) -> float:
        return self.first + (value - self.low) / (self.high - self.low) * (self.last - self.first)

    def within(self, value: float) -> float:
        """Where a value is, or the end beyond which it lies."""
        return self.at(min(max(value, self.low), self.high))

    def ticks(self, most: int = 5, whole: bool = True) -> list[float]:
        """Round numbers between the ends."""
        found = MaxNLocator(most, steps=STEPS, integer=whole).tick_values(self.low, self.high)
        slack = 1e-9 * (self.high - self.low)
        return [float(value) for value in found if self.low - slack <= value <= self.high + slack]

    def marks(self, most: int = 5, form: str = ",.0f") -> list[tuple[str, str]]:
        """Where ticks are, and what stands there."""
        return [(px(self.at(value)), number(value + 0.0, form)) for value in self.ticks(most)]


def span(values: Iterable[float], ends: tuple[float, float] | None = None) -> tuple[float, float]:
    """From where to where an axis of differences goes: over 0, all values, and the ends that it must reach."""
    all_values = [0.0, *values, *(ends or ())]
    low, high = min(all_values), max(all_values)
    return low, high if high > low else low + 1


def reach(values: pd.DataFrame) -> tuple[float, float] | None:
    """What the axis of each programme must reach, so that they can be compared."""
    return (float(values.min(axis=None)), float(values.max(axis=None))) if values.size else None


def px(value: float) -> str:
    """A place in a picture, to a tenth."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path(points: Iterable[tuple[float, float]]) -> str:
    """A line through points."""
    return "M" + "L".join(f"{px(x)},{px(y)}" for x, y in points)


def area(xs: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
    """What lies between two lines."""
    return path([*zip(xs, high, strict=True), *reversed([*zip(xs, low, strict=True)])]) + "Z"


def wide(text: str, height: float = LETTERS) -> float:
    """About how wide a text is."""
    return LETTER * height * len(text)


def folded(text: str, width: float) -> list[str]:
    """A text in lines of about a width."""
    return textwrap.wrap(text, max(int(width / wide("x")), 8), break_long_words=False)


class Entry(NamedTuple):
    """A line of a legend: a mark (of the macro `legend`; none: words alone), and words beside it."""

    mark: str
    words: str
    colour: str = INK
    dash: str = ""
    y: str = ""
    more: tuple[str, ...] = ()
    """Further lines of its words."""


BESIDE = 28  # units that a mark has


def legend(width: float, *entries: Entry) -> tuple[list[Entry], int]:
    """The entries one below the other, their words in as many lines as they need; and where the chart begins."""
    y, made = 0, []
    for entry in entries:
        first, *more = folded(entry.words, width - (BESIDE if entry.mark else 0))
        made.append(entry._replace(words=first, y=px(y + LETTERS), more=tuple(more)))
        y += LINE * (1 + len(more))
    return made, y + 8


class Look(NamedTuple):
    """What the marks of a scenario look like."""

    name: str
    colour: str
    dash: str

    @property
    def entry(self) -> Entry:
        return Entry("line", self.name, self.colour, self.dash)


def looks(told: Briefing, said: Mapping[str, str] | None = None) -> dict[str, Look]:
    """That of each scenario, the first being what the others are held against; with the names that people say."""
    made = {}
    for place, scenario in enumerate(told.scenarios):
        colour, line = scenario_look(place)
        made[scenario.name] = Look((said or {}).get(scenario.name, scenario.name), colour, DASHES[line])
    return made
