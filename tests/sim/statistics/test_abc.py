"""Regression-adjusted approximate Bayesian computation, against posteriors that are known in closed form."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.importance import Outcomes, adjusted, apart, quantiles

SLOPES, OBSERVED, ERROR = np.array([1.0, -0.5, 0.0]), 1.0, 0.3
SPREAD = np.linalg.inv(np.eye(3) + np.outer(SLOPES, SLOPES) / ERROR**2)
MEAN, DEVIATION = SPREAD @ SLOPES * OBSERVED / ERROR**2, np.sqrt(np.diag(SPREAD))


def tried(unit, weights, draws=1, seed=2) -> Outcomes:
    """One number that is a weighted sum of the factors' normal scores, with a normal error."""
    noise = np.random.default_rng(seed).normal(size=(draws, len(unit)))
    off = (ndtri(unit) @ SLOPES - OBSERVED) / ERROR + noise
    return Outcomes(unit, weights, off[:, :, None])


@pytest.fixture
def even() -> Outcomes:
    return tried(np.random.default_rng(1).random((20_000, 3)), np.ones(20_000))


def moments(places, weights):
    scores = ndtri(places)
    mean = weights @ scores
    return mean, np.sqrt(weights @ scores**2 - mean**2)


def by_likelihood(made: Outcomes):
    weights = made.weights * np.exp(-0.5 * ((ndtri(made.unit) @ SLOPES - OBSERVED) / ERROR) ** 2)
    return weights / weights.sum()


def test_the_adjusted_are_the_posterior_of_the_closed_form_where_the_accepted_alone_are_too_wide(even):
    counts = even.near(even.tolerance(7000))
    mean, deviation = moments(*adjusted(even, counts))
    assert mean == pytest.approx(MEAN, abs=4 / np.sqrt(7000))
    assert deviation == pytest.approx(DEVIATION, abs=4 / np.sqrt(2 * 7000))
    _, wide = moments(even.unit, counts[0] / counts.sum())
    assert wide[0] > DEVIATION[0] + 6 / np.sqrt(2 * 7000)


def test_what_was_tried_more_often_counts_less():
    """Half of the places are even, and half by the square root: more often above than below."""
    unit = np.random.default_rng(3).random((20_000, 3))
    unit[10_000:] **= 0.5
    made = tried(unit, 1 / (0.5 + 0.5 * 8 * unit.prod(axis=1)))
    mean, deviation = moments(*adjusted(made, made.near(made.tolerance(1500))))
    assert mean == pytest.approx(MEAN, abs=4 / np.sqrt(1500))
    assert deviation == pytest.approx(DEVIATION, abs=4 / np.sqrt(2 * 1500))
    even = replace(made, weights=np.ones(len(unit)))
    assert moments(*adjusted(even, even.near(even.tolerance(1500))))[0][2] > 0.3  # the third says nothing


def test_none_is_moved_out_of_its_range():
    unit = np.random.default_rng(1).random((5000, 3))
    made = Outcomes(unit, np.ones(5000), 8 * (unit[None, :, :1] - 0.98))
    places, weights = adjusted(made, made.near(made.tolerance(500)))
    assert places.min() > 0
    assert places.max() < 1
    assert weights @ places[:, 0] == pytest.approx(0.98, abs=0.01)


def test_a_tolerance_is_the_least_at_which_so_many_independent_tries_count(even):
    made = tried(even.unit, even.weights, draws=4)
    tolerance = made.tolerance(1000)
    counts = made.near(tolerance).sum(axis=0)  # draws of the errors of one try are one
    assert counts.sum() ** 2 / (counts**2).sum() == pytest.approx(1000, rel=0.01)
    assert tolerance < even.tolerance(1000)


def test_an_outcome_that_is_missing_is_not_near(even):
    off = even.off.copy()
    off[0, :100] = np.nan
    counts = replace(even, off=off).near(1.0)
    assert not counts[0, :100].any()
    assert np.array_equal(counts[0, 100:], even.near(1.0)[0, 100:])


@pytest.mark.parametrize("enough", [99, 30_000])
def test_few_are_refused(even, enough):
    with pytest.raises(ValueError, match=f"{enough} independent tries are asked for: they must be at least 100, and "):
        even.tolerance(enough)
    nothing = replace(even, off=np.full_like(even.off, np.nan))
    with pytest.raises(ValueError, match="all that were made count as 0"):
        nothing.tolerance(100)


def test_quantiles_are_by_weight():
    places = np.array([[0.3, 0.1], [0.1, 0.2], [0.2, 0.3]])
    assert quantiles(places, np.array([0.2, 0.4, 0.4]), (0.05, 0.5, 0.95)).tolist() == [
        [0.1, 0.2, 0.3],
        [0.1, 0.2, 0.3],
    ]


def test_weights_of_the_same_posterior_differ_by_chance_alone_and_of_another_by_more():
    made = tried(np.random.default_rng(1).random((8000, 3)), np.ones(8000), draws=4)
    _, off, error = apart(made, by_likelihood(made), 1000, (0.05, 0.5, 0.95), Draws(1))
    assert (np.abs(off) < 4 * error).all()
    assert error.max() < 0.03
    other = np.exp(-0.5 * ((ndtri(made.unit) @ SLOPES - OBSERVED - 0.7) / ERROR) ** 2)
    own, off, error = apart(made, other / other.sum(), 1000, (0.5,), Draws(1))
    assert off[0, 0] < -6 * error[0, 0]
    assert own[0, 0] == pytest.approx(quantiles(made.unit, by_likelihood(made), (0.5,))[0, 0], abs=0.02)


@pytest.mark.slow
def test_standard_errors_are_as_large_as_differences_are_from_one_search_to_another():
    found, told = [], []
    for seed in range(30):
        made = tried(np.random.default_rng(seed).random((2000, 3)), np.ones(2000), seed=100 + seed)
        _, off, error = apart(made, by_likelihood(made), 300, (0.5,), Draws(seed))
        found.append(off[:, 0])
        told.append(error[:, 0])
    assert np.std(found, axis=0) == pytest.approx(np.mean(told, axis=0), rel=0.35)


def test_a_small_problem_comes_out_as_it_did():
    draws, rows = Draws(3), np.arange(400)
    unit = draws.stream("abc").uniform(rows[:, None], np.arange(2))
    off = (ndtri(unit) @ [1.0, -0.5] - 1) / 0.3 + draws.stream("e").normal(rows, np.arange(2)[:, None])
    made = Outcomes(unit, 1 + unit[:, 0], off[:, :, None])
    assert made.tolerance(150) == pytest.approx(2.8971077)
    own, differences, errors = apart(made, np.full(400, 1 / 400), 150, (0.25, 0.5), draws)
    assert own == pytest.approx(np.array([[0.64767534, 0.77793387], [0.15050509, 0.36219589]]))
    assert differences == pytest.approx(np.array([[0.3927504, 0.29866081], [-0.08087632, -0.13394221]]))
    assert errors == pytest.approx(np.array([[0.02922319, 0.02440752], [0.02557484, 0.03775869]]), rel=1e-5)
