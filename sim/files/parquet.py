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
}
"""Rows stay in their order, and nothing is fetched."""
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
        return con.read_parquet(_plain(file)).df()


def said_in(file: Path, name: str) -> str:
    """What a file says of itself under a name; nothing where it does not; OSError."""
    with _duckdb() as con:
        con.execute("SELECT value FROM parquet_kv_metadata(?) WHERE key = ?", (_plain(file), name))
        return next((value.decode() for (value,) in con.fetchall()), "")


@contextmanager
def _duckdb() -> Generator[duckdb.DuckDBPyConnection]:
    import duckdb

    try:
        with closing(_database().cursor()) as con:
            yield con
    except RuntimeError as error:
        if str(error) != INTERRUPTED:
            raise
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        raise OSError(str(error).partition("\n")[0]) from None


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One, in memory, for all of a process: to make it takes several times what a table does."""
    import duckdb

    return duckdb.connect(config=ALONE)


def _plain(file: Path) -> str:
    """A path of which no sign stands for others."""
    return re.sub(r"[*?[]", r"[\g<0>]", str(file.absolute()))
