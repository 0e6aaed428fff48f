"""Bootstrap samples, and the interval that they give."""

import numpy as np
import pytest

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.replicates import half_width, resampled


def test_rows_that_are_the_same_come_together_in_a_bootstrap_sample():
    stream = Draws(1).stream("any")
    plain = [rows.tolist() for rows in resampled(3, 20, stream)]
    by_set = [rows.tolist() for rows in resampled(5, 20, stream, same=[7, 4, 7, 9, 7])]
    in_full = {0: [1], 1: [0, 2, 4], 2: [3]}  # in the order of their numbers: 4, 7, 9
    assert by_set == [[row for number in rows for row in in_full[number]] for rows in plain]


def test_an_interval_is_the_normal_one_of_the_bootstrap():
    """Of the mean of four points under three seeds: by its own resamples, at a level of 0.9."""
    sample = np.array([[1.0, 2, 4], [3, 1, 0], [5, 5, 2], [0, 2, 9]])
    means = []

    def mean(some):
        means.append(some.mean())
        return some.mean(axis=(0, 1), keepdims=True)

    half = half_width(sample, mean, 0.9, 200, seed=3)
    assert half == pytest.approx(1.6448536 * np.std(means, ddof=1) * np.ones((1, 1)))
    assert np.std(means) == pytest.approx(0.9249976539)
    assert half_width(sample, mean, 0.9, 2, seed=3).shape == (1, 1)
    for confidence, resamples in ((0.0, 9), (1.0, 9), (0.9, 1)):
        with pytest.raises(ValueError):
            half_width(sample, mean, confidence, resamples, seed=3)
