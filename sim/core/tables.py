"""Tables of records that compiled code and Python share: arrays by name, which grow (see `sim.core.compiling`).

Tables as many runs begin with: made once, and laid into the arena of each as one piece of memory.

Tables as one block of bytes that lie right at any address: what a host without Python is given.

An image is little-endian: a head of words (`HEAD`), the places of all words that are addresses, then the tables that
hold something (`Layout.inputs`), whose addresses count from where the image begins. The others have a length, and 0 in
place of an address. A host puts the image where it likes, adds that to the words that are addresses, lays out the
others behind it, cleared, and says in the words of the arena what room there is then. Tables that share memory share it
in an image.
"""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from contagion.sim.core import compiling as word
from contagion.sim.core.compiling import ARENA, ASKED, FAILED, HEAD, LINE, MORE, PLAIN, SPARING, TOP, WORDS, Layout

ROOM, MOST_FREE = 1 << 25, 64  # bytes of a new arena; of how many the memory is kept for later runs
FROM, MEMORY = LINE, 1 << 62  # of all memory, where NumPy is told that it begins, and more than there is
_REMEMBERED = 1 << 23  # bytes of the largest table whose length is remembered
CAME_TO: dict[tuple[str, str], int] = {}  # length, by layout and table


def length_of(layout: Layout, name: str, at_least: int) -> int:
    """Return how long to make a table: as long as the last one of the name became, which saves it from growing."""
    return max(at_least, CAME_TO.get((layout.name, name), 0))


def lengths() -> tuple[int, ...]:
    """Return the lengths that `length_of` depends on."""
    return tuple(CAME_TO.values())


_WORD, _free = ctypes.c_int64, ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).free
_Words = _WORD * 3
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
    """A table of records in plain Python. NumPy's own record arrays would hide fields named `size` or `shape`."""

    __slots__ = ("_array", "shape")

    def __init__(self, array: np.ndarray) -> None:
        self._array, self.shape = array, array.shape

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, at: Any) -> Record:
        return Record(self._array[at])


