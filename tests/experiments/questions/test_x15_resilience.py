"""Shocks: what is handed over follows from the runs, world by world."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.lab.lab import close_up
from contagion.experiments.questions import x15_resilience
from contagion.experiments.questions.in_worlds import by_world, lived_in_worlds, middle
from contagion.sim.model import WEEKS_A_YEAR
from tests.helpers.even_ensemble import even
from tests.helpers.findings import fits_a_page
from tests.helpers.table_rows import only

INF = float("inf")


@pytest.fixture(scope="module")
def finding(lab):
    return x15_resilience.main(quick=True, lab=lab, ensemble=even(2))


def test_the_table_is_that_of_the_runs(lab, finding):
    assert len(finding.table) == 10  # 5 shocks, 2 series
    name = x15_resilience.AT_ONCE
    shock, _ = x15_resilience.SHOCKS[name]
    asked = [({"case": "calm"}, {}), ({"case": name}, lambda here: x15_resilience.hit(shock, WEEKS_A_YEAR, here))]
    runs = lived_in_worlds(even(2), asked, quick=True, lab=close_up(lab))
    weeks = runs.rows("weeks")
    after = weeks[weeks["week"] >= WEEKS_A_YEAR].groupby(["seed", "case"])["facilitators_active"].sum().reset_index()
    active = by_world(after, "case", "facilitators_active")
    lost = (active["calm"] - active[name]) / WEEKS_A_YEAR
    row = only(finding.table, case=name, series="facilitators_active")
    assert row["loss_p50"] == pytest.approx(lost.median())
    assert lost.max() > 0


def test_the_rows_are_in_the_order_of_what_shocks_cost(finding):
    people = finding.table[finding.table["series"] == "participants"].set_index("case")["loss_p50"]
    assert finding.rows["shock"].tolist() == people.sort_values(ascending=False, kind="stable").index.tolist()
    first = next(name for name in finding.rows["shock"] if name in x15_resilience.ALIKE)
    assert first in finding.answer
    assert len(finding.answer.split()) <= 18
    fits_a_page("x15_resilience", finding)


def test_all_that_are_compared_last_as_long(finding):
    shocks = {name: shock for name, (shock, _) in x15_resilience.SHOCKS.items()}
    assert {shocks[name]["weeks"] for name in x15_resilience.ALIKE} == {x15_resilience.LENGTH} == {52}
    assert "weeks" not in shocks[x15_resilience.AT_ONCE]
    assert "4 shocks that all last 52 weeks" in finding.sentence
    assert x15_resilience.AT_ONCE not in finding.sentence


def test_part_of_the_posts_away_costs_no_more_than_all_of_them(finding):
    people = finding.table[finding.table["series"] == "participants"].set_index("case")["loss_p50"]
    assert people["half of the posts away"] <= people["coordinator away"]


def test_the_mean_recovers_when_no_sample_falls_short():
    """One seed falls short in weeks 2 to 4, the other gains as much there: their mean never falls short."""
    base = np.full((10, 2), 20.0)
    shocked = base.copy()
    shocked[2:5] += [[-8.0, 8.0]]
    middle, low, high = x15_resilience.of_the_means(base, shocked, 2)
    assert middle == 0
    assert (low, high) == (0, 3)  # samples that hold the first seed twice recover in the third week
    shocked[2:6] = 15.0
    assert x15_resilience.of_the_means(base, shocked, 2) == (4, 4, 4)
    shocked[2:] = 15.0
    assert x15_resilience.of_the_means(base, shocked, 2) == (INF, INF, INF)


def test_a_recovery_is_said_with_its_interval():
    assert x15_resilience._weeks({"of_means": 40.0, "of_means_low": 30.0, "of_means_high": INF}, 364) == (
        "40 weeks (30 to over 364)"
    )
    assert x15_resilience._weeks(dict.fromkeys(("of_means", "of_means_low", "of_means_high"), INF), 364) == (
        "over 364 weeks"
    )


def test_the_share_is_of_those_who_would_have_come():
    calm, hit = np.arange(0.0, 208.0), np.arange(0.0, 208.0)
    hit[52:] = 52 + np.arange(156) / 2  # half as many from then on
    courses = {
        name: {of: pd.DataFrame({1: hit if name == "hit" else calm}) for of in x15_resilience.SERIES}
        for name in (x15_resilience.CALM, "hit")
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(x15_resilience, "SHOCKS", {"hit": ({}, "k")})
        lost = x15_resilience.losses(courses, 52)
    due = 52 * 156 / 52  # people in a year, over three years
    missed = (sum(week / 2 for week in range(52)) + 104 * 26) / 52
    assert lost.loc[("hit", 1), "share"] == pytest.approx(missed / due, rel=0.01)
    assert x15_resilience._share(lost, "hit") == middle([missed / due], "{:.0%}")


def test_the_figure_starts_where_all_are_one(finding):
    panels = finding.figure.axes
    assert [ax.get_title(loc="left") for ax in panels[:5]] == list(x15_resilience.SHOCKS)
    assert all(ax.lines[0].get_ydata()[0] <= 100 for ax in panels[:5])


def test_what_costs_people_in_most_worlds_is_said_to():
    """As on the other pages: 38 of 40 worlds miss people, which is not nine in ten of them with sureness, but most."""
    missed = pd.Series([*[-1.0] * 3, *[50.0] * 37], range(1, 41))
    people = pd.DataFrame({"lost": missed})
    lost = pd.DataFrame({"share": 0.1}, pd.MultiIndex.from_product([["lost"], range(1, 41)], names=["case", "seed"]))
    at = pd.DataFrame({"of_means": [1.0], "of_means_low": [1.0], "of_means_high": [1.0]}, ["lost"])
    assert x15_resilience._rows(even(8), people, lost, at, 9)["verdict"].tolist() == ["costs people in most worlds"]
