"""Laws: their ends, and what cannot be one."""

import math

import pytest

from contagion.sim.statistics.laws import BEYOND, FAR, LAWS, ends_of_log_normal, of_log_normal


def test_the_ends_of_a_log_normal_law_say_what_it_is():
    low, high = ends_of_log_normal(2.0, 0.7)
    assert of_log_normal(low, high) == pytest.approx((2.0, 0.7))
    assert math.log(high / 2.0) == pytest.approx(FAR * 0.7)


def test_a_thousandth_lies_beyond_an_end():
    assert math.erfc(FAR / math.sqrt(2)) / 2 == pytest.approx(BEYOND) == 0.001


@pytest.mark.parametrize("median,deviation,says", [(1, 0, "standard deviation"), (1, -1, "standard deviation"),
                                                   (0, 1, "median"), (1, math.nan, "standard deviation")])  # fmt: skip
def test_a_log_normal_law_without_a_spread_is_none(median, deviation, says):
    with pytest.raises(ValueError, match=f"a log-normal law needs a {says}.* above 0, got"):
        ends_of_log_normal(median, deviation)


def test_there_are_three():
    assert LAWS == ("uniform", "log-normal", "reciprocal")
