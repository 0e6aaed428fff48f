"""Boxes of factors: a planted one is found, noise has none, and only the order of values counts."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from contagion.sim.statistics.discovery import Bounds, Box, Points, SearchResult, _halves, find

NUMBERS = [f"x{number}" for number in range(20)]


def points(n: int, seed: int = 1, numbers=NUMBERS) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    table = pd.DataFrame(random.random((n, len(numbers))), columns=list(numbers))
    return table.assign(rule=random.choice(["one", "other", "third"], n))


def planted(table: pd.DataFrame, seed: int = 1) -> np.ndarray:
    """It comes about in 9 of 10 where x0 < 0.4, x1 > 0.5 and the rule is not `one`; in 1 of 10 elsewhere."""
    within = (table["x0"] < 0.4) & (table["x1"] > 0.5) & (table["rule"] != "one")
    return np.random.default_rng(seed).random(len(table)) < np.where(within, 0.9, 0.1)


def told(box: Box) -> dict:
    return {(limit.factor, limit.side): limit.value for limit in box.limits}


@pytest.fixture(scope="module")
def table():
    return points(2000)


@pytest.fixture(scope="module")
def found(table):
    return find(table, planted(table))


def test_a_planted_box_is_found_with_its_limits_and_no_others(table, found):
    (box,) = found.boxes
    assert told(box) == {
        ("x0", "most"): pytest.approx(0.4, abs=0.03),
        ("x1", "least"): pytest.approx(0.5, abs=0.03),
        ("rule", "among"): ("other", "third"),
    }
    outcome = planted(table)
    assert box.inside.sum() == ((table["x0"] <= told(box)["x0", "most"]) & (table["x1"] >= told(box)["x1", "least"]) & (
        table["rule"] != "one"
    )).sum()  # fmt: skip
    assert box.density == outcome[box.inside].mean()
    assert box.coverage == outcome[box.inside].sum() / outcome.sum()
    assert box.mass == box.inside.mean()


def test_its_limits_come_back_in_random_halves_and_the_other_half_agrees(found):
    (box,) = found.boxes
    assert box.halves.shape == (20, 2)
    assert min(limit.again for limit in box.limits) >= 0.7
    assert np.nanmedian(box.halves, axis=0) == pytest.approx([box.coverage, box.density], abs=0.1)


def test_points_that_tell_of_one_another_are_in_the_same_half():
    rows = np.repeat(np.arange(60), 10)
    for half in _halves(rows, 5, 0):
        of_points = half.reshape(60, 10)
        assert (of_points == of_points[:, :1]).all()
        assert 0 < half.mean() < 1


def test_copies_make_no_box_of_nothing():
    """Each point ten times over, with an outcome of the point's own: a box is found of what are taken for 600 points,
    and none of 60."""
    random = np.random.default_rng(7)
    some = pd.DataFrame(random.random((60, 9)))
    outcome, rows = np.repeat(random.random(60) < 0.5, 10), np.repeat(np.arange(60), 10)
    found = [find(some.iloc[rows], outcome, boxes=1, halves=0, same=same).boxes for same in (None, rows)]
    assert [len(boxes) for boxes in found] == [1, 0]


def test_of_what_is_offered_none_is_beaten_by_another(found):
    coverage, density = (np.array([getattr(box, name) for box in found.candidates]) for name in ("coverage", "density"))
    assert len(found.candidates) >= 3
    assert (np.diff(coverage) < 0).all()
    assert (np.diff(density) > 0).all()
    assert all(limit.q <= 0.02 for box in found.candidates for limit in box.limits)


def test_the_widest_box_that_is_dense_enough_can_be_asked_for(table):
    outcome = planted(table)
    wide, dense = (find(table, outcome, dense=least, boxes=1, halves=0) for least in (0.4, 0.85))
    for made, least in ((wide, 0.4), (dense, 0.85)):
        enough = [box.coverage for box in made.candidates if box.density >= least]
        assert made.boxes[0].density >= least
        assert made.boxes[0].coverage == pytest.approx(max(enough), abs=0.02)
    assert wide.boxes[0].coverage > dense.boxes[0].coverage
    (densest,) = find(table, outcome, dense=1.0, boxes=1, halves=0).boxes
    assert densest.density == max(box.density for box in dense.candidates)


def test_two_planted_boxes_are_found_one_after_the_other():
    table = points(2000, 2, numbers=["a", "b", "c"])
    first, second = table["a"] > 0.8, (table["a"] <= 0.8) & (table["b"] < 0.15)
    random = np.random.default_rng(2).random(len(table))
    made = find(table, random < np.select([first, second], [0.9, 0.8], 0.05))
    one, other = made.boxes
    assert told(one) | told(other) == {
        ("a", "least"): pytest.approx(0.8, abs=0.03),
        ("b", "most"): pytest.approx(0.15, abs=0.03),
    }
    assert (len(one.limits), len(other.limits)) == (1, 1)
    assert not (one.inside & other.inside).any()
    for box in made.boxes:  # of all that comes about, for the second box as well
        assert np.nanmedian(box.halves, axis=0) == pytest.approx([box.coverage, box.density], abs=0.06)


def test_where_nothing_matters_no_limit_is_found():
    """By chance one search in twenty finds something; of 40, at most 6 do but once in a hundred times."""
    with_limits = 0
    for seed in range(40):
        table = points(400, seed)
        random = np.random.default_rng(seed).random(len(table))
        made = find(table, random < 0.3, halves=0)
        with_limits += bool(made.boxes or made.candidates)
    assert with_limits <= 6


def test_only_the_order_of_values_counts(table, found):
    """A factor on another scale, falling instead of rising, by whatever names: the points of the box are the same."""
    scaled = table.assign(x0=np.exp(5 * table["x0"]), x1=-(table["x1"] ** 3), rule=table["rule"].str[::-1])
    (box,) = find(scaled, planted(table), halves=0).boxes
    assert (box.inside == found.boxes[0].inside).all()
    assert {side for _, side in told(box)} == {"most", "among"}
    assert told(box)["x0", "most"] == pytest.approx(np.exp(5 * told(found.boxes[0])["x0", "most"]))


def test_the_order_of_points_does_not_count(table, found):
    order = np.random.default_rng(3).permutation(len(table))
    (box,) = find(table.iloc[order], planted(table)[order], halves=0).boxes
    assert told(box) == told(found.boxes[0])
    assert (box.inside == found.boxes[0].inside[order]).all()


def test_how_often_it_comes_about_at_a_point_counts():
    """Half the points have a third of what comes about: density and coverage are of how often."""
    table = pd.DataFrame({"a": np.arange(400.0)})
    outcome = np.where(table["a"] < 200, 1 / 3, 2 / 3)
    (box,) = find(table, outcome, halves=0).boxes
    assert told(box) == {("a", "least"): pytest.approx(200, abs=10)}
    assert box.density == pytest.approx(2 / 3, abs=0.02)
    assert box.coverage == pytest.approx(2 / 3, abs=0.04)
    assert box.halves.shape == (0, 2)


def test_a_search_goes_as_it_did():
    """Of numbers, of few whole numbers and of categories: all that is offered, what is chosen, and what comes again."""
    rows = np.arange(400)
    kinds = np.array(["x", "y", "z", "w"])[rows * 13 % 17 % 4]
    table = pd.DataFrame({"a": rows * 7 % 400, "b": rows * 11 % 20, "kind": kinds})
    often = 0.2 + 0.5 * ((table["a"] >= 100) & (table["b"] <= 12) & (kinds != "y"))
    made = find(table, rows * 0.6180339887 % 1 < often)
    kinds = {("kind", "among"): ("w", "x", "z")}
    most = [{("b", "most"): value} for value in (14, 13, 12, 11)]
    least = [{**most[-1], ("a", "least"): value} for value in (91, 107, 119)]
    assert [told(box) for box in made.candidates] == [kinds | more for more in ({}, *most, *least)]
    assert [len(rows) * box.mass for box in made.candidates] == pytest.approx([304, 227, 212, 197, 182, 143, 136, 130])
    assert [box.coverage for box in made.candidates] == pytest.approx(
        np.array([140, 124, 120, 118, 112, 102, 98, 94]) / 156
    )
    (box,) = made.boxes
    assert told(box) == kinds | least[0]
    assert [limit.q for limit in box.limits] == pytest.approx([1.1010255e-3, 4.4684542e-6, 9.1995449e-3])
    assert [limit.again for limit in box.limits] == [0.65, 0.8, 0.1]
    assert np.isnan(box.halves).sum() == 8
    assert np.nanmean(box.halves, axis=0) == pytest.approx([0.67805247, 0.58016799])
    again = find(table, rows * 0.6180339887 % 1 < often, dense=0.7).boxes[0]
    assert told(again) == told(box)
    assert [limit.again for limit in again.limits] == [0.65, 0.8, 0.15]


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_what_is_always_or_never_so_has_no_box(outcome):
    assert find(points(100), np.full(100, outcome)) == SearchResult((), ())


@pytest.mark.slow
def test_the_box_is_that_of_the_ema_workbench():
    """Numbers alone: of limits to categories version 3.0 of the workbench cannot tell the quasi-p values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbench = pytest.importorskip("ema_workbench.analysis.prim")
        table = points(2000, numbers=list("abcdef")).drop(columns="rule")
        within = (table["a"] < 0.4) & (table["b"] > 0.5)
        outcome = np.random.default_rng(4).random(len(table)) < np.where(within, 0.9, 0.1)
        theirs = workbench.Prim(table, outcome, peel_alpha=0.05, paste_alpha=0.05, mass_min=0.05).find_box()
        way = theirs.peeling_trajectory
        best = int((way["mass"] * (way["density"] - outcome.mean())).to_numpy().argmax())
        ((_, limits),) = theirs.inspect(best, style="data")
    (box,) = find(table, outcome, boxes=1, halves=0).boxes
    assert box.density == pytest.approx(way["density"][best], abs=0.05)
    assert box.coverage == pytest.approx(way["coverage"][best], abs=0.05)
    ends = theirs.box_lims[best]
    assert told(box) == {
        ("a", "most"): pytest.approx(ends["a"][1], abs=0.03),
        ("b", "least"): pytest.approx(ends["b"][0], abs=0.03),
    }
    own = Points.of(table, outcome)
    bounds: Bounds = {
        (0, "most"): int(np.searchsorted(own.values[0], ends["a"][1], side="right") - 1),
        (1, "least"): int(np.searchsorted(own.values[1], ends["b"][0])),
    }
    quasi_p = limits["box " + str(best)]["qp value"].loc[["a", "b"]].max(axis=1)  # of two, the other is missing
    assert [*own.quasi_p(bounds).values()] == pytest.approx(quasi_p.tolist())


