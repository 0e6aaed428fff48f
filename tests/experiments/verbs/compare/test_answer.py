"""Scenarios compared: differences by week and by year."""

import pytest
from matplotlib.axes import Axes

import contagion as ct
from tests.helpers.table_rows import only


def test_a_difference_by_week_ends_where_that_by_year_ends(at_work):
    made = ct.compare("ref", "lowloss", seeds=3, years=2, ensemble=None)
    weeks, years = (made.difference("active", by=by).iloc[-1] for by in ("week", "year"))
    assert (weeks["week"], years["year"]) == (103, 2)
    assert weeks[["base", "mean", "low", "high"]].tolist() == pytest.approx(
        years[["base", "mean", "low", "high"]].tolist()
    )
    assert isinstance(made.plot("active", by="week"), Axes)


def test_scenarios_that_differ_in_a_setting_can_be_compared(at_work):
    made = ct.compare("ref", ct.read("ref", {"training.places": 5}), seeds=2, years=1, ensemble=None)
    assert made.difference()["scenario"].unique().tolist() == ["ref, training.places = 5"]


def test_a_paired_difference_by_year(done):
    left = done("a paired difference by year")
    found = left["found"].set_index("year")
    assert found.index.tolist() == [1, 2, 3, 4, 5]
    assert (found["scenario"] == "double_places").all()
    wide = left["made"].years.query("year == 5").pivot(index="seed", columns="scenario", values="participants")
    pairs = wide["double_places"] - wide["ref"]
    assert found.loc[5, "difference"] == pytest.approx(pairs.mean())
    assert len(pairs) == 4
    assert found.loc[5, "high"] - found.loc[5, "difference"] == pytest.approx(
        3.182446 * pairs.std() / 4**0.5, rel=1e-5
    )  # Student's t of 3: four worlds, each of a set of its own
    assert found.loc[1, "difference"] == 0  # the decision is of the fourth year
    assert found.loc[5, "difference"] > 0
    at_the_end = only(left["made"].difference("participants"))
    assert at_the_end["difference"] == found.loc[5, "difference"]


def most(run):
    return run.weeks["facilitators_active"].max()


def test_an_indicator_of_ones_own_is_compared(at_work):
    made = ct.compare("ref", "lowloss", seeds=6, years=2, ensemble=None, indicators={"most": most}, keep="weeks")
    row = only(made.difference("most"))
    wide = made.table.pivot(index="seed", columns="scenario", values="most")
    assert row["difference"] == pytest.approx((wide["lowloss"] - wide["ref"]).mean())
    peaks = made.weeks.groupby(["scenario", "seed"])["facilitators_active"].max()
    assert peaks.loc["lowloss"].tolist() == wide["lowloss"].tolist()
    assert [text.get_text() for text in made.plot("most", by=None).get_yticklabels()] == ["ref", "lowloss"]


def test_it_is_compared_in_worlds(at_work):
    made = ct.compare("ref", "lowloss", seeds=4, years=1, indicators={"most": most}, keep="events")
    assert only(made.difference("most"))["replicates"] == 4
    assert set(made.events["scenario"]) == {"ref", "lowloss"}
