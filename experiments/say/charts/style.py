"""The look of all figures and how to save them; no other module names a colour."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from contagion.experiments.say.sentences import number

INK, SOFT, GREY = "#1a1a1a", "#555555", "#9a9a9a"  # text, what stands back, what is not distinguishable
EDGE, GRID, PALE, PAPER = "#c4c4c4", "#dddddd", "#f1f1f1", "white"  # of what is not there: its edge, its ground
# Okabe and Ito's, whom the colour-blind can tell apart; brown and night are darker than any of theirs.
BLUE, SKY, GREEN, YELLOW = "#0072B2", "#56B4E9", "#009E73", "#F0E442"
ORANGE, VERMILLION, PURPLE, BROWN, NIGHT = "#E69F00", "#D55E00", "#CC79A7", "#6B3A00", "#2A1636"
PALE_BLUE, PALE_ORANGE = "#a9cfe8", "#f5c199"  # grounds that text stands on
# Colour maps that keep their order in grey and for the colour-blind.
BY_VALUE, GROWING = "cividis", "YlGnBu"

SERIES = (BLUE, VERMILLION, GREEN, BROWN, PURPLE, SKY, ORANGE)  # of lines, in this order
LINES = ("-", "--", "-.", ":")  # so that lines can be told apart in grey
CAUSES = {
    "places": BLUE,
    "seats": BLUE,
    "wish": ORANGE,
    "takers": ORANGE,
    "time": SKY,  # of those who lead: with more of it there are more groups
    "groups": SKY,
    "pairs": GREEN,
    "registering": YELLOW,
    "registrations": YELLOW,
    "receptive": NIGHT,
    "rooms": PURPLE,
    "hosts": BROWN,
    "money": VERMILLION,
}
"""Colours of bottlenecks in every figure: the shortages of a run (`models.outcomes.counting.counts`) and the capacities
(`experiments.commands.limits`). Places and seats, wish and takers, time and groups, registering and registrations
share a colour."""

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.color": INK,
    "text.parse_math": False,  # a dollar in a title is a dollar
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "figure.titlesize": 12.5,
    "figure.titleweight": "bold",
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.w_pad": 0.06,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "svg.hashsalt": "contagion",  # the same figure gives the same file
}
DPI = 150
NO_BREAK = "\u00a0"
FOOT_LINE = 0.14  # inches
MOST_LIGHT = 0.25  # of lines and words on paper, from 0 to 1: a contrast of 3.5


def styled[**P, R](draw: Callable[P, R]) -> Callable[P, R]:
    """Make a function draw in the style of the project, whatever the settings of the user."""

    @wraps(draw)
    def in_style(*args: P.args, **kwargs: P.kwargs) -> R:
        with style.context(["default", STYLE]), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph")  # a name may be written in letters that the font lacks
            made = draw(*args, **kwargs)
            shows = mpl.is_interactive()
        mpl.interactive(shows)  # as set by the backend of a notebook, which its first figure loads on the way
        return made

    return in_style


@styled
def save(figure: Figure, path: Path) -> None:
    """Save as `path`.png and `path`.svg; the same figure gives the same bytes."""
    figure.savefig(path.with_suffix(".png"), dpi=DPI, metadata={"Software": None})
    figure.savefig(path.with_suffix(".svg"), dpi=DPI, metadata={"Date": None})


def titled(figure: Figure, title: str, foot: str, more: Sequence[str] = ()) -> None:
    """Put the title on top and `foot`, on the runs, below; line breaks in both are kept. The figure grows in height for
    `more` lines below."""
    width = figure.get_figwidth()
    figure.suptitle("\n".join(filled(title.splitlines(), 9.3 * width)), x=0.012, ha="left")
    beneath = filled(more, 16.5 * width)
    figure.set_figheight(figure.get_figheight() + FOOT_LINE * len(beneath))
    text = "\n".join([*filled(foot.splitlines(), 16.5 * width), *beneath])
    figure.supxlabel(text, x=0.012, ha="left", fontsize=7.5, color=SOFT, linespacing=1.3)


def unbroken(text: str) -> str:
    """Replace the spaces of a text, to keep it in one line."""
    return text.replace(" ", NO_BREAK)


def filled(lines: Sequence[str], letters: float) -> list[str]:
    """Wrap lines to at most so many letters."""
    return [part for line in lines for part in textwrap.wrap(line, int(letters))]


def label_ends(ax: Axes, labels: list[tuple[float, str, str]], line: float) -> None:
    """Write (height, text, colour) right of the axes at these heights, or as near as they do not overlap.

    A thin line ties a label that had to move to its height.

    `line` is the height of a line of text as a share of the axis.
    """
    low, high = ax.get_ylim()
    labels = sorted(labels, key=lambda label: label[0])
    heights = [(height - low) / (high - low) for height, _, _ in labels]
    halves = [line * (1 + text.count("\n")) / 2 for _, text, _ in labels]
    places, under = [], -float("inf")
    for height, half in zip(heights, halves, strict=True):
        places.append(max(height, under + half))
        under = places[-1] + half
    over = max(1 + line / 2, 2 * sum(halves) - line / 2)  # half a line may stand out above
    for row in reversed(range(len(places))):
        places[row] = min(places[row], over - halves[row])
        over = places[row] - halves[row]
    for place, height, (_, text, colour) in zip(places, heights, labels, strict=True):
        if abs(place - height) > line / 4:
            ax.plot((1, 1.025), (height, place), color=colour, linewidth=0.6, transform=ax.transAxes, clip_on=False)
        at: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "center", "ha": "left"}
        ax.annotate(text, (1.025, place), (2, 0), **at, color=readable(colour), annotation_clip=False, linespacing=1.15)


def say(ax: Axes, text: str) -> None:
    """Write a sentence in the middle of axes that have nothing to show."""
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", fontsize=11, color=SOFT)


def scenario_look(number: int) -> tuple[str, str]:
    """Return colour and line of a scenario in all figures of a comparison; 0 is the baseline, and the first 28 others
    differ."""
    cycle, place = divmod(number - 1, len(SERIES))
    return (SERIES[place], LINES[(1 + place + cycle) % len(LINES)]) if number else (SOFT, LINES[0])


def readable(colour: str) -> str:
    """Darken a colour until thin lines and words in it are readable on paper; grey stays as it is."""
    shade = to_rgb(colour)
    while _light(shade) > MOST_LIGHT and colour != GREY:
        shade = (0.97 * shade[0], 0.97 * shade[1], 0.97 * shade[2])
    return to_hex(shade)


def _light(shade: tuple[float, float, float]) -> float:
    """Return how light a colour is to the eye, from 0 to 1 (relative luminance of sRGB)."""
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shade)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def thousands(value: float, _place: float = 0.0) -> str:
    """Write a whole number for the ticks of an axis."""
    return number(value, ",.0f")


def counts(ax: Axes, ticks: int = 5, highest: float | None = None) -> None:
    """Set whole numbers and grid lines on the y axis, from 0 to `highest` or to the present limit, at least to 1."""
    ax.set_ylim(0, max(ax.get_ylim()[1] if highest is None else highest, 1))
    ax.yaxis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 5, 10], integer=True))
    ax.yaxis.set_major_formatter(thousands)
    ax.grid(axis="y")
