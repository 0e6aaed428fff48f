"""Where studies are made: cases × seeds, run once each, kept in a store, handed back as tidy tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.sim.chance.draws import whole_seed
from contagion.sim.errors import InputError, Interrupted, SettingError
from contagion.sim.laboratory.jobs import FAILURES, RUNS, Job, Study
from contagion.sim.laboratory.pools import Engine, Pool, batches
from contagion.sim.laboratory.store import Store

if TYPE_CHECKING:
    import pandas as pd
    from tqdm import tqdm


MEASURING_SECONDS = 1.0  # seconds after the first batch, until it is known how long a run takes


@dataclass(frozen=True)
class Case:
    """What is run with many seeds: parameters (canonical JSON), and the labels it has in the tables.

    `of_seed` makes the parameters for a seed, where they are not the same for all; `luck` gives the seed of a run's
    chance, where that is not the seed by which it is asked for.
    """

    parameters: str
    labels: dict[str, Any] = field(default_factory=dict)
    of_seed: Callable[[int], str] | None = field(default=None, compare=False)
    luck: Callable[[int], int] | None = field(default=None, compare=False)

    def at(self, seed: int) -> str:
        """Return the parameters of the run with a seed."""
        return self.of_seed(seed) if self.of_seed else self.parameters

    def seed_of_run(self, seed: int) -> int:
        """Return the seed of that run's chance."""
        return self.luck(seed) if self.luck else seed


@dataclass
class Laboratory:
    """A study, a place to run it, and a place to keep its runs.

    With `progress` a terminal shows a bar. `announce` is told how many runs there are to make, before the first of
    them, and again with the seconds that a run takes by the clock, as soon as these are measured; never where all are
    in the store. Runs of fewer years in all than `few` are made in this thread: workers would take longer to start.
    """

    study: Study
    engine: Engine
    store: Store
    progress: bool = True
    announce: Callable[[int, float], None] | None = None
    few: int = 0
    _pool: Pool | None = None
    _keeps_workers: bool = False
    _bar: tqdm | None = None
    _measure: Callable[[int, float], None] | None = None

    @contextmanager
    def keep_workers(self) -> Generator[None]:
        """Keep the workers, some of which take seconds to start, and the progress bar from one call to the next within
        this context; a context within another changes nothing."""
        if self._keeps_workers:
            yield
            return
        self._keeps_workers = True
        try:
            yield
        finally:
            if self._pool:
                self._pool.close()
            self._pool, self._keeps_workers = None, False
            self._put_away()

    def beside(self, study: Study, store: Store) -> Laboratory:
        """Return a laboratory for another study, which shares the workers of this one as long as it keeps them, and its
        progress bar if it has one."""
        if self.engine.kind != "dask":
            self._hire(self.engine)  # others begin with their first work
        bar = self._bar if self._pool else None
        return replace(self, study=study, store=store, _keeps_workers=self._pool is not None, _bar=bar)

    def run(self, cases: Sequence[Case], seeds: Iterable[int], years: int) -> Runs:
        """Run all cases × seeds, the seeds the same for every case; see `run_each`."""
        return self.run_each(list(product(cases, list(seeds))), years)

    def run_each(self, runs: Sequence[tuple[Case, int]], years: int) -> Runs:
        """Run each case with its seed, unless the store holds that run already. Raises InputError when the engine or
        the store fails; what is done is kept. Raises Interrupted on Ctrl-C; what is done is kept."""
        jobs, labels = self._jobs(runs, years)
        with self._count_on_interrupt(jobs):
            self._complete(jobs)
        return Runs(self.store, labels)

    def _jobs(self, runs: Sequence[tuple[Case, int]], years: int) -> tuple[dict[str, Job], pd.DataFrame]:
        """Return the jobs to do, by key, and the labels of all runs that were asked for."""
        import pandas as pd

        runs, years = [(case, whole_seed(seed)) for case, seed in runs], int(years)
        jobs = [Job(case.at(seed), case.seed_of_run(seed), years) for case, seed in runs]
        keys = [job.key(self.store.version) for job in jobs]
        labels = pd.DataFrame([{**case.labels, "seed": seed} for case, seed in runs])
        return dict(zip(keys, jobs, strict=True)), labels.assign(key=keys)

    def _hire(self, engine: Engine) -> None:
        """Have workers that are kept, if this is such a while."""
        if self._keeps_workers and self._pool is None and engine.kind != "serial":
            self._pool = engine.pool()

    def _bar_with(self, more: int) -> tqdm:
        """Return the progress bar of this call, or of all calls so far, with so many runs more."""
        from tqdm import tqdm

        if self._bar is None:
            is_shown = (
                sys.stderr.isatty() or "ipykernel" in sys.modules
            )  # TQDM_DISABLE=1 keeps it out of a notebook's file
            options = {} if self.progress and is_shown else {"disable": True}
            self._bar = tqdm(total=more, unit="run", smoothing=0.05, leave=False, delay=1, **options)
        else:
            self._bar.total = (self._bar.total or 0) + more
        return self._bar

    def _put_away(self) -> None:
        if self._bar is not None and not self._keeps_workers:
            self._bar.close()
            self._bar = None

    def _complete(self, jobs: dict[str, Job]) -> None:
        """Make the runs that the store lacks, in about this order."""
        there = self.store.whole(jobs)
        missing = {key: job for key, job in jobs.items() if key not in there}
        if not missing:
            return
        if self.announce:
            self.announce(len(missing), 0.0)
            self.announce, self._measure = None, self.announce
        engine = Engine("serial") if sum(job.years for job in missing.values()) < self.few else self.engine
        self._hire(engine)
        bar = self._bar_with(len(missing))
        ended, failed, first_batch = 0, 0, (0.0, 0)
        try:
            self.store.check_writable()  # before workers start
            with closing(batches(self.study, list(missing.values()), engine, self._pool)) as parcels:
                for parcel in parcels:
                    self.store.save(parcel)
                    ended, failed = ended + len(parcel.keys), failed + parcel.failed
                    bar.set_postfix_str(f"{failed:,} failed" if failed else "", refresh=False)
                    bar.update(len(parcel.keys))
                    first_batch = first_batch if first_batch[1] else (time.perf_counter(), ended)
                    self._tell_pace(len(missing), ended, *first_batch)
        except SettingError:
            self.store.look()
            if jobs.keys() - self.store.keys:
                raise  # else what could not be written was no run
        finally:
            self._put_away()

    def _tell_pace(self, runs: int, ended: int, since: float, before: int) -> None:
        """Tell once how long a run takes, by those that ended after the first batch."""
        seconds = time.perf_counter() - since
        if self._measure and seconds >= MEASURING_SECONDS and ended > before:
            self._measure(runs, seconds / (ended - before))
            self._measure = None

    @contextmanager
    def _count_on_interrupt(self, keys: Iterable[str]) -> Generator[None]:
        """Say how many runs are done where work ends early; around all of it, as Ctrl-C may come any time."""
        try:
            yield
        except KeyboardInterrupt:
            raise Interrupted(self._progress_text("interrupted", keys)) from None
        except InputError as error:
            raise type(error)(self._progress_text(error.line, keys)) from None

    def _progress_text(self, words: str, keys: Iterable[str]) -> str:
        self.store.look()
        there = [key in self.store.keys for key in keys]
        return f"{words}; {sum(there):,} of {len(there):,} runs are done and kept in {self.store.folder}"


