"""Fair comparison: paired differences, how many replicates are enough, and worlds that share their luck (S04)."""

from math import inf, nan, sqrt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.choice import by_member, pareto, ranks, robustness, worst_part
from contagion.sim.statistics.compare import (
    Precision,
    bootstrap_rows,
    by_set,
    half_width,
    moves_of_ratio,
    paired_differences,
    ratio_of_differences,
    ratio_of_means,
    replicates_needed,
)
from contagion.sim.statistics.spread import (
    ENDS,
    FEW,
    FEWEST,
    PARTS,
    WIDE,
    around_the_middle,
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
    row = only(paired_differences(runs, "scenario", "a", ["y"]))
    a, b = (runs.loc[runs["scenario"] == name, "y"].to_numpy() for name in "ab")
    expected = stats.ttest_rel(b, a).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))
    assert row["difference"] == pytest.approx((b - a).mean())
    assert (row["base"], row["mean"], row["replicates"]) == pytest.approx((a.mean(), b.mean(), pairs))
    assert row["variance_ratio"] == pytest.approx((a.var(ddof=1) + b.var(ddof=1)) / (b - a).var(ddof=1))


def test_as_many_are_needed_as_a_paired_and_an_unpaired_t_test_take():
    runs = made_up(25)
    row = only(paired_differences(runs, "scenario", "a", ["y"], Precision(of_effect=0.25, of_base=0)))
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
    row = only(paired_differences(twice, "scenario", "a", ["y"], sets=lambda seeds: [(seed - 1) % 9 for seed in seeds]))
    alone = only(paired_differences(once, "scenario", "a", ["y"]))
    same = ["base", "mean", "difference", "low", "high", "variance_ratio"]
    assert row[same].tolist() == pytest.approx(alone[same].tolist())
    assert (row["replicates"], row["needed"]) == (18, 2 * alone["needed"])


def test_sets_keep_the_mean_of_all_replicates_however_many_each_has():
    assert by_set([1.0, 2, 4, 9], [7, 7, 3, 3]).tolist() == [6.5, 1.5]
    uneven = by_set([[1.0], [2], [9]], [0, 0, 1])
    assert uneven.mean() == pytest.approx(4)
    assert uneven.ravel() == pytest.approx([4 + (1 + 2 - 8) * 2 / 3, 4 + (9 - 4) * 2 / 3])


def test_of_a_single_set_no_interval_is_known():
    row = only(paired_differences(made_up(2), "scenario", "a", ["y"], sets=lambda seeds: [0 for _ in seeds]))
    assert row["difference"] == pytest.approx(2, abs=3)
    assert row[["low", "high"]].isna().all()
    assert not row["enough"]
    none = only(paired_differences(made_up(2).iloc[[0, 3]], "scenario", "a", ["y"], sets=lambda seeds: seeds))
    assert none["replicates"] == 0
    assert none.drop(["scenario", "indicator", "replicates", "enough"]).isna().all()


def test_pairs_are_by_seed_and_one_with_a_missing_figure_does_not_count():
    runs = made_up(12)
    shuffled = runs.iloc[np.argsort(Draws(3).stream("order").bits(np.arange(len(runs))))]
    first, second = (only(paired_differences(table, "scenario", "a", ["y"]))["high"] for table in (runs, shuffled))
    assert first == pytest.approx(second)
    runs.loc[3, "y"] = np.nan
    assert only(paired_differences(runs, "scenario", "a", ["y"]))["replicates"] == 11


def test_without_a_difference_two_replicates_are_enough():
    runs = made_up(5, shift=0.0, own=0.0)
    for figures in (runs["y"], 0.0):
        row = only(paired_differences(runs.assign(y=figures), "scenario", "a", ["y"]))
        assert (row["low"], row["difference"], row["high"], row["needed"]) == (0, 0, 0, 2)
        assert row["enough"]
    assert replicates_needed(0.01, 1.0, Precision(), lambda k: k - 1) == 2


def test_what_only_rounding_sets_apart_is_no_difference():
    """The same sums in another order: no 1e-13, and no minus before a 0."""
    one, other = 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1
    runs = pd.DataFrame({"scenario": [*"aaabbb"], "seed": [1, 2, 3] * 2, "y": [one, 1.0, -2.0, other, 1.0, -2.0]})
    assert runs.loc[0, "y"] != runs.loc[3, "y"]
    row = only(paired_differences(runs, "scenario", "a", ["y"]))
    assert [f"{row[name]:+g}" for name in ("low", "difference", "high")] == ["+0"] * 3
    runs.loc[3, "y"] += 1e-6
    assert only(paired_differences(runs, "scenario", "a", ["y"]))["difference"] > 0


def test_every_other_scenario_is_compared_with_the_base():
    runs = pd.concat([made_up(5), made_up(5, other="c").query("scenario == 'c'")])
    assert paired_differences(runs, "scenario", "a", ["y"])["scenario"].tolist() == ["b", "c"]


# ---- how many are enough ---------------------------------------------------------------------------------------------


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


