"""Readiness: those trained together open their first group together."""

import pytest

from contagion.models.programme.layout import ACTIVE_FACILITATORS, READY, RESTING
from contagion.models.records import NONE
from tests.helpers.by_sections import lived
from tests.helpers.made_weeks import live_in, put_on


def test_those_trained_together_open_their_first_group_together(territory):
    """When both are available, without rest or search, with or without a time at which both are free."""
    model = lived(territory, {"population": {"slot_share": 0.2}, "training": {"active_share": 0.8}})
    together = no_time = 0
    for one in model.facilitators.values():
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
        model.state.array("n")["facilitators"], model.state.array("n")["spells"] = 3, 3
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
