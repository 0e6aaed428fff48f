"""What becomes of students and of municipal councillors in a run."""

from __future__ import annotations

import numpy as np

from models.outcomes.record import Bools, Record, Table
from models.records import (
    COMPLETED,
    HAS_REGISTERED,
    LOST_INTEREST,
    MOVED,
    MOVED_REGISTERED,
    MOVED_WAITING,
    PARTICIPANT,
)

GATE = "elected.gate_opening"


def students_and_councillors(record: Record) -> dict[str, int]:
    """How far students and councillors got in a run.

    Returns
    -------
    dict
        People: `students_reached`, `students_registered` (times), `students_completing`, `students_trained` (out of
        groups); registrations (`students_moved_registered`) and wishes to facilitate (`students_moved_aspiring`) that
        ended as they moved away; `elected_reached`, `elected_completing`. And `communes_opened`, communes of which a
        councillor has completed a group (0 where that opens no gates).
    """
    people, trained, completed = record.participants, record.facilitators, record.of_kind(COMPLETED)
    councillors = completed[_are(completed, "elected", record)]
    students = {
        "students_registered": record.of_kind(HAS_REGISTERED),
        "students_completing": completed,
        "students_moved_registered": record.of_kind(MOVED_WAITING, MOVED_REGISTERED),
        "students_moved_aspiring": _who_moved(record.of_kind(LOST_INTEREST), record.of_kind(MOVED)),
    }
    opens = any(values.get(GATE, record.parameters.get(GATE)) != 1 for _, values in record.in_force())
    return {
        "students_reached": int(people["student"].sum()),
        "students_trained": int(trained["student"][trained["source"] == PARTICIPANT].sum()),
        **{name: int(_are(events, "student", record).sum()) for name, events in students.items()},
        "elected_reached": int(people["elected"].sum()),
        "elected_completing": len(councillors),
        "communes_opened": len(np.unique(councillors["where"])) if opens else 0,
    }


def _are(events: Table, what: str, record: Record) -> Bools:
    """Of each event, whether it happened to somebody of whom that is said in `residents`."""
    return np.isin(events["who"], record.residents["resident"][record.residents[what] != 0])


def _who_moved(events: Table, moved: Table) -> Table:
    """The events of people who moved away in the same week."""
    gone = set(zip(moved["week"].tolist(), moved["who"].tolist(), strict=True))
    return events[
        np.array([one in gone for one in zip(events["week"].tolist(), events["who"].tolist(), strict=True)], bool)
    ]
