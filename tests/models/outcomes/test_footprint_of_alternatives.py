"""What participants of the alternative programmes save (S15), by hand and of runs."""

from math import exp, sqrt

import numpy as np
import pandas as pd
import pytest

from models.outcomes.footprint import DRAWS, by_year
from models.outcomes.footprint_of_alternatives import (
    avoided_by_all,
    avoided_by_participants,
    by_run,
    drawn_savings,
)
from models.parameters import Parameters
from models.runs.cases import case
from models.runs.simulation import simulate
from models.runs.study import Conversations
from models.scenarios.scenario import Scenario, Words
from sim.laboratory.jobs import Job
from tests.helpers.savers import stated

TALKS = {"kind": "workshop", "name": "talks"}
TEAMS = {"kind": "team challenge", "name": "teams"}


def rows_of(*rows):
    return Parameters.model_validate({"alternative": rows}).alternative


def test_participants_of_a_workshop_save_by_hand():
    """Half of 0.2 t a year, less a tenth, plus a fifth: ten people from the middle of year 1, four of year 2."""
    plain = stated(self_report=0.5, decay=0, rebound=0.1, spillover=0.2)
    (talks,) = rows_of(TALKS)
    tonnes = avoided_by_participants([[10, 4], [0, 1]], talks, plain, np.array([0.2]))
    assert tonnes == pytest.approx(0.1 * 1.08 * np.array([[[5, 17]], [[0, 0.5]]]))


def test_a_household_counts_once():
    """A team's figure is of the household, to which the spillover is not added."""
    plain = stated(self_report=0.5, decay=0, rebound=0.1, spillover=0.2)
    (teams,) = rows_of(TEAMS)
    tonnes = avoided_by_participants([[10, 4]], teams, plain, np.array([0.2]))
    assert tonnes == pytest.approx(0.1 * 0.9 * np.array([[[5, 17]]]))


def test_what_fades_fades_from_the_middle_of_the_year():
    """A participant of year 1, at the end of year 2: (1 − exp(−0.3 · 1.5))/0.3 years' worth."""
    plain = stated(self_report=1, decay=0.3, rebound=0, spillover=0)
    tonnes = avoided_by_participants([[1, 0]], rows_of(TALKS)[0], plain, np.array([0.2]))
    assert tonnes[0, 0, 1] == pytest.approx(0.2 * (1 - exp(-0.45)) / 0.3)


def test_savings_of_a_kind_are_drawn_over_its_range():
    drawn = drawn_savings(rows_of(TEAMS)[0])
    assert len(drawn) == DRAWS
    assert 0.1 <= drawn.min() < 0.11
    assert 0.29 < drawn.max() <= 0.3
    assert drawn.mean() == pytest.approx(0.2, abs=5 * 0.0408 / sqrt(DRAWS))
    assert (drawn_savings(rows_of(TEAMS)[0], 20) == drawn[:20]).all()


def test_participants_stand_in_the_order_of_the_runs():
    rows = pd.DataFrame(
        [(3, "talks", 1, 5), (3, "talks", 2, 6), (9, "talks", 2, 7), (9, "teams", 1, 8)],
        columns=["seed", "programme", "year", "participants"],
    )
    assert by_run(rows, "talks", [9, 3, 4], 3).tolist() == [[0, 7, 0], [5, 6, 0], [0, 0, 0]]


def test_a_run_and_a_kept_run_credit_all_programmes(territory):
    """The kept run says what the run says, and without its participants both say less."""
    parameters = Parameters.model_validate({"alternative": [TALKS, TEAMS | {"initial_leaders": 3}]})
    _, kept = Conversations.over().run(Job(case(parameters).parameters, 2, 3))
    savings, beside = (pd.DataFrame(kept[name]).assign(seed=2) for name in ("savings", "alternatives"))
    made = simulate(Scenario("both", Words(), parameters), territory, years=3, seed=2).tables["footprint"]
    pd.testing.assert_frame_equal(by_year(avoided_by_all(savings, beside, parameters, 3)), made, rtol=0.01)
    (of_all,) = {avoided_by_all(savings, beside, parameters, 3, last=last)[..., -1].sum() for last in (True, False)}
    assert of_all > 0
    alone = by_year(avoided_by_all(savings, None, Parameters(), 3))
    more = by_run(beside, "talks", [2], 3).sum() * 0.05 * 0.4
    assert (made["cumulative_p50"] - alone["cumulative_p50"]).iloc[-1] > 0.2 * more > 0.5
