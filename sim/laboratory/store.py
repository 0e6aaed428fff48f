"""A store of runs: what is there is not run again, and nothing that is there is lost or read wrong.

A run is kept under the name of its content (`Job.key`), in Parquet files that open in pandas or DuckDB:

    store/runs/code=1a2b3c4d5e6f/*.parquet      a row a run: key, parameters, tables, seed, years, seconds, figures
    store/years/code=1a2b3c4d5e6f/*.parquet     the rows of each further table of the study, here `years`
    store/failures/code=1a2b3c4d5e6f/*.parquet  runs that failed, with their tracebacks; when asked for, they run again
    store/versions/1a2b3c4d5e6f.json            what that version of code and data is

Each run is written the moment it ends, whole or not at all. When a level of files holds `FANOUT` of them they become
one of the next level, so there are never many. A damaged file is known by its name (`sim.laboratory.shards`), moved
aside to `store/damaged`, and its runs are made again. Several processes may write to a store at the same time; one at a
time compacts it.
"""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from sim.errors import SettingError
from sim.laboratory.shards import DamagedError, one_row, read_shard, rows_of, write_new, write_shard
from sim.results import as_json

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.laboratory.jobs import Outcome

FORMAT = 1  # of the store's layout
RUNS, FAILURES = "runs", "failures"
OWN_COLUMNS = ("key", "parameters", "seed", "years", "seconds")
ABOUT = ("parameters", "tables")  # columns that are read where they are asked for; `tables`: which have rows of the run
FANOUT = 64  # files of a level that become one of the next
LEVELS = 3  # a run's own file, 64 runs, 4,096 runs
STALE_SECONDS = 3600  # after which a half-written file cannot be somebody's who is at it


class DamagedFile(UserWarning):
    """A file of the store is not what was written."""


