"""The pair rule: what is handed over follows from the runs."""

from math import nan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.questions import x09_pair_rule as x09
from tests.helpers.table_rows import interval_of, only, those


def test_the_pair_rule_is_measured_against_the_reference(made, runs_of):
    finding = made(x09)
    reference, commune = runs_of(), runs_of(facilitation__pool="commune")
    row = only(finding.table, indicator="groups_started_change", pool="commune")
    change = commune["groups_started"] - reference["groups_started"]
    assert row[["mean", "low", "high"]].tolist() == interval_of(change)
    assert f"groups {change.mean():+z,.0f} ({row['low']:+z,.0f} to {row['high']:+z,.0f})" in finding.text
    row = only(finding.table, indicator="participants", pool="territory")
    assert row[["mean", "low", "high"]].tolist() == interval_of(reference["participants"])
    assert f"reach {reference['participants'].mean():,.0f} (" in finding.text
    assert those(finding.table, indicator="lost", pool="territory")["mean"].tolist() == [0]
    titles = [ax.get_title(loc="left") for ax in finding.figure.axes]
    assert len(titles) == 4
    assert "Groups started in 2 years" in titles
    assert all(ax.get_xlabel() for ax in finding.figure.axes)


def test_groups_lost_are_those_that_as_many_facilitators_would_have_led():
    """Half the pace in the commune, with other numbers of facilitators; the formula with two pools, one of nothing."""
    labels = [(x09.PAIR, "territory", 0.6, 1), (x09.PAIR, "commune", 0.6, 1)]
    made = pd.DataFrame(labels, columns=[*x09.LABELS, "seed"])
    years = made.merge(pd.DataFrame({"year": [1, 2]}), how="cross")
    years["facilitators_active"], years["groups_started"] = [10, 10, 4, 8], [10, 30, 2, 10]
    years["communes_reached"] = [5, 9, 1, 3]
    made[x09.FIGURES] = [[30, 240, 9, 0.1, 0.2], [10, 80, 3, 0.9, 0.0]]
    shares = {"territory": np.ones(1), "commune": np.array([0.5, 0.5])}
    runs: Any = SimpleNamespace(table=made, rows=lambda _: years)
    out = x09.per_run(runs, shares).set_index("pool")
    assert out.loc["commune", "facilitators"] == 4  # 2 in the first year, 6 in the second
    pace, usual = 10 / 4, 30 / 7.5
    assert out.loc["commune", "lost"] == pytest.approx(1 - pace / usual)
    assert out.loc["commune", "weeks_a_group"] == pytest.approx(104 / (2 * pace))
    left = 1 - (2 * 2 / 6 + 6 * 2 / 14) / 8
    usual_left = 1 - (5 / 11 + 10 / 21) / 15
    assert out.loc["commune", "lost_equal"] == pytest.approx(1 - left / usual_left)
    assert out.loc["commune", "gap_unequal"] == pytest.approx(out.loc["commune", "lost"] - (1 - left / usual_left))
    assert out.loc["commune", "communes_evenly_change"] == 3 - 5  # the reference had 5 when it had started 10 groups
    assert out.loc["commune", "participants_change"] == -160
    assert out.loc["commune", "ratio"] == pytest.approx(1 / 3)


def test_the_formula_gives_the_stated_losses():
    """Section 1: 2–3 % of groups with one pool, 11 % with five, 63 % with one for each commune."""
    for pools, stated in ((1, 0.024), (5, 0.11), (68, 0.63)):
        lost = x09.expected_loss([20], np.ones(pools))
        assert lost == pytest.approx(stated, abs=0.005)
        pace = 1.8 / 52  # groups a facilitator leads in a week; the loss does not depend on it
        wait = 1 / (2 * 20 / pools * pace)
        assert lost == pytest.approx(wait / (wait + 1 / pace))
    assert x09.expected_loss([10, 30], np.ones(1)) == pytest.approx((10 / 21 + 30 / 61) / 40)
    assert x09.expected_loss([10], np.array([0.8, 0.2])) == pytest.approx((8 / 17 + 2 / 5) / 10)


@pytest.mark.parametrize("gap, word", [((-0.3, -0.4, -0.2), "too many"), ((0.3, 0.2, 0.4), "too few"),
                                       ((0.1, -0.1, 0.3), "not distinguishable from the model's")])  # fmt: skip
def test_the_formula_agrees_where_the_gap_is_not_distinguishable(gap, word):
    key = (x09.PAIR, "commune", 0.6)
    rows = [(name, *key, 0.5, 0.4, 0.6) for name in ("lost", "lost_equal", "lost_unequal", "weeks_a_group")]
    rows += [
        ("gap_equal", *key, *gap),
        ("gap_unequal", *key, 0.0, -0.1, 0.1),
        ("weeks_a_group", *x09.REFERENCE, 9, 8, 10),
    ]
    at = pd.DataFrame(rows, columns=["indicator", *x09.LABELS, "mean", "low", "high"]).set_index(
        ["indicator", *x09.LABELS]
    )
    text = x09.agreement(at, key, 68)
    assert f"50% with equal ones ({word}; model less formula, points: {100 * gap[0]:+.1f}" in text
    assert "50% with unequal ones (not distinguishable from the model's" in text


def test_a_change_says_whether_it_can_be_told_from_none():
    assert x09.change(pd.Series({"mean": -8, "low": -14, "high": -2})) == "-8 (-14 to -2)"
    assert x09.change(pd.Series({"mean": 8, "low": -2, "high": 18})) == "+8 (-2 to +18), not distinguishable from none"
    assert x09.change(pd.Series({"mean": nan, "low": nan, "high": nan})).endswith("not distinguishable from none")
    for low, high, word in ((1.1, 1.9, "under"), (2.1, 3.0, "over"), (1.5, 2.5, "neither")):
        assert x09._against(pd.Series({"low": low, "high": high}), 2, "under", "over", "neither") == word


def test_who_leads_alone_needs_no_pool(runs_of):
    """So one case stands for nine."""
    logs = [runs_of(facilitation__leaders=1, **more)["event_log_sha256"].tolist()
            for more in ({}, {"facilitation__pool": "commune", "facilitation__keep_partner": 0.0})]  # fmt: skip
    assert logs[0] == logs[1]
