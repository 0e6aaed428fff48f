"""Places, demand, public (sections 5.5 to 5.7): figures of the specification."""

import math

import pytest

from tests import oracles as th
from tests.helpers.printed import figure


def test_the_stock_that_training_places_carry_is_as_printed():
    """E10."""
    stock = (10, 0.9, 0.25)
    assert th.stock_after_training(*stock) == figure("40.687")
    assert th.stock_before_training(*stock) == figure("31.687")
    assert th.mean_stock(*stock) == figure("36.000")
    assert th.stock_variance_after_training(*stock) == figure("20.10")
    assert list(th.facilitators_at_year_end([3, 5, 10], *stock, training_week=6)) == figure("17.21", "23.27", "29.94")
    assert 7 <= th.places_bind_above(10, 2, 0.8, 1.6) <= 8  # "7–8" in section 2
    assert th.places_bind_above(10, 2, 0.8, 1.79) == figure("7.0")


def test_what_demand_lets_happen_is_as_printed():
    defaults = (0.75, 4, 0.10, 6, 0.125, 0.15, 8)
    assert th.word_of_mouth_reproduction(*defaults) == figure("0.414")
    assert th.word_of_mouth_reproduction(*defaults) * 8 == figure("3.3")  # headline 6
    assert th.word_of_mouth_reproduction(0.75, 4, 0.24, 6, 0.30, 0.15, 8) == figure("1.0")  # both 2.4 times as high
    lead = [th.demand_limited_leading_rate(17, 12, 8, x) for x in (0.25, 0.5, 1, 2)]
    assert lead == figure("0.852", "1.156", "1.405", "1.576")  # E15
    assert [th.start_probability(6, mean) for mean in (9, 6)] == figure("0.8843", "0.5543")  # E14
    assert th.seats_per_year(20, 1.79, 8) == pytest.approx(143.2)
    assert th.external_share_needed(0.414, 0.0, 1.0) == pytest.approx(0.586)
    assert th.external_share_needed(1.2, 0.0, 1.0) == 0.0


def test_a_finite_public_is_reached_to_a_share():
    """E11."""
    reached = th.final_reach(2.9755, 1.36, 8, founders=100, pool=20_000)
    assert reached == figure("0.9449")
    assert math.log(1 - reached) == pytest.approx(-2.9755 * (reached + 8 * 100 / (1.36 * 20_000)))
    few = th.final_reach(0.5, 1.36, 8, founders=1, pool=1e9)
    assert few * 1e9 == pytest.approx(0.5 * 8 / 1.36 / (1 - 0.5), rel=1e-3)  # below R = 1: a finite number of people
