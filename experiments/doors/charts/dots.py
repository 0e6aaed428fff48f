"""A quantile dotplot: each dot is an equal share of the worlds, so that odds are seen by counting; few worlds are a dot
each."""

from __future__ import annotations

from collections import Counter
from math import ceil, floor

import numpy as np
from markupsafe import Markup
from numpy.typing import ArrayLike

from contagion.experiments.doors.charts.plot import NARROW, Entry, Scale, drawn, legend, px, span
from contagion.experiments.doors.words import charts as words
from contagion.experiments.drawing.style import BLUE, SKY, readable
from contagion.sim.statistics.spread import FEW, ends_of, error_of_median

DOTS = 50
HIGHEST, LARGEST = 150, 15  # units: of a pile of dots, and of a dot
SIDE = 12  # units on either side
RING = readable(SKY)


def dotplot(
    values: ArrayLike,
    *,
    id: str,
    figure: str = "people",
    above: float = 0.0,
    dots: int = DOTS,
    width: int = NARROW,
    highest: int = HIGHEST,
    ends: tuple[float, float] | None = None,
    colour: str = BLUE,
    difference: bool = True,
) -> Markup:
    """How much more a scenario brings in equally likely worlds, or how much there is in it.

    Parameters
    ----------
    values : array (worlds,)
        Differences world by world; what is not finite is left out.
    figure : str
        What they are of: a name of `experiments.doors.briefing.work.FIGURES`.
    above : float
        Dots of more than this are full, others empty.
    dots : int
        How many, each an equal share of the worlds; while worlds are fewer than `sim.statistics.spread.FEW`, there
        is one a world.
    highest : int
        Units that the highest pile takes.
    ends : tuple of float, optional
        What the axis must reach, so that it stays as it is while worlds are added or a lever is moved.
    colour : str
        That of the scenario.
    difference : bool
        Whether values are differences from another scenario; otherwise they are what a scenario comes to, all full.
    """
    made = np.asarray(values, float)
    made = made[np.isfinite(made)]
    told = _told(made, dots)
    axis = Scale(*span([*told.tolist(), above], ends), SIDE + LARGEST / 2, width - SIDE - LARGEST / 2)
    size, places = _piled(axis, told, highest, above)
    share = float((made > above).mean()) if len(made) else 0.0
    edge = RING if colour == BLUE else readable(colour)
    full = Entry("dot", words.full_dots(share, len(made), above), colour)
    rest = Entry("ring", words.empty_dots(1 - share, len(made), dots), edge)
    each = Entry("dot", words.each_dot(len(made), dots), colour)
    entries, top = legend(width, *((full, rest) if difference else (each,)))
    bottom = top + highest
    circles = [
        (px(x), px(bottom - (row + 0.5) * size), value > above or not difference)
        for (x, row), value in zip(places, told.tolist(), strict=True)
    ]
    outer = [ends_of(len(made))[end] for end in ("p5", "p50", "p95")]
    low, half, high = np.quantile(made, outer).tolist() if len(made) else (0.0, 0.0, 0.0)
    middle = half, error_of_median(made)
    return drawn(
        "dots",
        id=id,
        title=words.more(figure) if difference else words.over_time(figure),
        desc=words.dots_told(share if difference else None, len(made), above, low, middle, high),
        entries=entries,
        width=width,
        height=bottom + 22,
        bottom=bottom,
        top=top,
        circles=circles,
        radius=px(0.44 * size),
        colour=colour,
        edge=edge,
        zero=px(axis.at(0)),
        threshold=px(axis.at(above)) if above else "",
        marks=axis.marks(5),
    )


def _told(values: np.ndarray, dots: int) -> np.ndarray:
    """What the dots stand for: an equal share of the worlds each, or a world each while these are few."""
    if len(values) < FEW:
        return np.sort(values)
    return np.quantile(values, (np.arange(dots) + 0.5) / dots)


def _piled(axis: Scale, values: np.ndarray, highest: int, above: float) -> tuple[float, list[tuple[float, int]]]:
    """How large dots are so that all piles fit, and the middle and the row of each; 0 lies between two piles, and so
    does what dots must be above, where a dot has room before it."""
    largest, gap = float(LARGEST), axis.at(above) - axis.at(0)
    while True:
        size = gap / ceil(gap / largest) if gap >= largest else largest
        columns = [floor((axis.at(value) - axis.at(0)) / size) for value in values]
        tallest = max(Counter(columns).values(), default=0)
        if tallest * size <= highest or size < 1:
            break
        largest *= 0.96
    seen, places = Counter[int](), []
    for column in columns:
        places.append((axis.at(0) + (column + 0.5) * size, seen[column]))
        seen[column] += 1
    return size, places
