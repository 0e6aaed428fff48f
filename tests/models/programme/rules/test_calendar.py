"""Calendar: holidays put off what is due in the groups that run, and each week begins with empty tallies.

Shocks (S16): what each does, that nothing happens before it (S02), and that what must always hold holds.
"""

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contagion.models.parameters import Parameters
from contagion.models.parameters.decisions import AWAY, CUT, LOST, SUSPENDED
from contagion.models.programme.layout import RUNNING_GROUPS
from contagion.models.records import NONE, RUNNING
from tests.helpers.alternative_programmes import CHALLENGE, EASY, NO_GROUPS, SILENT, programme_of, waiting_households
from tests.helpers.by_sections import lived, made
from tests.helpers.inspected import InspectedRun
from tests.helpers.made_weeks import a_group, live_in, put_on
from tests.helpers.what_happened import log

HOLIDAYS = "calendar.holiday_weeks=[2, 3]"


def shifts_of(model, weeks):
    """By how many weeks each of three groups, of which the first two run, is put off after each of these weeks."""
    groups = [a_group(model, state=RUNNING) for _ in range(3)]
    put_on(model, RUNNING_GROUPS, [0, 1])
    shifts = []
    for week in weeks:
        live_in(model, week, "calendar")
        shifts.append([group.shift for group in groups])
    return shifts


def test_a_holiday_puts_off_the_groups_that_run_by_a_week(build, small):
    model = build([HOLIDAYS, "calendar.pause_in_holidays=true"], 2, where=small)
    moved = [0, 0, 1, 2, 2]
    assert shifts_of(model, range(5)) == [[weeks, weeks, 0] for weeks in moved]
    live_in(model, 54, "calendar")  # week 2 of the next year
    assert [group.shift for group in model.groups] == [3, 3, 0]


@pytest.mark.parametrize("settings", [["calendar.pause_in_holidays=false"], ["calendar.pause_in_holidays=true"]])
def test_without_a_pause_or_holidays_nothing_is_put_off(build, small, settings):
    none = HOLIDAYS if "false" in settings[0] else "calendar.holiday_weeks=[]"
    assert shifts_of(build([none, *settings], 1, where=small), range(5)) == [[0, 0, 0]] * 5


def test_a_week_begins_with_empty_tallies(build, small):
    model = build([], 1, where=small)
    tally = model.state.array("tally")
    for name in tally.dtype.names:
        tally[name] = 7
    live_in(model, 0, "calendar")
    assert not any(np.any(tally[name]) for name in tally.dtype.names)


# ---- other programmes -----------------------------------------------------------------------------------------------


def test_holidays_put_sessions_off(with_programmes):
    """From week 10, the session of week 23 waits for two holiday weeks (15, 16) and that of week 36 for ten more."""
    settings = [*NO_GROUPS, *EASY, "calendar.pause_in_holidays=true"]
    model = with_programmes(CHALLENGE | SILENT | {"conversion": 0.0}, settings=settings, years=1)
    waiting_households(model, 5)
    hours = {}
    for week in range(52):
        model.run(1)
        hours.setdefault(programme_of(model)["hours"].item(), week)
    assert hours == {0.0: 0, 10.0: 10, 20.0: 25, 30.0: 48}


WEEK, LENGTH = 50, 20
SHOCKS = {AWAY: {"weeks": 20}, CUT: {"weeks": 20, "factor": 0.4}, LOST: {"share": 0.4}, SUSPENDED: {"weeks": 20}}


@pytest.fixture(scope="module")
def shaken(territory):
    """A run of the reference, or of given sections of parameters, with one shock (or none)."""

    def make(kind=None, seed=1, week=WEEK, sections=None, shock=None, stop=130):
        rows = [{"kind": kind, "from": week, **(SHOCKS[kind] if shock is None else shock)}] if kind else []
        model = made(territory, {**(sections or {}), "shock": rows}, 130, seed)
        model.run(stop)
        return model

    return make


@pytest.fixture(scope="module")
def calm(shaken):
    return shaken()


def between(model, kind, first, last):
    """Events of a kind in the weeks from `first` to `last` − 1."""
    return [event for event in log(model) if event.what == kind and first <= event.week < last]


