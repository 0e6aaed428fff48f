"""Shocks: recovery, losses and words by hand."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import x15_resilience as x15
from contagion.experiments.questions.in_worlds import middle
from contagion.models.parameters import Parameters
from tests.helpers.asked import asking

INF = float("inf")


def test_all_that_are_compared_last_as_long():
    shocks = {name: shock for name, (shock, _) in x15.SHOCKS.items()}
    assert {shocks[name]["weeks"] for name in x15.ALIKE} == {x15.LENGTH} == {52}
    assert "weeks" not in shocks[x15.AT_ONCE]


def test_a_shock_begins_in_its_week_in_every_world():
    hit = x15.hit(x15.SHOCKS["half of the means cut"][0], 156, Parameters().with_values({"training.places": 3}))
    assert [(shock.start, shock.kind, shock.weeks) for shock in hit.shock] == [(156, "budget cut", 52)]
    assert hit.training.places == 3


def test_the_mean_recovers_when_no_sample_falls_short():
    """One seed falls short in weeks 2 to 4, the other gains as much there: their mean never falls short."""
    base = np.full((10, 2), 20.0)
    shocked = base.copy()
    shocked[2:5] += [[-8.0, 8.0]]
    middle, low, high = x15.of_the_means(base, shocked, 2)
    assert middle == 0
    assert (low, high) == (0, 3)  # samples that hold the first seed twice recover in the third week
    shocked[2:6] = 15.0
    assert x15.of_the_means(base, shocked, 2) == (4, 4, 4)
    shocked[2:] = 15.0
    assert x15.of_the_means(base, shocked, 2) == (INF, INF, INF)


def test_a_recovery_is_said_with_its_interval():
    assert x15.weeks_of(pd.Series({"of_means": 40.0, "of_means_low": 30.0, "of_means_high": INF}), 364) == (
        "40 weeks (30 to over 364)"
    )
    assert x15.weeks_of(pd.Series(INF, ["of_means", "of_means_low", "of_means_high"]), 364) == ("over 364 weeks")


def test_the_share_is_of_those_who_would_have_come():
    calm, hit = np.arange(0.0, 208.0), np.arange(0.0, 208.0)
    hit[52:] = 52 + np.arange(156) / 2  # half as many from then on
    courses = {
        name: {of: pd.DataFrame({1: hit if name == "hit" else calm}) for of in x15.SERIES} for name in (x15.CALM, "hit")
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(x15, "SHOCKS", {"hit": ({}, "k")})
        lost = x15.losses(courses, 52)
    due = 52 * 156 / 52  # people in a year, over three years
    missed = (sum(week / 2 for week in range(52)) + 104 * 26) / 52
    assert lost.loc[("hit", 1), "share"] == pytest.approx(missed / due, rel=0.01)
    assert x15._share(lost, "hit") == middle([missed / due], "{:.0%}")


def test_what_costs_people_in_most_worlds_is_said_to():
    """As on the other pages: 38 of 40 worlds miss people, which is not nine in ten of them with sureness, but most."""
    missed = pd.Series([*[-1.0] * 3, *[50.0] * 37], range(1, 41))
    people = pd.DataFrame({"lost": missed})
    lost = pd.DataFrame({"share": 0.1}, pd.MultiIndex.from_product([["lost"], range(1, 41)], names=["case", "seed"]))
    at = pd.DataFrame({"of_means": [1.0], "of_means_low": [1.0], "of_means_high": [1.0]}, ["lost"])
    assert x15.rows_of_shocks(asking(8), people, lost, at, 9)["verdict"].tolist() == ["costs people in most worlds"]
