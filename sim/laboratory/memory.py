"""A store for whoever waits for each answer. It keeps in memory what came, what was read and what was worked out of
late, so that what is asked for again is neither read nor worked out again: of a bundle it is known what is in it for
good, as bundles never change; only what becomes of its files meanwhile is not seen. And it merges small bundles when it
is told to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.laboratory.packing import PARAMETERS
from sim.laboratory.shards import among, restored, wanted
from sim.laboratory.store import FANOUT, Store

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.laboratory.bundles import Shelf
    from sim.laboratory.packing import Bundle, Packed


WORKED_OUT = 8  # results that are kept in memory
MOST_SMALL = 8 * FANOUT  # bundles, after which they are merged even if somebody waits


class RememberingStore(Store):
    """A store with a memory.

    Parameters
    ----------
    folder, version, about
        As of `Store`.
    most : int
        Bytes that are kept in memory; what was not asked for the longest goes first.
    """

    def __init__(self, folder: Path, version: str, about: Callable[[], dict[str, Any]], most: int) -> None:
        self._memory = _Memory(most)
        self._worked_out: OrderedDict[Hashable, Any] = OrderedDict()
        self._is_tidy = True
        super().__init__(folder, version, about)

    def once[Made](self, what: Hashable, make: Callable[[], Made]) -> Made:
        if what not in self._worked_out:
            self._worked_out[what] = make()
            while len(self._worked_out) > WORKED_OUT:
                self._worked_out.popitem(last=False)
        self._worked_out.move_to_end(what)
        return self._worked_out[what]

    def compact(self) -> None:
        """Put it off, as long as bundles are not too many."""
        self._is_tidy = False
        if len(self._runs.bundles) >= MOST_SMALL:
            self.tidy()

    def tidy(self) -> None:
        """Merge what was put off; to be called when nobody waits."""
        if not self._is_tidy:
            self._is_tidy = True
            super().compact()

    def _bring(self, shelf: Shelf, packed: Packed) -> None:
        super()._bring(shelf, packed)
        for table, data in packed.rows.items() if shelf is self._runs else ():
            rows = restored(data)
            kept = rows.select(wanted(rows.schema, None, (PARAMETERS,)))
            self._memory.keep(packed.bundle.name, table, packed.bundle.keys, kept)

    def _rows(
        self, shelf: Shelf, bundle: Bundle, table: str, keys: Sequence[str], columns: Sequence[str] | None
    ) -> pa.Table | None:
        if shelf is not self._runs or PARAMETERS in (columns or ()):
            return super()._rows(shelf, bundle, table, keys, columns)
        rows = self._memory.of(bundle.name, table, keys)
        if rows is None and (rows := super()._rows(shelf, bundle, table, keys, None)) is not None:
            self._memory.keep(bundle.name, table, keys, rows)
        return rows if rows is None else rows.select(wanted(rows.schema, columns, ()))


class _Memory:
    """Rows of some runs of bundles, by bundle and table."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._kept: OrderedDict[tuple[str, str], tuple[frozenset[str], pa.Table, int]] = OrderedDict()

    def of(self, bundle: str, table: str, keys: Iterable[str]) -> pa.Table | None:
        """The rows of some runs, where those of all of them are known."""
        known, rows, _ = self._kept.get((bundle, table), (frozenset(), None, 0))
        asked = frozenset(keys)
        if rows is None or not asked <= known:
            return None
        self._kept.move_to_end((bundle, table))
        return rows if len(asked) == len(known) else among(rows, asked)

    def keep(self, bundle: str, table: str, keys: Iterable[str], rows: pa.Table) -> None:
        """Keep the rows of these runs in place of those of a bundle that are known, unless they are too many."""
        size = rows.nbytes  # counted once, which takes longer than all else here
        if (bundle, table) in self._kept:
            self._held -= self._kept.pop((bundle, table))[2]
        if size <= self._most:
            self._kept[bundle, table] = frozenset(keys), rows, size
            self._held += size
        while self._held > self._most:
            self._held -= self._kept.popitem(last=False)[1][2]
