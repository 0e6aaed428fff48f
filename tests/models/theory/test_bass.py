"""The Bass curve by hand, and its fit."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from contagion.models.theory.bass import IMITATION, INNOVATION, OFF, bass, bass_rates

NORMAL = np.random.default_rng(1).normal(size=(4000, 3))


def test_it_solves_its_equation():
    made = solve_ivp(lambda _, share: (0.03 + 0.4 * share) * (1 - share), (0, 9), [0.0], t_eval=range(10), rtol=1e-9)
    assert bass(np.arange(10.0), 0.03, 0.4) == pytest.approx(made.y[0], abs=1e-5)


def test_one_total_says_how_many_and_no_rate():
    p, q = bass_rates([(3, 300, 15)], NORMAL)
    assert np.median(p) == pytest.approx(INNOVATION, rel=0.05)
    assert np.median(q) == pytest.approx(IMITATION, rel=0.05)
    assert np.log(q).std() == pytest.approx(OFF, rel=0.05)


def test_several_totals_say_the_rates():
    years = np.arange(1.0, 12.0)
    people = 900 * bass(years, 0.01, 0.7)
    p, q = bass_rates([(float(year), float(of), 2.0) for year, of in zip(years, people, strict=True)], NORMAL)
    assert np.median(p) == pytest.approx(0.01, rel=0.1)
    assert np.median(q) == pytest.approx(0.7, rel=0.05)
    assert np.log(q).std() < OFF / 5
