"""How likely runs make what was observed, against normal laws worked out by hand."""

import numpy as np
import pytest
from scipy.stats import norm

from experiments.studies.likelihood import Luck, as_observed, log_likelihood
from experiments.studies.targets import Target, Targets


def targets(*rows, discrepancy=0.0):
    return Targets("by_hand", "by hand", "ref", discrepancy, rows, "by hand")


PEOPLE = Target(indicator="participants", year=3, value=300, evidence="counted", error=20)
NO_LUCK = Luck(np.zeros((1, 3)))


def test_a_value_has_a_normal_likelihood_with_all_errors_in_it():
    """Error 20, discrepancy 10 % of 300, luck of variance 2 m at a mean of 200 and over 4 seeds: 1.25 times."""
    figures = np.array([190.0, 210.0, 180.0, 220.0]).reshape(1, 4, 1)
    luck = Luck(np.array([[0.0, 2.0, 0.0]]))
    log, gaps = log_likelihood(figures, targets(PEOPLE, discrepancy=0.1), luck)
    error = np.sqrt(20**2 + 30**2 + 400 * 1.25)
    assert gaps[0, 0] == pytest.approx(-100 / error)
    assert log[0] == pytest.approx(norm.logpdf(300, 200, error) + 0.5 * np.log(2 * np.pi))


@pytest.mark.parametrize("mean,gap", [(250, 0.0), (150, -60 / 20), (320, 1.0), (900, 30.0)])
def test_a_range_says_that_the_figure_lies_in_it_and_not_where(mean, gap):
    row = Target(indicator="participants", year=3, low=210, high=300, evidence="range", error=20)
    log, gaps = log_likelihood(np.full((1, 2, 1), float(mean)), targets(row), NO_LUCK)
    assert gaps[0, 0] == pytest.approx(gap)
    if mean < 900:
        assert log[0] == pytest.approx(np.log(norm.cdf(300, mean, 20) - norm.cdf(210, mean, 20)))
    assert np.isfinite(log[0])


def test_a_place_where_a_run_failed_cannot_have_been():
    figures = np.array([[[300.0], [np.nan]], [[300.0], [300.0]]])
    log, _gaps = log_likelihood(figures, targets(PEOPLE), NO_LUCK)
    assert log[0] == -np.inf
    assert np.isfinite(log[1])


def test_luck_is_learned_from_all_places():
    """Poisson figures: the variance is the mean."""
    means = np.linspace(10, 400, 3000)
    figures = np.random.Generator(np.random.PCG64(1)).poisson(means[:, None], (3000, 2))[:, :, None].astype(float)
    learned = Luck.of(figures).variance(np.array([[50.0], [300.0]])).ravel()
    assert learned == pytest.approx([50, 300], rel=0.15)


OTHERS = Target(indicator="participants", year=2, low=100, high=200, evidence="range", error=10)


def test_what_would_have_been_observed_has_all_errors_in_it_or_lives_that_of_runs():
    """As above, in errors at 300: luck of variance 2 m, over 4 seeds 1.25 times."""
    luck, made = Luck(np.array([[0.0, 2.0, 0.0]])), np.tile([190.0, 210.0, 180.0, 220.0], (4000, 1))[:, :, None]
    rows, scale = targets(PEOPLE, discrepancy=0.1), np.sqrt(20**2 + 30**2 + 600 * 1.25)
    drawn, lived = (scale * as_observed(made, rows, luck, 4, one)[:, :, 0] for one in (False, True))
    assert drawn.mean() == pytest.approx(-100, abs=4 * 42 / np.sqrt(16_000))
    assert drawn.std() == pytest.approx(np.sqrt(20**2 + 30**2 + 400 * 1.25), rel=0.03)
    assert lived.mean(axis=1) == pytest.approx([-110, -90, -120, -80], abs=4 * 36 / np.sqrt(4000))
    assert lived.std(axis=1) == pytest.approx(np.sqrt(20**2 + 30**2), rel=0.05)
    assert not np.array_equal(lived[0] - lived[0].mean(), lived[1] - lived[1].mean())


def test_what_lies_within_a_range_is_not_off():
    made = np.array([150.0, 50.0, 250.0, np.nan])[:, None, None] * np.ones((1, 2, 1))
    off = as_observed(made, targets(OTHERS), NO_LUCK, 50)[:, :, 0]
    assert not off[:, 0].any()
    assert off[:, 1].mean() == pytest.approx(-5, abs=0.6)
    assert off[:, 2].mean() == pytest.approx(5, abs=0.6)
    assert np.isnan(off[:, 3]).all()


def test_chance_is_apart_for_each_target():
    made = np.full((500, 2, 2), 300.0)
    off = as_observed(made, targets(PEOPLE, PEOPLE.model_copy(update={"year": 2})), Luck(np.zeros((2, 3))), 1)[0]
    assert abs(np.corrcoef(off.T)[0, 1]) < 0.2
