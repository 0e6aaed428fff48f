"""Marks of differences, read back: half within nine tenths, the middle within half, and the mean on another line."""

import pytest

from experiments.planners.charts.differences import SIDE, difference_marks
from experiments.planners.charts.plot import NARROW, Scale
from experiments.words.languages import speaking
from tests.helpers.briefing_by_hand import NUMBER, SVG, by_hand, inside, tree


def ends(one):
    """From where to where a bar goes, and how high it is."""
    x, y, other = (float(found) for found in NUMBER.findall(str(one.get("d")))[:3])
    return x, other, y


def test_bars_go_from_value_to_value():
    told = by_hand()
    chart = difference_marks(told, "people", id="d", ends=(0, 100))
    bars = [one for one in tree(chart).iter(f"{SVG}path") if one.get("stroke-width") == "9"]
    axis, row = Scale(0, 100, SIDE, NARROW - SIDE), told.table[told.table["indicator"] == "people"].iloc[0]
    for bar, (low, high) in zip(bars, (("p5", "p95"), ("p25", "p75")), strict=True):
        assert ends(bar)[:2] == pytest.approx((axis.at(row[low]), axis.at(row[high])), abs=0.11)
    (mean,) = [
        one
        for one in tree(chart).iter(f"{SVG}path")
        if one.get("stroke-width") == "1.5" and one.get("fill") == "none" and "H" in str(one.get("d"))
    ]
    assert ends(mean)[:2] == pytest.approx((axis.at(row["low"]), axis.at(row["high"])), abs=0.11)
    assert ends(mean)[2] > ends(bars[0])[2]


def test_it_says_in_how_many_worlds_of_100_there_is_more():
    assert "more than nothing in 100 of 100" in str(tree(difference_marks(by_hand(), id="d"))[1].text)


def test_one_world_has_no_interval_of_the_mean():
    chart = difference_marks(by_hand(1), id="d")
    inside(chart)
    assert "nan" not in chart


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_written_is_inside(language):
    with speaking(language):
        inside(difference_marks(by_hand(), "cost_total", id="d", said={"more": "Beaucoup plus de places " * 4}))
