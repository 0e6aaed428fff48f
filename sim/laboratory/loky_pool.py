"""Runs in processes of this machine, by loky: for rules in plain Python, of which threads would live one at a time.

Its processes begin with nothing of this one, so no script is read again; what is sent to them is pickled by
cloudpickle.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import Any

from contagion.sim.errors import SettingError, needed

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
