"""Run a scenario and return its results, read a results folder again with today's indicators, or branch off a run.

A branch differs from a week on. Chance is keyed, so a run of the same seed that differs from T *is* the run up to T.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from contagion.models.kernel import provenance
from contagion.models.outcomes.counting.counts import READ, counted
from contagion.models.outcomes.frames import FRAMES, record_of
from contagion.models.outcomes.indicators import IDLE_WEEKS, end_of_activity
from contagion.models.outcomes.record import Places, Record
from contagion.models.outcomes.summary import outcomes
from contagion.models.parameters import Parameters, is_whole, number_of, word_of
from contagion.models.programme.replacing import Live
from contagion.models.programme.run import Run, alternatives_of, must_be_in_the_run, residents_of
from contagion.models.records import NONE
from contagion.models.runs.own_code import Rule, replacements_of, rules_in_provenance
from contagion.models.runs.whole import count, run_of
from contagion.models.scenario import Scenario, read
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Kernels
from contagion.sim.chance.draws import Draws
from contagion.sim.errors import InputError, told_of
from contagion.sim.files import Results, read_parquet
from contagion.sim.model import WEEKS_A_YEAR


def kernels_of(parameters: Parameters) -> Kernels:
    """Return the settings of the territory that are parameters of the model."""
    return Kernels(tie_exponent=parameters.contacts.tie_exponent, tie_offset_km=parameters.contacts.tie_offset_km)


def territory_for(scenario: Scenario, communes: Path | None = None) -> Territory:
    """Return the territory of a table of communes (by default Grand Besançon), with the scenario's kernel of ties."""
    return Territory.from_file(communes, kernels=kernels_of(scenario.parameters))


def build(
    scenario: Scenario, territory: Territory, *, years: int, seed: int, stages: Mapping[str, Live] | None = None
) -> Run:
    """Build a run ready to be lived; `stages` are functions that replace stages of those names. Raises InputError where
    a decision does not fit the territory or the time."""
    must_fit(scenario, territory, years)
    return Run(territory, scenario.parameters, Draws(seed), horizon=years * WEEKS_A_YEAR, stages=stages)


def bare_run(territory: Territory, parameters: Parameters, seed: int, years: int, rules: Sequence[Rule]) -> Run:
    """Set up a run of parameters that are known to fit, with copies of its own of rules that replace stages."""
    stages = replacements_of(rules) if rules else None
    return Run(territory, parameters, Draws(seed), horizon=years * WEEKS_A_YEAR, stages=stages)


def must_fit(scenario: Scenario, territory: Territory, years: int) -> None:
    """Refuse, before the first of many runs, what no run could do (`models.programme.run`): `InputError`, with the
    file, the line, what was given and what would be valid."""
    try:
        must_be_in_the_run(scenario.parameters, territory, years * WEEKS_A_YEAR, scenario.lines)
    except InputError as mistake:
        field = str(mistake).partition(":")[0]
        raise InputError(told_of(scenario.where(field), mistake)) from None


def record_of_run(model: Run) -> Record:
    """Return what a model has recorded so far, and the counts. Most tables are views of the model's."""
    parameters, places, seed = model.parameters_at_start, Places.of(model.territory), model.draws.seed
    run = run_of(model.state, parameters, places, seed)
    run.call(count)
    counts = run.array("counted")
    record = Record(
        **{name: counts.array(name) for name in READ},
        alternatives=alternatives_of(model),
        met=partial(residents_of, model.state),
        parameters=parameters,
        places=places,
        shares=model.world.shares,
        seed=seed,
    )
    record.worked_out[counted] = counts
    return record


def simulate(
    scenario: Scenario,
    territory: Territory,
    *,
    years: int = 10,
    seed: int = 1,
    after_week: Callable[[Run], None] | None = None,
    stage_seconds: dict[str, float] | None = None,
    rules: Sequence[Rule] = (),
) -> Results:
    """Run a scenario over a territory for so many years, at least 1. Its effort is taken as it stands:
    `models.scenario.fitted` scales it to a territory of another size.

    Parameters
    ----------
    seed : int
        Any whole number; the same seed meets the same residents in every scenario.
    after_week : callable, optional
        Called with the model after each week.
    stage_seconds : dict, optional
        Is given the seconds that each stage of the week takes in all; nothing is then called after each week.
    rules : sequence of Rule
        Rules that replace stages; the provenance names them.
    """
    must_fit(scenario, territory, years)
    model = bare_run(territory, scenario.parameters, seed, years, rules)
    if stage_seconds is None:
        model.run(model.horizon, after_week)
    else:
        stage_seconds |= model.time_stages(model.horizon)
    tables, figures = outcomes(record_of_run(model))
    model.release()
    return Results(
        tables=tables,
        summary=figures | {"effort": scenario.effort, "outside_range": list(scenario.outside_range)},
        provenance=provenance(
            scenario=scenario.name,
            seed=seed,
            years=years,
            effort=scenario.effort,
            territory=territory.identity,
            data=territory.source,
            data_sha256=territory.checksum,
            filled_in=list(territory.filled),
            **rules_in_provenance(rules),
        ),
        texts={"scenario.toml": scenario.text()},
    )


