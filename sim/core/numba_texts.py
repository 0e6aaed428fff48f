"""Numba taught what the project's own text means: tables, and the functions that compiled code may call. By its public
ways alone (`numba.extending`, and the templates of types that these ask for), and not imported before something is to
be compiled.

A function is compiled once for each kind of what it is given, and its callers know no more of it than its name: the
code of all is put together later, and once (`sim.core.building`). Numba by itself would put the code of all that a
function calls into the function's own, again for each, which took most of the time.

How compiled code comes by memory for tables: in the arena of the run, which it makes larger by itself.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import carray, from_dtype, njit, typeof, types
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global, signature
from numba.extending import infer_getattr, intrinsic, lower_builtin, lower_getattr_generic, register_model
from numba.extending import models as kept_as

from contagion.sim.core import compiling as of_layouts
from contagion.sim.core.compiling import (
    IN_ITS_OWN_WAY,
    LAYOUTS,
    MARK,
    READ_BY_NAME,
    WORDS,
    Layout,
    is_jitted,
    lay,
    lend,
    need,
    undecorated,
)
from contagion.sim.elementary import TEXTS

HOW: dict[str, Any] = {"error_model": "numpy", "nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""How all is compiled: Python calls none of it by Numba."""
_WORDS = 1 << 20  # more than any table of addresses has


@intrinsic
def _pointer(typingctx: Any, address: Any) -> Any:
    """Convert an address in memory to the pointer that `carray` takes."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), codegen


pointer: Any = _pointer


@njit(**HOW)
def words_at(address: Any) -> Any:
    """View memory from an address on as words."""
    return carray(pointer(address), (_WORDS,), np.int64)


@intrinsic
def _copied(typingctx: Any, start: Any, to: Any, size: Any) -> Any:
    """Copy so many bytes from one address to another, which lie apart."""

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
    """Take so many bytes from an arena and return their address; 0 where no memory is left."""
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
    """Take memory for a table of the words at an address; where none is left, note that and return 0."""
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
    """Convert tables to the number that stands for them."""
    return types.int64(tables), lambda context, builder, signature, args: args[0]


number_of: Any = _number_of


def _need(tables, number, length):
    words = words_at(number_of(tables) + 8 * of_layouts.WORDS * number)
    while words[2 if words[2] else 1] < length:
        if not grow_at(number_of(tables), number):
            raise MemoryError


def _lay(tables, number, rows, width=0):
    if not lay_at(number_of(tables), number, rows, width):
        raise MemoryError


def _lend(lender, its, tables, number, rows):
    words = words_at(number_of(tables) + 8 * of_layouts.WORDS * number)
    of = words_at(number_of(lender) + 8 * of_layouts.WORDS * its)
    words[0], words[1], words[2], words[3] = of[0], rows, of[2], of[3]


OF_MEMORY = ((need, _need), (lay, _lay), (lend, _lend))
"""Functions of `sim.core.compiling`, and their texts in compiled code."""


CODE: dict[str, Callable[[], str]] = {}
"""What gives the intermediate code of a function, by the name that its callers know."""
_taught: dict[int, Any] = {}


class _Tables(types.Type):
    """Tables of a layout in compiled code: a number, the address of their words."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        super().__init__(name=f"Tables({layout.name})")


@register_model(_Tables)
class _Address(kept_as.PrimitiveModel):
    """How such are kept."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ir.IntType(64))


def teach(function: Any) -> None:
    """Let Numba know the tables, and what a function calls that is marked, with all that these call."""
    for layout in LAYOUTS:
        if _is_new(layout):
            _teach_layout(layout)
    for reader in READ_BY_NAME:
        if _is_new(reader[0]):
            _teach_reader(*reader)
    for one, text in (*IN_ITS_OWN_WAY, *TEXTS, *OF_MEMORY):
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
    """Return whether something has not been taught yet; from now on it counts as taught."""
    is_new = id(what) not in _taught
    _taught[id(what)] = what  # kept, so that no other is ever at its place
    return is_new


def _used_by(function: Any) -> Iterator[Any]:
    """Yield the values that a function's text names: of enclosed variables, globals, and modules."""
    if not (code := getattr(function, "__code__", None)):
        return
    around = dict(zip(code.co_freevars, (cell.cell_contents for cell in function.__closure__ or ()), strict=True))
    for value in ({**function.__globals__, **around}.get(name) for name in (*code.co_names, *code.co_freevars)):
        yield value
        if isinstance(value, ModuleType):
            yield from (getattr(value, name, None) for name in code.co_names)


def compiled_of(function: Any, kinds: tuple[Any, ...]) -> str:
    """Compile a function for arguments of some types, and return its name in `CODE`."""
    teach(function)
    return _compiled(njit(**HOW)(_without_folder(function)), kinds).fndesc.llvm_func_name


