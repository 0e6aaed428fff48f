"""Bands, dots and intervals: what is drawn is what was given."""

from itertools import combinations
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

import contagion as ct
from contagion.experiments.commands.run.figure import SHORT_COLOURS
from contagion.experiments.say.charts.axes import band, dots, dots_within, nested_course
from contagion.experiments.say.charts.style import (
    BLUE,
    CAUSES,
    GREY,
    PAPER,
    SERIES,
    SOFT,
    STYLE,
    VERMILLION,
    readable,
    styled,
)


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


def test_a_row_has_its_own_colour_and_grey_if_it_is_not_distinguishable():
    ax: Any = Figure().subplots()
    middle, half = pd.Series([1.0, 2.0, 3.0, float("nan")]), pd.Series([0.5, 3.0, 0.5, 0.5])
    dots(ax, middle, middle - half, middle + half, [BLUE, BLUE, VERMILLION, BLUE])
    shown = {y: line.get_color() for line in ax.lines if line.get_marker() == "o" for y in line.get_ydata()}
    assert shown == {0: BLUE, 1: GREY, 2: VERMILLION}
    widths = {y: x for line in ax.lines if line.get_marker() == "o" for x, y in line.get_xydata()}
    assert widths == pytest.approx({0: 1, 1: 2, 2: 3})


# ---- axes that are given, or made ------------------------------------------------------------------------------------


def test_it_draws_on_the_axes_that_it_is_given(at_work):
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(1, 2)
    runs, results = ct.many("ref", seeds=2, years=1), ct.run("ref", years=1)
    assert runs.plot("active", ax=axes[0]) is axes[0]
    assert results.map(ax=axes[1]) is axes[1]


def test_axes_of_ones_own_have_the_look_and_the_title_of_the_project():
    ax = ct.axes("A title that says the result " * 5, x="year", y="people", height=3)
    figure: Any = ax.figure
    (line,) = ax.plot([1, 2], [3, 5])
    assert line.get_color() == SERIES[0]
    assert figure.get_suptitle().count("\n") == 1  # broken into lines
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("year", "people")
    assert not ax.spines["top"].get_visible()
    assert figure.get_figheight() == 3
    with pytest.raises(ct.InputError, match="axes: title 3: must be text"):
        ct.axes(3)  # ty: ignore[invalid-argument-type]


@pytest.mark.parametrize("size", [{"width": -1}, {"width": "x"}, {"height": float("nan")}, {"height": 1000}])
def test_a_figure_has_a_size_that_can_be_drawn(size):
    with pytest.raises(ct.InputError, match=r"axes: (width|height) .*: must be from 1 to 100 inches"):
        ct.axes("Groups", **size)


# ---- what all figures have in common ---------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def settings():
    with mpl.rc_context():
        yield


def test_settings_are_those_of_the_project_while_it_draws_and_the_users_afterwards():
    mpl.rcParams["font.size"] = 31
    assert styled(lambda: mpl.rcParams["font.size"])() == STYLE["font.size"]
    assert mpl.rcParams["font.size"] == 31


@pytest.mark.parametrize("shows", [True, False])
def test_a_backend_that_is_loaded_on_the_way_goes_on_showing_figures(shows):
    mpl.interactive(not shows)
    styled(mpl.interactive)(shows)
    assert mpl.is_interactive() == shows


def lab(linear: np.ndarray) -> np.ndarray:
    """A colour in the space of CIELAB (white of D65), in which distances are as they are seen."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x = to_xyz @ linear / (0.9505, 1.0, 1.089)
    f = np.where(x > 0.008856, np.cbrt(x), 7.787 * x + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def linear(colour: str) -> np.ndarray:
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


# Machado, Oliveira & Fernandes 2009, doi:10.1109/TVCG.2009.113: what is seen without one kind of cones.
SEEN = {
    "all": np.eye(3),
    "no red": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "no green": [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "no blue": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
}


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("colours", [set(CAUSES.values()), {SOFT, *SERIES}], ids=["causes", "scenarios"])
def test_the_colour_blind_tell_them_apart(seen, colours):
    """At a distance of 15, several times what is just noticed."""
    places = [lab(np.clip(SEEN[seen] @ linear(colour), 0, 1)) for colour in sorted(colours)]
    assert min(np.linalg.norm(one - other) for one, other in combinations(places, 2)) > 15


def test_what_was_short_differs_in_grey():
    light = sorted(lab(linear(colour))[0] for colour in SHORT_COLOURS.values())
    assert (np.diff(light) > 3).all()


@pytest.mark.parametrize("colour", sorted({*CAUSES.values(), *SERIES}))
def test_words_and_thin_lines_are_seen(colour):
    paper, ink = (linear(one) @ (0.2126, 0.7152, 0.0722) for one in (PAPER, readable(colour)))
    assert (paper + 0.05) / (ink + 0.05) > 3.4
    assert readable(SOFT) == SOFT
    assert GREY not in CAUSES.values()
