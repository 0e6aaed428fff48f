"""Runs of a scenario: the results of one, and many of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import pandas as pd

from contagion.experiments.commands.compare.work import (
    COLUMNS,
    MAIN_INDICATORS,
    InTime,
    differences_in_time,
    must_have_ended,
)
from contagion.experiments.commands.run.words import (
    descent_in_words,
    in_words,
    others_in_words,
    people_in_words,
    shortages_in_words,
    total_cost_in_words,
)
from contagion.experiments.commands.verb import Kept
from contagion.experiments.evidence.words_of_worlds import reservations, under_in_short
from contagion.experiments.say.answers import Answer, Answered
from contagion.experiments.say.asked import PAST
from contagion.experiments.say.cards import between, figure, over
from contagion.experiments.say.sentences import counted, two_digits
from contagion.models.outcomes.frames import IN_WORDS, TRAINING_IN_WORDS
from contagion.models.runs.figures import (
    HIGH,
    LOW,
    WholeTable,
    by_commune,
    interval,
    others_alone,
)
from contagion.models.runs.simulation import autonomy, simulate
from contagion.models.runs.vocabulary import Asked, ByName, flag, known, leaders_of, names_of, whole
from contagion.sim.errors import InputError
from contagion.sim.files import as_json
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.compare import paired_differences

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask, Here
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory as OfTheModel
    from contagion.sim.files import Results as Output


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
class Results(Answered):
    """What came of one run: one possible course.

    Attributes
    ----------
    output : sim.files.Results
    scenario : Scenario
        What was run, its effort fitted to the territory.
    over : Territory
        With the ties of the scenario.
    ensemble : Ensemble
        Of which it is a member, if it is one.
    territory : Territory
        As it was asked for.
    """

    RENAMED: ClassVar = {"made": "output"}

    output: Output
    scenario: Scenario
    over: OfTheModel
    ensemble: Ensemble
    territory: Any

    @cached_property
    def summary(self) -> ByName:
        """Its indicators by name."""
        return ByName(self.output.summary, "indicator", "summary")

    @cached_property
    def tables(self) -> ByName:
        """`weeks` (stocks, and totals since the start), `events`, `groups`, `facilitators`, `participants`, `ledger`,
        `footprint` and the others; `communes` counts year by year."""
        return ByName(self.output.tables, "table", "tables")

    @property
    def provenance(self) -> dict[str, Any]:
        """What it was made with."""
        return self.output.provenance

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
        """Draw the course of a column of `weeks` (or, by year, of `years`)."""
        from contagion.experiments.commands.run.figure import course_axes

        return course_axes(self, indicator, by, ax)

    def map(self, indicator: str = "coverage", *, year: int | None = None, ax: Axes | None = None) -> Axes:
        """Draw a map of a column of `communes`, at the end of a year (by default the last)."""
        from contagion.experiments.say.charts.axes import Calendar, for_a_map
        from contagion.experiments.say.charts.maps import draw_territory

        at, number = self._at(year)
        name = known(indicator, at, "indicator", "by commune")
        end = Calendar.of_run(self.output).year(number)
        title = f"{self.scenario.name}, seed {self.summary['seed']}: the end of {end}"
        return draw_territory(self.over, at[name].to_dict(), ax=for_a_map(ax), label=MEANINGS[name], title=title)

    def graph(self, what: str = "communes", *, year: int | None = None) -> nx.DiGraph:
        """Return the state at the end of a year (by default the last), as a graph of NetworkX.

        Parameters
        ----------
        what : {"communes", "told", "led"}
            The communes (`distance_km`, `tie_share`, `commuting_share`) with the figures of `communes`; who told whom,
            an edge per registration with `week` and `channel`; or who led whom, an edge per leader and participant,
            with the group as key. People and organisations are nodes by id, people with the `commune` of their home.

        Returns
        -------
        DiGraph; a MultiDiGraph for told and led
        """
        from contagion.experiments.commands.run.exported import NETWORKS, of_communes

        name, (figures, number) = known(what, ("communes", *NETWORKS), "what"), self._at(year)
        if name == "communes":
            return of_communes(self.over.graph, figures)
        return NETWORKS[name](self.tables, number * WEEKS_A_YEAR)

    def tree(self, *, participants: bool = False) -> nx.DiGraph:
        """Return who descends from whom among the facilitators: the transmission tree of the run.

        Parameters
        ----------
        participants : bool
            Add people who came to a group, with an edge from who invited them where a person did.

        Returns
        -------
        DiGraph, an edge from parent to child
            Nodes have the ids of `graph`, and kind (facilitator, participant), source (founder, participant, partner),
            commune (INSEE code), week (of training, or of session 1), group (that they came from); facilitators
            also number (as in `history`), generation, and left_week once they stopped. Edges have weight, the share
            of the descent (1/2 for each leader of a pair, 0 for an invitation alone), week, and channel of an
            invitation. `networkx.write_graphml` takes it as it is.
        """
        from contagion.experiments.commands.run.exported import descent_tree

        return descent_tree(self.tables, flag(participants, "participants"))

    def plot_tree(self: Any, on: str = "time", *, ax: Axes | None = None) -> Axes:
        """Draw who descends from whom among the facilitators: over time, or on a map, where an arrow leads to the first
        facilitator of each commune (`on`: "time" or "map")."""
        from contagion.experiments.commands.run.figure import tree_axes

        return tree_axes(self, on, ax)

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
        """Return the figures of all communes at the end of a year, by INSEE code, and the year."""
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

    def _answer(self) -> Answer:
        """People, facilitators, money and tonnes, and what was short."""
        summary, scenario = self.summary, self.scenario
        low, high = (two_digits(summary[f"tco2e_avoided_{end}"]) for end in ("p5", "p95"))
        others = others_alone(self.output)
        sentences = [
            others_in_words(self.output) if others else people_in_words(summary),
            *descent_in_words(summary),
            f"{total_cost_in_words(self.output, scenario)}.",
            f"Emissions avoided: {low} to {high} t CO2e (90 % range of what is assumed, no measurement).",
            *([] if others else [shortages_in_words(self.output)]),
        ]
        notes = [f"One of many possible outcomes of “{scenario.title}”: {self.size()}."]
        notes += under_in_short(self.ensemble)
        return Answer(sentences, None, notes)

    def _in_words(self, ask: Ask) -> str:
        """Return the text for the terminal."""
        text = in_words(self.output, self.scenario, self.over)
        if not ask.ensemble:
            return f"{text}\n\nThis is one run with one parameter set: one of many possible outcomes."
        world = f"This is simulation {ask.values['seed']} of the ensemble {ask.ensemble}."
        return "\n".join([text, "", *reservations(self.ensemble, self.provenance), world])

    def _as_plain(self) -> str:
        """Its indicators as JSON."""
        return as_json(self.output.summary)

    def _to_keep(self, _ask: Ask) -> Kept:
        """Return what writes the run and its figures."""
        from contagion.experiments.commands.run.exported import write_graph
        from contagion.experiments.commands.run.figure import save_figures

        def more(folder: Path) -> None:
            self.output.write(folder)
            save_figures(self.output, self.over, folder)
            write_graph(folder / "tree.graphml", self.tree())

        return Kept(None, {}, more=more)


def simulate_run(ask: Ask, place: Here, seed: int) -> Results:
    """One run of what was seen to be asked."""
    scenario, territory = place.in_world(seed)
    size = Asked(1, 1, ask.years, scenario.source, len(territory), leaders=leaders_of(scenario.parameters))
    size.must_be_meant(ask.values["yes"], ask.door.go_on)
    ask.door.begin(None, size)
    ask.door.outside([scenario])
    seconds: dict[str, float] | None = {} if ask.values.get("profile") else None
    is_quiet = bool(ask.values.get("json")) or seconds is not None
    with ask.door.watching(ask.years * WEEKS_A_YEAR, is_quiet) as after_week:
        how: dict[str, Any] = {"after_week": after_week, "stage_seconds": seconds, "rules": ask.values.get("rules", ())}
        results = simulate(scenario, territory, years=ask.years, seed=seed, **how)
    if scenario.past:
        results.provenance[PAST] = scenario.past
    if ask.values.get("autonomy"):
        lasts = autonomy(scenario.parameters, territory, seed, ask.years * WEEKS_A_YEAR)
        results.summary.update(autonomy_years=lasts.years, autonomy_longer=lasts.longer)
    if seconds:  # a line a stage, the longest first
        total, rows = sum(seconds.values()), sorted(seconds.items(), key=lambda one: -one[1])
        lines = [f"  {name:24}{1000 * duration:8.2f} ms {duration / total:6.1%}" for name, duration in rows]
        ask.door.aside([f"The weeks took {1000 * total:.1f} ms, stage by stage:", *lines])
    return Results(results, scenario, territory, place.ensemble, ask.place)


@dataclass(frozen=True, eq=False)
class Runs(InTime, Answered):
    """Runs of a scenario with many seeds: `table` has a row a run, `years` a row a run and year.

    Over an ensemble, a seed is the number of a member, which has parameters and luck of its own.
    """

    ask: Ask

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self.scenarios[0]

    def more(self, number: int, *, yes: bool = False) -> Runs:
        """Add so many seeds; earlier runs are taken from the store. `yes` as in `many`."""
        after, total = max(self.seeds) + 1, len(self.seeds) + whole(number, "more")
        ask = replace(self.ask, values={**self.ask.values, "yes": flag(yes, "yes")})
        ask.meant([self.scenario], 1, total, ask.sizes(seeds=total))  # before so many seeds are written out
        return many(ask, self.scenario, [*self.seeds, *range(after, after + number)])

    def mean(self, indicator: str) -> float:
        """Over the runs."""
        return float(self.table[known(indicator, self.indicators, "indicator")].mean())

    def difference(
        self, base: Runs, indicator: str | Sequence[str] = MAIN_INDICATORS, *, by: str | None = None
    ) -> pd.DataFrame:
        """Return the mean paired difference from other runs, such as the same scenario under other rules.

        Parameters
        ----------
        base : Runs
            Over as many years. Pairs share a seed that both have.
        indicator : str, or sequence of str
        by : {"year", "week"}, optional
            By default at the end.

        Returns
        -------
        DataFrame, one row per indicator and year or week
            year or week, indicator; base and mean, the two means; difference, with its 95 % interval from low to high;
            replicates, the number of pairs.
        """
        _must_pair(self, base)
        names_asked = names_of(indicator, "indicator")
        names = [self._in_time(one, by)[1] for one in names_asked]
        rows = [runs._in_time(names_asked[0], by)[0].assign(scenario=which) for which, runs in enumerate((base, self))]
        both = pd.concat(rows, ignore_index=True)
        if by is None:
            return WholeTable(paired_differences(both, "scenario", 0, names)[COLUMNS])
        return WholeTable(differences_in_time(both, 0, names, by)[[by, *COLUMNS]])

    def summary(self, indicators: Sequence[str] = MAIN_INDICATORS) -> pd.DataFrame:
        """Summarise indicators over the runs.

        Returns
        -------
        DataFrame, one row per indicator
            indicator; median; run_p5 and run_p95, the 90 % range of the runs; mean, and its 95 % interval from low to
            high; seeds.
        """
        rows = []
        for name in [known(one, self.indicators, "indicator") for one in names_of(indicators, "indicators")]:
            values = self.table[name].astype(float)
            mean, low, high = interval(values.to_frame("mean"), ["mean"]).values()
            ends = {"median": values.median(), "run_p5": values.quantile(LOW), "run_p95": values.quantile(HIGH)}
            rows.append({"indicator": name, **ends, "mean": mean, "low": low, "high": high, "seeds": len(values)})
        return WholeTable(rows)

    def _size(self) -> str:
        size = f"{counted(len(self.table), 'run')} of {counted(self.length, 'year')}"
        return f"{size}, {over(self.ask.agreed, len(self.table))}"

    def __repr__(self) -> str:
        row = self.summary(["participants"]).iloc[0]
        people = f"{figure(row['median'])} participants (90 % range: {between(row['run_p5'], row['run_p95'])})"
        return f"<Runs {self.scenario.name}: {self._size()}; {people}>"

    def _answer(self) -> Answer:
        table = pd.DataFrame(
            {
                "": row["indicator"].replace("_", " "),
                "median (90 % range)": f"{figure(row['median'])} ({between(row['run_p5'], row['run_p95'])})",
                "mean (95 % interval)": f"{figure(row['mean'])} ({between(row['low'], row['high'])})",
            }
            for row in self.summary().to_dict("records")
        )
        return Answer([self.scenario.title], table, [self._size(), self.scenario.effort])


def many(ask: Ask, scenario: Scenario, seeds: Sequence[int]) -> Runs:
    """Run a scenario with many seeds; with an ensemble, each seed is a member."""
    ask.meant([scenario], 1, len(seeds), ask.sizes(seeds=len(seeds)))
    runs = ask.lab.run([ask.in_worlds.case(scenario, scenario=scenario.name)], seeds, ask.years)
    must_have_ended(runs, "many")
    return Runs((scenario,), runs, ask, lab=ask.lab)


def _must_pair(runs: Runs, base: object) -> None:
    """Refuse runs that cannot be paired seed by seed."""
    if not isinstance(base, Runs):
        raise InputError(f"difference: must be from other runs of contagion.many, not from {type(base).__name__}")
    if base.length != runs.length:
        years = f"{base.length} and of {runs.length} years"
        raise InputError(f"difference: runs of {years} cannot be paired; make both of the same number of years")
    if not set(runs.seeds) & set(base.seeds):
        raise InputError("difference: the runs have no seed in common; make both with the same seeds")
