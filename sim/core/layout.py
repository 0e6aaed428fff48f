"""What compiled code knows of tables: their names and dtypes, and where each lies.

Handed over one by one, forty arrays cost more than most rules do. So compiled code gets one number, the address of a
table of addresses, and reads from it where an array lies whenever it uses one. `layout.view(handle)` makes of it an
object whose attributes are the arrays. In plain Python the attributes are those of `sim.core.tables.Tables` itself.

A table that is full is replaced by a larger one (`grow`). A record taken from it before then is a record of the old
one: take it after. So a number that a call gives is put in a variable before a table is read with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel.models import OpaqueModel
from numba.core.errors import TypingError
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, register_model
from numba.np import numpy_support
from numba.np.arrayobj import populate_array

from contagion.sim.core.compiling import PLAIN, compiled

type Kind = tuple[Any, int]  # dtype, and number of dimensions; 0: a single record

WORDS = 3  # of each table in the table of addresses: address, length, width


class _Type(types.Type):
    """What compiled code knows of an object whose attributes are the arrays of a layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        super().__init__(name=f"Tables({layout.name})")


class Layout:
    """The names, dtypes and dimensions of some tables.

    Parameters
    ----------
    name : str
        Tells layouts apart.
    kinds : mapping of str to (dtype, int)
        Number of dimensions 1 or 2, or 0 for a single record.
    inner : mapping of str to Layout, optional
        Tables of another layout that are an attribute of these.
    """

    def __init__(self, name: str, kinds: Mapping[str, Kind], inner: Mapping[str, Layout] | None = None) -> None:
        self.name, self.inner = name, dict(inner or {})
        self.kinds = {key: (np.dtype(dtype), dimensions) for key, (dtype, dimensions) in kinds.items()}
        self.names = (*self.kinds, *self.inner)
        self.type = _Type(self)
        self.of_number = {key: n for n, key in enumerate(self.names)}
        self._types = {
            key: types.Array(numpy_support.from_dtype(dtype), dimensions, "C")
            if dimensions
            else numpy_support.from_dtype(dtype)
            for key, (dtype, dimensions) in self.kinds.items()
        } | {key: layout.type for key, layout in self.inner.items()}
        self.view = _identity if PLAIN else _view_of(self.type)

    def type_of(self, name: str) -> types.Type | None:
        """The Numba type of an attribute; None where there is none of that name."""
        return self._types.get(name)

    def __getitem__(self, name: str) -> np.int64:
        """Number of a table, for `grow`."""
        return np.int64(self.of_number[name])


def _identity(handle: Any) -> Any:
    return handle


def _view_of(kind: _Type) -> Any:
    @intrinsic
    def view(typingctx, handle):
        def codegen(context, builder, signature, args):
            array = context.make_array(signature.args[0])(context, builder, value=args[0])
            return builder.bitcast(array.data, cgutils.voidptr_t)

        return kind(handle), codegen

    return view


@register_model(_Type)
class _Model(OpaqueModel):
    pass


@infer_getattr
class _Attributes(AttributeTemplate):
    key = _Type

    def generic_resolve(self, typ, attr):
        return typ.layout.type_of(attr)


@lower_getattr_generic(_Type)
def _attribute(context, builder, typ, value, attr):
    """Read where a table lies, and make an array, a record or further tables of it."""
    layout, word = typ.layout, context.get_value_type(types.intp)
    first, kind = WORDS * layout[attr], layout.type_of(attr)
    table = builder.bitcast(value, word.as_pointer())

    def load(n):
        return builder.load(builder.gep(table, [ir.Constant(word, first + n)]))

    if isinstance(kind, _Type):
        return builder.inttoptr(load(0), cgutils.voidptr_t)
    if isinstance(kind, types.Record):
        return builder.inttoptr(load(0), context.get_value_type(kind))
    array = context.make_array(kind)(context, builder)
    size = ir.Constant(word, context.get_abi_sizeof(context.get_data_type(kind.dtype)))
    shape = [load(1 + n) for n in range(kind.ndim)]
    strides = [size] if kind.ndim == 1 else [builder.mul(shape[1], size), size]
    data = builder.inttoptr(load(0), context.get_data_type(kind.dtype).as_pointer())
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
    return array._getvalue()


@intrinsic
def _ask_for_more(typingctx, tables, number):
    """Call `Tables.grow`; by how much the table is larger afterwards. (What the call gives back is not looked at: an
    interruption would leave it open.)"""

    def codegen(context, builder, signature, args):
        word = context.get_value_type(types.intp)
        table = builder.bitcast(args[0], word.as_pointer())
        first = builder.mul(args[1], ir.Constant(word, WORDS))

        def size():
            shape = [builder.load(builder.gep(table, [builder.add(first, ir.Constant(word, 1 + n))])) for n in (0, 1)]
            return builder.add(*shape)

        before = size()
        call = builder.load(builder.gep(table, [ir.Constant(word, -1)]))
        function = ir.FunctionType(word, [word])
        builder.call(builder.inttoptr(call, function.as_pointer()), [args[1]])
        return builder.sub(size(), before)

    return types.intp(tables, types.intp), codegen


if PLAIN:

    def grow(tables: Any, number: Any) -> None:
        """Make a table at least twice as long; its records stay, their place in memory does not."""
        if not tables.grow(number):
            raise MemoryError
else:
    ask_for_more: Any = _ask_for_more

    @compiled
    def grow(tables: Any, number: Any) -> None:
        """Make a table at least twice as long; its records stay, their place in memory does not."""
        if not ask_for_more(tables, number):
            raise MemoryError


def read_by_name(table: str, names: tuple[str, ...], *, rows: bool = False) -> Any:
    """A function of tables and a name, written out in the text, that reads what a one-dimensional table has under it.

    With `rows`, a function of tables, a name and a row, each of them as long as there are names.
    """
    numbers = {name: n for n, name in enumerate(names)}
    if PLAIN:

        def plain(tables: Any, name: str, row: int = 0) -> Any:
            return getattr(tables, table)[row * len(names) + numbers[name]]

        return plain

    @intrinsic(prefer_literal=True)
    def of_row(typingctx, tables, name, row):
        if not isinstance(name, types.StringLiteral) or name.literal_value not in numbers:
            raise TypingError(f"{table} has nothing under {getattr(name, 'literal_value', name)!r}")

        def codegen(context, builder, signature, args):
            kind, word = signature.args[0].layout, context.get_value_type(types.intp)
            addresses = builder.bitcast(args[0], word.as_pointer())
            address = builder.load(builder.gep(addresses, [ir.Constant(word, WORDS * kind[table])]))
            values = builder.inttoptr(address, context.get_value_type(signature.return_type).as_pointer())
            first = builder.mul(args[2], ir.Constant(word, len(names)))
            at = builder.add(first, ir.Constant(word, numbers[name.literal_value]))
            return builder.load(builder.gep(values, [at]))

        return tables.layout.type_of(table).dtype(tables, name, types.intp), codegen

    @intrinsic(prefer_literal=True)
    def of_first(typingctx, tables, name):
        whole: Any = of_row
        signature, made = whole._defn(typingctx, tables, name, types.intp)

        def codegen(context, builder, signature, args):
            word = context.get_value_type(types.intp)
            return made(context, builder, signature, (*args, ir.Constant(word, 0)))

        return signature.return_type(tables, name), codegen

    return of_row if rows else of_first
