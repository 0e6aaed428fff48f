"""Tables as many runs begin with: made once, and laid into the arena of each as one piece of memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from contagion.sim.core.layout import HEAD, LINE, WORDS, Layout
from contagion.sim.core.tables import FROM, Arena, Tables, words_of


class Room(NamedTuple):
    """A table of so many rows, or rows and columns, in which nothing is: `cleared`, or whatever was there."""

    rows: int
    width: int = 0
    cleared: bool = True


class Pattern:
    """Tables as many runs begin with: one piece of memory, of which each has a copy in its arena.

    Parameters
    ----------
    layout : Layout
    begin : mapping of str to array, Room or str
        What is in a table at first; the name of another table is one that has the same memory. What is not named here
        is to be `put` there by each.
    """

    def __init__(self, layout: Layout, begin: Mapping[str, Any]) -> None:
        words, pieces = [0] * (HEAD + WORDS * len(layout.names)), [b""]
        self._layout, self._head = layout, 8 * len(words)
        self._end = self._head
        first = {name: HEAD + WORDS * number for name, number in layout.of_number.items()}
        rooms = {name: one for name, one in begin.items() if isinstance(one, Room)}

        def lie(name: str, length: int, width: int, item: int) -> None:
            at = -(-self._end // LINE) * LINE
            words[first[name] : first[name] + WORDS] = at, length, width, item
            self._end = at + length * item * (width if layout.kinds[name][1] == 2 else 1)

        for name, one in begin.items():
            if isinstance(one, np.ndarray):
                pieces += bytes(-self._end % LINE), one.tobytes()
                lie(name, *words_of(layout, name, one))
        self._filled = self._cleared = self._end
        for name, one in sorted(rooms.items(), key=lambda each: not each[1].cleared):
            lie(name, one.rows, one.width, layout.kinds[name][0].itemsize)
            self._cleared = self._end if one.cleared else self._cleared
        for name, one in begin.items():
            if isinstance(one, str):
                at, length, _, size = words[first[one] : first[one] + WORDS]
                item = layout.kinds[name][0].itemsize
                words[first[name] : first[name] + WORDS] = at, length * size // item, 0, item
        pieces[0] = np.array(words).tobytes()
        self._block, self._own = np.frombuffer(b"".join(pieces), np.uint8), [first[name] for name in begin]
        self._lengths = {name: one.width or one.rows for name, one in rooms.items()}

    def tables(self, arena: Arena) -> Tables:
        """Some that lie in an arena."""
        at, is_clear = arena.take(self._end)
        block = np.asarray(arena)[at - FROM : at - FROM + self._end]
        block[: self._filled] = self._block
        if not is_clear:
            block[self._filled : self._cleared] = 0
        block[: self._head].view(np.int64)[self._own] += at
        made = Tables(self._layout, {}, arena, at)
        made.begun = self._lengths
        return made
