"""Ensembles as files: Parquet tables that say what they are. Two come with the project, `data/ensembles`.

An ensemble is of one model: its edition, its numbers and the run of a witness tell whether it is of today's.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.calibration import RULE, RULES
from contagion.experiments.ensembles.ensemble import Ensemble, reference
from contagion.experiments.lab.lab import laboratory
from contagion.models.code.provenance import EDITION
from contagion.models.parameters import names
from contagion.models.runs.cases import case, changed
from contagion.models.scenarios.scenario import read
from contagion.models.territory.communes import DATA
from contagion.models.territory.territory import SHIPPED_SOURCE
from contagion.sim.errors import InputError
from contagion.sim.files.parquet import read_parquet, said_in, write_parquet
from contagion.sim.reading import file_named, is_there

FOLDER = DATA / "ensembles"


def witness(ensemble: Ensemble, store: Path) -> str:
    """The digest of one run of one year in its first world, by which a model that runs otherwise is told; `store` is
    where the run is kept."""
    lab = laboratory("serial", store=store)
    runs = lab.run([case(ensemble.over(read(), 0))], [1], 1)
    return str(runs.table["event_log_sha256"].iloc[0])


def write(ensemble: Ensemble, file: Path) -> None:
    """Write an ensemble as a Parquet file that says what it is, whole or not at all."""
    beside = file.with_name(f".{file.name}.partial")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_parquet(ensemble.table, beside, ensemble=json.dumps(dict(ensemble.about), ensure_ascii=False))
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def read_ensemble(asked: Path, store: Path | None = None, data: str | None = None) -> Ensemble:
    """Read an ensemble: a file, or one that comes with the project by its bare name (`besancon`).

    Parameters
    ----------
    store : Path, optional
        Where the run of its witness is kept, by which it is seen that it is of this model.
    data : str, optional
        Of which territory is asked.

    Raises
    ------
    InputError
        Where it is none, or was made with a model that runs otherwise, with the command that makes it anew; or is of
        elsewhere, where the territory has figures of its own.
    """
    found, file = as_written(asked)
    _must_be_of_this_model(found, file, store)
    if data == SHIPPED_SOURCE != found.about.get("data", SHIPPED_SOURCE):
        raise InputError(
            f"{file}: was calibrated elsewhere ({found.about.get('title', found.name)}), and Grand "
            f"Besançon has figures of its own: take {_shipped()}, or ask of that territory"
        )
    return found


def as_written(asked: Path) -> tuple[Ensemble, Path]:
    """An ensemble as its file has it, of whichever model, and that file.

    Raises
    ------
    InputError
        Where it is none.
    """
    file = file_named(asked, FOLDER, ".parquet")
    try:
        table, about = read_parquet(file), json.loads(said_in(file, "ensemble"))
        if not isinstance(about, dict) or table.empty or RULE not in table:
            raise ValueError(file)
    except (OSError, ValueError):
        if not is_there(file):
            raise InputError(f"{asked}: there is no such ensemble; with the project come {_shipped()}") from None
        raise InputError(f"{file}: is no ensemble, as `contagion calibrate` writes them") from None
    return Ensemble(file.stem, table, about), file


def shipped() -> list[str]:
    """The names of those that come with the project."""
    return sorted(one.stem for one in FOLDER.glob("*.parquet"))


def _shipped() -> str:
    return ", ".join(shipped()) or "none"


def _must_be_of_this_model(ensemble: Ensemble, file: Path, store: Path | None) -> None:
    command = ensemble.about.get("command") or f"contagion calibrate {ensemble.about.get('targets', 'TARGETS')}"
    again = f"make it anew, and put what it keeps in place of this file: {command}"
    if ensemble.about.get("edition") != EDITION:
        raise InputError(f"{file}: was made with edition {ensemble.about.get('edition')} of the model; {again}")
    known = {RULE, *names()}
    missing = [name for name in ensemble.table if name not in known]
    if missing or set(ensemble.table[RULE]) - set(RULES):
        raise InputError(f"{file}: speaks of {', '.join(missing) or 'rules'} that this model has not; {again}")
    _must_be_possible(ensemble.table, file)
    if store is not None and ensemble.about.get("witness") not in (None, witness(ensemble, store)):
        raise InputError(f"{file}: was made with another version of the model, whose runs differ; {again}")


def _must_be_possible(table: pd.DataFrame, file: Path) -> None:
    """Refuse values that no run can have."""
    for name, column in table.items():
        is_number = pd.api.types.is_numeric_dtype(column)
        ends = [column.min(skipna=False), column.max(skipna=False)] if is_number else column.astype(str).unique()
        for value in np.array(ends).tolist():
            changed(reference(), {str(name): value}, str(file))
