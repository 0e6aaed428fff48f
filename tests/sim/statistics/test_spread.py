"""How far a figure spreads over worlds: quantiles, and parts of variance that are known beforehand."""

from math import inf, nan, sqrt

import numpy as np
import pandas as pd
import pytest

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.spread import (
    ENDS,
    FEW,
    FEWEST,
    PARTS,
    WIDE,
    around_the_middle,
    count_as,
    difference,
    ends_of,
    error_of_median,
    independent,
    interval_of_mean,
    interval_of_share,
    mean_of_sample,
    parts_of_spread,
    quantiles_of,
    share_of_sample,
    spread,
    verdict,
)


def made(sets, seeds=2, luck=1.0, parameters=1.0, structure=1.0, seed=1):
    """Values of which each part has a known variance, and the column of structure, which is -1 or 1."""
    draws = Draws(seed)
    side = np.where(np.arange(sets) % 2, 1.0, -1.0)
    own = draws.stream("own").normal(np.arange(sets))
    chance = np.array([draws.stream(f"luck {n}").normal(np.arange(sets)) for n in range(seeds)]).T
    return structure * side[:, None] + parameters * own[:, None] + luck * chance, side[:, None]


def test_quantiles_and_the_share_above():
    found = spread(np.arange(101.0), above=89.5)
    assert [found[name] for name in ("p5", "p25", "p50", "p75", "p95")] == [5, 25, 50, 75, 95]
    assert found["above"] == pytest.approx(11 / 101)
    assert spread([1.0, np.nan, 3.0])["p50"] == 2
    few = np.arange(FEW - 1.0)
    assert [spread(few, ends=ends_of(FEW - 1))[end] for end in ("p5", "p25", "p95")] == [0, (FEW - 2) / 4, FEW - 2]
    assert ends_of(FEW) == ENDS


def test_nothing_known_is_nan():
    assert all(np.isnan(value) for value in spread([np.nan]).values())
    assert all(np.isnan(value) for value in parts_of_spread(*made(FEWEST - 1)).values())
    assert all(np.isnan(value) for value in parts_of_spread(np.ones((50, 2)), np.zeros((50, 1))).values())


@pytest.mark.parametrize(
    ("luck", "parameters", "structure"), [(1, 1, 1), (2, 1, 0.5), (0.5, 2, 1), (1, 0, 1), (1, 1, 0), (0, 1, 2)]
)
def test_parts_are_those_that_were_put_in(luck, parameters, structure):
    found = parts_of_spread(*made(4000, luck=luck, parameters=parameters, structure=structure))
    squares = np.square([luck, parameters, structure])
    assert [found[name] for name in PARTS] == pytest.approx(squares / squares.sum(), abs=0.03)
    assert sum(found[name] for name in PARTS) == pytest.approx(1)


def test_a_column_that_says_nothing_is_no_structure():
    values, _ = made(60, structure=0)
    noise = Draws(9).stream("noise").normal(np.arange(60))[:, None]
    many = np.array([Draws(n).stream("noise").normal(np.arange(60)) for n in range(8)]).T
    found = [parts_of_spread(values, columns)["structure"] for columns in (noise, many)]
    assert max(found) < 0.25  # not the 8 of 60 that an unadjusted fit would take for it


@pytest.mark.parametrize("scale", [0.01, 1.0])
def test_columns_that_tell_all_sets_apart_explain_all_that_differs_between_them(scale):
    """With as many columns as sets nothing is left for parameters, in whatever unit the values are."""
    values, _ = made(FEWEST)
    found = parts_of_spread(scale * values, np.eye(FEWEST))
    assert found["parameters"] == pytest.approx(0, abs=1e-12)
    assert found["structure"] == pytest.approx(1 - found["luck"])
    assert found["luck"] == pytest.approx(parts_of_spread(values, np.eye(FEWEST))["luck"])


def test_errors_are_those_that_repeats_have():
    repeats = [parts_of_spread(*made(100, seed=n)) for n in range(60)]
    for part in PARTS:
        spread_of = np.std([one[part] for one in repeats], ddof=1)
        said = np.median([one[f"{part}_error"] for one in repeats])
        assert said == pytest.approx(spread_of, rel=0.35)


def test_errors_are_those_of_sets_that_differ():
    """Of forty sets, each there five times with luck of its own: errors are those that repeats have."""
    five, repeats = np.repeat(np.arange(40), 5), []
    for n in range(60):
        values, side = made(40, luck=0, seed=n)
        luck = Draws(n).stream("luck").normal(np.arange(400)).reshape(200, 2)
        repeats.append(parts_of_spread(values[five] + luck, side[five], five))
    of_their_own = parts_of_spread(*made(40), np.arange(40) + 7)
    assert of_their_own == parts_of_spread(*made(40))
    for part in PARTS:
        spread_of = np.std([one[part] for one in repeats], ddof=1)
        said = np.median([one[f"{part}_error"] for one in repeats])
        assert said == pytest.approx(spread_of, rel=0.35)


