"""Tables of records that compiled code and Python share: arrays by name, which grow (see `sim.core.layout`)."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from contagion.sim.core.compiling import PLAIN
from contagion.sim.core.layout import ARENA, ASKED, FAILED, HEAD, LINE, MORE, SPARING, TOP, WORDS, Layout

ROOM, MOST_FREE = 1 << 25, 64  # bytes of a new arena; how many are kept for later runs
_REMEMBERED = 1 << 23  # bytes of the largest table whose length is remembered
CAME_TO: dict[tuple[str, str], int] = {}  # length, by layout and table


def length_of(layout: Layout, name: str, at_least: int) -> int:
    """How long to make a table: as long as the last one of the name came to be, which saves it from growing."""
    return max(at_least, CAME_TO.get((layout.name, name), 0))


_WORD, _free = ctypes.c_int64, ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).free
_free.argtypes, _free.restype = (ctypes.c_void_p,), None


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


class Arena:
    """Memory of one run, in which its tables lie and grow: some of its own, and what compiled code adds. Once the run
    is over the next may have it, which saves it from being had anew, page by page.

    Attributes
    ----------
    address : int
        Of its words, `TOP`, `END` and `MORE` of `sim.core.layout`.
    """

    _free: ClassVar[list[Arena]] = []
    _room: ClassVar[int] = ROOM

    def __init__(self, room: int) -> None:
        self._words = np.zeros(3, np.int64)
        self._own = np.empty(room, np.uint8)
        self._first = self._own.ctypes.data
        self._words[:MORE] = self._first, self._first + room
        self.address = self._words.ctypes.data

    @classmethod
    def of_late(cls) -> Arena:
        """One that a run has left, or a new one."""
        try:
            return cls._free.pop()
        except IndexError:
            return cls(cls._room)

    def leave(self) -> None:
        """Let the next run have it; nobody may look at what lies there any more."""
        if self._words[MORE]:
            Arena._room = max(2 * len(self._own), Arena._room)  # of those that come
        elif len(self._free) < MOST_FREE:
            self._words[TOP] = self._first
            Arena._free.append(self)

    def array(self, shape: int | tuple[int, ...], dtype: Any, cleared: bool = True) -> NDArray[Any]:
        """An array in it, or beside it where it has no room left."""
        kind = np.dtype(dtype)
        size = kind.itemsize * int(np.prod(shape))
        begin = -(-(int(self._words[TOP]) - self._first) // LINE) * LINE
        if self._words[MORE] or begin + size > len(self._own):
            return (np.zeros if cleared else np.empty)(shape, kind)
        self._words[TOP] = self._first + begin + size
        room = self._own[begin : begin + size]
        if cleared:
            room.fill(0)
        return room.view(kind).reshape(shape)

    def __del__(self) -> None:
        piece = int(self._words[MORE])
        while piece:
            after = _WORD.from_address(piece).value
            _free(piece)
            piece = after


class _Piece:
    """Memory of an arena as NumPy takes it in: as long as somebody looks at it, the arena stays."""

    def __init__(self, arena: Arena, address: int, shape: tuple[int, ...], dtype: np.dtype) -> None:
        self._arena = arena
        self.__array_interface__ = {
            "data": (address, False), "shape": shape, "typestr": dtype.str, "descr": dtype.descr, "version": 3,
        }  # fmt: skip


class Tables:
    """Arrays by name.

    Parameters
    ----------
    layout : Layout
    arrays : mapping of str to array, or to Tables
        One for each name of the layout. A single record is an array of length 1.
    arena : Arena, optional
        Where they grow; by default one of their own.

    Attributes
    ----------
    sparing : bool
        Grow by a single row and leave nothing readable in the old place: for tests.
    """

    def __init__(self, layout: Layout, arrays: Mapping[str, Any], arena: Arena | None = None) -> None:
        self.layout, self.arena = layout, arena or Arena(0)
        self._words = np.zeros(HEAD + WORDS * len(layout.names), dtype=np.int64)
        self._words[HEAD + ARENA] = self.arena.address
        self._arrays: dict[str, Any] = dict.fromkeys(layout.names)
        self._words[HEAD:] = [word for name in layout.names for word in self._let_be(name, arrays[name])]
        self._as_parameter_ = ctypes.c_int64(self._words.ctypes.data + 8 * HEAD)

    @property
    def handle(self) -> Any:
        """What an entry is given. It does not keep the tables: whoever calls the entry must."""
        return self

    @property
    def address(self) -> int:
        """Of the words that compiled code is given."""
        return self._as_parameter_.value

    def put(self, name: str, array: Any) -> None:
        """Let a table be this array."""
        first = HEAD + WORDS * self.layout.of_number[name]
        self._words[first : first + WORDS] = self._let_be(name, array)

    def _let_be(self, name: str, array: Any) -> tuple[int, ...]:
        """The same; the words of the table of addresses for it."""
        self._arrays[name] = array
        if name in self.layout.inner:
            if PLAIN:
                setattr(self, name, array)
            return array.address, 0, 0, 0
        dtype, dimensions = self.layout.kinds[name]
        if array.ndim != max(dimensions, 1) or not array.flags.c_contiguous or array.dtype != dtype:
            raise TypeError(f"{name}: {array.dtype}, {array.ndim} dimensions; {dtype}, {dimensions} were declared")
        if PLAIN:
            setattr(self, name, self._seen(name, array))
        return array.ctypes.data, array.shape[0], array.shape[1] if dimensions == 2 else 0, dtype.itemsize

    def _seen(self, name: str, array: Any) -> Any:
        dtype, dimensions = self.layout.kinds[name]
        seen = Records(array) if dtype.names else array
        return seen if dimensions else seen[0]

    def __getattr__(self, name: str) -> Any:
        """A table as rules see it, where others than plain Python may have made it grow."""
        layout = self.__dict__.get("layout")
        if layout is None or name not in layout.of_number:
            raise AttributeError(name)
        return self._arrays[name] if name in layout.inner else self._seen(name, self.array(name))

    def array(self, name: str) -> Any:
        """A table as a plain array, as it is now."""
        known = self._arrays[name]
        if PLAIN or name in self.layout.inner:
            return known
        first = HEAD + WORDS * self.layout.of_number[name]
        address, length, width, _ = self._words[first : first + WORDS].tolist()
        if address == known.ctypes.data and length == known.shape[0]:
            return known
        dtype, dimensions = self.layout.kinds[name]
        piece = _Piece(self.arena, address, (length, width) if dimensions == 2 else (length,), dtype)
        self._arrays[name] = now = np.asarray(piece)
        return now

    def leave(self) -> None:
        """Remember how long tables came to be, for later ones of their layout; nobody looks at these any more."""
        words = self._words[HEAD:].reshape(-1, WORDS).tolist()
        for name, known, (address, length, width, item) in zip(
            self.layout.names, self._arrays.values(), words, strict=True
        ):
            has_grown = name not in self.layout.inner and address != known.ctypes.data
            if has_grown and length * (width or 1) * item <= _REMEMBERED:
                CAME_TO[self.layout.name, name] = width or length
        self._arrays.clear()

    @property
    def sparing(self) -> bool:
        return bool(self._words[HEAD + SPARING])

    @sparing.setter
    def sparing(self, value: bool) -> None:
        self._words[HEAD + SPARING] = value

    @property
    def failed(self) -> OutOfMemory | None:
        """Why a table could not grow."""
        number, asked = int(self._words[HEAD + FAILED]) - 1, int(self._words[HEAD + ASKED])
        if number < 0:
            return None
        name, item = self.layout.names[number], int(self._words[HEAD + WORDS * number + WORDS - 1])
        return OutOfMemory(f"{self.layout.name}: no room for {asked // item:,} {name} ({asked / 2**20:,.0f} MiB)")

    def grow(self, number: Any) -> bool:
        """What `sim.core.layout.grow` is in plain Python; whether there was memory for it."""
        name = self.layout.names[number]
        old = self.array(name)
        length = old.shape[-1]
        wanted = (*old.shape[:-1], length + 1 if self.sparing else max(2 * length, 8))
        try:
            new = np.zeros(wanted, dtype=old.dtype)
            new[..., :length] = old
        except MemoryError:
            self._words[HEAD + FAILED] = number + 1
            self._words[HEAD + ASKED] = old.dtype.itemsize * int(np.prod(wanted))
            return False
        if self.sparing:
            old.view(np.uint8)[...] = 0xA5
        self.put(name, new)
        return True
