"""Scenarios against each other, with the same seeds: what `contagion compare` works out, prints, draws and saves.

What runs cost is worked out here as well, each at the prices of its case: of scenarios, and of the points of a sweep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from contagion.experiments.evidence.worlds import OF_ONE_SET, Step, Worlds, told_apart
from contagion.experiments.say import cards
from contagion.experiments.say.levers import HEADLINE
from contagion.models.outcomes.costs import QUANTITIES, of_years
from contagion.models.outcomes.tables import ALTERNATIVE
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import Costs
from contagion.models.runs.figures import WholeTable
from contagion.models.runs.given_code import KeptWhole
from contagion.models.runs.how_much import WORLDS
from contagion.models.runs.lab import FromRuns, Inquiry, close_up, made_with
from contagion.models.runs.study import changed, from_then_on, scenario_case
from contagion.models.runs.vocabulary import amount, known, names_of, whole
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import reason
from contagion.sim.laboratory.laboratory import Runs
from contagion.sim.statistics.compare import Sets, paired
from contagion.sim.statistics.spread import PARTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.compare.standing import Standing
    from contagion.sim.laboratory.laboratory import Laboratory


NOT_FIGURES = ("scenario", "seed", "key", "years", "seconds", "event_log_sha256", "error")
NOT_COUNTED = (*NOT_FIGURES, "year", "week")
SHOWN = ("participants", "completers", "groups_started", "communes_reached", "facilitators_active", "cost_total")
COLUMNS = ["indicator", "base", "mean", "difference", "low", "high", "replicates"]
"""Of a difference."""


@dataclass(frozen=True, eq=False)
class InTime(KeptWhole):
    """Runs of scenarios with the same seeds.

    Attributes
    ----------
    scenarios : sequence of Scenario
        Their effort fitted to the territory.
    runs : Runs
    lab : Laboratory, optional
        Where they were made.
    """

    scenarios: Sequence[Scenario]
    runs: Runs
    lab: Laboratory | None = field(default=None, kw_only=True)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a run: scenario, seed, years, and its indicators."""
        return costed(self.runs, self.scenarios).drop(columns=["key", "error"])

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
        return int(self.table["years"].iloc[0])

    @cached_property
    def years(self) -> pd.DataFrame:
        """A row a run and year: totals since the start, and stocks at the end of the year."""
        made = self.runs.rows("years")
        return made.assign(cost_total=euros_by_year(self.runs, self.scenarios)["cost_total"])

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """A row a run and week: all columns of a run's weeks where they were asked for (``keep=["weeks"]``). Without,
        participants since the start and active facilitators; the first time, the runs are made again for it."""
        if self._has("weeks"):
            return self._kept("weeks")
        assert self.lab is not None
        cases = [scenario_case(scenario) for scenario in self.scenarios]
        made = close_up(self.lab).run(cases, self.seeds, self.length)
        return made.rows("weeks")

    def _in_time(self, indicator: str, by: str | None) -> tuple[pd.DataFrame, str]:
        """The table by year or week, or that of the end, and the name of the indicator in it."""
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
        """The mean course of an indicator, in the band that a share of the runs lies in; or the runs at the end.

        Parameters
        ----------
        indicator : str
            A column of `years`, or of `weeks`; at the end one of `table`.
        by : {"year", "week"}, or None
            None: a dot a run, at the end.
        band : float
            Share of the runs inside, as many above as below.
        ax : Axes, optional

        Raises
        ------
        InputError
        """
        from contagion.experiments.commands.compare.figure import in_time_axes

        return in_time_axes(self, indicator, by, band, ax)


