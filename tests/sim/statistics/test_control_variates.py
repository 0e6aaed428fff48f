"""Means adjusted by what is known of each replicate beforehand: on figures made by hand."""

import numpy as np
import pandas as pd
import pytest

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.compare import Precision, paired, replicates_wanted
from contagion.sim.statistics.control_variates import REPLICATES, Controls, Mean, left, mean_of, misses

AGAIN, N = 500, 40
NOISE = Draws(1).stream("a test")


def made(again, n=N, quantities=2):
    """Luck of n figures, and quantities with mean 0, of one repetition."""
    every = NOISE.normal(np.arange(n)[:, None], again * 8 + np.arange(1 + quantities))
    return every[:, 0], every[:, 1:]


def half(found):
    return Precision().half(found.spread, N, N - 1 - found.controls)


@pytest.mark.parametrize(
    "figures_of, spread",
    [
        (lambda luck, known: luck, 1.0),  # useless
        (lambda luck, known: luck + 2 * known[:, 0], 1.0),  # most of the variance
        (lambda luck, known: luck + known[:, 0] ** 2 - 1 + known[:, 1], np.sqrt(3)),  # no straight line
        (lambda luck, known: luck**2 - 1 + known[:, 0], np.sqrt(2)),  # skewed
    ],
)
def test_intervals_hold_the_mean_as_often_as_they_say(figures_of, spread):
    """Nearly: as those without anything known do, at most 3 in 100 less often."""
    found, plain = [], []
    for again in range(AGAIN):
        luck, known = made(again)
        figures = 5 + figures_of(luck, known)
        found.append(mean_of(figures, known))
        plain.append(mean_of(figures))
    holds, before = (np.mean([abs(one.mean - 5) <= half(one) for one in some]) for some in (found, plain))
    means = [one.mean for one in found]
    assert before - 0.03 <= holds <= 0.97
    assert abs(np.mean(means) - 5) < 4 * np.std(means) / np.sqrt(AGAIN)
    assert np.std(means) == pytest.approx(spread / np.sqrt(N), rel=0.15)


def test_known_means_are_what_a_figure_is_moved_to():
    """Figures that are known but for a constant: their mean is that of what is known, whatever was drawn."""
    _, known = made(3)
    found = mean_of(7 + known @ [1.0, -4.0], known)
    assert found.mean == pytest.approx(7)
    assert found.spread == pytest.approx(0, abs=1e-6)
    assert found.controls == 2


def test_mean_and_spread_are_those_of_the_jackknife():
    """By regressions of twelve figures, each left out once."""
    luck, known = made(8, n=12, quantities=1)
    figures = 5 + luck + 3 * known[:, 0] ** 3
    table, rows = np.column_stack([np.ones(12), known]), np.arange(12)
    of_all = np.linalg.lstsq(table, figures)[0][0]
    each = np.array([np.linalg.lstsq(table[rows != n], figures[rows != n])[0][0] for n in rows])
    spread = np.sqrt(11 * ((each - each.mean()) ** 2).sum())
    found = mean_of(figures, known)
    assert (found.mean, found.spread, found.controls) == pytest.approx((12 * of_all - 11 * each.mean(), spread, 1))


def test_useless_quantities_widen_an_interval_by_no_more_than_their_degrees_of_freedom():
    """On average; in one case of a hundred by a tenth, as they happen to foretell something."""
    ratios = []
    for again in range(250):
        luck, known = made(again)
        ratios.append(half(mean_of(luck, known)) / half(mean_of(luck)))
    lost = Precision().quantile(N - 3) / Precision().quantile(N - 1) * np.sqrt((N - 1) / (N - 3))
    assert np.mean(ratios) <= lost
    assert np.quantile(ratios, 0.99) < 1.15


def test_too_few_figures_and_quantities_that_do_not_vary_are_left_alone():
    luck, known = made(1)
    figures = luck + 3 * known[:, 0]
    assert mean_of(figures, known).controls == 2
    few = 19
    assert mean_of(figures[:few], known[:few]) == mean_of(figures[:few])
    assert mean_of(figures[:10], known[:10, :1]).controls == 1
    assert mean_of(figures, known * [1e-6, 1e6]).controls == 2  # in whatever unit they are
    assert mean_of(figures[:few], np.column_stack([known[:few, 0], np.full(few, 0.1)])).controls == 1
    assert mean_of(figures, known[:, [0, 0]]) == mean_of(figures)  # twice the same
    assert mean_of(np.ones(N), known) == mean_of(np.ones(N)) == Mean(1.0, 0.0, 0)


