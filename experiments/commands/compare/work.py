"""Scenarios against each other, with the same seeds: what `contagion compare` works out, prints, draws and saves.

Also in how many readings its headline stands, worked out anew under each. The headline is which of two scenarios has
more, in the middle of the worlds: people, or tonnes avoided. It stands in a reading where the middle lies on the same
side of 0. Each reading has the same worlds, fewer than the comparison; of a rule of deciding, worlds of its sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

import numpy as np
import pandas as pd

from contagion.experiments.commands.compare.costs import (
    avoided_by_scenario,
    avoided_of_each,
    euros_by_year,
    of_all_programmes,
    table_with_costs,
)
from contagion.experiments.commands.verb import Kept, of_ensemble
from contagion.experiments.evidence.channels import SWITCHES
from contagion.experiments.evidence.ensemble import under
from contagion.experiments.evidence.readings import FIGURES, READINGS, must_change
from contagion.experiments.evidence.worlds import OF_ONE_SET, Step, Worlds, told_apart
from contagion.experiments.say import cards
from contagion.experiments.say.answers import Answered
from contagion.experiments.say.levers import HEADLINE
from contagion.models.parameters import Parameters
from contagion.models.runs.figures import WholeTable
from contagion.models.runs.lab import FromRuns, Inquiry, KeptWhole, close_up, made_with
from contagion.models.runs.study import from_then_on, scenario_case
from contagion.models.runs.vocabulary import WORLDS, amount, known, names_of, whole
from contagion.models.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import reason
from contagion.sim.laboratory.laboratory import Runs
from contagion.sim.statistics.compare import Sets, change, paired_differences
from contagion.sim.statistics.spread import PARTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.compare.why import Why
    from contagion.experiments.say.answers import Answer
    from contagion.sim.laboratory.laboratory import Laboratory


NOT_FIGURES = ("scenario", "seed", "key", "years", "seconds", "event_log_sha256", "error")
NOT_COUNTED = (*NOT_FIGURES, "year", "week")
MAIN_INDICATORS = (
    "participants",
    "completers",
    "groups_started",
    "communes_reached",
    "facilitators_active",
    "cost_total",
)
COLUMNS = ["indicator", "base", "mean", "difference", "low", "high", "replicates"]
"""Of a difference."""
type Since = Literal["start", "decision"]


@dataclass(frozen=True, eq=False)
class InTime(KeptWhole):
    """Runs of scenarios (their effort fitted to the territory) with the same seeds, and where they were made."""

    scenarios: Sequence[Scenario]
    runs: Runs
    lab: Laboratory | None = field(default=None, kw_only=True)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a run: scenario, seed, years, and its indicators."""
        return table_with_costs(self.runs, self.scenarios).drop(columns=["key", "error"])

    @property
    def provenance(self) -> dict[str, Any]:
        """What the runs were made with."""
        return made_with(self.runs, scenarios=self.scenarios)

    @property
    def seeds(self) -> list[int]:
        """Those of each scenario."""
        return list(dict.fromkeys(self.table["seed"].tolist()))

    @property
    def indicators(self) -> list[str]:
        """Names of what is known of each run."""
        return [name for name in self.table if name not in NOT_COUNTED]

    @property
    def length(self) -> int:
        """Years of a run."""
        return int(self.runs.table["years"].iloc[0])

    @cached_property
    def years(self) -> pd.DataFrame:
        """A row a run and year: totals since the start, and stocks at the end of the year."""
        rows = self.runs.rows("years")
        return rows.assign(cost_total=euros_by_year(self.runs, self.scenarios)["cost_total"])

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """A row a run and week: all columns of a run's weeks where they were asked for (``keep=["weeks"]``). Without,
        participants since the start and active facilitators; the first time, the runs are made again for it."""
        if self._has("weeks"):
            return self._stored_table("weeks")
        assert self.lab is not None
        cases = [scenario_case(scenario) for scenario in self.scenarios]
        runs = close_up(self.lab).run(cases, self.seeds, self.length)
        return runs.rows("weeks")

    def _in_time(self, indicator: str, by: str | None) -> tuple[pd.DataFrame, str]:
        """Return the table by year or week, or that of the end, and the column of the indicator in it."""
        if by is None:
            return self.table, known(indicator, self.indicators, "indicator")
        rows = self.years if known(by, ("year", "week"), "by") == "year" else self.weeks
        numbers = [name for name in rows.select_dtypes("number") if name not in NOT_COUNTED]
        return rows, known(indicator, numbers, "indicator", f"by {by}")

    def plot(
        self: Any,
        indicator: str = "participants",
        *,
        by: str | None = "year",
        band: float = 0.9,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw the mean course of an indicator (a column of `years` or `weeks`) with a central band that holds this
        share of the runs; with `by=None`, one dot per run at the end (a column of `table`)."""
        from contagion.experiments.commands.compare.figure import in_time_axes

        return in_time_axes(self, indicator, by, band, ax)


@dataclass(frozen=True, eq=False)
class Comparison(InTime, Answered):
    """Scenarios with the same seeds, and what each has more than the first: one row per scenario and indicator, as in
    `sim.statistics.compare.paired_differences`. A seed is a simulation; `standing` says in which readings the headline
    stands, and `reasons` what of the gains remains with a channel switched off."""

    RENAMED: ClassVar = {"held": "standing"}

    differences: pd.DataFrame
    worlds: Worlds = OF_ONE_SET
    standing: Standing | None = None
    reasons: Why | None = None

    @property
    def number(self) -> int:
        """How many worlds each scenario was run in."""
        return self.runs.labels["seed"].nunique()

    @property
    def sets(self) -> Sets:
        """Which seeds are of one set of values: intervals count a set, and not each of its worlds."""
        return self.worlds.sets

    def difference(self, indicator: str | Sequence[str] = MAIN_INDICATORS, *, by: str | None = None) -> pd.DataFrame:
        """Return the mean paired difference of each scenario from the first, with its 95 % interval, at the end or by
        year or week.

        Returns
        -------
        DataFrame, one row per scenario, indicator and year or week
            scenario, year or week, indicator; base and mean, the two means; difference, from low to high; replicates,
            the number of pairs.
        """
        names_asked = names_of(indicator, "indicator")
        if by is None:
            names = [known(one, dict.fromkeys(self.differences["indicator"]), "indicator") for one in names_asked]
            rows = self.differences[self.differences["indicator"].isin(names)]
            return WholeTable(rows[["scenario", *COLUMNS]].reset_index(drop=True))
        tables = [self._in_time(one, by) for one in names_asked]
        names, (rows, _) = [name for _, name in tables], tables[0]
        differences = differences_in_time(rows, self.scenarios[0].name, names, by, self.sets)
        return WholeTable(differences[["scenario", by, *COLUMNS]])

    def in_worlds(self, above: float | None = None) -> pd.DataFrame:
        """How far the differences of the main figures spread over worlds, in how many people are more than 0 and than
        `above` (by default that of the comparison), and what the spread comes of
        (`experiments.evidence.worlds.told_apart`).
        """
        if above is None:
            return WholeTable(in_worlds(self))
        amount(above, "above", "a number of people")
        return WholeTable(in_worlds(replace(self, worlds=replace(self.worlds, above=above))))

    def readings(self, worlds: int = 40) -> pd.DataFrame:
        """Return in which readings, each with so many simulations, the headline stands: which scenario has more people,
        and which avoids more (`experiments.commands.compare.work.Standing.table`).

        Raises
        ------
        InputError
            If the comparison has one parameter set alone, or a reading already.
        """
        if self.worlds.ensemble.is_one_set:
            raise InputError("readings: the comparison has one set of values; make it with an ensemble")
        whole(worlds, "worlds", least=2)
        assert self.lab is not None
        return standing(self.lab, self.scenarios, self.runs, self.worlds, self.length, worlds).table

    def why(self: Any, since: Since = "start") -> Why:
        """Return what of each gain remains with the channels switched off by which participation breeds participation,
        from the start or from the option's first decision on (`experiments.commands.compare.why`)."""
        from contagion.experiments.commands.compare.why import why

        return why(self, since)

    def __repr__(self) -> str:
        names = ", ".join(scenario.name for scenario in self.scenarios[1:])
        return f"<Comparison of {names} with {self.scenarios[0].name}: {cards.size_of(self)}>"

    def _answer(self: Any) -> Answer:
        from contagion.experiments.commands.compare.words import in_short

        return self.reasons._answer() if self.reasons else in_short(self)

    def _in_words(self: Any, ask: Ask) -> str:
        """Return the text for the terminal."""
        from contagion.experiments.commands.compare.words import in_words

        return in_words(self, ask.values["all"])

    def _to_keep(self: Any, ask: Ask) -> Kept:
        """Return the tables, figures and scenarios to save."""
        from contagion.experiments.commands.compare.figure import differences_figure, trajectories_figure

        tables = {"main_figures.csv": headline(self), "worlds.csv": in_worlds(self)}
        tables |= {"readings.csv": self.standing.table} if self.standing else {}
        tables |= {"why.csv": self.reasons.table} if self.reasons else {}
        tables |= {"comparison.csv": self.differences, "comparison.parquet": self.differences}
        tables |= {
            "runs.parquet": table_with_costs(self.runs, self.scenarios),
            "years.parquet": self.runs.rows("years"),
        }
        tables["footprint.csv"] = avoided_by_scenario(self.runs, self.scenarios, ask.agreed)
        figures = {"trajectories": lambda: trajectories_figure(self), "differences": lambda: differences_figure(self)}
        figures |= {"why": self.reasons.plot} if self.reasons else {}
        scenarios = {scenario.name: scenario for scenario in self.scenarios}
        return Kept(self.runs, scenarios, tables, figures, of_ensemble(ask.agreed))


def inquiry(
    scenarios: Sequence[Scenario],
    years: int = 10,
    replicates: int = WORLDS,
    worlds: Worlds = OF_ONE_SET,
    indicators: Sequence[str] | None = None,
    command: str = "compare",
    steps: Mapping[str, Step] | None = None,
) -> Inquiry[Comparison]:
    """How scenarios differ from the first, in so many worlds; refused where two have one name, or runs failed.

    Parameters
    ----------
    indicators : sequence of str, optional
        What is compared; by default every figure of a run.
    command : str
        What was asked for, as messages name it.
    steps : mapping of name to Step, optional
        Which scenarios are the first one step further: in each world from the values that it has there.
    """
    names, further = check_unique_names(scenarios, command), steps or {}

    def answer(runs: Runs) -> Comparison:
        must_have_ended(runs, command)
        table = table_with_costs(runs, scenarios)
        indicators_compared = indicators or [name for name in table if name not in NOT_FIGURES]
        return Comparison(
            tuple(scenarios),
            runs,
            paired_differences(table, "scenario", names[0], indicators_compared, sets=worlds.sets),
            worlds,
        )

    cases = [
        worlds.case(scenarios[0] if one.name in further else one, further.get(one.name), scenario=one.name)
        for one in scenarios
    ]
    return Inquiry(cases, years, replicates, answer, worlds=not worlds.ensemble.is_one_set)


@dataclass(frozen=True, eq=False)
class OneByOne(FromRuns, Answered):
    """A scenario one step further along each of several ways, and what that changed: a row a step; `skipped` says why
    some steps were left out, one line each."""

    RENAMED: ClassVar = {"made": "comparison"}

    scenario: Scenario
    comparison: Comparison
    table: pd.DataFrame
    skipped: Sequence[str]

    @property
    def runs(self) -> Runs:
        return self.comparison.runs

    @property
    def years(self) -> int:
        """Those that are told."""
        return self.comparison.length - self.scenario.past


def with_each(base: Scenario, steps: Mapping[str, Step]) -> tuple[list[Scenario], list[str]]:
    """Return a scenario and a variant for each possible step, by name, and one line for each impossible step."""
    cases, skipped = [base], []
    for name, step in steps.items():
        try:
            cases.append(replace(base, name=name, parameters=from_then_on(base.parameters, step, base.past)))
        except InputError as error:
            skipped.append(error.line)
    return cases, skipped


def what_the_spread_comes_of(comparison: Comparison, indicator: str, scenarios: Sequence[str]) -> dict[str, np.ndarray]:
    """Of the difference of each of some scenarios from the first: as how many independent worlds these count
    (count_as), and the parts of its spread with their errors (`told_apart`)."""
    again = comparison.runs.again.table if comparison.runs.again else None
    apart = told_apart(comparison.runs.table, comparison.scenarios[0].name, [indicator], comparison.worlds, again=again)
    rows = apart.set_index("scenario").loc[scenarios]
    return {name: rows[name].to_numpy() for name in ["count_as", *PARTS, *(f"{part}_error" for part in PARTS)]}


def headline(comparison: Comparison) -> pd.DataFrame:
    """Compare the main figures (`HEADLINE`) of each other scenario with the first: columns of `paired_differences`, and
    sure, whether the interval excludes 0."""
    runs = of_all_programmes(comparison.runs, comparison.scenarios)
    table = paired_differences(runs, "scenario", comparison.scenarios[0].name, [*HEADLINE], sets=comparison.sets)
    return table.assign(sure=(table["low"] > 0) | (table["high"] < 0))


def in_worlds(comparison: Comparison) -> pd.DataFrame:
    """Compare the main figures of each other scenario with the first, simulation by simulation (`told_apart`)."""
    again = of_all_programmes(comparison.runs.again, comparison.scenarios) if comparison.runs.again else None
    runs = of_all_programmes(comparison.runs, comparison.scenarios)
    return told_apart(runs, comparison.scenarios[0].name, [*HEADLINE], comparison.worlds, again=again)


def check_unique_names(scenarios: Sequence[Scenario], command: str) -> list[str]:
    """Return the names of scenarios, or refuse the `command` if two of them have the same."""
    names = [scenario.name for scenario in scenarios]
    if len(set(names)) < len(names):
        raise InputError(f"{command}: {max(names, key=names.count)!r} is listed twice; rename one of them")
    return names


def must_have_ended(runs: Runs, command: str) -> None:
    """Refuse runs of scenarios of which some failed; `command` is what was asked for."""
    table = runs.table if runs.again is None else pd.concat([runs.table, runs.again.table])
    failed = table[table["error"] != ""]
    if len(failed):
        first = failed.iloc[0]
        raise InputError(
            f"{command}: {len(failed)} of {len(table)} runs failed; the first, {first['scenario']} with "
            f"seed {first['seed']}: {reason(first['error'])}"
        )


def differences_in_time(
    rows: pd.DataFrame,
    base: Any,
    indicators: Sequence[str],
    when: str,
    sets: Sets | None = None,
) -> pd.DataFrame:
    """Differences of each scenario from the base, seed by seed, for each year or week: as of `paired_differences`, with
    the time. `rows` has a row a run and time."""
    each = [
        paired_differences(at, "scenario", base, indicators, sets=sets).assign(**{when: time})
        for time, at in rows.groupby(when)
    ]
    differences, order = pd.concat(each, ignore_index=True), [*rows["scenario"].unique(), *indicators].index
    return differences.sort_values(
        ["scenario", "indicator"], key=lambda of: of.map(order), kind="stable", ignore_index=True
    )


class FigureText(NamedTuple):
    """A figure of a run that is told: its words, and how its number is written."""

    words: str
    form: str = ",.0f"


def with_decisions(values: Mapping[str, Any], *decisions: Mapping[str, Any]) -> Step:
    """Return a step that sets some values, by dotted name, and the decisions."""

    def step(here: Parameters) -> Parameters:
        return Parameters.model_validate({**here.model_dump(), "decision": decisions}).with_values(values)

    return step


LOSS = ("retention.loss_per_year", "retention.background_per_year")  # with the share who go on, in either form
GO_ON = "retention.continue_share"


def half_the_loss(here: Parameters) -> dict[str, float]:
    """Return the values that halve the loss of facilitators, whether they stop at a rate or after a group."""
    return {name: here.get(name) / 2 for name in LOSS} | {GO_ON: (1 + here.get(GO_ON)) / 2}


OF_A_READING = 40  # of each reading


@dataclass(frozen=True)
class Standing:
    """A headline under each reading.

    Attributes
    ----------
    headline : DataFrame, a row a scenario but the first and figure
        scenario, figure ("people" or "tco2e"), middle, above_zero: as the comparison has it.
    table : DataFrame, a row a reading, scenario and figure
        reading, scenario, figure; middle, the median difference; above_zero, the share of worlds with more; worlds;
        stands, whether the middle is on the side of the headline's. Readings of emissions alone have no row of people.
    left_out : tuple of InputError
        Why some reading was not asked.
    """

    scenarios: Sequence[Scenario]
    headline: pd.DataFrame
    table: pd.DataFrame
    left_out: tuple[InputError, ...]

    def of(self, scenario: str, figure: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return the headline of a scenario and figure, and its readings."""
        mine = [
            rows[(rows["scenario"] == scenario) & (rows["figure"] == figure)] for rows in (self.headline, self.table)
        ]
        first, readings = ([dict(row._asdict()) for row in rows.itertuples(index=False)] for rows in mine)
        return first[0], readings


def standing(
    lab: Laboratory, scenarios: Sequence[Scenario], runs: Runs, worlds: Worlds, years: int, number: int = OF_A_READING
) -> Standing:
    """In which readings what some runs of scenarios in `worlds` say first stands; `number` worlds of each reading.
    Refused where the worlds are under a reading, or runs failed."""
    if worlds.ensemble.reading:
        raise InputError(f"readings: the ensemble is under {worlds.ensemble.reading.name} already")
    headline = pd.DataFrame(_medians(runs, scenarios, worlds))
    first = {(row["scenario"], row["figure"]): row["middle"] for row in headline.to_dict("records")}
    rows, left_out = [], []
    with lab.keep_workers():
        for reading in READINGS.values():
            try:
                must_change(reading, scenarios, "reading")
                over = Worlds(under(worlds.ensemble, reading), worlds.above)
            except InputError as error:
                left_out.append(error)
                continue
            cases = [over.case(one, scenario=one.name) for one in scenarios]
            runs_of_reading = lab.run(cases, range(1, number + 1), years)
            for row in _medians(runs_of_reading, scenarios, over):
                if row["figure"] == "tco2e" or not reading.of_emissions_alone:
                    so = first[row["scenario"], row["figure"]] * row["middle"] > 0
                    rows.append({"reading": reading.name, **row, "stands": so})
    return Standing(scenarios, headline, pd.DataFrame(rows), tuple(left_out))


def cases_with_readings(scenarios: Sequence[Scenario], worlds: int, number: int = OF_A_READING) -> int:
    """How many cases of so many worlds it comes to, if scenarios are run under each reading as well: those of emissions
    alone need no other runs."""
    readings = sum(not one.of_emissions_alone for one in READINGS.values())
    return len(scenarios) + ceil(len(scenarios) * readings * number / worlds)


def cases_with_reasons(scenarios: Sequence[Scenario], worlds: int, runs: int) -> int:
    """Return how many cases of so many runs each, second replicates included, it comes to with each channel switched
    off, in so many worlds without a second replicate."""
    return ceil(len(scenarios) * len(SWITCHES) * worlds / runs)


def _medians(runs: Runs, scenarios: Sequence[Scenario], worlds: Worlds) -> Iterator[dict[str, Any]]:
    """Yield the median of each difference from the first scenario, taken simulation by simulation."""
    must_have_ended(runs, "readings")
    ends = of_all_programmes(runs, scenarios).pivot(index="seed", columns="scenario", values="people").astype(float)
    tonnes = [one.totals.mean(axis=1) for one in avoided_of_each(runs, scenarios, worlds.ensemble)]
    base = scenarios[0].name
    for one, avoided in zip(scenarios[1:], tonnes[1:], strict=True):
        each = {"people": change(ends[one.name].to_numpy(), ends[base].to_numpy()), "tco2e": change(avoided, tonnes[0])}
        for figure in FIGURES:
            more = each[figure]
            statistics = {"middle": float(np.median(more)), "above_zero": float((more > 0).mean()), "worlds": len(more)}
            yield {"scenario": one.name, "figure": figure, **statistics}