@dataclass(frozen=True)
class Again:
    """The figures of a run as they were kept, and as they are worked out now."""

    before: dict[str, Any]
    now: dict[str, Any]

    @property
    def differing(self) -> list[str]:
        """Names of the figures that are not what they were."""
        return [name for name, value in self.now.items() if name not in self.before or self.before[name] != value]


def outcomes_again(folder: Path, settings: Sequence[str] = (), called: str = "settings") -> Again:
    """Compute the figures of a run again from the tables of its folder, with other prices or other assumptions about
    savings: `settings`, each ``section.name=value``, which are `called` so where they were given. Raises InputError for
    a folder without such a run, and for a setting that the run itself depends on."""
    before, file = _json(folder, "summary.json"), folder / "scenario.toml"
    if not file.exists():
        raise InputError(f"{file}: is missing; {_a_folder()}")
    scenario, may = read(file, settings, called), read(file).parameters.read_after_the_run
    for setting in settings:
        section = setting.partition(".")[0]
        if section not in may:
            why = "prices steer a run whose budget is limited" if section == "costs" else "the run itself depends on it"
            can = ", ".join(f"{name}.*" for name in may)
            raise InputError(f"{called} {setting}: {why}; run the scenario again with it (here may be set: {can})")
    record = record_in(folder, scenario.parameters, before.get("seed"))
    if record.horizon != 52 * before.get("years", 0):
        raise InputError(
            f"{folder}: weeks.parquet has {record.horizon} weeks, summary.json {before.get('years')} years"
        )
    _, now = outcomes(record)
    return Again(before, now)


def record_in(folder: Path, parameters: Any, seed: Any) -> Record:
    """Read the record of the run in a folder. Raises InputError for a table that is missing, is not a table, or does
    not fit the scenario."""
    if not isinstance(seed, int):
        raise InputError(f"{folder / 'summary.json'}: seed must be a whole number, not {seed!r}")
    tables = {}
    for name in FRAMES:
        file = folder / f"{name}.parquet"
        if not file.exists():
            raise InputError(f"{file}: is missing; {_a_folder()}")
        try:
            tables[name] = read_parquet(file)
        except OSError as error:
            raise InputError(f"{file}: cannot be read as a table ({error})") from None
    try:
        return record_of(tables, parameters, seed)
    except KeyError as error:
        raise InputError(
            f"{folder}: a table has no column {error}; {_a_folder()}: the run can be made again from its scenario.toml"
        ) from None
    except (TypeError, ValueError) as error:
        raise InputError(f"{folder}: {error}; the tables do not fit scenario.toml") from None


def _json(folder: Path, name: str) -> dict[str, Any]:
    if not folder.is_dir():
        raise InputError(f"{folder}: is not a folder; {_a_folder()}")
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{folder / name}: is missing; {_a_folder()}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{folder / name}: cannot be read ({error})") from None
    if not isinstance(content, dict):
        raise InputError(f"{folder / name}: must hold figures by name")
    return content


def _a_folder() -> str:
    return "a folder that a run of this version wrote is needed"


# What comes into a programme from outside and can be stopped. Training goes on; so do partners already active.
STOPPED = {
    "training.top_up": "autonomous",
    "partners.contacts_per_month": 0.0,
    "outreach.events_per_year": 0,
    "outreach.campaigns_per_year": 0,
}


@dataclass(frozen=True)
class Autonomy:
    """How long a programme lasts after its external inputs stop: years until its end, or as long as was looked, if it
    had not ended by then (`longer`)."""

    years: float
    longer: bool


def on_its_own(territory: Territory, parameters: Parameters, seed: int, *, horizon: int, since: int) -> Run:
    """Set up the programme without external inputs from a week on, whatever the authority has just decided."""

    def stop_external_inputs(run: Run) -> None:
        run.live_stage("authority")
        if run.week >= since:
            for name, value in STOPPED.items():
                words = run.state.array("whole_words" if is_whole(name) else "real_words")
                words[word_of(name)] = number_of(name, value)

    return Run(territory, parameters, Draws(seed), horizon=horizon, stages={"authority": stop_external_inputs})


def autonomy(parameters: Parameters, territory: Territory, seed: int, week: int, limit_years: int = 20) -> Autonomy:
    """Measure how long a run's programme would last if external inputs stopped in a week, from 0 on; within so many
    years, at least 1. `models.outcomes.indicators.AUTONOMY` says what its end is. Raises ValueError for a week or a
    limit out of range."""
    if week < 0 or limit_years < 1:
        raise ValueError(f"a week from 0 and a limit from 1 year are needed, not {week} and {limit_years}")
    horizon = week + limit_years * WEEKS_A_YEAR + IDLE_WEEKS
    model = on_its_own(territory, parameters, seed, horizon=horizon, since=week)
    model.run(week)
    while model.week < model.horizon:  # a year at a time: most programmes end long before the limit
        model.run(min(WEEKS_A_YEAR, model.horizon - model.week))
        starts = model.rows("groups")["started"][model.numbers("groups")]
        if (end := end_of_activity(starts[starts != NONE], week, model.week)) is not None:
            return Autonomy((end - week) / WEEKS_A_YEAR, longer=False)
    return Autonomy(float(limit_years), longer=True)
