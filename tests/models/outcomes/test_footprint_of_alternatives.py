"""What participants of the alternative programmes save (S15), by hand and of runs."""

from math import exp, log

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes.footprint import DRAWS, Assumptions, by_year
from contagion.models.outcomes.footprint_of_alternatives import (
    avoided_by_all,
    avoided_by_participants,
    by_run,
    drawn,
    of_its_kind,
)
from contagion.models.parameters import Footprint, Parameters
from contagion.models.runs.cases import case
from contagion.models.runs.simulation import simulate
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import Scenario, Words
from contagion.sim.laboratory.jobs import Job
from tests.helpers.savers import stated

TALKS = {"kind": "workshop", "name": "talks"}
TEAMS = {"kind": "team challenge", "name": "teams"}


def rows_of(*rows):
    return Parameters.model_validate({"alternative": rows}).alternative


def test_participants_save_by_hand():
    """Half of 0.2 t a year, less a tenth, plus a fifth: ten people over year 1, four over year 2. A team's figure is of
    the household, to which the spillover is not added."""
    plain = stated(saving=0.2, self_report=0.5, decay=0, rebound=0.1, spillover=0.2)
    talks, teams = rows_of(TALKS, TEAMS)
    tonnes = avoided_by_participants([[10, 4], [0, 1]], talks, plain)
    assert tonnes == pytest.approx(0.1 * 1.08 * np.array([[[5, 17]], [[0, 0.5]]]))
    assert avoided_by_participants([[10, 4]], teams, plain) == pytest.approx(0.1 * 0.9 * np.array([[[5, 17]]]))


MONTH = 12 * log(2)  # a year, of a half-life of a month


@pytest.mark.parametrize("decay", [MONTH, 0.15, 1e-3, 1e-7, -0.1])
def test_what_fades_within_the_year_is_integrated_exactly(decay):
    """Over a year in which people begin evenly, and over the next: in closed form."""
    plain = stated(saving=0.2, self_report=1, decay=decay, rebound=0, spillover=0, cap=100)
    tonnes = avoided_by_participants([[1, 0, 0]], rows_of(TALKS)[0], plain)[0, 0]
    first = 0.2 * (1 - (1 - exp(-decay)) / decay) / decay
    later = [0.2 * (1 - exp(-decay * n) * (1 - exp(-decay)) / decay) / decay for n in (1, 2)]
    assert tonnes == pytest.approx([first, *later], rel=1e-6 if decay > 1e-6 or decay < 0 else 1e-2)
    if decay == MONTH:
        assert tonnes[0] == pytest.approx(0.2 * 0.105767, rel=1e-4)
        assert tonnes[2] == pytest.approx(0.2 / MONTH, rel=1e-3)  # nearly all of what there is to save


@pytest.mark.parametrize("decay", [MONTH, 0.15, 0.0, -0.4])
def test_beginnings_spread_over_a_year_are_those_week_by_week(decay):
    """Also where what grows reaches the cap within a year."""
    plain = stated(saving=2, self_report=1, decay=decay, rebound=0.1, spillover=0.2, cap=3)
    begun = (np.arange(20_000) + 0.5) / 20_000
    one_by_one = [plain.saved(1.0, year - begun)[0].mean() for year in (1, 2, 3)]
    assert plain.saved_from_a_year(3)[0] == pytest.approx(one_by_one, rel=1e-6)


def test_fading_belongs_to_the_kind_of_programme():
    """What groups' savings fade at changes nothing of the others, and each kind fades as it is declared."""
    talks, teams = rows_of(TALKS, TEAMS)
    slow, fast = (Assumptions.drawn(Footprint(decay=decay), 50) for decay in (0.0, 5.0))
    for row in (talks, teams):
        own = [of_its_kind(row, assumptions) for assumptions in (slow, fast)]
        assert (own[0].decay == own[1].decay).all()
        assert (own[0].rebound == slow.rebound).all()


@pytest.mark.parametrize(
    "row, name, low, mode, high",
    [(TALKS, "decay", 2.8, 8.3, 18), (TEAMS, "decay", -0.1, 0.15, 1.4), (TEAMS, "saving", 0.1, 0.2, 0.3)],
)
def test_what_is_of_a_kind_is_drawn_over_its_range(row, name, low, mode, high):
    (one,) = rows_of(row)
    values = drawn(one, name, 20_000)
    assert low <= values.min() < low + 0.1 * (high - low)
    assert high - 0.1 * (high - low) < values.max() <= high
    assert values.mean() == pytest.approx((low + mode + high) / 3, rel=0.02)
    assert (drawn(one, name, 20) == values[:20]).all()
    assert len(drawn(one, name)) == DRAWS
    (own,) = rows_of(row | {name: mode + 0.01})
    assert drawn(own, name, 20_000).mean() > values.mean()


def test_what_is_certain_is_not_drawn():
    certain = (("footprint.decay", 0.7), ("workshop.decay", 4.0))
    assumptions = Assumptions.drawn(Footprint(), 30, certain)
    assert set(assumptions.decay) == {0.7}
    assert (assumptions.saving == Assumptions.drawn(Footprint(), 30).saving).all()
    talks, teams = rows_of(TALKS, TEAMS)
    assert set(of_its_kind(talks, assumptions, certain).decay) == {4.0}
    assert len(set(of_its_kind(teams, assumptions, certain).decay)) == 30


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
    assert (made["cumulative_p50"] - alone["cumulative_p50"]).iloc[-1] > 0.2 * more > 0.05
