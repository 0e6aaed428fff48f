"""The courses of scenarios in one figure, each in its band and named at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.drawing.bands import band
from contagion.experiments.drawing.style import counts, label_ends, scenario_look
from contagion.experiments.lab.uncertainty import HIGH, LOW, per_year
from contagion.experiments.language.numbers import number as number_
from contagion.experiments.language.sentences import N_

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.drawing.time_axis import Calendar

FEW = 3  # scenarios beside the first, up to which a figure says all of each
PANELS = {
    "people": N_("People in groups since the start"),
    "facilitators_active": N_("Active facilitators"),
    "groups_started": N_("Groups since the start"),
    "communes_reached": N_("Communes with a group so far"),
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

    Parameters
    ----------
    rows : DataFrame
        A row a run and time: scenario, year (weeks are parts of it), and the column `name`.
    line : float
        Height of a line of text as a share of the axis.
    calendar : Calendar
    ends : tuple of float
        Shares of the runs below the two ends of the band.
    """
    labels, scenarios = [], rows["scenario"].unique().tolist()
    for number, scenario in enumerate(scenarios):
        colour, dashes = scenario_look(number)
        course, shaded = per_year(rows[rows["scenario"] == scenario], name, ends), all_shaded(len(scenarios))
        mean = band(ax, course, colour, dashes, shaded or number == 0, calendar)
        labels.append((mean, f"{scenario} {number_(mean, ',.0f')}", colour))
    calendar.draw(ax)
    counts(ax, 6)
    label_ends(ax, labels, line)
