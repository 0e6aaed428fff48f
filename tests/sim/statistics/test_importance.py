"""Importance sampling that learns where to look, against posteriors that are known in closed form."""

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import qmc

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.importance import WeightedSample, search

FACTORS = 12
SLOPES = np.array([2.0, -1.0, 0.5] + [0.0] * (FACTORS - 3))
OBSERVED = 2.0


def first(number: int = 2048):
    return qmc.Sobol(FACTORS, scramble=True, rng=1).random(number)


def likelihood(error: float, observed: float = OBSERVED):
    """Of one number that is a weighted sum of the factors' normal scores, with a normal error."""
    return lambda unit: -0.5 * ((observed - ndtri(unit) @ SLOPES) / error) ** 2


def exact(error: float):
    """Mean and standard deviation of each score in the posterior: normal prior, linear model, normal error."""
    spread = np.linalg.inv(np.eye(FACTORS) + np.outer(SLOPES, SLOPES) / error**2)
    return spread @ SLOPES * OBSERVED / error**2, np.sqrt(np.diag(spread))


def found(tried: WeightedSample):
    weights, scores = tried.weights(), ndtri(tried.unit)
    mean = weights @ scores
    return mean, np.sqrt(weights @ scores**2 - mean**2)


@pytest.mark.parametrize("error", [0.1, *(pytest.param(one, marks=pytest.mark.slow) for one in (1.0, 0.01))])
def test_the_posterior_is_that_of_the_closed_form(error):
    *_, last = search(likelihood(error), first(), [0, 1, 2, 3], 2048, 2000, 60_000, Draws(1))
    assert last.effective() >= 2000
    (mean, deviation), (true_mean, true_deviation) = found(last), exact(error)
    assert np.abs(mean - true_mean).max() < 4 / np.sqrt(2000)
    assert deviation == pytest.approx(true_deviation, abs=4 / np.sqrt(2 * 2000))


def test_it_learns_where_to_look():
    """From the whole cube one try in forty counts."""
    *_, last = search(likelihood(0.05), first(), [0, 1, 2], 2048, 1000, 60_000, Draws(1))
    spent = len(last.unit) - 2048
    assert WeightedSample(first(), likelihood(0.05)(first()), np.ones(2048)).effective() < 50
    assert spent < 12_000


@pytest.mark.slow
def test_what_is_not_steered_is_still_weighted():
    """The third factor matters and is left to chance."""
    *_, last = search(likelihood(0.3), first(), [0, 1], 2048, 2000, 60_000, Draws(1))
    assert found(last)[0][2] == pytest.approx(exact(0.3)[0][2], abs=4 / np.sqrt(2000))


def test_more_of_the_same_search_begins_with_what_was_tried():
    short = list(search(likelihood(0.1), first(), [0, 1, 2], 512, 1e9, 3100, Draws(1)))
    long = list(search(likelihood(0.1), first(), [0, 1, 2], 512, 1e9, 3600, Draws(1)))
    assert len(long) > len(short) > 2
    assert np.array_equal(long[len(short) - 1].unit, short[-1].unit)
    assert [len(tried.unit) for tried in short] == [2048, 2560, 3072]


def test_likelihoods_of_all_rounds_are_those_that_were_worked_out_last():
    """The error is said wrongly at first, and rightly once something was tried: the posterior is that of the right one,
    though the search went by both."""
    asked = []

    def anew(tried):
        asked.append(len(tried.unit))
        return likelihood(0.3)(tried.unit)

    *_, last = search(likelihood(3.0), first(), [0, 1, 2], 2048, 2000, 60_000, Draws(1), anew)
    assert asked == list(range(2048, len(last.unit) + 1, 2048))
    assert len(asked) > 1
    assert last.log_likelihood == pytest.approx(likelihood(0.3)(last.unit))
    (mean, deviation), (true_mean, true_deviation) = found(last), exact(0.3)
    assert np.abs(mean - true_mean).max() < 4 / np.sqrt(2000)
    assert deviation == pytest.approx(true_deviation, abs=4 / np.sqrt(2 * 2000))


