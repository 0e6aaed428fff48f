"""A store for whoever waits for each answer. It keeps in memory what came, what was read and what was worked out of
late, so that what is asked for again is neither read nor worked out again: of a bundle it is known what is in it for
good, as bundles never change; only what becomes of its files meanwhile is not seen. And it merges small bundles when it
is told to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.sim.laboratory.packing import PARAMETERS
from contagion.sim.laboratory.shards import among, restored, wanted
from contagion.sim.laboratory.store import FANOUT, Store
from contagion.sim.threads import Recent

if TYPE_CHECKING:
    import pyarrow as pa

    from contagion.sim.laboratory.bundles import Shelf
    from contagion.sim.laboratory.packing import Bundle, Packed


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

    def _check(self, shelf: Shelf, names: Sequence[str]) -> None:
        known = (self._memory.whole(shelf.bundles[name], shelf.lead) for name in names)
        super()._check(shelf, [name for name, is_known in zip(names, known, strict=True) if not is_known])

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
        self._kept = Recent[tuple[str, str], tuple[frozenset[str], Any]](most)

    def of(self, bundle: str, table: str, keys: Iterable[str]) -> pa.Table | None:
        """The rows of some runs, where those of all of them are known."""
        known, rows = self._kept.get((bundle, table)) or (frozenset(), None)
        asked = frozenset(keys)
        if rows is None or not asked <= known:
            return None
        return rows if len(asked) == len(known) else among(rows, asked)

    def whole(self, bundle: Bundle, lead: str) -> bool:
        """Whether all rows of all runs of a bundle are known."""
        known = [self._kept.get((bundle.name, table)) for table in (lead, *bundle.files)]
        return all(kept is not None and len(kept[0]) == len(bundle.keys) for kept in known)

    def keep(self, bundle: str, table: str, keys: Iterable[str], rows: pa.Table) -> None:
        """Keep the rows of these runs in place of those of a bundle that are known, unless they are too many."""
        self._kept.keep((bundle, table), (frozenset(keys), rows), rows.nbytes)  # counted once, as that takes long
