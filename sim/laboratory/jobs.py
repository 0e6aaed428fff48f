"""What is asked of the laboratory: jobs, and the study that makes their runs.

Batches of runs, made and packed in one place: whoever keeps them only writes bytes.

A table is one piece of zlib: how many bytes its head has; the head, which is the number of rows and of each column the
name, the type and, where it is of words, the words, in JSON; and the columns, one behind the other. Of words it has the
places among them, -1 for none. The key of its run stands in front of each row, but where there is one a run, in order.
"""

from __future__ import annotations

import json
import re
import traceback
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from time import perf_counter
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from contagion.sim.threads import MadeOnce, go_on

type Columns = Mapping[str, ArrayLike]  # of equal lengths


@dataclass(frozen=True)
class Job:
    """One run to make; its parameters, defaults included, are canonical JSON (see `canonical`)."""

    parameters: str
    seed: int
    years: int

    def key(self, version: str) -> str:
        """Name of the run's content: 32 hex digits of the SHA-256 of parameters, seed, years and the study's version.

        Equal keys, equal results.
        """
        return _key(self.parameters, self.seed, self.years, version)


@lru_cache(maxsize=4096)
def _key(parameters: str, seed: int, years: int, version: str) -> str:
    content = canonical({"parameters": parameters, "seed": seed, "years": years, "version": version})
    return sha256(content.encode()).hexdigest()[:32]


