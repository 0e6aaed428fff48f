"""The picture of a note: how many come, year by year, from the end of the past on."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from contagion.experiments.doors.words.charts import over_time
from contagion.experiments.drawing.bands import band
from contagion.experiments.drawing.marks import Marks
from contagion.experiments.drawing.style import counts, label_ends, scenario_look, styled
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.language.numbers import rounded
from contagion.experiments.language.sentences import _

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing

SIZE, DPI = (6.7, 2.7), 220  # inches, of a page's text
LINE = 0.17 / 2.1  # of a line of labels, as a share of the axis
LETTERS = 24  # of a line of a label


@styled
def people_figure(briefing: Briefing, labels: Mapping[str, str]) -> Figure:
    """The median and the 90 % range of each option, from the end of the past on."""
    calendar = Calendar.of_scenarios(briefing.scenarios, briefing.years)
    figure = Figure(figsize=SIZE)
    ax, ends = figure.subplots(), []
    rows = briefing.course[briefing.course["figure"] == "people"]
    for number, (name, label) in enumerate(labels.items()):
        course = rows[rows["scenario"] == name].set_index("year")
        colour, line = scenario_look(number)
        end = band(ax, course.rename(columns={"p5": "low", "p50": "mean", "p95": "high"}), colour, line, True, calendar)
        ends.append((end, textwrap.fill(_("{name}: {people}", name=label, people=rounded(end)), LETTERS), colour))
    calendar.draw(ax, briefing.past)
    counts(ax, 5)
    Marks.of_scenarios(briefing.scenarios).draw(ax, calendar, labelled=False)
    ax.set_title(over_time(briefing.since))
    label_ends(ax, ends, LINE)
    return figure


def png(figure: Figure) -> bytes:
    """A figure as a picture; the same figure gives the same bytes."""
    made = BytesIO()
    figure.savefig(made, format="png", dpi=DPI, metadata={"Software": None})
    return made.getvalue()
