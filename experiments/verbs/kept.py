"""What a folder keeps of an answer: tables, scenarios, where it comes from, figures."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.drawing.style import save as save_figure
from contagion.experiments.lab.lab import made_with
from contagion.experiments.verbs.verb import Kept
from contagion.sim.results import as_json, whole_folder

if TYPE_CHECKING:
    from contagion.experiments.ensembles.ensemble import Ensemble


def of_ensemble(ensemble: Ensemble | None) -> dict[str, Any]:
    """What is said of an ensemble, where there is one."""
    return {} if ensemble is None else {"ensemble": {"name": ensemble.name, **ensemble.about}}


def write(kept: Kept, out: Path, force: bool = False, command: str = "") -> None:
    """Write all of it into a folder, whole or not at all; `command` is what was typed."""
    with whole_folder(out, force) as folder:
        for name, table in kept.tables.items():
            path = folder / name
            table.to_csv(path, index=False) if path.suffix == ".csv" else table.to_parquet(path, index=False)
        for name, scenario in kept.scenarios.items():
            (folder / f"{name}.toml").write_text(scenario.text(), encoding="utf-8")
        if kept.runs is not None:
            said = made_with(kept.runs, command, list(kept.scenarios.values())) | dict(kept.about)
            (folder / "provenance.json").write_text(as_json(said), encoding="utf-8")
        for name, draw in kept.figures.items():
            save_figure(draw(), folder / name)
        if kept.more:
            kept.more(folder)


def plain(kept: Kept) -> str:
    """The tables that are the answer, as JSON, by name; null where a figure does not exist."""
    tables = {name.removesuffix(".csv"): rows(table) for name, table in kept.tables.items() if name.endswith(".csv")}
    efforts: Mapping[str, Any] = {name: scenario.effort for name, scenario in kept.scenarios.items()}
    return as_json({"scenarios": efforts, **tables})


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, with None where a figure does not exist."""
    named = table.reset_index() if any(table.index.names) else table
    return [
        {str(name): None if isinstance(value, float) and not isfinite(value) else value for name, value in row.items()}
        for row in named.astype(object).where(named.notna(), None).to_dict("records")
    ]
