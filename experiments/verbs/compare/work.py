"""Scenarios against each other, with the same seeds: what `contagion compare` works out, prints, draws and saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.ensembles.worlds import Step, Worlds, told_apart
from contagion.experiments.lab.indicators import names_in
from contagion.experiments.lab.inquiry import Inquiry
from contagion.experiments.lab.known_beforehand import KnownBeforehand
from contagion.experiments.lab.lab import territory_of
from contagion.experiments.lab.vocabulary import figure_named
from contagion.experiments.language.headline import HEADLINE
from contagion.experiments.verbs.compare.costs import costed
from contagion.experiments.verbs.compare.together import of_all_programmes
from contagion.models.outcomes.indicators import DEFINED
from contagion.models.runs.cases import scenario_case
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError, SettingError
from contagion.sim.laboratory.jobs import reason
from contagion.sim.sentences import perhaps
from contagion.sim.statistics.compare import Precision, Sets, paired, replicates_wanted

if TYPE_CHECKING:
    from contagion.models.territory.territory import Territory
    from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs
    from contagion.sim.statistics.control_variates import Controls

DEFAULT_PRECISION = Precision()
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
    steering : sequence of str
        Indicators that had to be precise.
    precision : Precision
    automatic : bool
        Whether replicates were added until they were.
    worlds : Worlds, optional
        In which they were run, a seed being a world; else each scenario has one set of values.
    known : Controls, optional
        What is known of the seeds beforehand, by which the difference in people is adjusted.
    """

    scenarios: Sequence[Scenario]
    runs: Runs
    table: pd.DataFrame
    steering: Sequence[str]
    precision: Precision
    automatic: bool
    worlds: Worlds | None = None
    known: Controls | None = None

    @property
    def seeds(self) -> int:
        """How many each scenario was run with."""
        return self.runs.labels["seed"].nunique()

    @property
    def sets(self) -> Sets | None:
        """Which seeds are of one set of values, over worlds: intervals count a set, and not each of its worlds."""
        return self.worlds.sets if self.worlds else None


def inquiry(
    scenarios: Sequence[Scenario],
    years: int = 10,
    replicates: int = 400,
    automatic: bool = True,
    steering: Sequence[str] = ("participants",),
    precision: Precision = DEFAULT_PRECISION,
    indicators: Sequence[str] | None = None,
    command: str = "compare",
    worlds: Worlds | None = None,
    steps: Mapping[str, Step] | None = None,
    territory: Territory | None = None,
    own: Sequence[str] = (),
) -> Inquiry[Comparison]:
    """How scenarios differ from the first.

    Parameters
    ----------
    replicates : int
        Seeds in each scenario; with `automatic`, the most that are taken.
    indicators : sequence of str, optional
        What is compared; by default every figure of a run.
    command : str
        What was asked for, as messages name it.
    worlds : Worlds, optional
        In which the scenarios are run, in place of one set of values.
    steps : mapping of name to Step, optional
        Which scenarios are the first one step further: in each world from the values that it has there.
    territory : Territory, optional
        That of the runs: what is known beforehand of people there then adjusts their difference between scenarios that
        have one set of values each.
    own : sequence of str
        Names of indicators of the user's.

    Raises
    ------
    InputError
        Where two scenarios have one name, or an indicator does not exist; with the first runs, where runs failed.
    """
    names = must_have_own_names(scenarios, command)
    steering = [name if name in own else figure_named(name) for name in steering]
    for name in steering:
        _must_be_known(name, own)

    def figures(runs: Runs) -> pd.DataFrame:
        table = all_ended(runs, scenarios, command)
        for name in steering:
            if name not in table or name in NOT_FIGURES:
                known = ", ".join(column for column in table if column not in NOT_FIGURES)
                raise SettingError(f"indicator {name}: must be one of {known}")
        return table

    sets = worlds.sets if worlds else None
    beforehand = KnownBeforehand(territory, years) if territory and worlds is None else None

    def known(runs: Runs) -> Controls | None:
        return beforehand.of(scenarios, runs.labels["seed"].unique().tolist()) if beforehand else None

    def answer(runs: Runs) -> Comparison:
        table, adjusting = figures(runs), known(runs)
        compared = indicators or [name for name in table if name not in NOT_FIGURES]
        differences = paired(table, "scenario", names[0], compared, precision, adjusting, sets)
        return Comparison(scenarios, runs, differences, steering, precision, automatic, worlds, adjusting)

    def wanted(runs: Runs) -> float:
        return replicates_wanted(figures(runs), "scenario", names[0], steering, precision, known(runs), sets)

    asked = _cases(scenarios, worlds, steps or {}), years, replicates, answer, wanted if automatic else None
    return Inquiry(*asked, worlds=worlds is not None)


def comparison(
    lab: Laboratory,
    scenarios: Sequence[Scenario],
    years: int = 10,
    replicates: int = 400,
    automatic: bool = True,
    steering: Sequence[str] = ("participants",),
    precision: Precision = DEFAULT_PRECISION,
    worlds: Worlds | None = None,
) -> Comparison:
    """The last answer to the `inquiry`, over the laboratory's territory."""
    asked = (scenarios, years, replicates, automatic, steering, precision)
    more: dict[str, Any] = {"territory": None if worlds else territory_of(lab), "own": names_in(lab)}
    return inquiry(*asked, worlds=worlds, **more).last(lab)


def _cases(scenarios: Sequence[Scenario], worlds: Worlds | None, steps: Mapping[str, Step]) -> list[Case]:
    if worlds is None:
        return [scenario_case(scenario) for scenario in scenarios]
    return [
        worlds.case(scenarios[0] if one.name in steps else one, steps.get(one.name), scenario=one.name)
        for one in scenarios
    ]


def headline(made: Comparison) -> pd.DataFrame:
    """The main figures of each scenario but the first, against it.

    Returns
    -------
    DataFrame, a row a scenario and figure of `HEADLINE`: as of `paired`, and sure, whether the interval leaves out 0.
    """
    base, runs = made.scenarios[0].name, of_all_programmes(made.runs, made.scenarios)
    table = paired(runs, "scenario", base, [*HEADLINE], made.precision, made.known, made.sets)
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


def _must_be_known(indicator: str, own: Sequence[str]) -> None:
    """Refuse, before anything runs, what is no indicator, nor a part of one (`representation_students`)."""
    known = [*own, *(one.name for one in DEFINED)]
    if any(one.in_parts and one.name == indicator for one in DEFINED):
        raise SettingError(f"indicator {indicator}: is several numbers; name one of them, {indicator}_…")
    if not any(f"{indicator}_".startswith(f"{name}_") for name in known):
        near = get_close_matches(indicator, known, n=1)
        raise SettingError(f"indicator {indicator}: there is no such indicator{perhaps(*near)}")


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
    precision: Precision = DEFAULT_PRECISION,
    known: Controls | None = None,
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
        paired(at, "scenario", base, indicators, precision, known, sets).assign(**{when: time})
        for time, at in rows.groupby(when)
    ]
    made, order = pd.concat(each, ignore_index=True), [*rows["scenario"].unique(), *indicators].index
    return made.sort_values(["scenario", "indicator"], key=lambda of: of.map(order), kind="stable", ignore_index=True)
