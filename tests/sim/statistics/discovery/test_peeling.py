"""The steps of one search, each on points made by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from contagion.sim.statistics.discovery.peeling import Points


def line(outcome) -> Points:
    """Points in a row, and beside it a factor that tells nothing."""
    number = len(outcome)
    return Points.of({"place": np.arange(number), "noise": np.arange(number) % 2}, outcome)


def test_a_quasi_p_value_is_that_of_the_binomial_law():
    """6 of 8 within; without the first limit 6 of 12, without the second 7 of 10."""
    points = Points.of(
        {"a": [1] * 8 + [0] * 4 + [1] * 2, "b": [1] * 12 + [0] * 2}, [1] * 6 + [0] * 2 + [0] * 4 + [1, 0]
    )
    found = points.quasi_p({(0, "least"): 1, (1, "least"): 1})
    assert found[0, "least"] == pytest.approx(binomtest(6, 8, 6 / 12, alternative="greater").pvalue)
    assert found[1, "least"] == pytest.approx(binomtest(6, 8, 7 / 10, alternative="greater").pvalue)


def test_a_limit_that_does_no_better_than_chance_is_dropped():
    points = line([0] * 100 + [1] * 100)
    assert points._pruned({(0, "least"): 100, (1, "most"): 0}) == {(0, "least"): 100}
    assert points._pruned({(1, "most"): 0}) == {}


def test_what_was_peeled_too_far_is_pasted_back():
    points = line([0] * 100 + [1] * 100)
    assert points._pasted({(0, "least"): 150})[0, "least"] in range(100, 105)  # a slice has 4 or 5
    both = points._pasted({(0, "least"): 150, (0, "most"): 170})
    assert both[0, "least"] in range(100, 105)
    assert both[0, "most"] == 199
    kinds = Points.of({"kind": np.repeat(["a", "b", "c"], 10)}, [0] * 10 + [1] * 20)
    assert kinds._pasted({(0, "among"): frozenset({1})}) == {(0, "among"): frozenset({1, 2})}


def test_each_peel_takes_the_slice_without_which_most_is_gained():
    """Only a twentieth at a time, however much lies below."""
    points = line([0] * 100 + [1] * 100)
    first, second, *_ = points._peeled(np.array([True, True]))
    assert first == {(0, "least"): 10}
    assert second == {(0, "least"): 19}


@pytest.mark.parametrize("number, cut, left", [(400, 380, 20), (1000, 949, 51)])
def test_a_box_keeps_twenty_points_and_a_twentieth_of_all(number, cut, left):
    points = line(np.arange(number) >= number / 2)
    *_, last = points._peeled(np.array([True, True]))
    assert (last, points.inside(last).sum()) == ({(0, "least"): cut}, left)


def test_a_thin_slice_is_peeled_always_and_a_thick_one_where_two_standard_errors_say_so():
    """Of 200 points of which half have it the error of two halves is 0.0707, and 0.1 where two points count as one."""
    rows = np.arange(200)
    assert [line(rows % 2)._is_worth(rows >= cut) for cut in (20, 22)] == [True, False]
    for share, enough in ((1.0, 58), (0.5, 61)):
        for have in (enough, enough - 1):
            outcome = [1] * (100 - have) + [0] * have + [1] * have + [0] * (100 - have)
            points = Points.of({"place": rows}, outcome, share)
            assert points._is_worth(rows >= 100) == (have == enough)


def test_a_category_is_peeled_where_it_is_clearly_less_dense():
    kinds = np.repeat(["a", "b"], 100)
    clear, alike = ([1] * some + [0] * (100 - some) + [1] * 50 + [0] * 50 for some in (30, 45))
    assert next(Points.of({"kind": kinds}, clear)._peeled(np.array([True]))) == {(0, "among"): frozenset({1})}
    assert list(Points.of({"kind": kinds}, alike)._peeled(np.array([True]))) == []


def test_a_factor_that_is_spread_alike_is_left_out():
    random = np.random.default_rng(1)
    outcome = random.random(500) < 0.3
    table = {
        "shifted": random.random(500) + 0.5 * outcome,
        "same": random.random(500),
        "narrow": np.where(outcome, 0.4 + 0.2 * random.random(500), random.random(500)),  # of the same mean
        "kind": np.where(outcome & (random.random(500) < 0.5), "a", random.choice(["a", "b"], 500)),
        "any": random.choice(["a", "b"], 500),
        "constant": np.ones(500),
        "one": ["a"] * 500,
    }
    assert Points.of(table, outcome)._telling().tolist() == [True, False, True, True, False, False, False]


def test_where_nothing_matters_some_factor_is_not_left_out_in_one_of_twenty_at_the_most():
    """Ten of 200 are expected; more than 20 come about once in a thousand times."""
    random = np.random.default_rng(2)
    made = [Points.of(pd.DataFrame(random.random((200, 20))), random.random(200) < 0.4) for _ in range(200)]
    assert sum(points._telling().any() for points in made) <= 20


def test_what_matters_within_the_box_alone_is_found_by_searching_again():
    """`b` matters where `a` is high, and in the other direction where it is low: by itself it tells nothing."""
    random = np.random.default_rng(5)
    table = pd.DataFrame(random.random((2000, 2)), columns=["a", "b"])
    high = table["a"] > 0.5
    often = np.where(high, np.where(table["b"] > 0.5, 0.9, 0.3), np.where(table["b"] > 0.5, 0.0, 0.6))
    points = Points.of(table, random.random(2000) < often)
    assert points._telling().tolist() == [True, False]
    chosen, _ = points.searched(None)
    assert {*chosen} == {(0, "least"), (1, "least")}


def test_points_that_are_there_twice_make_no_limit_surer():
    factors, outcome = {"a": [1] * 8 + [0] * 4 + [1] * 2}, np.array([1] * 6 + [0] * 2 + [0] * 4 + [1, 0])
    once = Points.of(factors, outcome).quasi_p({(0, "least"): 1})
    twice = Points.of({"a": np.repeat(factors["a"], 2)}, np.repeat(outcome, 2), 0.5).quasi_p({(0, "least"): 1})
    assert twice == pytest.approx(once)
