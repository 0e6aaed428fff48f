"""Laws of keyed draws for compiled code: binomial numbers and races follow theirs."""

import numpy as np
import pytest
from scipy import stats

from tests.helpers.keyed_calls import binomials, winners


@pytest.mark.parametrize("size, share", [(1, 0.3), (7, 0.5), (60, 0.1), (2000, 0.1), (100_000, 0.02), (9, 0.999)])
def test_binomial_numbers_follow_their_law(size, share):
    """Their distribution, by its probability integral made uniform, and the ends."""
    drawn = binomials(12345, np.arange(20_000), size, share)
    assert drawn.min() >= 0
    assert drawn.max() <= size
    law = stats.binom(size, share)
    u = np.random.default_rng(1).uniform(law.cdf(drawn - 1), law.cdf(drawn))
    assert stats.kstest(u, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("size, share, always", [(0, 0.5, 0), (-3, 0.5, 0), (5, 0.0, 0), (5, 1.0, 5)])
def test_binomial_numbers_that_are_certain(size, share, always):
    assert set(binomials(7, np.arange(50), size, share).tolist()) == {always}


def test_races_are_won_as_often_as_weights_say():
    weights = np.array([1.0, 0.0, 2.0, 5.0])
    won = np.bincount(winners(99, np.arange(20_000), weights), minlength=4)
    assert won[1] == 0
    assert stats.chisquare(won[[0, 2, 3]], np.array([1, 2, 5]) / 8 * 20_000).pvalue > 1e-4
    assert set(winners(99, np.arange(9), np.zeros(3)).tolist()) == {-1}


def test_one_rival_more_changes_only_the_races_it_wins():
    entities, weights = np.arange(5_000), np.array([1.0, 2.0, 3.0])
    before, after = winners(5, entities, weights), winners(5, entities, np.append(weights, 2.0))
    assert ((after == before) | (after == 3)).all()
    assert 1_000 < (after == 3).sum() < 1_500
