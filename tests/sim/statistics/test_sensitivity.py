"""Sensitivity: functions whose indices are known, SALib's numbers, and intervals that hold what they promise.

Every test has fixed seeds.
"""

import math

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as salib_morris

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.designs import Factor, points_at
from contagion.sim.statistics.sensitivity import morris, morris_sample

X = [Factor("x1", 0, 1), Factor("x2", 0, 1)]
INERT = [*X, Factor("x3", 0, 1)]
ANGLES = [Factor(f"x{i}", -math.pi, math.pi) for i in (1, 2, 3)]


def run(simulator, factors, unit):
    return np.array([simulator(**point) for point in points_at(factors, unit)])


def ishigami(x1, x2, x3, a=7, b=0.1):
    return np.sin(x1) + a * np.sin(x2) ** 2 + b * x3**4 * np.sin(x1)


def chance(seed):
    """A standard normal number that is the seed's own."""
    return Draws(seed).stream("noise").normal(0)


def unit_problem(factors):
    return {"num_vars": len(factors), "names": [f.name for f in factors], "bounds": [[0, 1]] * len(factors)}


def by_factor(table):
    return table.set_index("factor").sort_index()


@pytest.mark.parametrize("levels", [2, 4, 6, 10])
def test_morris_of_a_linear_function_is_its_coefficients_times_the_ranges(levels):
    factors = [Factor("a", -1, 4), Factor("few", 3, 4, whole=True), Factor("some", 0, 2, True), Factor("c", 0, 1)]
    factors += [Factor("many", 10, 27, whole=True), Factor("inert", 0, 1)]
    unit = morris_sample(factors, 20, levels)
    outputs = run(lambda a, few, some, c, many, inert: 100 + 3 * a - 7 * few + 2 * some - c + many, factors, unit)
    table = morris(factors, unit, outputs)
    assert table["factor"].tolist() == ["many", "a", "few", "some", "c", "inert"]
    assert table["mu_star"].to_numpy() == pytest.approx([17, 15, 7, 4, 1, 0], abs=1e-9)
    assert table["mu"].to_numpy() == pytest.approx([17, 15, -7, 4, -1, 0], abs=1e-9)
    for none in (table["sigma"], table["mu_star_high"] - table["mu_star"], table["mu_star"] - table["mu_star_low"]):
        assert none.to_numpy() == pytest.approx(0, abs=1e-9)


def test_morris_agrees_with_salib():
    unit = morris_sample(ANGLES, 30, levels=6)
    outputs = run(ishigami, ANGLES, unit)
    ours = morris(ANGLES, unit, outputs, resamples=4000).set_index("factor").loc[["x1", "x2", "x3"]]
    theirs = salib_morris.analyze(unit_problem(ANGLES), unit, outputs, num_levels=6, num_resamples=4000, seed=1)
    for column in ("mu", "mu_star", "sigma"):
        assert ours[column].to_numpy() == pytest.approx(np.asarray(theirs[column]), rel=1e-9)
    half = (ours["mu_star_high"] - ours["mu_star"]).to_numpy()
    assert half == pytest.approx(theirs["mu_star_conf"], rel=0.07)  # two standard errors of 1/√8000 each, four times


def test_morris_sample_moves_every_factor_once_in_a_trajectory_between_levels():
    unit = morris_sample(INERT, 50, levels=4, seed=2)
    assert unit.shape == (200, 3)
    assert set(np.unique(unit)) == {0, 1 / 3, 2 / 3, 1}
    steps = np.abs(np.diff(unit.reshape(50, 4, 3), axis=1))
    assert (np.sort(steps, axis=1)[:, :2] == 0).all()
    assert steps.max(axis=1) == pytest.approx(2 / 3)
    assert (morris_sample(INERT, 50, seed=2) == unit).all()
    assert (morris_sample(INERT, 50, seed=3) != unit).any()


def test_morris_of_replicates_is_that_of_their_mean():
    unit = morris_sample(X, 30)
    outputs = np.array([run(lambda x1, x2, s=s: (1 + chance(s)) * x1 + x2**2, X, unit) for s in range(1, 6)]).T
    ours, of_mean = by_factor(morris(X, unit, outputs)), by_factor(morris(X, unit, outputs.mean(axis=1)))
    for column in ("mu", "mu_star", "sigma"):
        assert ours[column].to_numpy() == pytest.approx(of_mean[column].to_numpy())
    # The slope of x1 is certain from point to point and differs from seed to seed; x2 the other way round.
    half, half_of_mean = (t["mu_star_high"] - t["mu_star"] for t in (ours, of_mean))
    slopes = [1 + chance(s) for s in range(1, 6)]
    assert half_of_mean["x1"] == pytest.approx(0, abs=1e-9)
    assert half["x1"] == pytest.approx(1.96 * np.std(slopes) / math.sqrt(5), rel=0.15)
    assert half["x2"] == pytest.approx(half_of_mean["x2"], rel=0.15)


def test_small_samples_give_what_they_gave():
    """By the seeds and the level that hold where none are said."""
    unit = morris_sample(X, 8)
    table = by_factor(morris(X, unit, unit[:, 0] * unit[:, 1]))
    assert table.loc["x2"].tolist() == pytest.approx([2 / 3, 2 / 3, 0.43643578, 0.37532548, 0.95800785])


def test_failed_runs_are_counted():
    unit, outputs = morris_sample(X, 8), np.arange(48.0).reshape(24, 2)
    outputs[[3, 7, 7], [0, 0, 1]] = np.nan
    outputs[9, 1] = np.inf
    with pytest.raises(ValueError, match="3 of 24 points have a failed run"):
        morris(X, unit, outputs)
    for wrong in (np.zeros((24, 2, 2)), np.zeros(0), np.zeros((24, 0)), 1.0):
        with pytest.raises(ValueError, match="outputs must be a vector, or a matrix"):
            morris(X, unit, wrong)


@pytest.mark.parametrize(
    "call, says",
    [
        *(
            (lambda n=n: morris_sample(X, *n), "Morris needs 2 traj.* and even levels")
            for n in ((1, 4), (9, 3), (9, 0))
        ),
        *((lambda n=n: morris(X, morris_sample(X, 5), np.zeros(n)), "do not fit a Morris sample") for n in (14, 12)),
        (lambda: morris(X, np.full((15, 2), 0.5), np.arange(15.0)), "not a Morris sample"),
        *(
            (lambda n=n: morris(X, morris_sample(X, 5), np.arange(15.0), confidence=n), "a confidence level must lie")
            for n in (0, 1)
        ),
        (lambda: morris(X, morris_sample(X, 5), np.arange(15.0), resamples=1), "needs two bootstrap samples"),
    ],
)
def test_what_cannot_be_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_a_wider_confidence_is_a_wider_interval_and_a_seed_an_interval():
    unit = morris_sample(X, 16)
    outputs = unit[:, 0] * unit[:, 1]
    ordinary, sure = (morris(X, unit, outputs, confidence=level) for level in (0.95, 0.99))
    ratio = (sure["mu_star_high"] - sure["mu_star"]) / (ordinary["mu_star_high"] - ordinary["mu_star"])
    assert ratio.to_numpy() == pytest.approx(2.5758 / 1.9600, rel=1e-4)
    pd.testing.assert_frame_equal(ordinary, morris(X, unit, outputs))
    assert (ordinary["mu_star_high"] != morris(X, unit, outputs, seed=2)["mu_star_high"]).all()
