"""A store of runs: what is there is not run again, and nothing that is there is lost or read wrong.

A run is kept under the name of its content (`Job.key`). The runs of a batch are written the moment it ends, in one
transaction, into a database (`sim.laboratory.database`), and stay as they are. What was damaged is run again and kept
in another file. Several commands may write into a store at the same time; where they make the same run, it is kept
once. Where nothing is new, nothing is written.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Sequence, Set
from contextlib import ExitStack, closing, contextmanager
from itertools import batched
from pathlib import Path
from typing import Any

import pandas as pd

from contagion.sim.errors import SettingError
from contagion.sim.files import whole_folder, write_parquet
from contagion.sim.laboratory import database
from contagion.sim.laboratory.database import MAIN, Batch, DamagedError
from contagion.sim.laboratory.jobs import (
    FAILURES,
    PARAMETERS,
    RUNS,
    PackedRuns,
    Parcel,
    Table,
    among,
    decode,
    stack,
)

OWN_COLUMNS = ("key", "seed", "years", "seconds")


def must_be_a_store(folder: Path) -> None:
    """Refuse what is no store of runs, and nothing that may become one; InputError."""
    if folder.exists() and not folder.is_dir():
        raise SettingError(f"store {folder}: is a file, not a folder")
    if not database.files(folder) and any(path.name[0] != "." for path in folder.glob("*")):
        raise SettingError(f"store {folder}: holds files, but is not a store of runs; choose another folder")


class StoredRuns:
    """The runs of one version of a study (code and data), in a folder that may hold those of others; InputError where
    it is something else. Files that were found damaged are in `bad`, with what is wrong."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder, self.version = folder, version
        must_be_a_store(folder)
        self.bad: dict[Path, str] = {}
        self._batches: dict[tuple[Path, int], Batch] = {}
        self._where: dict[str, dict[str, Batch]] = {RUNS: {}, FAILURES: {}}
        self._sound: set[Batch] = set()  # that were read, or written, and are as they were
        self._damaged: set[tuple[Path, int]] = set()

    @property
    def keys(self) -> Set[str]:
        """The runs that were there at the last look."""
        return self._where[RUNS].keys()

    def look(self) -> None:
        """See what others have done since the last look."""
        self._of_each_file(lambda *_: None)

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that SQLite finds in all files."""
        results = self._of_each_file(lambda _, con: con.execute(statement, values).fetchall())
        return [row for rows in results for row in rows]

    def _of_each_file[Made](self, work: Callable[[Path, sqlite3.Connection], Made]) -> list[Made]:
        """Do some work on each file, after a look at it, and return the results; skip what is damaged."""
        results, files = [], database.files(self.folder)
        self._forget({place for place in self._batches if place[0] not in files})
        for file in files:
            try:
                with database.read_errors(file, self.bad), database.open_snapshot(file) as con:
                    if database.formats(con):
                        self._look_at(file, con)
                        results.append(work(file, con))
            except DamagedError as damage:
                database.note(file, str(damage), self.bad)
                self._damaged.add(place := (file, damage.number))
                self._forget({place})
                return self._of_each_file(work)
        if all(file.exists() for file in files):
            return results
        return self._of_each_file(work)  # one was put aside meanwhile, and another is in its place

    def _look_at(self, file: Path, con: sqlite3.Connection) -> None:
        places = [place for place in self._batches if place[0] == file]
        new, wrong = database.batches(con, file, self.version, max((number for _, number in places), default=0))
        database.note(file, wrong, self.bad)
        for batch in new:
            if (file, batch.number) not in self._damaged:
                self._register(batch)
        if places:
            there = {number for (number,) in con.execute("SELECT id FROM batches")}
            self._forget({place for place in places if place[1] not in there})

    def _register(self, batch: Batch) -> None:
        """Register a batch; a run that is stored twice is read where it was seen first."""
        self._batches[batch.file, batch.number] = batch
        for key in batch.keys:
            self._where[batch.lead].setdefault(key, batch)

    def _forget(self, places: Set[tuple[Path, int]]) -> None:
        for place in places:
            self._sound.discard(self._batches.pop(place))
        for lead in self._where if places else ():
            own = [batch for batch in self._batches.values() if batch.lead == lead]
            self._where[lead] = {key: batch for batch in reversed(own) for key in batch.keys}

    def tables(self) -> list[str]:
        """Names of the tables, `runs` last."""
        names = {name for batch in self._batches.values() if batch.lead == RUNS for name in batch.tables}
        return [*sorted(names - {RUNS, PARAMETERS}), RUNS]

    def whole(self, keys: Iterable[str]) -> set[str]:
        """Return which of some runs are here with all their rows, as they were written. Each batch is read once."""
        wanted_keys = set(keys)

        def check(file: Path, con: sqlite3.Connection) -> None:
            for batch in self._here(file, RUNS, wanted_keys).keys() - self._sound:
                database.read_batch(con, batch)
                self._sound.add(batch)

        self._of_each_file(check)
        return wanted_keys & self.keys

    def _here(self, file: Path, lead: str, keys: Iterable[str] | None) -> dict[Batch, set[str]]:
        """Return the batches of a file that hold some runs, or all, with the runs to read from each."""
        where, here = self._where[lead], defaultdict[Batch, set[str]](set)
        for key in where if keys is None else keys:
            if key in where and where[key].file == file:
                here[where[key]].add(key)
        return here

    def read(
        self, table: str = RUNS, keys: Iterable[str] | None = None, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Read a table of some runs, or all: the wanted columns, by default all except `parameters`. The rows of a run
        stand together, in their order; runs stand in no particular order."""
        wanted_keys = None if keys is None else dict.fromkeys(keys)

        def rows(file: Path, con: sqlite3.Connection) -> list[Table]:
            here = self._here(file, FAILURES if table == FAILURES else RUNS, wanted_keys)
            return [self._rows(con, batch, table, own, columns) for batch, own in here.items() if table in batch.tables]

        parts = [part for parts in self._of_each_file(rows) for part in parts]
        return stack(parts) if parts else pd.DataFrame(columns=list(columns or OWN_COLUMNS))

    def _rows(
        self, con: sqlite3.Connection, batch: Batch, table: str, keys: Set[str], columns: Sequence[str] | None
    ) -> Table:
        """Read the rows of some runs of a batch."""

        def is_wanted(name: str) -> bool:
            return name == "key" or (name != PARAMETERS if columns is None else name in columns)

        rows = decode(database.read_table(con, batch, table), batch.keys, is_wanted)
        if len(keys) < len(batch.keys):
            rows = among(rows, keys)
        if columns is not None and "key" not in columns:
            del rows["key"]
        return rows


