"""Tables as Parquet files, by DuckDB; a file may say what it is."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

ALONE: dict[str, str | float | list[str]] = {
    "threads": "1",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "memory_limit": "1GB",
    "temp_directory": "",
}
"""Rows stay in their order, nothing is fetched, and nothing is put aside on the disk."""
INTEGERS = ("tinyint", "smallint", "integer", "bigint")
OF_ONE_SIZE = {"boolean", "double", "float"} | {f"{u}{of}" for u in ("", "u") for of in INTEGERS}
MOST_CELLS, MOST_LETTERS = 50_000_000, 500_000_000  # of a table that is read: a small file may hold more than memory
INTERRUPTED = "Query interrupted"  # what DuckDB makes of Ctrl-C, and of whatever else a signal raises


def write_parquet(table: pd.DataFrame, file: Path, **said: str) -> None:
    """Write the columns of a table, without its index; and what the file says of itself, by name.

    Raises
    ------
    OSError
        Where it cannot be written.
    """
    told = f", KV_METADATA {{{', '.join(f'{name}: ${name}' for name in said)}}}" if said else ""
    with _duckdb() as con:
        con.register("rows", table)
        where = {"file": str(file.absolute()), **said}
        con.execute(f"COPY rows TO $file (FORMAT parquet, COMPRESSION zstd{told})", where)


def read_parquet(file: Path) -> pd.DataFrame:
    """The table in a file.

    Raises
    ------
    OSError
        Where it cannot be read, or holds none.
    """
    with _duckdb() as con:
        table = con.read_parquet(_plain(file))
        _must_fit(table)
        return table.df()


def said_in(file: Path, name: str) -> str:
    """What a file says of itself under a name; nothing where it does not; OSError."""
    with _duckdb() as con:
        con.execute("SELECT value FROM parquet_kv_metadata(?) WHERE key = ?", (_plain(file), name))
        return next((value.decode() for (value,) in con.fetchall()), "")


def _must_fit(table: duckdb.DuckDBPyRelation) -> None:
    """Refuse a table of more than what memory holds, before it is read: OSError."""
    ((rows,),) = table.aggregate("count(*)").fetchall()
    if rows * len(table.columns) > MOST_CELLS:
        raise OSError(f"holds more than {MOST_CELLS:,} cells, the most that are read")
    kinds = zip(table.columns, table.types, strict=True)
    texts = [name.replace('"', '""') for name, kind in kinds if kind.id not in OF_ONE_SIZE]
    if not texts:
        return
    letters = " + ".join(f'coalesce(sum(strlen("{name}"::VARCHAR)), 0)' for name in texts)
    ((number,),) = table.aggregate(letters).fetchall()
    if number > MOST_LETTERS:
        raise OSError(f"holds more than {MOST_LETTERS:,} letters, the most that are read")


@contextmanager
def _duckdb() -> Generator[duckdb.DuckDBPyConnection]:
    import duckdb

    try:
        with closing(_database().cursor()) as con:
            yield con
    except (RuntimeError, UnicodeDecodeError, duckdb.Error) as error:
        if str(error) == INTERRUPTED:
            raise KeyboardInterrupt from None
        raise OSError(str(error).partition("\n")[0]) from None


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One, in memory, for all of a process: to make it takes several times what a table does."""
    import duckdb

    return duckdb.connect(config=ALONE)


def _plain(file: Path) -> str:
    """A path of which no sign stands for others."""
    return re.sub(r"[*?[]", r"[\g<0>]", str(file.absolute()))
