"""What becomes of a batch, packed where it was made: whoever keeps it only writes bytes.

A table is one piece of zlib: how many bytes its head has; the head, which is the number of rows and of each column the
name, the type and, where it is of words, the words, in JSON; and the columns, one behind the other. Of words it has the
places among them, -1 for none. The key of its run stands in front of each row, but where the rows are those of the runs
in order.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from contagion.sim.laboratory.jobs import Batch

type Table = dict[str, NDArray[Any]]  # its columns; words are objects

RUNS, FAILURES = "runs", "failures"  # the leading tables, which have a row a run
PARAMETERS = "parameters"  # a column of these
FAST = 1  # level of zlib: by a higher one figures get hardly smaller


@dataclass(frozen=True)
class Packed:
    """Some runs that are kept together: the name of the leading table, keys, and tables as bytes, by name."""

    lead: str
    keys: tuple[str, ...]
    tables: dict[str, bytes]

    def table(self, name: str) -> Table:
        """One of its tables."""
        return decoded(self.tables[name], self.keys)

    def only(self, keys: Collection[str]) -> Packed:
        """Some of its runs, or all."""
        if len(keys) == len(self.keys):
            return self
        return packed(self.lead, {name: among(self.table(name), keys) for name in self.tables})


def packed(lead: str, tables: Mapping[str, Table]) -> Packed:
    """Encode tables; those without rows are left out."""
    keys, made = tuple(tables[lead]["key"]), dict[str, bytes]()
    for name, rows in tables.items():
        if len(rows["key"]):
            made[name] = encoded({column: rows[column] for column in rows if (name, column) != (lead, "key")})
    return Packed(lead, keys, made)


def encoded(rows: Table) -> bytes:
    """A table as bytes."""
    told, parts = [], []
    for name, values in rows.items():
        words = None
        if values.dtype == object:
            places, found = pd.factorize(values)
            values, words = places.astype(np.int32), found.tolist()
        told.append((name, values.dtype.str, words))
        parts.append(values.tobytes())
    head = json.dumps([len(values), told]).encode()
    return zlib.compress(b"".join([len(head).to_bytes(4, "little"), head, *parts]), FAST)


def decoded(data: bytes, keys: Sequence[str], wanted: Callable[[str], bool] = bool) -> Table:
    """The table of some runs that was encoded, or the columns of it that are wanted, with their keys in front."""
    raw = zlib.decompress(data)
    at = 4 + int.from_bytes(raw[:4], "little")
    number, told = json.loads(raw[4:at])
    rows: Table = {} if any(name == "key" for name, *_ in told) else {"key": np.array(keys, object)}
    for name, kind, words in told:
        values = np.frombuffer(raw, kind, number, at)
        at += values.nbytes
        if wanted(name):
            rows[name] = values if words is None else np.array([*words, None], object)[values]
    return rows


def table_of(columns: Mapping[str, Any]) -> Table:
    """A table of columns. A column without any value is numbers that are missing, so that a table has the same types in
    all batches."""
    rows = {name: np.asarray(values) for name, values in columns.items()}
    for name, values in rows.items():
        if values.dtype.kind not in "biuf":
            found = pd.Series(columns[name]).to_numpy()
            rows[name] = found if found.dtype != object or pd.notna(found).any() else found.astype(float)
    return rows


def joined(parts: Sequence[Table]) -> pd.DataFrame:
    """Tables one below the other; a column that one lacks is missing there."""
    if all(part.keys() == parts[0].keys() for part in parts):
        return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    return pd.concat(map(pd.DataFrame, parts), ignore_index=True)


def among(rows: Table, keys: Collection[str]) -> Table:
    """Rows of some runs."""
    wanted = pd.Series(rows["key"]).isin(keys).to_numpy()
    return {name: values[wanted] for name, values in rows.items()}


@dataclass(frozen=True)
class Parcel:
    """What became of a batch, as it is kept: the time that each run took, and the runs that went well and those that
    failed, where there are any."""

    seconds: tuple[float, ...]
    packed: tuple[Packed, ...]

    @property
    def keys(self) -> list[str]:
        """Of all runs."""
        return [key for some in self.packed for key in some.keys]

    @property
    def failed(self) -> int:
        """Number of the runs that failed."""
        return sum(len(some.keys) for some in self.packed if some.lead == FAILURES)


@dataclass(frozen=True)
class Packer:
    """Packs batches of one version of a study."""

    version: str

    def __call__(self, batch: Batch) -> Parcel:
        keys, made = np.array([job.key(self.version) for job in batch.jobs], object), []

        def leading(places: Sequence[int], more: Mapping[str, Any]) -> Table:
            columns: dict[str, Any] = {"key": keys[list(places)]}
            columns |= {name: [getattr(batch.jobs[place], name) for place in places] for name in ("seed", "years")}
            columns |= {"seconds": [batch.seconds[place] for place in places], **more}
            return table_of(columns | {PARAMETERS: [batch.jobs[place].parameters for place in places]})

        if well := [place for place in range(len(keys)) if place not in batch.errors]:
            names = dict.fromkeys(name for place in well for name in batch.figures[place])
            figures = {name: [batch.figures[place].get(name) for place in well] for name in names}
            others = {
                name: table_of({"key": keys.repeat(rows.counts), **rows.columns}) for name, rows in batch.tables.items()
            }
            made.append(packed(RUNS, others | {RUNS: leading(well, figures)}))
        if batch.errors:
            made.append(packed(FAILURES, {FAILURES: leading([*batch.errors], {"error": [*batch.errors.values()]})}))
        return Parcel(batch.seconds, tuple(made))
