"""Numba taught what the project's own text means: tables, and the functions that compiled code may call. By its public
ways alone (`numba.extending`), and not imported before something is to be compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, njit, types
from numba.extending import intrinsic, overload, overload_attribute, register_model
from numba.extending import models as kept_as

from contagion.sim.core import layout as of_layouts
from contagion.sim.core.compiling import IN_ITS_OWN_WAY, MARK, is_jitted, undecorated
from contagion.sim.core.layout import LAYOUTS, READ_BY_NAME, Layout, grow
from contagion.sim.elementary import TEXTS

HOW: dict[str, Any] = {"error_model": "numpy", "nogil": True}
"""How all is compiled."""
_taught: dict[int, Any] = {}
_WORDS = 1 << 20  # more than any table of addresses has


@intrinsic
def _pointer(typingctx: Any, address: Any) -> Any:
    """The address of a place in memory, as what `carray` takes."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), codegen


pointer: Any = _pointer


class _Tables(types.Type):
    """Tables of a layout in compiled code: a number, the address of their words."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        super().__init__(name=f"Tables({layout.name})")


class _Address(kept_as.PrimitiveModel):
    """How such are kept."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ir.IntType(64))


@njit(**HOW)
def words_at(address: Any) -> Any:
    """The words from an address on."""
    return carray(pointer(address), (_WORDS,), np.int64)


def teach(function: Any) -> None:
    """Let Numba know the tables, and what a function calls that is marked, with all that these call."""
    for layout in LAYOUTS:
        if _is_new(layout):
            _teach_layout(layout)
    for reader in READ_BY_NAME:
        if _is_new(reader[0]):
            _teach_reader(*reader)
    for one, text in (*IN_ITS_OWN_WAY, *TEXTS):
        if _is_new(one):
            _teach_function(one, text, {})
    met = [undecorated(function)]
    while met:
        for one in _used_by(met.pop()):
            if is_jitted(one) and _is_new(one):
                met.append(undecorated(one))
            elif hasattr(one, MARK) and _is_new(one):
                text, options = getattr(one, MARK)
                _teach_function(one, text or one, options)
                met.append(text or one)


def _is_new(what: Any) -> bool:
    """Whether something has not been taught yet; it is now."""
    is_new = id(what) not in _taught
    _taught[id(what)] = what  # kept, so that no other is ever at its place
    return is_new


def _used_by(function: Any) -> Iterator[Any]:
    """What a function's text names: around it, in its module, and in modules that it names."""
    if not (code := getattr(function, "__code__", None)):
        return
    around = dict(zip(code.co_freevars, (cell.cell_contents for cell in function.__closure__ or ()), strict=True))
    for value in ({**function.__globals__, **around}.get(name) for name in (*code.co_names, *code.co_freevars)):
        yield value
        if isinstance(value, ModuleType):
            yield from (getattr(value, name, None) for name in code.co_names)


def _teach_function(function: Any, text: Any, options: Mapping[str, Any]) -> None:
    overload(function, jit_options={**HOW, **options}, strict=False)(lambda *args, **named: text)


def _same_number(given: Any, found: Any) -> Any:
    """A function of compiled code that takes a number as what else it stands for."""

    @intrinsic
    def same_number(typingctx: Any, number: Any) -> Any:
        return found(given), lambda context, builder, signature, args: args[0]

    return same_number


def _teach_layout(layout: Layout) -> None:
    kind_class: Any = type(f"{layout.name}Tables", (_Tables,), {})
    kind = layout.type = kind_class(layout)
    register_model(kind_class)(_Address)

    view, address_of = _same_number(types.int64, kind), _same_number(kind, types.int64)

    inlined: Any = {"jit_options": HOW, "strict": False}
    overload(layout.view, **inlined)(lambda handle: lambda handle: view(handle))  # noqa: PLW0108 - the same
    overload(layout.address, **inlined)(lambda tables: lambda tables: address_of(tables))  # noqa: PLW0108 - the same
    for name, (dtype, dimensions) in layout.kinds.items():
        text = _of_table(address_of, layout[name], dtype, dimensions)
        overload_attribute(kind_class, name, **inlined)(lambda tables, text=text: text)
    for name, inner in layout.inner.items():
        if _is_new(inner):
            _teach_layout(inner)
        text = _of_inner(address_of, layout[name], inner.view)
        overload_attribute(kind_class, name, **inlined)(lambda tables, text=text: text)


def _of_table(address_of: Any, number: Any, dtype: Any, dimensions: int) -> Any:
    """Where a table lies, and what it is."""
    first = int(number) * of_layouts.WORDS
    if dimensions == 2:

        def text(tables):
            words = words_at(address_of(tables))
            return carray(pointer(words[first]), (words[first + 1], words[first + 2]), dtype)
    elif dimensions == 1:

        def text(tables):
            words = words_at(address_of(tables))
            return carray(pointer(words[first]), (words[first + 1],), dtype)
    else:

        def text(tables):
            return carray(pointer(words_at(address_of(tables))[first]), (1,), dtype)[0]

    return text


def _of_inner(address_of: Any, number: Any, view: Any) -> Any:
    first = int(number) * of_layouts.WORDS

    def text(tables):
        return view(words_at(address_of(tables))[first])

    return text


def _teach_reader(reader: Any, table: str, names: tuple[str, ...]) -> None:
    """`read_by_name`: the name is known when the text is compiled."""
    numbers, width = {name: n for n, name in enumerate(names)}, len(names)
    made: dict[str, Any] = {}
    exec(f"def of(tables, at):\n    return tables.{table}[at]\n", made)
    of: Any = njit(**HOW)(made["of"])

    def text(tables, name, row=0):
        if not isinstance(name, types.StringLiteral) or name.literal_value not in numbers:
            return None
        number = numbers[name.literal_value]
        return lambda tables, name, row=0: of(tables, row * width + number)

    options: Any = HOW
    overload(reader, jit_options=options, strict=False, prefer_literal=True)(text)


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
def grow_at(tables, number):
    """Make a table of the words at an address longer; whether there is memory for it."""
    head, words = words_at(tables - 8 * of_layouts.HEAD), words_at(tables + 8 * of_layouts.WORDS * number)
    old, length, width, item = words[0], words[1], words[2], words[3]
    rows, last = (length, width) if width else (1, length)
    longer = last + 1 if head[of_layouts.HEAD + of_layouts.SPARING] else max(2 * last, 8)
    size = rows * longer * item
    new = take(head[of_layouts.HEAD + of_layouts.ARENA], size)
    if new == 0:
        head[of_layouts.HEAD + of_layouts.FAILED], head[of_layouts.HEAD + of_layouts.ASKED] = number + 1, size
        return False
    into = carray(pointer(new), (size,), np.uint8)
    out = carray(pointer(old), (rows * last * item,), np.uint8)
    for row in range(rows):
        for n in range(last * item):
            into[row * longer * item + n] = out[row * last * item + n]
        for n in range(last * item, longer * item):
            into[row * longer * item + n] = 0
    if longer == last + 1:
        for n in range(rows * last * item):
            out[n] = 0xA5
    words[0] = new
    words[2 if width else 1] = longer
    return True


def _grow(tables, number):
    address_of = tables.layout.address

    def text(tables, number):
        if not grow_at(address_of(tables), number):
            raise MemoryError

    return text


_options: Any = HOW
overload(grow, jit_options=_options, strict=False)(_grow)