def test_ratio_of_independent_means_is_refused_outside_its_bounds():
    top, bottom, level = np.array([3.0, 5, 4, 8, 5]), np.array([2.0, 2.5, 1.8, 3.1, 2.2]), Precision(confidence=0.9)
    ratio, *bounds = ratio_of_means(top, bottom, level)
    assert bounds[0] < ratio < bounds[1]
    assert ratio == pytest.approx(5 / 2.32)
    for bound in bounds:
        error = sqrt((top.var(ddof=1) + bound**2 * bottom.var(ddof=1)) / 5)
        assert stats.t.sf(abs(top.mean() - bound * bottom.mean()) / error, 4) == pytest.approx(0.05)
    assert ratio_of_means(np.zeros(3), bottom, level) == (0, 0, 0)
    assert np.isnan(ratio_of_means(top, bottom - bottom.mean() + 0.01, level)[1:]).all()


# ---- how far a figure spreads over worlds: quantiles, and parts of variance that are known beforehand ----------------


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


# ---- choosing between options: hand-made cases, with the numbers worked out by hand ----------------------------------

# Three members. Each of the options is first by another criterion.
VALUES = pd.DataFrame({1: [5, 0, 4, 12], 2: [5, 0, 4, 12], 3: [5, 36, 27, 0]}, index=list("ABCD"), dtype=float)


def test_what_is_beaten_is_no_choice():
    """More reach and less cost are better: (30, 9) costs more than (30, 5) for the same, (10, 7) is worse by both."""
    values = [[30, 5], [30, 9], [10, 7], [10, 2], [50, 20], [30, 5]]
    assert pareto(values, [True, False]).tolist() == [True, False, False, True, True, True]
    assert pareto(values, [True, True]).tolist() == [False, False, False, False, True, False]
    assert pareto(values, [False, False]).tolist() == [False, False, False, True, False, False]


@pytest.mark.parametrize("values, flags", [([[1, np.nan]], [True, True]), ([[1, 2]], [True]), ([1, 2], [True, True])])
def test_what_cannot_be_compared_is_refused(values, flags):
    with pytest.raises(ValueError):
        pareto(values, flags)


def test_the_four_criteria_can_disagree():
    """The 90th of 100 of three numbers lies 0.8 of the way from the second to the third."""
    made = robustness(VALUES, 6)
    assert made["worst"].tolist() == [5, 0, 4, 0]
    assert made["mean"].tolist() == pytest.approx([5, 12, 35 / 3, 8])
    assert made["regret_p90"].tolist() == pytest.approx([7 + 0.8 * 24, 12, 8 + 0.8 * 1, 0.8 * 36])
    assert made["satisficing"].tolist() == pytest.approx([0, 1 / 3, 1 / 3, 2 / 3])
    places = ranks(made)
    assert {name: places.index[places[name] == 1].tolist() for name in places} == {
        "worst": ["A"], "mean": ["B"], "regret_p90": ["C"], "satisficing": ["D"],
    }  # fmt: skip
    assert places["worst"].tolist() == [1, 3, 2, 3]
    assert places["satisficing"].tolist() == [4, 2, 2, 1]


def test_options_are_set_against_each_other_by_common_members():
    worlds = [(option, world, seed) for option in ("z", "a") for world in (0.1, 0.2) for seed in (1, 2)]
    runs = pd.DataFrame(worlds, columns=["option", "world", "seed"]).assign(reach=range(8))
    made = by_member(runs.sample(frac=1, random_state=1).sort_values("option"), "option", ["world", "seed"], "reach")
    assert made.loc["z"].tolist() == [0, 1, 2, 3]
    assert made.loc["a"].tolist() == [4, 5, 6, 7]
    assert list(by_member(runs, "option", ["world", "seed"], "reach").index) == ["z", "a"]
    with pytest.raises(ValueError, match="a: not run"):
        by_member(runs[:-1], "option", ["world", "seed"], "reach")
    with pytest.raises(ValueError, match="duplicate"):
        by_member(runs, "option", ["seed"], "reach")


def test_the_worst_part_is_the_mean_of_the_worst_tenth():
    """One of three at least; of twenty members two."""
    assert worst_part(VALUES).to_dict() == {"A": 5, "B": 0, "C": 4, "D": 0}
    assert worst_part(pd.DataFrame([np.arange(20.0)[::-1]], index=["A"])).to_dict() == {"A": 0.5}


# ---- bootstrap samples, and the interval that they give --------------------------------------------------------------


def test_rows_that_are_the_same_come_together_in_a_bootstrap_sample():
    stream = Draws(1).stream("any")
    plain = [rows.tolist() for rows in bootstrap_rows(3, 20, stream)]
    by_set = [rows.tolist() for rows in bootstrap_rows(5, 20, stream, same=[7, 4, 7, 9, 7])]
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


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("freedom", [1, 2, 3, 7, 39, 199, 1999, 99_999])
def test_the_quantile_is_that_of_students_t(confidence: float, freedom: int):
    expected = float(stats.t.ppf(0.5 + confidence / 2, freedom))
    assert Precision(confidence=confidence).quantile(freedom) == pytest.approx(expected, rel=1e-9)


def test_the_quantile_without_freedom_is_none_and_with_all_of_it_the_normal_one():
    assert np.isnan(Precision().quantile(0))
    assert Precision().quantile(np.inf) == pytest.approx(float(stats.norm.ppf(0.975)))
