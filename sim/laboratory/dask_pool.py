"""Runs on a Dask cluster: one that runs already, or one on this machine, for as long as the pool lives.

Dask's client waits for ever in several places: for the first word of what it has reached, for the answer of a scheduler
that is stopped, and, in a thread that the end of the process waits for, for what a callback asked of a client closed
meanwhile. Here futures are settled in the client's own loop, without such a thread; what is known of the scheduler and
its workers is asked for there too, so that nobody waits for it; and no call to Dask lasts longer than is said here.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import warnings
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any

from contagion.sim.errors import InputError, SettingError, require_module
from contagion.sim.laboratory.pools import Pool, not_for_workers

ANSWER_SECONDS = 10  # for a scheduler to answer at first
CLOSE_SECONDS = 1  # to take leave of a scheduler, and for the workers of this machine to end by themselves
LOOK_SECONDS = 0.5  # between two questions to the scheduler
SILENT_SECONDS = 4  # without a sign of life before it is said
SAY_AGAIN_SECONDS = 30
PATIENCE_SECONDS = 600  # without a worker, or without an answer, before a study is given up
LOGGERS = ("distributed", "tornado", "bokeh", "asyncio")


class DaskPool(Pool):
    """Workers of a Dask cluster: that of a scheduler, or one on this machine."""

    # By the time that a worker's death shows itself, Dask itself has tried on four: `tries` is 1.

    def __init__(self, workers: int | None, scheduler: str | None) -> None:
        distributed = require_module("distributed", "cluster", "engine dask", SettingError)
        _silence()
        self._cluster: Any = None if scheduler else _cluster_here(workers)
        self._client: Any = None
        address = scheduler or self._cluster.scheduler_address
        self._name, self._is_lost, self._closed = f"the Dask scheduler {address}", False, False
        self._answer_time = self._worker_time = monotonic()
        self._threads = 0
        self._signs: dict[str, tuple[float, float]] = {}  # by worker: its last one as the scheduler says, seen when

        class Client(distributed.Client):
            def __del__(self) -> None:
                """Do nothing: the pool closes it once. Dask would close it again when it is forgotten, and wait."""

        how = {"timeout": ANSWER_SECONDS, "set_as_default": False}
        try:
            self._client = _in_time(lambda: Client(self._cluster or address, **how), ANSWER_SECONDS + 1)
            self._soon(self._ask_once()).result(ANSWER_SECONDS)
        except (OSError, ValueError, TypeError) as error:  # the last for want of certificates
            self.close()
            raise SettingError(
                f"scheduler {address}: no Dask scheduler answers in {ANSWER_SECONDS} s "
                f"({str(error) or type(error).__name__})"
            ) from None
        except BaseException:
            self.close()
            raise
        self._soon(self._ask())
        self._soon(self._say())

    @property
    def width(self) -> int:  # ty: ignore[incompatible-property-override]
        self._must_be_there()
        return max(self._threads, 1)

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Dask's own executor loses a future whose worker dies between the end of the call and the fetching of what it
        gave, so the future is made here."""
        self._must_be_there()
        return self._soon(self._result(self._client.submit(call, *arguments, pure=False)))

    def is_worker_death(self, error: BaseException) -> bool:
        from distributed import KilledWorker

        return isinstance(error, KilledWorker)

    def watch(self) -> None:
        self._must_be_there()
        for since, problem in ((self._answer_time, "not answered"), (self._worker_time, "had no worker")):
            if monotonic() - since >= PATIENCE_SECONDS:
                raise InputError(f"{self._name} has {problem} for {PATIENCE_SECONDS} s")

    def close(self) -> None:
        """Take leave, but do not wait for a scheduler that does not: what it has of ours, it forgets by itself."""
        self._closed = True
        try:
            with suppress(Exception):
                _in_time(self._client.close, CLOSE_SECONDS)
        finally:
            if self._cluster:
                _end(self._cluster)

    # ---- in the client's loop, whatever this process is at ---------------------------------------------------------

    def _soon(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self._client.loop.asyncio_loop)

    async def _result(self, theirs: Any) -> Any:
        try:
            return await theirs
        except CancelledError:  # by Dask, when the connection was lost
            self._is_lost = True
            raise

    async def _ask(self) -> None:
        while not self._closed:
            await asyncio.sleep(max(LOOK_SECONDS, len(self._signs) / 100))
            with suppress(OSError):  # connections come and go; that of the client is what counts
                await self._ask_once()

    async def _ask_once(self) -> None:
        identity = await self._client.scheduler.identity(n_workers=-1)
        self._answer_time, before = monotonic(), self._signs
        self._threads = identity["total_threads"]
        self._signs = {}
        for address, worker in identity["workers"].items():
            sign = worker["last_seen"]  # by the scheduler's clock, which may not be ours
            previous = before.get(address)
            self._signs[address] = previous if previous and previous[0] == sign else (sign, self._answer_time)
        if self._signs:
            self._worker_time = self._answer_time

    async def _say(self) -> None:
        """Tell what is waited for, when it begins, when it changes, and now and then."""
        last_words, again = "", 0.0
        while not self._closed:
            words = self._waits_for()
            if words and (words != last_words or monotonic() >= again):
                _tell(f"waiting: {self._name} {words}")
                again = monotonic() + SAY_AGAIN_SECONDS
            last_words = words
            await asyncio.sleep(LOOK_SECONDS)

    def _waits_for(self) -> str:
        now = monotonic()
        if now - self._answer_time > SILENT_SECONDS:
            return "does not answer"
        if now - self._worker_time > SILENT_SECONDS:
            return "has no worker"
        patience = max(SILENT_SECONDS, len(self._signs) / 50)  # of many workers each gives signs less often
        mute = [address for address, (_, seen_at) in self._signs.items() if self._answer_time - seen_at > patience]
        names = ", ".join(mute[:3]) + (" …" if mute[3:] else "")
        return f"has workers that do not answer: {len(mute)} of {len(self._signs)} ({names})" if mute else ""

    def _must_be_there(self) -> None:
        if self._is_lost or self._client.status != "running":
            raise InputError(f"{self._name} has gone")


