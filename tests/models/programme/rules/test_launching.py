"""Starting a group: with people enough (E14), and if it can be paid."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme.layout import RUNNING_GROUPS, WAITING_LIST
from contagion.models.records import NONE
from tests import oracles as th
from tests.helpers.alternative_programmes import (
    CHALLENGE,
    EASY,
    NO_GROUPS,
    SILENT,
    WORKSHOP,
    listed,
    of,
    prices,
    teams_of,
    waiting_households,
)
from tests.helpers.arrivals import OPEN, SteadyArrivals
from tests.helpers.inspected import by_id
from tests.helpers.made_weeks import a_group, live_in
from tests.helpers.what_happened import account_of, log

ENDS = ("group postponed", "group cancelled")
SIZES = ["group.size=8", "group.quorum=6", "group.maximum=10", "group.postponed_weeks=3", "group.no_show=0"]


@pytest.mark.slow
def test_a_group_starts_as_often_as_the_quorum_is_met(build):
    """E14: P(start) with Poisson registrations, 6 over a window of ten weeks, and a quorum of six."""
    assert th.start_probability(6, 6) == pytest.approx(0.5543, abs=5e-5)
    kind = type("Arrivals", (SteadyArrivals,), {"rate": 0.6})
    windows = ["group.size=16", "group.maximum=16", "group.postponed_weeks=0", "group.cancelled_loss=1"]
    windows += ["facilitation.rest_weeks=0", "group.session_weeks=[0]", "group.completion_sessions=1"]
    models = [build([*OPEN, *windows], 25, seed, kind=kind, checked=False) for seed in range(4)]
    for model in models:
        model.run(model.horizon)
    opened = sum(group.state != "recruiting" for model in models for group in model.groups)
    assert opened > 380
    assert stats.binomtest(sum(model.total("groups_started") for model in models), opened, 0.5543).pvalue > 1e-4


def test_a_group_that_cannot_be_paid_waits(run):
    """Kits cost more than is left: groups with people enough are postponed and cancelled, and none starts."""
    model = run(["costs.kit=60000", "budget.per_year=55000", "budget.carry_over=false"], 1, 1)
    of = {kind: [event.group for event in log(model) if event.what == kind] for kind in ("not paid: group", *ENDS)}
    assert model.total("groups_started") == 0
    assert len(of["not paid: group"]) > 20
    assert all(set(of[kind]) & set(of["not paid: group"]) for kind in ENDS)
    assert account_of(model)["spent"][ITEMS.index("kit")] == 0


@pytest.fixture
def recruiting(build, small):
    """A model in week 20 with a group that closes in some week, for which so many people are registered."""

    def make(registered, closes=20, settings=(), **fields):
        model = build([*SIZES, *settings], 2, where=small)
        people = model.world.everyone()[:registered].tolist()
        return model, a_group(model, people, closes=closes, **fields)

    return make


@pytest.mark.parametrize(
    "registered, closes, postponed, becomes",
    [
        (8, 30, False, "running"),  # full: no need to wait
        (7, 30, False, "recruiting"),
        (7, 20, False, "running"),
        (6, 20, False, "running"),  # the quorum
        (5, 20, False, "put off"),
        (0, 20, False, "put off"),
        (5, 20, True, "cancelled"),
        (6, 20, True, "running"),
    ],
)
def test_a_group_starts_is_put_off_once_or_is_cancelled(recruiting, registered, closes, postponed, becomes):
    """With a size of 8 and a quorum of 6; put off by three weeks."""
    model, group = recruiting(registered, closes, postponed=postponed)
    live_in(model, 20, "group start")
    assert group.state == ("recruiting" if becomes == "put off" else becomes)
    assert bool(group.postponed) is (postponed or becomes == "put off")
    assert group.closes == (23 if becomes == "put off" else closes)
    assert sum(kind == "group postponed" for _, kind, *_ in log(model)) == (becomes == "put off")
    assert (len(group.members), group.started) == ((registered, 20) if becomes == "running" else (0, NONE))
    assert len(model.recruiting_groups) == (group.state == "recruiting")


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_people_of_a_cancelled_group_give_up_or_wait_again_and_its_leaders_are_ready(recruiting, share):
    model, group = recruiting(5, postponed=True, settings=[f"group.cancelled_loss={share}"])
    people, leaders = {one.id for one in group.registered}, group.leaders
    live_in(model, 20, "group start")
    gave_up = {who for _, kind, who, *_ in log(model) if kind == "gave up with the group"}
    assert gave_up == (people if share else set())
    assert {one.id for one in model.waiting} == people - gave_up
    assert model.ready == leaders
    assert [one.load for one in leaders] == [0, 0]


def test_some_do_not_come_and_may_register_again(recruiting):
    """Who does not is drawn for each registration."""
    model, group = recruiting(8, settings=["group.no_show=0.4"])
    people = np.array([one.id for one in group.registered])
    away = set(people[model.draws.stream("does not come").uniform(people, 0) < 0.4].tolist())
    live_in(model, 20, "group start")
    assert 0 < len(away) < 8
    assert {one.id for one in group.members} == set(people.tolist()) - away
    assert {who for _, kind, who, *_ in log(model) if kind == "no-show"} == away
    assert {by_id(model.residents)[one].status for one in away} == {"none"}
    assert model.total("participants") == 8 - len(away)


@pytest.mark.parametrize("settings, holiday, state", [(["group.no_show=1"], 0, "cancelled"), ([], 1, "recruiting")])
def test_a_group_to_which_nobody_comes_is_cancelled_and_none_starts_in_the_holidays(
    recruiting, settings, holiday, state
):
    model, group = recruiting(8, settings=settings)
    model.state.array("clock")["holiday"] = holiday
    live_in(model, 20, "group start")
    assert group.state == state
    assert not model.waiting
    assert model.total("groups_started") == 0


# ---- other programmes -----------------------------------------------------------------------------------------------


def test_four_households_are_too_few_and_eleven_are_one_too_many(with_programmes):
    few = with_programmes(CHALLENGE | SILENT, settings=[*NO_GROUPS, *EASY], years=1)
    waiting_households(few, 4)
    few.run(52)
    assert [kind for _, kind, *_ in of(few, "challenge")] == ["challenge: registered: letter"] * 4
    many = with_programmes(CHALLENGE | SILENT, settings=[*NO_GROUPS, *EASY], years=1)
    waiting_households(many, 11)
    many.run(1)
    assert teams_of(many, RUNNING_GROUPS)["members"].tolist() == [10]
    assert len(listed(many, WAITING_LIST)) == 1


def test_a_group_that_finds_too_few_is_given_up_and_its_leader_tries_again(with_programmes):
    row = WORKSHOP | SILENT | {"initial_leaders": 1, "groups_per_year": 52.0, "loss_per_year": 0.0}
    model = with_programmes(row, settings=[*NO_GROUPS, *EASY], years=1)
    registered = waiting_households(model, 4)
    model.run(11)
    groups = [(week, kind.removeprefix("fresk: group ")) for week, kind, *_ in of(model, "fresk") if "group" in kind]
    assert groups == [(1, "opened"), (5, "cancelled"), (6, "opened"), (10, "cancelled")]
    assert len(registered) == 4
    assert sorted(listed(model, WAITING_LIST)) == registered


def test_a_team_that_cannot_be_paid_waits_and_is_given_up(with_programmes):
    """Five households, a team of theirs at 100 € and its captain at 50; there are 149 €."""
    for money, starts in ((149, False), (150, True)):
        settings = [*NO_GROUPS, *EASY, *prices(team=100, captain=50), f"budget.per_year={money}"]
        model = with_programmes(
            CHALLENGE | SILENT | {"conversion": 0.0, "coordinators": 0.0}, settings=settings, years=1
        )
        waiting_households(model, 5)
        model.run(12)
        kinds = Counter(kind.removeprefix("challenge: ") for _, kind, *_ in of(model, "challenge"))
        assert kinds["group started"] == kinds["leads own group"] == starts
        assert (kinds["not paid: group"] > 0) is (kinds["group cancelled"] > 0) is not starts
