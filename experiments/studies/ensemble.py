"""An ensemble: sets of values of all that is uncertain that agree with what was observed of a programme.

A *world* is a set of values with a seed: what is answered over an ensemble is answered in each of its worlds, the same
worlds for all that is compared. What a scenario itself sets apart from the reference stays as it sets it, and what
somebody sets on top of it in any case; the rest goes on as it was, so that the reference over an ensemble agrees with
what was observed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.studies.calibration import RULE, RULES, Calibration, values_at
from experiments.studies.how_much import KEPT
from experiments.studies.lab import laboratory
from models.code.provenance import EDITION
from models.parameters import Parameters, names
from models.runs.cases import case, changed
from models.scenarios.scenario import Scenario, read
from models.territory.communes import DATA
from models.territory.territory import SHIPPED_SOURCE
from sim.draws import Draws
from sim.errors import InputError
from sim.reading import MEGABYTE
from sim.sentences import Sentence

FOLDER = DATA / "ensembles"
DIGITS = 4  # that are kept of a value
SAID = b"ensemble"  # where a file says what it is
LARGEST = 100 * MEGABYTE


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Sets of values, each as likely as another.

    Attributes
    ----------
    name : str
    table : DataFrame
        A row a set: `registering.rule`, and a column a number by dotted name. Rules take turns, so that the first
        sets of any number are of all rules alike.
    about : dict
        title, targets, scenario, in_reach, edition, witness, command and what else is to be known of it.
    """

    name: str
    table: pd.DataFrame
    about: Mapping[str, Any]

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def distinct(self) -> np.ndarray:
        """Of each set, a number that it shares with those that are the same: the likeliest were drawn several times."""
        return self.table.groupby([*self.table], sort=False).ngroup().to_numpy()

    def same(self, numbers: Iterable[int]) -> list[int]:
        """Of some sets, beyond the last it begins again, a number that those share that are the same."""
        return [int(self.distinct[number % len(self)]) for number in numbers]

    def values(self, number: int) -> dict[str, Any]:
        """The values of a set; beyond the last it begins again."""
        return dict(self._rows[number % len(self)])

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        return [{str(name): value for name, value in row.items()} for row in self.table.to_dict("records")]

    @property
    def in_reach(self) -> bool:
        """Whether some sets agree with what was observed; else these come nearest to it."""
        return bool(self.about.get("in_reach", True))

    def over(self, scenario: Scenario, number: int) -> Parameters:
        """The scenario's parameters in a world: those of the set, but for what the scenario sets (`left_to`)."""
        own, values = {*self.left_to(scenario)}, self.values(number)
        return changed(scenario.parameters, {name: value for name, value in values.items() if name not in own})

    def left_to(self, scenario: Scenario) -> list[str]:
        """What a scenario sets itself, of that which is uncertain: apart from the reference, or at anybody's word."""
        own, told = scenario.parameters, scenario.set_over
        return [name for name, usual in self._usual.items() if name in told or own.get(name) != usual]

    @cached_property
    def _usual(self) -> dict[str, Any]:
        """What the reference has in place of each value."""
        return {name: _reference().get(name) for name in self.table}


@cache
def _reference() -> Parameters:
    return read().parameters


def drawn(known: Calibration, name: str, sets: int = KEPT, **about: Any) -> Ensemble:
    """An ensemble of what is known: so many sets of each rule, drawn by their weights; where no set comes near all
    targets those that come nearest, as the errors of what is far away tell them apart no more."""
    parts, count_as, in_reach = [], {}, known.in_reach()
    for rule, one in known.rules.items():
        rows = one.tried.drawn(sets, Draws(1)) if in_reach else one.near(sets)
        count_as[rule] = round(one.tried.effective()) if in_reach else len({*rows.tolist()})
        rows = rows[np.argsort(Draws(1).stream("order of the sets").bits(np.arange(sets)))]
        values = pd.DataFrame(values_at(known.factors, one.tried.unit[rows]))
        numbers = values.select_dtypes("float")
        values[numbers.columns] = numbers.map(_rounded)
        parts.append(values.assign(**{RULE: rule}, turn=np.arange(sets)))
    table = pd.concat(parts).sort_values("turn", kind="stable", ignore_index=True).drop(columns="turn")
    said = {
        "title": known.targets.title,
        "targets": known.targets.name,
        "scenario": known.targets.scenario,
        "sets": {rule: len(one.tried.unit) for rule, one in known.rules.items()},
        "count_as": count_as,
        "in_reach": in_reach,
        "edition": EDITION,
        **about,
    }
    return Ensemble(name, table, said)


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


