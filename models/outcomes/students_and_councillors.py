"""What becomes of students and of municipal councillors in a run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from contagion.models.outcomes.record import Ints, Record, Table
from contagion.models.records import (
    COMPLETED,
    HAS_REGISTERED,
    LOST_INTEREST,
    MOVED,
    MOVED_REGISTERED,
    MOVED_WAITING,
    NONE,
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
    students, councillors = _who_are("student", record), _of(_who_are("elected", record), completed)
    of_students = {
        "students_registered": _of(students, record.of_kind(HAS_REGISTERED)),
        "students_completing": _of(students, completed),
        "students_moved_registered": _of(students, record.of_kind(MOVED_WAITING, MOVED_REGISTERED)),
        "students_moved_aspiring": _who_moved(_of(students, record.of_kind(LOST_INTEREST)), record.of_kind(MOVED)),
    }
    opens = any(values.get(GATE, record.parameters.get(GATE)) != 1 for _, values in record.in_force())
    return {
        "students_reached": int(people["student"].sum()),
        "students_trained": int(trained["student"][trained["source"] == PARTICIPANT].sum()),
        **{name: len(events) for name, events in of_students.items()},
        "elected_reached": int(people["elected"].sum()),
        "elected_completing": len(councillors),
        "communes_opened": len(np.unique(councillors["where"])) if opens else 0,
    }


def _who_are(what: str, record: Record) -> Ints:
    """The residents of whom that is said in `residents`, rising."""
    return np.sort(record.residents["resident"][record.residents[what] != 0])


def _of(people: Ints, events: Table) -> Table:
    """The events of some people, who stand in rising order."""
    first = np.searchsorted(people, events["who"])
    return events[np.append(people, NONE)[first] == events["who"]]


def _who_moved(events: Table, moved: Table) -> list[tuple[int, int]]:
    """The weeks and people of events who moved away in the same week."""
    gone = set(_when_and_who(moved))
    return [one for one in _when_and_who(events) if one in gone]


def _when_and_who(events: Table) -> Iterator[tuple[int, int]]:
    return zip(events["week"].tolist(), events["who"].tolist(), strict=True)
