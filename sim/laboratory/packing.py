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

RUNS, FAILURES = "runs", "failures"  # the leading tables, which have a row a run
PARAMETERS = "parameters"  # a column of these
REPEATED = ("key", PARAMETERS)  # columns in which the same long words stand again and again


@dataclass(frozen=True)
class Packed:
    """Some runs that are kept together: the name of the leading table, keys, and tables as bytes, by name."""

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
    bare = {name: rows.drop_columns("key") if name == lead else rows for name, rows in tables.items()}
    return Packed(lead, keys, {name: encoded(rows) for name, rows in bare.items() if rows.num_rows})


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


def decoded(data: bytes, keys: Sequence[str], without: str = "") -> pa.Table:
    """The table of some runs that was encoded, perhaps without a column, with their keys in front."""
    import pyarrow as pa

    raw = pa.decompress(memoryview(data)[8:], int.from_bytes(data[:8], "little"), "zstd")
    rows = pa.ipc.open_stream(raw).read_all()
    rows = rows.drop_columns(without) if without in rows.schema.names else rows
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

        def leading(places: Sequence[int], more: Mapping[str, Any]) -> pa.Table:
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