# ---- the steps of one search, each on points made by hand ------------------------------------------------------------


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


def test_what_was_peeled_too_far_is_pasted_back():
    points = line([0] * 100 + [1] * 100)
    assert points._paste({(0, "least"): 150})[0, "least"] in range(100, 105)  # a slice has 4 or 5
    both = points._paste({(0, "least"): 150, (0, "most"): 170})
    assert both[0, "least"] in range(100, 105)
    assert both[0, "most"] == 199
    kinds = Points.of({"kind": np.repeat(["a", "b", "c"], 10)}, [0] * 10 + [1] * 20)
    assert kinds._paste({(0, "among"): frozenset({1})}) == {(0, "among"): frozenset({1, 2})}


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
    assert Points.of(table, outcome)._relevant_factors().tolist() == [True, False, True, True, False, False, False]


def test_what_matters_within_the_box_alone_is_found_by_searching_again():
    """`b` matters where `a` is high, and in the other direction where it is low: by itself it tells nothing."""
    random = np.random.default_rng(5)
    table = pd.DataFrame(random.random((2000, 2)), columns=["a", "b"])
    high = table["a"] > 0.5
    often = np.where(high, np.where(table["b"] > 0.5, 0.9, 0.3), np.where(table["b"] > 0.5, 0.0, 0.6))
    points = Points.of(table, random.random(2000) < often)
    assert points._relevant_factors().tolist() == [True, False]
    chosen, _ = points.search_boxes(None)
    assert {*chosen} == {(0, "least"), (1, "least")}
