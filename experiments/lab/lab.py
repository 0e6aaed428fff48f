"""A laboratory for this model: where its runs are made, and where they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.experiments.lab.folders import STORE
from contagion.models.runs.indicators import Indicator
from contagion.models.runs.rules import Rule
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.effort import Effort
from contagion.models.scenarios.scenario import Scenario
from contagion.models.territory.territory import Territory
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.laboratory.pools import Engine, Kind, cores
from contagion.sim.laboratory.store import Store

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Runs


FEW = 200  # years of runs by plain rules that take less time here than processes take to start


def laboratory(
    engine: Kind | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    store: Path = STORE,
    communes: Path | None = None,
    rules: tuple[Rule, ...] = (),
    indicators: tuple[Indicator, ...] = (),
    keep: tuple[str, ...] = (),
) -> Laboratory:
    """A laboratory over a territory.

    Parameters
    ----------
    engine, workers, scheduler
        As in `sim.laboratory.pools.Engine`. By default threads: of what is lived or measured by Python itself they
        would do one thing at a time, so that has processes.
    store : Path
        Folder that runs are kept in.
    communes : Path, optional
        A table of communes; by default Grand Besançon's.
    rules : tuple of Rule
        What all its runs live in place of stages of the week.
    indicators, keep
        What is kept of its runs beside the usual (`models.runs.study.Conversations`).
    """
    is_plain = not all(one.function.is_compiled for one in (*rules, *indicators))
    here: Kind = "loky" if is_plain and (workers or cores()) > 1 else "threads"
    how = Engine(engine or ("dask" if scheduler else here), workers, scheduler)
    study = Conversations.over(communes and communes.resolve(), rules=rules, indicators=indicators, keep=keep)
    few = FEW if how.kind == "loky" and not engine and not workers else 0
    return Laboratory(study, how, Store(store, study.version, study.about), few=few)


def close_up(lab: Laboratory) -> Laboratory:
    """The same laboratory, of whose runs more is kept (`models.runs.study.Conversations.close`), apart from others."""
    communes, rules = getattr(lab.study, "communes", None), getattr(lab.study, "rules", ())
    study = Conversations.over(communes, close=True, rules=rules)
    return lab.beside(study, Store(lab.store.folder, study.version, study.about))


def elsewhere(lab: Laboratory, communes: Path | None, indicators: tuple[Indicator, ...] = ()) -> Laboratory:
    """The same laboratory over another table of communes, by default Grand Besançon's; in the same store. `indicators`
    are kept of its runs beside the usual."""
    rules = getattr(lab.study, "rules", ())
    study = Conversations.over(communes and communes.resolve(), rules=rules, indicators=indicators)
    if study == lab.study:
        return lab
    return lab.beside(study, Store(lab.store.folder, study.version, study.about))


def territory_of(lab: Laboratory) -> Territory | None:
    """The territory of a laboratory's runs, where it is of this model."""
    return Territory.from_file(lab.study.communes) if isinstance(lab.study, Conversations) else None


def made_with(runs: Runs, command: str = "", scenarios: Sequence[Scenario] = ()) -> dict[str, Any]:
    """What a study was made with: the command as typed, its seeds, when, the effort of its scenarios and which of their
    values are outside their ranges, and the code and data of its runs.

    The runs may be older than the study, of the same code and data; `made` is when the study was.
    """
    seeds, length = sorted(set(runs.labels["seed"].tolist())), len(runs.labels)
    row = seeds == list(range(seeds[0], seeds[0] + len(seeds)))
    asked: dict[str, Any] = {
        "command": command,
        "runs": length,
        "seeds": f"{seeds[0]} to {seeds[-1]}" if row else seeds,
    }
    asked["effort"] = {scenario.name: scenario.effort for scenario in scenarios}
    asked["outside_range"] = {one.name: list(one.outside_range) for one in scenarios if one.outside_range}
    return {**asked, **runs.store.about, "made": datetime.now(UTC).isoformat(timespec="seconds")}


class FromRuns:
    """An answer that was worked out from `runs` of a `scenario`."""

    @property
    def provenance(self: Any) -> dict[str, Any]:
        """What the runs were made with."""
        return made_with(self.runs, scenarios=[self.scenario])


def fitted(
    lab: Laboratory, scenarios: Sequence[Scenario], years: int, effort: Effort = "scaled", instead: str = ""
) -> list[Scenario]:
    """The scenarios with their effort for the laboratory's territory (`models.scenarios.effort.fitted`).

    Raises
    ------
    InputError
        Where nothing is left of a number, or a decision does not fit the territory or runs of so many years.
    """
    if not isinstance(lab.study, Conversations):
        return list(scenarios)
    made = [lab.study.fitted(scenario, effort, instead) for scenario in scenarios]
    for scenario in made:
        lab.study.must_fit(scenario, years)
    return made
