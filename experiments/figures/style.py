"""How all figures of a run look, what stands under each, and how they are saved."""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Callable
from functools import wraps
from pathlib import Path

import matplotlib as mpl
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.words.decided import in_force
from models.parameters import Parameters
from models.scenarios.text import write
from sim.model import WEEKS_A_YEAR
from sim.results import Results

INK, SOFT, GREY = "#1a1a1a", "#555555", "#9a9a9a"
BLUE, GREEN, VERMILLION, BROWN = "#0072B2", "#009E73", "#D55E00", "#8a4b00"  # of Okabe and Ito, and a darker one

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
    "grid.color": "#dddddd",
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
WORDS = {
    "scenario": "Scenario: ",
    "changes": " (with {})",
    "more_decided": "and {} more decisions and shocks",
    "many_changes": " ({} settings differ from the defaults)",
    "seed": "seed\u00a0{}",
    "year": "1\u00a0year",
    "years": "{:g}\u00a0years",
    "weeks_axis": "weeks since the start",
    "months_axis": "months since the start",
    "years_axis": "years since the start",
}
LISTED = 3  # changes and decisions
DPI = 150
FOOT_LINE = 0.14  # inches


def styled[**P, R](draw: Callable[P, R]) -> Callable[P, R]:
    """Make a function draw in the style of the project, whatever the settings of the user."""

    @wraps(draw)
    def in_style(*args: P.args, **kwargs: P.kwargs) -> R:
        with style.context(["default", STYLE]):
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


def head_and_foot(figure: Figure, title: str, results: Results, note: str = "") -> None:
    """Put the title on top, and underneath which run it is and what was decided in it."""
    foot, decided = " · ".join(part for part in (_run(results), note) if part), in_force(results)
    more = len(decided) - LISTED
    if more > 1:  # one would take no less room
        decided[LISTED:] = [WORDS["more_decided"].format(more)]
    figure.set_figheight(figure.get_figheight() + FOOT_LINE * len(decided))
    titled(figure, title, "\n".join([foot, *decided]))


def titled(figure: Figure, title: str, foot: str) -> None:
    """Put the title on top, and what was run underneath; lines of both stay lines."""
    width = figure.get_figwidth()
    over = "\n".join(textwrap.fill(line, int(9.8 * width)) for line in title.splitlines())
    figure.suptitle(over, x=0.012, ha="left")
    text = "\n".join(textwrap.fill(line, int(16.5 * width)) for line in foot.splitlines())
    figure.supxlabel(text, x=0.012, ha="left", fontsize=7.5, color=SOFT, linespacing=1.3)


def _run(results: Results) -> str:
    """Which scenario, with what changed, which seed, how long."""
    written = tomllib.loads(results.texts.get("scenario.toml", ""))
    name = written.get("title") or results.provenance.get("scenario", "")
    text = WORDS["scenario"] + name + _changes(written) if name else ""
    years = results.summary["years"]
    length = WORDS["year"] if years == 1 else WORDS["years"].format(years)
    return " · ".join(part for part in (text, WORDS["seed"].format(results.summary["seed"]), length) if part)


def _changes(written: dict) -> str:
    """Which parameters are not at their defaults, or how many if there are more than a few."""
    defaults = tomllib.loads(write(Parameters()))
    changed = []
    for section, values in written.items():
        if isinstance(values, dict) and section != "fr":  # words in French
            usual = defaults.get(section, {})
            changed += [f"{section}.{name} = {_plain(v)}" for name, v in values.items() if usual.get(name) != v]
        elif section == "target_group" and values != defaults[section]:
            changed.append(section)
    if not changed:
        return ""
    if len(changed) > LISTED:
        return WORDS["many_changes"].format(len(changed))
    return WORDS["changes"].format(", ".join(changed))


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def clock(weeks: int) -> tuple[float, str]:
    """Weeks in the unit of a time axis of this length, and the name of the axis."""
    if weeks <= 2 * WEEKS_A_YEAR:
        return WEEKS_A_YEAR / 12, WORDS["months_axis"]
    return WEEKS_A_YEAR, WORDS["years_axis"]


def label_ends(ax: Axes, labels: list[tuple[float, str, str]], line: float) -> None:
    """Write (height, text, colour) right of the axes at these heights, or as near as they do not overlap.

    What had to move is tied to its height.

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
        ax.annotate(text, (1.025, place), (2, 0), xycoords="axes fraction", textcoords="offset points", color=colour,
                    va="center", ha="left", annotation_clip=False, linespacing=1.15)  # fmt: skip


def say(ax: Axes, text: str) -> None:
    """A sentence in the middle of axes that have nothing to show."""
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", fontsize=11, color=SOFT)
