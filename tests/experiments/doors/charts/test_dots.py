"""A quantile dotplot: as many dots, each within a dot of its value, full where it is above."""

from collections import Counter

import numpy as np
import pytest

from contagion.experiments.doors.charts.dots import HIGHEST, LARGEST, SIDE, dotplot
from contagion.experiments.doors.charts.plot import NARROW, Scale
from contagion.experiments.language.languages import speaking
from tests.helpers.briefing_by_hand import SVG, inside, placed, texts, tree

VALUES = np.arange(-10, 90)  # a hundred worlds, of which 89 are above 0 and 69 above 20


def dots(chart):
    """Places and fills of the dots, those of the legend left out."""
    return [
        (*(float(str(one.get(name))) for name in ("cx", "cy", "r")), one.get("stroke") is None)
        for one in tree(chart).iter(f"{SVG}circle")
        if one.get("cx")
    ]


@pytest.mark.parametrize("number", [20, 50])
def test_each_dot_is_an_equal_share_of_the_worlds(number):
    chart = dotplot(VALUES, id="d", above=20, dots=number)
    found = dots(chart)
    assert len(found) == number
    assert sum(full for *_, full in found) == pytest.approx(0.69 * number, abs=1)
    inside(chart)


def test_a_dot_stands_within_half_a_dot_of_its_value():
    low, high = -9.5, 88.5
    axis = Scale(low, high, SIDE + LARGEST / 2, NARROW - SIDE - LARGEST / 2)
    told = np.quantile(VALUES, (np.arange(50) + 0.5) / 50)
    found = dots(dotplot(VALUES, id="d", ends=(low, high)))
    for (x, _, radius, _), value in zip(found, told, strict=True):
        assert abs(x - axis.at(value)) <= radius / 0.44 / 2 + 0.1


def test_no_two_dots_are_at_one_place_and_no_pile_is_too_high():
    found = dots(dotplot(np.repeat([5.0, 6.0], 50), id="d"))
    assert max(Counter((x, y) for x, y, *_ in found).values()) == 1
    assert max(y for _, y, *_ in found) - min(y for _, y, *_ in found) <= HIGHEST


def test_dots_below_and_above_0_stand_on_their_side():
    chart = dotplot(np.array([-1.0, 1.0] * 50), id="d", ends=(-100, 100))
    middle = NARROW / 2
    assert sorted({(x < middle, full) for x, _, _, full in dots(chart)}) == [(False, True), (True, False)]


def test_it_says_how_many_worlds_of_100():
    some = np.repeat([1.0, 2.0, 3.0, 30.0], 5)
    assert "more than 20: 25 worlds of 100" in texts(dotplot(some, id="d", above=20))
    with speaking("fr"):
        assert "plus de 20\u00a0: 25 mondes sur 100" in texts(dotplot(some, id="d", above=20))


def test_few_worlds_are_counted_and_drawn_one_by_one():
    chart = dotplot(np.array([1.0, 2.0, 3.0, 30.0, 40.0]), id="d", above=20)
    assert [full for *_, full in dots(chart)] == [False] * 3 + [True] * 2
    assert "more than 20: 2 worlds of 5" in texts(chart)
    assert "not more: 3 of 5 (each dot is a world)" in texts(chart)
    assert "2 worlds of 5 the difference is more than 20. It lies between +1 and +40" in str(chart)
    assert len(dots(dotplot(np.arange(20.0), id="d"))) == 50


def test_all_and_none_are_not_made_by_rounding():
    found = texts(dotplot(np.array([-1.0, *[1.0] * 249]), id="d"))
    assert "more than 0: more than 99 worlds of 100" in found
    assert "not more: fewer than 1 of 100 (each dot is 2 of 100)" in " ".join(found)


def test_no_difference_at_all_is_drawn_too():
    chart = dotplot(np.zeros(20), id="d")
    assert len(dots(chart)) == 50
    assert "more than 0: 0 worlds of 100" in texts(chart)
    assert len(dots(dotplot(np.full(3, np.nan), id="d"))) == 0


@pytest.mark.parametrize("above", [7, 20, 33, 60])
def test_what_dots_must_be_above_lies_between_two_piles(above):
    chart = dotplot(VALUES, id="d", above=above)
    dashed = next(one for one in tree(chart).iter(f"{SVG}path") if one.get("stroke-dasharray"))
    at = float(str(dashed.get("d"))[1:].split(",")[0])
    assert all((x > at) == full for x, _, _, full in dots(chart))


def test_what_a_scenario_comes_to_is_no_difference():
    chart = dotplot(VALUES + 1000, id="d", difference=False)
    assert all(full for *_, full in dots(chart))
    assert texts(chart)[0] == "each dot is 2 worlds of 100"
    assert "difference" not in str(chart)
    assert "Between 995 and 1,084 in 90 worlds of 100, in the middle 1,040 (± " in str(chart)


def test_it_is_drawn_where_it_was():
    assert (
        placed(dotplot(np.arange(-5.0, 40) ** 2 / 10, id="d", above=20))
        == "1 svg 784.0, 4 g 254.0, 52 circle 100763.1, 5 text 6153.3, 6 path 16939.5"
    )
    assert (
        placed(dotplot(VALUES, id="d", ends=(-100, 50), width=720, highest=90, dots=20))
        == "1 svg 1024.0, 4 g 254.0, 22 circle 91035.8, 6 text 13064.6, 6 path 20124.5"
    )
    assert (
        placed(dotplot(VALUES[5:14], id="d", difference=False))
        == "1 svg 752.0, 2 g 41.0, 10 circle 22974.2, 5 text 9014.6, 6 path 17548.2"
    )
