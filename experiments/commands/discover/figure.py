"""The figure of `contagion discover`: what coverage is had for what density, and the limits of the boxes."""

from __future__ import annotations

import textwrap
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from contagion.experiments.commands.discover.work import RANGES, condition_in_words
from contagion.experiments.evidence.words_of_numbers import NAMES, limit_in_words, value_in_words
from contagion.experiments.evidence.words_of_worlds import agreeing, of_100
from contagion.experiments.say.asked import shown
from contagion.experiments.say.charts.axes import beneath
from contagion.experiments.say.charts.style import EDGE, GREY, PAPER, SERIES, SOFT, readable, say, styled, titled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.discover.work import Discovery
    from contagion.sim.statistics.discovery import Box, Limit

LETTERS = 46  # of a line of what a limit says
ROW = 0.45  # inches, of a limit
NARROW, WIDE = 4.2, 12.0  # of the figure's height


@styled
def discovery_figure(discovery: Discovery) -> Figure:
    """To the left what could be taken instead of the first box, and the boxes with what such boxes are worth where they
    were not looked for; to the right a bar a limit, over all values of the number."""
    boxes = discovery.search.boxes
    rows = sum(len(_by_factor(box)) + 1 for box in boxes)
    figure = Figure(figsize=(12.5, min(max(NARROW, 1.6 + ROW * rows), WIDE)))
    whose = beneath(discovery.runs, [discovery.scenario])
    condition = condition_in_words(discovery.condition, discovery.years, discovery.scenario)
    title = f"{condition}: in {of_100(discovery.share)} of 100 simulations of {shown(discovery.scenario)}"
    if not boxes:
        ax = figure.subplots()
        say(
            ax, "Too few simulations of one side to tell where" if discovery.too_few else "Nothing tells where it holds"
        )
        ax.set_axis_off()
        titled(figure, title, _foot(discovery), whose)
        return figure
    trade_off_axes, limits_axes = figure.subplots(1, 2, width_ratios=(1, 1.35))
    trade_off(trade_off_axes, discovery)
    limits(limits_axes, discovery)
    titled(figure, title, _foot(discovery), whose)
    return figure


def _foot(discovery: Discovery) -> str:
    if discovery.ensemble.name == RANGES:
        which = "evenly over the declared ranges, of which none is more likely than another"
    else:
        which = agreeing(discovery.ensemble, discovery.runs.store.about)
    beside = f" Also varied: {', '.join(discovery.levers)}." if discovery.levers else ""
    return (
        f"{len(discovery.worlds):,} sets {which}; seeds of each: {discovery.seeds}.{beside} Crosses: what such a box "
        "is worth in the half of the simulations that it was not sought in, 5 to 95 of 100. Grey: what else the first "
        "could have been."
    )


def trade_off(ax: Axes, discovery: Discovery) -> None:
    """Density against coverage."""
    offered = discovery.search.candidates
    ax.plot([box.coverage for box in offered], [box.density for box in offered], "o-", color=GREY, markersize=3,
            linewidth=0.8, gid="offered")  # fmt: skip
    ax.axhline(discovery.share, color=SOFT, linewidth=0.8, linestyle=":", gid="all")
    ax.annotate("all\nworlds", (1.02, discovery.share), (3, 0), textcoords="offset points", va="center", color=SOFT,
                fontsize=8)  # fmt: skip
    for place, box in enumerate(discovery.search.boxes):
        colour = SERIES[place]
        _cross(ax, box, colour)
        ax.plot(box.coverage, box.density, "o", color=colour, markersize=13, gid=f"box {place + 1}")
        ax.annotate(str(place + 1), (box.coverage, box.density), ha="center", va="center", color=PAPER,
                    fontweight="bold", fontsize=9)  # fmt: skip
    ax.set(
        xlim=(0, 1.02), ylim=(0, 1.02), title="What is had for what",
        xlabel="coverage: of simulations in which it holds, those within", ylabel="density: how often it holds within",
    )  # fmt: skip
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1, 0))
    ax.grid()


def _cross(ax: Axes, box: Box, colour: str) -> None:
    there = box.halves[~np.isnan(box.halves).any(axis=1)]
    if len(there):
        (x_low, low), (x, y), (x_high, high) = np.quantile(there, (0.05, 0.5, 0.95), axis=0)
        ax.errorbar([x], [y], [[y - low], [high - y]], [[x - x_low], [x_high - x]], color=readable(colour),
                    linewidth=1.2, capsize=2.5)  # fmt: skip


def limits(ax: Axes, discovery: Discovery) -> None:
    """Draw one row per factor of each box: the part of its values that lies within."""
    labels: list[tuple[float, str]] = []
    place = 0.0
    for one, box in enumerate(discovery.search.boxes):
        name = f"Box {one + 1}{' of what is left' if one else ''}"
        words = f"{name}: density {of_100(box.density)}, coverage {of_100(box.coverage)}"
        ax.text(0, place, words, va="center", fontweight="bold", color=readable(SERIES[one]), fontsize=9)
        place += 1
        for factor, some in _by_factor(box).items():
            _bar(ax, place, discovery.worlds[factor], some, SERIES[one])
            labels.append((place, "\n".join(textwrap.fill(limit_in_words(limit), LETTERS) for limit in some)))
            place += 1
    ax.set(xlim=(0, 1), ylim=(place - 0.4, -0.6), title="Values within", xticks=[])
    ax.set_yticks([at for at, _ in labels], [name for _, name in labels], fontsize=8.5)
    ax.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


def _by_factor(box: Box) -> dict[str, list[Limit]]:
    return {limit.factor: [one for one in box.limits if one.factor == limit.factor] for limit in box.limits}


def _bar(ax: Axes, place: float, values: pd.Series, some: list[Limit], colour: str) -> None:
    """Draw the range of a factor over all simulations, and the part within the box; categories have equal parts."""
    how: dict[str, Any] = {"va": "center", "fontsize": 8}
    if not pd.api.types.is_numeric_dtype(values):
        kinds = sorted(values.unique())
        for at, kind in enumerate(kinds):
            within = kind in some[0].value
            ax.barh(place, 0.98 / len(kinds), 0.5, at / len(kinds), color=colour if within else EDGE, alpha=0.5)
            ax.text((at + 0.49) / len(kinds), place, NAMES.get(kind, kind), ha="center", **how)
        return
    least, most = float(values.min()), float(values.max())
    ends = {limit.side: float(limit.value) for limit in some}
    low, high = ends.get("least", least), ends.get("most", most)
    if most < inf:
        start, end = ((at - least) / (most - least) for at in (low, high))
    else:  # a time that may be infinite: by the share of simulations below
        start, end = float((values < low).mean()), float((values <= high).mean())
    ax.barh(place, 1, 0.12, color=EDGE)
    ax.barh(place, max(end - start, 0.004), 0.5, start, color=colour, alpha=0.5, gid="within")
    for at, shift, value, side in ((start, -3, low, "right"), (end, 3, high, "left")):
        inside = at < 0.1 if side == "right" else at > 0.9
        to = {"right": "left", "left": "right"}[side] if inside else side
        ax.annotate(value_in_words(some[0].factor, value), (at, place), (-shift if inside else shift, 0),
                    textcoords="offset points", ha=to, **how)  # fmt: skip
