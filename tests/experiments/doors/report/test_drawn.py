"""The charts of a report: which there are, and that they have one scale where they stand beside each other."""

import re

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.doors.report import drawn
from tests.helpers.pages import etree


@pytest.fixture(scope="module")
def charts(made):
    return drawn.charts(made.briefing, made.territory, {"ref": "R", "lowloss": "L"}, short=False)


def test_each_scenario_has_its_charts(charts):
    others = ["lowloss", "twenty", "cautious"]
    assert [list(charts[name]) for name in ("dots", "differences")] == [others] * 2
    assert list(charts["maps"]) == ["ref", *others]
    assert list(charts["shortages"]) == ["ref"]


def test_the_summary_has_dots_alone(made):
    assert list(drawn.charts(made.briefing, made.territory, {}, short=True)) == ["dots"]


def test_names_within_charts_are_each_their_own(charts):
    text = "".join(str(chart) for some in charts.values() for chart in some.values())
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) > 10
    assert len(ids) == len(set(ids))


def test_all_dots_stand_on_one_axis(charts):
    axes = [re.findall(r">([\d,-]+)</text>", str(chart)) for chart in charts["dots"].values()]
    assert axes[0] == axes[1] == axes[2]


def test_differences_are_taken_world_by_world():
    ends = pd.DataFrame(
        {"scenario": ["b", "b", "a", "a", "c", "c"], "world": [1, 2, 2, 1, 1, 2], "people": [5, 7, 3, 4, 4, 3]}
    )
    found = drawn.differences(ends, "a")
    assert list(found) == ["b", "c"]
    assert np.array_equal(found["b"], [1, 4])
    assert not found["c"].any()


def test_maps_are_of_the_first_year_to_the_last_and_of_the_others_of_the_last_years(charts):
    for name, years in (("ref", ["2017", "2018", "2019"]), ("twenty", ["2018", "2019"])):
        words = "".join(etree.fromstring(str(charts["maps"][name])).itertext())
        assert [year for year in ("2017", "2018", "2019", "2020") if year in words] == years


def test_of_many_scenarios_the_course_of_the_first_stands_beside_the_differences(made, charts):
    assert list(charts["courses"]) == ["ref"]
    page = etree.HTML(made.html("en"))
    captions = page.xpath("//section[@aria-labelledby='results']//figcaption/text()")
    assert captions[0].startswith("“Reference”: people so far")
    assert captions[1:] == [
        "“Low loss”: the difference from “Reference” in people, world by world.",
        "“Twenty places”: the difference from “Reference” in people, world by world.",
        "“Cautious”: the difference from “Reference” in people, world by world.",
    ]
