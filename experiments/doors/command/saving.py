"""What a study leaves in a folder: tables, runs, scenarios, where they come from, figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.ensembles.predicted import predicted_of
from contagion.experiments.lab.lab import made_with
from contagion.experiments.verbs.calibrate.work import Calibrated
from contagion.experiments.verbs.compare.costs import costed
from contagion.experiments.verbs.compare.footprint import avoided_by_scenario
from contagion.experiments.verbs.compare.work import Comparison, headline, in_worlds
from contagion.experiments.verbs.discover.work import Discovery, limits_of
from contagion.experiments.verbs.levers.work import Steps
from contagion.experiments.verbs.limits.work import Limits
from contagion.experiments.verbs.reach.work import Reach
from contagion.experiments.verbs.spend.work import Spent
from contagion.experiments.verbs.sweep.work import Sweep
from contagion.experiments.verbs.worth_knowing.work import WorthKnowing
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.results import as_json, whole_folder

if TYPE_CHECKING:
    from contagion.experiments.ensembles.ensemble import Ensemble
    from contagion.experiments.ensembles.worlds import Worlds
    from contagion.experiments.verbs.compare.standing import Standing
    from contagion.sim.laboratory.laboratory import Laboratory, Runs


def _with_sources(
    folder: Path, runs: Runs, command: str, scenarios: Mapping[str, Scenario], about: Mapping[str, Any] | None = None
) -> None:
    """Write the scenarios, by the names of their files, and where the runs come from, with what else is said `about`
    them."""
    for name, scenario in scenarios.items():
        (folder / f"{name}.toml").write_text(scenario.text(), encoding="utf-8")
    said = made_with(runs, command, list(scenarios.values())) | dict(about or {})
    (folder / "provenance.json").write_text(as_json(said), encoding="utf-8")


def _ensemble(ensemble: Ensemble | None) -> dict[str, Any]:
    """What is said of an ensemble, where there is one."""
    return {} if ensemble is None else {"ensemble": {"name": ensemble.name, **ensemble.about}}


def _of_worlds(worlds: Worlds | None) -> dict[str, Any]:
    return _ensemble(worlds.ensemble if worlds else None)


def save_comparison(
    made: Comparison, out: Path, force: bool = False, command: str = "", held: Standing | None = None
) -> None:
    """Write the main figures (CSV), all differences (CSV, Parquet), the runs, the scenarios, where they come from, and
    the figures; `command` is what was typed. Over worlds also how far differences spread (`worlds.csv`) and, if that
    was asked, in which readings what is said first stands (`readings.csv`)."""
    from contagion.experiments.drawing.style import save as save_figure
    from contagion.experiments.verbs.compare.figure import differences_figure, trajectories_figure

    with whole_folder(out, force) as folder:
        headline(made).to_csv(folder / "main_figures.csv", index=False)
        if made.worlds:
            in_worlds(made).to_csv(folder / "worlds.csv", index=False)
        if held:
            held.table.to_csv(folder / "readings.csv", index=False)
        made.table.to_csv(folder / "comparison.csv", index=False)
        made.table.to_parquet(folder / "comparison.parquet", index=False)
        costed(made.runs, made.scenarios).to_parquet(folder / "runs.parquet", index=False)
        made.runs.rows("years").to_parquet(folder / "years.parquet", index=False)
        avoided_by_scenario(made.runs, made.scenarios, made.worlds.ensemble if made.worlds else None).to_csv(
            folder / "footprint.csv", index=False
        )
        scenarios = {scenario.name: scenario for scenario in made.scenarios}
        _with_sources(folder, made.runs, command, scenarios, _of_worlds(made.worlds))
        save_figure(trajectories_figure(made), folder / "trajectories")
        save_figure(differences_figure(made), folder / "differences")


def save_levers(found: Steps, out: Path, force: bool = False, command: str = "") -> None:
    """Write the table (CSV, Parquet), the runs, the scenario, where they come from, and the figure; `command` is what
    was typed."""
    from contagion.experiments.drawing.style import save as save_figure
    from contagion.experiments.verbs.levers.figure import levers_figure

    with whole_folder(out, force) as folder:
        found.table.to_csv(folder / "levers.csv", index=False)
        found.table.to_parquet(folder / "levers.parquet", index=False)
        costed(found.made.runs, found.made.scenarios).to_parquet(folder / "runs.parquet", index=False)
        _with_sources(folder, found.made.runs, command, {"scenario": found.scenario}, _of_worlds(found.made.worlds))
        save_figure(levers_figure(found), folder / "levers")


def save_limits(found: Limits, out: Path, force: bool = False, command: str = "") -> None:
    """Write the tables, the runs, the scenario, where they come from, and the figure; `command` is what was typed."""
    from contagion.experiments.drawing.style import save as save_figure
    from contagion.experiments.verbs.limits.figure import limits_figure

    with whole_folder(out, force) as folder:
        for name, table in (("limits", found.table), ("gains_by_year", found.by_year)):
            table.to_csv(folder / f"{name}.csv", index=False)
        found.made.runs.table.to_parquet(folder / "runs.parquet", index=False)
        found.made.runs.rows("years").to_parquet(folder / "years.parquet", index=False)
        _with_sources(folder, found.made.runs, command, {"scenario": found.scenario}, _of_worlds(found.made.worlds))
        save_figure(limits_figure(found), folder / "limits")


def save_reach(found: Reach, out: Path, force: bool = False, command: str = "") -> None:
    """Write the table (CSV), the scenario, and where the runs come from; `command` is what was typed."""
    with whole_folder(out, force) as folder:
        found.table.to_csv(folder / "reach.csv", index=False)
        _with_sources(folder, found.runs, command, {"scenario": found.scenario})


def save_spent(found: Spent, out: Path, force: bool = False, command: str = "") -> None:
    """Write the portfolios, their costs by item, what would overturn them and all mixes tried (CSV), what came of the
    portfolios in each world (Parquet), the scenario with and without each, where they come from, and the figure;
    `command` is what was typed."""
    from contagion.experiments.drawing.style import save as save_figure
    from contagion.experiments.verbs.spend.figure import spent_figure
    from contagion.experiments.verbs.spend.work import costs_by_item, overturned

    tables = {"portfolios": found.table, "costs": costs_by_item(found), "overturned": overturned(found)}
    with whole_folder(out, force) as folder:
        for name, table in (tables | {"tried": found.tried}).items():
            table.to_csv(folder / f"{name}.csv", index=False)
        found.judged.lived.to_parquet(folder / "worlds.parquet", index=False)
        mixes = [found.with_mix(one) for one in found.portfolios]
        scenarios = {"scenario": found.scenario, **{one.name: one for one in mixes}}
        _with_sources(folder, found.runs, command, scenarios, _ensemble(found.ensemble))
        save_figure(spent_figure(found), folder / "spend")


def save_calibration(
    found: Calibrated, lab: Laboratory, scenario: Scenario, out: Path, force: bool = False, command: str = ""
) -> None:
    """Write the ensemble (`NAME.parquet`, as `read_ensemble` takes it), what is learned of each number, the same by
    ABC, what its sets make of the targets, and whether it takes contagion (CSV), the scenario, where it comes from, and
    the figure; `command` is what was typed."""
    from contagion.experiments.drawing.style import save as save_figure
    from contagion.experiments.ensembles.ensemble_files import witness, write
    from contagion.experiments.verbs.calibrate.figure import calibration_figure

    about = {**found.ensemble.about, "witness": witness(found.ensemble, lab.store.folder)}
    kept = replace(found.ensemble, about=about)
    names = list(dict.fromkeys(found.learned["factor"]))
    with whole_folder(out, force) as folder:
        write(kept, folder / f"{found.ensemble.name}.parquet")
        for name, table in (("learned", found.learned), ("tied", found.tied), ("without_contagion", found.without)):
            table.to_csv(folder / f"{name}.csv", index=False)
        found.left_alone.to_csv(folder / "left_alone.csv", index=False)
        found.checked.to_csv(folder / "checked.csv", index=False)
        pd.DataFrame(predicted_of(about)).to_csv(folder / "predicted.csv", index=False)
        found.known.screened.to_csv(folder / "screened.csv", index=False)
        _with_sources(folder, found.runs, command, {"scenario": scenario})
        save_figure(calibration_figure(found.known, names), folder / "calibration")


def save_worth_knowing(found: WorthKnowing, out: Path, force: bool = False, command: str = "") -> None:
    """Write the tables (CSV), the runs, the scenario, where they come from, the ensemble included, and the figure;
    `command` is what was typed."""
    from contagion.experiments.drawing.style import save as save_figure
    from contagion.experiments.verbs.worth_knowing.figure import worth_knowing_figure

    asked = found.asked
    with whole_folder(out, force) as folder:
        tables = {"decisions": found.decisions, "ask_for": found.to_ask, "numbers": found.numbers, "rates": found.rates}
        for name, table in tables.items():
            table.to_csv(folder / f"{name}.csv", index=False)
        found.runs.table.to_parquet(folder / "runs.parquet", index=False)
        size = {"budget": asked.budget, "rate": asked.rate, "sets": asked.sets, "seeds_of_each": asked.seeds}
        about = _ensemble(asked.ensemble) | size
        _with_sources(folder, found.runs, command, {"scenario": asked.scenario}, about)
        save_figure(worth_knowing_figure(found), folder / "worth_knowing")


def save_discovery(found: Discovery, out: Path, force: bool = False, command: str = "") -> None:
    """Write the worlds (Parquet), a row a limit of the boxes, what the first was chosen from (CSV), the scenario, where
    the runs come from, and the figure; `command` is what was typed."""
    from contagion.experiments.drawing.style import save as save_figure
    from contagion.experiments.verbs.discover.figure import discovery_figure

    with whole_folder(out, force) as folder:
        found.worlds.to_parquet(folder / "worlds.parquet", index=False)
        for name, boxes in (("boxes", found.found.boxes), ("offered", found.found.offered)):
            limits_of(boxes).to_csv(folder / f"{name}.csv", index=False)
        _with_sources(folder, found.runs, command, {"scenario": found.scenario}, _ensemble(found.ensemble))
        save_figure(discovery_figure(found), folder / "discovery")


def save_sweep(found: Sweep, design: str, out: Path, force: bool = False, command: str = "") -> None:
    """Write `runs.parquet` (a row a run) and `years.parquet` (a row a run and year), their figure (`sweep.png` and
    `sweep.svg`), the scenario and provenance. `command` is what was typed for them."""
    from contagion.experiments.drawing import style  # slow to load
    from contagion.experiments.drawing.foot import beneath
    from contagion.experiments.ensembles.words import seeds_are_worlds
    from contagion.experiments.verbs.sweep.figure import sweep_figure

    of = [found.worlds.ensemble] if found.worlds else []
    with whole_folder(out, force) as folder:
        for name, table in (("runs", found.table), ("years", found.runs.rows("years"))):
            table.to_parquet(folder / f"{name}.parquet", index=False)
        said = [seeds_are_worlds(one, found.runs.store.about) for one in of]
        below = [*said, *beneath(found.runs, [found.scenario])]
        style.save(sweep_figure(found.table, found.varied, found.scenario, design, below), folder / "sweep")
        _with_sources(folder, found.runs, command, {"scenario": found.scenario}, _of_worlds(found.worlds))
