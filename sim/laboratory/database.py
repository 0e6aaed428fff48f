"""The files of a store, which are SQLite databases.

    batches     some runs each: version of the study, leading table, keys, and of each table the row, digest and size
    rows        the bytes of one table of one batch (`sim.laboratory.jobs`)
    versions    a description of each version

SQLite has no checksums of its own. So a batch has a digest of its row, which holds the digests of its tables: a change
on the disk is seen when it is read.

Each machine writes files of its own, which bear its name, so that a store may lie in a folder of a network: locks hold
within a machine alone. Others only read them.
"""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import warnings
from collections.abc import Collection, Generator, Iterable
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from contagion.sim.errors import SettingError
from contagion.sim.laboratory.jobs import PackedRuns

FORMAT = 6
LOCK_SECONDS = 60  # for another command to let the store go
MAIN = "runs"  # the file that commands write
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
SCHEMA = f"""
CREATE TABLE versions (version TEXT PRIMARY KEY, about TEXT);
CREATE TABLE batches (id INTEGER PRIMARY KEY AUTOINCREMENT, version TEXT, lead TEXT, keys BLOB, tables TEXT,
    digest TEXT);
CREATE TABLE rows (id INTEGER PRIMARY KEY AUTOINCREMENT, data BLOB);
PRAGMA user_version = {FORMAT};
PRAGMA application_id = {FORMAT}
"""


class DamagedFile(UserWarning):
    """A file of the store is not what was written."""


class DamagedError(sqlite3.DatabaseError):
    """What is read of a file, or of the batch of a number, is not what was written."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT

    def __init__(self, number: int = 0, why: str = "is damaged") -> None:
        super().__init__(why)
        self.number = number


@dataclass(frozen=True, eq=False)
class Batch:
    """Some runs that are kept together, under a number that no others have ever again.

    `lead` is the table that has a row a run; of each table, the row, the digest and the number of the bytes.
    """

    file: Path
    number: int
    version: str
    lead: str
    keys: tuple[str, ...]
    tables: dict[str, tuple[int, str, int]]


def digest(data: bytes) -> str:
    """Return the name of some bytes."""
    return sha256(data).hexdigest()[:32]


def _digest_of(*values: Any) -> str:
    return digest(repr(values).encode())


def files(folder: Path) -> list[Path]:
    """Return the files of a store."""
    return sorted(path for path in folder.glob("[!.]*.sqlite") if path.is_file())


def _host() -> str:
    """Name this machine as files do."""
    return re.sub(r"[^\w.-]", "-", socket.gethostname())


def is_own(file: Path) -> bool:
    """Return whether this machine writes the file."""
    return file.stem.partition("~")[0].endswith(f"-{_host()}")


def own_file(folder: Path, part: str = MAIN, bad: Collection[Path] = ()) -> Path:
    """Return the file that this machine writes under a name: the last one, or a new one if the last is bad."""
    stem = f"{part}-{_host()}"
    there = [file for file in files(folder) if file.stem.partition("~")[0] == stem]
    last = max(there, default=folder / f"{stem}.sqlite")
    return successor(last) if last in bad else last


def successor(file: Path) -> Path:
    """Return the file that takes the place of a damaged one."""
    stem, _, number = file.stem.partition("~")
    return file.with_name(f"{stem}~{int(number or 0) + 1:03d}.sqlite")


def _connect(file: Path, how: str) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?{how}"
    con = sqlite3.connect(address, timeout=LOCK_SECONDS, uri=True, isolation_level=None, check_same_thread=False)
    con.text_factory = lambda text: text.decode(errors="replace")  # damaged text is found by its digest
    try:
        if (versions := formats(con)) and FORMAT not in versions:
            raise DamagedError(why=f"is of format {min(versions)}, not {FORMAT}")
    except UnicodeDecodeError:  # of the message about a list of tables that cannot be read
        con.close()
        raise DamagedError from None
    except BaseException:
        con.close()
        raise
    return con


def open_for_writing(file: Path) -> sqlite3.Connection:
    """Open a file to write it; it is made where there is none."""
    if not formats(con := _connect(file, "mode=rwc")):
        con.execute("PRAGMA page_size = 1024")  # a table begins on a page of its own
        con.execute("BEGIN IMMEDIATE")
        for statement in () if formats(con) else SCHEMA.split(";"):
            con.execute(statement)
        con.execute("COMMIT")
    con.execute("PRAGMA synchronous = FULL")
    return con


def formats(con: sqlite3.Connection) -> set[int]:
    """Return the format of a file, which it states in two places; none where nothing has ever been written into it."""
    if con.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        return set()
    return {con.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id")}


@contextmanager
def open_snapshot(file: Path) -> Generator[sqlite3.Connection]:
    """Open a file as it is at one moment. Only in files of this machine is the journal of a killed command played back:
    another machine may still need its own."""
    with closing(_connect(file, f"mode={'rw' if is_own(file) else 'ro'}")) as con:
        con.execute("BEGIN")
        yield con


def is_busy(error: Exception) -> bool:
    """Return whether the error is that another command held the file too long."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in BUSY


