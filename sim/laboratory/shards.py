"""Parquet files that are written whole or not at all, and whose names end in the SHA-256 of their bytes."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class DamagedError(Exception):
    """A file is not what was written."""


def write_new(path: Path, data: bytes, durable: bool = False) -> None:
    """Write a file, whole or not at all. `durable`: not even a power cut takes it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with beside.open("wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_shard(folder: Path, prefix: str, content: pa.Table, durable: bool = False) -> None:
    """Write a table into a folder, under the name ``prefix-digest.parquet``."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(content, buffer, compression="zstd")
    data = buffer.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    write_new(folder / f"{prefix}-{_digest(data)}.parquet", data, durable)


def read_shard(file: Path, columns: Sequence[str] | None = None, without: Sequence[str] = ()) -> pa.Table:
    """Columns of a shard, those of them that it has (by default all, `without` some).

    Raises
    ------
    DamagedError
        Where the bytes are not those that were written.
    FileNotFoundError
    """
    import pyarrow.parquet as pq

    data = file.read_bytes()
    if file.stem.rpartition("-")[2] != _digest(data):
        raise DamagedError(str(file))
    source = pq.ParquetFile(io.BytesIO(data))
    names = source.schema_arrow.names
    return source.read([name for name in names if name not in without and (columns is None or name in columns)])


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:32]


def one_row(values: dict[str, Any]) -> pa.Table:
    """A table of one row."""
    import pyarrow as pa

    return _typed(pa.table({name: [value] for name, value in values.items()}))


def rows_of(frame: pd.DataFrame, key: str) -> pa.Table:
    """A table with the key of its run in front of each row."""
    import pyarrow as pa

    rows = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    return _typed(rows.add_column(0, "key", pa.array([key] * len(frame), pa.string())))


def _typed(rows: pa.Table) -> pa.Table:
    """Columns without any value are numbers that are missing, so that all shards of a table have the same types."""
    import pyarrow as pa

    return rows.cast(pa.schema([f.with_type(pa.float64()) if pa.types.is_null(f.type) else f for f in rows.schema]))
