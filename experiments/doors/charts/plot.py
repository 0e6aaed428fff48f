"""What all charts are made of: a scale, its ticks, marks in a picture of so many units, a legend.

A chart is drawn for a width, in units of which 12 are the height of its letters: 360 for a phone or half a page, more
for a chart that has the whole page to itself. Texts keep their size, and what is drawn follows the width.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from contagion.experiments.doors.templating import render
from contagion.experiments.drawing.style import EDGE, GREY, GRID, INK, PAPER, SOFT
from contagion.experiments.language.numbers import number

NARROW = 360
LETTERS, LINE = 12, 16  # units: height of letters, and of a line of text
LETTER = 0.56  # of their height is the width of one, in the middle
PAINT = SimpleNamespace(ink=INK, soft=SOFT, grey=GREY, edge=EDGE, grid=GRID, paper=PAPER)
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

    def ticks(self, most: int = 5) -> list[float]:
        """Round numbers between the ends."""
        found = MaxNLocator(most, steps=STEPS, integer=True).tick_values(self.low, self.high)
        slack = 1e-9 * (self.high - self.low)
        return [float(value) for value in found if self.low - slack <= value <= self.high + slack]

    def marks(self) -> list[tuple[str, str]]:
        """Where ticks are, and what stands there."""
        return [(px(self.at(value)), number(value + 0.0, ",.0f")) for value in self.ticks()]


def px(value: float) -> str:
    """A place in a picture, to a tenth."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path(points: Iterable[tuple[float, float]]) -> str:
    """A line through points."""
    return "M" + "L".join(f"{px(x)},{px(y)}" for x, y in points)


def area(low: Sequence[tuple[float, float]], high: Sequence[tuple[float, float]]) -> str:
    """What lies between two lines."""
    return path([*high, *reversed(low)]) + "Z"


def wide(text: str) -> float:
    """About how wide a text is."""
    return LETTER * LETTERS * len(text)


def folded(text: str, width: float) -> list[str]:
    """A text in lines of about a width."""
    return textwrap.wrap(text, max(int(width / wide("x")), 8), break_long_words=False)


class Entry(NamedTuple):
    """A line of a legend: a mark (of the macro `legend`; none: words alone), and words beside it."""

    mark: str
    words: str
    colour: str = INK
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
