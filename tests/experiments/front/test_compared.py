"""Scenarios compared: differences by week and by year."""

import pytest
from matplotlib.axes import Axes

import contagion as ct


def test_a_difference_by_week_ends_where_that_by_year_ends(at_work):
    made = ct.compare("ref", "lowloss", seeds=3, years=2)
    weeks, years = (made.difference("active", by=by).iloc[-1] for by in ("week", "year"))
    assert (weeks["week"], years["year"]) == (103, 2)
    assert weeks[["base", "mean", "low", "high"]].tolist() == pytest.approx(
        years[["base", "mean", "low", "high"]].tolist()
    )
    assert isinstance(made.plot("active", by="week"), Axes)


def test_scenarios_that_differ_in_a_setting_can_be_compared(at_work):
    made = ct.compare("ref", ct.read("ref", {"training.places": 5}), seeds=2, years=1)
    assert made.difference()["scenario"].unique().tolist() == ["ref, training.places = 5"]