def test_of_too_few_sets_that_differ_nothing_is_told():
    values, side = made(60)
    few = parts_of_spread(values, side, np.arange(60) % (FEWEST - 1))
    assert all(np.isnan(value) for value in few.values())


def test_a_set_of_which_all_runs_failed_does_not_count():
    values, side = made(40)
    with_gaps = np.vstack([values, [[np.nan, np.nan]]])
    assert parts_of_spread(with_gaps, np.vstack([side, [[5.0]]])) == parts_of_spread(values, side)


def test_luck_may_be_told_apart_in_a_part_of_the_sets():
    """A fifth of them have a second seed: the same parts, with the errors that repeats have."""
    repeats = []
    for n in range(60):
        values, side = made(200, luck=1, parameters=1, structure=0.5, seed=n)
        values[40:, 1] = np.nan
        repeats.append(parts_of_spread(values, side))
    for part, share in zip(PARTS, np.square([1, 1, 0.5]) / 2.25, strict=True):
        found = np.array([one[part] for one in repeats])
        assert found.mean() == pytest.approx(share, abs=3 * found.std() / 60**0.5)
        assert np.median([one[f"{part}_error"] for one in repeats]) == pytest.approx(found.std(ddof=1), rel=0.35)
    values[FEWEST - 1 :, 1] = np.nan
    assert np.isnan(parts_of_spread(values, side)["luck"])


def normal(n, count):
    return Draws(n).stream("normal").normal(np.arange(count))


def test_the_error_of_a_median_is_that_of_its_law():
    """Of a normal law the standard error of the median of n is the root of π / 2n, of which twice to either side holds
    the true median in 95 of 100 samples."""
    found = np.array([(np.median(normal(n, 201)), spread(normal(n, 201))["p50_error"]) for n in range(800)])
    assert np.mean(found[:, 1]) == pytest.approx((np.pi / 402) ** 0.5, rel=0.05)
    assert np.mean(np.abs(found[:, 0]) < 1.96 * found[:, 1]) == pytest.approx(0.95, abs=0.025)


def test_worlds_of_one_set_count_once_in_the_error_of_a_median():
    """Each of a hundred values four times over tells no more of the median than it does once."""
    values, four = normal(1, 100), np.repeat(np.arange(100), 4)
    once = error_of_median(values)
    assert error_of_median(values[four], four) == pytest.approx(once, rel=0.05)
    assert error_of_median(values[four]) < 0.7 * once
    assert spread(np.append(values[four], np.nan), sets=np.append(four, 7))["p50_error"] == pytest.approx(
        once, rel=0.05
    )
    assert np.isnan(error_of_median([1.0, 2.0], [3, 3]))
    assert np.isnan([error_of_median([]), error_of_median([1.0])]).all()
    assert error_of_median([5.0, 5.0, 5.0]) == 0


def test_the_error_of_a_median_by_hand():
    """By 1.96 errors of a share of a half, of 100 and of 101; of two independent pairs the ends are the outermost."""
    assert around_the_middle(100) == pytest.approx((0.4020018, 0.5979982))
    assert around_the_middle(1) == (0, 1)
    assert error_of_median(np.arange(101.0)) == pytest.approx(50 / 101**0.5)
    assert error_of_median(np.arange(4.0), [7, 7, 9, 9]) == pytest.approx(3 / (2 * 1.959964))


def test_the_interval_of_a_mean_counts_a_set_and_not_each_of_its_worlds():
    """Worlds of their own: Student's t of the values. Each twice in a set: as if it were there once."""
    values = np.array([[1.0, 0.0], [2.0, 0.0], [4.0, 0.0], [9.0, 0.0]])
    low, high = interval_of_mean(values, [1, 2, 3, 4])
    half = 3.182446305 * values[:, 0].std(ddof=1) / 2
    assert (low[0], high[0]) == pytest.approx((4 - half, 4 + half))
    assert low[1] == high[1] == 0
    twice = interval_of_mean(values.repeat(2, axis=0), np.repeat([1, 2, 3, 4], 2))
    assert twice[0] == pytest.approx(low)
    assert twice[1] == pytest.approx(high)
    assert np.isnan(interval_of_mean(values, [1, 1, 1, 1])).all()
    assert np.isnan(interval_of_mean(values[:0], [])).all()


def test_a_share_has_an_interval_even_of_none_and_all():
    assert interval_of_share(0.0, 60) == (0.0, pytest.approx(0.0602, abs=1e-4))
    assert interval_of_share(1.0, 60) == (pytest.approx(0.9398, abs=1e-4), 1.0)
    assert interval_of_share(0.3, 100) == pytest.approx((0.2189, 0.3958), abs=1e-4)  # Wilson's, by a table


def test_rows_that_come_again_count_less():
    assert count_as(pd.DataFrame({"a": range(6), "b": "x"})) == pytest.approx(6)
    assert count_as(pd.DataFrame({"a": [1, 1, 1, 2]})) == pytest.approx(16 / 10)
    assert count_as(pd.DataFrame({"a": [1, np.nan, np.nan]})) == pytest.approx(9 / 5)
    assert [independent([]), independent([3, 3, 1])] == pytest.approx([0, 9 / 5])


