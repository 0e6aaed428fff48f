"""How likely runs make what was observed, against normal laws worked out by hand."""

import numpy as np
import pytest
from scipy.stats import norm

from experiments.studies.likelihood import Luck, log_likelihood
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
