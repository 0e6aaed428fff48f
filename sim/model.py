"""A model that runs by the week: one visible list of stages.

Chance from elsewhere than the keyed streams: whether something draws from a generator that no run may draw from.

The generators of the process (`random`, `numpy.random`) belong to all its threads, and those of a Dask worker draw from
them now and then. So where there are other threads, a changed state tells nothing by itself, and the calls are looked
at as well, each with its thread.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from random import getstate
from threading import Lock, get_ident
from types import BuiltinMethodType, CodeType, MethodType, TracebackType
from typing import Any

import numpy as np

WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class Stage:
    """A named stage of the week and the rules that act in it, in order."""

    name: str
    rules: tuple[Any, ...] = ()


PYTHONS, NUMPYS = getstate.__self__, np.random.get_state.__self__  # the generators of the process
LOOKS = ("getstate", "get_state")  # methods that draw nothing
_BOUND = (MethodType, BuiltinMethodType)
_CALLS = sys.monitoring.events.CALL
_TOOLS = (4, 3)  # of the numbers that Python leaves to anybody


class ForeignDraws:
    """Watches the generators of the process within `with`: whether something drew from one is `found` when it ends.
    What other threads draw meanwhile does not count, but for threads that were started within."""

    def __init__(self) -> None:
        self.found, self._called = False, False

    def __enter__(self) -> ForeignDraws:
        self._others = _others()
        self._watched = bool(self._others) and _watch(self)
        self._before = _states()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, where: TracebackType | None) -> None:
        changed = _states() != self._before
        if self._watched:
            _unwatch(self)
        self.found = changed and (self._called or not self._watched)

    def called(self) -> None:
        """Take note that this thread called a generator of the process."""
        self._called = self._called or get_ident() not in self._others


def _others() -> frozenset[int]:
    """Return the other threads of the process."""
    return frozenset(sys._current_frames()) - {get_ident()}


def _states() -> tuple[Any, ...]:
    """Return the states of the generators of the process."""
    words, place = np.random.get_state()[1:3]  # noqa: NPY002 - looks at the state, draws nothing
    return getstate(), words.tobytes(), place


_watching: list[ForeignDraws] = []
_tool: list[int] = []
_lock = Lock()


def _watch(one: ForeignDraws) -> bool:
    """Look at all calls from now on; whether that can be done (debuggers and profilers may have taken all numbers)."""
    with _lock:
        if not _tool:
            free = [number for number in _TOOLS if sys.monitoring.get_tool(number) is None]
            if not free:
                return False
            _tool.append(free[0])
            sys.monitoring.use_tool_id(free[0], __name__)
            sys.monitoring.register_callback(free[0], _CALLS, _look)
            sys.monitoring.set_events(free[0], _CALLS)
        _watching.append(one)
        return True


def _unwatch(one: ForeignDraws) -> None:
    with _lock:
        _watching.remove(one)
        if not _watching:
            tool = _tool.pop()
            sys.monitoring.set_events(tool, 0)
            sys.monitoring.register_callback(tool, _CALLS, None)
            sys.monitoring.free_tool_id(tool)


def _look(code: CodeType, offset: int, called: Any, first: Any) -> None:
    """Report a call of a generator's method, or one that is given a generator or such a method, to all watches."""
    for one in (called, first):
        of = one.__self__ if type(one) in _BOUND else one
        of_the_process = of is PYTHONS or of is NUMPYS  # by identity: what is called may compare as it likes
        if of_the_process and getattr(called, "__name__", "") not in LOOKS:
            for watch in tuple(_watching):
                watch.called()