@dataclass(frozen=True, eq=False)
class Comparison(InTime):
    """Scenarios with the same seeds, and what each has more than the first.

    Attributes
    ----------
    differences : DataFrame
        A row a scenario and indicator, of all indicators (`sim.statistics.compare.paired`).
    worlds : Worlds
        In which they were run, a seed being a world.
    held : Standing, optional
        In which readings what it says first stands, if that was asked.
    """

    differences: pd.DataFrame
    worlds: Worlds = OF_ONE_SET
    held: Standing | None = None

    @property
    def number(self) -> int:
        """How many worlds each scenario was run in."""
        return self.runs.labels["seed"].nunique()

    @property
    def sets(self) -> Sets:
        """Which seeds are of one set of values: intervals count a set, and not each of its worlds."""
        return self.worlds.sets

    def difference(self, indicator: str | Sequence[str] = SHOWN, *, by: str | None = None) -> pd.DataFrame:
        """The mean paired difference of each scenario from the first, with its 95 % interval.

        Parameters
        ----------
        indicator : str, or sequence of str
        by : {"year", "week"}, optional
            By default at the end.

        Returns
        -------
        DataFrame, a row a scenario, indicator and year or week
            scenario, year or week, indicator; base and mean, the two means; difference, from low to high; replicates,
            the number of pairs.
        """
        asked = names_of(indicator, "indicator")
        if by is None:
            names = [known(one, dict.fromkeys(self.differences["indicator"]), "indicator") for one in asked]
            rows = self.differences[self.differences["indicator"].isin(names)]
            return WholeTable(rows[["scenario", *COLUMNS]].reset_index(drop=True))
        found = [self._in_time(one, by) for one in asked]
        names, (rows, _) = [name for _, name in found], found[0]
        made = differences_in_time(rows, self.scenarios[0].name, names, by, self.sets)
        return WholeTable(made[["scenario", by, *COLUMNS]])

    def in_worlds(self, above: float | None = None) -> pd.DataFrame:
        """How far the differences of the main figures spread over worlds, in how many people are more than 0 and than
        `above`, and what the spread comes of (`experiments.evidence.worlds.told_apart`).

        Parameters
        ----------
        above : float, optional
            By default that of the comparison.
        """
        if above is None:
            return WholeTable(in_worlds(self))
        amount(above, "above", "a number of people")
        return WholeTable(in_worlds(replace(self, worlds=replace(self.worlds, above=above))))

    def readings(self, worlds: int = 40) -> pd.DataFrame:
        """In which readings what is found first stands: which scenario has more people, and avoids more.

        Parameters
        ----------
        worlds : int
            Of each reading; by default 40.

        Returns
        -------
        DataFrame, a row a reading, scenario and figure
            `experiments.commands.compare.standing.Standing.table`.

        Raises
        ------
        InputError
            Where there is one set of values alone, or a reading already.
        """
        from contagion.experiments.commands.compare.standing import standing

        if self.worlds.ensemble.is_one_set:
            raise InputError("readings: the comparison has one set of values; make it with an ensemble")
        whole(worlds, "worlds", least=2)
        assert self.lab is not None
        return standing(self.lab, self.scenarios, self.runs, self.worlds, self.length, worlds).table

    def __repr__(self) -> str:
        names = ", ".join(scenario.name for scenario in self.scenarios[1:])
        return f"<Comparison of {names} with {self.scenarios[0].name}: {cards.size_of(self)}>"

    def _repr_html_(self) -> str:
        base = self.scenarios[0]
        shown = [
            {
                "scenario": row["scenario"],
                "": cards.words(row["indicator"]),
                base.name: cards.figure(row["base"]),
                "with it": cards.figure(row["mean"]),
                "difference": cards.signed(row["difference"]),
                "95 % interval": cards.between(row["low"], row["high"], cards.signed),
                "sure": "yes" if distinct(row) else "no",
            }
            for _, row in self.difference().iterrows()
        ]
        return cards.card(f"Against {base.name}: {base.title}", [cards.plain(cards.size_of(self))], pd.DataFrame(shown))


