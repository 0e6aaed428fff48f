"""The files of a store, which are SQLite databases (`runs.sqlite`, and one for each shard of a cluster).

    batches     some runs each: version of the study, leading table, keys, and of each table the row, digest and bytes
    rows        the bytes of one table of one batch (`sim.laboratory.packing`)
    versions    what is written down of each version
    claims      which runs commands are at (`sim.laboratory.sharing`)

SQLite has no checksums of its own. So a batch has a digest of all that it says, and says the digests of its tables, and
the row of a version has its own: what is not as it was written is seen when it is read (`sim.laboratory.damage`).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from contagion.sim.errors import SettingError
from contagion.sim.laboratory.packing import Packed

FORMAT = 3
LOCK_SECONDS = 60  # for another command to let the store go
MAIN = "runs"  # the file that all commands of a machine write
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG}
BROKEN = (sqlite3.DatabaseError, UnicodeDecodeError)  # what comes of reading a damaged file, the last of its names
SCHEMA = f"""
CREATE TABLE versions (version TEXT PRIMARY KEY, about TEXT, digest TEXT);
CREATE TABLE batches (id INTEGER PRIMARY KEY AUTOINCREMENT, version TEXT, lead TEXT, keys BLOB, tables TEXT,
    digest TEXT);
CREATE TABLE rows (id INTEGER PRIMARY KEY AUTOINCREMENT, data BLOB);
CREATE TABLE claims (owner TEXT PRIMARY KEY, host TEXT, process INTEGER, until REAL, keys TEXT);
PRAGMA user_version = {FORMAT};
PRAGMA application_id = {FORMAT};
"""


class DamagedFile(UserWarning):
    """A file of the store is not what was written."""


class DamagedError(Exception):
    """What is read of a file is not what was written."""

    def __init__(self, file: Path, why: str = "is damaged") -> None:
        super().__init__(f"{file}: {why}")
        self.file, self.why = file, why


@dataclass(frozen=True, eq=False)
class Kept:
    """Some runs that are kept together.

    Attributes
    ----------
    file : Path
    number : int
        By which it is found there; no other has it ever again.
    version, lead : str
        Of the study; of the tables that which has a row a run.
    keys : tuple of str
        Of the runs.
    tables : dict of name to (int, str, int)
        The row, the digest and the number of the bytes.
    """

    file: Path
    number: int
    version: str
    lead: str
    keys: tuple[str, ...]
    tables: dict[str, tuple[int, str, int]]

    @property
    def size(self) -> int:
        """Bytes of all its tables."""
        return sum(size for _, _, size in self.tables.values())


def digest(data: bytes) -> str:
    """The name of some bytes."""
    return sha256(data).hexdigest()[:32]


def digest_of(*values: Any) -> str:
    """The same, of values of a row."""
    return digest(repr(values).encode())


# ---- files -----------------------------------------------------------------------------------------------------------


def files(folder: Path) -> list[Path]:
    """The files of a store."""
    with suppress(OSError):  # it is not there, or no folder
        return sorted(path for path in folder.glob("[!.]*.sqlite") if path.is_file())
    return []


def own_file(folder: Path, stem: str) -> Path:
    """The file that is written under a name: the last that was made in place of a damaged one."""
    return max((file for file in files(folder) if file.stem.split("~")[0] == stem), default=folder / f"{stem}.sqlite")


def may_write(folder: Path) -> bool:
    """Whether files may be made and written in a folder."""
    return os.access(folder, os.W_OK) and all(os.access(file, os.W_OK) for file in files(folder))


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """Make or replace files of a store while nobody else does."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=LOCK_SECONDS):
            yield
    except Timeout:
        raise is_held(folder) from None


def is_held(folder: Path) -> SettingError:
    """What is said where another command does not let a store go."""
    return SettingError(
        "store {folder}: another command has held it for {lock_seconds} s; is it stopped?",
        folder=folder,
        lock_seconds=LOCK_SECONDS,
    )


