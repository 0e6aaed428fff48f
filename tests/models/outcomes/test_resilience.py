"""How long a shock is felt and what it costs, on series made by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes.resilience import deepest, loss_area, recovery_time, resilience, yearly_flow
from contagion.models.parameters import Parameters
from contagion.models.parameters.shocks import LOST
from contagion.models.runs.simulation import simulate
from contagion.models.scenarios.scenario import read

BASE = [10.0] * 10
DIP = [10, 10, 5, 8, 9, 9.4, 9.5, 10, 10, 10]  # from week 2; within 5 % from week 6 on


def test_recovery_time_is_counted_from_the_shock():
    assert recovery_time(BASE, DIP, 2) == 4
    assert recovery_time(BASE, DIP, 2, tolerance=0.2) == 1  # 8 is within a fifth
    assert recovery_time(BASE, DIP, 2, tolerance=0) == 5


def test_recovered_means_for_good():
    relapse = [10, 10, 5, 10, 10, 10, 10, 9, 10, 10]
    assert recovery_time(BASE, relapse, 2) == 6


def test_what_is_never_felt_and_what_never_ends():
    assert recovery_time(BASE, BASE, 2) == 0
    assert recovery_time(BASE, [20.0] * 10, 2) == 0
    assert recovery_time(BASE, [10.0] * 9 + [9.0], 2) is None
    assert recovery_time([0.0] * 10, [0.0] * 10, 2) == 0


def test_the_undisturbed_course_may_change_as_well():
    growing = np.arange(1, 11) * 10.0
    late = np.array([10, 20, 20, 20, 30, 50, 66, 76, 86, 96])  # 95 % are 28.5, 38, 47.5, 57, 66.5, 76, 85.5, 95
    assert recovery_time(growing, late, 2) == 5


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


def test_the_loss_of_half_the_facilitators_is_measured(territory):
    """Fewer facilitators at first, for a time; less is reached."""
    scenario = read()
    weeks = []
    for shock in ((), [{"kind": LOST, "from": 104, "share": 0.5}]):
        content = {**scenario.parameters.model_dump(), "shock": shock}
        changed = replace(scenario, parameters=Parameters.model_validate(content))
        weeks.append(simulate(changed, territory, years=4, seed=2).tables["weeks"])
    made = resilience(*weeks, start=104)
    assert made["deepest_facilitators_active"] > 0.2
    assert made["recovery_facilitators_active"] is None or made["recovery_facilitators_active"] > 17
    assert made["loss_facilitators_active"] > 1
    assert made["loss_participants"] > 0
