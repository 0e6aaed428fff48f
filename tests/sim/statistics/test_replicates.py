"""What chance adds to outputs: noise within and between points, by hand and without bias."""

import math

import numpy as np
import pytest

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.replicates import half_width, noise, resampled


def test_noise_by_hand():
    """Within: variances 2 and 2. Between: the covariance of (1, 5) and (3, 7)."""
    assert noise([[1, 3], [5, 7]]) == {"between": 8.0, "within": 2.0, "share": 0.2, "left": 1.0}
    small = 1000 + 1e-5 * np.array([[1, 3], [5, 7]])  # beside what they are, and no rounding
    assert noise(small)["share"] == pytest.approx(0.2, rel=1e-3)


def test_noise_of_what_is_certain_and_of_what_is_constant():
    certain = noise([[1, 1, 1], [3, 3, 3]])
    assert certain == {"between": pytest.approx(2), "within": 0, "share": 0, "left": 0}
    constant = noise(np.full((4, 3), 0.1))
    assert math.isnan(constant.pop("share"))
    assert list(constant.values()) == pytest.approx([0, 0, 0], abs=1e-15)


def test_noise_that_covers_everything_has_the_whole_share():
    found = noise([[1, 3], [3, 1]])
    assert found == {"between": -2.0, "within": 2.0, "share": 1.0, "left": 1.0}


def test_noise_that_is_the_same_at_all_points_is_not_taken_off_the_variance_between_them():
    values, chances = np.array([0.0, 1.0, 5.0, 2.0]), np.array([0.3, -2.0, 1.1])
    found = noise(values[:, None] + chances)
    assert found["between"] == pytest.approx(values.var(ddof=1))
    assert found["within"] == pytest.approx(chances.var(ddof=1))
    assert found["left"] == pytest.approx(chances.var(ddof=1) / 3)


def test_noise_is_unbiased():
    """Points of variance 4, unrelated noise of variance 9; estimates on 8 points of 3 replicates."""
    names, found = ("between", "within", "left"), []
    for seed in range(1000):
        draws = Draws(seed)
        points, runs = draws.stream("points"), draws.stream("runs")
        outputs = 2 * points.normal(np.arange(8))[:, None] + 3 * runs.normal(np.arange(24).reshape(8, 3))
        found.append([noise(outputs)[name] for name in names])
    error = 4 * np.std(found, axis=0) / math.sqrt(len(found))
    assert (np.abs(np.mean(found, axis=0) - [4, 9, 3]) < error).all()


@pytest.mark.parametrize("outputs", [[1.0, 2.0], [[1.0], [2.0]], [[1.0, 2.0]]])
def test_noise_needs_points_and_replicates(outputs):
    with pytest.raises(ValueError, match="noise needs two points and two replicates"):
        noise(outputs)


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
