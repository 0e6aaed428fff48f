"""What is told of the rows of a run, where few lines of the outcomes look: beside them all indicators do."""

from contagion.models.outcomes.counting.counts import counts
from contagion.models.outcomes.counting.kinds import ITEM
from contagion.models.outcomes.record import Places
from tests.helpers.records_by_hand import record, rows, weeks_of
from tests.helpers.run_by_hand import PLACE

COLUMNS = (
    "commune",
    "host",
    "in_house",
    "stand_in",
    "online",
    "opened",
    "started",
    "state",
    "registered",
    "attendances",
)


def of(*groups):
    made = rows("groups", groups, COLUMNS, places=Places.of(PLACE))
    return counts(record(weeks_of(52), groups=made, places=Places.of(PLACE)))


def test_what_a_group_needs():
    """A room unless it meets online or somebody hosts it; a stand-in where it says so."""
    found = of(
        ("A", -1, 0, 0, 0, 1, 5, "finished", 8, 30),
        ("A", 77, 0, 1, 0, 1, 5, "finished", 8, 30),
        ("B", -1, 0, 0, 1, 1, 5, "finished", 8, 30),
        ("B", -1, 0, 1, 0, 1, -1, "cancelled", 1, 0),
    )
    needed = {name: found.flows["bought"][5, ITEM[name]] for name in ("kit", "expenses", "room", "stand_in")}
    assert needed == {"kit": 3, "expenses": 3, "room": 1, "stand_in": 1}
    assert found.flows["bought"].sum() == 8
    assert found.figures["attendances"] == 90
    assert found.figures["groups_cancelled"] == 1


def test_seats_of_a_house_are_not_the_publics():
    found = of(("A", 77, 1, 0, 0, 3, 5, "running", 9, 0), ("C", -1, 0, 0, 0, 3, 6, "running", 4, 0))
    assert found.flows["seats"][3] == 1
    assert found.flows["elsewhere"][3] == 9
    assert found.figures["groups_in_house"] == 1


def test_the_first_group_of_a_commune_and_those_that_run_there():
    found = of(
        ("C", -1, 0, 0, 0, 1, 9, "running", 8, 0),
        ("C", -1, 0, 0, 0, 1, 5, "finished", 8, 0),
        ("A", -1, 0, 0, 0, 1, 9, "running", 8, 0),
        ("B", -1, 0, 0, 1, 1, 2, "running", 8, 0),
    )
    assert found.here["group_week"].tolist() == [10, 0, 6, 0]
    assert found.by_commune.tolist() == [[0] * 4, [1, 0, 2, 0], [0] * 4]
    told = [found.figures[f"communes_{name}"] for name in ("reached", "with_group_now")]
    assert told == [2, 2]
