"""Where runs are made: in this thread, in threads or processes of this machine, or on a Dask cluster.

A pool takes calls and hands back futures of `concurrent.futures`, so one loop (`sim.laboratory.pools`) serves all of
them. Threads do not die. What differs is how a worker's death shows itself: processes break as a whole and have to be
started anew (`sim.laboratory.pools`); Dask gives the call to another worker by itself, and gives up on calls that
keep killing theirs (`sim.laboratory.dask_pool`).

Runs in processes of this machine, by loky: for rules in plain Python, of which threads would live one at a time.

Its processes begin with nothing of this one, so no script is read again; what is sent to them is pickled by
cloudpickle.

Many runs: the same results, to the byte, in this thread, in many, in processes, or on a cluster.

Each run is a function of its job alone, so where, in what order and in what company runs are made changes nothing.
Workers are given batches of runs, as many as take them about half a second: handing out and taking in then cost next to
nothing, and what comes back comes smoothly. They pack what becomes of a batch themselves. A run that fails costs only
itself. A batch whose worker dies (of want of memory, say) is tried again, alone, then run by run; a run that kills its
worker each time has failed as well, and when several in a row do, the trouble is not theirs and the study stops.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from threading import Event
from typing import Any, Literal

from contagion.sim.errors import InputError, SettingError, require_module
from contagion.sim.laboratory.jobs import Job, Parcel, Study, execute, failure_parcel
from contagion.sim.threads import cores, heed

type Kind = Literal["serial", "threads", "loky", "dask"]

WATCH_SECONDS = 5  # between two looks at a pool from which nothing comes


@dataclass(frozen=True)
class Engine:
    """How runs are made.

    Attributes
    ----------
    kind : str
        ``serial``; ``threads`` (default), which serve all runs of compiled code; ``loky``, processes, for rules in
        Python itself; or ``dask``.
    workers : int, optional
        Threads or processes on this machine; by default one per core. Not for a cluster that runs already.
    scheduler : str, optional
        Address of a Dask scheduler, as in ``tcp://host:8786``; without, ``dask`` starts a cluster on this machine.
    """

    kind: Kind = "threads"
    workers: int | None = None
    scheduler: str | None = None

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise SettingError(f"workers {self.workers}: must be at least 1")
        if self.scheduler and self.kind != "dask":
            raise SettingError(f"scheduler {self.scheduler}: is for engine dask, not {self.kind}")

    def pool(self) -> Any:
        """Start a `Pool`, which the caller closes. Not for ``serial``."""
        if self.kind == "threads":
            return ThreadPool(self.workers or cores())
        if self.kind == "loky":
            return LokyPool(self.workers or cores())
        from contagion.sim.laboratory.dask_pool import DaskPool

        return DaskPool(self.workers, self.scheduler)


class Pool:
    """Workers that take calls.

    Attributes
    ----------
    width : int
        Calls that can run at the same time, at least 1.
    tries : int
        How often a call may kill its worker before it is to blame.
    """

    width: Any
    tries = 1

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have a function called in a worker."""
        raise NotImplementedError

    def renew(self, pending: Iterable[Future[Any]] = ()) -> None:
        """Replace workers that have died, where that does not happen by itself; the calls that were under way have
        then ended, one way or another, if they were lost."""

    def is_worker_death(self, error: BaseException) -> bool:
        """Return whether an error is how the death of a worker shows itself."""
        return False

    def watch(self) -> None:
        """Check the workers now and then while no result comes back. Raises InputError when none can."""

    def close(self) -> None:
        """End the workers that this pool started, and what they are at."""


class ThreadPool(Pool):
    """Threads of this process."""

    def __init__(self, workers: int) -> None:
        self.width, self._over = workers, Event()
        self._executor = ThreadPoolExecutor(workers, initializer=heed, initargs=(self._over,))

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        return self._executor.submit(call, *arguments)

    def close(self) -> None:
        """Return without waiting for the threads: each run is given up at its next step (`sim.threads`)."""
        self._over.set()
        self._executor.shutdown(wait=False, cancel_futures=True)


