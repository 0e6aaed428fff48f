"""Designs: exact values at known places, and the properties each design is chosen for."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import qmc

from contagion.sim.statistics.designs import (
    FAR,
    Factor,
    ends_of_log_normal,
    grid,
    latin_hypercube,
    of_log_normal,
    points_at,
    sobol_sequence,
)

RATE = Factor("rate", -1.0, 3.0)
SIZE = Factor("size", 2, 5, whole=True)
PLACE = Factor("place", *ends_of_log_normal(1.0, 0.5), law="log-normal")
WAIT = Factor("wait", 26, math.inf, law="reciprocal")
SEED = Factor("seed", 1, 2**31 - 1, whole=True)
PLAIN = [Factor(name, 0, 1) for name in "abcd"]


def column(points, name):
    return np.array([point[name] for point in points])


# Factors


@pytest.mark.parametrize(
    "factor, of_places",
    [
        (RATE, {0: -1.0, 0.25: 0.0, 0.5: 1.0, 1: 3.0}),
        (SIZE, {0: 2, 0.249: 2, 0.25: 3, 0.5: 4, 0.749: 4, 0.75: 5, 1: 5}),
        (SEED, {0: 1, 0.5: 2**30, 1: 2**31 - 1}),
        (PLACE, {0.5: 1.0}),
        (WAIT, {0: 26, 0.25: 26 / 0.75, 0.5: 52, 0.75: 104, 1: math.inf}),
        (Factor("wait", 26, 52, law="reciprocal"), {0.5: 2 / (1 / 26 + 1 / 52)}),
    ],
)
def test_a_place_is_a_value(factor, of_places):
    for u, value in of_places.items():
        assert factor.at(u) == pytest.approx(value, rel=1e-12)
        assert type(factor.at(u)) is (int if factor.whole else float)
    assert factor.at(np.array([*of_places])) == pytest.approx([*of_places.values()], rel=1e-12)


def test_whole_numbers_of_an_even_spread_are_equally_frequent():
    values = SIZE.at((np.arange(4000) + 0.5) / 4000)
    assert values.dtype == np.int64
    assert dict(zip(*np.unique(values, return_counts=True), strict=True)) == {2: 1000, 3: 1000, 4: 1000, 5: 1000}


def test_a_log_normal_law_has_its_median_and_spread():
    values = PLACE.at((np.arange(20_000) + 0.5) / 20_000)
    assert np.log(values).std() == pytest.approx(0.5, rel=0.02)  # a thousandth is cut off at each end
    assert np.log(PLACE.at(0.8413)) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    "how, says",
    [
        *(
            ({"low": low, "high": high}, "x: the range must be finite and rise")
            for low, high in [(1, 1), (2, 1), (0, math.inf), (-math.inf, 0), (math.nan, 1), (0, math.nan)]
        ),
        ({"law": "lognormal"}, "x: there is no law 'lognormal'; there are uniform, log-normal, reciprocal"),
        ({"law": "log-normal", "low": 0.0}, "x: a log-normal law needs a range above 0"),
        ({"law": "reciprocal", "low": -1.0}, "x: a reciprocal law needs a range above 0"),
        ({"law": "log-normal", "high": math.inf}, "x: the range must be finite and rise"),
        ({"law": "reciprocal", "whole": True}, "x: whole numbers have no reciprocal law"),
        ({"low": 0.5, "whole": True}, "x: whole numbers need whole ends"),
        ({"high": 2.5, "whole": True}, "x: whole numbers need whole ends"),
    ],
)
def test_a_range_must_fit_its_law(how, says):
    with pytest.raises(ValueError, match=says):
        replace(Factor("x", 1.0, 2.0), **how)


@pytest.mark.parametrize("u", [-0.1, 1.1, math.nan, np.array([0.5, 2.0])])
def test_a_place_outside_the_unit_interval_is_refused(u):
    with pytest.raises(ValueError, match=r"rate: a place must lie in \[0, 1\]"):
        RATE.at(u)


# Points


def test_a_grid_is_every_combination_the_last_axis_fastest():
    assert grid({"a": [1, 2], "b": ["x", "y"]}) == [
        *({"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"a": 2, "b": "x"}, {"a": 2, "b": "y"}),
    ]
    assert grid({}) == [{}]
    assert grid({"a": [1, 2], "b": []}) == []


def test_points_at_places_are_plain_python():
    points = points_at([RATE, SIZE], [[0, 1], [0.5, 0.3]])
    assert points == [{"rate": -1.0, "size": 5}, {"rate": 1.0, "size": 3}]
    assert {type(value) for point in points for value in point.values()} == {float, int}
    for unit in ([[0.5]], [[0.5, 0.5, 0.5]], [0.5, 0.5]):
        with pytest.raises(ValueError, match="2 factors need a matrix of as many columns"):
            points_at([RATE, SIZE], unit)
    with pytest.raises(ValueError, match="two factors have one name: rate, rate"):
        points_at([RATE, RATE], [[0, 0]])


@pytest.mark.parametrize("n", [1, 7, 64])
def test_a_latin_hypercube_has_one_point_in_each_share_of_each_range(n):
    points = latin_hypercube([RATE, PLAIN[0]], n)
    for name, low, width in (("rate", -1.0, 4.0), ("a", 0.0, 1.0)):
        assert sorted(np.floor((column(points, name) - low) / width * n)) == list(range(n))
    assert sorted(column(latin_hypercube([SIZE], 8), "size")) == [2, 2, 3, 3, 4, 4, 5, 5]


def test_a_latin_hypercube_is_uniform_within_its_shares_and_pairs_its_columns_at_random():
    """The correlation of two columns is as of a random pairing: mean 0, variance 1/(n − 1)."""
    n, repeats = 10, 400
    made = [latin_hypercube(PLAIN[:2], n, seed) for seed in range(repeats)]
    found = [np.corrcoef(column(points, "a"), column(points, "b"))[0, 1] for points in made]
    assert abs(np.mean(found)) < 4 / math.sqrt((n - 1) * repeats)
    assert np.var(found) * (n - 1) == pytest.approx(1, abs=4 * math.sqrt(2 / repeats))
    place = np.concatenate([column(points, "a") * n % 1 for points in made])
    assert np.histogram(place, bins=4)[0] == pytest.approx([1000] * 4, abs=4 * math.sqrt(4000 * 0.25 * 0.75))


@pytest.mark.parametrize("design", [latin_hypercube, sobol_sequence])
def test_a_seed_is_a_design_of_all_laws(design):
    assert design([RATE, SIZE], 16, seed=3) == design([RATE, SIZE], 16, seed=3)
    assert design([RATE, SIZE], 16, seed=3) != design([RATE, SIZE], 16, seed=4)
    assert design([RATE, SIZE], 16) == design([RATE, SIZE], 16, seed=1)
    points = design([RATE, PLACE, WAIT], 64)
    assert np.median(column(points, "place")) == pytest.approx(1.0, rel=0.1)
    assert (column(points, "wait") >= 26).all()


def test_more_points_are_another_latin_hypercube_but_the_same_sobol_sequence():
    assert latin_hypercube([RATE, SIZE], 32)[:16] != latin_hypercube([RATE, SIZE], 16)
    for n in (1, 2, 16, 64):
        assert sobol_sequence([RATE, SIZE], 2 * n)[:n] == sobol_sequence([RATE, SIZE], n)


def test_a_sobol_sequence_is_a_net_and_more_even_than_a_latin_hypercube():
    """Of 2**m points every dyadic box of volume 2**−m has one, in the first two dimensions."""
    points = sobol_sequence(PLAIN[:2], 64)
    for k in range(7):
        boxes = np.floor(column(points, "a") * 2**k) * 64 + np.floor(column(points, "b") * 2 ** (6 - k))
        assert len(np.unique(boxes)) == 64
    even, less = (
        qmc.discrepancy(np.array([list(point.values()) for point in design(PLAIN, 256)]))
        for design in (sobol_sequence, latin_hypercube)
    )
    assert even < less / 3


@pytest.mark.parametrize("n", [-4, 0, 3, 100])
def test_a_sobol_sequence_needs_a_power_of_two(n):
    with pytest.raises(ValueError, match=f"a Sobol' sequence needs a power of two as its number of points, got {n}"):
        sobol_sequence([RATE], n)


# ---- laws: their ends, and what cannot be one ------------------------------------------------------------------------


def test_the_ends_of_a_log_normal_law_say_what_it_is():
    low, high = ends_of_log_normal(2.0, 0.7)
    assert of_log_normal(low, high) == pytest.approx((2.0, 0.7))
    assert math.log(high / 2.0) == pytest.approx(FAR * 0.7)


@pytest.mark.parametrize("median,deviation,says", [(1, 0, "standard deviation"), (1, -1, "standard deviation"),
                                                   (0, 1, "median"), (1, math.nan, "standard deviation")])  # fmt: skip
def test_a_log_normal_law_without_a_spread_is_none(median, deviation, says):
    with pytest.raises(ValueError, match=f"a log-normal law needs a {says}.* above 0, got"):
        ends_of_log_normal(median, deviation)
