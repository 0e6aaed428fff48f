"""Tables as one block of bytes that lie right at any address: what a host without Python is given.

An image is little-endian: a head of words (`HEAD`), the places of all words that are addresses, then the tables, whose
addresses count from where the image begins. A host puts it where it likes, adds that to those words, and says in the
words of the arena what room there is behind it. Tables that share memory share it in an image.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from contagion.sim.core import layout as word
from contagion.sim.core.layout import LINE, WORDS
from contagion.sim.core.tables import Tables

MARK = int.from_bytes(b"tables 1", "little")
HEAD = ("mark", "version", "about", "length", "handle", "places", "top", "end", "more")
"""Words that an image begins with: what tells it from other files, version of the kernel, number of what it is about,
its length in bytes, where the words of the outermost tables are, how many places follow, and the words of the arena."""
_ARENA = 8 * HEAD.index("top")


def image_of(tables: Tables, version: int, about: int) -> bytes:
    """An image of tables and of those in them.

    Parameters
    ----------
    version : int
        Of the kernel that is to read it.
    about : int
        Tells what the tables are about from anything else.
    """
    every, pieces = list(_with_inner(tables)), {}
    for one in every:
        for name in one.layout.kinds:
            array = one.array(name)
            if array.nbytes > getattr(pieces.get(array.ctypes.data), "nbytes", 0):
                pieces[array.ctypes.data] = array
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
    words[: len(HEAD)] = MARK, version, about, len(out), handle, len(places), len(out), len(out), 0
    words[len(HEAD) : len(HEAD) + len(places)] = places
    return out.tobytes()


def _with_inner(tables: Tables) -> Iterator[Tables]:
    yield tables
    for name in tables.layout.inner:
        yield from _with_inner(tables.array(name))


def _words_of(tables: Tables, name: str, at: dict[int, int]) -> tuple[int, ...]:
    """The words of a table, of where things lie in the image."""
    array = tables.array(name)
    if isinstance(array, Tables):
        return at[array.address] + 8 * word.HEAD, 0, 0, 0
    width = array.shape[1] if array.ndim > 1 else 0
    return at.get(array.ctypes.data, 0), array.shape[0], width, array.itemsize