@contextmanager
def write_errors(folder: Path) -> Generator[None]:
    """Say in a line what cannot be written."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if is_busy(error):
            words = f"store {folder}: another command has held it for {LOCK_SECONDS} s; is it stopped?"
            raise SettingError(words) from None
        why = getattr(error, "strerror", None) or str(error)
        raise SettingError(f"store {folder}: cannot be written ({why}); what it holds is kept") from None


@contextmanager
def read_errors(file: Path, bad: dict[Path, str]) -> Generator[None]:
    """Go on without a file that cannot be read, and report it once; a batch is left to the caller."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if getattr(error, "number", 0):
            raise
        with write_errors(file.parent):
            if is_busy(error):
                raise
        if file.exists():  # else another command has put it aside
            note(file, getattr(error, "strerror", None) or str(error), bad)


def note(file: Path, why: str, bad: dict[Path, str]) -> None:
    """Note what is wrong with a file, if anything is, and say so once."""
    if why and file not in bad:
        bad[file] = why
        words = f"{file}: {why}; what is whole of it is used, all other runs are made again; `store verify` says more"
        warnings.warn(words, DamagedFile, stacklevel=2)


def batches(con: sqlite3.Connection, file: Path, version: str = "", after: int = 0) -> tuple[list[Batch], str]:
    """Return the batches of a version, or of all, after a number, that are as they were written; and what is wrong with
    others. What cannot be read is passed by, by reading from both ends."""
    rows, wrong = dict[int, tuple[Any, ...]](), ""
    select = (
        "SELECT id, version, lead, keys, tables, digest FROM batches WHERE id > ? AND id {} ? AND ? IN (version, '') "
        "ORDER BY id {}"
    )
    for which, last, order in ((">", after, "ASC"), ("<", 1 << 62, "DESC")) if formats(con) else ():
        beyond = select.format(which, order)
        for limit in ("", "LIMIT 1"):  # whoever reads on to a row that cannot be read does not get the one before
            try:
                for row in con.execute(f"{beyond} {limit}", (after, last, version)):
                    rows.setdefault(row[0], row)
                    last = row[0]
                break
            except sqlite3.DatabaseError as error:
                if is_busy(error):
                    raise
                wrong = str(error)
        if not wrong:
            break
    out = []
    for number, (_, *values, expected) in sorted(rows.items()):
        if _digest_of(*values) == expected:
            own, lead, keys, tables = values
            names = tuple(keys[place : place + 16].hex() for place in range(0, len(keys), 16))
            out.append(Batch(file, number, own, lead, names, json.loads(tables)))
        else:
            wrong = wrong or "is damaged"
    return out, wrong


def read_table(con: sqlite3.Connection, batch: Batch, table: str) -> bytes:
    """Read the bytes of a table of a batch. Raises DamagedError."""
    row, expected, _ = batch.tables[table]
    try:
        (content,) = con.execute("SELECT data FROM rows WHERE id = ?", (row,)).fetchone() or (None,)
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            raise
        content = error
    if not isinstance(content, bytes) or digest(content) != expected:
        raise DamagedError(batch.number)
    return content


def read_batch(con: sqlite3.Connection, batch: Batch) -> PackedRuns:
    """Read all of a batch. Raises DamagedError."""
    return PackedRuns(batch.lead, batch.keys, {table: read_table(con, batch, table) for table in batch.tables})


def add(con: sqlite3.Connection, file: Path, version: str, new: PackedRuns) -> Batch:
    """Put runs there."""
    tables = {}
    for name, some in new.tables.items():
        row = con.execute("INSERT INTO rows (data) VALUES (?)", (some,)).lastrowid
        tables[name] = (row or 0, digest(some), len(some))
    values = (version, new.lead, bytes.fromhex("".join(new.keys)), json.dumps(tables))
    insert = "INSERT INTO batches (version, lead, keys, tables, digest) VALUES (?, ?, ?, ?, ?)"
    number = con.execute(insert, (*values, _digest_of(*values))).lastrowid
    return Batch(file, number or 0, version, new.lead, new.keys, tables)


def remove(con: sqlite3.Connection, batches: Iterable[Batch]) -> None:
    """Take runs away."""
    for batch in batches:
        con.executemany("DELETE FROM rows WHERE id = ?", [(row,) for row, _, _ in batch.tables.values()])
        con.execute("DELETE FROM batches WHERE id = ?", (batch.number,))


def write_about(con: sqlite3.Connection, version: str, about: dict[str, Any]) -> None:
    """Describe a version."""
    con.execute("INSERT OR REPLACE INTO versions VALUES (?, ?)", (version, json.dumps(about)))


def abouts(con: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Return the description of each version; none where they cannot be read."""
    try:
        return {version: json.loads(text) for version, text in con.execute("SELECT * FROM versions ORDER BY rowid")}
    except (sqlite3.DatabaseError, ValueError):
        return {}