class Store(StoredRuns):
    """The runs of one version of a study, to which others are added; the folder is made with the first. `about` gives
    what is written down of this version, when it is new here. It writes into a file called `part`, as a part of a work
    of which others do the rest."""

    def __init__(
        self, folder: Path, version: str, about: Callable[[], dict[str, Any]] = dict, part: str = MAIN
    ) -> None:
        super().__init__(folder, version)
        self._part, self.path = part, database.own_file(folder, part)
        self.con: Any = None  # to that file, once something is written
        self._inode, self._mark, self._has_about = 0, -1, False
        self._new_batches = set[tuple[Path, int]]()  # that are being written
        descriptions = [
            description
            for description in self._of_each_file(lambda _, con: database.abouts(con).get(version))
            if description
        ]
        self.about = descriptions[0] if descriptions else about()
        self.look()

    def others(self) -> int:
        """Count the other versions of the study that have runs in the store."""
        return len(set(self.query("SELECT version FROM batches WHERE lead = ? AND version != ?", RUNS, self.version)))

    @contextmanager
    def lock(self) -> Generator[None]:
        """Have the file alone, after a look at it: all that is written comes about together at the end, and is then on
        the disk, or nothing of it. Raises InputError where it cannot be written to, or another command does not let it
        go."""
        if self.con is not None and self.con.in_transaction:
            yield
            return
        with database.write_errors(self.folder):
            try:
                self._begin()
                yield
                self.execute("COMMIT")
                self._has_about, self._new_batches = True, set()
            except BaseException:
                self._let_go()
                raise

    def check_writable(self) -> None:
        """Raise InputError where the store cannot be written to."""
        with self.lock():
            self.execute("DELETE FROM versions WHERE version IS NULL")  # a file that may only be read refuses it

    def _begin(self) -> None:
        """Begin to write into a file that is as it was written, as far as is known."""
        while True:
            path = database.own_file(self.folder, self._part, self.bad)
            if self.con is None or path != self.path or not self._is_in_place():
                self._let_go()
                self.folder.mkdir(parents=True, exist_ok=True)
                self.path, self.con = path, database.open_for_writing(path)
                self._inode = path.stat().st_ino
                weakref.finalize(self, self.con.close)
                self.look()  # others may have gone
            self.con.execute("BEGIN IMMEDIATE")
            (mark,) = self.execute("PRAGMA data_version").fetchone()
            if mark != self._mark:  # others have written since
                self._look_at(path, self.con)
                self._mark = mark
            if path == database.own_file(self.folder, self._part, self.bad) and self._is_in_place():
                break  # else another has taken its place
            self._let_go()
        if not self._has_about and self.version not in database.abouts(self.con):
            database.write_about(self.con, self.version, self.about)

    def _is_in_place(self) -> bool:
        return self.path.exists() and self.path.stat().st_ino == self._inode

    def _let_go(self) -> None:
        """Undo what was begun."""
        if self.con is not None:
            self.con.close()
        self._forget(self._new_batches)
        self.con, self._mark, self._has_about, self._new_batches = None, -1, False, set()

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        """Execute a statement in the file that is written; the caller must hold the store's lock."""
        return self.con.execute(statement, values)

    def save(self, parcel: Parcel) -> None:
        """Keep what became of a batch, but for runs that are there already."""
        with self.lock():
            for part in parcel.parts:
                well, there = self._where[RUNS], self._where[part.lead]
                if new := {key for key in part.keys if key not in well and key not in there}:
                    self._add(part.only(new))

    def _add(self, new: PackedRuns) -> None:
        batch = database.add(self.con, self.path, self.version, new)
        self._register(batch)
        self._sound.add(batch)
        self._new_batches.add((batch.file, batch.number))


