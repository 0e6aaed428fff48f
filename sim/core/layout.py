"""What compiled code knows of tables: their names and dtypes, and where each lies.

Handed over one by one, forty arrays cost more than most rules do. So compiled code gets one number, the address of a
table of addresses, and reads from it where an array lies whenever it uses one. `layout.view(handle)` makes of it an
object whose attributes are the arrays. In plain Python the attributes are those of `sim.core.tables.Tables` itself.

A table that is full is replaced by a larger one (`grow`), within the arena of the run and without asking anybody. A
record taken from it before then is a record of the old one: take it after. So a number that a call gives is put in a
variable before a table is read with it. A table whose length shows only in the course of a run is laid out then
(`lay`); one that is a part of another is lent by it (`lend`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

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
    """The names, dtypes and dimensions of some tables.

    Parameters
    ----------
    name : str
        Tells layouts apart.
    kinds : mapping of str to (dtype, int)
        Number of dimensions 1 or 2, or 0 for a single record.
    inner : mapping of str to Layout, optional
        Tables of another layout that are an attribute of these.
    inputs : collection of str, optional
        Those that hold something before compiled code begins, by default all; of the others it is given the length.

    Attributes
    ----------
    view : function
        Tables of their handle: of this layout alone.
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
        """Number of a table, for `grow`, `lay` and `lend`."""
        return np.int64(self.of_number[name])


def _identity() -> Callable[[Any], Any]:
    return lambda handle: handle


def read_by_name(table: str, names: tuple[str, ...]) -> Any:
    """A function of tables and a name, written out in the text, that reads what a one-dimensional table has under it;
    of a row, each of them as long as there are names, if one is given."""
    numbers, width = {name: n for n, name in enumerate(names)}, len(names)

    def read(tables: Any, name: str, row: int = 0) -> Any:
        return getattr(tables, table)[row * width + numbers[name]]

    READ_BY_NAME.append((read, table, names))
    return read


def grow(tables: Any, number: Any) -> None:
    """Make a table at least twice as long, in its last dimension; its records stay, their place in memory does not."""
    if not tables.grow(number):
        raise MemoryError


def lay(tables: Any, number: Any, rows: Any, width: Any = 0) -> None:
    """Let a table have so many rows (of so many columns), all 0; what was in it before is no more."""
    if not tables.lay(number, rows, width):
        raise MemoryError


def lend(lender: Any, its: Any, tables: Any, number: Any, rows: Any) -> None:
    """Let a table be the first rows of a table of others, or of its own tables: in one memory, until either has its
    place elsewhere."""
    tables.put(tables.layout.names[number], lender.array(lender.layout.names[its])[:rows])
