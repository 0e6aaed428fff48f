"""Dates spread over a year, and people reached by a week."""

import math

import pytest

from contagion.models.programme.books.conditions import is_due, reached_before


@pytest.mark.parametrize("per_year", [1, 4, 12, 40, 52])
@pytest.mark.parametrize("offset", [0.25, 0.5])
def test_dates_are_spread_evenly_over_each_year(per_year, offset):
    due = [week for week in range(104) if is_due(week, per_year, offset)]
    assert due == [year + math.floor((n + offset) * 52 / per_year) for year in (0, 52) for n in range(per_year)]


def test_without_dates_none_is_due():
    assert not any(is_due(week, 0, 0.5) for week in range(104))


def test_people_reached_before_a_week(build, small):
    state = build([], 1, where=small).state
    state.array("reached")[[0, 1, 2, -1]] = 4, 4, 9, 5
    assert [reached_before(state, week) for week in (0, 1, 2, 3)] == [0, 4, 4, 9]
    assert math.isnan(reached_before(state, -1)), "before the start nothing is known"
