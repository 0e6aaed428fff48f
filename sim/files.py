"""A file's lock: whoever holds it is alone, among threads and processes, until it is done or dies, however that is.

It is SQLite's, which serves all systems. Nothing is written into the file, and with the lock the file goes.

The results of a run: tables, a summary, and all that is needed to make them again; saved whole or not at all.

Tables as files: CSV and Parquet.

Tables as CSV, for spreadsheets as well: a text in them is never a formula.

Tables as Parquet files, by DuckDB; a file may say what it is.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from glob import escape
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.sim.errors import InputError, Interrupted, SettingError, interruptible
from contagion.sim.reading import invisible_character

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


LOOK_SECONDS = 0.05  # between two tries: SQLite itself would wait where Ctrl-C does not come


@contextmanager
def alone(file: Path, wait: Callable[[], object] = lambda: None) -> Generator[None]:
    """Hold the lock of a file, which is made for it; of one that another holds, `wait` is called before it is waited
    for, for as long as that takes. Raises OSError where the file cannot be made or locked."""
    if not (lock := _try_lock(file)):
        wait()
        while not (lock := _try_lock(file)):
            time.sleep(LOOK_SECONDS)
    try:
        yield
    finally:
        _remove(file)  # before another can have it
        lock.close()
        if os.name == "nt":  # where what is open cannot be removed
            _remove(file)


def _try_lock(file: Path) -> sqlite3.Connection | None:
    """Take the lock; return None where another holds it, or removed the file with its own lock."""
    with ExitStack() as undo:
        try:
            sqlite3.connect(file).close()  # makes it, where it is not there
            before = _which(file)
            lock = undo.enter_context(closing(sqlite3.connect(file, timeout=0, isolation_level=None)))
            lock.executescript("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE")  # else a journal would lie beside it
            if _which(file) == before:
                undo.pop_all()
                return lock
        except FileNotFoundError:
            pass
        except sqlite3.Error as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise OSError(f"{file} cannot be locked: {error}") from error
    return None


def _which(file: Path) -> tuple[int, int]:
    """Identify a file, by time as well because a later file in its place may have its number again."""
    status = file.stat()
    return status.st_ino, status.st_mtime_ns


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


MADE_WITH = "provenance.json"
PARTIAL = ".partial"  # ends the name of a temporary folder
STALE_SECONDS = 3600  # after which a temporary folder cannot be of a command that is at it
SHORT = 40  # letters of a folder's name that those of its temporary neighbours begin with: names have 255 bytes


@dataclass(frozen=True)
class Results:
    """What a run leaves behind: tables by name, a summary of plain numbers, ready for JSON, what it was made with, and
    texts by the names of their files, such as the exact scenario."""

    tables: dict[str, pd.DataFrame]
    summary: dict[str, Any]
    provenance: dict[str, Any]
    texts: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the files into an existing folder: a Parquet file a table, `summary.json`, `provenance.json`, the
        texts."""
        for name, table in self.tables.items():
            write_parquet(table, folder / f"{name}.parquet")
        for name, text in self.texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        for name, content in (("summary", self.summary), ("provenance", self.provenance)):
            (folder / f"{name}.json").write_text(as_json(content), encoding="utf-8")


def as_json(content: Any) -> str:
    """JSON for people: indented, with accents as they are."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def json_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, with None where a figure does not exist."""
    rows = table.reset_index() if any(table.index.names) else table
    return [
        {str(name): None if isinstance(value, float) and not isfinite(value) else value for name, value in row.items()}
        for row in rows.astype(object).where(rows.notna(), None).to_dict("records")
    ]


def must_be_free(folder: Path, force: bool, otherwise: str = "") -> None:
    """Refuse an output folder that holds files, unless `force`; refuse what is no folder. `otherwise` says how to force
    it."""
    if character := invisible_character(str(folder), in_lines=False):
        raise SettingError(f"out {folder}: holds the character {character}, which cannot be seen; choose another name")
    try:
        if folder.exists() and not folder.is_dir():
            raise SettingError(f"out {folder}: is a file, not a folder")
        if folder.is_dir() and not force and any(folder.iterdir()):
            raise SettingError(f"out {folder}: holds files already; choose another folder{otherwise}")
    except OSError as error:
        raise SettingError(f"out {folder}: cannot be used ({error.strerror or error})") from None


@contextmanager
def whole_folder(folder: Path, force: bool = False, otherwise: str = "") -> Generator[Path]:
    """Yield a temporary folder next to `folder` that takes its place at the end, so that `folder` never holds half a
    result, nor two results mixed.

    If another command writes to `folder` meanwhile, its files stay there; the new ones are kept next to it, and a line
    says so. With `force`, the files are moved into an existing folder: those that the command before wrote there go,
    whatever their names (`provenance.json` lists them), and all others stay. Raises SettingError where the folder is
    not free, or cannot be written to, or the disk is full. Raises Interrupted on Ctrl-C; nothing is left.
    """
    must_be_free(folder, force, otherwise)
    _clear_leftovers(folder)
    place = folder.resolve()
    temporary, new_parents, is_complete = None, [], False
    try:
        new_parents = [parent for parent in place.parents if not parent.exists()]  # the innermost first
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{place.name[:SHORT]}-", suffix=PARTIAL, dir=place.parent))
        beside = temporary / "whole"
        beside.mkdir()
        try:
            with interruptible():
                yield beside
        except KeyboardInterrupt:
            raise Interrupted(f"interrupted; nothing was written in {folder}") from None
        _list_files(beside)
        _take_place(beside, place, force)
        is_complete = True
    except OSError as error:
        raise SettingError(
            f"out {folder}: cannot be written ({error.strerror or error}); nothing was left there"
        ) from None
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        for parent in () if is_complete else new_parents:
            with suppress(OSError):
                parent.rmdir()


