"""What happens, written down as it happens: rows that become tidy tables."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

EVENT_COLUMNS = ("week", "kind", "who", "where", "group", "other")
type Event = tuple[int, str, int, int, int, int]

NONE = -1  # in an event: does not apply


class Recorder:
    """The event log of a run, and its rows of other tables.

    Attributes
    ----------
    events : list of (week, kind, who, where, group, other)
        Everything that happened to somebody, in order; integers but for the kind, NONE where a field does not apply.
    rows : dict of table name to list of tuples
        Rows of the other tables, as written; their columns are the model's business.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.rows: dict[str, list[tuple[Any, ...]]] = {}

    def event(
        self, week: int, kind: str, who: int = NONE, where: int = NONE, group: int = NONE, other: int = NONE
    ) -> None:
        """Write down one event."""
        self.events.append((week, kind, who, where, group, other))

    def row(self, table: str, values: tuple[Any, ...]) -> None:
        """Write down one row of a table."""
        self.rows.setdefault(table, []).append(values)

    def digest(self) -> str:
        """SHA-256 of the event log: equal logs, equal digests."""
        return sha256(repr(self.events).encode()).hexdigest()

    def event_table(self) -> pd.DataFrame:
        """The event log as a table."""
        return table_of(self.events, EVENT_COLUMNS)

    def table(self, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
        """A table by name, with the given columns even if it has no row."""
        return table_of(self.rows.get(name, []), columns)


def table_of(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows as a table, with the given columns even if there is no row; each column holds numbers, or text.

    Made column by column: pandas would make objects of all numbers first, which takes twice as long.
    """
    import pandas as pd

    if not rows:
        return pd.DataFrame(columns=list(columns))
    of_each = zip(columns, zip(*rows, strict=True), strict=True)
    return pd.DataFrame({name: one if isinstance(one[0], str) else np.array(one) for name, one in of_each})