def inquiry(
    scenarios: Sequence[Scenario],
    years: int = 10,
    replicates: int = WORLDS,
    worlds: Worlds = OF_ONE_SET,
    indicators: Sequence[str] | None = None,
    command: str = "compare",
    steps: Mapping[str, Step] | None = None,
) -> Inquiry[Comparison]:
    """How scenarios differ from the first.

    Parameters
    ----------
    replicates : int
        Worlds in which each scenario is run.
    worlds : Worlds
        Which they are.
    indicators : sequence of str, optional
        What is compared; by default every figure of a run.
    command : str
        What was asked for, as messages name it.
    steps : mapping of name to Step, optional
        Which scenarios are the first one step further: in each world from the values that it has there.

    Raises
    ------
    InputError
        Where two scenarios have one name; with the first runs, where runs failed.
    """
    names, further = must_have_own_names(scenarios, command), steps or {}

    def answer(runs: Runs) -> Comparison:
        must_have_ended(runs, command)
        table = costed(runs, scenarios)
        compared = indicators or [name for name in table if name not in NOT_FIGURES]
        return Comparison(
            tuple(scenarios), runs, paired(table, "scenario", names[0], compared, sets=worlds.sets), worlds
        )

    cases = [
        worlds.case(scenarios[0] if one.name in further else one, further.get(one.name), scenario=one.name)
        for one in scenarios
    ]
    return Inquiry(cases, years, replicates, answer, worlds=not worlds.ensemble.is_one_set)


@dataclass(frozen=True, eq=False)
class OneByOne(FromRuns):
    """A scenario one step further along each of several ways, and what that changed.

    Attributes
    ----------
    scenario : Scenario
    made : Comparison
        Of it with each of the steps.
    table : DataFrame
        A row a step.
    skipped : sequence of str
        Why some steps were left out, one line each.
    """

    scenario: Scenario
    made: Comparison
    table: pd.DataFrame
    skipped: Sequence[str]

    @property
    def runs(self) -> Runs:
        return self.made.runs

    def _in_a_card(self, title: str, shown: Sequence[Mapping[str, Any]]) -> str:
        """How it shows itself in a notebook."""
        lines = [cards.plain(cards.size_of(self.made)), *(cards.plain(f"Left out: {why}") for why in self.skipped)]
        return cards.card(f"{title} {self.scenario.name}: {self.scenario.title}", lines, pd.DataFrame(shown))


def with_each(base: Scenario, steps: Mapping[str, Step]) -> tuple[list[Scenario], list[str]]:
    """A scenario, and it after each of the steps that can be taken, by name; why the others cannot, one line each."""
    cases, skipped = [base], []
    for name, step in steps.items():
        try:
            cases.append(replace(base, name=name, parameters=from_then_on(base.parameters, step, base.past)))
        except InputError as error:
            skipped.append(error.line)
    return cases, skipped


def what_the_spread_comes_of(made: Comparison, indicator: str, scenarios: Sequence[str]) -> dict[str, np.ndarray]:
    """Of the difference of each of some scenarios from the first: as how many independent worlds these count
    (count_as), and the parts of its spread with their errors (`told_apart`)."""
    again = made.runs.again.table if made.runs.again else None
    apart = told_apart(made.runs.table, made.scenarios[0].name, [indicator], made.worlds, again=again)
    found = apart.set_index("scenario").loc[scenarios]
    return {name: found[name].to_numpy() for name in ["count_as", *PARTS, *(f"{part}_error" for part in PARTS)]}


def comparison(
    lab: Laboratory,
    scenarios: Sequence[Scenario],
    years: int = 10,
    replicates: int = WORLDS,
    worlds: Worlds = OF_ONE_SET,
) -> Comparison:
    """The last answer to the `inquiry`."""
    return inquiry(scenarios, years, replicates, worlds).last(lab)


def headline(made: Comparison) -> pd.DataFrame:
    """The main figures of each scenario but the first, against it.

    Returns
    -------
    DataFrame, a row a scenario and figure of `HEADLINE`: as of `paired`, and sure, whether the interval leaves out 0.
    """
    base, runs = made.scenarios[0].name, of_all_programmes(made.runs, made.scenarios)
    table = paired(runs, "scenario", base, [*HEADLINE], sets=made.sets)
    return table.assign(sure=(table["low"] > 0) | (table["high"] < 0))


def in_worlds(made: Comparison) -> pd.DataFrame:
    """The main figures of each scenario but the first, against it, world by world (`told_apart`)."""
    again = of_all_programmes(made.runs.again, made.scenarios) if made.runs.again else None
    runs = of_all_programmes(made.runs, made.scenarios)
    return told_apart(runs, made.scenarios[0].name, [*HEADLINE], made.worlds, again=again)


