"""Fair comparison: paired differences, how many replicates are enough, and worlds that share their luck (S04)."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.compare import (
    Precision,
    by_set,
    moves_of_ratio,
    paired,
    ratio_of_differences,
    replicates_needed,
)
from tests.helpers.table_rows import only


def made_up(n, shift=2.0, own=1.0, shared=5.0, base="a", other="b", seed=1):
    """Runs of two scenarios that share a part of their luck: difference `shift`, of standard deviation `own`."""
    draws, seeds = Draws(seed), np.arange(1, n + 1)
    luck = shared * draws.stream("shared").normal(seeds)
    first = pd.DataFrame({"scenario": base, "seed": seeds, "y": 100 + luck})
    second = first.assign(scenario=other, y=100 + shift + luck + own * draws.stream("own").normal(seeds))
    return pd.concat([first, second], ignore_index=True)


# ---- paired differences ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pairs", [2, 25])
def test_the_interval_is_that_of_the_paired_t_test(pairs):
    runs = made_up(pairs)
    row = only(paired(runs, "scenario", "a", ["y"]))
    a, b = (runs.loc[runs["scenario"] == name, "y"].to_numpy() for name in "ab")
    expected = stats.ttest_rel(b, a).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))
    assert row["difference"] == pytest.approx((b - a).mean())
    assert (row["base"], row["mean"], row["replicates"]) == pytest.approx((a.mean(), b.mean(), pairs))
    assert row["variance_ratio"] == pytest.approx((a.var(ddof=1) + b.var(ddof=1)) / (b - a).var(ddof=1))


def test_as_many_are_needed_as_a_paired_and_an_unpaired_t_test_take():
    runs = made_up(25)
    row = only(paired(runs, "scenario", "a", ["y"], Precision(of_effect=0.25, of_base=0)))
    a, b = (runs.loc[runs["scenario"] == name, "y"].to_numpy() for name in "ab")
    allowed = 0.25 * (b - a).mean()

    def least(spread, freedom):
        return next(k for k in range(2, 999) if stats.t.ppf(0.975, freedom(k)) * spread / sqrt(k) <= allowed)

    assert row["needed"] == least((b - a).std(ddof=1), lambda k: k - 1)
    apart = sqrt(a.var(ddof=1) + b.var(ddof=1))
    assert row["needed_unpaired"] == pytest.approx(least(apart, lambda k: 2 * k - 2), rel=0.01)


def test_replicates_of_one_set_count_once():
    """Each replicate twice, by sets that stand anywhere: the interval is that of each once, and not root 2 narrower."""
    once = made_up(9)
    twice = pd.concat([once, once.assign(seed=once["seed"] + 9)])
    row = only(paired(twice, "scenario", "a", ["y"], sets=lambda seeds: [(seed - 1) % 9 for seed in seeds]))
    alone = only(paired(once, "scenario", "a", ["y"]))
    same = ["base", "mean", "difference", "low", "high", "variance_ratio"]
    assert row[same].tolist() == pytest.approx(alone[same].tolist())
    assert (row["replicates"], row["needed"]) == (18, 2 * alone["needed"])


def test_sets_keep_the_mean_of_all_replicates_however_many_each_has():
    assert by_set([1.0, 2, 4, 9], [7, 7, 3, 3]).tolist() == [6.5, 1.5]
    uneven = by_set([[1.0], [2], [9]], [0, 0, 1])
    assert uneven.mean() == pytest.approx(4)
    assert uneven.ravel() == pytest.approx([4 + (1 + 2 - 8) * 2 / 3, 4 + (9 - 4) * 2 / 3])


def test_of_a_single_set_no_interval_is_known():
    row = only(paired(made_up(2), "scenario", "a", ["y"], sets=lambda seeds: [0 for _ in seeds]))
    assert row["difference"] == pytest.approx(2, abs=3)
    assert row[["low", "high"]].isna().all()
    assert not row["enough"]
    none = only(paired(made_up(2).iloc[[0, 3]], "scenario", "a", ["y"], sets=lambda seeds: seeds))
    assert none["replicates"] == 0
    assert none.drop(["scenario", "indicator", "replicates", "enough"]).isna().all()


def test_pairs_are_by_seed_and_one_with_a_missing_figure_does_not_count():
    runs = made_up(12)
    shuffled = runs.iloc[np.argsort(Draws(3).stream("order").bits(np.arange(len(runs))))]
    first, second = (only(paired(table, "scenario", "a", ["y"]))["high"] for table in (runs, shuffled))
    assert first == pytest.approx(second)
    runs.loc[3, "y"] = np.nan
    assert only(paired(runs, "scenario", "a", ["y"]))["replicates"] == 11


def test_without_a_difference_two_replicates_are_enough():
    runs = made_up(5, shift=0.0, own=0.0)
    for figures in (runs["y"], 0.0):
        row = only(paired(runs.assign(y=figures), "scenario", "a", ["y"]))
        assert (row["low"], row["difference"], row["high"], row["needed"]) == (0, 0, 0, 2)
        assert row["enough"]
    assert replicates_needed(0.01, 1.0, Precision(), lambda k: k - 1) == 2


def test_what_only_rounding_sets_apart_is_no_difference():
    """The same sums in another order: no 1e-13, and no minus before a 0."""
    one, other = 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1
    runs = pd.DataFrame({"scenario": [*"aaabbb"], "seed": [1, 2, 3] * 2, "y": [one, 1.0, -2.0, other, 1.0, -2.0]})
    assert runs.loc[0, "y"] != runs.loc[3, "y"]
    row = only(paired(runs, "scenario", "a", ["y"]))
    assert [f"{row[name]:+g}" for name in ("low", "difference", "high")] == ["+0"] * 3
    runs.loc[3, "y"] += 1e-6
    assert only(paired(runs, "scenario", "a", ["y"]))["difference"] > 0


def test_every_other_scenario_is_compared_with_the_base():
    runs = pd.concat([made_up(5), made_up(5, other="c").query("scenario == 'c'")])
    assert paired(runs, "scenario", "a", ["y"])["scenario"].tolist() == ["b", "c"]


# ---- how many are enough ---------------------------------------------------------------------------------------------


def test_the_number_needed_is_the_least_that_is_enough():
    precision, spread, allowed = Precision(), 3.0, 0.7
    n = replicates_needed(spread, allowed, precision, lambda k: k - 1)

    def half(k):
        return stats.t.ppf(0.975, k - 1) * spread / sqrt(k)

    assert half(n) <= allowed < half(n - 1)


@pytest.mark.parametrize(
    "effect, base, allowed", [(100, 1000, 10.0), (400, 1000, 20.0), (-400, 1000, 20.0), (0, 1000, 10.0), (0, 0, 0.0)]
)
def test_either_share_is_enough(effect, base, allowed):
    assert Precision().allowed(effect, base) == pytest.approx(allowed)


def test_nothing_is_precise_enough_for_nothing():
    assert replicates_needed(1.0, 0.0, Precision(), lambda k: k - 1) == np.inf
    assert np.isnan(replicates_needed(np.nan, 1.0, Precision(), lambda k: k - 1))


def test_a_ratio_over_a_known_sum_has_the_interval_of_the_mean_and_over_nothing_none():
    """Means 2 and 2, the standard error of the first 1/√3, Student's t with 2 degrees of freedom 4.3027. What is
    proportional has an exact ratio."""
    ratio, low, high = ratio_of_differences(np.array([1.0, 2, 3]), np.array([2.0, 2, 2]))
    assert (ratio, low, high) == pytest.approx((1, 1 - 4.3027 / sqrt(3) / 2, 1 + 4.3027 / sqrt(3) / 2), rel=1e-4)

    euros = np.array([4.0, 5, 6, 5])
    assert ratio_of_differences(3 * euros, euros) == pytest.approx((3, 3, 3))
    ratio, *bounds = ratio_of_differences(np.array([1.0, 2, 3]), np.array([-1.0, 2, 1]))
    assert ratio == pytest.approx(3)
    assert np.isnan(bounds).all()
    assert ratio_of_differences(np.array([6.0]), np.array([2.0])) == pytest.approx((3, np.nan, np.nan), nan_ok=True)
    assert np.isnan(ratio_of_differences(np.array([1.0, 2]), np.zeros(2))).all()


def test_a_pair_moves_a_ratio_by_what_it_lies_off_it():
    """A ratio of 6 to 4: off it by -1/2, 1/2 and 0, over a mean of 4/3."""
    assert moves_of_ratio(np.array([1.0, 2, 3]), np.array([1.0, 1, 2])) == pytest.approx([-3 / 8, 3 / 8, 0])


def test_at_the_bounds_the_ratio_is_just_not_refused():
    """Fieller: r is inside as long as a paired t-test does not tell top from r · bottom."""
    top, bottom = np.array([3.0, 5, 4, 8, 5]), np.array([2.0, 2.5, 1.8, 3.1, 2.2])
    ratio, low, high = ratio_of_differences(top, bottom)
    assert low < ratio < high
    for bound in (low, high):
        assert stats.ttest_rel(top, bound * bottom).pvalue == pytest.approx(0.05)