def _without_folder(text: Any) -> Any:
    """Copy a function so that its code names its file without the folder.

    Numba writes the place of a `raise` into what it compiles. So two checkouts make the same library, whatever the
    length of their paths.
    """
    code = text.__code__.replace(co_filename=Path(text.__code__.co_filename).name)
    copy = FunctionType(code, text.__globals__, text.__name__, text.__defaults__, text.__closure__)
    copy.__kwdefaults__ = text.__kwdefaults__
    return copy


def _compiled(made: Any, kinds: tuple[Any, ...]) -> Any:
    """Return what Numba knows of a function for arguments of some types; compile it where that is still to do."""
    if kinds not in made.overloads:
        made.compile(kinds)
        found = made.overloads[kinds]
        name = found.fndesc.llvm_func_name
        CODE[name] = lambda: made.inspect_llvm(kinds)
        llvm.add_symbol(name, found.library.get_pointer_to_function(name))
    return made.overloads[kinds]


def _teach_function(function: Any, text: Any, options: Mapping[str, Any]) -> None:
    made = njit(**HOW, **options)(_without_folder(text))

    def call(context: Any, builder: Any, signed: Any, args: Any) -> Any:
        return context.call_internal(builder, _compiled(made, signed.args).fndesc, signed, args)

    _teach_call(function, text, lambda *kinds: _compiled(made, kinds).signature.return_type, call)


def _teach_call(function: Any, text: Any, kind_of: Any, call: Any) -> None:
    """Teach Numba the result type of a function's call, from the types of its text's arguments, and the code for the
    call. Arguments that are left out have their defaults."""
    takes = inspect.signature(text)

    class Call(AbstractTemplate):
        key = function

        def generic(self, args: Any, kws: Any) -> Any:
            given = takes.bind(*args, **kws).arguments
            kinds = [given[name] if name in given else typeof(one.default) for name, one in takes.parameters.items()]
            gives = kind_of(*kinds)
            return gives and signature(gives, *kinds).replace(pysig=takes)

    infer_global(function, types.Function(Call))
    lower_builtin(function, types.VarArg(types.Any))(call)


def _teach_layout(layout: Layout) -> None:
    layout.type = _Tables(layout)
    _teach_call(layout.view, layout.view, lambda handle: layout.type, lambda *code: code[-1][0])
    for inner in layout.inner.values():
        if _is_new(inner):
            _teach_layout(inner)


def _kind_of(tables: Any, name: str) -> Any:
    """Return the type that a table has in compiled code."""
    layout = tables.layout
    if name in layout.inner:
        return layout.inner[name].type
    dtype, dimensions = layout.kinds[name]
    item = from_dtype(dtype)
    return types.Array(item, dimensions, "C") if dimensions else item


@infer_getattr
class _Attributes(AttributeTemplate):
    key = _Tables

    def generic_resolve(self, tables: Any, name: str) -> Any:
        return _kind_of(tables, name) if name in tables.layout.of_number else None


@lower_getattr_generic(_Tables)
def _table(context: Any, builder: Any, tables: Any, value: Any, name: str) -> Any:
    """Return where a table lies, and its type."""
    word = ir.IntType(64)
    words = builder.inttoptr(value, word.as_pointer())
    first, kind = int(tables.layout[name]) * WORDS, _kind_of(tables, name)
    at, *shape = (builder.load(builder.gep(words, [word(first + n)])) for n in range(WORDS - 1))
    if isinstance(kind, _Tables):
        return at
    if not isinstance(kind, types.Array):
        return builder.inttoptr(at, context.get_value_type(kind))
    array, shape = context.make_array(kind)(context, builder), shape[: kind.ndim]
    item, lengths = word(tables.layout.kinds[name][0].itemsize), types.UniTuple(types.intp, kind.ndim)
    array.data = builder.inttoptr(at, context.get_data_type(kind.dtype).as_pointer())
    array.itemsize, array.nitems = item, builder.mul(*shape) if kind.ndim == 2 else shape[0]
    array.shape = context.make_tuple(builder, lengths, shape)
    steps = [builder.mul(shape[1], item), item] if kind.ndim == 2 else [item]
    array.strides = context.make_tuple(builder, lengths, steps)
    return array._getvalue()


def _teach_reader(reader: Any, table: str, names: tuple[str, ...]) -> None:
    """`read_by_name`: the name is known when the text is compiled."""
    numbers, width = {name: n for n, name in enumerate(names)}, len(names)

    def kind_of(tables: Any, name: Any, row: Any) -> Any:
        known = isinstance(name, types.StringLiteral) and name.literal_value in numbers
        return _kind_of(tables, table).dtype if known else None

    def call(context: Any, builder: Any, signed: Any, args: Any) -> Any:
        tables, name, _ = signed.args
        array, word = _kind_of(tables, table), ir.IntType(64)
        read = context.get_function(operator.getitem, signature(array.dtype, array, types.int64))
        row = context.cast(builder, args[2], signed.args[2], types.int64)
        at = builder.add(builder.mul(row, word(width)), word(numbers[name.literal_value]))
        return read(builder, (_table(context, builder, tables, args[0], table), at))

    _teach_call(reader, reader, kind_of, call)
