"""How compiled code comes by memory for tables: in the arena of the run, which it makes larger by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, njit, types
from numba.extending import intrinsic

from contagion.sim.core import layout as of_layouts
from contagion.sim.core.layout import grow, lay, lend

HOW: dict[str, Any] = {"error_model": "numpy", "nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""How all is compiled: Python calls none of it by Numba."""
_WORDS = 1 << 20  # more than any table of addresses has


@intrinsic
def _pointer(typingctx: Any, address: Any) -> Any:
    """The address of a place in memory, as what `carray` takes."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), codegen


pointer: Any = _pointer


@njit(**HOW)
def words_at(address: Any) -> Any:
    """The words from an address on."""
    return carray(pointer(address), (_WORDS,), np.int64)


@intrinsic
def _copied(typingctx: Any, start: Any, to: Any, size: Any) -> Any:
    """So many bytes copied from one address to another, which lie apart."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = context.get_value_type(types.voidptr)
        copy = builder.module.declare_intrinsic("llvm.memcpy", [kind, kind, ir.IntType(64)])
        out, into = (builder.inttoptr(one, kind) for one in args[:2])
        builder.call(copy, [into, out, args[2], ir.Constant(ir.IntType(1), 0)])
        return args[1]

    return types.int64(types.int64, types.int64, types.int64), codegen


copied: Any = _copied
malloc = types.ExternalFunction("malloc", types.int64(types.int64))


@njit(**HOW)
def take(arena, size):
    """A place for so many bytes in an arena; 0 where there is none to be had."""
    words = words_at(arena)
    at = (words[of_layouts.TOP] + of_layouts.LINE - 1) // of_layouts.LINE * of_layouts.LINE
    if at + size > words[of_layouts.END]:
        length = max(size + 2 * of_layouts.LINE, of_layouts.PIECE)
        piece = malloc(length)
        if piece == 0:
            return 0
        words_at(piece)[0] = words[of_layouts.MORE]
        words[of_layouts.MORE], words[of_layouts.END] = piece, piece + length
        at = (piece + 2 * of_layouts.LINE - 1) // of_layouts.LINE * of_layouts.LINE
    words[of_layouts.TOP] = at + size
    return at


@njit(**HOW)
def place_for(tables, number, size):
    """A place for so many bytes of a table of the words at an address; 0 where there is none, which is noted."""
    head = words_at(tables - 8 * of_layouts.HEAD)
    place = take(head[of_layouts.HEAD + of_layouts.ARENA], size)
    if place == 0:
        head[of_layouts.HEAD + of_layouts.FAILED], head[of_layouts.HEAD + of_layouts.ASKED] = number + 1, size
    return place


@njit(**HOW)
def fill(address, size, value):
    """Let so many bytes have a value."""
    into = carray(pointer(address), (size,), np.uint8)
    for n in range(len(into)):
        into[n] = value


@njit(**HOW)
def grow_at(tables, number):
    """Make a table of the words at an address longer; whether there is memory for it."""
    head, words = words_at(tables - 8 * of_layouts.HEAD), words_at(tables + 8 * of_layouts.WORDS * number)
    old, length, width, item = words[0], words[1], words[2], words[3]
    rows, last = (length, width) if width else (1, length)
    longer = last + 1 if head[of_layouts.HEAD + of_layouts.SPARING] else max(2 * last, 8)
    new = place_for(tables, number, rows * longer * item)
    if new == 0:
        return False
    for row in range(rows):
        end = copied(old + row * last * item, new + row * longer * item, last * item) + last * item
        fill(end, (longer - last) * item, 0)
    if longer == last + 1:
        fill(old, rows * last * item, 0xA5)
    words[0] = new
    words[2 if width else 1] = longer
    return True


@njit(**HOW)
def lay_at(tables, number, rows, width):
    """Let a table of the words at an address have so many rows, all 0; whether there is memory for it."""
    words = words_at(tables + 8 * of_layouts.WORDS * number)
    size = rows * (width if width else 1) * words[3]
    place = place_for(tables, number, size)
    if place == 0:
        return False
    fill(place, size, 0)
    words[0], words[1], words[2] = place, rows, width
    return True


@intrinsic
def _number_of(typingctx: Any, tables: Any) -> Any:
    """The number that tables are."""
    return types.int64(tables), lambda context, builder, signature, args: args[0]


number_of: Any = _number_of


def _grow(tables, number):
    if not grow_at(number_of(tables), number):
        raise MemoryError


def _lay(tables, number, rows, width=0):
    if not lay_at(number_of(tables), number, rows, width):
        raise MemoryError


def _lend(lender, its, tables, number, rows):
    words = words_at(number_of(tables) + 8 * of_layouts.WORDS * number)
    of = words_at(number_of(lender) + 8 * of_layouts.WORDS * its)
    words[0], words[1], words[2], words[3] = of[0], rows, of[2], of[3]


OF_MEMORY = ((grow, _grow), (lay, _lay), (lend, _lend))
"""Functions of `sim.core.layout`, and their texts in compiled code."""
