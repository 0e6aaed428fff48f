"""Bands, dots and intervals: what is drawn is what was given."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from contagion.experiments.drawing.bands import band, dots, dots_within, nested, nested_course, reach
from contagion.experiments.drawing.style import BLUE, GREY, VERMILLION


@pytest.fixture
def ax():
    return Figure().subplots()


def test_a_course_lies_in_its_band(ax):
    course = pd.DataFrame({"mean": [1.0, 4.0], "low": [0.5, 3.0], "high": [2.0, 6.0]}, index=[1, 2])
    assert band(ax, course, BLUE) == 4.0
    (line,), (shade,) = ax.lines, ax.collections
    assert line.get_xydata().tolist() == [[1, 1], [2, 4]]
    assert {tuple(point) for point in shade.get_paths()[0].vertices} == {(1, 0.5), (2, 3), (2, 6), (1, 2)}
    band(ax, course, BLUE, shaded=False)
    assert len(ax.collections) == 1


def test_a_course_over_worlds_is_dark_over_half_and_pale_over_nine_in_ten(ax):
    ends = {"people_p5": [1, 2], "people_p25": [2, 4], "people_p50": [3, 6], "people_p75": [4, 8], "people_p95": [5, 9]}
    table = pd.DataFrame({"places": [10, 5], **ends})
    nested_course(ax, table, "places", "people", BLUE, "some")
    (line,), (pale, dark) = ax.lines, ax.collections
    assert line.get_xydata().tolist() == [[5, 6], [10, 3]]
    assert {tuple(point) for point in pale.get_paths()[0].vertices} == {(5, 2), (10, 1), (10, 5), (5, 9)}
    assert {tuple(point) for point in dark.get_paths()[0].vertices} == {(5, 4), (10, 2), (10, 4), (5, 8)}
    assert pale.get_alpha() < dark.get_alpha()


def test_what_cannot_be_told_from_0_is_grey_and_what_is_missing_is_not_drawn(ax):
    dots(ax, *map(pd.Series, ([5.0, 1.0, np.nan], [4.0, -1.0, np.nan], [6.0, 3.0, np.nan])), BLUE)
    drawn = {to_hex(line.get_color()): line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "o"}
    assert drawn == {to_hex(BLUE): [[5, 0]], to_hex(GREY): [[1, 1]]}


@pytest.mark.parametrize(
    "middles, far",
    [([1, 2, 3, 4, 100], 4), ([1, 2, 3, 100], 100), ([1, 2, 3, 4, 5], 5), ([], 1), ([0.0], 1), ([-7, 1], 7)],
    ids=["one runs away", "too few to tell", "none does", "nothing", "naught", "to the left"],
)
def test_an_axis_reaches_as_far_as_most_rows(middles, far):
    values = pd.Series(middles, dtype=float)
    assert reach(values, values, values) == far


def test_a_row_that_runs_away_is_an_arrow_at_the_edge_with_its_number(ax):
    middle = pd.Series([1.0, 2.0, 3.0, 4.0, -1000.0])
    dots_within(ax, middle, middle - 0.5, middle + 0.5, BLUE)
    (arrow,) = [line for line in ax.lines if line.get_marker() == "<"]
    (words,) = ax.texts
    left, right = ax.get_xlim()
    assert left == pytest.approx(-1.12 * 4.5)
    assert left < arrow.get_xdata()[0] < 0.97 * left
    assert arrow.get_ydata()[0] == 4
    assert words.get_text() == "\u22121,000"
    assert 4.5 < right < 1.12 * 4.5 + 0.01


NEAR = pd.Series([1.0, 2.0, 3.0, 2.0, 1.0, 2.0])


def panel(middle: pd.Series, half: pd.Series) -> Any:
    ax = Figure().subplots()
    dots_within(ax, middle, middle - half, middle + half, BLUE)
    return ax


def test_an_interval_that_leaves_the_panel_has_its_end_written():
    """The dot of the last row is in sight, its interval goes to 902."""
    ax = panel(NEAR, pd.Series([0.5, 0.5, 0.5, 0.5, 0.5, 900.0]))
    low, high = ax.get_xlim()
    assert -6 < low < 0 < high < 6
    assert [text.get_text() for text in ax.texts] == ["\u2212898", "+902"]
    assert sorted(line.get_marker() for line in ax.lines if line.get_marker() in "<>") == ["<", ">"]
    assert all(line.get_ydata() == [5] for line in ax.lines if line.get_marker() in ("<", ">"))


def test_rows_that_change_nothing_make_no_other_run_away():
    ax = panel(pd.Series([0.0, 0, 0, 0, 0, 0, 12]), pd.Series([0.0] * 7))
    assert not ax.texts
    assert ax.get_xlim()[1] > 12


def test_a_row_has_its_own_colour_and_grey_if_it_is_not_distinguishable():
    ax: Any = Figure().subplots()
    middle, half = pd.Series([1.0, 2.0, 3.0, float("nan")]), pd.Series([0.5, 3.0, 0.5, 0.5])
    dots(ax, middle, middle - half, middle + half, [BLUE, BLUE, VERMILLION, BLUE])
    shown = {y: line.get_color() for line in ax.lines if line.get_marker() == "o" for y in line.get_ydata()}
    assert shown == {0: BLUE, 1: GREY, 2: VERMILLION}
    widths = {y: x for line in ax.lines if line.get_marker() == "o" for x, y in line.get_xydata()}
    assert widths == pytest.approx({0: 1, 1: 2, 2: 3})


def test_what_fits_is_written_nowhere_nor_what_is_not_known():
    ax = panel(NEAR, pd.Series([0.5] * 6))
    assert ax.get_xlim()[1] > 3.5
    assert not ax.texts
    assert not panel(pd.Series([float("nan")] * 3), pd.Series([1.0] * 3)).texts


def test_a_bar_over_worlds_that_runs_away_ends_at_the_edge_with_its_numbers(ax):
    near = pd.Series([1.0, 2.0, 3.0, 4.0])
    middle = pd.concat([near, pd.Series([90.0])], ignore_index=True)
    ends = {"p5": middle - 1, "p25": middle - 0.5, "p50": middle, "p75": middle + 0.5, "p95": middle + 1}
    nested(ax, pd.DataFrame({f"people_{name}": values for name, values in ends.items()}), "people", BLUE)
    (words,) = ax.texts
    assert words.get_text() == "+90 (+89 to +91)"
    assert words.xy[1] == 4
    right = ax.get_xlim()[1]
    assert right == pytest.approx(1.12 * 5)
    (dots_drawn,) = [one for one in ax.collections if len(one.get_offsets()) > 1]
    assert np.ma.getmaskarray(dots_drawn.get_offsets())[4].any()
