"""The line of descent of one facilitator of a run: who led the groups it comes from, and who came of its groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from contagion.experiments.doors.charts.plot import LETTERS, NARROW, Entry, Scale, drawn, legend, px
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.verbs.history import words
from contagion.experiments.verbs.history.lives import line
from contagion.experiments.verbs.run.family_tree import LOOKS, lanes, layers, links, staggered

STEP, SIDE, BELOW = 22, 14, 24  # units: between lanes, on either side, below
SIZE, YEAR = 5, 34  # of a mark; what the number of a year needs
SHAPES = {"founder": "square", "participant": "dot", "partner": "triangle"}


def family(facilitators: pd.DataFrame, number: int, *, id: str, calendar: Calendar, width: int = NARROW) -> Markup:
    """A facilitator among those it comes from and those who come of it, by date of training.

    Parameters
    ----------
    facilitators : DataFrame
        The table of a run.
    number : int
        The facilitator's: its row, from 1.
    """
    rows = [one - 1 for one in line(facilitators, number)]
    table = facilitators.iloc[rows].reset_index(drop=True)
    parent, child = links(table)
    layer = layers(table["trained_week"].to_numpy())
    height = staggered(layer, lanes(layer, parent, child))
    status = np.select([table["active"], table["left_week"] < 0], ["active", "never"], "left")
    entries, top = legend(width, *_entries(table["source"], status))
    first, last = calendar.at([0, calendar.weeks]).tolist()
    x = Scale(first, last, SIDE, width - SIDE - LETTERS)
    y = Scale(float(height.min()), float(height.min()) + 1, top + STEP, top + 2 * STEP)
    bottom = y.at(height.max()) + STEP
    at = [
        (x.at(when), y.at(lane))
        for when, lane in zip(calendar.at(table["trained_week"]).tolist(), height.tolist(), strict=True)
    ]
    marks = [
        {
            "x": px(place[0]),
            "y": px(place[1]),
            "shape": SHAPES[source],
            "face": LOOKS[state][0],
            "edge": LOOKS[state][1],
            "chosen": row + 1 == number,
        }
        for row, place, source, state in zip(rows, at, table["source"], status, strict=True)
    ]
    before = rows.index(number - 1)  # in the order of training: whoever came of a group was trained after those who led
    return drawn(
        "families",
        id=id,
        title=words.family(number),
        desc=words.family_told(number, before, len(rows) - 1 - before),
        width=width,
        height=round(bottom + BELOW),
        entries=entries,
        along=[(px(x.at(year)), f"{year:.0f}") for year in x.ticks(int((x.last - x.first) / YEAR))],
        top=top,
        bottom=round(bottom),
        ties=[(*map(px, at[one]), *map(px, at[other])) for one, other in zip(parent, child, strict=True)],
        marks=marks,
        size=SIZE,
    )


def _entries(sources: pd.Series, status: np.ndarray) -> list[Entry]:
    return [
        *(Entry(shape, words.source(source)) for source, shape in SHAPES.items() if (sources == source).any()),
        *(
            Entry("dot" if face == edge else "ring", words.status(state), edge)
            for state, (face, edge) in LOOKS.items()
            if (status == state).any()
        ),
    ]
