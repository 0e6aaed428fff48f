"""Tables of records that compiled code and Python share: arrays by name, which grow (see `sim.core.layout`)."""

from __future__ import annotations

import ctypes
import sys
import weakref
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from contagion.sim.core.compiling import PLAIN
from contagion.sim.core.layout import WORDS, Layout

_CALL = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64)
_REMEMBERED = 1 << 23  # bytes of the largest table whose length is remembered
CAME_TO: dict[tuple[str, str], int] = {}  # length, by layout and table


def length_of(layout: Layout, name: str, at_least: int) -> int:
    """How long to make a table: as long as the last one of the name came to be, which saves it from growing."""
    return max(at_least, CAME_TO.get((layout.name, name), 0))


class OutOfMemory(MemoryError):
    """A table cannot be made larger; says which, and what was asked for."""


class Record:
    """A row of a table in plain Python: its fields are attributes, read and written in place."""

    __slots__ = ("_row",)

    def __init__(self, row: np.void) -> None:
        object.__setattr__(self, "_row", row)

    def __getattr__(self, name: str) -> Any:
        try:
            value = self._row[name]
        except ValueError:
            raise AttributeError(f"no field {name!r}; there are {', '.join(self._row.dtype.names)}") from None
        return Record(value) if isinstance(value, np.void) else value

    def __setattr__(self, name: str, value: Any) -> None:
        self._row[name] = value


class Records:
    """A table of records in plain Python. (NumPy's own record arrays would hide fields named `size` or `shape`.)"""

    __slots__ = ("_array", "shape")

    def __init__(self, array: np.ndarray) -> None:
        self._array, self.shape = array, array.shape

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, at: Any) -> Record:
        return Record(self._array[at])


class Tables:
    """Arrays by name.

    Parameters
    ----------
    layout : Layout
    arrays : mapping of str to array, or to Tables
        One for each name of the layout. A single record is an array of length 1.

    Attributes
    ----------
    handle : object
        What an entry of compiled code is given. It does not keep the tables: whoever calls the entry must.
    sparing : bool
        Grow by a single row and leave nothing readable in the old place: for tests.
    failed : OutOfMemory, optional
        Why a table could not grow.
    """

    def __init__(self, layout: Layout, arrays: Mapping[str, Any]) -> None:
        self.layout, self.sparing, self.failed = layout, False, None
        self._old: list[np.ndarray] = []
        self._words = np.zeros(1 + WORDS * len(layout.names), dtype=np.int64)
        me: Any = weakref.ref(self)  # so that nothing but its owner keeps it
        self._call = _CALL(lambda number: me().grow(number))
        self._words[0] = ctypes.cast(self._call, ctypes.c_void_p).value or 0
        self._arrays: dict[str, Any] = {}
        self._words[1:] = [word for name in layout.names for word in self._let_be(name, arrays[name])]
        self.handle: Any = self if PLAIN else self._words[1:]

    def put(self, name: str, array: Any) -> None:
        """Let a table be this array."""
        first = 1 + WORDS * self.layout.of_number[name]
        self._words[first : first + WORDS] = self._let_be(name, array)

    def _let_be(self, name: str, array: Any) -> tuple[int, ...]:
        """The same; the words of the table of addresses for it."""
        if name in self.layout.inner:
            self._arrays[name] = array
            setattr(self, name, array)
            return array._words[1:].ctypes.data, 0, 0
        dtype, dimensions = self.layout.kinds[name]
        if array.ndim != max(dimensions, 1) or not array.flags.c_contiguous or array.dtype != dtype:
            raise TypeError(f"{name}: {array.dtype}, {array.ndim} dimensions; {dtype}, {dimensions} were declared")
        self._arrays[name] = array
        seen = Records(array) if dtype.names else array
        setattr(self, name, seen if dimensions else seen[0])
        return array.ctypes.data, array.shape[0], array.shape[1] if dimensions == 2 else 0

    def array(self, name: str) -> Any:
        """A table as a plain array, as it is now."""
        return self._arrays[name]

    def settle(self) -> None:
        """Give back the memory of tables that have grown, now that no compiled code runs."""
        self._old.clear()

    def grow(self, number: Any) -> bool:
        """Make a table longer (in its last dimension, if it has two); whether there was memory for it."""
        name = self.layout.names[number]
        old = self._arrays[name]
        length = old.shape[-1]
        wanted = (*old.shape[:-1], length + 1 if self.sparing else max(2 * length, 8))
        try:
            new = np.zeros(wanted, dtype=old.dtype)
            new[..., :length] = old
        except MemoryError:
            size = old.dtype.itemsize * int(np.prod(wanted)) / 2**30
            self.failed = OutOfMemory(f"{self.layout.name}: no room for {wanted[-1]:,} {name} ({size:.1f} GiB)")
            return False
        if self.sparing:
            old.view(np.uint8)[...] = 0xA5
        elif new.nbytes <= _REMEMBERED:
            CAME_TO[self.layout.name, name] = new.shape[-1]
        self._old.append(old)  # compiled code may still look at it until it asks again where the table lies
        self.put(name, new)
        return True


def let_run(function: Callable[..., None], *args: Any) -> None:
    """Call compiled code that may let tables grow.

    Ctrl-C is heard when Python next runs; where that is in `Tables.grow`, called from compiled code, the interruption
    would be lost. It is raised again at the end.
    """
    lost: list[BaseException] = []
    before = sys.unraisablehook

    def note(what: Any) -> None:
        if isinstance(what.exc_value, KeyboardInterrupt):
            lost.append(what.exc_value)
        else:
            before(what)

    sys.unraisablehook = note
    try:
        function(*args)
    finally:
        sys.unraisablehook = before
        if lost:
            raise KeyboardInterrupt
