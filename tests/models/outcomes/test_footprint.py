"""What the programme saves (S14): worked out by hand, and held against closed forms."""

import json
from math import exp, log, sqrt

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad

from contagion.models.outcomes.footprint import (
    DRAWS,
    RANGES,
    Assumptions,
    avoided,
    avoided_by_all,
    avoided_by_participants,
    by_run,
    by_year,
    cost_per_tonne,
    drawn,
    of_a_run,
    of_its_kind,
    summary,
)
from contagion.models.outcomes.tables import LEVELS, Savers, cohorts, savers, stacked
from contagion.models.parameters import Footprint, Parameters
from contagion.models.records import COMPLETED, DID_NOT_COMPLETE, HAS_DROPPED
from contagion.models.runs.simulation import record_of_run, simulate
from contagion.models.runs.study import Conversations, case
from contagion.models.scenario import Scenario, Words
from contagion.sim.laboratory.jobs import Job
from tests.helpers.savers import run_of, some_people, stated
from tests.oracles import saving_per_completer


def alike(*happened, homes=None) -> Savers:
    """The savers of such a run, all of them average."""
    return savers(run_of(*happened, spread=0, homes=homes))


def closed(years: float, **values) -> float:
    """The closed form of section 5.10, without a cap."""
    one = Footprint(**values)
    return saving_per_completer(one.saving, one.self_report, one.spillover, one.rebound, one.decay, years)


def test_a_completer_saves_4_4375_tonnes_in_ten_years():
    """E16, by the formula and from an event log."""
    by_hand = 1.2 * 0.7 * 1.2 * 0.85 * (1 - exp(-1.5)) / 0.15
    assert by_hand == pytest.approx(4.4375, abs=5e-5)
    assert stated().saved(1.0, 10.0) == pytest.approx(by_hand, abs=1e-9)
    people = alike((0, "completed", 7))
    assert avoided(stacked(cohorts(people, 520)), stated(), 10)[0, 0, -1] == pytest.approx(by_hand, abs=1e-6)


def test_a_log_worked_out_by_hand():
    """Two completers, from week 0 and 26 on; one who dropped out in week 13 and one without enough sessions in week 26,
    who save 0.3 of it; nobody else counts."""
    people = alike(
        (0, "completed", 1), (3, "started", 5), (13, "dropped", 2), (26, "completed", 3), (26, "did not complete", 4),
        (30, "registered: event", 9),
    )  # fmt: skip
    made = avoided(stacked(cohorts(people, 104)), stated(), 5)[0, 0]
    for year in range(1, 6):  # years 3 to 5 come after the run
        whole = closed(year) + closed(year - 0.5)
        assert made[year - 1] == pytest.approx(whole + 0.3 * (closed(year - 0.25) + closed(year - 0.5)), abs=1e-9)


def test_nobody_saves_more_than_the_cap():
    """0.84 × 10 is above 4.5, which then fades; beside it one whom the cap does not concern."""
    whole = 1.2 * 0.85 * (1 - exp(-1.5)) / 0.15
    assert stated().saved([10.0, 5.0], 10.0)[0] == pytest.approx([4.5 * whole, 4.2 * whole])
    assert stated(cap=0.5).saved(1.0, 10.0) == pytest.approx(0.5 * whole)
    assert stated(cap=0.2).saved(1.0, 10.0, completed=False) == pytest.approx(0.2 * whole)
    assert stated(cap=0.3).saved(1.0, 10.0, completed=False) == pytest.approx(0.3 * 0.84 * whole)


@pytest.mark.parametrize("level", [0.0, 0.3, 4.0, 20.0])
@pytest.mark.parametrize("years", [0.5, 30.0])
def test_a_saving_that_grows_stops_at_the_cap(level, years):
    """With a decay of −0.1, 0.84 becomes 4.5 after 16.8 years."""

    def in_a_year(t: float) -> float:
        return min(4.5, min(4.5, 0.84 * level) * exp(0.1 * t))

    bend = min(years, max(0.0, 10 * log(4.5 / (0.84 * level)))) if level else years
    parts = quad(in_a_year, 0, bend)[0] + quad(in_a_year, bend, years)[0]
    made = stated(decay=-0.1).saved(level, years)
    assert made == pytest.approx(1.2 * 0.85 * parts, rel=1e-9, abs=1e-12)
    assert made <= 1.2 * 0.85 * 4.5 * years


def test_rebound_takes_from_what_spillover_adds_to():
    """(1 − rebound) × (1 + spillover), above the cap too."""
    bare = stated(rebound=0, spillover=0)
    for level in (1.0, 10.0):
        assert stated(rebound=0.25, spillover=0.5).saved(level, 3.0) == pytest.approx(1.125 * bare.saved(level, 3.0))
        assert stated(rebound=1, spillover=0.5).saved(level, 3.0) == 0
    assert bare.saved(1.0, 10.0) == pytest.approx(closed(10, rebound=0, spillover=0))


