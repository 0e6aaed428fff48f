"""Looking after a store as a whole: which versions it holds, whether all is well, what may go, and copies of it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.sim.errors import SettingError
from contagion.sim.laboratory import damage, database
from contagion.sim.laboratory.database import DamagedError
from contagion.sim.laboratory.older import must_be_a_store
from contagion.sim.laboratory.packing import FAILURES, PARAMETERS, RUNS
from contagion.sim.laboratory.store import Store
from contagion.sim.results import whole_folder

if TYPE_CHECKING:
    import pandas as pd

type Words = dict[str, Any]  # what is written down of a version
type Current = Callable[[Words], bool]  # whether the present code and data can use its runs

CHUNK = 20_000  # runs of a file of a copy


def _files(folder: Path) -> list[Path]:
    if not folder.exists():
        raise SettingError("store {folder}: there is no store here", folder=folder)
    with database.telling(folder):
        must_be_a_store(folder)
    return database.files(folder)


@dataclass
class _Version:
    """What is written down of a version, its runs by leading table, and the bytes of all."""

    about: Words = field(default_factory=dict)
    runs: Counter[str] = field(default_factory=Counter)
    size: int = 0


def _versions(folder: Path) -> dict[str, _Version]:
    """The versions of a store, the latest last. Nothing is written down of one of which that is lost or damaged."""
    found = defaultdict[str, _Version](_Version)
    for file in _files(folder):
        try:
            with database.telling(folder, file), closing(database.connected(file)) as con:
                for version, about in database.abouts(con).items():
                    found[version].about = about
                rows = con.execute("SELECT version, lead, length(keys) / 16, tables FROM batches")
                for version, lead, runs, tables in rows:
                    found[version].runs[lead] += runs
                    found[version].size += sum(size for _, _, size in json.loads(tables).values())
        except (DamagedError, ValueError, TypeError) as error:
            raise database.cannot(folder, file, getattr(error, "why", "is damaged")) from None
    return dict(sorted(found.items(), key=lambda one: one[1].about.get("made", "")))


def versions(folder: Path) -> dict[str, Words]:
    """What is written down of each version in a store, by its first letters, the latest last. Nothing is written.

    Raises
    ------
    InputError
        Where there is no store.
    """
    return {version[:12]: found.about for version, found in _versions(folder).items()}


def listing(folder: Path, current: Current) -> pd.DataFrame:
    """A row a version: its name, whether it is current, since when, commit, runs, failures, size, its data. Runs are
    counted, and not read."""
    import pandas as pd

    return pd.DataFrame(
        {
            "version": version[:12],
            "current": current(found.about),
            "since": found.about.get("made", "")[:16],
            "commit": (found.about.get("commit") or "")[:12],
            "runs": found.runs[RUNS],
            "failures": found.runs[FAILURES],
            "MB": round(found.size / 1e6, 1),
            "data": found.about.get("data", ""),
        }
        for version, found in _versions(folder).items()
    )


def outdated(folder: Path, current: Current) -> int:
    """Number of the versions that are not current."""
    return sum(not current(about) for about in versions(folder).values())


def verify(folder: Path) -> tuple[int, dict[str, str]]:
    """Read all of every version: how many batches of runs are as they were, and what is not. What is damaged is put
    aside, where the store may be written, so that its runs are made again."""
    number, bad = 0, dict[str, str]()
    for file in _files(folder):
        try:
            with database.telling(folder, file), closing(database.connected(file)) as con:
                con.execute("BEGIN")  # as it is at one moment
                whole, wrong = damage.looked_through(con, file)
                number += len(whole)
        except DamagedError as error:
            wrong = {str(file): error.why}
        bad |= wrong
        if wrong:
            with suppress(OSError, sqlite3.Error, SettingError):  # it may only be read
                damage.rescued(file)
    return number, bad


def prune(
    folder: Path, current: Current, *, others: bool = False, failures: bool = False, damaged: bool = False
) -> list[str]:
    """Remove the runs of versions that are not current, the records of failed runs, or the damaged files; what was
    removed, in words. A version of which nothing can be read is left, as it may be current."""
    doomed, out = list[tuple[str, str]](), list[str]()
    for version, found in _versions(folder).items():
        if others and found.about and not current(found.about):
            doomed += [(version, RUNS), (version, FAILURES)]
            out.append(f"version {version[:12]}: {found.runs[RUNS]:,} runs")
        elif failures and found.runs[FAILURES]:
            doomed.append((version, FAILURES))
            out.append(f"version {version[:12]}: records of {found.runs[FAILURES]:,} failed runs")
    if doomed:
        for file in _files(folder):
            with database.telling(folder), closing(database.connected(file)) as con:
                con.execute("BEGIN IMMEDIATE")
                for version, lead in doomed:
                    database.remove(con, (one for one in database.batches(con, file, version) if one.lead == lead))
                    if lead == RUNS:
                        con.execute("DELETE FROM versions WHERE version = ?", (version,))
                con.execute("COMMIT")
                con.execute("VACUUM")  # gives its room back
    if damaged and (place := folder / "damaged").exists():
        number = sum(path.is_file() for path in place.rglob("*"))
        shutil.rmtree(place)
        out.append(f"damaged files, {number:,} file{'s' * (number != 1)}")
    return out


def export(folder: Path, out: Path) -> int:
    """Copy all tables of a store into Parquet files, `TABLE/code=VERSION/*.parquet`; how many runs they hold.

    Raises
    ------
    InputError
        Where there is no store, or the copy cannot be written.
    """
    number = 0
    with whole_folder(out) as place:
        for version, found in _versions(folder).items():
            store = Store(folder, version, lambda found=found: found.about)
            number += len(store.keys)
            for part, keys in enumerate(batched(store.keys, CHUNK)):
                for table in store.tables():
                    _copy(store, table, keys, place, part)
            _copy(store, FAILURES, None, place, 0)
    return number


def _copy(store: Store, table: str, keys: tuple[str, ...] | None, place: Path, part: int) -> None:
    """Some runs of a table, those of the leading ones with their parameters."""
    rows = store.read(table, keys)
    if rows.empty:
        return
    if table in (RUNS, FAILURES):
        rows = rows.merge(store.read(table, keys, ["key", PARAMETERS]), on="key")
    file = place / table / f"code={store.version[:12]}" / f"{part:04d}.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    rows.to_parquet(file, index=False)