@pytest.mark.parametrize("kind", SHOCKS)
def test_a_shock_leaves_what_was_before_and_acts_after(kind, shaken, calm):
    """S02."""
    (before, soon), (usual, usually) = (
        [[event for event in log(model) if event.week in weeks] for weeks in (range(WEEK), range(WEEK, WEEK + LENGTH))]
        for model in (shaken(kind), calm)
    )
    assert before == usual
    assert len(before) > 300
    assert soon != usually


def test_the_factor_on_the_rate_of_stopping(shaken):
    idle = {"training": {"ready_after_weeks": 500}, "retention": {"loss_per_year": 0.5, "without_coordinator": 4.0}}
    model = shaken(AWAY, shock={"weeks": 30}, sections=idle)
    limits, weeks = model.draws.stream("stays"), np.arange(6, 130)
    clock = np.cumsum(0.5 / 52 * np.where((weeks >= WEEK) & (weeks < WEEK + 30), 4, 1))
    founders = [one for one in model.facilitators if one.source == "founder" and one.loss_limit]
    assert sum(WEEK <= one.left_week < WEEK + 30 for one in founders) > 1
    for one in founders:
        gone = weeks[clock >= limits.exponential(one.seat)]
        assert one.left_week == (gone[0] if len(gone) else NONE)


