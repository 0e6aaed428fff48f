"""The results of one run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from contagion.experiments.say import cards
from contagion.experiments.say.sentences import counted
from contagion.models.outcomes.shortages import IN_WORDS, TRAINING_IN_WORDS
from contagion.models.runs.figures import by_commune
from contagion.models.runs.vocabulary import ByName, known, whole
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory as OfTheModel
    from contagion.sim.files import Results as Made

SHOWN = ("participants", "completers", "groups_started", "communes_reached", "facilitators_active", "cost_total")
MEANINGS = {
    "coverage": "participants who live there, per 1,000 residents aged 15+, since the start",
    "participants": "participants who live there, since the start",
    "completers": "completers who live there, since the start",
    "registrations": "registrations from there, since the start",
    "aspirants": "completers from there who wish to facilitate, since the start",
    "groups_started": "groups started there, since the start",
    "facilitators_trained": "facilitators trained from there, since the start",
    "facilitators_active": "active facilitators who live there",
}
"""What the figures of a commune are."""


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """What came of one run: one possible course.

    Attributes
    ----------
    made : sim.files.Results
    scenario : Scenario
        What was run, its effort fitted to the territory.
    over : Territory
        With the ties of the scenario.
    ensemble : Ensemble
        Of which it is a member, if it is one.
    territory : Territory
        As it was asked for.
    """

    made: Made
    scenario: Scenario
    over: OfTheModel
    ensemble: Ensemble
    territory: Any

    @cached_property
    def summary(self) -> ByName:
        """Its indicators by name."""
        return ByName(self.made.summary, "indicator", "summary")

    @cached_property
    def tables(self) -> ByName:
        """`weeks` (stocks, and totals since the start), `events`, `groups`, `facilitators`, `participants`, `ledger`,
        `footprint` and the others; `communes` counts year by year."""
        return ByName(self.made.tables, "table", "tables")

    @property
    def provenance(self) -> dict[str, Any]:
        """What it was made with."""
        return self.made.provenance

    def __getitem__(self, name: str) -> NoReturn:
        """Say where a figure or a table is: a run is no mapping."""
        (self.tables if name in self.tables else self.summary).point_to(name)

    @property
    def weeks(self) -> pd.DataFrame:
        """Week by week: stocks, and totals since the start."""
        return self.tables["weeks"]

    @property
    def events(self) -> pd.DataFrame:
        """What happened, in order."""
        return self.tables["events"]

    @cached_property
    def years(self) -> pd.DataFrame:
        """The same at the end of each year."""
        ends = self.weeks.iloc[WEEKS_A_YEAR - 1 :: WEEKS_A_YEAR]
        return ends.drop(columns="week").assign(year=ends["week"] // WEEKS_A_YEAR + 1).reset_index(drop=True)

    @cached_property
    def communes(self) -> pd.DataFrame:
        """Commune by commune: totals since the start at the end of each year, and active facilitators."""
        return by_commune(self.tables)

    @property
    def short(self) -> pd.DataFrame:
        """What was short, over the year up to each week; it does not say what would have helped (`contagion.limits`).

        Returns
        -------
        DataFrame, a row a thing, the most often short first
            of, groups or training; short, what; in_words; share_of_weeks, of those of which something can be said.
        """
        rows = [
            {"of": of, "short": name, "in_words": words_of[name], "share_of_weeks": share}
            for of, words_of, shares in (
                ("groups", IN_WORDS, self.summary["short"]),
                ("training", TRAINING_IN_WORDS, self.summary["short_in_training"]),
            )
            for name, share in shares.items()
        ]
        return pd.DataFrame(rows).sort_values(["of", "share_of_weeks"], ascending=[True, False], ignore_index=True)

    def plot(self: Any, indicator: str = "participants", *, by: str = "week", ax: Axes | None = None) -> Axes:
        """The course of a column of `weeks` (or, by year, of its years)."""
        from contagion.experiments.commands.run.figure import course_axes

        return course_axes(self, indicator, by, ax)

    def map(self, indicator: str = "coverage", *, year: int | None = None, ax: Axes | None = None) -> Axes:
        """A map of a column of `communes`, at the end of a year (by default the last)."""
        from contagion.experiments.say.charts.axes import Calendar, for_a_map
        from contagion.experiments.say.charts.maps import draw_territory

        at, number = self._at(year)
        name = known(indicator, at, "indicator", "by commune")
        end = Calendar.of_run(self.made).year(number)
        title = f"{self.scenario.name}, seed {self.summary['seed']}: the end of {end}"
        return draw_territory(self.over, at[name].to_dict(), ax=for_a_map(ax), label=MEANINGS[name], title=title)

    def graph(self, what: str = "communes", *, year: int | None = None) -> nx.DiGraph:
        """What there was at the end of a year (by default the last), as a graph of NetworkX.

        Parameters
        ----------
        what : {"communes", "told", "led"}
            The communes (`distance_km`, `tie_share`, `commuting_share`) with the figures of `communes`; who told whom,
            an edge a registration with `week` and `channel`; or who led whom, an edge a leader and a participant, with
            the group as its key. People and organisations are nodes by id, people with the `commune` of their home.

        Returns
        -------
        DiGraph; of told and led a MultiDiGraph
        """
        from contagion.experiments.commands.run.exported import NETWORKS, of_communes

        name, (figures, number) = known(what, ("communes", *NETWORKS), "what"), self._at(year)
        if name == "communes":
            return of_communes(self.over.graph, figures)
        return NETWORKS[name](self.tables, number * WEEKS_A_YEAR)

    def to_geojson(self, path: Path | str, *, year: int | None = None) -> Path:
        """Write the communes with their contours and the figures of `communes` at the end of a year; the path."""
        from contagion.experiments.commands.run.exported import write_geojson

        return write_geojson(path, self.over, self._at(year)[0])

    def to_graphml(self, path: Path | str, *, min_tie: float = 0.0, year: int | None = None) -> Path:
        """Write the communes as a graph (`distance_km`, `tie_share`, `commuting_share`) with the figures of `communes`
        at the end of a year; `min_tie` leaves out edges with a smaller share of the ties. The path."""
        from contagion.experiments.commands.run.exported import write_graphml

        return write_graphml(path, self.over, self._at(year)[0], min_tie)

    def _at(self, year: int | None) -> tuple[pd.DataFrame, int]:
        """The figures of all communes at the end of a year, by INSEE code, and the year."""
        last = int(self.communes["year"].max())
        number = last if year is None else whole(year, "year", most=last)
        rows = self.communes[self.communes["year"] == number]
        return rows.set_index("commune")[list(MEANINGS)], number

    def size(self) -> str:
        """Where it was, how long, and of which seed."""
        member = f"member {self.summary['seed']} of the ensemble {self.ensemble.name!r}"
        over = f"one run, {'one parameter set' if self.ensemble.is_one_set else member}"
        years = counted(self.summary["years"], "year")
        return f"{self.territory.name}, {years}, seed {self.summary['seed']}; {over}"

    def __repr__(self) -> str:
        people, active = self.summary["participants"], self.summary["facilitators_active"]
        return f"<Results {self.scenario.name}: {self.size()}; {people:,} participants, {active:,} active facilitators>"

    def _repr_html_(self) -> str:
        made = self.summary
        rows: list[dict[str, Any]] = [{"": cards.words(name), "at the end": cards.figure(made[name])} for name in SHOWN]
        low, high = made["tco2e_avoided_p5"], made["tco2e_avoided_p95"]
        rows.append({"": "t CO2e avoided (5 to 95 % of what is assumed)", "at the end": cards.between(low, high)})
        lines = [
            cards.plain(self.size()),
            "One run is one possible course; <code>contagion.many</code> shows how runs differ.",
        ]
        return cards.card(self.scenario.title, lines, pd.DataFrame(rows))
