"""One text, two speeds: functions that plain Python runs as they stand, and that are compiled ahead of time
(`sim.core.building`).

`compiled` marks a function that compiled code may call, `inlined` one whose text is put where it is called. Both stay
the plain functions that they are. One that Python calls is an entry (`sim.core.library`). The functions of
`sim.elementary` are called by all.

What compiled code knows of tables: their names and dtypes, and where each lies.

Handed over one by one, forty arrays cost more than most rules do. So compiled code gets one number, the address of a
table of addresses, and reads from it where an array lies whenever it uses one. `layout.view(handle)` makes of it an
object whose attributes are the arrays. In plain Python the attributes are those of `sim.core.tables.Tables` itself.

A table that is too short is replaced by a longer one (`need`), within the arena of the run, without asking anybody. A
record taken from it before then is a record of the old one: take it after. So a number that a call gives is put in a
variable before a table is read with it. A table whose length shows only in the course of a run is laid out then
(`lay`); one that is a part of another is lent by it (`lend`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from contagion.sim import elementary as own

PLAIN = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")
"""Whether plain Python runs what is otherwise compiled."""

MARK = "__compiled__"
"""Attribute of a function that compiled code may call: its text there, and the compiler's options for it."""


def compiled[Function](function: Function, text: Any = None, **options: Any) -> Function:
    """Mark a function that compiled code may call; by `text` where it has another one there."""
    setattr(function, MARK, (text, options))
    return function


def inlined[Function](function: Function) -> Function:
    """Mark a function whose text is put where it is called."""
    return compiled(function, forceinline=True)


def is_jitted(function: Any) -> bool:
    """Return whether a function is one of Numba's, which need not be here."""
    numba = sys.modules.get("numba.extending")
    return bool(numba and numba.is_jitted(function))


def is_compiled(function: Any) -> bool:
    """Return whether a function is compiled, by this mark or by Numba's own."""
    return hasattr(function, MARK) or is_jitted(function)


def undecorated(function: Any) -> Any:
    """Return the Python function that a function of Numba is made from; return any other function as it is."""
    return function.py_func if is_jitted(function) else function


IN_ITS_OWN_WAY: tuple[tuple[Any, Any], ...] = (
    (own.real, lambda x: np.float64(x)),  # noqa: PLW0108 - Numba compiles functions written in Python alone
    (own.bits_of, lambda x: np.float64(x).view(np.int64)),
    (own.of_bits, lambda bits: np.int64(bits).view(np.float64)),
    (own.choose, lambda which, one, other: one if which else other),
    (own.every, lambda which: which),
)
"""What does for arrays in plain Python, and is for numbers in compiled code."""


type Kind = tuple[Any, int]  # dtype, and number of dimensions; 0: a single record

WORDS = 4  # of each table in the table of addresses: address, length, width, bytes of an item
ARENA, FAILED, ASKED, SPARING, HEAD = -4, -3, -2, -1, 4
"""Words before the first table's: address of the arena's own, table that could not grow and bytes that were asked for,
whether tables grow by one row (for tests); how many these are."""
TOP, END, MORE = 0, 1, 2
"""Words of an arena: from where on it is free, where it ends, and the last piece of memory that was added."""
LINE, PIECE = 64, 1 << 22  # bytes that tables begin at multiples of, and that are added at the least

LAYOUTS: list[Layout] = []
READ_BY_NAME: list[tuple[Any, str, tuple[str, ...]]] = []


class Layout:
    """The names, dtypes and dimensions of some tables: 1 or 2, or 0 for a single record. `name` tells layouts apart.

    Tables of `inner` layouts are attributes of these. `inputs` hold something before compiled code begins, by default
    all; of the others it is given the length. `view` makes tables of their handle: of this layout alone.
    """

    type: Any = None

    def __init__(
        self,
        name: str,
        kinds: Mapping[str, Kind],
        inner: Mapping[str, Layout] | None = None,
        inputs: Collection[str] | None = None,
    ) -> None:
        self.name, self.inner = name, dict(inner or {})
        self.inputs = frozenset(kinds if inputs is None else inputs)
        self.kinds = {key: (np.dtype(dtype), dimensions) for key, (dtype, dimensions) in kinds.items()}
        self.names = (*self.kinds, *self.inner)
        self.of_number = {key: n for n, key in enumerate(self.names)}
        self.view = _identity()
        LAYOUTS.append(self)

    def __getitem__(self, name: str) -> np.int64:
        """Return the number of a table, for `need`, `lay` and `lend`."""
        return np.int64(self.of_number[name])


def _identity() -> Callable[[Any], Any]:
    return lambda handle: handle


def read_by_name(table: str, names: tuple[str, ...]) -> Any:
    """Make a function of tables and a name, which must be a literal, that reads the value under that name in a
    one-dimensional table. Where each row has as many values as there are names, the function takes the row, too."""
    numbers, width = {name: n for n, name in enumerate(names)}, len(names)

    def read(tables: Any, name: str, row: int = 0) -> Any:
        return getattr(tables, table)[row * width + numbers[name]]

    READ_BY_NAME.append((read, table, names))
    return read


def need(tables: Any, number: Any, length: Any) -> None:
    """Let a table have at least such a length, in its last dimension: one that is shorter becomes at least twice as
    long; its records stay, their place in memory does not."""
    if not tables.need(number, length):
        raise MemoryError


def lay(tables: Any, number: Any, rows: Any, width: Any = 0) -> None:
    """Let a table have so many rows (of so many columns), all 0; what was in it before is no more."""
    if not tables.lay(number, rows, width):
        raise MemoryError


def lend(lender: Any, its: Any, tables: Any, number: Any, rows: Any) -> None:
    """Let a table be the first rows of a table of others, or of its own tables: in one memory, until either has its
    place elsewhere."""
    tables.put(tables.layout.names[number], lender.array(lender.layout.names[its])[:rows])