def test_a_cut_leaves_a_share_of_what_is_bought(shaken, calm):
    year = {"weeks": 52, "factor": 0.4}
    model = shaken(CUT, week=52, shock=year)
    events = [len(between(model, "event", first, first + 52)) for first in (0, 52)]
    assert events == [12, 4]  # 0.4 of twelve, whole ones
    letters = {event.week // 52: event.other for event in between(model, "mailing", 0, 130)}
    assert letters == {0: 2500, 1: 1000, 2: 2500}
    trained = Counter(event.week for event in log(model) if event.what.startswith("trained: "))
    assert [trained[week] for week in (6, 58, 110)] == [10, 4, 10]
    contacts = [len(between(m, "partner contacted", 52, 104)) for m in (model, calm)]
    assert 0 < contacts[0] < 0.7 * contacts[1]


def test_cuts_multiply(territory):
    """Half of half the letters."""
    rows = [{"kind": CUT, "from": 10, "factor": 0.5}, {"kind": CUT, "from": 20, "weeks": 15, "factor": 0.5}]
    model = lived(territory, {"shock": rows}, 52)
    sent = [(event.week, event.other) for event in between(model, "mailing", 0, 52)]
    assert sent == [(3, 2500), (16, 1250), (29, 625), (42, 1250)]


APART = {"training": {"pairs": 0.0}}  # groups that do not all open at once


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_a_share_of_the_facilitators_is_lost_at_once(share, shaken):
    """But those who lead finish what they began."""
    before = shaken(stop=WEEK, sections=APART)
    model = shaken(LOST, shock={"share": share}, stop=WEEK + 1, sections=APART)
    active = {one.id for one in before.active}
    leads = {leader.id for group in before.running_groups for leader in group.leaders}
    lost = [one for one in model.facilitators if one.loss_limit == 0 and one.id in active]
    assert len(lost) == round(share * len(active))
    assert all(one.active == (one.id in leads) for one in lost)
    model.run(25)
    assert not any(one.active for one in lost)
    assert not {*lost} & {leader for group in model.groups if group.opened >= WEEK for leader in group.leaders}


def test_groups_that_recruit_are_cancelled_and_those_that_run_are_finished(shaken):
    few = {"outreach": {"factor": 1.0}, **APART}
    before = shaken(stop=WEEK, sections=few, seed=3)
    assert before.running_groups
    assert before.recruiting_groups
    model = shaken(LOST, shock={"share": 1.0}, stop=WEEK + 18, sections=few, seed=3)
    state = {group.key: group.state for group in model.groups}
    assert {state[group.key] for group in before.running_groups} == {"finished"}
    assert {state[group.key] for group in before.recruiting_groups} == {"cancelled"}


HALF_ONLINE = {"demand": {"online_share": 0.5, "online_acceptance": 1.0}, **APART}


def test_groups_in_person_pause_and_online_groups_go_on(shaken):
    usual, model = (shaken(kind, sections=HALF_ONLINE, seed=11) for kind in (None, SUSPENDED))
    running = {group.key: group for group in usual.groups if 0 <= group.started < WEEK <= group.ended}
    delays = {group.online: set() for group in running.values()}
    for group in model.groups:
        if group.key in running:
            delays[group.online].add(group.ended - running[group.key].ended)
            assert len(group.completers) == len(running[group.key].completers)
    assert delays == {False: {LENGTH}, True: {0}}
    assert {group.online for group in model.groups if WEEK <= group.started < WEEK + LENGTH} == {True}
    assert any(not group.online and group.started >= WEEK + LENGTH for group in model.groups)


def test_a_suspension_in_the_holidays_counts_once(shaken):
    """Sessions come so many open weeks after the start, whatever closes the others."""
    model = shaken(SUSPENDED, sections={"calendar": {"pause_in_holidays": True}})
    holidays = model.parameters.calendar.holiday_weeks
    ended = [
        range(group.started + 1, group.ended + 1) for group in model.groups if 0 <= group.started < WEEK <= group.ended
    ]
    assert len(ended) > 1
    for weeks in ended:
        assert sum(w % 52 not in holidays and not WEEK <= w < WEEK + LENGTH for w in weeks) == 17


def test_recruiting_time_stands_still_and_people_lose_patience(shaken):
    hasty = {"demand": {"waiting_loss_per_year": 6.0}}
    before = shaken(stop=WEEK, sections=hasty, seed=15)
    listed = {person.id for group in before.recruiting_groups for person in group.registered}
    model = shaken(SUSPENDED, stop=WEEK + LENGTH, sections=hasty, seed=15)
    still = {group.key: group.closes for group in model.recruiting_groups}
    assert before.recruiting_groups
    assert all(still[group.key] == group.closes + LENGTH for group in before.recruiting_groups)
    assert listed & {event.who for event in between(model, "gave up waiting", WEEK, WEEK + LENGTH)}


@st.composite
def some_shocks(draw):
    kind = draw(st.sampled_from(list(SHOCKS)))
    fields = {name: draw(st.sampled_from([0.0, 0.3, 1.0])) for name in ("factor", "share") if name in SHOCKS[kind]}
    if kind == AWAY and draw(st.booleans()):
        fields["share"] = draw(st.sampled_from([0.0, 0.3, 1.0]))
    if kind != LOST and draw(st.booleans()):
        fields["weeks"] = draw(st.integers(1, 60))
    return {"kind": kind, "from": draw(st.integers(0, 100)), **fields}


@pytest.mark.parametrize("examples", [8, pytest.param(300, marks=pytest.mark.slow)])
def test_what_must_hold_holds_under_any_shocks(small, examples):
    @settings(max_examples=examples, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(some_shocks(), min_size=1, max_size=4), st.sampled_from([1, 3]), st.integers(0, 999))
    def lived(rows, load, seed):
        busy = {"outreach": {"factor": 10.0}, "demand": {"distance_km": 40.0, "online_share": 0.3}}
        busy |= {"training": {"period_weeks": 13}, "facilitation": {"max_load": load}}
        parameters = Parameters.model_validate({**busy, "shock": rows})
        model = InspectedRun(small, parameters, seed, horizon=110, checked=True)
        model.run(110)
        assert model.week == 110

    lived()


def test_a_budget_cut_does_not_look_ahead(territory):
    """Before a budget sets a limit, a cut leaves a share of what is bought, whatever is decided later (S02)."""
    cut = {"shock": [{"kind": "budget cut", "from": 4, "weeks": 40, "factor": 0.5}]}
    later = cut | {"decision": [{"from": 60, "set": {"budget.per_year": 90000.0}}]}
    before = [[event for event in log(lived(territory, one, 80)) if event.week < 60] for one in (cut, later)]
    assert before[0] == before[1]
    assert {event.other for event in before[0] if event.what == "mailing" and 4 <= event.week < 44} == {1250}
