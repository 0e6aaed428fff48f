"""The end of support: what is handed over follows from the runs, and half-lives from theory."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.questions import x21_end_of_support
from models.parameters import Parameters
from models.runs.cases import case
from tests.helpers.findings import three, written
from tests.helpers.table_rows import interval_of, only

INF, NAN = math.inf, math.nan


def test_the_table_is_that_of_the_runs(lab, made):
    finding = made(x21_end_of_support)
    assert len(finding.table) == 15
    row = only(finding.table, case="no training", figure="facilitators_active")
    decision = {"from": 104, "set": {"training.places": 0}}
    stopped, goes_on = (
        lab.run([case(Parameters.model_validate({"decision": rows}))], [1, 2], 4) for rows in ([decision], [])
    )
    lost = stopped.table["participants"] - goes_on.table["participants"]
    assert [row["people_difference"], row["people_low"], row["people_high"]] == interval_of(lost)
    assert (
        f"people reached {lost.mean():+,.0f} ({row['people_low']:+,.0f} to {row['people_high']:+,.0f}" in finding.text
    )
    trained, active = (
        stopped.rows("years").pivot(index="seed", columns="year", values=name)
        for name in ("facilitators_trained", "facilitators_active")
    )
    assert (trained[4] == trained[2]).all()
    assert (trained[2] > trained[1]).all()
    assert three(row, "level") == interval_of(active[2])
    half = [
        1 + (b - a / 2) / (b - c) if c <= a / 2 < b else (a / 2) / (a - b) if b <= a / 2 else INF
        for a, b, c in active[[2, 3, 4]].to_numpy(float)
    ]
    assert row["half_life"] == pytest.approx(np.mean(half))
    assert row["never"] == sum(np.isinf(half))
    assert "halve in inf years by theory" not in finding.text


def test_the_figure_shows_what_the_table_says(made):
    finding = made(x21_end_of_support)
    assert [ax.get_title(loc="left") for ax in finding.figure.axes] == [
        "Active facilitators", "Groups started a year", "People a year", "Half-life, years from the end of support",
    ]  # fmt: skip
    labels = written(finding.figure)
    for name in x21_end_of_support.CASES:
        assert sum(label.startswith(name) for label in labels) == 3
    assert "theory: exp(-loss × time)" in [text.get_text() for text in finding.figure.axes[0].get_legend().texts]


@pytest.mark.parametrize(
    "values, expected",
    [
        ([20, 15, 10, 5], 2.0),
        ([20, 14, 6, 0], 1.5),
        ([20, 4, 30, 4], 10 / 16),  # the first time counts
        ([20, 22, 19, 11], INF),  # censored
        ([0, 0, 0, 0], NAN),  # there is nothing to lose half of
    ],
)
def test_a_half_life_ends_where_half_is_left(values, expected):
    assert x21_end_of_support.half_life([0, 1, 2, 3], values) == pytest.approx(expected, nan_ok=True)


def test_half_life_of_exponential_decline():
    times = np.linspace(0, 10, 1001)
    assert x21_end_of_support.half_life(times, np.exp(-0.25 * times)) == pytest.approx(math.log(2) / 0.25, abs=1e-4)


def test_half_lives_are_read_at_the_end_of_stocks_and_in_the_middle_of_flows():
    """A stock is read at the end of a year, a flow in its middle; that of year `stop` lasts to its end."""
    cumulative = pd.DataFrame(
        {
            "case": "no training", "seed": 1, "year": [1, 2, 3, 4],
            "facilitators_active": [9, 8, 4, 2], "groups_started": [4, 12, 14, 16], "participants": [30, 90, 150, 155],
        }
    )  # fmt: skip
    rows = x21_end_of_support.by_the_year(cumulative.sample(frac=1, random_state=3))
    assert list(rows["groups_started"]) == [4, 8, 2, 2]
    assert list(rows["participants"]) == [30, 60, 60, 5]
    lives = x21_end_of_support.half_lives(rows, stop=2).set_index("figure")["half_life"]
    assert lives["facilitators_active"] == pytest.approx(1)
    assert lives["groups_started"] == pytest.approx(0.5 * 4 / 6)  # within the first half year
    assert lives["participants"] == pytest.approx(0.5 + 30 / 55)


def test_a_median_counts_half_lives_that_did_not_end():
    seen = [*range(1, 25), *[INF] * 6]
    median, low, high = x21_end_of_support.median_interval(seen[::-1])
    assert (median, low, high) == (15.5, 10, 21)  # the tenth and the twenty-first of thirty
    assert stats.binom.cdf(9, 30, 0.5) < 0.025 < stats.binom.cdf(10, 30, 0.5)
    assert x21_end_of_support.median_interval([1.0] * 10 + [INF] * 20) == (INF, 1.0, INF)
    few = x21_end_of_support.median_interval([1.0, 2.0])
    assert few[0] == 1.5
    assert np.isnan(few[1:]).all()


def test_a_half_life_is_said_with_its_interval():
    def said(median, low, high, never):
        row = {"half_life": median, "half_life_low": low, "half_life_high": high, "never": never, "seeds": 30}
        return x21_end_of_support._life(pd.Series(row), 10)

    assert said(2.75, 2.2, 3.4, 0) == "2.8 years (2.2 to 3.4)"
    assert said(9.0, 7.0, INF, 12) == "9.0 years (7.0 to more than 10; not halved in 12 of 30 seeds)"
    assert said(INF, 8.0, INF, 20) == "more than 10 years (8.0 to more than 10; not halved in 20 of 30 seeds)"
    assert said(INF, INF, INF, 30) == "more than 10 years (in all 30 seeds)"
    assert said(2.0, NAN, NAN, 0) == "2.0 years (too few seeds for an interval)"


@pytest.mark.parametrize(
    "low, high, word",
    [(2.9, 3.5, "longer"), (1.0, 2.5, "shorter"), (2.5, 3.0, "not distinguishable from it"), (3, INF, "longer"),
     (NAN, NAN, "not distinguishable from it")],
)  # fmt: skip
def test_a_half_life_agrees_with_theory_where_its_interval_holds_it(low, high, word):
    assert x21_end_of_support.against(pd.Series({"half_life_low": low, "half_life_high": high}), 2.8) == word
