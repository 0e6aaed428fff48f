"""Sensitivity: functions whose indices are known, SALib's numbers, and intervals that hold what they promise.

Every test has fixed seeds. An estimate is compared with the exact value by an interval of level `SURE`; averages over
repetitions by four of their own standard errors.
"""

import math

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.designs import Factor, points_at
from contagion.sim.statistics.replicates import noise
from contagion.sim.statistics.sensitivity import morris, morris_sample, sobol, sobol_sample, with_seed

SURE = 0.9999

X = [Factor("x1", 0, 1), Factor("x2", 0, 1)]
INERT = [*X, Factor("x3", 0, 1)]
ANGLES = [Factor(f"x{i}", -math.pi, math.pi) for i in (1, 2, 3)]
ISHIGAMI = {"x1": (0.3139, 0.5576), "x2": (0.4424, 0.4424), "x3": (0.0, 0.2437)}  # first and total index


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


def assert_holds(table, exact, width):
    """The intervals hold the exact (first, total) of each factor, and are of use: no wider than `width` each way."""
    table = by_factor(table)
    assert list(table.index) == sorted(exact)
    for which, values in zip(("first", "total"), np.array([exact[name] for name in table.index]).T, strict=True):
        assert (table[f"{which}_low"] <= values + 1e-9).all()
        assert (table[f"{which}_high"] >= values - 1e-9).all()
        assert (table[f"{which}_high"] - table[which] < width).all()
        assert table[which].to_numpy() == pytest.approx((table[f"{which}_low"] + table[f"{which}_high"]) / 2)


def independent_sample(k, base, seed):
    """Saltelli's design on points that are independent, as the bootstrap supposes: (base * (k + 2), k)."""
    ab = Draws(seed).stream("points").uniform(np.arange(base * 2 * k).reshape(base, 2 * k))
    blocks = np.repeat(ab[:, None, :k], k + 2, axis=1)
    for j in range(k):
        blocks[:, 1 + j, j] = ab[:, k + j]
    blocks[:, -1] = ab[:, k:]
    return blocks.reshape(-1, k)


# Morris


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


@pytest.mark.slow
def test_intervals_of_morris_hold_the_expectation_as_often_as_they_say():
    held = []
    for seed in range(120):
        unit = morris_sample(X, 25, seed=seed)
        table = morris(X, unit, unit[:, 0] * unit[:, 1], seed=seed, resamples=100)
        held += [table["mu_star_low"].le(0.5) & table["mu_star_high"].ge(0.5)]
    assert 0.90 < np.mean(held) < 0.98


def test_morris_of_a_constant_is_nought():
    unit = morris_sample(X, 5)
    table = morris(X, unit, np.full(15, 0.1), resamples=10)
    assert (table.drop(columns="factor") == 0).all(axis=None)


# Sobol'


def test_sobol_finds_the_known_indices_of_ishigami():
    outputs = run(ishigami, ANGLES, sobol_sample(ANGLES, 2048))
    table = sobol(ANGLES, outputs, confidence=SURE, resamples=300)
    assert table["factor"].tolist() == ["x1", "x2", "x3"]
    assert_holds(table, ISHIGAMI, width=0.15)
    for which, exact in zip(("first", "total"), np.array(list(ISHIGAMI.values())).T, strict=True):
        assert table[which].to_numpy() == pytest.approx(exact, abs=0.01)  # more even points than the intervals suppose


def test_sobol_agrees_with_salib():
    outputs = run(ishigami, ANGLES, sobol_sample(ANGLES, 256)) + 1000
    ours = sobol(ANGLES, outputs, resamples=4000).set_index("factor").loc[["x1", "x2", "x3"]]
    theirs = salib_sobol.analyze(unit_problem(ANGLES), outputs, calc_second_order=False, num_resamples=4000, seed=1)
    for which, name in (("first", "S1"), ("total", "ST")):
        assert ours[which].to_numpy() == pytest.approx(theirs[name], rel=1e-9)
        half = (ours[f"{which}_high"] - ours[which]).to_numpy()
        assert half == pytest.approx(theirs[f"{name}_conf"], rel=0.07)


@pytest.mark.slow
def test_intervals_of_sobol_hold_the_exact_index_as_often_as_they_say():
    exact = np.array(list(ISHIGAMI.values()))
    held = []
    for seed in range(80):
        x = (2 * independent_sample(3, 256, seed) - 1) * math.pi
        table = by_factor(sobol(ANGLES, ishigami(*x.T), seed=seed, resamples=100))
        low, high = table[["first_low", "total_low"]].to_numpy(), table[["first_high", "total_high"]].to_numpy()
        held.append((low <= exact) & (exact <= high))
    assert (np.mean(held, axis=0) > 0.87).all()
    assert 0.92 < np.mean(held) < 0.985


