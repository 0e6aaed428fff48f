"""The pair rule: groups lost by hand, the formula, and what is said of a toy."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import x09_pair_rule as x09
from contagion.experiments.questions.asking import Asked
from tests.helpers.asked import asking, held


def test_groups_lost_are_those_that_as_many_facilitators_would_have_led():
    """Half the pace in the commune, with other numbers of facilitators; the formula with two pools."""
    years = pd.DataFrame({"scenario": [x09.BASE] * 2 + [x09.OF_COMMUNE] * 2, "seed": 1, "year": [1, 2] * 2})
    years = years.assign(facilitators_active=[10, 10, 4, 8], groups_started=[10, 30, 2, 10])
    runs: Any = SimpleNamespace(rows=lambda _: years)
    lost = x09.losses(runs, {x09.OF_COMMUNE: np.array([0.75, 0.25])}).iloc[0]
    pace, usual = 10 / 4, 30 / 7.5  # 2 facilitators in the first year, 6 in the second; 5 and 10
    assert lost["lost"] == pytest.approx(100 * (1 - pace / usual))
    assert lost["weeks"] == pytest.approx(104 / (2 * pace))
    usual_left = 1 - (5 / 11 + 10 / 21) / 15
    assert lost["equal"] == pytest.approx(100 * (1 - (1 - (2 * 2 / 6 + 6 * 2 / 14) / 8) / usual_left))
    unequal = x09.expected_loss([2, 6], np.array([0.75, 0.25]))
    assert lost["unequal"] == pytest.approx(100 * (1 - (1 - unequal) / usual_left))
    years["groups_started"] = 0  # of a world without groups nothing is told
    assert x09.losses(runs, {x09.OF_COMMUNE: np.ones(2)}).empty


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


def test_the_formula_agrees_where_the_gap_is_not_told():
    lost = pd.DataFrame(
        {"scenario": "x", "lost": [10.0, 20, 30], "weeks": 20.0, "equal": [15.0, 25, 36], "unequal": [11.0, 20, 29]}
    )
    row = x09.held_against_the_formula(lost).iloc[0]
    assert row["verdict, equal pools"] == "formula too high"
    assert row["verdict, as unequal as the public"] == "not told"


def test_what_follows_is_what_is_told():
    usual = (100, 200, 300)
    people = dict.fromkeys(x09.CASES, usual) | {x09.OF_COMMUNE: (80, 180, 280), x09.ALONE: (250, 500, 750)}
    said = x09.follows(held(x09, x09.CASES, {(case, x09.PEOPLE): of for case, of in people.items()}))
    assert said.startswith("Partners are better looked for beyond the own commune: ")
    assert "who have led two groups: +0 (+0 to +0) people (not told)" in said
    assert "to let all lead alone: 2.50 (2.50 to 2.50) times as many (more; double: more than double)." in said


def test_who_leads_alone_needs_no_pool(lab):
    """So one case stands for all pools."""
    pools = {"anywhere": {}, "commune": {"facilitation.pool": "commune"}}
    asked: list[Asked] = [({"scenario": name}, {**x09.CASES[x09.ALONE], **pool}) for name, pool in pools.items()]
    log = asking(2, lab).lived(asked).table.pivot(index="seed", columns="scenario", values="event_log_sha256")
    assert (log["anywhere"] == log["commune"]).all()
