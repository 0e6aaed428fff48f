"""What a store knows of its files: which runs of a version are in which batch of which file, as of the last look, and
what becomes of a file that is damaged."""

from __future__ import annotations

import sqlite3
import warnings
import weakref
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from contagion.sim.errors import SettingError
from contagion.sim.laboratory import database
from contagion.sim.laboratory.damage import rescued
from contagion.sim.laboratory.database import DamagedError, DamagedFile, Kept
from contagion.sim.laboratory.packing import FAILURES, RUNS


class Looking:
    """The runs of one version of a study in the files of a folder.

    Parameters
    ----------
    folder : Path
    version : str
    part : str
        Of the name of the file that is written; all others are read alone.

    Attributes
    ----------
    path : Path
        That file.
    con : Connection, optional
        To it, once it has been opened.
    bad : dict
        What was found damaged so far, and what is wrong with it.
    """

    def __init__(self, folder: Path, version: str, part: str) -> None:
        self.folder, self.version, self._part = folder, version, part
        self.path, self.con = database.own_file(folder, part), None
        self.bad: dict[str, str] = {}
        self._inode, self._mark = 0, -1
        self._batches: dict[tuple[Path, int], Kept] = {}
        self._where: dict[str, dict[str, Kept]] = {RUNS: {}, FAILURES: {}}
        self._fresh: dict[str, set[str]] = {RUNS: set(), FAILURES: set()}  # since it was last handed over
        self._sound: set[Kept] = set()  # that were read, or written, and are as they were

    def look(self) -> tuple[set[str], set[str]]:
        """See what others have done since the last look: keys of runs that have come, and of those that failed."""
        self._of_each_file(lambda _: None)
        return self._come()

    def _of_each_file[Made](self, asked: Callable[[sqlite3.Connection], Made]) -> list[Made]:
        """What is asked of each file, after a look at it."""

        def ask() -> list[Made]:
            made = []
            for file in self._files():
                with self._visit(file) as con:
                    made.append(asked(con))
            return made

        return self._surely(ask)

    def _come(self) -> tuple[set[str], set[str]]:
        fresh, self._fresh = self._fresh, {RUNS: set(), FAILURES: set()}
        return fresh[RUNS], fresh[FAILURES]

    def _files(self) -> list[Path]:
        there = database.files(self.folder)
        for batch in [batch for batch in self._batches.values() if batch.file not in there]:
            self._forget(batch)
        return there

    @contextmanager
    def _visit(self, file: Path) -> Generator[sqlite3.Connection]:
        """A file as it is at one moment, after a look at what has come and gone in it; `DamagedError`."""
        is_own = file == self.path
        with database.telling(self.folder, file):
            con = self._connection() if is_own else database.connected(file)
            with nullcontext() if is_own else closing(con):
                is_held = con.in_transaction
                if not is_held:
                    con.execute("BEGIN")
                try:
                    self._look_at(file, con)
                    yield con
                finally:
                    if not is_held and con.in_transaction:
                        con.execute("ROLLBACK")

    def _look_at(self, file: Path, con: sqlite3.Connection) -> None:
        (mark,) = con.execute("PRAGMA data_version").fetchone()
        if file == self.path and mark == self._mark:  # nobody else has written since
            return
        known = [number for place, number in self._batches if place == file]
        for batch in database.batches(con, file, self.version, max(known, default=0)):
            self._fresh[batch.lead].update(key for key in batch.keys if key not in self._where[batch.lead])
            self._put(batch)
        there = {number for (number,) in con.execute("SELECT id FROM batches WHERE version = ?", (self.version,))}
        for number in known:
            if number not in there:
                self._forget(self._batches[file, number])
        if file == self.path:
            self._mark = mark

    def _put(self, batch: Kept) -> None:
        """A run that is in another file as well stays where it was seen first, unless it has gone from there."""
        where = self._where[batch.lead]
        self._batches[batch.file, batch.number] = batch
        where |= {key: batch for key in batch.keys if key not in where or where[key].file == batch.file}

    def _forget(self, batch: Kept) -> None:
        del self._batches[batch.file, batch.number]
        self._sound.discard(batch)
        where = self._where[batch.lead]
        for key in batch.keys:
            if where.get(key) is batch:
                del where[key]

    def _connection(self) -> sqlite3.Connection:
        """To the file that is written, which is opened anew where another has taken its place."""
        if self.con is not None:
            if self.path.exists() and self.path.stat().st_ino == self._inode:
                return self.con
            self._let_go()
        self.con, self._inode = database.connected(self.path), self.path.stat().st_ino
        weakref.finalize(self, self.con.close)
        return self.con

    def _let_go(self) -> None:
        """Close the file that is written, undo what was begun, and forget what is known of it: it is read anew."""
        if self.con is not None:
            self.con.close()
        for batch in [batch for batch in self._batches.values() if batch.file == self.path]:
            self._forget(batch)
        self.con, self._mark, self.path = None, -1, database.own_file(self.folder, self._part)

    def _surely[Made](self, work: Callable[[], Made]) -> Made:
        """Do something that reads; where a file is damaged, set that right and do it again.

        Raises
        ------
        InputError
            Where that cannot be, as the store may only be read.
        """
        while True:
            try:
                return work()
            except DamagedError as damage:
                self._set_right(damage)

    def _set_right(self, damage: DamagedError) -> None:
        """Put a damaged file aside, and go on with what is whole of it."""
        self._let_go()
        try:
            wrong = rescued(damage.file)
        except (OSError, sqlite3.Error, SettingError):
            raise database.cannot(self.folder, damage.file, damage.why) from None
        self.bad |= wrong
        if wrong:  # else another has done that
            words = f"{damage.file}: {damage.why}; moved to {self.folder / 'damaged'}; what is whole of it is kept"
            warnings.warn(f"{words}, all other runs are made again when asked for", DamagedFile, stacklevel=4)