@pytest.mark.parametrize("shape", [(32,), (32, 3)])
@pytest.mark.parametrize("value", [0.0, 0.1, -1e9])
def test_a_constant_has_no_indices(shape, value):
    table = sobol(X, np.full(shape, value), resamples=10)
    assert table["factor"].tolist() == ["x1", "x2"]
    assert table.drop(columns="factor").isna().all(axis=None)


def test_chance_that_is_the_same_at_all_points_leaves_no_indices():
    table = sobol(X, np.tile([chance(s) for s in range(5)], (32, 1)), resamples=10)
    assert table.drop(columns="factor").isna().all(axis=None)


# Replicates


# The seed as a factor


def test_the_seed_is_one_more_factor():
    *others, seed = with_seed(X)
    assert others == X
    assert seed == Factor("seed", 1, 2**31 - 1, whole=True)
    points = points_at(with_seed(X), sobol_sample(with_seed(X), 64))
    assert len({point["seed"] for point in points}) == 128  # those of A and of B


def test_added_chance_has_its_share_of_the_variance():
    """Of 1/12 + 4/12 + 1/4."""
    factors = with_seed(X)
    outputs = run(lambda x1, x2, seed: x1 + 2 * x2 + 0.5 * chance(seed), factors, sobol_sample(factors, 1024))
    exact = {"x1": (1 / 8, 1 / 8), "x2": (1 / 2, 1 / 2), "seed": (3 / 8, 3 / 8)}
    assert_holds(sobol(factors, outputs, confidence=SURE, resamples=200), exact, width=0.2)
    assert outputs.reshape(-1, 5)[:, [0, -1]].var() == pytest.approx(5 / 12 + 1 / 4, rel=0.05)


def test_small_samples_give_what_they_gave():
    """By the seeds and the level that hold where none are said."""
    unit = morris_sample(X, 8)
    table = by_factor(morris(X, unit, unit[:, 0] * unit[:, 1]))
    assert table.loc["x2"].tolist() == pytest.approx([2 / 3, 2 / 3, 0.43643578, 0.37532548, 0.95800785])
    unit = sobol_sample(X, 8)
    table = by_factor(sobol(X, unit[:, 0] * unit[:, 1]))
    assert table.loc["x1"].tolist() == pytest.approx(
        [0.16616113, -0.53719516, 0.86951741, 0.58456965, -0.08876602, 1.25790531]
    )


# Misuse that is common to all


ANALYSES = {
    "morris": lambda y: morris(X, morris_sample(X, 8), y),
    "sobol": lambda y: sobol(X, y),
    "noise": noise,
}


@pytest.mark.parametrize("name", ANALYSES)
def test_failed_runs_are_counted(name):
    outputs = np.arange(48.0).reshape(24, 2)
    outputs[[3, 7, 7], [0, 0, 1]] = np.nan
    outputs[9, 1] = np.inf
    with pytest.raises(ValueError, match="3 of 24 points have a failed run"):
        ANALYSES[name](outputs)

    for wrong in (np.zeros((24, 2, 2)), np.zeros(0), np.zeros((24, 0)), 1.0):
        with pytest.raises(ValueError, match="outputs must be a vector, or a matrix"):
            ANALYSES[name](wrong)


@pytest.mark.parametrize(
    "call, says",
    [
        *(
            (lambda n=n: morris_sample(X, *n), "Morris needs 2 traj.* and even levels")
            for n in ((1, 4), (9, 3), (9, 0))
        ),
        *((lambda n=n: morris(X, morris_sample(X, 5), np.zeros(n)), "do not fit a Morris sample") for n in (14, 12)),
        (lambda: morris(X, sobol_sample(X, 4)[:15], np.arange(15.0)), "not a Morris sample"),
        *((lambda n=n: sobol_sample(X, n), "a Sobol' sequence needs a power of two") for n in (0, 12)),
        (lambda: sobol(X, np.arange(30.0)), "30 outputs do not fit 2 factors: blocks of 4"),
        *((lambda n=n: sobol(X, np.arange(32.0), confidence=n), "a confidence level must lie") for n in (0, 1)),
        (lambda: sobol(X, np.arange(32.0), resamples=1), "needs two bootstrap samples"),
    ],
)
def test_what_cannot_be_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_a_wider_confidence_is_a_wider_interval_and_a_seed_an_interval():
    outputs = run(ishigami, ANGLES, sobol_sample(ANGLES, 64))
    ordinary, sure = (sobol(ANGLES, outputs, confidence=level) for level in (0.95, 0.99))
    ratio = (sure["total_high"] - sure["total"]) / (ordinary["total_high"] - ordinary["total"])
    assert ratio.to_numpy() == pytest.approx(2.5758 / 1.9600, rel=1e-4)
    pd.testing.assert_frame_equal(ordinary, sobol(ANGLES, outputs))
    assert (ordinary["total_high"] != sobol(ANGLES, outputs, seed=2)["total_high"]).all()
