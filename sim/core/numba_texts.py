"""Numba taught what the project's own text means: tables, and the functions that compiled code may call. By its public
ways alone (`numba.extending`, and the templates of types that these ask for), and not imported before something is to
be compiled.

A function is compiled once for each kind of what it is given, and its callers know no more of it than its name: the
code of all is put together later, and once (`sim.core.building`). Numba by itself would put the code of all that a
function calls into the function's own, again for each, which took most of the time.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba import from_dtype, njit, typeof, types
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global, signature
from numba.extending import infer_getattr, lower_builtin, lower_getattr_generic, register_model
from numba.extending import models as kept_as

from contagion.sim.core.compiling import IN_ITS_OWN_WAY, MARK, is_jitted, undecorated
from contagion.sim.core.layout import LAYOUTS, READ_BY_NAME, WORDS, Layout
from contagion.sim.core.numba_memory import HOW, OF_MEMORY
from contagion.sim.elementary import TEXTS

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


def compiled_of(function: Any, kinds: tuple[Any, ...]) -> str:
    """The name in `CODE` of a function that is given what is of some kinds."""
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
    """What Numba knows of a function that is given what is of some kinds, compiled by now."""
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
    """What a call of a function gives, by the kinds of what its text is given, and the code for it. What is left out
    has its default."""
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
    """What a table is to compiled code."""
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
    """Where a table lies, and what it is."""
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