def saved_by(people: Savers) -> float:
    """Tonnes in ten years, under the stated assumptions."""
    return avoided(stacked(cohorts(people, 520)), stated(), 10)[0, 0, -1]


def test_to_whoever_lives_alone_no_household_adds():
    """E16 for one who does not, 4.4375 t; without the fifth for one who does."""
    whole, bare = closed(10), closed(10, spillover=0)
    assert whole == pytest.approx(1.2 * bare)
    assert saved_by(alike((0, "completed", 7), homes={7: (7, 2)})) == pytest.approx(whole)
    assert saved_by(alike((0, "completed", 7), homes={7: (7, 1)})) == pytest.approx(bare)
    assert saved_by(alike((0, "dropped", 7), homes={7: (7, 1)})) == pytest.approx(0.3 * bare)


def test_a_household_adds_once():
    """To what the first of it saves, whether or not they completed; two households have one each."""
    whole, bare = closed(10), closed(10, spillover=0)
    home = {7: (4, 3), 4: (4, 3), 9: (9, 2)}
    both = alike((0, "completed", 7), (0, "completed", 4), homes=home)
    assert both.spills.tolist() == [True, False]
    assert saved_by(both) == pytest.approx(whole + bare)
    left = alike((0, "dropped", 4), (0, "completed", 7), (0, "completed", 9), homes=home)
    assert saved_by(left) == pytest.approx(0.3 * whole + bare + whole)
    moved_in = alike((0, "completed", 7), (90, "completed", 7))  # what was added to the one before is not added again
    assert moved_in.spills.tolist() == [True, False]


def test_households_of_a_run_are_those_of_the_world(run):
    model = run([], 3, seed=2)
    lived, of = record_of_run(model), model.world.household
    for row in lived.participants:
        members = of(int(row["person"]))
        assert (row["household"], row["adults"]) == (min(members), len(members))
    who = lived.of_kind(COMPLETED, HAS_DROPPED, DID_NOT_COMPLETE)["who"]
    homes = [tuple(of(int(person))) for person in who]
    expected = [len(home) > 1 and home not in homes[:n] for n, home in enumerate(homes)]
    assert savers(lived).spills.tolist() == expected
    assert 0.15 < (lived.participants["adults"] == 1).mean() < 0.45  # 28 % of the residents


def test_what_one_saves_is_ones_own():
    """Neither other people, nor the week, nor completing or not changes it; the seed does, and so does moving in."""
    few = savers(run_of((9, "completed", 11), (9, "completed", 12), seed=3))
    more = savers(run_of((2, "completed", 40), (5, "dropped", 12), (9, "completed", 10), (8, "completed", 11), seed=3))
    assert few.level.tolist() == [more.level[3], more.level[1]]
    assert len(set(more.level)) == 4
    twice = savers(run_of((9, "completed", 11), (90, "completed", 11), seed=3)).level
    assert few.level[0] == twice[0] != twice[1]
    assert savers(run_of((9, "completed", 11), seed=4)).level[0] != few.level[0]


def test_a_tonne_costs_what_the_run_cost_over_its_tonnes():
    """100 € for 1 t or 2 t, 200 € for 4 t or none: 50, 50, 100 and no end."""
    each = cost_per_tonne([100, 200], np.array([[1.0, 2.0], [4.0, 0.0]]))
    assert each == {"p5": 50, "p50": 50, "p95": np.inf}


@pytest.mark.parametrize("name", Assumptions.uncertain())
def test_assumptions_are_drawn_over_their_ranges(name, agrees):
    """Triangular: mean (low + mode + high)/3."""
    low, high = RANGES[f"footprint.{name}"]
    mode = getattr(Footprint(), name)
    drawn = getattr(Assumptions.drawn(Footprint(), 20_000), name)
    assert low < drawn.min()
    assert drawn.max() < high
    agrees(drawn, (low + mode + high) / 3)
    agrees(drawn < mode, (mode - low) / (high - low))
    assert (getattr(Assumptions.drawn(Footprint(), 50), name) == drawn[:50]).all()


def test_assumptions_are_drawn_apart_and_a_value_outside_its_range_widens_it():
    drawn = Assumptions.drawn(Footprint(), 20_000)
    matrix = np.corrcoef([getattr(drawn, name) for name in Assumptions.uncertain()])
    assert np.abs(matrix - np.eye(len(matrix))).max() < 4 / sqrt(20_000)
    drawn = Assumptions.drawn(Footprint(saving=3, decay=-0.5), 2000)
    assert 2.5 < drawn.saving.max() < 3
    assert -0.5 < drawn.decay.min() < -0.4


