"""Axes that are given, or made."""

from typing import Any

import pytest

import contagion as ct
from contagion.experiments.drawing.style import SERIES


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
