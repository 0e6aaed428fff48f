"""Where runs are made: in this thread, in threads or processes of this machine, or on a Dask cluster.

A pool takes calls and hands back futures of `concurrent.futures`, so one loop (`sim.laboratory.runner`) serves all of
them. Threads do not die. What differs is how a worker's death shows itself: processes break as a whole and have to be
started anew (`sim.laboratory.pools`); Dask gives the call to another worker by itself, and gives up on calls that
keep killing theirs (`sim.laboratory.dask_pool`).

Runs in processes of this machine, by loky: for rules in plain Python, of which threads would live one at a time.

Its processes begin with nothing of this one, so no script is read again; what is sent to them is pickled by
cloudpickle.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any, Literal, Protocol

from contagion.sim.errors import SettingError, needed
from contagion.sim.threads import cores, heed

type Kind = Literal["serial", "threads", "loky", "dask"]

WATCH_SECONDS = 5  # between two looks at a pool from which nothing comes


@dataclass(frozen=True)
class Engine:
    """How runs are made.

    Attributes
    ----------
    kind : str
        ``serial``; ``threads`` (default), which serve all runs that are lived by compiled code; ``loky``, processes,
        for runs that are lived by Python itself; or ``dask``.
    workers : int, optional
        Threads or processes on this machine; by default one a core. Not for a cluster that runs already.
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

    def pool(self) -> Pool:
        """A pool, to be closed. Not for ``serial``."""
        if self.kind == "threads":
            return ThreadPool(self.workers or cores())
        if self.kind == "loky":
            return LokyPool(self.workers or cores())
        from contagion.sim.laboratory.dask_pool import DaskPool

        return DaskPool(self.workers, self.scheduler)


class Pool(Protocol):
    """Workers that take calls."""

    @property
    def width(self) -> int:
        """Calls that can run at the same time, at least 1."""
        ...

    @property
    def tries(self) -> int:
        """How often a call may kill its worker before it is to blame."""
        ...

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have a function called in a worker."""
        ...

    def renew(self, pending: Iterable[Future[Any]] = ()) -> None:
        """Replace workers that have died, where that does not happen by itself; the calls that were under way have
        then ended, one way or another, if they were lost."""
        ...

    def killed(self, error: BaseException) -> bool:
        """Whether this is how the death of a worker shows itself."""
        ...

    def watch(self) -> None:
        """Called now and then while nothing comes back; raises InputError when there is no hope."""
        ...

    def close(self) -> None:
        """End the workers that this pool started, and what they are at."""
        ...


class ThreadPool:
    """Threads of this process."""

    tries = 1

    def __init__(self, workers: int) -> None:
        self.width, self._over = workers, Event()
        self._executor = ThreadPoolExecutor(workers, initializer=heed, initargs=(self._over,))

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        return self._executor.submit(call, *arguments)

    def renew(self, pending: Iterable[Future[Any]] = ()) -> None:
        pass

    def killed(self, error: BaseException) -> bool:
        return False

    def watch(self) -> None:
        pass

    def close(self) -> None:
        """Nobody waits for the threads: each run is given up at its next step (`sim.threads`)."""
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
    """Begin a worker: it leaves Ctrl-C to whoever started it (on Windows; elsewhere that is held off from its first
    moment on), and lets others on the machine go before it by so much (but on Windows)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)


class LokyPool:
    """Processes, which break as a whole when one of them dies.

    Raises
    ------
    SettingError
        Where loky is not installed.
    """

    tries = 3
    niceness = 0
    """How far its processes let others on the machine go before them."""

    def __init__(self, workers: int) -> None:
        self.width = workers
        self._loky = needed("loky", "research", "engine loky", SettingError)
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
            broken: Future[Any] = Future()
            broken.set_exception(error)
            return broken

    def renew(self, pending: Iterable[Future[Any]] = ()) -> None:
        wait(pending)  # a broken pool breaks all of them, in no time
        self.close()
        self._executor = self._start()

    def killed(self, error: BaseException) -> bool:
        return isinstance(error, self._loky.BrokenProcessPool)

    def watch(self) -> None:
        pass

    def close(self) -> None:
        self._executor.shutdown(kill_workers=True)
