"""Where runs are made: in this process, in processes of this machine, or on a Dask cluster.

A pool takes calls and hands back futures of `concurrent.futures`, so one loop (`sim.laboratory.runner`) serves all of
them. What differs is how a worker's death shows itself: a process pool breaks as a whole and has to be made anew; Dask
gives the call to another worker by itself, and gives up on calls that keep killing theirs.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any, Literal, Protocol

from sim.errors import InputError, SettingError

ANSWER_SECONDS = 10  # for a scheduler to answer
WATCH_SECONDS = 5  # between two looks at a pool from which nothing comes
PATIENCE_SECONDS = 600  # without any worker before a study is given up


@dataclass(frozen=True)
class Engine:
    """How runs are made.

    Attributes
    ----------
    kind : str
        ``serial``, ``processes`` (default) or ``dask``.
    workers : int, optional
        Processes on this machine; by default one a core. Not for a cluster that runs already.
    scheduler : str, optional
        Address of a Dask scheduler, as in ``tcp://host:8786``; without, ``dask`` starts a cluster on this machine.
    """

    kind: Literal["serial", "processes", "dask"] = "processes"
    workers: int | None = None
    scheduler: str | None = None

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise SettingError(f"workers {self.workers}: must be at least 1")
        if self.scheduler and self.kind != "dask":
            raise SettingError(f"scheduler {self.scheduler}: is for engine dask, not {self.kind}")

    def pool(self) -> Pool:
        """A pool, to be closed. Not for ``serial``."""
        return DaskPool(self) if self.kind == "dask" else ProcessPool(self.workers or cores())


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


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _ctrl_c_put_off() -> Generator[None]:
    """Ctrl-C comes after this, and never to the processes started in it (but on Windows)."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _die_with_parent(parent: int) -> None:
    """Begin a worker: it leaves Ctrl-C to its parent, and does not outlive it (on Linux)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


class ProcessPool:
    """Processes of this machine, started anew rather than forked, so that they are alike on all systems."""

    tries = 3

    def __init__(self, workers: int) -> None:
        self.width = workers
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.width,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_die_with_parent,
            initargs=(os.getpid(),),
        )

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        try:
            with _ctrl_c_put_off():  # workers are started here
                return self._executor.submit(call, *arguments)
        except BrokenProcessPool as error:  # broke since the last look
            broken: Future[Any] = Future()
            broken.set_exception(error)
            return broken

    def renew(self, pending: Iterable[Future[Any]] = ()) -> None:
        wait(pending)  # a broken pool breaks all of them, in no time
        self.close()
        self._executor = self._start()

    def killed(self, error: BaseException) -> bool:
        return isinstance(error, BrokenProcessPool)

    def watch(self) -> None:
        pass

    def close(self) -> None:
        workers = list((self._executor._processes or {}).values())  # Python 3.14 has terminate_workers() for this
        self._executor.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.terminate()


def _settle(future: Future[Any], call: Callable[[], Any]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # of the call, or of the cluster
        future.set_exception(error)


def _in_time(call: Callable[[], Any], seconds: float) -> Any:
    """What a call gives; TimeoutError where it does not end. Dask waits for ever for the first word of what it has
    reached, scheduler or not."""
    out: Future[Any] = Future()
    Thread(target=_settle, args=(out, call), daemon=True).start()
    return out.result(seconds)


class DaskPool:
    """Workers of a Dask cluster: one that runs already, or one on this machine, for as long as the pool lives."""

    tries = 1  # Dask itself has tried on four workers

    def __init__(self, engine: Engine) -> None:
        try:
            from distributed import Client, LocalCluster
        except ImportError:
            raise SettingError("engine dask: needs the extra 'cluster' (python -m pip install '.[cluster]')") from None
        self._cluster, self._without_workers = None, 0
        if engine.scheduler:
            try:
                self._client = _in_time(lambda: Client(engine.scheduler, timeout=ANSWER_SECONDS), ANSWER_SECONDS + 1)
            except (OSError, ValueError) as error:
                words = str(error) or type(error).__name__
                raise SettingError(
                    f"scheduler {engine.scheduler}: no Dask scheduler answers in {ANSWER_SECONDS} s ({words})"
                ) from None
        else:
            with _ctrl_c_put_off(), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the dashboard's usual port may be taken, or bokeh not installed
                self._cluster = LocalCluster(
                    n_workers=engine.workers, threads_per_worker=1, silence_logs=logging.CRITICAL
                )
            self._client = Client(self._cluster)
            if link := self._client.dashboard_link:
                print(f"The dashboard of the cluster is at {link}", file=sys.stderr)

    @property
    def width(self) -> int:
        return max(self._threads(), 1)

    def _threads(self) -> int:
        """Of all workers, as they are now."""
        with suppress(OSError):  # the connection was lost this very moment
            if self._client.status == "running":
                return sum(self._client.nthreads().values())
        raise InputError("the Dask scheduler has gone")

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Dask's own executor loses a future whose worker dies between the end of the call and the fetching of what it
        gave, so the future is made here."""
        out: Future[Any] = Future()
        theirs = self._client.submit(call, *arguments, pure=False)
        theirs.add_done_callback(lambda done: _settle(out, done.result))
        return out

    def renew(self, pending: Iterable[Future[Any]] = ()) -> None:
        pass

    def killed(self, error: BaseException) -> bool:
        from distributed import KilledWorker

        return isinstance(error, KilledWorker)

    def watch(self) -> None:
        self._without_workers = 0 if self._threads() else self._without_workers + WATCH_SECONDS
        if self._without_workers >= PATIENCE_SECONDS:
            raise InputError(f"the Dask scheduler has had no worker for {PATIENCE_SECONDS} s")

    def close(self) -> None:
        self._client.close()
        if self._cluster:
            self._cluster.close()
