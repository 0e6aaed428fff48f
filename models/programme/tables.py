"""What a run leaves behind that few ask for, from the tables of its state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contagion.models.programme import leaving
from contagion.models.programme.leaving import MET
from contagion.models.programme.seen.readable import Readable, rows_of
from contagion.models.records import RESIDENT_ROW
from contagion.sim.core.tables import Tables

type Table = NDArray[np.void]


def residents_of(state: Tables) -> Table:
    """Those whom the groups ever met."""
    made: Table = np.empty(len(rows_of(state, "residents")), RESIDENT_ROW)
    leaving.write_residents(Tables(MET, {"residents": made, "state": state}).handle)
    return made


def alternatives_of(model: Readable) -> Table:
    """What each alternative programme did in each year; the state counts since the start."""
    rows = model.rows("alternative_years")
    out = rows.copy()
    for number in range(1, 1 + len(model.parameters_at_start.alternative)):
        own = rows["programme"] == number
        for name in ("participants", "groups", "leaders_trained", "hours", "leader_hours"):
            out[name][own] = np.diff(rows[name][own], prepend=0)
    return out