@dataclass(frozen=True)
class Runs:
    """The runs of a study: `labels` has one row per run, in the order asked for, with the labels of its case, `seed`
    and `key`. `again` are second replicates of the same cases, which are kept apart.

    Each table is read once, when first asked for. What is handed out is the caller's own: pandas copies it once it is
    written to.
    """

    store: Store
    labels: pd.DataFrame
    again: Runs | None = None
    _rows: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, label: str, value: Any) -> Runs:
        """Select the runs with this value of a label."""
        again = self.again and self.again.of(label, value)
        return Runs(self.store, self.labels[self.labels[label] == value].reset_index(drop=True), again)

    @property
    def table(self) -> pd.DataFrame:
        """A row a run: labels, seed, years, figures, `seconds`, and `error`, empty but where the run failed."""
        return self._table.copy(deep=False)

    def rows(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return a further table of the study, with labels and seed in front of each row; failed runs have no rows.

        With `columns`, return these alone, and keep nothing: a few columns of many runs take less memory than all.
        """
        if columns is not None and table not in self._rows:
            return self._with_labels(self.store.read(table, self.labels["key"], ["key", *columns]))
        if table not in self._rows:
            self._rows[table] = self._with_labels(self.store.read(table, self.labels["key"]))
        table_rows = self._rows[table]
        return (table_rows if columns is None else table_rows[[*self.labels.columns.drop("key"), *columns]]).copy(
            deep=False
        )

    def _with_labels(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows of the store, where those of a run stand together, in the order of the labels and with them in front."""
        import pandas as pd

        codes, keys = pd.factorize(rows.pop("key"))
        of = pd.Index(keys).get_indexer(self.labels["key"])
        counts = np.append(np.bincount(codes, minlength=len(keys)), 0)[of]  # of a run without any rows 0, as of is -1
        first = np.append(np.searchsorted(codes, np.arange(len(keys))), 0)[of]  # numbered in the order of their rows
        before = np.cumsum(counts) - counts
        places = np.repeat(first - before, counts) + np.arange(counts.sum())
        labels = self.labels.drop(columns="key").iloc[np.repeat(np.arange(len(counts)), counts)]
        ordered_rows = rows.iloc[places].reset_index(drop=True)
        return pd.concat([labels.reset_index(drop=True), ordered_rows], axis=1)

    @property
    def failures(self) -> pd.DataFrame:
        """The runs that failed: labels, seed, error, parameters."""
        return self._failures.copy(deep=False)

    @cached_property
    def _table(self) -> pd.DataFrame:
        import pandas as pd

        table = self.store.read(RUNS, self.labels["key"])
        at = pd.Index(table["key"]).get_indexer(self.labels["key"])
        if (at >= 0).all():
            figures = table.drop(columns=["key", "seed"]).iloc[at].reset_index(drop=True)
            return pd.concat([self.labels.reset_index(drop=True), figures], axis=1).assign(error="")
        with_errors = self.labels.merge(table.drop(columns="seed"), on="key", how="left")
        errors = self.store.read(FAILURES, self.labels["key"], ["key", "error"])
        with_errors = with_errors.merge(errors, on="key", how="left")
        return with_errors.assign(
            error=with_errors["error"].where(~with_errors["key"].isin(table["key"]), "").fillna("unknown")
        )

    @cached_property
    def _failures(self) -> pd.DataFrame:
        failed = self._table.loc[self._table["error"] != "", [*self.labels.columns, "error"]]
        return failed.merge(self.store.read(FAILURES, failed["key"], ["key", "parameters"]), on="key", how="left")