@contextmanager
def made(path: Path) -> Generator[sqlite3.Connection]:
    """Make a file, which is there whole at the end or not at all; for whoever is `alone`."""
    partial = path.with_name(f".{path.name}.partial")
    for left in path.parent.glob(f"{partial.name}*"):  # by a command that was killed
        left.unlink()
    try:
        with closing(sqlite3.connect(partial, isolation_level=None)) as con:
            con.executescript(f"PRAGMA journal_mode = OFF; BEGIN; {SCHEMA}")
            yield con
            con.execute("COMMIT")
            # A write-ahead log needs memory that is shared, which machines of a cluster have not.
            con.execute(f"PRAGMA journal_mode = {'WAL' if path.stem.startswith(MAIN) else 'DELETE'}")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def connected(path: Path) -> sqlite3.Connection:
    """Open a file that is there, to be read alone where it may not be written."""
    how = "mode=rw"
    if not may_write(path.parent):
        how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    address = f"{path.absolute().as_uri()}?{how}"
    con = sqlite3.connect(address, timeout=LOCK_SECONDS, uri=True, isolation_level=None, check_same_thread=False)
    con.text_factory = lambda text: text.decode(errors="replace")  # damaged text is found by its digest
    try:
        found = {con.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id")}
        if len(found) > 1 or found == {0}:
            raise DamagedError(path)
        if found != {FORMAT}:
            raise another_format(path.parent, *found)
        con.execute(f"PRAGMA synchronous = {'NORMAL' if path.stem.startswith(MAIN) else 'FULL'}")
    except BaseException:
        con.close()
        raise
    return con


def another_format(folder: Path, found: Any) -> SettingError:
    """What is said of a store of another format."""
    return SettingError(
        "store {folder}: was written in format {found}, this version reads {format}; choose another folder",
        folder=folder,
        found=found,
        format=FORMAT,
    )


@contextmanager
def telling(folder: Path, file: Path | None = None) -> Generator[None]:
    """Say in a line what cannot be done: to write or, of a file, to read; `DamagedError` where that is damaged, or was
    put aside by another command."""
    try:
        yield
    except OSError as error:
        raise cannot(folder, file, error.strerror or str(error)) from None
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if is_busy(error):
            raise is_held(folder) from None
        if file and (_code(error) in DAMAGE or not file.exists()):
            raise DamagedError(file, str(error)) from None
        raise cannot(folder, file, str(error)) from None


def _code(error: Exception) -> int:
    """What SQLite says of an error; a name that cannot be read is one in a damaged file."""
    if isinstance(error, UnicodeDecodeError):
        return sqlite3.SQLITE_CORRUPT
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_busy(error: Exception) -> bool:
    """Whether another command did not let go in time."""
    return _code(error) in BUSY


def cannot(folder: Path, file: Path | None, why: str) -> SettingError:
    """What is said where something of a store cannot be written or, of a file, read."""
    if file:
        return SettingError("store {folder}: {place} cannot be read ({why})", folder=folder, place=file.name, why=why)
    return SettingError("store {folder}: cannot be written ({why}); what it holds is kept", folder=folder, why=why)


# ---- what stands in a file -------------------------------------------------------------------------------------------


def batches(con: sqlite3.Connection, file: Path, version: str, after: int = 0) -> list[Kept]:
    """The batches of a version with higher numbers than one; DamagedError."""
    rows = con.execute("SELECT * FROM batches WHERE version = ? AND id > ? ORDER BY id", (version, after))
    return [batch_of(file, row) for row in rows]


def batch_of(file: Path, row: tuple[Any, ...]) -> Kept:
    """The batch of a row; DamagedError."""
    number, version, lead, keys, tables, expected = row
    if digest_of(version, lead, keys, tables) != expected:
        raise DamagedError(file)
    text = keys.hex()
    names = tuple(text[place : place + 32] for place in range(0, len(text), 32))
    return Kept(file, number, version, lead, names, json.loads(tables))


def data(con: sqlite3.Connection, batch: Kept, table: str) -> bytes:
    """The bytes of a table of a batch; DamagedError."""
    row, expected, _ = batch.tables[table]
    found = con.execute("SELECT data FROM rows WHERE id = ?", (row,)).fetchone()
    if not found or not isinstance(found[0], bytes) or digest(found[0]) != expected:
        raise DamagedError(batch.file)
    return found[0]


def add(con: sqlite3.Connection, file: Path, version: str, new: Packed) -> Kept:
    """Put runs there."""
    tables = {}
    for name, some in new.tables.items():
        row = con.execute("INSERT INTO rows (data) VALUES (?)", (some,)).lastrowid
        tables[name] = (row or 0, digest(some), len(some))
    keys, said = bytes.fromhex("".join(new.keys)), json.dumps(tables)
    values = (version, new.lead, keys, said, digest_of(version, new.lead, keys, said))
    insert = "INSERT INTO batches (version, lead, keys, tables, digest) VALUES (?, ?, ?, ?, ?)"
    return Kept(file, con.execute(insert, values).lastrowid or 0, version, new.lead, new.keys, tables)


def remove(con: sqlite3.Connection, gone: Iterable[Kept]) -> None:
    """Take runs away."""
    for batch in gone:
        con.executemany("DELETE FROM rows WHERE id = ?", [(row,) for row, _, _ in batch.tables.values()])
        con.execute("DELETE FROM batches WHERE id = ?", (batch.number,))


def write_about(con: sqlite3.Connection, version: str, about: dict[str, Any]) -> None:
    """Write down what a version is."""
    text = json.dumps(about)
    con.execute("INSERT OR REPLACE INTO versions VALUES (?, ?, ?)", (version, text, digest_of(version, text)))


def abouts(con: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """What is written down of each version, but where it is damaged."""
    rows = con.execute("SELECT * FROM versions ORDER BY rowid")
    return {version: json.loads(text) for version, text, said in rows if digest_of(version, text) == said}
