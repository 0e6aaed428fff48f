"""What becomes of a batch, packed where it was made: whoever keeps it only writes bytes. A table is an Arrow stream in
one piece of zstd, with the key of its run in front of each row, but where the rows are those of the runs in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.sim.laboratory.jobs import Batch

if TYPE_CHECKING:
    import pyarrow as pa

RUNS, FAILURES = "runs", "failures"  # the leading tables
PARAMETERS = (
    "parameters"  # a table of its own, as it is seldom asked for, and as if it were a column of the leading one
)
REPEATED = ("key", PARAMETERS)  # columns in which the same long words stand again and again


@dataclass(frozen=True)
class Packed:
    """Some runs that are kept together.

    Attributes
    ----------
    lead : str
        The leading table, which has a row a run.
    keys : tuple of str
        Of the runs.
    tables : dict of name to bytes
    """

    lead: str
    keys: tuple[str, ...]
    tables: dict[str, bytes]

    def table(self, name: str) -> pa.Table:
        """One of its tables."""
        return decoded(self.tables[name], self.keys)

    def only(self, keys: Collection[str]) -> Packed:
        """Some of its runs, or all."""
        if len(keys) == len(self.keys):
            return self
        return packed(self.lead, {name: among(self.table(name), keys) for name in self.tables})


def packed(lead: str, tables: Mapping[str, pa.Table]) -> Packed:
    """Encode tables; those without rows are left out."""
    keys = tuple(tables[lead]["key"].to_pylist())
    bare = {name: rows.drop_columns("key") if name in (lead, PARAMETERS) else rows for name, rows in tables.items()}
    return Packed(lead, keys, {name: encoded(rows) for name, rows in bare.items() if rows.num_rows})


def merged(parts: Sequence[Packed]) -> Packed:
    """Those runs as one batch."""
    names = dict.fromkeys(name for part in parts for name in part.tables)
    tables = {name: joined([part.table(name) for part in parts if name in part.tables]) for name in names}
    return packed(parts[0].lead, tables)


def encoded(rows: pa.Table) -> bytes:
    """A table as bytes: how many they are when they are unpacked, and the packed ones."""
    import pyarrow as pa

    for place, name in enumerate(rows.schema.names):
        if name in REPEATED:
            rows = rows.set_column(place, name, rows[name].combine_chunks().dictionary_encode())
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows)
    raw = sink.getvalue()
    return raw.size.to_bytes(8, "little") + pa.compress(raw, "zstd", asbytes=True)


def decoded(data: bytes, keys: Sequence[str]) -> pa.Table:
    """The table of some runs that was encoded, with their keys."""
    import pyarrow as pa

    raw = pa.decompress(memoryview(data)[8:], int.from_bytes(data[:8], "little"), "zstd")
    rows = pa.ipc.open_stream(raw).read_all()
    for place, name in enumerate(rows.schema.names):
        if name in REPEATED:
            rows = rows.set_column(place, name, rows[name].cast(pa.string()))
    return rows if "key" in rows.schema.names else rows.add_column(0, "key", pa.array(keys))


def table_of(columns: Mapping[str, Any]) -> pa.Table:
    """A table of columns. A column without any value is numbers that are missing, so that a table has the same types in
    all batches."""
    import pyarrow as pa

    arrays = {name: pa.array(values) for name, values in columns.items()}
    return pa.table({n: a.cast(pa.float64()) if pa.types.is_null(a.type) else a for n, a in arrays.items()})


def joined(parts: Sequence[pa.Table]) -> pa.Table:
    """Tables one below the other; a column that one lacks is missing there."""
    import pyarrow as pa

    return pa.concat_tables(parts, promote_options="permissive")


def among(rows: pa.Table, keys: Collection[str]) -> pa.Table:
    """Rows of some runs."""
    return rows.filter(rows["key"].to_pandas().isin(keys).to_numpy())


@dataclass(frozen=True)
class Parcel:
    """What became of a batch, as it is kept.

    Attributes
    ----------
    seconds : tuple of float
        Time that each run took.
    packed : tuple of Packed
        The runs that went well and those that failed, where there are any.
    """

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
        keys = [job.key(self.version) for job in batch.jobs]
        well = [place for place in range(len(keys)) if place not in batch.errors]
        made = []
        if well:
            names = dict.fromkeys(name for place in well for name in batch.figures[place])
            figures = {name: [batch.figures[place].get(name) for place in well] for name in names}
            made.append(packed(RUNS, _others(batch, keys) | _leading(batch, keys, RUNS, well, figures)))
        if batch.errors:
            errors = {"error": list(batch.errors.values())}
            made.append(packed(FAILURES, _leading(batch, keys, FAILURES, list(batch.errors), errors)))
        return Parcel(batch.seconds, tuple(made))


def _leading(
    batch: Batch, keys: Sequence[str], lead: str, places: Sequence[int], more: Mapping[str, Any]
) -> dict[str, pa.Table]:
    """The leading table of the runs at some places of a batch, and their parameters."""
    jobs, own = [batch.jobs[place] for place in places], {"key": [keys[place] for place in places]}
    columns: dict[str, Any] = {
        **own,
        "seed": [job.seed for job in jobs],
        "years": [job.years for job in jobs],
        "seconds": [batch.seconds[place] for place in places],
    }
    return {
        PARAMETERS: table_of({**own, PARAMETERS: [job.parameters for job in jobs]}),
        lead: table_of({**columns, **more}),
    }


def _others(batch: Batch, keys: Sequence[str]) -> dict[str, pa.Table]:
    """The other tables, in which runs that failed have no row."""
    named = np.array(keys, object)
    return {name: table_of({"key": named.repeat(rows.counts), **rows.columns}) for name, rows in batch.tables.items()}