type Words = dict[str, Any]  # what is written down of a version
type Current = Callable[[Words], bool]  # whether the present code and data can use its runs

CHUNK = 20_000  # runs of a file of a copy


def _files(folder: Path) -> list[Path]:
    """List the files of a store. Raises SettingError where there is none."""
    if not folder.exists():
        raise SettingError(f"store {folder}: no such store of runs")
    must_be_a_store(folder)
    return database.files(folder)


def _versions(folder: Path) -> dict[str, tuple[Words, Counter[str]]]:
    """Return for each version of a store its description, unless that is lost or damaged, the latest last; and its
    number of runs by leading table, and of bytes in all."""
    contents, bad = defaultdict[str, tuple[Words, Counter[str]]](lambda: ({}, Counter())), dict[Path, str]()
    for file in _files(folder):
        with database.read_errors(file, bad), database.open_snapshot(file) as con:
            for version, about in database.abouts(con).items():
                contents[version][0].update(about)
            batches, wrong = database.batches(con, file)
            database.note(file, wrong, bad)
            for batch in batches:
                size = sum(size for *_, size in batch.tables.values())
                contents[batch.version][1].update({batch.lead: len(batch.keys), "bytes": size})
    return dict(sorted(contents.items(), key=lambda one: one[1][0].get("made", "")))


def versions(folder: Path) -> dict[str, Words]:
    """Return the description of each version in a store, by its first letters, the latest last."""
    return {version[:12]: about for version, (about, _) in _versions(folder).items()}


def listing(folder: Path, current: Current) -> pd.DataFrame:
    """List the versions, one per row: name, whether it is current, since when, commit, runs, failures, size, data. Runs
    are counted, not read."""
    return pd.DataFrame(
        {
            "version": version[:12],
            "current": current(about),
            "since": about.get("made", "")[:16],
            "commit": (about.get("commit") or "")[:12],
            "runs": number[RUNS],
            "failures": number[FAILURES],
            "MB": round(number["bytes"] / 1e6, 1),
            "data": about.get("data", ""),
        }
        for version, (about, number) in _versions(folder).items()
    )


def outdated(folder: Path, current: Current) -> int:
    """Count the versions that are not current."""
    return sum(not current(about) for about in versions(folder).values())


def verify(folder: Path) -> tuple[int, dict[str, str]]:
    """Read all of every version: how many batches of runs are as they were, and what is not. Nothing is written."""
    number, bad = 0, dict[str, str]()
    for file in _files(folder):
        try:
            with database.open_snapshot(file) as con:
                whole, wrong = _check_batches(con, file)
            number, bad = number + len(whole), bad | wrong
        except (OSError, sqlite3.Error) as error:
            bad[str(file)] = str(error)
    return number, bad


