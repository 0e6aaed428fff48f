"""The runs of a store, as they are read: which are in which batch of which file, as of the last look, and their tables.

What is damaged is seen when it is read, and is left out. Nothing is written.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.sim.errors import SettingError
from contagion.sim.laboratory import database
from contagion.sim.laboratory.database import DamagedError, Kept
from contagion.sim.laboratory.packing import FAILURES, PARAMETERS, RUNS, Table, among, decoded, joined

if TYPE_CHECKING:
    pass

OWN_COLUMNS = ("key", "seed", "years", "seconds")


def must_be_a_store(folder: Path) -> None:
    """Refuse what is no store of runs, and nothing that may become one.

    Raises
    ------
    InputError
    """
    if folder.exists() and not folder.is_dir():
        raise SettingError(f"store {folder}: is a file, not a folder")
    if not database.files(folder) and any(path.name[0] != "." for path in folder.glob("*")):
        raise SettingError(f"store {folder}: holds files, but is no store of runs; choose another folder")


class KeptRuns:
    """The runs of one version of a study (code and data), in a folder that may hold those of others.

    Attributes
    ----------
    bad : dict
        Files that were found damaged, and what is wrong with them.

    Raises
    ------
    InputError
        Where the folder is something else.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self.folder, self.version = folder, version
        must_be_a_store(folder)
        self.bad: dict[Path, str] = {}
        self._batches: dict[tuple[Path, int], Kept] = {}
        self._where: dict[str, dict[str, Kept]] = {RUNS: {}, FAILURES: {}}
        self._fresh: dict[str, set[str]] = {RUNS: set(), FAILURES: set()}  # since it was last handed over
        self._sound: set[Kept] = set()  # that were read, or written, and are as they were
        self._unsound: set[tuple[Path, int]] = set()

    @property
    def keys(self) -> Set[str]:
        """The runs that were there at the last look."""
        return self._where[RUNS].keys()

    def look(self) -> tuple[set[str], set[str]]:
        """See what others have done since the last look: keys of runs that have come, and of those that failed."""
        self._of_each_file(lambda *_: None)
        return self._come()

    def _come(self) -> tuple[set[str], set[str]]:
        fresh, self._fresh = self._fresh, {RUNS: set(), FAILURES: set()}
        return fresh[RUNS], fresh[FAILURES]

    def asked(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What SQLite finds in all files."""
        found = self._of_each_file(lambda _, con: con.execute(statement, values).fetchall())
        return [row for rows in found for row in rows]

    def _of_each_file[Made](self, work: Callable[[Path, sqlite3.Connection], Made]) -> list[Made]:
        """What is made of each file, after a look at it; of what is damaged nothing."""
        made, files = [], database.files(self.folder)
        self._forget({place for place in self._batches if place[0] not in files})
        for file in files:
            try:
                with database.naming(file, self.bad), database.reading(file) as con:
                    if database.formats(con):
                        self._look_at(file, con)
                        made.append(work(file, con))
            except DamagedError as damage:
                database.note(file, str(damage), self.bad)
                self._unsound.add(place := (file, damage.number))
                self._forget({place})
                return self._of_each_file(work)
        if all(file.exists() for file in files):
            return made
        return self._of_each_file(work)  # one was put aside meanwhile, and another is in its place

    def _look_at(self, file: Path, con: sqlite3.Connection) -> None:
        known = [place for place in self._batches if place[0] == file]
        new, wrong = database.batches(con, file, self.version, max((number for _, number in known), default=0))
        database.note(file, wrong, self.bad)
        for batch in new:
            if (file, batch.number) not in self._unsound:
                self._fresh[batch.lead].update(key for key in batch.keys if key not in self._where[batch.lead])
                self._put(batch)
        if known:
            there = {number for (number,) in con.execute("SELECT id FROM batches")}
            self._forget({place for place in known if place[1] not in there})

    def _put(self, batch: Kept) -> None:
        """A run that is there twice is read where it was seen first."""
        self._batches[batch.file, batch.number] = batch
        for key in batch.keys:
            self._where[batch.lead].setdefault(key, batch)

    def _forget(self, gone: Set[tuple[Path, int]]) -> None:
        for place in gone:
            self._sound.discard(self._batches.pop(place))
        for lead in self._where if gone else ():
            own = [batch for batch in self._batches.values() if batch.lead == lead]
            self._where[lead] = {key: batch for batch in reversed(own) for key in batch.keys}

    def tables(self) -> list[str]:
        """Names of the tables, `runs` last."""
        names = {name for batch in self._batches.values() if batch.lead == RUNS for name in batch.tables}
        return [*sorted(names - {RUNS}), RUNS]

    def whole(self, keys: Iterable[str]) -> set[str]:
        """Those of some runs that are here with all their rows, as they were written. Each batch is read once."""
        asked = set(keys)

        def check(file: Path, con: sqlite3.Connection) -> None:
            for batch in self._here(file, RUNS, asked).keys() - self._sound:
                database.packed(con, batch)
                self._sound.add(batch)

        self._of_each_file(check)
        return asked & self.keys

    def _here(self, file: Path, lead: str, keys: Iterable[str] | None) -> dict[Kept, set[str]]:
        """The batches of a file that some runs, or all, are read from."""
        where, here = self._where[lead], defaultdict[Kept, set[str]](set)
        for key in where if keys is None else keys:
            if key in where and where[key].file == file:
                here[where[key]].add(key)
        return here

    def read(
        self, table: str = RUNS, keys: Iterable[str] | None = None, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """A table of the store.

        Parameters
        ----------
        keys : iterable of str, optional
            The runs wanted; by default all. The rows of a run stand together, in the order they had; runs stand in no
            particular order.
        columns : sequence of str, optional
            By default all but `parameters`.
        """
        wanted = None if keys is None else dict.fromkeys(keys)

        def rows(file: Path, con: sqlite3.Connection) -> list[Table]:
            here = self._here(file, FAILURES if table == FAILURES else RUNS, wanted)
            return [self._rows(con, batch, table, own, columns) for batch, own in here.items() if table in batch.tables]

        parts = [part for parts in self._of_each_file(rows) for part in parts]
        return joined(parts) if parts else pd.DataFrame(columns=list(columns or OWN_COLUMNS))

    def _rows(
        self, con: sqlite3.Connection, batch: Kept, table: str, keys: Set[str], columns: Sequence[str] | None
    ) -> Table:
        """The rows of some runs of a batch."""

        def wanted(name: str) -> bool:
            return name == "key" or (name != PARAMETERS if columns is None else name in columns)

        rows = decoded(database.data(con, batch, table), batch.keys, wanted)
        if len(keys) < len(batch.keys):
            rows = among(rows, keys)
        if columns is not None and "key" not in columns:
            del rows["key"]
        return rows
