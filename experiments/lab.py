"""A laboratory for this model: where its runs are made, and where they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from models.scenarios import Scenario
from models.study import Conversations
from sim.laboratory.laboratory import Laboratory
from sim.laboratory.pools import Engine
from sim.laboratory.store import Store

STORE = Path("results/store")


def laboratory(
    engine: Literal["serial", "processes", "dask"] = "processes",
    workers: int | None = None,
    scheduler: str | None = None,
    store: Path = STORE,
    communes: Path | None = None,
) -> Laboratory:
    """A laboratory over a territory.

    Parameters
    ----------
    engine, workers, scheduler
        As in `sim.laboratory.pools.Engine`.
    store : Path
        Folder that runs are kept in.
    communes : Path, optional
        A table of communes; by default Grand Besançon's.
    """
    how = Engine(engine, workers, scheduler)
    study = Conversations.over(communes and communes.resolve())
    return Laboratory(study, how, Store(store, study.version, study.about))


def close_up(lab: Laboratory) -> Laboratory:
    """The same laboratory, of whose runs more is kept (`models.study.Conversations.close`), apart from the others."""
    study = Conversations.over(getattr(lab.study, "communes", None), close=True)
    return replace(lab, study=study, store=Store(lab.store.folder, study.version, study.about))


def must_fit(lab: Laboratory, scenarios: Sequence[Scenario], years: int) -> None:
    """Refuse scenarios whose decisions do not fit the laboratory's territory, or runs of so many years."""
    if isinstance(lab.study, Conversations):
        for scenario in scenarios:
            lab.study.must_fit(scenario, years)
