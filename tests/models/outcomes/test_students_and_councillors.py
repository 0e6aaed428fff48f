"""What becomes of students and of councillors, on a small run made by hand."""

from dataclasses import replace

import pytest

from contagion.models.outcomes.record import Places, Record
from contagion.models.outcomes.students_and_councillors import students_and_councillors
from contagion.models.parameters import Parameters
from tests.helpers.records_by_hand import record, rows, weeks_of
from tests.helpers.run_by_hand import PLACE

# Students: 1, 2, 3. Councillors: 3 and 4; 4, 5 and 6 are residents of the first commune, the others of the second.
RESIDENTS = [(who, who < 4, who in (3, 4)) for who in range(1, 7)]
PARTICIPANTS = [(1, True, False), (3, True, True), (4, False, True), (5, False, False)]
FACILITATORS = [(1, True, "participant"), (2, True, "partner"), (5, False, "participant")]
EVENTS = [
    (1, "registered: letter", 1, 1),
    (1, "registered: word of mouth", 2, 1),
    (2, "registered: event", 2, 1),  # again
    (2, "registered: letter", 5, 0),
    (3, "moved away while waiting", 2, 1),
    (3, "moved away while registered", 1, 1),
    (3, "moved away while registered", 6, 0),
    (9, "completed", 1, 1),
    (9, "completed", 3, 1),
    (9, "completed", 4, 0),
    (12, "completed", 4, 0),
    (20, "lost interest", 1, 1),
    (20, "moved away", 1, 1),
    (20, "lost interest", 2, 1),  # without moving
    (21, "lost interest", 5, 0),
    (21, "moved away", 5, 0),
    (22, "moved away", 2, 1),  # two weeks after
]
FOUND = {
    "students_reached": 2, "students_registered": 3, "students_completing": 2, "students_trained": 1,
    "students_moved_registered": 2, "students_moved_aspiring": 1, "elected_reached": 2, "elected_completing": 3,
    "communes_opened": 0,
}  # fmt: skip


@pytest.fixture
def by_hand() -> Record:
    return record(
        weeks_of(52),
        events=EVENTS,
        places=Places.of(PLACE),
        residents=rows("residents", RESIDENTS, ("resident", "student", "elected")),
        participants=rows("participants", PARTICIPANTS, ("person", "student", "elected")),
        facilitators=rows("facilitators", FACILITATORS, ("facilitator", "student", "source")),
    )


def test_what_becomes_of_each_is_as_worked_out_by_hand(by_hand):
    """Communes are opened where that is said, each once; where there is nobody all counts are zero."""
    assert students_and_councillors(by_hand) == FOUND
    opens = Parameters.model_validate({"elected": {"gate_opening": 2.0}})
    assert students_and_councillors(replace(by_hand, parameters=opens)) == FOUND | {"communes_opened": 2}
    assert students_and_councillors(record(weeks_of(52), parameters=opens)) == dict.fromkeys(FOUND, 0)