class Arena:
    """Memory of one run, in which its tables lie and grow: some of its own, and what compiled code adds. Once nobody
    looks at it any more the next run may have it, which saves it from being had anew, page by page. Its words, `TOP`,
    `END` and `MORE` of `sim.core.compiling`, lie at an `address`."""

    _free: ClassVar[list[NDArray[np.uint8]]] = []
    _room: ClassVar[int] = ROOM

    def __init__(self, own: NDArray[np.uint8] | None = None) -> None:
        self._own = np.empty(0, np.uint8) if own is None else own
        self._beside: list[NDArray[np.uint8]] = []
        first = self._own.ctypes.data
        self._words = _Words(first, first + len(self._own), 0)
        self.address = ctypes.addressof(self._words)

    @classmethod
    def of_late(cls) -> Arena:
        """Make an arena with the memory that a run has left, or with new memory."""
        try:
            return cls(cls._free.pop())
        except IndexError:
            return cls(np.empty(cls._room, np.uint8))

    @property
    def __array_interface__(self) -> dict[str, Any]:
        """All memory there is, from the byte `FROM` on, as NumPy takes it in: as long as somebody looks at a part of
        it, the arena stays."""
        return {"data": (FROM, False), "shape": (MEMORY,), "typestr": "|u1", "version": 3}

    def take(self, size: int) -> tuple[int, bool]:
        """Return the address of room for so many bytes, and whether it holds zeros. Where the arena is full, the room
        lies outside it."""
        top, end, more = self._words
        at = -(-top // LINE) * LINE
        if more or at + size > end:
            self._beside.append(np.zeros(size + LINE, np.uint8))
            return -(-self._beside[-1].ctypes.data // LINE) * LINE, True
        self._words[TOP] = at + size
        return at, False

    def __del__(self) -> None:
        if piece := self._words[MORE]:
            Arena._room = max(2 * len(self._own), Arena._room)  # of those that come
        elif len(self._own) == Arena._room and len(self._free) < MOST_FREE:
            self._free.append(self._own)
        while piece:
            after = _WORD.from_address(piece).value
            _free(piece)
            piece = after


class Tables:
    """Arrays by name, or tables within them, one for each name of a layout; a single record is an array of length 1.
    They grow in an arena, by default one of their own. Where their words are there already, at the address `laid_at`,
    `arrays` are what else there is.

    `begun` says how long tables were that may have come to be longer. With `sparing` they grow by a single row and
    leave nothing readable in the old place: for tests.
    """

    def __init__(self, layout: Layout, arrays: Mapping[str, Any], arena: Arena | None = None, laid_at: int = 0) -> None:
        self.layout, self.arena, kind = layout, arena or Arena(), _WORD * (HEAD + WORDS * len(layout.names))
        self._arrays: dict[str, Any] = {}
        self.begun: Mapping[str, int] = {}
        self._words = kind.from_address(laid_at) if laid_at else kind()
        self._words[HEAD + ARENA] = self.arena.address
        self._as_parameter_ = _WORD(ctypes.addressof(self._words) + 8 * HEAD)
        for name in arrays if laid_at else layout.names:
            self.put(name, arrays[name])

    @property
    def handle(self) -> Any:
        """Return what an entry is given. It does not keep the tables; the caller must."""
        return self

    @property
    def address(self) -> int:
        """Of the words that compiled code is given."""
        return self._as_parameter_.value

    @cached_property
    def _memory(self) -> NDArray[np.uint8]:
        return np.asarray(self.arena)

    def put(self, name: str, array: Any) -> None:
        """Let a table be this array."""
        first, self._arrays[name] = HEAD + WORDS * self.layout.of_number[name], array
        self.__dict__.pop(name, None)
        if name in self.layout.inner:
            self._words[first] = array.address
        else:
            length, *others = words_of(self.layout, name, array)
            self._words[first : first + WORDS] = array.ctypes.data, length, *others
            self._arrays[name] = array, self._words[first], length

    def __getattr__(self, name: str) -> Any:
        """Return a table as rules see it; kept where none but plain Python may make it grow."""
        layout = self.__dict__.get("layout")
        if layout is None or name not in layout.of_number:
            raise AttributeError(name)
        seen, (dtype, dimensions) = self.array(name), layout.kinds.get(name, (None, 1))
        seen = Records(seen) if dtype and dtype.names else seen
        seen = seen if dimensions else seen[0]
        if PLAIN:
            self.__dict__[name] = seen
        return seen

    def array(self, name: str) -> Any:
        """Return a table as a plain array, as it is now."""
        if name in self.layout.inner:
            return self._arrays[name]
        first = HEAD + WORDS * self.layout.of_number[name]
        address, length, width, _ = self._words[first : first + WORDS]
        known = self._arrays.get(name)
        if known and known[1:] == (address, length):
            return known[0]
        dtype, dimensions = self.layout.kinds[name]
        now = np.ndarray((length, width) if dimensions == 2 else (length,), dtype, self._memory, address - FROM)
        self._arrays[name] = now, address, length
        return now

    def leave(self) -> None:
        """Remember how long tables came to be, for later ones of their layout."""
        for name, begun in self.begun.items():
            first = HEAD + WORDS * self.layout.of_number[name]
            _, length, width, item = self._words[first : first + WORDS]
            if (width or length) > begun and length * (width or 1) * item <= _REMEMBERED:
                CAME_TO[self.layout.name, name] = width or length

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

    def every(self) -> Iterator[Tables]:
        """Yield these tables, and all tables inside them."""
        yield self
        for name in self.layout.inner:
            yield from self.array(name).every()

    def call(self, function: Callable[..., Any], *given: Any) -> Any:
        """Call a compiled function with these tables and its other arguments. Raises OutOfMemory."""
        try:
            return function(self.handle, *given)
        except MemoryError as error:
            raise next((one.failed for one in self.every() if one.failed), error) from None

    # ---- what functions of `sim.core.compiling` are in plain Python; whether there was memory for it -----------------

    def need(self, number: Any, length: Any) -> bool:
        while self.array(self.layout.names[number]).shape[-1] < length:
            if not self.grow(number):
                return False
        return True

    def grow(self, number: Any) -> bool:
        old = self.array(self.layout.names[number])
        length = old.shape[-1]
        if not self._lay(number, (*old.shape[:-1], length + 1 if self.sparing else max(2 * length, 8))):
            return False
        self.array(self.layout.names[number])[..., :length] = old
        if self.sparing:
            old.view(np.uint8)[...] = 0xA5
        return True

    def lay(self, number: Any, rows: Any, width: Any) -> bool:
        return self._lay(number, (rows, width) if self.layout.kinds[self.layout.names[number]][1] == 2 else (rows,))

    def _lay(self, number: Any, shape: tuple[Any, ...]) -> bool:
        name = self.layout.names[number]
        kind, _ = self.layout.kinds[name]
        try:
            self.put(name, np.zeros(shape, kind))
        except MemoryError:
            self._words[HEAD + FAILED], self._words[HEAD + ASKED] = number + 1, kind.itemsize * int(np.prod(shape))
            return False
        return True


def words_of(layout: Layout, name: str, array: Any) -> tuple[int, int, int]:
    """Length, width and bytes of an item of a table that is an array. Raises TypeError where the array is not as the
    layout declares it."""
    dtype, dimensions = layout.kinds[name]
    if array.ndim != max(dimensions, 1) or not array.flags.c_contiguous or array.dtype != dtype:
        raise TypeError(f"{name}: {array.dtype}, {array.ndim} dimensions; {dtype}, {dimensions} were declared")
    return array.shape[0], array.shape[1] if dimensions == 2 else 0, dtype.itemsize


class Room(NamedTuple):
    """A table of so many rows, or rows and columns, in which nothing is: `cleared`, or whatever was there."""

    rows: int
    width: int = 0
    cleared: bool = True


class Pattern:
    """Tables as many runs begin with: one piece of memory, of which each has a copy in its arena. `begin` has what is
    in a table at first: an array, a `Room`, or the name of another table that has the same memory. What is not named
    there is to be `put` by each."""

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
        """Set up tables in an arena."""
        at, is_clear = arena.take(self._end)
        block = np.asarray(arena)[at - FROM : at - FROM + self._end]
        block[: self._filled] = self._block
        if not is_clear:
            block[self._filled : self._cleared] = 0
        block[: self._head].view(np.int64)[self._own] += at
        made = Tables(self._layout, {}, arena, at)
        made.begun = self._lengths
        return made


MARK = int.from_bytes(b"tables 2", "little")
IMAGE_HEAD = ("mark", "version", "about", "checksum", "length", "handle", "places", "top", "end", "more")
"""Words that an image begins with: what tells it from other files, version of the kernel, number of what it is about,
CRC-32 of all that follows, its length in bytes, where the words of the outermost tables are, how many places follow,
and the words of the arena."""
_ARENA, _CHECKSUM = 8 * IMAGE_HEAD.index("top"), IMAGE_HEAD.index("checksum")


def image_of(tables: Tables, version: int, about: int) -> bytes:
    """Return an image of tables and of those in them, for a `version` of the kernel; `about` is a number that
    identifies what the tables are about."""
    every = list(tables.every())
    pieces = _pieces(every)
    end = 8 * (len(IMAGE_HEAD) + sum(1 + len(one.layout.names) for one in every))
    at: dict[int, int] = {}
    for address, size in (
        *((one.address, 8 * (word.HEAD + WORDS * len(one.layout.names))) for one in every),
        *((address, piece.nbytes) for address, piece in pieces.items()),
    ):
        at[address] = end = -(-end // LINE) * LINE
        end += size
    out = np.zeros(-(-end // LINE) * LINE, np.uint8)
    for address, piece in pieces.items():
        out[at[address] : at[address] + piece.nbytes] = piece.reshape(-1).view(np.uint8)
    words, places = out.view("<u8"), []
    for one in every:
        first = at[one.address] // 8 + word.HEAD
        words[first + word.ARENA] = _ARENA
        places.append(first + word.ARENA)
        for name in one.layout.names:
            words[first : first + WORDS] = _words_of(one, name, at)
            places.append(first)
            first += WORDS
    handle = at[tables.address] + 8 * word.HEAD
    words[: len(IMAGE_HEAD)] = MARK, version, about, 0, len(out), handle, len(places), 0, 0, 0
    words[len(IMAGE_HEAD) : len(IMAGE_HEAD) + len(places)] = places
    words[_CHECKSUM] = crc32(words[_CHECKSUM + 1 :])
    return out.tobytes()


def columns(layout: Layout, before: tuple[int, ...] = (), name: str = "") -> dict[str, dict[str, Any]]:
    """Return what a host must know to read tables by the names of their columns, ready for JSON.

    Each table, an inner one under a dotted name, has a `path`, its number after those of the tables that it is in; a
    `row`, the bytes of a row; and `columns`, each with the byte at which it begins, its type in letters of NumPy, and
    how many numbers it has. Columns of a part of a row have dotted names; that of a table of plain numbers is "".
    """
    found: dict[str, dict[str, Any]] = {}
    for key, number in layout.of_number.items():
        path = (*before, number)
        if key in layout.inner:
            found |= columns(layout.inner[key], path, f"{name}{key}.")
        else:
            kind = layout.kinds[key][0]
            found[name + key] = {"path": path, "row": kind.itemsize, "columns": dict(_columns(kind))}
    return found


def _columns(kind: np.dtype, first: int = 0, name: str = "") -> Iterator[tuple[str, tuple[int, str, int]]]:
    if kind.fields is None:
        item, shape = kind.subdtype or (kind, ())
        yield name, (first, item.str[1:], math.prod(shape))
    for key, (part, at, *_) in (kind.fields or {}).items():
        yield from _columns(part, first + at, f"{name}.{key}" if name else key)


def _pieces(every: list[Tables]) -> dict[int, np.ndarray]:
    """Return the arrays that are not empty, by address; of arrays that share memory, the longest."""
    found: dict[int, np.ndarray] = {}
    for one in every:
        for array in (one.array(name) for name in one.layout.kinds if name in one.layout.inputs):
            if array.nbytes > getattr(found.get(array.ctypes.data), "nbytes", 0):
                found[array.ctypes.data] = array
    return found


def _words_of(tables: Tables, name: str, at: dict[int, int]) -> tuple[int, ...]:
    """Return the words that describe a table: where it lies in the image, its length, width and bytes per item."""
    array = tables.array(name)
    if isinstance(array, Tables):
        return at[array.address] + 8 * word.HEAD, 0, 0, 0
    width = array.shape[1] if array.ndim > 1 else 0
    return at.get(array.ctypes.data, 0), array.shape[0], width, array.itemsize
