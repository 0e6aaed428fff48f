"""How long a shock is felt and what it costs, on series made by hand."""

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes.resilience import deepest, loss_area, recovery_time, resilience, yearly_flow

BASE = [10.0] * 10
DIP = [10, 10, 5, 8, 9, 9.4, 9.5, 10, 10, 10]  # from week 2; within 5 % from week 6 on


@pytest.mark.parametrize(
    "base, shocked, options, weeks",
    [
        (BASE, DIP, {}, 4),
        (BASE, DIP, {"tolerance": 0.2}, 1),  # 8 is within a fifth
        (BASE, DIP, {"tolerance": 0}, 5),
        (BASE, [10, 10, 5, 10, 10, 10, 10, 9, 10, 10], {}, 6),  # for good
        (BASE, [20.0] * 10, {}, 0),  # never felt
        (BASE, [10.0] * 9 + [9.0], {}, None),  # never over
        ([0.0] * 10, [0.0] * 10, {}, 0),
        # the undisturbed course may change as well: 95 % of it are 28.5, 38, 47.5, 57, 66.5, 76, 85.5, 95
        (np.arange(1, 11) * 10.0, np.array([10, 20, 20, 20, 30, 50, 66, 76, 86, 96]), {}, 5),
    ],
)
def test_recovery_time_is_counted_from_the_shock_until_it_is_over_for_good(base, shocked, options, weeks):
    assert recovery_time(base, shocked, 2, **options) == weeks


def test_loss_area_and_depth():
    assert loss_area(BASE, DIP, 2) == pytest.approx(5 + 2 + 1 + 0.6 + 0.5)
    assert loss_area(BASE, DIP, 4) == pytest.approx(2.1)
    assert loss_area(BASE, [10, 10, 6, 12, 12, *BASE[5:]], 2) == pytest.approx(0.0)  # caught up
    assert deepest(BASE, DIP, 2) == pytest.approx(0.5)
    assert deepest(BASE, [11.0] * 10, 2) == 0
    assert deepest([0.0, 4.0], [0.0, 3.0], 0) == pytest.approx(0.25)


def test_the_flow_of_a_year_is_over_its_last_52_weeks():
    total = 2 * np.arange(1, 61)  # two a week
    flow = yearly_flow(total)
    assert flow[[0, 9, 51, 52, 59]].tolist() == [2, 20, 104, 104, 104]
    assert yearly_flow([3, 5]).tolist() == [3, 5]


def test_the_measures_of_two_runs():
    weeks = pd.DataFrame({"facilitators_active": [20.0] * 60, "participants": np.arange(1.0, 61.0)})
    shocked = weeks.copy()
    shocked.loc[10:29, "facilitators_active"] = 7.0  # 13 fewer for 20 weeks: 260 facilitator-weeks, 5 years
    made = resilience(weeks, shocked, 10)
    assert [made[f"{of}_facilitators_active"] for of in ("recovery", "loss", "deepest")] == [20, 5.0, 0.65]
    assert (made["recovery_participants"], made["loss_participants"]) == (0, 0.0)


@pytest.mark.parametrize("start, other", [(10, BASE), (-1, BASE), (2, BASE[1:])])
def test_series_that_do_not_fit(start, other):
    with pytest.raises(ValueError, match=r"series|week"):
        recovery_time(BASE, other, start)
