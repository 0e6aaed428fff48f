"""Who descends from whom: a tree of seven facilitators worked out by hand, cases without a value, and real runs."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from contagion.models.outcomes.descent import FOLLOWED_WEEKS, generation_of, parent_rows, share_of_top
from contagion.models.outcomes.record import Record, Table
from contagion.models.outcomes.summary import summary
from contagion.models.outcomes.tables import row
from contagion.models.records import NONE
from contagion.models.runs.simulation import record_of_run
from tests.helpers.records_by_hand import record, rows, weeks_of
from tests.helpers.run_by_hand import value_of

COLUMNS = ("facilitator", "source", "parent_a", "parent_b", "trained_week", "facilitators_from_groups")
SEVEN = [
    (11, "founder", NONE, NONE, 0, 1.0),  # half of 13 and of 14
    (12, "founder", NONE, NONE, 0, 1.0),
    (13, "participant", 11, 12, 40, 1.5),  # half of 16, all of 17
    (14, "participant", 11, 12, 40, 0.5),
    (15, "partner", NONE, NONE, 52, 0.0),
    (16, "participant", 13, 14, 100, 0.0),
    (17, "participant", 13, 13, 400, 0.0),  # 13 led alone
]
END = 400 + FOLLOWED_WEEKS


def run_of(people: Sequence[tuple], end: int = END) -> Record:
    """A run in which nothing happened but that these were trained."""
    return record(weeks_of(end), facilitators=table(people))


def table(people: Sequence[tuple]) -> Table:
    return rows("facilitators", people, COLUMNS)


def test_parents_and_generations_of_seven():
    a, b = parent_rows(table(SEVEN))
    assert a.tolist() == [NONE, NONE, 0, 0, NONE, 2, 2]
    assert b.tolist() == [NONE, NONE, 1, 1, NONE, 3, 2]
    assert generation_of(np.stack([a, b])).tolist() == [0, 0, 1, 1, 0, 2, 2]
    assert value_of("generations", run_of(SEVEN)) == 2


def test_generation_is_one_more_than_that_of_the_later_parent():
    people = [*SEVEN, (18, "participant", 16, 15, 500, 0.0)]  # generations 2 and 0
    assert value_of("generations", run_of(people)) == 3


@pytest.mark.parametrize(
    "end, expected",
    [
        (END, 4 / 7),  # all seven are followed
        (END - 1, 4 / 6),  # 17 is not, and is still offspring
        (100 + FOLLOWED_WEEKS - 1, 4 / 5),
        (FOLLOWED_WEEKS + 40, 4 / 4),
        (FOLLOWED_WEEKS, 2 / 2),  # founders alone
        (FOLLOWED_WEEKS - 1, None),
    ],
)
def test_reproduction_number_counts_mothers_who_are_followed_for_five_years(end, expected):
    assert value_of("reproduction_number", run_of(SEVEN, end)) == pytest.approx(expected)


def test_share_of_top_fifth_of_seven():
    """A fifth of seven is 1.4: all of the largest (1.5) and 0.4 of the next (1.0), of 4."""
    assert value_of("share_of_top_fifth", run_of(SEVEN)) == pytest.approx(1.9 / 4)
    assert share_of_top(np.ones(10)) == pytest.approx(0.2)
    assert share_of_top(np.array([0.0] * 9 + [3.0])) == 1
    assert share_of_top(np.array([2.0])) == pytest.approx(0.2)  # of one, a fifth of one


def test_parent_is_the_last_trained_under_a_number_before_the_child():
    """Home 11 changes hands: who lives there in week 300 is trained, too, and is the parent of 18 alone."""
    people = [*SEVEN[:6], (11, "partner", NONE, NONE, 300, 0.0), (18, "participant", 11, 12, 350, 0.0)]
    a, b = parent_rows(table(people))
    assert a.tolist() == [NONE, NONE, 0, 0, NONE, 2, NONE, 6]
    assert b[-1] == 1


def test_parent_who_is_not_in_the_table_is_none():
    assert parent_rows(table([(5, "participant", 3, 9, 60, 0.0)])).tolist() == [[NONE], [NONE]]


def test_without_facilitators_only_generations_exist():
    empty = run_of([])
    assert value_of("generations", empty) == 0
    assert value_of("reproduction_number", empty) is value_of("share_of_top_fifth", empty) is None


def test_without_offspring_no_fifth_has_a_share():
    founders = run_of(SEVEN[:2])
    childless = replace(founders, facilitators=table([(*one[:-1], 0.0) for one in SEVEN[:2]]))
    assert value_of("reproduction_number", childless) == 0
    assert value_of("share_of_top_fifth", childless) is None


def test_values_that_do_not_exist_are_nan_in_the_row_of_a_run(run_by_hand):
    flat = row(summary(run_by_hand))
    assert np.isnan([flat["reproduction_number"], flat["share_of_top_fifth"]]).all()
    assert flat["generations"] == 2


def test_offspring_of_a_run_are_what_the_registers_credited(run):
    """Half to each of a pair, all of it to one who led alone; parents are trained before their children."""
    model = run(["population.turnover_per_year=0.3", "facilitation.solo_after=2"], 6, 3, checked=False)
    record = record_of_run(model)
    people, parents = record.facilitators, parent_rows(record.facilitators)
    known = parents[parents != NONE]
    credit = np.bincount(known, minlength=len(people)) / 2
    assert credit == pytest.approx(people["facilitators_from_groups"])
    assert credit.sum() == (people["parent_a"] != NONE).sum() > 20
    children = np.broadcast_to(np.arange(len(people)), parents.shape)[parents != NONE]
    assert (people["trained_week"][known] < people["trained_week"][children]).all()
    followed = people["trained_week"] <= 312 - FOLLOWED_WEEKS
    assert value_of("reproduction_number", record) == pytest.approx(credit[followed].mean())
