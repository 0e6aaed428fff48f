"""Scales, ticks, places and legends."""

import pytest

from contagion.experiments.doors.charts.plot import LINE, Entry, Scale, area, folded, legend, path, px, wide


def test_a_scale_goes_from_end_to_end():
    scale = Scale(-10, 30, 100, 20)
    assert [scale.at(value) for value in (-10, 10, 30)] == [100, 60, 20]
    assert scale.ticks(4) == [-10, 0, 10, 20, 30]
    assert scale.marks()[1] == ("80", "0")


def test_ticks_lie_within_the_ends():
    for high in (0.7, 3, 17, 1234, 98_765):
        ticks = Scale(0, high, 0, 100).ticks()
        assert ticks[0] == 0
        assert ticks[-1] <= high
    assert Scale(0, 10, 0, 100).ticks() == [0, 2, 4, 6, 8, 10]


@pytest.mark.parametrize("value, said", [(1, "1"), (1.04, "1"), (1.25, "1.2"), (-0.01, "0"), (-3.0, "-3"), (10, "10")])
def test_a_place_is_written_to_a_tenth(value, said):
    assert px(value) == said


def test_lines_and_what_lies_between_them():
    assert path([(0, 1), (2.5, 3)]) == "M0,1L2.5,3"
    assert area([(0, 5), (1, 6)], [(0, 2), (1, 3)]) == "M0,2L1,3L1,6L0,5Z"


def test_words_are_folded_and_the_chart_begins_below_them():
    long = "words that are far too long for one line of a legend " * 2
    rows, top = legend(200, Entry("line", long), Entry("", "short"))
    assert len(rows[0].more) >= 2
    assert all(wide(part) <= 200 - 28 for part in (rows[0].words, *rows[0].more))
    assert float(rows[1].y) - float(rows[0].y) == LINE * (1 + len(rows[0].more))
    assert top == LINE * (2 + len(rows[0].more)) + 8
    assert " ".join(folded(long, 200)) == long.strip()