def test_two_figures_have_a_spread_and_one_has_none():
    for some, mean, spread in (([1.0, 3.0], 2.0, np.sqrt(2)), ([4.0], 4.0, np.nan), ([], np.nan, np.nan)):
        found = mean_of(np.array(some), np.zeros((len(some), 1)))
        assert (found.mean, found.spread, found.controls) == pytest.approx((mean, spread, 0), nan_ok=True)


def test_what_is_left_of_a_variance():
    """A quantity that makes three quarters of a variance leaves a quarter; one that has nothing to do with it, all; and
    each is what a regression on all others misses it by."""
    luck, known = made(2, n=400)
    figures = np.sqrt(3) * known[:, 0] + luck
    assert left(figures, known[:, :1]) == pytest.approx(0.25, abs=0.05)
    assert left(luck, known) == pytest.approx(1, abs=0.03)
    table = np.column_stack([np.ones(399), known[1:]])
    foretold = np.linalg.lstsq(table, figures[1:], rcond=None)[0] @ [1, *known[0]]
    assert misses(figures, known)[0] == pytest.approx((figures[0] - foretold) * 399 / 400)
    assert misses(figures) == pytest.approx(figures - figures.mean())


def test_paired_differences_are_adjusted_where_something_is_known_of_them():
    luck, known = made(4)
    seeds = np.arange(1, N + 1)
    runs = pd.concat(
        [
            pd.DataFrame({"scenario": "a", "seed": seeds, "y": 100 + 5 * luck, "z": luck}),
            pd.DataFrame({"scenario": "b", "seed": seeds, "y": 103 + 5 * luck + known[:, 0], "z": luck + known[:, 0]}),
        ]
    )
    of = {name: pd.DataFrame({"q": times * known[:, 0]}, index=seeds) for name, times in {"a": 1, "b": 3}.items()}
    rows = paired(runs, "scenario", "a", ["y", "z"], known=Controls(of, ["y"])).set_index("indicator")
    plain = paired(runs, "scenario", "a", ["y", "z"]).set_index("indicator")
    assert rows.loc["z"].equals(plain.loc["z"])
    y, before = rows.loc["y"], plain.loc["y"]
    # The second scenario's quantity is a multiple of the first's: together they tell no more, and are not used.
    assert y.equals(before)
    of["b"] = of["b"] * 0 + of["a"] + made(5)[1][:, :1]
    y = paired(runs, "scenario", "a", ["y"], known=Controls(of, ["y"])).iloc[0]
    assert (y["difference"], y["controls"]) == (pytest.approx(3), 2)
    assert y["high"] - y["low"] < 0.01 < before["high"] - before["low"]
    assert (y["plain"], y["plain_low"], y["plain_high"]) == (before["difference"], before["low"], before["high"])
    assert (before["needed"], y["needed"]) == (6, 6)  # never more than without what is known
    assert y["variance_ratio"] == before["variance_ratio"]


def test_fewer_replicates_are_wanted_where_something_is_known():
    luck, known = made(6)
    seeds = np.arange(1, N + 1)
    first = pd.DataFrame({"scenario": "a", "seed": seeds, "y": 100.0})
    runs = pd.concat([first, first.assign(scenario="b", y=110 + 10 * known[:, 0] + luck)])
    of = {name: pd.DataFrame({"q": known[:, 0]}, index=seeds) for name in "ab"}
    before = replicates_wanted(runs, "scenario", "a", ["y"])
    assert before > 5 * N
    strict, loose = (
        paired(runs, "scenario", "a", ["y"], Precision(share, 0), Controls(of, ["y"])).iloc[0] for share in (0.06, 0.2)
    )
    found = mean_of(10 + 10 * known[:, 0] + luck, known[:, :1])
    halves = [Precision().half(found.spread, k, k - 2) <= 0.06 * found.mean for k in range(3, 200)]
    assert (strict["needed"], loose["needed"]) == (3 + halves.index(True), REPLICATES)
    assert replicates_wanted(runs, "scenario", "a", ["y"], known=Controls(of, ["y"])) == 0