NO_LEAK = {"LOKY_MAX_MEMORY_LEAK_SIZE": "1e18"}  # bytes: what a study keeps from run to run is none
IDLE_SECONDS = 30  # after which a process without work ends: also where the one that started it was killed


@contextmanager
def not_for_workers() -> Generator[None]:
    """Ctrl-C, and the end of the terminal, never come to the processes started in this (but on Windows): they are for
    the process that started them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(niceness: int) -> None:
    """Begin a worker: it leaves Ctrl-C to the process that started it (on Windows; elsewhere that is held off from its
    first moment on), and gives others on the machine so much priority (except on Windows)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)


class LokyPool(Pool):
    """Processes, which break as a whole when one of them dies. Raises SettingError where loky is not installed."""

    tries = 3
    niceness = 0
    """How far its processes let others on the machine go before them."""

    def __init__(self, workers: int) -> None:
        self.width = workers
        self._loky = require_module("loky", "research", "engine loky", SettingError)
        self._executor = self._start()

    def _start(self) -> Any:
        return self._loky.ProcessPoolExecutor(
            self.width, timeout=IDLE_SECONDS, initializer=_begin, initargs=(self.niceness,), env=NO_LEAK
        )

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        try:
            with not_for_workers():  # workers are started here
                return self._executor.submit(call, *arguments)
        except self._loky.BrokenProcessPool as error:  # broke since the last look
            failure: Future[Any] = Future()
            failure.set_exception(error)
            return failure

    def renew(self, pending: Iterable[Future[Any]] = ()) -> None:
        wait(pending)  # a broken pool breaks all of them, in no time
        self.close()
        self._executor = self._start()

    def is_worker_death(self, error: BaseException) -> bool:
        return isinstance(error, self._loky.BrokenProcessPool)

    def close(self) -> None:
        self._executor.shutdown(kill_workers=True)


BATCH_SECONDS = 0.5  # that a batch should take
SHORTEST = 0.4  # of that, which batches at the end should take: to hand out and take in ever smaller ones costs more
MOST = 256  # runs in a batch
GROWTH = 16  # how many times as large as one that has come back a batch may be
QUEUED = 2  # batches handed out for each worker, so that none waits for the next
DEADLY_IN_A_ROW = 3  # runs that keep killing their workers, with none between that ends, before the study stops


class WorkersDie(InputError):
    """Whatever is run, the workers die."""


@dataclass
class _Pace:
    """How many runs make a batch."""

    seconds: float = 0.0  # that a run takes, of late
    most: int = 1

    def take(self, waiting: deque[Job], width: int) -> list[Job]:
        """Take the jobs of the next batch: fewer at the end, so that all workers end together."""
        size, remaining = BATCH_SECONDS / self.seconds if self.seconds else 1, len(waiting)
        last = max(ceil(remaining / (QUEUED * width)), min(ceil(remaining / width), int(size * SHORTEST)))
        return [waiting.popleft() for _ in range(max(1, min(int(size), self.most, last)))]

    def learn(self, parcel: Parcel) -> None:
        """Take a batch into account: one that was as large as allowed may be followed by a larger one."""
        mean = sum(parcel.seconds) / len(parcel.seconds)
        self.seconds = (self.seconds + mean) / 2 if self.seconds else mean
        self.most = min(MOST, max(self.most, GROWTH * len(parcel.seconds)))


def batches(study: Study, jobs: Iterable[Job], engine: Engine, pool: Pool | None = None) -> Generator[Parcel]:
    """Run jobs and yield what becomes of them, a batch at a time, in the order in which batches end.

    Closing the generator ends the workers; a given pool is used in place of one of its own, and is not closed. Raises
    WorkersDie when workers die whatever is run. Raises InputError when the engine cannot be had.
    """
    waiting = deque(jobs)
    if engine.kind == "serial":
        pace = _Pace()
        while waiting:
            yield (parcel := execute(study, pace.take(waiting, 1)))
            pace.learn(parcel)
        return
    workers = pool or engine.pool()
    loop = _Loop(workers, study, waiting)
    try:
        yield from loop.batches()
    finally:
        for future in loop.pending:
            future.cancel()  # what has not begun: nobody takes it in any more
        if pool is None:
            workers.close()


