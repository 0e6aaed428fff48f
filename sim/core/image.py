"""Tables as one block of bytes that lie right at any address: what a host without Python is given.

An image is little-endian: a head of words (`HEAD`), the places of all words that are addresses, then the tables that
hold something (`Layout.inputs`), whose addresses count from where the image begins. The others have a length, and 0 in
place of an address. A host puts the image where it likes, adds that to the words that are addresses, lays out the
others behind it, cleared, and says in the words of the arena what room there is then. Tables that share memory share it
in an image.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import numpy as np

from contagion.sim.core import layout as word
from contagion.sim.core.layout import LINE, WORDS, Layout
from contagion.sim.core.tables import Tables

MARK = int.from_bytes(b"tables 2", "little")
HEAD = ("mark", "version", "about", "checksum", "length", "handle", "places", "top", "end", "more")
"""Words that an image begins with: what tells it from other files, version of the kernel, number of what it is about,
CRC-32 of all that follows, its length in bytes, where the words of the outermost tables are, how many places follow,
and the words of the arena."""
_ARENA, _CHECKSUM = 8 * HEAD.index("top"), HEAD.index("checksum")


def image_of(tables: Tables, version: int, about: int) -> bytes:
    """An image of tables and of those in them.

    Parameters
    ----------
    version : int
        Of the kernel that is to read it.
    about : int
        Tells what the tables are about from anything else.
    """
    every = list(tables.every())
    pieces = _pieces(every)
    end = 8 * (len(HEAD) + sum(1 + len(one.layout.names) for one in every))
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
    words[: len(HEAD)] = MARK, version, about, 0, len(out), handle, len(places), 0, 0, 0
    words[len(HEAD) : len(HEAD) + len(places)] = places
    words[_CHECKSUM] = crc32(words[_CHECKSUM + 1 :])
    return out.tobytes()


def columns(layout: Layout, before: tuple[int, ...] = (), name: str = "") -> dict[str, dict[str, Any]]:
    """What a host must know to read tables by the names of their columns, as JSON takes it.

    Returns
    -------
    dict
        Of each table, those of inner ones by dotted names: `path`, its number and those of the tables that it is in;
        `row`, bytes of a row; `columns`, of each the byte at which it begins, its type in letters of NumPy, and how
        many numbers it has. Columns of a part of a row have dotted names; of a table of plain numbers it is "".
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
    """The arrays that hold something, by address: of those that share memory the longest."""
    found: dict[int, np.ndarray] = {}
    for one in every:
        for array in (one.array(name) for name in one.layout.kinds if name in one.layout.inputs):
            if array.nbytes > getattr(found.get(array.ctypes.data), "nbytes", 0):
                found[array.ctypes.data] = array
    return found


def _words_of(tables: Tables, name: str, at: dict[int, int]) -> tuple[int, ...]:
    """The words of a table, of where things lie in the image."""
    array = tables.array(name)
    if isinstance(array, Tables):
        return at[array.address] + 8 * word.HEAD, 0, 0, 0
    width = array.shape[1] if array.ndim > 1 else 0
    return at.get(array.ctypes.data, 0), array.shape[0], width, array.itemsize