def canonical(content: Any) -> str:
    """JSON with sorted names, no spaces, and whole numbers without a point (10, not 10.0): equal contents, equal texts.
    Infinity is written as JavaScript does."""
    return json.dumps(_plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _plain(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    return int(content) if isinstance(content, float) and content.is_integer() else content


def reason(error: str) -> str:
    """Return the last line of a traceback; of an error that is not Python's own, its message alone."""
    return re.sub(r"^(\w+\.)+\w+: ", "", error.strip().rpartition("\n")[2])


class Study(Hashable, Protocol):
    """A model that can be run in any process that has the code. It must be hashable and small when pickled."""

    @property
    def version(self) -> str:
        """Digest of everything but a job that results depend on: the model's code and data."""

    def prepare(self) -> None:
        """Load what all runs share; called once in each process, before its first run. Raises Exception where this
        process has another version of the code or the data."""

    def run(self, job: Job) -> tuple[dict[str, Any], Mapping[str, Columns]]:
        """Figures of a run, each of one type in all runs of a study (a missing one is NaN), and tables, such as one of
        years, each with the same columns in all runs: functions of the job alone."""


type Table = dict[str, NDArray[Any]]  # its columns; words are objects

RUNS, FAILURES = "runs", "failures"  # the leading tables, which have a row a run
PARAMETERS = "parameters"  # a column of these; that of the runs is a table apart, which few read


@dataclass(frozen=True)
class PackedRuns:
    """Some runs that are kept together: the name of the leading table, keys, and tables as bytes, by name."""

    lead: str
    keys: tuple[str, ...]
    tables: dict[str, bytes]

    def table(self, name: str) -> Table:
        """Decode one of its tables."""
        return decode(self.tables[name], self.keys)

    def only(self, keys: Collection[str]) -> PackedRuns:
        """Select some of its runs, or all."""
        if len(keys) == len(self.keys):
            return self
        return pack(self.lead, {name: among(self.table(name), keys) for name in self.tables})


def pack(lead: str, tables: Mapping[str, Table]) -> PackedRuns:
    """Encode tables; those without rows are left out."""
    keys, parts = tuple(tables[lead]["key"]), dict[str, bytes]()
    for name, rows in tables.items():
        if len(rows["key"]):
            parts[name] = encode({c: rows[c] for c in rows if c != "key" or name not in (lead, PARAMETERS)})
    return PackedRuns(lead, keys, parts)


def encode(rows: Table) -> bytes:
    """Encode a table as bytes."""
    columns, parts = [], []
    for name, values in rows.items():
        words = None
        if values.dtype == object:
            places, words_used = pd.factorize(values)
            values, words = places.astype(np.int32), words_used.tolist()
        columns.append((name, values.dtype.str, words))
        parts.append(values.tobytes())
    head = json.dumps([len(values), columns]).encode()
    return zlib.compress(b"".join([len(head).to_bytes(4, "little"), head, *parts]))


def decode(data: bytes, keys: Sequence[str], is_wanted: Callable[[str], bool] = bool) -> Table:
    """Decode the table of some runs, or the wanted columns of it, with their keys in front."""
    raw = zlib.decompress(data)
    at = 4 + int.from_bytes(raw[:4], "little")
    number, columns = json.loads(raw[4:at])
    rows: Table = {} if any(name == "key" for name, *_ in columns) else {"key": np.array(keys, object)}
    for name, kind, words in columns:
        values = np.frombuffer(raw, kind, number, at)
        at += values.nbytes
        if is_wanted(name):
            rows[name] = values if words is None else np.array([*words, None], object)[values]
    return rows


def table_of(columns: Mapping[str, Any]) -> Table:
    """Make a table of columns. A column without any value becomes missing numbers, so that a table has the same types
    in all batches."""
    rows = {name: np.asarray(values) for name, values in columns.items()}
    for name, values in rows.items():
        if values.dtype.kind not in "biuf":
            column = pd.Series(columns[name]).to_numpy()
            rows[name] = column if column.dtype != object or pd.notna(column).any() else column.astype(float)
    return rows


def stack(parts: Sequence[Table]) -> pd.DataFrame:
    """Tables one below the other; a column that one lacks is missing there."""
    if all(part.keys() == parts[0].keys() for part in parts):
        return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    return pd.concat(map(pd.DataFrame, parts), ignore_index=True)


def among(rows: Table, keys: Collection[str]) -> Table:
    """Rows of some runs."""
    mask = pd.Series(rows["key"]).isin(keys).to_numpy()
    return {name: values[mask] for name, values in rows.items()}


@dataclass(frozen=True)
class Parcel:
    """What became of a batch, as it is kept: the time that each run took, and the runs that went well and those that
    failed, where there are any."""

    seconds: tuple[float, ...]
    parts: tuple[PackedRuns, ...]

    @property
    def keys(self) -> list[str]:
        """Of all runs."""
        return [key for some in self.parts for key in some.keys]

    @property
    def failed(self) -> int:
        """Number of the runs that failed."""
        return sum(len(some.keys) for some in self.parts if some.lead == FAILURES)


def execute(study: Study, jobs: Sequence[Job]) -> Parcel:
    """Run some jobs, one after the other, and pack what becomes of them; a run that fails costs only itself."""
    start = perf_counter()
    try:
        ready = _prepare(study)
    except Exception:
        return failure_parcel(study, jobs, traceback.format_exc(), perf_counter() - start)
    well, wrong = list[dict[str, Any]](), list[dict[str, Any]]()
    tables: defaultdict[str, list[Columns]] = defaultdict(list)
    for job in jobs:
        go_on()
        start, row, columns_of, error = perf_counter(), {}, {}, ""
        try:
            row, columns_of = ready.run(job)
        except Exception:
            error = traceback.format_exc()
        about = _about(study, job, perf_counter() - start)
        if error:
            wrong.append(about | {"error": error})
            continue
        well.append(about | row)
        for name, columns in columns_of.items():
            key = np.full(len(np.asarray(next(iter(columns.values())))), about["key"], object)
            tables[name].append({"key": key, **columns})
    return _parcel(well, wrong, {name: _together(parts) for name, parts in tables.items()})


def failure_parcel(study: Study, jobs: Sequence[Job], error: str, seconds: float = 0.0) -> Parcel:
    """Pack a batch in which each run failed, for one reason."""
    rows = [_about(study, job, seconds / len(jobs)) | {"error": error} for job in jobs]
    return _parcel([], rows, {})


@MadeOnce
def _prepare(study: Study) -> Study:
    study.prepare()
    return study


def _about(study: Study, job: Job, seconds: float) -> dict[str, Any]:
    of_job = {"seed": job.seed, "years": job.years, "seconds": seconds, PARAMETERS: job.parameters}
    return {"key": job.key(study.version), **of_job}


def _parcel(well: list[dict[str, Any]], wrong: list[dict[str, Any]], tables: dict[str, Table]) -> Parcel:
    """Make a parcel of the runs that went well, with their tables, and of those that failed."""
    runs = _leading_table(well)
    if well:
        tables[PARAMETERS] = {"key": runs["key"], PARAMETERS: runs.pop(PARAMETERS)}
    parts = [pack(RUNS, {**tables, RUNS: runs})] if well else []
    parts += [pack(FAILURES, {FAILURES: _leading_table(wrong)})] if wrong else []
    return Parcel(tuple(row["seconds"] for row in well + wrong), tuple(parts))


def _together(parts: Sequence[Columns]) -> Table:
    """Join the tables of all runs into one."""
    return table_of({name: np.concatenate([np.asarray(part[name]) for part in parts]) for name in parts[0]})


def _leading_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    names = dict.fromkeys(name for row in rows for name in row)
    return table_of({name: [row.get(name) for row in rows] for name in names})