class Store:
    """The runs of one version of a study, in a folder that may hold those of others.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.
    version : str
        Of the study (code and data).
    about : callable, optional
        Gives what is written down of this version, when it is new here.

    Raises
    ------
    InputError
        Where the folder is something else, was written in another format, or cannot be written to.
    """

    def __init__(self, folder: Path, version: str, about: Callable[[], dict[str, Any]] = dict) -> None:
        self.folder, self.version = folder, version
        with self._writing():
            check_format(folder)
            folder.mkdir(parents=True, exist_ok=True)
            write_new(folder / "store.json", as_json({"format": FORMAT}).encode())
            (folder / "versions").mkdir(exist_ok=True)
            if not (named := folder / "versions" / f"{self.code}.json").exists():
                write_new(named, as_json(about()).encode())
            _clear_half_written(folder)
        self._lock, self._saved = FileLock(folder / ".lock"), 0
        self.damaged: list[Path] = []  # files moved aside since the store was opened
        self.keys: set[str] = self._whole_runs()
        self.compact()

    @property
    def code(self) -> str:
        """The version, as it stands in the names of folders."""
        return self.version[:12]

    @property
    def about(self) -> dict[str, Any]:
        """What is written down of this version."""
        return json.loads((self.folder / "versions" / f"{self.code}.json").read_text(encoding="utf-8"))

    def others(self) -> int:
        """Number of other versions of the study that the store holds runs of."""
        return len({place.name for place in self.folder.glob(f"{RUNS}/code=*")} - {f"code={self.code}"})

    # ---- writing ---------------------------------------------------------------------------------------------------

    def save(self, outcome: Outcome) -> None:
        """Keep the outcome of a run.

        Raises
        ------
        InputError
            Where it cannot be written; what was kept before stays.
        """
        job, key = outcome.job, outcome.job.key(self.version)
        own = dict(zip(OWN_COLUMNS, (key, job.parameters, job.seed, job.years, outcome.seconds), strict=True))
        with self._writing():
            if outcome.error:
                self._write(FAILURES, 0, one_row({**own, "error": outcome.error}))
            else:
                for name, frame in outcome.tables.items():
                    self._write(name, 0, rows_of(frame, key))
                has = " ".join(name for name, frame in outcome.tables.items() if len(frame))
                # Last: without its row a run is not there.
                self._write(RUNS, 0, one_row({**own, "tables": has, **outcome.row}))
                self.keys.add(key)
        self._saved += 1
        if self._saved % FANOUT == 0:
            self.compact()

    def compact(self) -> None:
        """Make one file of each `FANOUT` files of a level, unless another process is at it."""
        with self._writing(), suppress(Timeout), self._lock.acquire(timeout=0):
            for table in self.tables():
                for level in range(LEVELS - 1):
                    files = self._files(table, level)
                    for start in range(0, len(files) - FANOUT + 1, FANOUT):
                        self._merge(table, level + 1, files[start : start + FANOUT])

    def _merge(self, table: str, level: int, files: Sequence[Path]) -> None:
        import pyarrow as pa

        if parts := [part for _, part, _ in self._parts(table, files=files)]:
            self._write(table, level, pa.concat_tables(parts, promote_options="permissive"), durable=True)
        for file in files:
            file.unlink(missing_ok=True)

    def _write(self, table: str, level: int, content: pa.Table, durable: bool = False) -> None:
        write_shard(self._place(table), f"level{level}", content, durable)

    @contextmanager
    def _writing(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise SettingError(
                f"store {self.folder}: cannot be written ({error.strerror or error}); what it holds is kept"
            ) from None

    # ---- reading ---------------------------------------------------------------------------------------------------

    def tables(self) -> list[str]:
        """Names of the tables, `runs` last."""
        names = {place.parent.name for place in self.folder.glob(f"*/code={self.code}")}
        return [*sorted(names - {RUNS}), RUNS]

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
            By default all but those of `ABOUT`.
        """
        import pandas as pd
        import pyarrow as pa

        wanted = None if keys is None else set(keys)
        parts = []
        for _, part, _ in self._parts(table, columns, without=ABOUT if columns is None else ()):
            parts.append(part if wanted is None else _among(part, wanted))
        if not parts:
            return pd.DataFrame(columns=list(columns or OWN_COLUMNS))
        return pa.concat_tables(parts, promote_options="permissive").to_pandas()

    def _parts(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        without: Sequence[str] = (),
        files: Sequence[Path] | None = None,
    ) -> Generator[tuple[Path, pa.Table, bool]]:
        """Files of a table (by default all, with those that another process merges meanwhile), each with its rows of
        runs that are in none before, and whether it has others: some say things twice, as after a merge cut short."""
        seen: set[str] = set()
        read: set[Path] = set()
        while left := [file for file in (files or self._files(table)) if file not in read]:
            for file in left:
                read.add(file)
                if (part := self._load(file, columns, without)) is not None:
                    present = set(part["key"].unique().to_pylist())
                    if again := not seen.isdisjoint(present):
                        part = _among(part, present - seen)
                    seen |= present
                    yield file, part, again

    def _whole_runs(self) -> set[str]:
        """Keys of the runs that are there with all their rows. What files say again is removed from them, unless
        another process compacts."""
        there: dict[str, set[str]] = {table: set() for table in self.tables()}
        needed: dict[str, str] = {}  # by run, the tables that it has rows in
        every = " ".join(table for table in there if table not in (RUNS, FAILURES))  # as far as older versions say
        with self._writing(), ExitStack() as held:
            with suppress(Timeout):
                held.enter_context(self._lock.acquire(timeout=0))
            for table, keys in there.items():
                for file, part, again in list(self._parts(table, ["key", "tables"] if table == RUNS else ["key"])):
                    here = part["key"].to_pylist()
                    keys.update(here)
                    if table == RUNS:
                        says = "tables" in part.column_names
                        needed |= zip(here, part["tables"].to_pylist() if says else [every] * len(here), strict=True)
                    if again and self._lock.is_locked:
                        self._keep_only(file, set(here))
        return {key for key, names in needed.items() if all(key in there.get(name, ()) for name in names.split())}

    def _keep_only(self, file: Path, keys: set[str]) -> None:
        if keys and (rows := self._load(file)) is not None:
            write_shard(file.parent, file.stem.rpartition("-")[0], _among(rows, keys), durable=True)
        file.unlink(missing_ok=True)

    def _place(self, table: str) -> Path:
        return self.folder / table / f"code={self.code}"

    def _files(self, table: str, level: int | None = None) -> list[Path]:
        """Files of a table, the largest first."""
        return sorted(self._place(table).glob(f"level{'*' if level is None else level}-*.parquet"), reverse=True)

    def _load(self, file: Path, columns: Sequence[str] | None = None, without: Sequence[str] = ()) -> pa.Table | None:
        """Columns of a file; None if it is damaged, or was merged by another process a moment ago."""
        try:
            return read_shard(file, columns, without)
        except FileNotFoundError:
            return None
        except DamagedError:
            self._move_aside(file)
            return None

    def _move_aside(self, file: Path) -> None:
        aside = self.folder / "damaged" / file.relative_to(self.folder)
        with self._writing():
            aside.parent.mkdir(parents=True, exist_ok=True)
            try:
                file.replace(aside)
            except FileNotFoundError:  # another process was faster
                return
        self.damaged.append(file)
        warnings.warn(f"{file}: is damaged; moved to {aside}, and its runs are made again", DamagedFile, stacklevel=4)


def _among(rows: pa.Table, wanted: set[str]) -> pa.Table:
    """Rows of the wanted runs."""
    import pyarrow as pa

    return rows.filter(pa.array([key in wanted for key in rows["key"].to_pylist()], pa.bool_()))


def check_format(folder: Path) -> None:
    """Refuse a folder that is no store, or one of another format."""
    if folder.exists() and not folder.is_dir():
        raise SettingError(f"store {folder}: is a file, not a folder")
    if not folder.exists() or all(path.suffix == ".partial" for path in folder.iterdir()):
        return
    try:
        found = json.loads((folder / "store.json").read_text())["format"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        raise SettingError(f"store {folder}: holds files, but is no store of runs; choose another folder") from None
    if found != FORMAT:
        raise SettingError(
            f"store {folder}: was written in format {found}, this version reads {FORMAT}; choose another folder"
        )


def _clear_half_written(folder: Path) -> None:
    """Remove what a killed process left half written."""
    for file in folder.rglob(".*.partial"):
        with suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > STALE_SECONDS:
                file.unlink()
