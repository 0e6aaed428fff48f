"""What a note is made of: what was asked, the answer that all of it comes of, and how often such answers were right.

The picture of a note: how many come, year by year, from the end of the past on.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.evidence.lived import is_without
from contagion.experiments.interfaces.words.page import over_time
from contagion.experiments.say.asked import labels as labels_of
from contagion.experiments.say.charts.axes import Calendar, Marks, band
from contagion.experiments.say.charts.style import counts, label_ends, scenario_look, styled
from contagion.experiments.say.sentences import _, rounded
from contagion.models.parameters import describe
from contagion.sim.statistics.spread import difference

if TYPE_CHECKING:
    from contagion.experiments.commands.spend.work import Action
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.interfaces.briefing.work import Briefing
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory


FINDINGS = Path(__file__).resolve().parents[2] / "findings"
CHECKED = FINDINGS / "validate.csv"
CHANCE = "by_chance"  # what is held against chance is no fact
FIGURES = ("people", "completers", "communes_reached")
HELD = 86
"""Of 100 made-up programmes, how many had the truth in the 90 % range of people foretold, with new chance (edition 3, 1
December 2026; `models/ODD.md`, 68)."""


@dataclass(frozen=True)
class Basis:
    """What a note is made of."""

    briefing: Briefing  # of two scenarios or more; the first is what the others are compared with
    territory: Territory
    given: Mapping[str, Collection[str]] = field(default_factory=dict)  # by scenario (`models.runs.study.Priced`)
    elsewhere: Sequence[Action] = ()  # what a tonne costs in other local actions
    programme: Programme | None = None  # of which the worlds agree with what is known
    readings: Sequence[str] = ()  # in how many what is told first stands, a line each, if that was asked
    command: str = ""  # what makes the note
    date: str = ""
    name: str = ""
    logo: bytes = b""

    @property
    def base(self) -> Scenario:
        return self.briefing.scenarios[0]

    @property
    def going(self) -> Scenario:
        """The programme as it is, or as it would begin."""
        return next(one for one in self.briefing.scenarios if not is_without(one))

    @property
    def years(self) -> int:
        """Looked ahead."""
        return self.briefing.years - self.base.past

    @property
    def first(self) -> str:
        """The year from which on options differ; empty where there is no past."""
        start = int(self.base.parameters.calendar.start[:4] or 0)
        return str(start + self.base.past) if self.base.past else ""

    @cached_property
    def labels(self) -> dict[str, str]:
        return labels_of(self.briefing.scenarios)

    @cached_property
    def rows(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Of each option, by name, its figures: rows of `Briefing.table`; those with the most people first."""
        found: dict[str, dict[str, dict[str, Any]]] = {one.name: {} for one in self.briefing.scenarios[1:]}
        for row in self.briefing.table.to_dict("records"):
            found[row["scenario"]][row["indicator"]] = row
        return dict(sorted(found.items(), key=lambda one: -one[1]["people"]["p50"]))

    @cached_property
    def ends(self) -> pd.DataFrame:
        """The figures at the end, a row a world and a column a figure and scenario."""
        return self.briefing.ends.pivot(index="world", columns="scenario", values=[*FIGURES, "cost_total"])

    def ahead(self, other: str) -> dict[str, Any]:
        """By how many people the best option is ahead of another (`sim.statistics.spread.difference`)."""
        people = self.ends["people"]
        return difference(people[self.best] - people[other], self.briefing.worlds.sets(self.ends.index))

    @property
    def sets(self) -> list[int]:
        """Which of these worlds are of one set of values, as a number that they share."""
        return self.briefing.worlds.sets(self.ends.index)

    @property
    def best(self) -> str:
        return next(iter(self.rows))


def right_elsewhere() -> tuple[int, int]:
    """Of the facts held out that the model predicts (`contagion question validate`): how many lie in nine tenths of its
    worlds, and how many there are."""
    table = pd.read_csv(CHECKED)
    held = table[(table["mark"] == "held out") & table["p50"].notna() & ~table["figure"].str.contains(CHANCE)]
    return int(held["verdict"].str.startswith("inside").sum()), len(held)


class Checked(NamedTuple):
    """What the checks of the model came to: parameters, and how many are assumed; published patterns, and how many most
    worlds show in full; how often the range of nine worlds in ten held what was the truth, of 100."""

    numbers: int
    assumed: int
    patterns: int
    shown: int
    held: int


def what_was_checked() -> Checked:
    """As the parameters are declared, as the question `patterns` found, and `HELD`."""
    grades = [row["grade"] for row in describe()]
    table = pd.read_csv(FINDINGS / "patterns.csv")
    table = table[(table["case"] == "worlds") & table["in_bounds"].notna()]
    least = table["in_bounds"].groupby(table["what"].str.partition(" ")[0]).min()  # of the figures of a pattern
    return Checked(len(grades), grades.count("D"), len(least), int((least > 0.5).sum()), HELD)


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
