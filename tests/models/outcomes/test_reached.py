"""Which communes a run reached, and when, on the run of two years made by hand."""

from dataclasses import replace

import numpy as np

from contagion.models.outcomes.reached import reached
from contagion.models.records import NONE
from tests.helpers.records_by_hand import events
from tests.helpers.run_by_hand import EVENTS, PARAMETERS


def test_communes_are_reached_by_a_group_there_and_by_people_from_there(run_by_hand):
    """Groups met in D from week 10 and in C from week 40; in week 10 people came from A, C and D. Beside them a
    group of another programme meets in B in week 5, to which somebody comes from D."""
    assert {name: column.tolist() for name, column in reached(run_by_hand).items()} == {
        "commune": ["A", "C", "D"], "group_week": [NONE, 40, 10], "people_week": [10, 10, 10],
    }  # fmt: skip
    more = [*EVENTS, (5, "walks: group started", 9, "B", 0, 8), (5, "walks: started", 9, "D", 0, NONE)]
    both = replace(run_by_hand, events=events(more, PARAMETERS, run_by_hand.places))
    assert {name: column.tolist() for name, column in reached(both).items()} == {
        "commune": ["A", "B", "C", "D"], "group_week": [NONE, 5, 40, 10], "people_week": [10, NONE, 10, 5],
    }  # fmt: skip


def test_nothing_is_reached_where_nothing_happens(run_by_hand):
    nothing = replace(run_by_hand, events=run_by_hand.events[:0], groups=run_by_hand.groups[:0])
    assert all(column.tolist() == [] for column in reached(nothing).values())
    online = run_by_hand.groups.copy()
    online["online"] = 1
    assert np.all(reached(replace(run_by_hand, groups=online))["group_week"] == NONE)
