"""A store for whoever waits for each answer. It keeps in memory what came, what was read and what was worked out of
late, so that what is asked for again is neither read nor worked out again: of a batch it is known what is in it for
good, as batches never change. And it merges small ones when it is told to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any

from contagion.sim.laboratory.database import Kept
from contagion.sim.laboratory.packing import PARAMETERS, RUNS
from contagion.sim.laboratory.store import FANOUT, Store
from contagion.sim.recent import Recent

if TYPE_CHECKING:
    import pyarrow as pa

    from contagion.sim.laboratory.packing import Packed


WORKED_OUT = 8  # results that are kept in memory
MOST_SMALL = 8 * FANOUT  # batches, after which they are merged even if somebody waits


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
        self._memory = Recent[tuple[Kept, str], Any](most)
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
        """Put it off, as long as batches are not too many."""
        self._is_tidy = False
        if len(self._batches) >= MOST_SMALL:
            self.tidy()

    def tidy(self) -> None:
        """Merge what was put off; to be called when nobody waits."""
        if not self._is_tidy:
            self._is_tidy = True
            super().compact()

    def _bring(self, new: Packed) -> Kept:
        batch = super()._bring(new)
        for table in new.tables:
            self._remember(batch, table, new.table(table))
        return batch

    def _table(self, con: Connection, batch: Kept, table: str) -> pa.Table:
        rows = self._memory.get((batch, table))
        return self._remember(batch, table, super()._table(con, batch, table)) if rows is None else rows

    def _remember(self, batch: Kept, table: str, rows: pa.Table) -> pa.Table:
        if batch.lead == RUNS and table != PARAMETERS:
            self._memory.keep((batch, table), rows, rows.nbytes)
        return rows