def test_where_nothing_can_have_been_the_search_ends_and_counts_nothing():
    (only,) = search(lambda unit: np.full(len(unit), -np.inf), first(), [0], 512, 100, 10_000, Draws(1))
    assert only.effective() == 0
    assert not only.weights().any()


@pytest.mark.slow
def test_out_of_reach_it_comes_as_near_as_it_can():
    """Seven standard deviations away: the tolerance begins large, and the tries move there."""
    tries = list(search(likelihood(0.5, observed=16.0), first(), [0, 1, 2], 1024, 1000, 8_000, Draws(1)))
    nearest = [tried.log_likelihood.max() for tried in tries]
    assert tries[0].tolerance(100) > 5
    assert nearest[-1] > 0.2 * nearest[0]
    assert nearest == sorted(nearest)


def test_those_kept_are_drawn_by_weight():
    tried = WeightedSample(np.array([[0.1], [0.2], [0.3]]), np.log([1.0, 2.0, 1.0]), np.array([1.0, 1.0, 0.5]))
    assert tried.weights().tolist() == pytest.approx([0.2, 0.4, 0.4])
    assert np.bincount(tried.resample(10, Draws(1))).tolist() == [2, 4, 4]
    assert tried.effective() == pytest.approx(1 / 0.36)


def test_a_tolerance_is_the_least_at_which_enough_count():
    tried = WeightedSample(first(), likelihood(0.01)(first()), np.ones(2048))
    tolerance = tried.tolerance(100)
    assert tolerance > 1
    assert tried.effective(tolerance) >= 100 > tried.effective(0.98 * tolerance)
    assert WeightedSample(first(), np.zeros(2048), np.ones(2048)).tolerance(100) == 1


def test_quantiles_are_by_weight_and_leave_out_what_is_missing():
    tried = WeightedSample(np.array([[0.1], [0.2], [0.3]]), np.log([1.0, 2.0, 1.0]), np.array([1.0, 1.0, 0.5]))
    assert tried.quantiles([3.0, 1.0, 2.0], (0.05, 0.5, 0.95)) == [1, 2, 3]  # of weights 0.2, 0.4, 0.4
    assert tried.quantiles([3.0, np.nan, 2.0], (0.05, 0.7)) == [2, 3]
    assert np.isnan(tried.quantiles([np.nan] * 3, (0.05, 0.5))).tolist() == [True, True]
    nothing = WeightedSample(tried.unit, np.full(3, -np.inf), np.ones(3))
    assert np.isnan(nothing.quantiles([3.0, 1.0, 2.0], (0.05, 0.5))).tolist() == [True, True]


def test_a_small_search_goes_as_it_did():
    draws = Draws(3)
    unit = np.column_stack([(np.arange(64) + 0.5) / 64, *(draws.stream(name).uniform(np.arange(64)) for name in "uv")])

    def fit(places):
        return -0.5 * ((1.5 - ndtri(places) @ SLOPES[:3]) / 0.1) ** 2

    tries = list(search(fit, unit, [0, 1], 50, 40, 414, draws))
    assert [len(tried.unit) for tried in tries] == list(range(64, 415, 50))
    assert [tried.effective() for tried in tries] == pytest.approx(
        [5.320614, 10.467534, 11.896413, 17.690909, 25.562115, 31.473818, 37.572074, 46.061538]
    )
    assert [tried.tolerance(30) for tried in tries[:5]] == pytest.approx(
        [9.710523, 4.471929, 3.330346, 2.011556, 1.201204]
    )
    last = tries[-1]
    assert last.unit[-1] == pytest.approx([0.67442904, 0.10344802, 0.5279056])
    assert last.often[[0, 100, -1]] == pytest.approx([0.48447078, 0.89927599, 1.66250459])
    assert last.weights() @ last.unit == pytest.approx([0.68395697, 0.40011616, 0.57054725])
