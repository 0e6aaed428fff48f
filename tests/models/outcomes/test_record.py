"""What is known of a run that is over, on the run of two years made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from contagion.models.parameters import Parameters
from contagion.models.records import COMPLETED, HAS_DROPPED, STARTED
from tests.helpers.records_by_hand import rows


def test_events_are_found_by_kind_in_their_order(run_by_hand):
    assert run_by_hand.of_kind(COMPLETED)["who"].tolist() == [1, 2, 3, 4, 7, 8]
    assert run_by_hand.of_kind(HAS_DROPPED, COMPLETED)["who"].tolist() == [6, 1, 2, 3, 4, 7, 8]
    assert not len(run_by_hand.of_kind())
    assert not len(run_by_hand.of_kind(STARTED, programme=1)), "those of an alternative programme are others"


@pytest.mark.parametrize(
    "name, people",
    [
        ("odd", [1, 3, 5, 7, 9]),
        ("even", [2, 4, 6, 8, 10]),
        ("students", [7]),
        ("elected officials", [1, 2, 3]),
        ("outside the centre", [1, 2, 3, 4, 5]),
    ],
)
def test_who_belongs_to_which_group(run_by_hand, name, people):
    rows = run_by_hand.participants
    assert rows["person"][run_by_hand.belong(rows, name)].tolist() == people


def test_a_target_group_called_like_the_students_comes_first(run_by_hand):
    table = [{"name": "even", "share": 0.5}, {"name": "students", "share": 0.5}]
    other = replace(run_by_hand, parameters=Parameters.model_validate({"target_group": table}))
    assert np.array_equal(other.belong(other.participants, "students"), other.participants["target_group"] == 1)


def test_what_held_and_what_holds_at_the_end(run_by_hand):
    """From week 20 to 60 twenty places, and from week 30 on nine letters."""
    decisions = [
        {"from": 20, "until": 60, "set": {"training.places": 20}},
        {"from": 30, "set": {"outreach.letters": 9}},
    ]
    held = rows("decisions", [(20, 0, "begins"), (30, 1, "begins"), (60, 0, "ends")])
    record = replace(run_by_hand, parameters=Parameters.model_validate({"decision": decisions}), decisions=held)
    assert list(record.in_force()) == [
        (0, {}),
        (20, {"training.places": 20}),
        (30, {"training.places": 20, "outreach.letters": 9}),
        (60, {"outreach.letters": 9}),
    ]
    assert record.at_the_end("training.places") == Parameters().training.places
    assert record.at_the_end("outreach.letters") == 9


def test_figures_of_the_last_week(run_by_hand):
    assert run_by_hand.horizon == 104
    assert run_by_hand.last("registrations") == 12
    assert replace(run_by_hand, weeks=run_by_hand.weeks[:0]).last("registrations") == 0


@pytest.mark.parametrize("people, centre", [([10, 30, 20], 1), ([30, 10, 30], 0)])
def test_the_centre_is_the_most_populous_commune_the_first_of_several(run_by_hand, people, centre):
    assert replace(run_by_hand.places, population=np.array(people)).centre == centre
