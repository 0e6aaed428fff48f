"""What does not fit into a panel of differences has its number at the edge."""

from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments.figures.bands import dots, dots_within
from experiments.figures.style import BLUE, GREY, VERMILLION

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


def test_what_fits_is_written_nowhere():
    ax = panel(NEAR, pd.Series([0.5] * 6))
    assert not ax.texts
    assert ax.get_xlim()[1] > 3.5


def test_a_row_has_its_own_colour_and_grey_if_it_is_not_distinguishable():
    ax: Any = Figure().subplots()
    middle, half = pd.Series([1.0, 2.0, 3.0, float("nan")]), pd.Series([0.5, 3.0, 0.5, 0.5])
    dots(ax, middle, middle - half, middle + half, [BLUE, BLUE, VERMILLION, BLUE])
    shown = {y: line.get_color() for line in ax.lines if line.get_marker() == "o" for y in line.get_ydata()}
    assert shown == {0: BLUE, 1: GREY, 2: VERMILLION}
    widths = {y: x for line in ax.lines if line.get_marker() == "o" for x, y in line.get_xydata()}
    assert widths == pytest.approx({0: 1, 1: 2, 2: 3})