@dataclass
class _Loop:
    """Hands out batches and takes them in."""

    pool: Pool
    study: Study
    waiting: deque[Job]
    pace: _Pace = field(default_factory=_Pace)
    pending: dict[Future[Parcel], tuple[int, list[Job]]] = field(default_factory=dict)
    suspects: list[tuple[int, list[Job]]] = field(default_factory=list)  # under way at a death, or cannot be packed
    handed_out: int = 0
    died: bool = False  # a worker has, since the last look
    deadly: int = 0  # jobs in a row that killed their workers

    def batches(self) -> Generator[Parcel]:
        while self._hand_out():
            ended = wait(self.pending, timeout=WATCH_SECONDS, return_when=FIRST_COMPLETED).done
            if not ended:
                self.pool.watch()
            parcels = [parcel for future in ended for parcel in self._take_in(future)]
            if not self.suspects:
                self._hand_out()  # before others look at what has come, or workers would wait for that
            yield from parcels
            if self.suspects:
                yield from self._one_by_one()

    def _hand_out(self) -> bool:
        """Fill the workers' queues; whether anything is under way."""
        width = self.pool.width
        while len(self.pending) < QUEUED * width and self.waiting:
            jobs = self.pace.take(self.waiting, width)
            self.pending[self.pool.submit(execute, self.study, jobs)] = self.handed_out, jobs
            self.handed_out += 1
        return bool(self.pending)

    def _take_in(self, future: Future[Parcel]) -> Generator[Parcel]:
        """Yield the results of a batch; none yet if its worker died, or if it must be run in parts."""
        number, jobs = self.pending.pop(future)
        error = _error_of(future)
        if error is None:
            self.deadly = 0
            self.pace.learn(parcel := future.result())
            yield parcel
        elif self.pool.is_worker_death(error) or len(jobs) > 1:
            self.suspects.append((number, jobs))
            self.died = self.died or self.pool.is_worker_death(error)
        else:
            self.deadly = 0
            yield self._failure(error, jobs)

    def _one_by_one(self) -> Generator[Parcel]:
        """Run the suspects again, each batch alone, then run by run, to find the run that kills."""
        if self.died:
            self.pool.renew(self.pending)
            for future in [future for future in self.pending if future.done()]:
                yield from self._take_in(future)
        suspects, self.suspects, self.died = sorted(self.suspects, key=lambda one: one[0]), [], False
        for _, jobs in suspects:
            if len(jobs) > 1:
                error = _error_of(future := self._run_alone(jobs))
                if error is None:
                    self.deadly = 0
                    yield future.result()
                    continue
                if self.pool.is_worker_death(error):
                    self.pool.renew()
            for job in jobs:
                yield self._run_one(job)

    def _run_one(self, job: Job) -> Parcel:
        for _ in range(self.pool.tries):
            error = _error_of(future := self._run_alone([job]))
            if error is None or not self.pool.is_worker_death(error):
                self.deadly = 0
                return future.result() if error is None else self._failure(error, [job])
            self.pool.renew()
        self.deadly += 1
        words = f"the worker died each time ({type(error).__name__}: {error})"
        if self.deadly == DEADLY_IN_A_ROW:
            raise WorkersDie(f"workers die whatever is run, {self.deadly} runs in a row; the last: {words}")
        return failure_parcel(self.study, [job], words)

    def _run_alone(self, jobs: list[Job]) -> Future[Parcel]:
        """Run a batch while nothing else runs; return when it has ended."""
        future = self.pool.submit(execute, self.study, jobs)
        while not wait([future], timeout=WATCH_SECONDS).done:
            self.pool.watch()
        return future

    def _failure(self, error: BaseException, jobs: list[Job]) -> Parcel:
        if isinstance(error, CancelledError):
            self.pool.watch()  # it was not us who cancelled
        return failure_parcel(self.study, jobs, f"{type(error).__name__}: {error}")


def _error_of(future: Future[Parcel]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as error:
        return error
