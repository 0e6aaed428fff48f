"""Cells of the tables for planners, and names."""

from contagion.experiments.doors.words.told import capacity, named_in_a_row

ROW = {
    "p5": -5.0,
    "p25": 60.0,
    "p50": 80.0,
    "p75": 110.0,
    "p95": 150.0,
    "above_zero": 0.95,
    "below_zero": 0.05,
    "above": 0.12,
    "worlds": 100,
    "count_as": 100.0,
    "p50_error": 6.0,
}


def test_a_capacity_is_called_as_people_call_it():
    assert capacity("places") == "more training places"


def test_many_names_are_cut_short():
    assert named_in_a_row(["a", "b"], 2) == "a, b"
    assert named_in_a_row(["a", "b", "c"], 2) == "a, b and 1 other"
