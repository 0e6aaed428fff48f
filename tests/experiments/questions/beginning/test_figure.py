"""The figure of first pairs: what is drawn is what was counted."""

import numpy as np
import pytest

from contagion.experiments.drawing.bands import GREY
from contagion.experiments.questions.beginning.cases import ALONE, CHANGES, EVENT, STARTS, TOGETHER, changed_in_summer
from contagion.experiments.questions.beginning.figure import first_pair_figure
from contagion.experiments.questions.beginning.places import SIZES
from contagion.experiments.questions.first_pair import figures
from tests.helpers.first_pairs import always, in_worlds, made


@pytest.fixture(scope="module")
def drawn():
    late = changed_in_summer(EVENT)
    found = made({ALONE: in_worlds(1, 2, week=40), EVENT: always(10), TOGETHER: always(20), late: always(45)})
    return first_pair_figure(figures(found), "A title", "Some")


def test_a_panel_a_size_has_its_courses_in_months(drawn):
    panels = drawn.axes[: len(SIZES)]
    assert ["under" in ax.get_title("left") for ax in panels] == [True] + [False] * 5
    alone, ended, coordinator, together = panels[0].lines[:4]
    assert together.get_xdata()[-1] == 18
    assert np.interp([4, 5], *together.get_data()).tolist() == [0, 100]
    assert not coordinator.get_ydata().any()
    assert np.interp([9, 10], *alone.get_data()).tolist() == [0, 50]
    assert np.interp([13, 14], *ended.get_data()).tolist() == [0, 50]
    assert not panels[-1].lines[0].get_ydata().any()


def test_a_row_a_case_has_its_points(drawn):
    june, december, late = drawn.axes[len(SIZES) :]
    for ax, cases, points in ((june, STARTS, 100), (december, STARTS, 97.6), (late, CHANGES, 97.6)):
        dots = {
            round(float(y)): x
            for line in ax.lines
            for x, y in zip(*line.get_data(), strict=True)
            if line.get_marker() == "o"
        }
        assert dots[[*cases].index(EVENT)] == pytest.approx(points, abs=0.1)
    assert GREY in {line.get_color() for line in late.lines}
    assert [label.get_text().replace("\n", " ") for label in june.get_yticklabels()] == [*STARTS]
