"""A store of runs: what is there is not run again, and nothing that is there is lost, read wrong or read twice.

A run is kept under the name of its content (`Job.key`). The runs of a batch are written the moment it ends, in one
transaction, into a database (`sim.laboratory.database`); many small batches become one larger one, so that they are
read fast. What is damaged is seen when it is read, moved aside to `store/damaged`, and its runs are made again. Several
commands may use a store at the same time, and divide the work (`sim.laboratory.sharing`). Where nothing is new, nothing
is written: a store that may only be read can be read.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Hashable, Iterable, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.sim.laboratory import database
from contagion.sim.laboratory.database import MAIN, DamagedError, Kept
from contagion.sim.laboratory.looking import Looking
from contagion.sim.laboratory.older import must_be_a_store
from contagion.sim.laboratory.packing import FAILURES, PARAMETERS, RUNS, Packed, Packer, among, decoded, joined, merged

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from contagion.sim.laboratory.jobs import Job
    from contagion.sim.laboratory.packing import Parcel

OWN_COLUMNS = ("key", "seed", "years", "seconds")
FANOUT = 64  # small batches that become a larger one
SMALL = 64  # runs, below which a batch is small
HEAVY = 1_000_000  # bytes of a batch that is left as it is


class Store(Looking):
    """The runs of one version of a study, in a folder that may hold those of others.

    Parameters
    ----------
    folder : Path
        Made with the first run that is kept, if it does not exist.
    version : str
        Of the study (code and data).
    about : callable, optional
        Gives what is written down of this version, when it is new here.
    part : str, optional
        Write into a file of this name, as a part of a work that others share on other machines.

    Raises
    ------
    InputError
        Where the folder is something else, or was written in another format.
    """

    def __init__(
        self, folder: Path, version: str, about: Callable[[], dict[str, Any]] = dict, part: str = MAIN
    ) -> None:
        with database.telling(folder):
            must_be_a_store(folder)
        super().__init__(folder, version, part)
        said = self._of_each_file(lambda con: database.abouts(con).get(version))
        self._is_new = not any(said)
        self.about = about() if self._is_new else next(filter(None, said))
        self._come()

    @property
    def keys(self) -> Set[str]:
        """The runs that were there at the last look."""
        return self._where[RUNS].keys()

    def others(self) -> int:
        """Number of other versions of the study that the store holds runs of."""
        asked = "SELECT DISTINCT version FROM batches WHERE lead = ? AND version != ?"
        found = self._of_each_file(lambda con: con.execute(asked, (RUNS, self.version)).fetchall())
        return len({name for some in found for name in some})

    # ---- writing ---------------------------------------------------------------------------------------------------

    @contextmanager
    def held(self) -> Generator[tuple[set[str], set[str]]]:
        """Have the store alone, after a look at it, which is handed over: all that is written comes about together at
        the end, or nothing of it.

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
                con = self._surely(self._begin)
                yield self._come()
                con.execute("COMMIT")
                self._is_new = False
            except BaseException:
                self._let_go()
                raise

    def _begin(self) -> sqlite3.Connection:
        """Begin to write; `DamagedError`."""
        with database.telling(self.folder):
            if self.folder.exists() and not database.may_write(self.folder):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            con = None
            while con is None or con is not self._connection():  # it was put aside while we waited
                if not self.path.exists():
                    self._make()
                con = self._connection()
                con.execute("BEGIN IMMEDIATE")
            if self._is_new:
                database.write_about(con, self.version, self.about)
        with database.telling(self.folder, self.path):
            self._look_at(self.path, con)
        return con

    def _make(self) -> None:
        with database.alone(self.folder):
            self._let_go()  # another may have been put in its place
            if not self.path.exists():
                with database.made(self.path):
                    pass

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        """Have something done in the file that this command writes, by whoever has held it before."""
        assert self.con is not None
        return self.con.execute(statement, values)

    @property
    def pack(self) -> Packer:
        """Makes of a batch what is kept here; to be done where the batch is made."""
        return Packer(self.version)

    def save(self, parcel: Parcel) -> None:
        """Keep what became of a batch, but for runs that are there already.

        Raises
        ------
        InputError
            Where it cannot be written; what was kept before stays.
        """
        with self.held():
            for part in parcel.packed:
                well, there = self._where[RUNS], self._where[part.lead]
                new = {key for key in part.keys if key not in well and key not in there}
                if new:
                    self._bring(part.only(new))
            self.compact()

    def _bring(self, new: Packed) -> Kept:
        assert self.con is not None
        batch = database.add(self.con, self.path, self.version, new)
        self._put(batch)
        self._sound.add(batch)
        return batch

    def compact(self) -> None:
        """Make one batch of many small ones."""
        with self.held():
            for lead in self._where:
                own = [one for one in self._batches.values() if one.file == self.path and one.lead == lead]
                small = [batch for batch in own if len(batch.keys) < SMALL and batch.size < HEAVY]
                if len(small) >= FANOUT:
                    self._merge(small)

    def _merge(self, small: Sequence[Kept]) -> None:
        con = self.con
        assert con is not None
        try:
            parts = [
                Packed(one.lead, one.keys, {name: database.data(con, one, name) for name in one.tables})
                for one in small
            ]
        except DamagedError:
            return  # it is set right by whoever reads it
        self._bring(merged(parts))
        database.remove(con, small)
        for batch in small:
            self._forget(batch)

    # ---- reading ---------------------------------------------------------------------------------------------------

    def tables(self) -> list[str]:
        """Names of the tables, `runs` last."""
        names = {name for batch in self._batches.values() if batch.lead == RUNS for name in batch.tables}
        return [*sorted(names - {RUNS, PARAMETERS}), RUNS]

    def keys_of(self, jobs: Sequence[Job]) -> list[str]:
        """The names under which runs are looked for."""
        return [job.key(self.version) for job in jobs]

    def whole(self, keys: Iterable[str]) -> set[str]:
        """Those of some runs that are here with all their rows, as they were written. Each batch is read once."""
        asked = set(keys)
        self._surely(lambda: self._check(asked))
        return asked & self._where[RUNS].keys()

    def _check(self, asked: Set[str]) -> None:
        for file in self._files():
            with self._visit(file) as con:
                where = self._where[RUNS]
                for batch in dict.fromkeys(where[key] for key in asked if key in where):
                    if batch.file == file and batch not in self._sound:
                        for table in batch.tables:
                            database.data(con, batch, table)
                        self._sound.add(batch)

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
        import pandas as pd

        parts = self.found(table, None if keys is None else dict.fromkeys(keys), columns)
        return joined(parts).to_pandas() if parts else pd.DataFrame(columns=list(columns or OWN_COLUMNS))

    def once[Made](self, what: Hashable, make: Callable[[], Made]) -> Made:
        """What is worked out of runs, which never change; where there is a memory (`sim.laboratory.memory`), once."""
        return make()

    def found(self, table: str, keys: Collection[str] | None, columns: Sequence[str] | None) -> list[pa.Table]:
        """What `read` gives, a batch at a time."""
        return self._surely(lambda: list(self._found(table, keys, columns)))

    def _found(self, table: str, keys: Collection[str] | None, columns: Sequence[str] | None) -> Generator[pa.Table]:
        for file in self._files():
            with self._visit(file) as con:
                where, here = self._where[FAILURES if table == FAILURES else RUNS], defaultdict[Kept, set[str]](set)
                for key in where if keys is None else keys:
                    if key in where and where[key].file == file:
                        here[where[key]].add(key)
                for batch, own in here.items():
                    if table in batch.tables:
                        yield self._rows(con, batch, table, own, columns)

    def _rows(
        self, con: sqlite3.Connection, batch: Kept, table: str, keys: Set[str], columns: Sequence[str] | None
    ) -> pa.Table:
        """The rows of some runs of a batch."""
        rows = self._table(con, batch, table)
        if PARAMETERS in (columns or ()):
            rows = rows.append_column(PARAMETERS, self._table(con, batch, PARAMETERS)[PARAMETERS])
        if columns is not None:
            rows = rows.select([name for name in rows.schema.names if name in columns or name == "key"])
        if len(keys) < len(batch.keys):
            rows = among(rows, keys)
        return rows if columns is None or "key" in columns else rows.drop_columns("key")

    def _table(self, con: sqlite3.Connection, batch: Kept, table: str) -> pa.Table:
        return decoded(database.data(con, batch, table), batch.keys)
