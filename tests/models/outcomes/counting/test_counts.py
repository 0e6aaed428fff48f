"""What is counted of the run of two years made by hand."""

from dataclasses import replace

import pytest

from contagion.models.outcomes.counting.counts import counts, figure
from contagion.models.outcomes.counting.kinds import COUNTED
from contagion.models.parameters import Parameters
from contagion.models.records import NONE
from tests.helpers.records_by_hand import record, rows, weeks_of
from tests.helpers.run_by_hand import PLACE, WEEKS, Places


def test_it_is_counted_once(run_by_hand):
    assert counts(run_by_hand) is counts(run_by_hand)
    assert counts(replace(run_by_hand, seed=2)) is not counts(run_by_hand)


def test_people_by_where_they_live_and_to_which_group_they_belong(run_by_hand):
    found = counts(run_by_hand)
    assert found.here["came_from"].tolist() == [2, 0, 3, 5]
    assert found.of_target_group.tolist() == [5, 5]
    assert (figure(run_by_hand, "outside"), figure(run_by_hand, "elected")) == (5, 3)


def test_communes_and_facilitators_since_the_start(run_by_hand):
    """In D in week 10 and in C in week 40; one of the groups in week 32, and four in week 58."""
    flows = counts(run_by_hand).flows
    assert flows["reached"][[9, 10, 39, 40, 103]].tolist() == [0, 1, 1, 2, 2]
    assert flows["converted"][[31, 32, 57, 58]].tolist() == [0, 1, 1, 5]


def test_what_a_programme_needs_is_what_its_kind_needs():
    """The first week of teams, then of walks: letters, a leader, a group, an event."""
    programmes = [{"kind": "team challenge", "name": "teams"}, {"kind": "workshop", "name": "walks"}]
    happened = [("mailing", -1, -1, -1, 40), ("leads", 5), ("group started", 5), ("event",)]
    events = [
        (week, f"{name}: {what}", *more) for week, name in enumerate(("teams", "walks")) for what, *more in happened
    ]
    parameters = Parameters.model_validate({"alternative": programmes})
    bought = counts(record(weeks_of(2), events=events, parameters=parameters)).flows["bought"]
    needed = [{COUNTED[item]: number for item, number in enumerate(week) if number} for week in bought]
    outreach = {"letter": 40, "event": 1}
    assert needed == [outreach | {"captain": 1, "team": 1}, outreach | {"workshop_leader": 1, "workshop": 1}]


@pytest.mark.parametrize("week, where", [(WEEKS, 0), (-1, 0), (3, 4), (3, -1)])
def test_what_lies_outside_the_run_is_passed_over(run_by_hand, week, where):
    """In weeks that were not lived, or communes that are not there: nothing is written beyond its table."""
    one = [(1, 2, 3, 0, where, NONE, 0, 0, 0, week, 9, 2, 6, 6, 4, 3, 30)]
    names = "group leader_a leader_b stand_in commune host in_house slot online started ended state registered "
    names += "participants completers aspirants attendances"
    of = record(
        weeks_of(WEEKS),
        events=[(week, "started", 1, where, 1, -1), (week, "completed", 1, where, 1, 5)],
        groups=rows("groups", one, names.split()),
        places=Places.of(PLACE),
    )
    found = counts(of)
    assert found.by_commune.sum() == found.figures["communes_reached"] == 0
    assert set(found.here.tolist()) == {(0, 0, 0, 0, 0)}


def test_a_run_of_no_weeks_is_counted():
    found = counts(record(weeks_of(0)))
    assert found.flows["bought"].shape == (0, len(COUNTED))
    assert found.figures["week_of_many"] == NONE
