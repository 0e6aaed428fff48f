"""What becomes of students and of municipal councillors in a run."""

from __future__ import annotations

from collections.abc import Iterator

from models.outcomes.record import Record, Table
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
    are_students, are_elected = _who_are("student", record), _who_are("elected", record)
    councillors = [where for who, where in _each(completed, "who", "where") if who in are_elected]
    students = {
        "students_registered": record.who(HAS_REGISTERED),
        "students_completing": record.who(COMPLETED),
        "students_moved_registered": record.who(MOVED_WAITING, MOVED_REGISTERED),
        "students_moved_aspiring": _who_moved(record.of_kind(LOST_INTEREST), record.of_kind(MOVED)),
    }
    opens = any(values.get(GATE, record.parameters.get(GATE)) != 1 for _, values in record.in_force())
    return {
        "students_reached": int(people["student"].sum()),
        "students_trained": int(trained["student"][trained["source"] == PARTICIPANT].sum()),
        **{name: sum(map(are_students.__contains__, who)) for name, who in students.items()},
        "elected_reached": int(people["elected"].sum()),
        "elected_completing": len(councillors),
        "communes_opened": len(set(councillors)) if opens else 0,
    }


def _who_are(what: str, record: Record) -> set[int]:
    """The residents of whom that is said in `residents`."""
    return set(record.residents["resident"][record.residents[what] != 0].tolist())


def _each(events: Table, *columns: str) -> Iterator[tuple[int, ...]]:
    """What some columns say of each event."""
    return zip(*(events[name].tolist() for name in columns), strict=True)


def _who_moved(events: Table, moved: Table) -> list[int]:
    """The people of events who moved away in the same week."""
    gone = set(_each(moved, "week", "who"))
    return [who for week, who in _each(events, "week", "who") if (week, who) in gone]
