"""Choosing between options: hand-made cases, with the numbers worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from contagion.sim.statistics.choice import by_member, net_benefit, pareto, ranks, regret, robustness, worst_part

# Three members. Each of the options is first by another criterion.
VALUES = pd.DataFrame({1: [5, 0, 4, 12], 2: [5, 0, 4, 12], 3: [5, 36, 27, 0]}, index=list("ABCD"), dtype=float)


def test_what_is_beaten_is_no_choice():
    """More reach and less cost are better: (30, 9) costs more than (30, 5) for the same, (10, 7) is worse by both."""
    values = [[30, 5], [30, 9], [10, 7], [10, 2], [50, 20], [30, 5]]
    assert pareto(values, [True, False]).tolist() == [True, False, False, True, True, True]
    assert pareto(values, [True, True]).tolist() == [False, False, False, False, True, False]
    assert pareto(values, [False, False]).tolist() == [False, False, False, True, False, False]


def test_by_one_criterion_the_best_stands_alone():
    assert pareto([[1], [3], [2], [3]], [True]).tolist() == [False, True, False, True]


@pytest.mark.parametrize("values, flags", [([[1, np.nan]], [True, True]), ([[1, 2]], [True]), ([1, 2], [True, True])])
def test_what_cannot_be_compared_is_refused(values, flags):
    with pytest.raises(ValueError):
        pareto(values, flags)


def test_regret_is_what_the_choice_cost_in_the_same_member():
    """The best of the members are 12, 12 and 36."""
    assert regret(VALUES).loc["A"].tolist() == [7, 7, 31]
    assert regret(VALUES).loc["B"].tolist() == [12, 12, 0]
    assert (regret(VALUES).min() == 0).all()


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


def test_net_benefit_depends_on_the_rate():
    """At 0.1 a unit of cost, B (cost 100) is worth 36 − 10; at 1 its cost is above its value."""
    cost = pd.DataFrame(np.outer([0, 100, 50, 10], [1, 1, 1]), index=list("ABCD"), columns=[1, 2, 3], dtype=float)
    made = net_benefit(VALUES, cost, [0, 0.1, 1])
    assert made[0].equals(VALUES)
    assert made[0.1].loc["B"].tolist() == [-10, -10, 26]
    assert made[1].mean(axis=1).idxmax() == "A"
    with pytest.raises(ValueError, match="same options"):
        net_benefit(VALUES, cost[::-1], [1])


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
