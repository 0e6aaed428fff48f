"""Whether a programme renews itself, week by week."""

from dataclasses import replace

import numpy as np

from contagion.models.outcomes.indicators.renewal import r_facilitators_by_week
from contagion.models.records import NONE
from tests.helpers.run_by_hand import WEEKS, value_of


def test_reproduction_is_counted_week_by_week_over_the_last_year(run_by_hand):
    """Week 57: 3 was born, 102 stopped in the year before. Week 58: three more. Nobody stopped before week 50."""
    series = r_facilitators_by_week(run_by_hand)
    assert len(series) == WEEKS
    assert np.isnan(series[:50]).all()
    assert series[[50, 57, 58, 83, 84, 85, 101, 102, 103]].tolist() == [1, 1, 4, 4, 3, 1.5, 1, 1.5, 1.5]


def test_nobody_stopped_in_the_last_year(run_by_hand):
    stay = run_by_hand.facilitators.copy()
    stay["left_week"] = NONE
    assert value_of("r_facilitators_now", replace(run_by_hand, facilitators=stay)) is None
