"""What threads of a process share, and when their work is given up: what was made of late is kept for all of
them; Ctrl-C comes to the first thread alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from threading import Event, RLock, local
from typing import Any


class MadeOnce[**Given, Made]:
    """A function that keeps its last few results: of threads that ask for the same, one makes it, and the others
    wait."""

    def __init__(self, function: Callable[Given, Made]) -> None:
        self._kept: Any = lru_cache(maxsize=4)(function)
        self._lock = RLock()
        self.__doc__ = function.__doc__

    def __call__(self, *given: Given.args, **named: Given.kwargs) -> Made:
        with self._lock:
            return self._kept(*given, **named)

    @property
    def made(self) -> int:
        """How often it made something."""
        return self._kept.cache_info().misses

    def forget(self) -> None:
        """Keep nothing of what was made so far."""
        self._kept.cache_clear()


class Same[Thing]:
    """A thing that is looked for by what it is, and not by what it says."""

    __slots__ = ("it",)

    def __init__(self, it: Thing) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.it is other.it


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side(work: Callable[[int, int], object], length: int) -> None:
    """Do what compiled code can do for each of so many things by itself, from one to before another: in as many threads
    as there are cores, and in more parts, so that all end together."""
    parts = 8 * cores()
    bounds = [length * part // parts for part in range(parts + 1)]
    with ThreadPoolExecutor(cores()) as threads:
        list(threads.map(work, bounds[:-1], bounds[1:]))


class GivenUp(BaseException):
    """Nobody waits for this work any more. No mistake of a run: who takes those in lets it pass."""


_of_thread = local()


def heed(over: Event) -> None:
    """Let what this thread does from now on be given up once an event is set."""
    _of_thread.over = over


def go_on() -> None:
    """Let this thread stop between two steps of long work. Raises GivenUp where it is to stop."""
    over = getattr(_of_thread, "over", None)
    if over and over.is_set():
        raise GivenUp
