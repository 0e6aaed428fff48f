"""Tables as files: CSV and Parquet.

Tables as CSV, for spreadsheets as well: a text in them is never a formula.

Tables as Parquet files, by DuckDB; a file may say what it is.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def write_csv(table: pd.DataFrame, file: Path, float_format: str | None = None) -> None:
    """Write the columns of a table, without its index; OSError where it cannot be written."""
    file.write_text(csv_of(table, float_format), encoding="utf-8", newline="")


def csv_of(table: pd.DataFrame, float_format: str | None = None) -> str:
    """Return the columns of a table as CSV, without its index, formulas made plain."""
    from pandas.api.types import is_numeric_dtype

    made = table.rename(columns=plain)
    for place, kind in enumerate(made.dtypes):
        if not is_numeric_dtype(kind):
            made.isetitem(place, made.iloc[:, place].astype(object).map(plain))
    return made.to_csv(index=False, float_format=float_format, lineterminator="\n")


def plain(value: Any) -> Any:
    """Return a text that a spreadsheet would take for a formula with an apostrophe in front; all else as it is.

    >>> plain("=1+1"), plain("-3.5"), plain("-1 to 1"), plain(-3.5)
    ("'=1+1", '-3.5', "'-1 to 1", -3.5)
    """
    return f"'{value}" if is_formula(value) else value


def is_formula(value: Any) -> bool:
    """Whether a spreadsheet would take a value for a formula: a text, and no number."""
    if not isinstance(value, str) or not value.startswith(FORMULA):
        return False
    try:
        float(value)
    except ValueError:
        return True
    return False


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
