"""A store of runs: what is there is not run again, and nothing that is there is lost, read wrong or read twice.

A run is kept under the name of its content (`Job.key`), in Parquet files that open in pandas or DuckDB:

    store/runs/code=1a2b3c4d5e6f/*.parquet      a row a run: key, parameters, seed, years, seconds, figures
    store/years/code=1a2b3c4d5e6f/*.parquet     the rows of each further table of the study, here `years`
    store/failures/code=1a2b3c4d5e6f/*.parquet  runs that failed, with their tracebacks; when asked for, they run again
    store/versions/1a2b3c4d5e6f.json            what that version of code and data is

The runs of a batch are written the moment it ends, one file a table (`sim.laboratory.bundles`). Many small files become
one larger one, so there are never many. A damaged file is known by its name, moved aside to `store/damaged`, and its
runs are made again. Several commands may use a store at the same time, and divide the work (`sim.laboratory.claims`).
Where nothing is new, nothing is written: a store that may only be read can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Sequence, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from contagion.sim.errors import SettingError
from contagion.sim.laboratory import papers
from contagion.sim.laboratory.bundles import Shelf
from contagion.sim.laboratory.packing import FAILURES, FORMAT, PARAMETERS, RUNS, SMALL, Bundle, Packer, packed
from contagion.sim.laboratory.shards import among, joined, listed

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from contagion.sim.laboratory.jobs import Job
    from contagion.sim.laboratory.packing import Packed, Parcel

OWN_COLUMNS = ("key", "parameters", "seed", "years", "seconds")
FANOUT = 64  # small bundles that become a larger one
FULL = 4096  # runs of a bundle that is left as it is
READINGS = 9  # of a table, while others merge what is read
LOCK_SECONDS = 60  # for another command to let the store go


class Store:
    """The runs of one version of a study, in a folder that may hold those of others.

    Parameters
    ----------
    folder : Path
        Made with the first run that is kept, if it does not exist.
    version : str
        Of the study (code and data).
    about : callable, optional
        Gives what is written down of this version, when it is new here.

    Raises
    ------
    InputError
        Where the folder is something else, or was written in another format.
    """

    def __init__(self, folder: Path, version: str, about: Callable[[], dict[str, Any]] = dict) -> None:
        self.folder, self.version = folder, version
        self._lock, self._begun, self._mended = FileLock(folder / ".lock"), False, False
        with self._writing():
            lost = papers.must_be_a_store(folder, write_anew=False) and papers.were_lost(folder, self.code)
            self.about = papers.about(folder, self.code, about, keep=False)
            if lost:
                with self._locked():
                    self._begin()
        self._runs, self._failures = Shelf(folder, version, RUNS), Shelf(folder, version, FAILURES)
        self.look()

    @property
    def code(self) -> str:
        """The version, as it stands in the names of folders."""
        return self.version[:12]

    @property
    def keys(self) -> Set[str]:
        """The runs that were there at the last look."""
        return self._runs.where.keys()

    @property
    def bad(self) -> dict[Path, str]:
        """Files found damaged, gone or out of place since the store was opened, and what is wrong."""
        return self._runs.not_well | self._failures.not_well

    def others(self) -> int:
        """Number of other versions of the study that the store holds runs of."""
        return len({place.name for place in self.folder.glob(f"{RUNS}/code=*")} - {f"code={self.code}"})

    def look(self) -> tuple[set[str], set[str]]:
        """See what others have done since the last look: keys of runs that have come, and of those that failed."""
        return self._runs.look(), self._failures.look()

    # ---- writing ---------------------------------------------------------------------------------------------------

    @contextmanager
    def held(self) -> Generator[tuple[set[str], set[str]]]:
        """Have the store alone, after a look at it, which is handed over. What killed commands have left half done is
        done the first time, and whenever others have brought something.

        Raises
        ------
        InputError
            Where it cannot be written to, or another command does not let it go.
        """
        if self._lock.is_locked:
            yield set(), set()
            return
        with self._writing(), self._locked():
            if not self._begun:
                self._begin()
            fresh = self.look()
            if not self._mended or any(fresh):
                self._mend()
            yield fresh

    def _mend(self) -> None:
        if not (self._runs.complete and self._failures.complete):
            return
        papers.clear_half_written(self.folder)
        self._runs.mend(table for table in self.tables() if table != FAILURES)
        self._failures.mend(())
        self._mended = True

    def come_to_rest(self) -> None:
        """See what is kept after an interruption: what was whole when it came is put in its place, unless others have
        the store just then."""
        self.look()
        if self._begun:
            with suppress(Timeout, OSError), self._lock.acquire(timeout=0):
                self._mend()

    def _begin(self) -> None:
        """Write what the store is, and what this version is, where that is not there as it was written."""
        if not papers.must_be_a_store(self.folder):
            papers.write(self.folder / "store.json", {"format": FORMAT})
        papers.about(self.folder, self.code, lambda: self.about)
        self._begun = True

    @contextmanager
    def _locked(self) -> Generator[None]:
        if not self._begun:
            self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=LOCK_SECONDS)
        except Timeout:
            raise SettingError(
                "store {folder}: another command has held it for {lock_seconds} s; is it stopped?",
                folder=self.folder,
                lock_seconds=LOCK_SECONDS,
            ) from None
        try:
            yield
        finally:
            self._lock.release()

    @property
    def pack(self) -> Packer:
        """Makes of a batch what is kept here; to be done where the batch is made."""
        return Packer(self.version, self.about)

    def save(self, parcel: Parcel) -> None:
        """Keep what became of a batch, but for runs that are there already.

        Raises
        ------
        InputError
            Where it cannot be written; what was kept before stays.
        """
        with self.held():
            for shelf in (self._runs, self._failures):
                if (packed := parcel.bundles.get(shelf.lead)) is None:
                    continue
                keys = packed.bundle.keys
                new = [key for key in keys if key not in self._runs.where and key not in shelf.where]
                if new:
                    self._bring(shelf, packed if len(new) == len(keys) else packed.only(new))
            self.compact()

    def _bring(self, shelf: Shelf, packed: Packed) -> None:
        shelf.bring(packed)

    def compact(self) -> None:
        """Make one bundle of many small ones, and of those of middle size where together they make a full one."""
        with self.held():
            for shelf in (one for one in (self._runs, self._failures) if one.complete):
                small = [bundle for bundle in shelf.bundles.values() if len(bundle.keys) < SMALL]
                if len(small) >= FANOUT:
                    self._merge(shelf, small)
                middle = [bundle for bundle in shelf.bundles.values() if SMALL <= len(bundle.keys) < FULL]
                if sum(len(bundle.keys) for bundle in middle) >= FULL:
                    self._merge(shelf, middle)

    def _merge(self, shelf: Shelf, bundles: Sequence[Bundle]) -> None:
        parts: dict[str, list[pa.Table]] = {}
        for bundle in bundles:
            if (tables := shelf.all_rows(bundle)) is None:
                return  # it is damaged, and no longer there; the others wait for the next time
            own = shelf.own(bundle)
            for table, rows in tables.items():
                parts.setdefault(table, []).append(rows if len(own) == len(bundle.keys) else among(rows, own))
        tables = {table: joined(some) for table, some in parts.items()}
        shelf.bring(packed(shelf.lead, tables, self.version, self.about, bundles))

    @contextmanager
    def _writing(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise SettingError(
                "store {folder}: cannot be written ({why}); what it holds is kept",
                folder=self.folder,
                why=error.strerror or error,
            ) from None

    # ---- reading ---------------------------------------------------------------------------------------------------

    def tables(self) -> list[str]:
        """Names of the tables, `runs` last."""
        names = [name for name in listed(self.folder) if self._runs.place(name).is_dir()]
        return [*sorted(name for name in names if name != RUNS), RUNS]

    def keys_of(self, jobs: Sequence[Job]) -> list[str]:
        """The names under which runs are looked for."""
        return [job.key(self.version) for job in jobs]

    def shelves(self, table: str) -> list[Shelf]:
        """Where the rows of a table are looked for."""
        return [self._failures if table == FAILURES else self._runs]

    def whole(self, keys: Iterable[str]) -> set[str]:
        """Those of some runs that are here with all their rows, as they were written. Each file is read once."""
        self.look()
        wanted = [key for key in keys if key in self._runs.where]
        self._check(self._runs, list(dict.fromkeys(self._runs.where[key] for key in wanted)))
        return {key for key in wanted if key in self._runs.where}

    def check(self) -> int:
        """Read every file of this version, whose faults then stand in `bad`; number of files."""
        files = 0
        for shelf in (self._runs, self._failures):
            files += sum(1 + len(bundle.files) for bundle in shelf.bundles.values())
            self._check(shelf, list(shelf.bundles))
        return files

    def _check(self, shelf: Shelf, names: Sequence[str]) -> None:
        """Read the files of some bundles; those that are not sound are there no more."""
        doubtful = [name for name in names if not shelf.sound(name)]
        if not doubtful:
            return
        try:
            with self.held():
                shelf.check()
        except SettingError:  # it may only be read
            shelf.check()

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

        shelves, wanted = self.shelves(table), None if keys is None else set(keys)
        for again in range(READINGS):
            for shelf in shelves:
                shelf.look()
            try:
                parts = [part for shelf in shelves for part in self._parts(shelf, table, wanted, columns)]
                return joined(parts).to_pandas() if parts else pd.DataFrame(columns=list(columns or OWN_COLUMNS))
            except FileNotFoundError:  # it was merged a moment ago, or it is gone
                if again == READINGS - 2:
                    self.check()
        raise SettingError("store {folder}: cannot be read, its files go while they are read", folder=self.folder)

    def once[Made](self, what: Hashable, make: Callable[[], Made]) -> Made:
        """What is worked out of runs, which never change; where there is a memory (`sim.laboratory.memory`), once."""
        return make()

    def _parts(
        self, shelf: Shelf, table: str, wanted: set[str] | None, columns: Sequence[str] | None
    ) -> Generator[pa.Table]:
        for bundle in list(shelf.bundles.values()):
            here = [key for key in shelf.own(bundle) if wanted is None or key in wanted]
            if here and (rows := self._rows(shelf, bundle, table, here, columns)) is not None:
                yield rows

    def _rows(
        self, shelf: Shelf, bundle: Bundle, table: str, keys: Sequence[str], columns: Sequence[str] | None
    ) -> pa.Table | None:
        """The rows of some runs of a bundle, where they have any."""
        rows = shelf.read(bundle.name, table, columns, (PARAMETERS,) if columns is None else ())
        return rows if rows is None or len(keys) == len(bundle.keys) else among(rows, keys)
