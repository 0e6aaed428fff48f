"""The closed forms give the figures of the specification: every number of section 5 and every formula of E03–E24."""

import math

import numpy as np
import pytest

from tests import oracles as th
from tests.helpers.printed import BALANCED, LN2, figure

TABLE_5_2 = [
    (1.44, 1.8, 0.25, "5.0245", "0.5160", "1.343", "4.958", "2.264"),
    (1.36, 1.6, 0.35, "2.9755", "0.3762", "1.843", "3.815", "2.335"),
    (0.8, 1.2, 0.40, "1.1415", "0.0396", "17.5", "3.458", "3.233"),
]


@pytest.mark.parametrize("converts, lead, loss, R, r, doubling, at_0, at_r", TABLE_5_2)
def test_growth_and_doubling_are_as_printed(converts, lead, loss, R, r, doubling, at_0, at_r):
    groups = th.groups_per_facilitator(lead, loss, BALANCED["delay"])
    rate = th.growth_rate(converts, lead, loss, **BALANCED)
    assert th.reproduction_number(converts, groups) == figure(R)
    assert rate == figure(r)
    assert th.doubling_time(rate) == figure(doubling)
    assert th.generation_interval(loss, **BALANCED) == figure(at_0)
    assert th.generation_interval(loss, **BALANCED, growth_rate=rate) == figure(at_r)
    lag = sum(BALANCED.values())  # (r + μ) e^{rΔ} = b
    assert (rate + loss) * math.exp(rate * lag) == pytest.approx(
        converts * lead / 2 * math.exp(-loss * 0.125), rel=1e-12
    )


def test_more_frequent_training_is_faster():
    assert th.growth_rate(1.36, 1.6, 0.35, 0.125, 1 / 3, 0.125) == figure("0.451")


def test_growth_without_delay_is_births_minus_losses():
    assert th.growth_rate(1.36, 1.6, 0.35, 0, 0, 0) == pytest.approx(1.36 * 0.8 - 0.35)
    assert th.growth_rate(1.36, 1.6, 0.35, 0, 0, 1e-7) == pytest.approx(1.36 * 0.8 - 0.35, abs=1e-5)


def test_sessions_that_come_at_once_leave_only_the_refusals():
    expected = th.growth_rate(1.6 * 0.9, 1.6, 0.35, 0.125, 1 / 3, 0.0)
    got = th.growth_rate_with_sessions(1.6, 0.9, 1.6, 0.35, 0.125, 1 / 3, 1e-7, acceptance=0.7, interest_loss=LN2)
    assert got == pytest.approx(expected, abs=1e-5)  # refused seats are offered again at once
    yearly = th.growth_rate_with_sessions(1.6, 0.85, 1.6, 0.35, 0.125, 1 / 3, 1.0)
    assert yearly == pytest.approx(0.3762, abs=0.01)  # uniform wait of mean half a year, close to exactly half a year
    r = yearly  # e^{−rw} replaced by (1 − e^{−rP})/(rP)
    born = 1.36 * 0.8 * math.exp(-(0.35 + r) * 0.125) / (0.35 + r) * math.exp(-r / 3)
    assert born * (1 - math.exp(-r)) / r == pytest.approx(1.0, abs=1e-9)


def test_groups_at_fixed_ages():
    assert th.growth_rate_at_ages(2.0, [0.5], lag=1.0) == pytest.approx(0.0, abs=1e-12)  # one group, one for one
    assert th.growth_rate_at_ages(4.0, [1.0], lag=1.0) == pytest.approx(LN2 / 2)
    assert th.growth_rate_at_ages(1.0, [1.0], lag=1.0) == pytest.approx(-LN2 / 2)
    r = th.growth_rate_at_ages(1.36, [0.2, 0.8, 1.4, 2.0], lag=5 / 6)
    assert sum(0.68 * math.exp(-r * (a + 5 / 6)) for a in (0.2, 0.8, 1.4, 2.0)) == pytest.approx(1.0)


def test_mean_in_time_solves_the_delay_equation():
    """E07. The specification prints 7.50, 12.56, …, 254.95: a grid of about 1/500 year, up to 0.5 % high."""
    years = np.array([1, 2, 3, 4, 5, 6, 8, 10])
    mean = th.expected_facilitators(years, 10, 1.36, 1.6, 0.35, **BALANCED)
    assert list(mean) == figure("7.475", "12.536", "18.265", "26.551", "38.679", "56.348", "119.574", "253.745")
    assert list(mean) == pytest.approx([7.50, 12.56, 18.30, 26.62, 38.79, 56.53, 120.05, 254.95], rel=0.005)
    births, lag, per_lag = 1.36 * 0.8 * math.exp(-0.35 * 0.125), 23 / 24, 1500
    h, f = lag / per_lag, [0.0] * per_lag + [10.0]
    for i in range(round(10 / h)):  # Euler's rule for F' = −μF + b F(t − Δ)
        f.append(f[-1] + h * (births * f[i] - 0.35 * f[-1]))
    assert mean == pytest.approx(np.interp(years, h * np.arange(-per_lag, len(f) - per_lag), f), rel=2e-3)


@pytest.mark.parametrize("converts, lead, loss", [row[:3] for row in TABLE_5_2])
def test_late_growth_of_the_mean_is_the_growth_rate(converts, lead, loss):
    early, late = th.expected_facilitators([15.0, 20.0], 10, converts, lead, loss, **BALANCED)
    assert math.log(late / early) / 5 == pytest.approx(th.growth_rate(converts, lead, loss, **BALANCED), abs=1e-9)
