"""A model that runs by the week: one visible list of stages.

The order of agents, for those who want a generator of Python's: every number of it is a keyed draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from contagion.sim.chance.draws import Stream

WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class Stage:
    """A named stage of the week and the rules that act in it, in order."""

    name: str
    rules: tuple[Any, ...] = ()


class Order(Random):
    """A generator whose n-th number depends on a stream and an occasion alone, so that nothing else is disturbed by who
    draws from it, and it by nothing. Two of one occasion give the same numbers."""

    def __new__(cls, *_: Any) -> Order:
        return super().__new__(cls)

    def __init__(self, stream: Stream, occasion: int) -> None:
        self._stream, self._occasion, self._drawn = stream, occasion, 0
        self.gauss_next = None

    def random(self) -> float:
        """The next number, uniform on (0, 1)."""
        self._drawn += 1
        return self._stream.uniform(self._occasion, self._drawn)

    def getrandbits(self, k: int, /) -> int:
        """The next so many bits."""
        bits = 0
        for _ in range(-(-k // 64)):
            self._drawn += 1
            bits = bits << 64 | self._stream.bits(self._occasion, self._drawn)
        return bits >> (-k % 64)

    def getstate(self) -> Any:
        """Which it is, and how many it has given."""
        return self._stream.key, self._occasion, self._drawn

    def setstate(self, state: Any) -> None:
        """Give again what came after so many."""
        _, self._occasion, self._drawn = state

    def __reduce__(self) -> Any:
        return type(self), (self._stream, self._occasion), self.getstate()

    def __setstate__(self, state: Any) -> None:
        self.setstate(state)
