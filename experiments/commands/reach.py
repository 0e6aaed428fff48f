"""Which communes a scenario never reaches, in how many runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contagion.experiments.commands.compare.work import must_have_ended
from contagion.experiments.commands.verb import Kept
from contagion.experiments.say.answers import Answer, Answered
from contagion.experiments.say.asked import asked_in_words, named
from contagion.experiments.say.sentences import counted, in_lines, ngettext, paragraphs, table_lines
from contagion.models.records import NONE
from contagion.models.runs.lab import Inquiry
from contagion.models.runs.simulation import territory_for
from contagion.models.runs.study import scenario_case

if TYPE_CHECKING:
    from pathlib import Path

    from contagion.experiments.commands.asking import Ask
    from contagion.models.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory, Runs


COMMAND = "reach"  # in messages


@dataclass(frozen=True, repr=False)
class Reach(Answered):
    """A scenario, its runs, and the communes that they reach or do not.

    Attributes
    ----------
    scenario : Scenario
    runs : Runs
    table : DataFrame, a row a commune
        commune, its INSEE code; name; residents_15_and_over; km_to_centre; never_people, the runs in which nobody who
        lives there ever came to a group; never_group, the runs in which no group ever met there; runs; both of all
        programmes. Those that are most often without people come first, then those most often without a group.
    """

    scenario: Scenario
    runs: Runs
    table: pd.DataFrame

    @property
    def seeds(self) -> int:
        """How many it was run with."""
        return len(self.runs.labels)

    def __repr__(self) -> str:
        return f"<Reach of {self.scenario.name}: {len(self.table)} communes in {self.seeds} runs>"

    def _answer(self) -> Answer:
        """How many communes have runs without anybody, and those that have the most."""
        years, runs = int(self.runs.table["years"].iloc[0]), counted(self.seeds, "run")
        some, always = ((self.table["never_people"] >= least).sum() for least in (1, self.seeds))
        first = (
            f"Of {counted(len(self.table), 'commune')}, {some} have runs of {counted(years, 'year')} in which nobody "
            f"who lives there comes to a group; for {always} that is so in all."
        )
        return Answer(
            [first], _communes_table(self._missed), [f"Columns count runs, of {runs} with one parameter set."]
        )

    @property
    def _missed(self) -> pd.DataFrame:
        """The communes without people or a group in some runs."""
        return self.table[(self.table["never_people"] > 0) | (self.table["never_group"] > 0)]

    def _in_words(self, _ask: Ask | None = None) -> str:
        """Return a table of communes without people or a group in some runs, those most often without first."""
        table = self.table
        years, runs = int(self.runs.table["years"].iloc[0]), counted(number := int(table["runs"].iloc[0]), "run")
        always = {name: int((table[f"never_{name}"] == number).sum()) for name in ("people", "group")}
        some = {name: int((table[f"never_{name}"] > 0).sum()) for name in ("people", "group")}
        lines = paragraphs(asked_in_words(self.scenario)) + in_lines(
            f"{named(self.scenario)}, {counted(years, 'year')}, {runs}: of {counted(len(table), 'commune')}, "
            f"{some['people']} have runs in which nobody who lives there ever comes to a group (of "
            f"{always['people']} that is so in all runs), and {some['group']} have runs in which no group ever "
            f"meets there (of {always['group']} in all runs)."
        )
        communes = self._missed
        if len(communes):
            lines += ["", f"In how many of {runs}:", "", *table_lines(_communes_table(communes.head(MOST_ROWS)))]
        if (more := len(communes) - MOST_ROWS) > 0:
            lines.append(ngettext("and {number:,} commune more", "and {number:,} communes more", more))
        return "\n".join(lines)

    def _to_keep(self, _ask: Ask) -> Kept:
        """Return the table and the scenario to save."""
        return Kept(self.runs, {"scenario": self.scenario}, {"reach.csv": self.table})


def inquiry(scenario: Scenario, years: int = 10, replicates: int = 100, communes: Path | None = None) -> Inquiry[Reach]:
    """How many runs of a scenario over the territory of a table of communes never reach each of them."""
    territory = territory_for(scenario, communes)

    def answer(runs: Runs) -> Reach:
        must_have_ended(runs, COMMAND)
        seeds, rows = len(runs.labels), runs.rows("reached").set_index("commune")
        table = pd.DataFrame(
            {
                "commune": territory.codes,
                "name": territory.names,
                "residents_15_and_over": territory.residents.sum(axis=1),
                "km_to_centre": np.round(territory.distances.row(territory.centre), 1),
            }
        )
        for name in ("people", "group"):
            there = (rows[f"{name}_week"] != NONE).groupby(level="commune").sum()
            table[f"never_{name}"] = seeds - there.reindex(territory.codes, fill_value=0).to_numpy()
        table["runs"] = seeds
        order = ["never_people", "never_group", "residents_15_and_over"]
        return Reach(scenario, runs, table.sort_values(order, ascending=False, kind="stable", ignore_index=True))

    return Inquiry([scenario_case(scenario)], years, replicates, answer, close=True)


def reach(lab: Laboratory, scenario: Scenario, years: int = 10, replicates: int = 100) -> Reach:
    """Return the last answer to the `inquiry`, over the laboratory's territory."""
    return inquiry(scenario, years, replicates, getattr(lab.study, "communes", None)).last(lab)


MOST_ROWS = 40  # of a table in the terminal


def _communes_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "commune": rows["name"],
            "code": rows["commune"],
            "aged 15+": rows["residents_15_and_over"],
            "km to centre": rows["km_to_centre"],
            "nobody came": rows["never_people"],
            "no group there": rows["never_group"],
        }
    )
