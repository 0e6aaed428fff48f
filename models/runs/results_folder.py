"""A results folder, read again: the record of its run, and what came of it as it is worked out now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contagion.models.outcomes.frames import FRAMES, record_of
from contagion.models.outcomes.record import Record
from contagion.models.outcomes.summary import outcomes
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.files.parquet import read_parquet


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
    """Work out the figures of a run anew from the tables of its folder.

    Parameters
    ----------
    folder : Path
        Written by a run.
    settings : sequence of str
        Each ``section.name=value``: other prices, or other assumptions about what is saved.
    called : str
        What the settings are called where they were given.

    Raises
    ------
    InputError
        For a folder that holds no such run, and for a setting that the run itself depends on.
    """
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
    """The record of the run in a folder.

    Raises
    ------
    InputError
        For a table that is missing, is no table, or does not fit the scenario.
    """
    if not isinstance(seed, int):
        raise InputError(f"{folder / 'summary.json'}: seed must be a whole number, not {seed!r}")
    made = {}
    for name in FRAMES:
        file = folder / f"{name}.parquet"
        if not file.exists():
            raise InputError(f"{file}: is missing; {_a_folder()}")
        try:
            made[name] = read_parquet(file)
        except OSError as error:
            raise InputError(f"{file}: cannot be read as a table ({error})") from None
    try:
        return record_of(made, parameters, seed)
    except KeyError as error:
        raise InputError(
            f"{folder}: a table has no column {error}; {_a_folder()}: the run can be made again from its scenario.toml"
        ) from None
    except (TypeError, ValueError) as error:
        raise InputError(f"{folder}: {error}; the tables do not fit scenario.toml") from None


def _json(folder: Path, name: str) -> dict[str, Any]:
    if not folder.is_dir():
        raise InputError(f"{folder}: is no folder; {_a_folder()}")
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