# ---- kept and read ---------------------------------------------------------------------------------------------------


def witness(ensemble: Ensemble, store: Path) -> str:
    """The digest of one run of one year in its first world, by which a model that runs otherwise is told; `store` is
    where the run is kept."""
    lab = laboratory("serial", store=store)
    runs = lab.run([case(ensemble.over(read(), 0))], [1], 1)
    return str(runs.table["event_log_sha256"].iloc[0])


def write(ensemble: Ensemble, file: Path) -> None:
    """Write an ensemble as a Parquet file that says what it is, whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = pa.Table.from_pandas(ensemble.table, preserve_index=False)
    told = content.replace_schema_metadata({SAID: json.dumps(dict(ensemble.about), ensure_ascii=False).encode()})
    beside = file.with_name(f".{file.name}.partial")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        pq.write_table(told, beside, compression="zstd", compression_level=19)
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
            "{file}: was calibrated elsewhere ({title}), and Grand Besançon has figures of its own: take {names}, or "
            "ask of that territory",
            file=file,
            title=found.about.get("title", found.name),
            names=_shipped(),
        )
    return found


def as_written(asked: Path) -> tuple[Ensemble, Path]:
    """An ensemble as its file has it, of whichever model, and that file.

    Raises
    ------
    InputError
        Where it is none.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    shipped = FOLDER / f"{asked}.parquet"
    file = shipped if not asked.suffix and asked.parent == Path() and shipped.exists() else asked
    try:
        content = pq.read_table(file)
        about = json.loads((content.schema.metadata or {})[SAID])
        table = content.to_pandas()
        if not isinstance(about, dict) or table.empty or RULE not in table:
            raise ValueError(file)
    except FileNotFoundError:
        raise InputError(
            "{asked}: there is no such ensemble; with the project come {names}", asked=asked, names=_shipped()
        ) from None
    except (OSError, KeyError, ValueError, pa.ArrowException):
        raise InputError("{file}: is no ensemble, as `contagion calibrate` writes them", file=file) from None
    return Ensemble(file.stem, table, about), file


def shipped() -> list[str]:
    """The names of those that come with the project."""
    return sorted(one.stem for one in FOLDER.glob("*.parquet"))


def _shipped() -> str:
    return ", ".join(shipped()) or Sentence("none")


def _must_be_of_this_model(ensemble: Ensemble, file: Path, store: Path | None) -> None:
    command = ensemble.about.get("command") or f"contagion calibrate {ensemble.about.get('targets', 'TARGETS')}"
    again = Sentence("make it anew, and put what it keeps in place of this file: {command}", command=command)
    if ensemble.about.get("edition") != EDITION:
        raise InputError(
            "{file}: was made with edition {edition} of the model; {again}",
            file=file,
            edition=ensemble.about.get("edition"),
            again=again,
        )
    missing = [name for name in ensemble.table if name != RULE and name not in names()]
    if missing or set(ensemble.table[RULE]) - set(RULES):
        raise InputError(
            "{file}: speaks of {names} that this model has not; {again}",
            file=file,
            names=", ".join(missing) or Sentence("rules"),
            again=again,
        )
    _must_be_possible(ensemble.table, file)
    if store is not None and ensemble.about.get("witness") not in (None, witness(ensemble, store)):
        raise InputError(
            "{file}: was made with another version of the model, whose runs differ; {again}", file=file, again=again
        )


def _must_be_possible(table: pd.DataFrame, file: Path) -> None:
    """Refuse values that no run can have."""
    for name, column in table.items():
        is_number = pd.api.types.is_numeric_dtype(column)
        ends = [column.min(skipna=False), column.max(skipna=False)] if is_number else column.astype(str).unique()
        for value in np.array(ends).tolist():
            changed(_reference(), {str(name): value}, str(file))