def must_have_own_names(scenarios: Sequence[Scenario], command: str) -> list[str]:
    """The names of scenarios, refused where two have the same; `command` is what was asked for.

    Raises
    ------
    InputError
    """
    names = [scenario.name for scenario in scenarios]
    if len(set(names)) < len(names):
        raise InputError(
            f"{command}: two scenarios are called {max(names, key=names.count)!r}; give one of them another name"
        )
    return names


def must_have_ended(runs: Runs, command: str) -> None:
    """Refuse runs of scenarios of which some failed; `command` is what was asked for.

    Raises
    ------
    InputError
    """
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
    """Differences of each scenario from the base, seed by seed, for each year or week.

    Parameters
    ----------
    rows : DataFrame
        A row a run and time: scenario, seed, `when`, the indicators.
    when : {"year", "week"}

    Returns
    -------
    DataFrame, a row a scenario, indicator and time: as of `paired`, with the time.
    """
    each = [
        paired(at, "scenario", base, indicators, sets=sets).assign(**{when: time}) for time, at in rows.groupby(when)
    ]
    made, order = pd.concat(each, ignore_index=True), [*rows["scenario"].unique(), *indicators].index
    return made.sort_values(["scenario", "indicator"], key=lambda of: of.map(order), kind="stable", ignore_index=True)


# ---- what runs cost, and what the groups and alternative programmes have together -----------------------------------


