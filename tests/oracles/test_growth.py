"""The closed forms give the figures of the specification: every number of section 5 and every formula of E03–E24."""

import math

import numpy as np
import pytest

from tests import oracles as th
from tests.helpers.printed import BALANCED, figure

TABLE_5_2 = [
    (1.44, 1.8, 0.25, "5.0245", "0.5160"),
    (1.36, 1.6, 0.35, "2.9755", "0.3762"),
    (0.8, 1.2, 0.40, "1.1415", "0.0396"),
]


@pytest.mark.parametrize("converts, lead, loss, R, r", TABLE_5_2)
def test_growth_is_as_printed_and_solves_its_equation(converts, lead, loss, R, r):
    """(r + μ) e^{rΔ} = b; and so grows the mean of a cascade after many years."""
    rate = th.growth_rate(converts, lead, loss, **BALANCED)
    assert th.reproduction_number(converts, th.groups_per_facilitator(lead, loss, BALANCED["delay"])) == figure(R)
    assert rate == figure(r)
    births = converts * lead / 2 * math.exp(-loss * 0.125)
    assert (rate + loss) * math.exp(rate * sum(BALANCED.values())) == pytest.approx(births, rel=1e-12)
    early, late = th.expected_facilitators([15.0, 20.0], 10, converts, lead, loss, **BALANCED)
    assert math.log(late / early) / 5 == pytest.approx(rate, abs=1e-9)


def test_more_frequent_training_is_faster_and_without_delay_growth_is_births_minus_losses():
    assert th.growth_rate(1.36, 1.6, 0.35, 0.125, 1 / 3, 0.125) == figure("0.451")
    assert th.growth_rate(1.36, 1.6, 0.35, 0, 0, 0) == pytest.approx(1.36 * 0.8 - 0.35)
    assert th.growth_rate(1.36, 1.6, 0.35, 0, 0, 1e-7) == pytest.approx(1.36 * 0.8 - 0.35, abs=1e-5)


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
