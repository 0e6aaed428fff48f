"""Waiting list and enrolment: who joins which group, in which order, and who gives up waiting."""

import numpy as np
import pytest

from contagion.models.programme.layout import RECRUITING_GROUPS, RUNNING_GROUPS, WAITING_LIST
from contagion.models.records import LETTER, NONE, RUNNING
from tests.helpers.alternative_programmes import CHALLENGE, NO_GROUPS, SILENT, listed, teams_of, waiting_households
from tests.helpers.alternative_programmes import EASY as EVERYBODY_GOES
from tests.helpers.inspected import by_id
from tests.helpers.made_weeks import a_group, live_in
from tests.helpers.telling import CERTAIN, tell
from tests.helpers.what_happened import log

EASY = ["demand.distance_km=inf", "population.slot_share=1", "group.maximum=4", "group.size=4", "group.quorum=4"]


@pytest.fixture
def waiting(build, small):
    """A model under these settings in which so many people wait."""

    def make(number, settings=EASY):
        model = build(settings, 1, where=small)
        people = model.world.everyone()[:: model.world.size // number][:number].tolist()
        tell(model, LETTER, [(person, int(NONE), CERTAIN) for person in people])
        assert [one.id for one in model.waiting] == people
        return model

    return make


def lists_of(model):
    return [[one.id for one in group.registered] for group in model.groups]


def in_their_order(model, week):
    """Those who wait, in the order of the week that is drawn for each."""
    luck = model.draws.stream("order of the waiting list").bits(np.array([one.id for one in model.waiting]), week)
    return [model.waiting[n].id for n in np.argsort(luck)]


def test_the_group_that_opened_first_fills_first_and_those_without_room_wait_for_the_next(waiting):
    model = waiting(10)
    a_group(model)
    a_group(model)
    order = in_their_order(model, 5)
    live_in(model, 5, "allocation")
    assert lists_of(model) == [order[:4], order[4:8]]
    assert {one.id for one in model.waiting} == set(order[8:])
    assert {one.status for group in model.groups for one in group.registered} == {"registered"}
    assert model.total("enrolments") == 8
    model.group(0).record["state"] = RUNNING
    a_group(model)
    live_in(model, 6, "allocation")
    assert set(lists_of(model)[2]) == set(order[8:])
    assert not model.waiting


@pytest.mark.parametrize("settings", [["demand.distance_km=0"], ["demand.travel_help=0"], ["population.slot_share=0"]])
def test_nobody_joins_a_group_that_is_too_far_or_at_no_good_time(waiting, settings):
    model = waiting(10, [*EASY, *settings])
    a_group(model, place=3)
    live_in(model, 5, "allocation")
    assert lists_of(model) == [[]]
    assert len(model.waiting) == 10


def test_where_demand_is_unlimited_residents_fill_a_group_at_once(waiting):
    """Up to the size, with nobody who waits or was in a group."""
    model = waiting(10, [*EASY, "group.size=3", "group.quorum=3", "demand.unlimited=true"])
    a_group(model)
    before = [one.id for one in model.waiting]
    live_in(model, 5, "allocation")
    (registered,) = lists_of(model)
    assert len(set(registered)) == 3
    assert not set(registered) & set(before)
    assert [one.id for one in model.waiting] == before
    assert {one.channel for one in model.group(0).registered} == {"unlimited demand"}


def test_patience_is_used_up_week_by_week(waiting):
    """At 26 a year a week takes half; who bears 0.4, 0.9 and 3 goes after one week, after two, and not yet."""
    model = waiting(3, [*EASY, "demand.waiting_loss_per_year=26"])
    for one, limit in zip(model.waiting, (0.4, 0.9, 3.0), strict=True):
        one.record["limit"] = limit
    first, second, third = [one.id for one in model.waiting]
    for week, still in ((0, [second, third]), (1, [third]), (2, [third])):
        live_in(model, week, "attrition")
        assert [one.id for one in model.waiting] == still
    left = [(event.week, event.who) for event in log(model) if event.what == "gave up waiting"]
    assert left == [(0, first), (1, second)]
    assert {by_id(model.residents)[one].status for one in (first, second)} == {"none"}
    assert model.total("registrations_lost") == 2
    assert len(model.listed(WAITING_LIST)) == 1


# ---- other programmes -----------------------------------------------------------------------------------------------


def test_newcomers_are_offered_the_team_that_waits_for_them(with_programmes):
    """Five more households make the first five's team full, and no team of their own."""
    model = with_programmes(CHALLENGE | SILENT | {"conversion": 0.0}, settings=[*NO_GROUPS, *EVERYBODY_GOES], years=1)
    waiting_households(model, 5)
    model.run(1)
    assert len(waiting_households(model, 5)) == 5
    model.run(1)
    assert teams_of(model, RUNNING_GROUPS)["members"].tolist() == [10]
    assert not listed(model, RECRUITING_GROUPS)
