"""What a run leaves behind is of the groups alone, row by row as the state has it."""

import numpy as np

from contagion.models.records import FINISHED, GROUP_STATES, NONE
from contagion.models.runs.simulation import record_of
from tests.helpers.alternative_programmes import CHALLENGE, WORKSHOP


def test_groups_are_those_of_the_state_without_those_of_other_programmes(crowded):
    model = crowded({"alternative": [CHALLENGE]}, checked=False)
    rows, left = model.rows("groups"), record_of(model).groups
    own = rows[rows["programme"] == 0]
    assert 0 < len(own) < len(rows)
    assert left["group"].tolist() == own["key"].tolist()
    people = model.rows("facilitators")["id"]
    assert left["leader_b"].tolist() == people[own["leader_b"]].tolist()
    over = own["state"] == FINISHED
    assert 0 < over.sum() < len(own), GROUP_STATES
    assert left["attendances"].tolist() == np.where(over, own["attendances"], 0).tolist()
    hosted = own["host"] != NONE
    assert left["host"][hosted].tolist() == model.world.organisations.ids[own["host"][hosted]].tolist()
    assert set(left["host"][~hosted]) == {NONE}


def test_participants_stand_by_the_week_of_their_group_then_by_its_number(crowded):
    model = crowded(checked=False)
    rows, left = model.rows("groups").copy(), record_of(model)
    assert left.participants["group"].tolist() == in_order(rows)
    model.state.array("groups")["started"][: len(rows)] = -rows["started"]
    rows["started"] *= -1
    turned_round = record_of(model).participants["group"].tolist()
    assert turned_round == in_order(rows) != left.participants["group"].tolist()


def in_order(rows):
    """The group of each participant."""
    by_start = rows[np.argsort(rows["started"], kind="stable")]
    return np.repeat(by_start["key"], by_start["members"]).tolist()


def test_facilitators_are_those_of_the_groups(crowded):
    model = crowded({"alternative": [WORKSHOP | {"initial_leaders": 3}]}, checked=False)
    rows, left = model.rows("facilitators"), record_of(model).facilitators
    own = rows[rows["programme"] == 0]
    assert 0 < len(own) < len(rows)
    assert left["facilitators_from_groups"].tolist() == own["children"].tolist()
    assert left["elected"].tolist() == model.world.elected(own["id"]).tolist()