def test_the_range_is_in_order_and_savings_add_up():
    made = by_year(avoided(stacked(cohorts(some_people(800, 260), 260)), Assumptions.drawn(Footprint()), 10))
    for kind in ("", "cumulative_"):
        assert (made[f"{kind}p5"] < made[f"{kind}p50"]).all()
        assert (made[f"{kind}p50"] < made[f"{kind}p95"]).all()
        assert (made.loc[1:, [f"cumulative_{name}" for name in ("p5", "p50", "p95")]].diff().dropna() > 0).all().all()
    assert made["year"].tolist() == list(range(1, 11))
    assert made.loc[0, "p50"] == made.loc[0, "cumulative_p50"]
    said, most = summary(made, 1e6), made["cumulative_p95"].iloc[-1]
    assert said["tco2e_avoided_p95"] == pytest.approx(most, abs=0.05)
    assert said["cost_per_tco2e_p5"] == pytest.approx(1e6 / most, abs=0.005)
    assert said["cost_per_tco2e_p5"] < said["cost_per_tco2e_p50"] < said["cost_per_tco2e_p95"]
    assert json.loads(json.dumps(said["footprint"]))["p50"] == pytest.approx(made["p50"], abs=0.05)


def test_a_kept_run_says_the_same_as_its_events(run):
    job = Job(case(Parameters()).parameters, 2, 2)
    _, tables = Conversations().run(job)
    lived = record_of_run(run([], 2, seed=2))
    assert len(lived.of_kind(COMPLETED)) > 10
    kept = by_year(avoided_by_all(pd.DataFrame(tables["savings"]).assign(seed=2), None, Parameters(), 4))
    made = of_a_run(lived, 4)
    pd.testing.assert_frame_equal(kept.head(2), made.head(2))


# ---- what participants of the alternative programmes save (S15), by hand and of runs ---------------------------------

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


def test_a_run_and_a_kept_run_credit_all_programmes(territory):
    """The kept run says what the run says, and without its participants both say less."""
    parameters = Parameters.model_validate({"alternative": [TALKS, TEAMS | {"initial_leaders": 3}]})
    _, kept = Conversations().run(Job(case(parameters).parameters, 2, 3))
    savings, beside = (pd.DataFrame(kept[name]).assign(seed=2) for name in ("savings", "alternatives"))
    made = simulate(Scenario("both", Words(), parameters), territory, years=3, seed=2).tables["footprint"]
    pd.testing.assert_frame_equal(by_year(avoided_by_all(savings, beside, parameters, 3)), made, rtol=0.01)
    (of_all,) = {avoided_by_all(savings, beside, parameters, 3, last=last)[..., -1].sum() for last in (True, False)}
    assert of_all > 0
    alone = by_year(avoided_by_all(savings, None, Parameters(), 3))
    more = by_run(beside, "talks", [2], 3).sum() * 0.05 * 0.4
    assert (made["cumulative_p50"] - alone["cumulative_p50"]).iloc[-1] > 0.2 * more > 0.05


# ---- cohorts of those who save keep number, date and sum -------------------------------------------------------------


def test_cohorts_keep_number_date_and_sum():
    people = some_people(3000, 520)
    made = pd.DataFrame(cohorts(people, 520))
    assert made["week"].tolist() == list(range(0, 521, 13))
    completed, spills = people.completed, people.spills
    kinds = {"completed": completed & spills, "others": ~completed & spills}
    kinds |= {"completed_only": completed & ~spills, "others_only": ~completed & ~spills}
    for kind, who in kinds.items():
        assert who.sum() > 50
        cells = made[[f"{kind}_{n}" for n in range(len(LEVELS))]].to_numpy()
        assert cells.sum() == pytest.approx(who.sum())
        assert (cells @ LEVELS).sum() == pytest.approx(people.level[who].sum())
        assert made["week"].to_numpy() @ cells.sum(axis=1) == pytest.approx(people.week[who].sum())


def test_cohorts_save_what_their_people_save():
    """Within 0.2 % under the stated assumptions, within 0.5 % under any draw of them."""
    people = some_people(3000, 520)
    for assumptions, allowed in ((stated(), 2e-3), (Assumptions.drawn(Footprint(), 300), 5e-3)):
        made = avoided(stacked(cohorts(people, 520)), assumptions, 10)[0, :, -1]
        exact = sum(
            assumptions.saved(people.level[who], 10 - people.week[who] / 52, completed=whole, spills=adds).sum(axis=1)
            for whole in (True, False)
            for adds in (True, False)
            for who in [(people.completed == whole) & (people.spills == adds)]
        )
        assert np.abs(made / exact - 1).max() < allowed


def test_a_run_in_which_nobody_saves_has_its_rows():
    nobody = run_of((3, "started", 1), weeks=52)
    made = pd.DataFrame(cohorts(savers(nobody), 52))
    assert len(made) == 5
    assert made.drop(columns="week").to_numpy().sum() == 0
    assert of_a_run(nobody, 2).drop(columns="year").to_numpy().sum() == 0