def test_quantiles_of_what_may_have_no_end_are_among_the_values():
    assert quantiles_of([1.0, 2.0, 3.0], [0.25, 0.5]) == [1.5, 2.0]
    assert quantiles_of([1.0, 2.0, inf, inf], [0.0, 0.25, 0.5, 0.75, 0.95]) == [1.0, 1.0, 2.0, inf, inf]


T_OF_TWO, T_OF_THREE = 4.302652729911275, 3.182446305284263  # 0.975 of Student's law with so many degrees of freedom


def test_a_mean_over_strata_by_hand():
    """Two strata of two clusters: the weighted mean, and by how much clusters lie off it within each stratum."""
    values, weights = [1.0, 3.0, 2.0, 2.0, 6.0], [1.0, 1.0, 2.0, 2.0, 2.0]
    clusters, strata = ["a", "a", "b", "c", "d"], [0, 0, 0, 1, 1]
    mean, low, high = mean_of_sample(values, weights, clusters, strata)
    assert mean == pytest.approx(3.0)
    off = np.array([-2.0, -2.0, -2.0, 6.0]) / 8
    error = sqrt(2 * (off[:2].var(ddof=1) + off[2:].var(ddof=1)))
    assert [mean - low, high - mean] == pytest.approx([T_OF_TWO * error] * 2)


def test_a_single_stratum_of_single_rows_is_the_plain_interval():
    values = np.array([1.0, 4.0, 2.0, 5.0, 3.0])
    mean, *ends = mean_of_sample(values, np.ones(5), range(5), np.zeros(5))
    assert mean == 3.0
    assert ends == pytest.approx([float(end) for end in interval_of_mean(values, range(5))])


def test_rows_without_weight_count_for_nothing_but_their_clusters_were_drawn():
    weights, clusters = [1.0, 1.0, 1.0, 0.0], [0, 1, 1, 2]
    told = mean_of_sample([1.0, 2.0, 3.0, nan], weights, clusters, [0] * 4)
    assert told[0] == 2.0
    assert mean_of_sample([1.0, 2.0, 3.0, 99.0], weights, clusters, [0] * 4) == told
    without = mean_of_sample([1.0, 2.0, 3.0], weights[:3], clusters[:3], [0] * 3)
    assert told[2] - told[0] < without[2] - without[0]


def test_of_a_sample_that_tells_nothing_the_ends_are_nan():
    assert np.isnan(mean_of_sample([1.0], [0.0], [0], [0])).all()
    for of_sample in (mean_of_sample, share_of_sample):
        mean, *ends = of_sample([1.0, 0.0, 1.0, 0.0], [1.0] * 4, [0, 1, 2, 2], [0, 0, 1, 1])
        assert mean == 0.5
        assert np.isnan(ends).all()


def test_a_share_of_a_sample_keeps_within_its_bounds():
    """Of none it is Wilson's of all rows; where clusters differ it is of fewer, and never of more than there are."""
    rows, clusters = np.zeros(40), np.repeat(np.arange(4), 10)
    assert share_of_sample(rows, np.ones(40), clusters, np.zeros(40)) == (0.0, *interval_of_share(0.0, 40))
    rows[:10] = 1.0
    as_many = 0.25 * 0.75 / 0.25**2 * (WIDE / T_OF_THREE) ** 2  # the error of the share is a quarter
    told = share_of_sample(rows, np.ones(40), clusters, np.zeros(40))
    assert told == pytest.approx((0.25, *interval_of_share(0.25, as_many)))
    rows = np.concatenate([np.arange(10) < number for number in (5, 5, 5, 4)]).astype(float)
    told = share_of_sample(rows, np.ones(40), clusters, np.zeros(40))
    assert told == pytest.approx((19 / 40, *interval_of_share(19 / 40, 40)))


@pytest.mark.parametrize(
    ("above", "below", "number", "said"),
    [
        (0.95, 0.05, 200, "clear"),
        (0.05, 0.95, 200, "clear"),
        (0.949, 0.051, 200, "likely"),
        (0.8, 0.2, 200, "likely"),
        (0.79, 0.21, 200, "none"),
        (0.2, 0.0, 200, "none"),
        (1.0, 0.0, 19, "likely"),
        (1.0, 0.0, 20, "clear"),
        (0.0, 0.0, 200, "none"),
    ],
)
def test_verdict_by_bounds(above, below, number, said):
    assert verdict(above, below, number) == said


def test_difference_counts_simulations_above_and_below_nothing():
    found = difference(np.r_[np.arange(1.0, 31.0), np.zeros(6), -np.ones(4)], above=10.0)
    assert [found[name] for name in ("above_zero", "below_zero", "above", "worlds")] == [0.75, 0.1, 0.5, 40]
    few = difference([3.0, -1.0, 7.0])
    assert (few["p5"], few["p50"], few["p95"]) == (-1.0, 3.0, 7.0)