def euros_by_year(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """What was spent from the start to the end of each year: scenario, seed, year, `cost_total` (euros); its index is
    that of the table `years`."""
    years, parts = runs.rows("years"), []
    for scenario in scenarios:
        rows = years.loc[years["scenario"] == scenario.name]
        if scenario.parameters.prices_change:
            spent = runs.rows("spent")
            euros = spent.loc[spent["scenario"] == scenario.name, "cost_total"].to_numpy()
        else:
            euros = of_years(rows, scenario.parameters.costs)
        parts.append(rows[["scenario", "seed", "year"]].assign(cost_total=euros))
    return pd.concat(parts)


def euros_of_points(runs: Runs, scenario: Scenario, varied: Sequence[str]) -> pd.DataFrame:
    """The same for the points of a sweep: the varied parameters, seed, year, `cost_total`."""
    if scenario.parameters.prices_change:
        return runs.rows("spent")
    keys = [*varied, "seed", "year"]
    rows, prices = runs.rows("years", ["year", *QUANTITIES]), [name for name in varied if name.startswith("costs.")]
    if not prices:
        return rows[keys].assign(cost_total=of_years(rows, scenario.parameters.costs))
    parts = []
    for _, some in rows.groupby(prices, sort=False):
        priced = changed(scenario.parameters, some[prices].iloc[0].to_dict())
        parts.append(of_years(some, priced.costs))
    return rows[keys].assign(cost_total=pd.concat(parts))


def costed(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """The table of the runs with `cost_total`, and `cost_per_participant` and `cost_per_completer`, as
    `models.outcomes.costs` has them: the first for the people of all programmes, the second for runs of the groups
    alone."""
    table = runs.table
    alone = table["scenario"].isin([one.name for one in scenarios if not one.parameters.alternative])
    return _with_costs(table, euros_by_year(runs, scenarios), ["scenario", "seed"], alone)


def costed_points(runs: Runs, scenario: Scenario, varied: Sequence[str]) -> pd.DataFrame:
    """The same for the points of a sweep; NaN where a run failed."""
    table = runs.table
    if (table["error"] != "").all():
        return table
    alone = pd.Series(not scenario.parameters.alternative, table.index)
    return _with_costs(table, euros_of_points(runs, scenario, varied), [*varied, "seed"], alone)


def _with_costs(table: pd.DataFrame, euros: pd.DataFrame, keys: list[str], alone: pd.Series) -> pd.DataFrame:
    """A table of runs with what they cost; only those `alone` have a cost per completer."""
    ends = euros[euros["year"] == euros["year"].max()].drop_duplicates(keys).set_index(keys)["cost_total"]
    out = table.assign(cost_total=ends.reindex(pd.MultiIndex.from_frame(table[keys])).to_numpy())
    counts = {"participant": out["participants"] + out["alternative_participants"]}
    counts["completer"] = out["completers"].where(alone)
    return out.assign(**{f"cost_per_{name}": out["cost_total"] / of.where(of > 0) for name, of in counts.items()})


def of_all_programmes(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """The table of the runs with what they cost and, of all programmes, `people`; these and `completers` from when on
    scenarios differ, where they have a past."""
    table = costed(runs, scenarios)
    table = table.assign(people=table["participants"] + table["alternative_participants"])
    if not (past := scenarios[0].past):
        return table
    keys = ["scenario", "seed"]
    before, years = euros_by_year(runs, scenarios), runs.rows("years")
    before = before.assign(people=years[["participants", ALTERNATIVE]].sum(axis=1), completers=years["completers"])
    before = before[before["year"] == past].drop_duplicates(keys).set_index(keys)
    flows = ["people", "completers", "cost_total"]
    there = before.reindex(pd.MultiIndex.from_frame(table[keys]))[flows].to_numpy(float)
    table[flows] = table[flows].to_numpy(float) - there
    return table.assign(cost_per_participant=table["cost_total"] / table["people"].where(table["people"] > 0))


def all_programmes_by_year(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """What the groups and alternative programmes have together: columns scenario, seed, year; people and groups_of_all
    since the start; leaders active at the end of the year."""
    rows, keys = runs.rows("years"), ["scenario", "seed", "year"]
    own = {"people": "participants", "groups_of_all": "groups_started", "leaders": "facilitators_active"}
    out = rows[keys].assign(**{name: rows[column].to_numpy() for name, column in own.items()})
    if any(scenario.parameters.alternative for scenario in scenarios):
        others = runs.rows("alternatives").groupby(keys)[["participants", "groups", "leaders_active"]].sum()
        flows = ["participants", "groups"]
        others[flows] = others[flows].groupby(level=["scenario", "seed"]).cumsum()
        others = others.reindex(pd.MultiIndex.from_frame(out[keys]), fill_value=0)
        out[["people", "groups_of_all", "leaders"]] += others[[*flows, "leaders_active"]].to_numpy()
    return out


class Shown(NamedTuple):
    """A figure of a run that is told: its words, and how its number is written."""

    words: str
    form: str = ",.0f"


def with_decisions(values: Mapping[str, Any], *decisions: Mapping[str, Any]) -> Step:
    """A step that sets some values, by dotted name, and what is decided."""

    def step(here: Parameters) -> Parameters:
        return Parameters.model_validate({**here.model_dump(), "decision": decisions}).with_values(values)

    return step


LOSS = ("retention.loss_per_year", "retention.background_per_year")  # with the share who go on, in either form
GO_ON = "retention.continue_share"


def half_the_loss(here: Parameters) -> dict[str, float]:
    """What half the loss of facilitators is in a world, whether they stop at a rate or after a group."""
    return {name: here.get(name) / 2 for name in LOSS} | {GO_ON: (1 + here.get(GO_ON)) / 2}


def with_costs(runs: Runs, costs: Costs) -> pd.DataFrame:
    """A row a run that did not fail, with `cost` (thousands of euros), `cost_per_person` (euros) and `hosted` (groups
    that met in a partner's room; where none meets online)."""
    made, years = runs.table[runs.table["error"] == ""], runs.rows("years")
    last = years[years["year"] == years["year"].max()]
    spent = last[["scenario", "seed"]].assign(
        cost=of_years(last, costs) / 1000, hosted=last["groups_started"] - last["quantity_room"]
    )
    made = made.merge(spent, on=["scenario", "seed"])
    return made.assign(cost_per_person=1000 * made["cost"] / made["participants"])


def distinct(row: pd.Series) -> bool:
    """Whether a difference can be told from none."""
    return bool(row["low"] > 0 or row["high"] < 0)
