"""Parquet files that are written whole or not at all, whose names end in the SHA-256 of their bytes, and which say
within what they are."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

SAID = b"shard"  # where a file says what it is
PARTIAL, COMING = ".partial", ".coming"  # ends of the names of files that are half written, or not yet in place
REPEATED = ("key", "parameters")  # columns in which the same long words stand again and again


class DamagedError(Exception):
    """A file is not what was written, or not where it belongs."""


def write(path: Path, data: bytes, durable: bool = False) -> None:
    """Write a file, and its folder where there is none. `durable`: not even a power cut takes it."""
    try:
        file = path.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("wb")
    with file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())


def overwrite(path: Path, data: bytes) -> None:
    """Write a file over what it says. It is not emptied first: file systems hasten to write what then comes, and
    whoever removes the file waits for that."""
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        write(path, data)
        return
    with file:
        file.write(data)
        file.truncate()


def write_new(path: Path, data: bytes, durable: bool = False) -> None:
    """Write a file, whole or not at all."""
    beside = path.with_name(f".{path.name.removeprefix('.')}.{os.getpid()}{PARTIAL}")
    try:
        write(beside, data, durable)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def encoded(content: pa.Table, said: Mapping[str, Any], small: bool) -> bytes:
    """The bytes of a shard: a table, and what it says of itself. A small one will soon be part of a larger one; to
    compress it would cost more than it gains."""
    import pyarrow.parquet as pq

    told = content.replace_schema_metadata({SAID: json.dumps(said).encode()})
    how = {"compression": "none", "write_statistics": False} if small else {"compression": "zstd"}
    buffer = io.BytesIO()
    pq.write_table(told, buffer, use_dictionary=list(REPEATED), **how)
    return buffer.getvalue()


def digest(data: bytes) -> str:
    """The name of some bytes."""
    return sha256(data).hexdigest()[:32]


def read_shard(
    file: Path, expected: str, columns: Sequence[str] | None = None, without: Sequence[str] = ()
) -> tuple[pa.Table, dict[str, Any]]:
    """Columns of a shard, those of them that it has (by default all, `without` some), and what it says of itself.

    Raises
    ------
    DamagedError
        Where the bytes are not those of the digest.
    FileNotFoundError
    """
    return decoded(whole(file, expected), columns, without)


def whole(file: Path, expected: str) -> bytes:
    """The bytes of a file; DamagedError where they are not those of the digest."""
    data = file.read_bytes()
    if digest(data) != expected:
        raise DamagedError("is damaged")
    return data


def decoded(
    data: bytes, columns: Sequence[str] | None = None, without: Sequence[str] = ()
) -> tuple[pa.Table, dict[str, Any]]:
    """What `read_shard` gives, of bytes; DamagedError where they are none of a shard."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        source = pq.ParquetFile(pa.BufferReader(data))
        said = json.loads((source.schema_arrow.metadata or {})[SAID])
        return source.read(wanted(source.schema_arrow, columns, without), use_threads=False), said
    except (KeyError, ValueError, pa.ArrowException):
        raise DamagedError("is no shard of a store") from None


def wanted(schema: pa.Schema, columns: Sequence[str] | None, without: Sequence[str]) -> list[str]:
    """The names of a table's columns that are asked for."""
    return [name for name in schema.names if name not in without and (columns is None or name in columns)]


def streamed(rows: pa.Table) -> bytes:
    """A table for another process, or for later: longer than a shard, and read in a tenth of the time."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows)
    return sink.getvalue().to_pybytes()


def restored(data: bytes) -> pa.Table:
    """The table of a stream."""
    import pyarrow as pa

    return pa.ipc.open_stream(data).read_all()


def table_of(columns: Mapping[str, Any]) -> pa.Table:
    """A table of columns. A column without any value is numbers that are missing, so that all shards of a table have
    the same types."""
    import pyarrow as pa

    arrays = {name: pa.array(values) for name, values in columns.items()}
    return pa.table({n: a.cast(pa.float64()) if pa.types.is_null(a.type) else a for n, a in arrays.items()})


def joined(parts: Sequence[pa.Table]) -> pa.Table:
    """Tables one below the other; a column that one lacks is missing there."""
    import pyarrow as pa

    return pa.concat_tables(parts, promote_options="permissive")


def among(rows: pa.Table, keys: Iterable[str]) -> pa.Table:
    """Rows of some runs."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = rows["key"]
    wanted = pa.array(list(keys), column.type)
    return rows.filter(pc.is_in(column, value_set=wanted))  # ty: ignore[missing-attribute] -- made on import


def put_aside(folder: Path, file: Path) -> None:
    """Move a file of a store to its folder `damaged`."""
    target = folder / "damaged" / file.relative_to(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        file.replace(target)


def is_plain(file: Path) -> bool:
    """Whether something is a file of its own: no folder, and no link."""
    return file.is_file() and not file.is_symlink()


# ---- names of files --------------------------------------------------------------------------------------------------


def listed(place: Path) -> list[str]:
    """Names of the files of a folder that may not be there."""
    try:
        return os.listdir(place)  # noqa: PTH208 -- names alone, as there may be many and it is asked for often
    except FileNotFoundError:
        return []


def hidden(name: str) -> str:
    """The name of a file that is not yet in place."""
    return name if name.endswith(COMING) else f".{name}{COMING}"


def shown(name: str) -> str:
    """The name of a file in its place."""
    return name.removeprefix(".").removesuffix(COMING)


def is_shard(name: str) -> bool:
    """Whether a name is that of a shard, in place or not."""
    return shown(name).endswith(".parquet")


def parts(name: str) -> tuple[str, int, str]:
    """Of the name of a file: the bundle, its number of runs, the digest."""
    bundle, _, expected = shown(name).removesuffix(".parquet").rpartition("-")
    number = bundle.partition("-")[0]
    return bundle, int(number) if number.isdecimal() else 0, expected
