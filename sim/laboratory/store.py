"""A store of runs: what is there is not run again, and nothing that is there is lost, read wrong or read twice.

A run is kept under the name of its content (`Job.key`). The runs of a batch are written the moment it ends, in one
transaction, into a database (`sim.laboratory.database`), and stay as they are. What was damaged is run again and kept
in another file. Several commands may use a store at the same time, and divide the work (`sim.laboratory.sharing`).
Where nothing is new, nothing is written.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.sim.laboratory import database
from contagion.sim.laboratory.database import MAIN
from contagion.sim.laboratory.packing import RUNS, Packed
from contagion.sim.laboratory.reading import KeptRuns

if TYPE_CHECKING:
    from contagion.sim.laboratory.packing import Parcel


class Store(KeptRuns):
    """The runs of one version of a study, to which others are added; the folder is made with the first.

    Parameters
    ----------
    about : callable, optional
        Gives what is written down of this version, when it is new here.
    part : str, optional
        Write into a file of this name, as a part of a work of which others do the rest.
    """

    def __init__(
        self,
        folder: Path,
        version: str,
        about: Callable[[], dict[str, Any]] = dict,
        part: str = MAIN,
    ) -> None:
        super().__init__(folder, version)
        self._part, self.path = part, database.own_file(folder, part)
        self.con: Any = None  # to that file, once something is written
        self._inode, self._mark, self._is_told = 0, -1, False
        self._begun = set[tuple[Path, int]]()  # that are being written
        said = [found for found in self._of_each_file(lambda _, con: database.abouts(con).get(version)) if found]
        self.about = said[0] if said else about()
        self.look()

    def others(self) -> int:
        """Number of other versions of the study that the store holds runs of."""
        return len(set(self.asked("SELECT version FROM batches WHERE lead = ? AND version != ?", RUNS, self.version)))

    @contextmanager
    def held(self, *, lasting: bool = False) -> Generator[tuple[set[str], set[str]]]:
        """Have the store alone, after a look at it, which is handed over: all that is written comes about together at
        the end, or nothing of it. With `lasting`, it waits until this and all before is on the disk.

        Raises
        ------
        InputError
            Where it cannot be written to, or another command does not let it go.
        """
        if self.con is not None and self.con.in_transaction:
            yield set(), set()
            return
        with database.telling(self.folder):
            try:
                self._begin(lasting)
                yield self._come()
                self.execute("COMMIT")
                self._is_told, self._begun = True, set()
            except BaseException:
                self._let_go()
                raise

    def _begin(self, lasting: bool) -> None:
        """Begin to write into a file that is as it was written, as far as is known."""
        while True:
            path = database.own_file(self.folder, self._part, self.bad)
            if self.con is None or path != self.path or not self._is_in_place():
                self._let_go()
                self.folder.mkdir(parents=True, exist_ok=True)
                self.path, self.con = path, database.writing(path)
                self._inode = path.stat().st_ino
                weakref.finalize(self, self.con.close)
                self._of_each_file(lambda *_: None)  # others may have gone
            self.con.execute(
                f"PRAGMA synchronous = {'FULL' if lasting or not database.is_local(self.folder) else 'NORMAL'}"
            )
            self.con.execute("BEGIN IMMEDIATE")
            (mark,) = self.execute("PRAGMA data_version").fetchone()
            if mark != self._mark:  # others have written since
                self._look_at(path, self.con)
                self._mark = mark
            if path == database.own_file(self.folder, self._part, self.bad) and self._is_in_place():
                break  # else another has taken its place
            self._let_go()
        if not self._is_told and self.version not in database.abouts(self.con):
            database.write_about(self.con, self.version, self.about)

    def _is_in_place(self) -> bool:
        return self.path.exists() and self.path.stat().st_ino == self._inode

    def _let_go(self) -> None:
        """Undo what was begun."""
        if self.con is not None:
            self.con.close()
        self._forget(self._begun)
        self.con, self._mark, self._is_told, self._begun = None, -1, False, set()

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        """Have something done in the file that is written, by whoever holds the store."""
        return self.con.execute(statement, values)

    def save(self, parcel: Parcel) -> None:
        """Keep what became of a batch, but for runs that are there already."""
        with self.held():
            for part in parcel.packed:
                well, there = self._where[RUNS], self._where[part.lead]
                if new := {key for key in part.keys if key not in well and key not in there}:
                    self._bring(part.only(new))

    def _bring(self, new: Packed) -> None:
        batch = database.add(self.con, self.path, self.version, new)
        self._put(batch)
        self._sound.add(batch)
        self._begun.add((batch.file, batch.number))
