"""Cells of the tables for planners, and names."""

from contagion.experiments.doors.words.told import capacity, form_of, half_and_most, named_in_a_row

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


def test_cells_have_few_digits():
    assert half_and_most(ROW, form_of(ROW, "+")) == ["+80 (± 6)", "+60 to +110", "-5 to +150", "95 of 100 (89 to 98)"]
    assert half_and_most(ROW | {"above_zero": 1.0, "worlds": 5}, ",.0f")[3] == "5 of 5"
    assert half_and_most(ROW | {"p95": 1296.0}, form_of(ROW, "+"))[2] == "-5 to +1,300"  # as in the report
    assert form_of({"p5": -1.0, "p95": 3.0}, "+") == "+z,.1f"


def test_a_capacity_is_called_as_people_call_it():
    assert capacity("places") == "more training places"


def test_many_names_are_cut_short():
    assert named_in_a_row(["a", "b"], 2) == "a, b"
    assert named_in_a_row(["a", "b", "c"], 2) == "a, b and 1 other"
