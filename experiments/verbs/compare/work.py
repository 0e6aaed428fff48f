"""Scenarios against each other, with the same seeds: what `contagion compare` works out, prints, draws and saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.ensembles.worlds import OF_ONE_SET, Step, Worlds, told_apart
from contagion.experiments.lab.how_much import WORLDS
from contagion.experiments.lab.inquiry import Inquiry
from contagion.experiments.language.headline import HEADLINE
from contagion.experiments.verbs.compare.costs import costed
from contagion.experiments.verbs.compare.together import of_all_programmes
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import reason
from contagion.sim.statistics.compare import Sets, paired

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Laboratory, Runs

NOT_FIGURES = ("scenario", "seed", "key", "years", "seconds", "event_log_sha256", "error")


@dataclass(frozen=True)
class Comparison:
    """Scenarios, their runs, and the differences of all others from the first.

    Attributes
    ----------
    scenarios : sequence of Scenario
    runs : Runs
    table : DataFrame
        Made by `sim.statistics.compare.paired`.
    worlds : Worlds
        In which they were run, a seed being a world.
    """

    scenarios: Sequence[Scenario]
    runs: Runs
    table: pd.DataFrame
    worlds: Worlds = OF_ONE_SET

    @property
    def seeds(self) -> int:
        """How many each scenario was run with."""
        return self.runs.labels["seed"].nunique()

    @property
    def sets(self) -> Sets:
        """Which seeds are of one set of values: intervals count a set, and not each of its worlds."""
        return self.worlds.sets


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
        table = all_ended(runs, scenarios, command)
        compared = indicators or [name for name in table if name not in NOT_FIGURES]
        return Comparison(scenarios, runs, paired(table, "scenario", names[0], compared, sets=worlds.sets), worlds)

    cases = [
        worlds.case(scenarios[0] if one.name in further else one, further.get(one.name), scenario=one.name)
        for one in scenarios
    ]
    return Inquiry(cases, years, replicates, answer, worlds=not worlds.ensemble.is_one_set)


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


def all_ended(runs: Runs, scenarios: Sequence[Scenario], command: str) -> pd.DataFrame:
    """The table of the runs with what they cost.

    Raises
    ------
    InputError
        Where runs failed.
    """
    must_have_ended(runs, command)
    return costed(runs, scenarios)


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
