"""Readiness: those trained together open their first group together."""

from collections import Counter

import pytest

from contagion.models.programme.layout import ACTIVE_FACILITATORS, READY, RESTING
from contagion.models.records import NONE
from tests.helpers.alternative_programmes import NO_GROUPS, WORKSHOP
from tests.helpers.by_sections import lived
from tests.helpers.made_weeks import live_in, put_on
from tests.helpers.what_happened import log, tables_of


def test_those_trained_together_open_their_first_group_together(territory):
    """When both are available, without rest or search, with or without a time at which both are free."""
    model = lived(territory, {"population": {"slot_share": 0.2}, "training": {"active_share": 0.8}})
    together = no_time = 0
    for one in model.facilitators:
        other, due = one.trained_with, one.trained_week + 6
        stays = other and all(x.available != NONE and (x.left_week == NONE or x.left_week > due) for x in (one, other))
        if stays and due < model.week:
            first = min((group for group in model.groups if one in group.leaders), key=lambda group: group.opened)
            assert (first.opened, {*first.leaders}) == (due, {one, other})
            together += 1
            no_time += not one.slots & other.slots
    assert together > 10
    assert no_time > 0


@pytest.fixture
def resting(build, small):
    """A model in which three facilitators rest until they have lived 0.2, 0.6 and 9 of the hazard."""

    def make(weeks):
        model = build([f"facilitation.rest_weeks={weeks}"], 1, where=small)
        model.state.array("n")["facilitators"], model.state.array("n")["resting"] = 3, 3
        model.state.array("facilitators")["last_partner"][:3] = NONE
        spells = model.state.array("resting")
        spells["who"][:3], spells["limit"][:3] = range(3), (0.2, 0.6, 9.0)
        put_on(model, RESTING, range(3))
        put_on(model, ACTIVE_FACILITATORS, range(3))
        return model

    return make


def test_a_rest_ends_when_its_hazard_is_lived(resting):
    """With a mean rest of four weeks, a week is a quarter: after one week, after three, and not yet."""
    model, waits = resting(4), []
    for week in range(4):
        live_in(model, week, "pairing")
        waits.append(sorted(model.listed(READY)))
    assert waits == [[0], [0], [0, 1], [0, 1]]
    assert model.listed(RESTING) == [2]
    assert [one.ready_since for one in model.ready] == [0, 2]


def test_without_a_rest_all_are_ready_at_once(resting):
    model = resting(0)
    live_in(model, 0, "pairing")
    assert sorted(model.listed(READY)) == [0, 1, 2]


# ---- other programmes -----------------------------------------------------------------------------------------------


def test_a_leader_who_rests_a_week_leads_every_week(lived_with):
    """Groups fill at once: the leader is made in week 0 and leads in weeks 1 to 51 of the first year, eight people for
    three hours each time."""
    always = {"initial_leaders": 1, "groups_per_year": 52.0, "loss_per_year": 0.0, "conversion": 0.0}
    model = lived_with(WORKSHOP | always, settings=[*NO_GROUPS, "demand.unlimited=true"], years=2)
    made = tables_of(model)["alternatives"].to_dict("records")
    first = {
        "programme": "fresk",
        "kind": "workshop",
        "year": 1,
        "participants": 408,
        "groups": 51,
        "leaders_trained": 1,
    }
    assert made[0] == first | {"hours": 1224.0, "leader_hours": 156.0, "leaders_active": 1}
    second = {
        "programme": "fresk",
        "kind": "workshop",
        "year": 2,
        "participants": 416,
        "groups": 52,
        "leaders_trained": 0,
    }
    assert made[1] == second | {"hours": 1248.0, "leader_hours": 156.0, "leaders_active": 1}
    assert Counter(kind for _, kind, *_ in log(model) if kind.startswith("fresk")) == {
        "fresk: registered: unlimited demand": 824, "fresk: started": 824, "fresk: leads": 1,
        "fresk: group opened": 103, "fresk: group started": 103, "fresk: group ended": 103,
    }  # fmt: skip
