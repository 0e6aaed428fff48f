"""From the tables of the state to those that a run leaves behind, in the numbers of `models.records`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contagion.models.programme import leaving
from contagion.models.programme.leaving import LEFT, MET
from contagion.models.programme.seen.readable import Readable, rows_of
from contagion.models.records import RESIDENT_ROW
from contagion.sim.core.tables import Tables

type Table = NDArray[np.void]


def tables(model: Readable) -> dict[str, Table]:
    """The tables of a run so far, by name (`models.records.TABLES`), but for `residents`; some are parts of what the
    model holds. Communes, target groups, decisions and alternative programmes are numbers of rows, those of the last
    from 1."""
    return {
        "weeks": model.state.array("weeks")[: model.week],
        "communes": model.rows("commune_years"),
        "events": model.rows("events"),
        **of_the_groups(model.state),
        "alternatives": _alternatives(model),
        "posts": model.rows("posts"),
        "decisions": model.rows("decided"),
    }


def of_the_groups(state: Tables) -> dict[str, Table]:
    """Groups, facilitators and participants."""
    groups, facilitators = rows_of(state, "groups"), rows_of(state, "facilitators")
    own = groups["programme"] == 0
    lengths = {
        "groups": np.count_nonzero(own),
        "facilitators": np.count_nonzero(facilitators["programme"] == 0),
        "participants": groups["members"][own].sum(),
    }
    made = {name: np.empty(length, LEFT.kinds[name][0]) for name, length in lengths.items()}
    left = Tables(LEFT, {**made, "in_order": np.empty(lengths["groups"], np.int64), "state": state})
    leaving.write(left.handle)
    return made


def residents_of(state: Tables) -> Table:
    """Those whom the groups ever met."""
    made: Table = np.empty(len(rows_of(state, "residents")), RESIDENT_ROW)
    leaving.write_residents(Tables(MET, {"residents": made, "state": state}).handle)
    return made


def _alternatives(model: Readable) -> Table:
    """What each alternative programme did in each year; the state counts since the start."""
    rows = model.rows("alternative_years")
    out = rows.copy()
    for number in range(1, 1 + len(model.parameters_at_start.alternative)):
        own = rows["programme"] == number
        for name in ("participants", "groups", "leaders_trained", "hours", "leader_hours"):
            out[name][own] = np.diff(rows[name][own], prepend=0)
    return out
