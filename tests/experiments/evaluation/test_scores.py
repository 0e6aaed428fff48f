"""Scores of predictions, by hand."""

from math import log

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evaluation.scores import OF_COUNTS, OF_RATIOS, held, scored
from contagion.sim.statistics.spread import ENDS

POINT = dict.fromkeys(ENDS, 2.0)


def test_the_score_of_a_point_is_half_of_the_distance():
    """The shares have the mean one half."""
    assert scored(POINT, 8.0, 0.0) == pytest.approx({"score": log(4) / 2, "error": -log(4), "width": 0})
    assert scored(POINT, 0.5, 0.0) == pytest.approx({"score": log(4) / 2, "error": log(4), "width": 0})
    assert scored(POINT, 2.0, 0.0)["score"] == 0


def test_the_score_by_hand():
    """Quantiles of e^-2, e^-1, 1, e, e^2, and a fact of e: four lie at or below it, one above."""
    ends = dict(zip(ENDS, np.exp([-2.0, -1, 0, 1, 2]).tolist(), strict=True))
    made = scored(ends, float(np.exp(1)), 0.0)
    assert made["score"] == pytest.approx((3 * 0.05 + 2 * 0.25 + 1 * 0.5 + 0 * 0.75 + 1 * 0.05) / 5)
    assert made["error"] == pytest.approx(-1)
    assert made["width"] == pytest.approx(4)


def test_being_far_off_costs_and_being_unsure_costs():
    """It is proper: of several spreads around the right middle, that of the truth has the least expected score."""
    from scipy.stats import norm

    truth = np.exp(norm.ppf((np.arange(2000) + 0.5) / 2000))

    def expected(middle, spread):
        ends = {name: float(np.exp(middle + spread * norm.ppf(share))) for name, share in ENDS.items()}
        return np.mean([scored(ends, fact, 0.0)["score"] for fact in truth])

    best = expected(0, 1)
    assert all(best < expected(*other) for other in ((0, 0.5), (0, 2), (0.7, 1), (-0.7, 1)))


def test_nothing_at_all_counts_as_half_of_one():
    none = dict.fromkeys(ENDS, 0.0)
    assert scored(none, 2.0, OF_COUNTS)["error"] == pytest.approx(log(0.5 / 2.5))
    assert scored(none, 0.1, OF_RATIOS)["error"] == pytest.approx(log(0.01 / 0.11))
    assert scored(POINT, 0.0, OF_COUNTS)["error"] == pytest.approx(log(2.5 / 0.5))


def test_a_figure_below_zero_has_no_score():
    assert np.isnan([*scored(POINT | {"p5": -0.5}, 2.0, OF_RATIOS).values()]).all()


def test_two_are_held_against_each_other_on_what_both_predict():
    table = pd.DataFrame(
        {
            "series": ["a", "a", "b", "c", "d"],
            "score": [0.1, 0.3, 0.2, 0.9, np.nan],
            "sheet_score": [0.2, 0.1, 0.5, np.nan, 0.1],
        }
    )
    over = held(table)
    assert (over.facts, over.ahead) == (3, 2)
    assert (over.first, over.second) == pytest.approx((0.2, 0.8 / 3))
    assert over.difference == pytest.approx(-0.2 / 3)
    without = [-0.3, 0.05]  # mean differences without a, and without b
    assert over.error == pytest.approx(abs(without[0] - without[1]) / 2)  # jackknife: (m - 1) times their variance
    assert over.is_as_good
    assert not over.is_plain
    assert not held(table, "sheet_score", "score").is_as_good


def test_the_error_of_independent_facts_is_that_of_a_mean():
    more = np.array([0.1, -0.2, 0.4, 0.3, 0.0])
    table = pd.DataFrame({"series": list("abcde"), "score": 1 + more, "sheet_score": 1.0})
    assert held(table).error == pytest.approx(more.std(ddof=1) / 5**0.5)


def test_of_one_series_there_is_no_error_and_of_none_nothing():
    table = pd.DataFrame({"series": ["a"], "score": [0.1], "sheet_score": [0.2]})
    assert held(table).facts == 1
    assert np.isnan(held(table).error)
    assert not held(table).is_plain
    assert held(table[:0]).facts == 0
    assert not held(table[:0]).is_as_good