def _check_batches(con: sqlite3.Connection, file: Path) -> tuple[list[Batch], dict[str, str]]:
    """Read all of a file: what is whole, and what is wrong with all else."""
    batches, problem = database.batches(con, file)
    whole, wrong = list[Batch](), dict[str, str]()
    for batch in batches:
        try:
            database.read_batch(con, batch)
            whole.append(batch)
        except DamagedError:
            wrong[f"{file}, batch {batch.number}"] = f"is damaged, runs: {len(batch.keys)}"
    try:
        used_rows = {row for batch in batches for row, _, _ in batch.tables.values()}
        if {row for (row,) in con.execute("SELECT id FROM rows")} - used_rows and not problem:
            problem = "has rows of no run"
        if len(database.formats(con)) > 1:
            problem = "is damaged"
        problem = next((line for (line,) in con.execute("PRAGMA integrity_check") if line != "ok"), problem)
    except sqlite3.DatabaseError as error:
        problem = str(error) if database.formats(con) else "is empty"
    return whole, wrong | ({str(file): " ".join(problem.split())} if problem else {})


def prune(
    folder: Path, current: Current, *, others: bool = False, failures: bool = False, damaged: bool = False
) -> list[str]:
    """Remove the runs of versions that are not current, the records of failed runs, or what is damaged; return what was
    removed, in words. An unreadable version is left, as it may be current."""
    doomed, out = set[tuple[str, str]](), list[str]()
    for version, (about, number) in _versions(folder).items():
        if others and about and not current(about):
            doomed |= {(version, RUNS), (version, FAILURES)}
            out.append(f"version {version[:12]}: {number[RUNS]:,} runs")
        elif failures and number[FAILURES]:
            doomed.add((version, FAILURES))
            out.append(f"version {version[:12]}: records of {number[FAILURES]:,} failed runs")
    with database.write_errors(folder):
        for file in _files(folder) if doomed else ():
            with closing(database.open_for_writing(file)) as con:
                con.execute("BEGIN IMMEDIATE")
                batches, _ = database.batches(con, file)
                database.remove(con, (batch for batch in batches if (batch.version, batch.lead) in doomed))
                old_versions = [(version,) for version, lead in doomed if lead == RUNS]
                con.executemany("DELETE FROM versions WHERE version = ?", old_versions)
                con.execute("COMMIT")
                con.execute("VACUUM")  # gives its room back
        for file in database.files(folder) if damaged else ():
            out += _replace_damaged(file)
    return out


def _replace_damaged(file: Path) -> list[str]:
    """Remove a damaged file, after copying its readable runs to another, under a name of its own, because somebody who
    has the old one open must not take one for the other; return what is wrong with it."""
    path = database.successor(file)
    with ExitStack() as stack:
        try:
            old = stack.enter_context(closing(database.open_for_writing(file)))
            old.execute("BEGIN IMMEDIATE")  # nobody else writes into it from here on
            descriptions, (whole, wrong) = database.abouts(old), _check_batches(old, file)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise
            descriptions, whole, wrong = {}, [], {str(file): str(error)}
        if wrong:
            new = stack.enter_context(closing(database.open_for_writing(path)))
            new.execute("BEGIN IMMEDIATE")
            for version, about in descriptions.items():
                database.write_about(new, version, about)
            for batch in whole:
                database.add(new, path, batch.version, database.read_batch(old, batch))
            new.execute("COMMIT")
    for end in ("", "-wal", "-shm", "-journal") if wrong else ():
        file.with_name(file.name + end).unlink(missing_ok=True)
    return [f"{what}: {why}" for what, why in wrong.items()]


def export(folder: Path, out: Path) -> int:
    """Copy all tables of a store into Parquet files, `TABLE/code=VERSION/*.parquet`; how many runs they hold."""
    number = 0
    with whole_folder(out) as place:
        for version in _versions(folder):
            runs = StoredRuns(folder, version)
            runs.look()
            number += len(runs.keys)
            for part, keys in enumerate(batched(runs.keys, CHUNK)):
                for table in runs.tables():
                    _copy(runs, table, keys, place, part)
            _copy(runs, FAILURES, None, place, 0)
    return number


def _copy(runs: StoredRuns, table: str, keys: tuple[str, ...] | None, place: Path, part: int) -> None:
    """Copy some runs of a table; those of the leading tables with their parameters."""
    rows = runs.read(table, keys)
    if not rows.empty:
        if table in (RUNS, FAILURES):
            rows = rows.merge(runs.read(PARAMETERS if table == RUNS else table, keys, ["key", PARAMETERS]), on="key")
        file = place / table / f"code={runs.version[:12]}" / f"{part:04d}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(rows, file)