def _list_files(folder: Path) -> None:
    """Add to what the files of a folder were made with, if that is said, which they are."""
    if (path := folder / MADE_WITH).is_file():
        content = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(as_json({**content, "files": [name.as_posix() for name in _files(folder)]}), encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    """Names of the files in a folder and in those below it."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _earlier_files(folder: Path) -> list[Path]:
    """Return the files that the previous command wrote, as far as it listed them."""
    try:
        names = json.loads((folder / MADE_WITH).read_text(encoding="utf-8"))["files"]
        paths = [folder / name for name in names]
    except (OSError, ValueError, LookupError, TypeError):
        return []
    return [path for path in paths if path.is_file() and path.resolve().is_relative_to(folder.resolve())]


def _clear_leftovers(folder: Path) -> None:
    """Remove the temporary folders that commands left next to a folder when they were killed."""
    place = folder.resolve()
    for leftover in place.parent.glob(f".{escape(place.name[:SHORT])}-*{PARTIAL}"):
        with suppress(OSError):
            if time.time() - leftover.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(leftover)


def _take_place(beside: Path, folder: Path, force: bool) -> None:
    if _try_rename(beside, folder):
        return
    if force or not any(folder.iterdir()):
        _move_into(beside, folder)
        return
    other, number = folder, 1
    while other.exists() or not _try_rename(beside, other):
        number += 1
        other = folder.with_name(f"{folder.name}-{number}")
    raise SettingError(
        f"out {folder}: another command has written there since this one began; nothing of it was "
        f"touched, and all that this one made is in {other}"
    )


def _try_rename(beside: Path, folder: Path) -> bool:
    """Rename a folder, whole or not at all: of two that come at once, one finds the name taken by files."""
    if folder.exists():
        if folder == Path.cwd():
            return False  # whoever stands in it would be left nowhere
        beside.chmod(folder.stat().st_mode & 0o7777)
    try:
        beside.replace(folder)
    except OSError:
        if not folder.is_dir():
            raise
        return False
    return True


def _move_into(beside: Path, folder: Path) -> None:
    """Move the files into a folder, one command after the other where several come at once."""
    with alone(folder.with_name(f".{folder.name[:SHORT]}.lock")):
        for file in _earlier_files(folder):
            file.unlink()
        for name in _files(beside):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (beside / name).replace(target)


def write_whole(file: Path, content: bytes, named: str = "") -> None:
    """Write a file whole or not at all; `named` is what a user called it.

    Raises
    ------
    InputError
        In one line.
    """
    beside = file.with_name(f".{file.name}{PARTIAL}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as error:
        raise InputError(f"{named or file}: cannot be written ({error.strerror or error})") from None
    finally:
        _remove(beside)


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def write_csv(table: pd.DataFrame, file: Path, float_format: str | None = None) -> None:
    """Write the columns of a table, without its index; OSError where it cannot be written."""
    file.write_text(csv_of(table, float_format), encoding="utf-8", newline="")


def csv_of(table: pd.DataFrame, float_format: str | None = None) -> str:
    """Return the columns of a table as CSV, without its index, formulas made plain."""
    from pandas.api.types import is_numeric_dtype

    columns = table.rename(columns=plain)
    for place, kind in enumerate(columns.dtypes):
        if not is_numeric_dtype(kind):
            columns.isetitem(place, columns.iloc[:, place].astype(object).map(plain))
    return columns.to_csv(index=False, float_format=float_format, lineterminator="\n")


def plain(value: Any) -> Any:
    """Return a text that a spreadsheet would take for a formula with an apostrophe in front; all else as it is.

    >>> plain("=1+1"), plain("-3.5"), plain("-1 to 1"), plain(-3.5)
    ("'=1+1", '-3.5', "'-1 to 1", -3.5)
    """
    if not isinstance(value, str) or not value.startswith(FORMULA):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value


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


def write_parquet(table: pd.DataFrame, file: Path, **metadata: str) -> None:
    """Write the columns of a table, without its index; and what the file says of itself, by name. Raises OSError where
    it cannot be written."""
    options = f", KV_METADATA {{{', '.join(f'{name}: ${name}' for name in metadata)}}}" if metadata else ""
    with _duckdb() as con:
        con.register("rows", table)
        where = {"file": str(file.absolute()), **metadata}
        con.execute(f"COPY rows TO $file (FORMAT parquet, COMPRESSION zstd{options})", where)


def read_parquet(file: Path) -> pd.DataFrame:
    """Read the table in a file. Raises OSError where the file cannot be read, or holds no table."""
    with _duckdb() as con:
        table = con.read_parquet(_plain(file))
        _must_fit(table)
        return table.df()


def said_in(file: Path, name: str) -> str:
    """Return the metadata that a file has under a name; an empty text where it has none. Raises OSError."""
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
    """Escape the wildcards in a path."""
    return re.sub(r"[*?[]", r"[\g<0>]", str(file.absolute()))
