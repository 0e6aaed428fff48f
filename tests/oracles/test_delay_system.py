"""The mean field: its figures, its steps, and the closed forms that it comes down to."""

import math

import numpy as np
import pytest

from tests import oracles as th
from tests.helpers.mean_fields import YEARS, expected


def test_the_mean_field_gives_its_figures():
    """Years 3, 5, 10. With top-up only the waiting for partners is missing: 5, 4 and 4 % above the means of D01."""
    assert list(expected().at_year_end("participants", YEARS)) == pytest.approx([241.5, 558.1, 1627.0], abs=0.1)
    topped_up = expected(top_up=True)
    assert list(topped_up.at_year_end("participants", YEARS)) == pytest.approx([277.3, 617.7, 1712.7], abs=0.1)
    assert list(topped_up.at_year_end("trained", YEARS)) == [30, 50, 100]
    assert list(topped_up.at_year_end("facilitators", YEARS)) == pytest.approx([17.21, 23.27, 29.94], abs=0.03)  # E10
    over = topped_up.at_year_end("participants", YEARS) / [263, 593, 1652] - 1  # means of D01
    assert list(over) == pytest.approx([0.054, 0.042, 0.037], abs=0.001)


def test_uncapped_growth_with_yearly_pulses():
    """E12: 0.459 a year, a little above the 0.4485 of a uniform wait."""
    flow = np.diff(expected(places=math.inf).at_year_end("participants", list(range(1, 11))))
    assert math.log(flow[-1] / flow[-2]) == pytest.approx(0.459, abs=5e-4)


def test_finer_steps_change_little_and_one_a_week_is_coarse():
    by_day, finer, weekly = (expected(steps_per_week=n).participants[-1] for n in (10, 40, 1))
    assert finer == pytest.approx(by_day, rel=0.003)
    assert 0.015 < weekly / by_day - 1 < 0.025


def test_places_that_do_not_bind_give_the_lifetime_kernel():
    """Founders alone lead 10 × `lifetime_groups` groups, shared by two, in the long run."""
    course = expected(years=80, wish=0.0, steps_per_week=20)
    groups = th.lifetime_groups(0.9, 0.25, 12, 17, 6)
    assert course.participants[-1] == pytest.approx(10 * th.participants_per_place(groups, 8), rel=0.003)


def test_finite_public_is_used_up():
    course = expected(years=40, places=math.inf, pool=20_000)
    trained = th.training_probability(0.8, math.log(2), 1.0)
    groups = th.lifetime_groups(0.9, 0.25, 12, 17, 6)
    reached = th.final_reach(th.reproduction_number(2 * trained, groups), 2 * trained, 8, 10, 20_000)
    assert course.participants[-1] / 20_000 == pytest.approx(reached, abs=0.005)
    assert np.all(np.diff(course.untouched) <= 0)
    assert course.untouched[-1] == pytest.approx(20_000 - course.participants[-1])
