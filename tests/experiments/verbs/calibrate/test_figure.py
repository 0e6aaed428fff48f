"""The figure of a calibration: what is known of each number, over what was known before."""

from dataclasses import replace

import numpy as np
import pytest

from contagion.experiments.verbs.calibrate.figure import calibration_figure
from contagion.sim.statistics.designs import Factor
from tests.helpers.calibration_by_hand import FACTORS, known
from tests.helpers.drawn import unreadable

NAMES = [factor.name for factor in FACTORS]


def test_a_panel_a_number_and_a_line_a_rule():
    figure = calibration_figure(known(), NAMES)
    shown = [ax for ax in figure.axes if ax.get_title(loc="left")]
    assert [ax.get_title(loc="left") for ax in shown] == NAMES
    assert [line.get_label() for line in shown[0].lines[1:]] == ["simple", "threshold"]
    assert not unreadable(figure)


def test_the_area_below_a_line_is_that_of_the_flat_one_of_before():
    ax = calibration_figure(known(), NAMES).axes[0]
    before, after = (np.asarray(line.get_xydata()) for line in ax.lines[:2])
    assert before[0, 1] == 1
    assert np.mean(after[:, 1]) == pytest.approx(1)
    assert after[np.argmax(after[:, 1]), 0] in (pytest.approx(0.185), pytest.approx(0.225))  # of those that agree


def test_a_law_that_is_not_uniform_is_drawn_by_its_places_and_labelled_by_values():
    laws = [Factor("demand.place", 0.2, 5.0, law="log-normal"), Factor("a.wait", 26, np.inf, law="reciprocal")]
    place, wait = calibration_figure(replace(known(), factors=laws), [law.name for law in laws]).axes[:2]
    assert [label.get_text() for label in place.get_xticklabels()][::2] == ["0.2 times", "1 times", "5 times"]
    assert [label.get_text() for label in wait.get_xticklabels()] == ["26", "34.7", "52", "104", "inf"]
    assert np.isfinite(np.asarray(wait.lines[1].get_xydata())).all()
