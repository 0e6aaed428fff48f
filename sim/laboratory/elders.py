"""A store that has runs of earlier versions as well: those that differ from this one in some figures alone, for whoever
asks for none of these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.sim.laboratory.packing import RUNS
from contagion.sim.laboratory.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

    from contagion.sim.laboratory.jobs import Job


class StoreWithElders(Store):
    """A store in which runs of elder versions are found; what is new is kept under its own.

    Parameters
    ----------
    folder, version, about
        As of `Store`.
    elders : sequence of str
        Versions.
    left_out : collection of str
        Figures that are not the same in them, with their parts (`short`, `short_people`): none of these is handed out,
        of any run, so that whoever looks for one all the same finds none.
    """

    def __init__(
        self,
        folder: Path,
        version: str,
        about: Callable[[], dict[str, Any]],
        elders: Sequence[str],
        left_out: Collection[str],
    ) -> None:
        self._elders = [Store(folder, elder) for elder in elders]
        self._left_out = tuple(f"{name}_" for name in left_out)
        super().__init__(folder, version, about)

    @property
    def keys(self) -> Set[str]:
        return set(super().keys).union(*(elder.keys for elder in self._elders))

    def whole(self, keys: Iterable[str]) -> set[str]:
        asked = set(keys)
        return super().whole(asked).union(*(elder.whole(asked) for elder in self._elders))

    def keys_of(self, jobs: Sequence[Job]) -> list[str]:
        """Of each run the name that it has where it is: here, or in an elder."""
        keys = super().keys_of(jobs)
        for elder in self._elders:
            there, others = super().whole(keys), elder.keys_of(jobs)
            whole = elder.whole(others)
            pairs = zip(keys, others, strict=True)
            keys = [other if other in whole and own not in there else own for own, other in pairs]
        return keys

    def found(self, table: str, keys: Collection[str] | None, columns: Sequence[str] | None) -> list[pa.Table]:
        parts = super().found(table, keys, columns)
        for elder in self._elders:
            parts += elder.found(table, keys, columns)
        if table != RUNS:
            return parts
        return [
            rows.select([name for name in rows.schema.names if not f"{name}_".startswith(self._left_out)])
            for rows in parts
        ]
