"""Courses read back from their pictures: on the calendar, single runs while few, bands within bands."""

import pytest

from contagion.experiments.doors.charts.courses import FEW, course
from contagion.experiments.language.languages import speaking
from tests.helpers.briefing_by_hand import BASE, SVG, YEARS, by_hand, inside, placed, places, texts, tree


def paths(chart, **having):
    return [
        one for one in tree(chart).iter(f"{SVG}path") if all(one.get(name) == value for name, value in having.items())
    ]


def areas(chart):
    """The bands, the palest first."""
    found = [one for one in tree(chart).iter(f"{SVG}path") if one.get("fill-opacity") and "Z" in str(one.get("d"))]
    return [(float(str(one.get("fill-opacity"))), one.get("fill"), places(str(one.get("d")))) for one in found]


def test_few_worlds_are_drawn_one_by_one_and_many_in_bands():
    few, many = by_hand(FEW), by_hand(FEW + 1)
    assert areas(course(few, "name", id="c")) == []
    assert len(paths(course(few, "name", id="c"), **{"stroke-width": "1.2"})) == FEW
    assert len(areas(course(many, "name", id="c"))) == 2
    assert len(paths(course(many, "name", id="c"), **{"stroke-width": "0.7"})) == 3
    assert f"each line is one of {FEW} cases" in texts(course(few, "name", id="c"))


def test_half_of_the_worlds_lie_within_nine_tenths():
    (pale, _, outer), (dark, _, inner) = areas(course(by_hand(), "name", id="c"))
    assert pale < dark
    assert [x for x, _ in outer] == [x for x, _ in inner]
    for (_, out), (_, into) in zip(outer[: YEARS + 1], inner[: YEARS + 1], strict=True):
        assert out <= into  # upwards is less
    for (_, out), (_, into) in zip(outer[YEARS + 1 :], inner[YEARS + 1 :], strict=True):
        assert out >= into


def test_values_are_at_their_heights_and_years_at_their_places():
    told = by_hand()
    chart = course(told, "name", id="c")
    (_, _, outer), _ = areas(chart)
    line = told.course[(told.course["scenario"] == BASE.name) & (told.course["figure"] == "people")]
    ticks = {one.text: float(str(one.get("y"))) for one in tree(chart).iter(f"{SVG}text") if one.get("dy")}
    unit = (ticks["0"] - ticks["100"]) / 100
    for (_, y), value in zip(outer, line["p95"], strict=False):
        assert y == pytest.approx(ticks["0"] - unit * value, abs=0.11)
    start = int(BASE.parameters.calendar.start[:4])
    years = {
        one.text: float(str(one.get("x")))
        for one in tree(chart).iter(f"{SVG}text")
        if one.get("text-anchor") == "middle"
    }
    assert outer[0][0] == years[str(start)]
    assert outer[2][0] == pytest.approx(years[str(start + 2)], abs=0.11)


def test_the_axis_ends_as_the_text_says_it():
    """A curve to the end of 2029 does not seem to go on into 2030."""
    start = int(BASE.parameters.calendar.start[:4])
    assert f"end of {start + YEARS - 1}" in texts(course(by_hand(), "name", id="c"))
    assert str(start + YEARS) not in texts(course(by_hand(), "name", id="c"))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [360, 720])
def test_what_is_written_is_inside(language, width):
    with speaking(language):
        inside(course(by_hand(), "Le programme de référence tel qu’il est conduit aujourd’hui", id="c", width=width))


@pytest.mark.parametrize("worlds, years", [(1, 4), (2, 4), (12, 1), (12, 40)])
def test_few_worlds_short_runs_and_long_ones(worlds, years):
    chart = course(by_hand(worlds, years=years), "name", id="c")
    inside(chart)
    assert "nan" not in chart


def test_it_is_drawn_where_it_was():
    assert (
        placed(course(by_hand(12, years=40), "name", id="c"))
        == "1 svg 896.0, 2 g 136.0, 20 path 893895.6, 14 text 23906.3"
    )
    assert placed(course(by_hand(), "name", id="c")) == "1 svg 864.0, 2 g 136.0, 16 path 127610.0, 9 text 12190.4"
    assert (
        placed(course(by_hand(FEW), "name", id="c", width=720))
        == "1 svg 1224.0, 2 g 136.0, 21 path 238135.1, 12 text 34481.3"
    )