def _silence() -> None:
    """Silence Dask's loggers: the pool reports in one line what they report in many."""
    for name in [*LOGGERS, *logging.root.manager.loggerDict]:
        if name.split(".")[0] in LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _tell(words: str) -> None:
    """Write a line to the standard error stream, above a progress bar if there is one."""
    from tqdm import tqdm

    tqdm.write(words, file=sys.stderr)


def _settle(future: Future[Any], call: Callable[[], Any]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:
        future.set_exception(error)


def _in_time(call: Callable[[], Any], seconds: float) -> Any:
    """Return what a call returns. Raises TimeoutError where it takes longer."""
    out: Future[Any] = Future()
    Thread(target=_settle, args=(out, call), daemon=True).start()
    return out.result(seconds)


def _cluster_here(workers: int | None) -> Any:
    """Start a cluster on this machine, which no other machine can reach.

    By default, Dask would give up a worker that is not back within 15 s, for good and for no reason: on a busy machine
    a new one takes longer. And its workers would hand memory back to the system after each use
    (MALLOC_TRIM_THRESHOLD_), which takes a seventh of a run.
    """
    import dask
    from distributed import LocalCluster

    again = sys.modules.get("__mp_main__")
    if again and again.__name__ == "__mp_main__":  # a worker, which begins by reading the script that asks for it
        sys.exit(1)
    dask.config.set(
        {
            "distributed.deploy.lost-worker-timeout": f"{PATIENCE_SECONDS} s",  # is read when one is lost
            "distributed.nanny.pre-spawn-environ": {},
        }
    )
    with not_for_workers(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the dashboard's usual port may be taken, or bokeh not installed
        try:
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:8787",
                silence_logs=logging.CRITICAL,
            )
        except RuntimeError:
            raise SettingError(
                "engine dask: no worker starts; what a script does must stand below if __name__ == '__main__'"
            ) from None
    if link := cluster.dashboard_link:
        _tell(f"The dashboard of the cluster is at {link}")
    return cluster


def _end(cluster: Any) -> None:
    """End a cluster of this machine, with what its workers are at."""
    from distributed.core import Status

    workers = [nanny.pid for nanny in cluster.workers.values() if nanny.pid]
    try:
        with suppress(Exception):
            _in_time(cluster.close, CLOSE_SECONDS)
    finally:
        if cluster.status != Status.closed:
            cluster.status = Status.closed  # or the end of the process would wait for it
            for worker in workers:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
