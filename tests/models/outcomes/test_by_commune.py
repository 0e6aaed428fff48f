"""What happened in each commune in each year, on the run of two years made by hand, and in a run."""

from dataclasses import replace

import numpy as np

from contagion.models.outcomes.by_commune import by_commune
from contagion.models.records import COMMUNE_YEAR, NONE
from tests.helpers.records_by_hand import events
from tests.helpers.run_by_hand import EVENTS, PARAMETERS

FIRST = [(1, "A", 2, 0, 0), (1, "C", 3, 1, 0), (1, "D", 4, 1, 0)]


def rows(record):
    return list(zip(*(column.tolist() for column in by_commune(record).values()), strict=True))


def test_what_is_nothing_is_left_out(run_by_hand):
    """In the first year two people come from A, three from C and four from D, one in the second; groups start in D and
    C, then in D again; nobody ever comes from B."""
    assert rows(run_by_hand) == [*FIRST, (2, "D", 1, 1, 0)]
    assert rows(replace(run_by_hand, events=run_by_hand.events[:0], groups=run_by_hand.groups[:0])) == []


def test_alternative_programmes_count_as_well(run_by_hand):
    more = [*EVENTS, (5, "walks: group started", 9, "B", 0, 8), (60, "walks: started", 9, "D", 0, NONE)]
    both = replace(run_by_hand, events=events(more, PARAMETERS, run_by_hand.places))
    assert rows(both) == [FIRST[0], (1, "B", 0, 1, 0), *FIRST[1:], (2, "D", 2, 1, 0)]


def test_groups_online_meet_nowhere(run_by_hand):
    online = run_by_hand.groups.copy()
    online["online"] = 1
    assert {row[3] for row in rows(replace(run_by_hand, groups=online))} == {0}


def test_facilitators_are_counted_where_they_live_at_the_end_of_the_year(run_by_hand):
    stocks = np.zeros(1, COMMUNE_YEAR)
    stocks["year"], stocks["commune"], stocks["facilitators_active"] = 2, 1, 7
    assert (2, "B", 0, 0, 7) in rows(replace(run_by_hand, communes=stocks))
