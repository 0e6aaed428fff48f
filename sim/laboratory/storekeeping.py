"""Looking after a store as a whole: which versions it holds, whether all is well, what may go, and copies of it."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack, closing
from itertools import batched
from pathlib import Path
from typing import Any

import pandas as pd

from contagion.sim.errors import SettingError
from contagion.sim.files.results import whole_folder
from contagion.sim.files.tables import write_parquet
from contagion.sim.laboratory import database
from contagion.sim.laboratory.database import DamagedError, Kept
from contagion.sim.laboratory.jobs import FAILURES, PARAMETERS, RUNS
from contagion.sim.laboratory.store import KeptRuns, must_be_a_store

type Words = dict[str, Any]  # what is written down of a version
type Current = Callable[[Words], bool]  # whether the present code and data can use its runs

CHUNK = 20_000  # runs of a file of a copy


def _files(folder: Path) -> list[Path]:
    """All of a store; InputError where there is none."""
    if not folder.exists():
        raise SettingError(f"store {folder}: there is no store here")
    must_be_a_store(folder)
    return database.files(folder)


def _versions(folder: Path) -> dict[str, tuple[Words, Counter[str]]]:
    """What is written down of each version of a store, if that is not lost or damaged, the latest last; and the number
    of its runs by leading table, and of all bytes."""
    found, bad = defaultdict[str, tuple[Words, Counter[str]]](lambda: ({}, Counter())), dict[Path, str]()
    for file in _files(folder):
        with database.naming(file, bad), database.reading(file) as con:
            for version, about in database.abouts(con).items():
                found[version][0].update(about)
            kept, wrong = database.batches(con, file)
            database.note(file, wrong, bad)
            for batch in kept:
                size = sum(size for *_, size in batch.tables.values())
                found[batch.version][1].update({batch.lead: len(batch.keys), "bytes": size})
    return dict(sorted(found.items(), key=lambda one: one[1][0].get("made", "")))


def versions(folder: Path) -> dict[str, Words]:
    """What is written down of each version in a store, by its first letters, the latest last."""
    return {version[:12]: about for version, (about, _) in _versions(folder).items()}


def listing(folder: Path, current: Current) -> pd.DataFrame:
    """A row a version: its name, whether it is current, since when, commit, runs, failures, size, its data. Runs are
    counted, and not read."""
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
    """Number of the versions that are not current."""
    return sum(not current(about) for about in versions(folder).values())


def verify(folder: Path) -> tuple[int, dict[str, str]]:
    """Read all of every version: how many batches of runs are as they were, and what is not. Nothing is written."""
    number, bad = 0, dict[str, str]()
    for file in _files(folder):
        try:
            with database.reading(file) as con:
                whole, wrong = _looked_through(con, file)
            number, bad = number + len(whole), bad | wrong
        except (OSError, sqlite3.Error) as error:
            bad[str(file)] = str(error)
    return number, bad


def _looked_through(con: sqlite3.Connection, file: Path) -> tuple[list[Kept], dict[str, str]]:
    """Read all of a file: what is whole, and what is wrong with all else."""
    kept, hidden = database.batches(con, file)
    whole, wrong = list[Kept](), dict[str, str]()
    for batch in kept:
        try:
            database.packed(con, batch)
            whole.append(batch)
        except DamagedError:
            wrong[f"{file}, batch {batch.number}"] = f"is damaged, runs: {len(batch.keys)}"
    try:
        names, sound = [name for (name,) in con.execute("SELECT version FROM versions")], database.abouts(con)
        wrong |= {f"{file}, version {name}": "is damaged" for name in names if name not in sound}
        used = {row for batch in kept for row, _, _ in batch.tables.values()}
        if {row for (row,) in con.execute("SELECT id FROM rows")} - used and not hidden:
            hidden = "has rows of no run"
        if len(database.formats(con)) > 1:
            hidden = "is damaged"
        hidden = next((line for (line,) in con.execute("PRAGMA integrity_check") if line != "ok"), hidden)
    except sqlite3.DatabaseError as error:
        hidden = str(error) if database.formats(con) else "is empty"
    return whole, wrong | ({str(file): " ".join(hidden.split())} if hidden else {})


def prune(
    folder: Path, current: Current, *, others: bool = False, failures: bool = False, damaged: bool = False
) -> list[str]:
    """Remove the runs of versions that are not current, the records of failed runs, or what is damaged; what was
    removed, in words. A version of which nothing can be read is left, as it may be current."""
    doomed, out = set[tuple[str, str]](), list[str]()
    for version, (about, number) in _versions(folder).items():
        if others and about and not current(about):
            doomed |= {(version, RUNS), (version, FAILURES)}
            out.append(f"version {version[:12]}: {number[RUNS]:,} runs")
        elif failures and number[FAILURES]:
            doomed.add((version, FAILURES))
            out.append(f"version {version[:12]}: records of {number[FAILURES]:,} failed runs")
    with database.telling(folder):
        for file in _files(folder) if doomed else ():
            with closing(database.writing(file)) as con:
                con.execute("BEGIN IMMEDIATE")
                kept, _ = database.batches(con, file)
                database.remove(con, (batch for batch in kept if (batch.version, batch.lead) in doomed))
                gone = [(version,) for version, lead in doomed if lead == RUNS]
                con.executemany("DELETE FROM versions WHERE version = ?", gone)
                con.execute("COMMIT")
                con.execute("VACUUM")  # gives its room back
        for file in database.files(folder) if damaged else ():
            out += _replaced(file)
    return out


def _replaced(file: Path) -> list[str]:
    """Remove a damaged file, after all that is whole of it has gone into another, under a name of its own, so that
    nobody who has the old one open takes one for the other; what is wrong with it."""
    path = database.own_file(file.parent, file.stem.partition("~")[0], [file])
    with ExitStack() as stack:
        try:
            old = stack.enter_context(closing(database.writing(file)))
            old.execute("BEGIN IMMEDIATE")  # nobody else writes into it from here on
            said, (whole, wrong) = database.abouts(old), _looked_through(old, file)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise
            said, whole, wrong = {}, [], {str(file): str(error)}
        if wrong:
            new = stack.enter_context(closing(database.writing(path)))
            new.execute("BEGIN IMMEDIATE")
            for version, about in said.items():
                database.write_about(new, version, about)
            for batch in whole:
                database.add(new, path, batch.version, database.packed(old, batch))
            new.execute("COMMIT")
    for end in ("", "-wal", "-shm", "-journal") if wrong else ():
        file.with_name(file.name + end).unlink(missing_ok=True)
    return [f"{what}: {why}" for what, why in wrong.items()]


def export(folder: Path, out: Path) -> int:
    """Copy all tables of a store into Parquet files, `TABLE/code=VERSION/*.parquet`; how many runs they hold."""
    number = 0
    with whole_folder(out) as place:
        for version in _versions(folder):
            kept = KeptRuns(folder, version)
            kept.look()
            number += len(kept.keys)
            for part, keys in enumerate(batched(kept.keys, CHUNK)):
                for table in kept.tables():
                    _copy(kept, table, keys, place, part)
            _copy(kept, FAILURES, None, place, 0)
    return number


def _copy(kept: KeptRuns, table: str, keys: tuple[str, ...] | None, place: Path, part: int) -> None:
    """Some runs of a table, those of the leading ones with their parameters."""
    rows = kept.read(table, keys)
    if not rows.empty:
        if table in (RUNS, FAILURES):
            rows = rows.merge(kept.read(table, keys, ["key", PARAMETERS]), on="key")
        file = place / table / f"code={kept.version[:12]}" / f"{part:04d}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(rows, file)
