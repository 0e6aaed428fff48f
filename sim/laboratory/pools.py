"""Where runs are made: in this process, in processes of this machine, or on a Dask cluster.

A pool takes calls and hands back futures of `concurrent.futures`, so one loop (`sim.laboratory.runner`) serves all of
them. What differs is how a worker's death shows itself: a process pool breaks as a whole and has to be made anew; Dask
gives the call to another worker by itself, and gives up on calls that keep killing theirs.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from contagion.sim.errors import SettingError
from contagion.sim.laboratory.workers import begin, not_for_workers

WATCH_SECONDS = 5  # between two looks at a pool from which nothing comes


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
            raise SettingError("workers {workers}: must be at least 1", workers=self.workers)
        if self.scheduler and self.kind != "dask":
            raise SettingError(
                "scheduler {scheduler}: is for engine dask, not {kind}", scheduler=self.scheduler, kind=self.kind
            )

    def pool(self) -> Pool:
        """A pool, to be closed. Not for ``serial``."""
        if self.kind != "dask":
            return ProcessPool(self.workers or cores())
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


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class ProcessPool:
    """Processes of this machine, started anew rather than forked, so that they are alike on all systems."""

    tries = 3
    niceness = 0
    """How far its processes let others on the machine go before them."""

    def __init__(self, workers: int) -> None:
        self.width = workers
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.width,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=begin,
            initargs=(os.getpid(), self.niceness),
        )

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        try:
            with not_for_workers():  # workers are started here
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
        results: Any = self._executor._result_queue
        self._executor.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.terminate()
        if results is not None:  # whoever reads what a worker was just sending would wait for the rest of it for ever
            results._writer.close()
