"""Weeks made by hand: who lives where, who leads, what holds."""

import numpy as np

from contagion.models.programme.layout import RECRUITING_GROUPS, RUNNING_GROUPS
from contagion.models.records import IN_GROUP, NONE, REGISTERED, RUNNING
from contagion.models.territory.territory import communes_named
from tests.helpers.world_calls import at_rank

ALL_TOLD = {"receptivity": {"share": 1.0}, "registering": {"barrier": 0.0}}  # everybody listens, and nobody registers


def begin_week(model, week):
    """Put into effect what holds in a week."""
    model.state.array("clock")["week"] = week
    model.live_stage("authority")


def row(territory, name):
    """The row of a commune, by its name."""
    (index,) = communes_named(territory, (name,))
    return index


def residents_of(model, commune, ranks):
    """Residents of a commune, by their numbers there."""
    return at_rank(model.world, np.full(len(ranks), commune), np.asarray(ranks, np.int64)).tolist()


def two_leaders(model, commune):
    """Let the first two facilitators live in a commune."""
    rows = model.state.array("facilitators")
    rows[:2]["id"], rows[:2]["home"], rows[:2]["seat"] = residents_of(model, commune, [1, 2]), commune, (1, 2)
    model.state.array("n")["facilitators"] = 2


def complete(model, people):
    """Let people be the members of a group that held its last session, and complete it."""
    two_leaders(model, model.territory.centre)
    model.state.array("facilitators")["load"][:2] = 1
    group, seats = model.state.array("groups"), model.state.array("seats")
    for seat, person in zip(seats, people, strict=False):
        one = model.meet(person)
        one.record["status"], one.record["group"] = IN_GROUP, 0
        seat["member"], seat["attended"], seat["leaves"] = one.number, 6, 6
    group["leaders"][0], group["leader_b"][0], group["members"][0], group["session"][0] = 2, 1, len(people), 6
    group["state"][0], group["place"][0], group["host"][0] = RUNNING, model.territory.centre, NONE
    model.state.array("n")["groups"], model.state.array("n")["seats"] = 1, len(people)
    model.state.array("lists")[RUNNING_GROUPS, 0], model.state.array("counts")[RUNNING_GROUPS] = 0, 1
    model.live_stage("group end")


def set_from(week, section, name, value):
    """What to call after each week, so that a parameter has a new value from a week on."""

    def after_week(model):
        if model.week == week:
            model.state.array("parameters")[section][name] = value

    return after_week


def live_in(model, week, *stages):
    """Live stages of a week, and no others."""
    model.state.array("clock")["week"] = week
    for stage in stages:
        model.live_stage(stage)


def put_on(model, which, numbers):
    """Let a list hold these numbers."""
    model.state.array("lists")[which, : len(numbers)] = numbers
    model.state.array("counts")[which] = len(numbers)


def a_group(model, people=(), **fields):
    """A group that two facilitators of the first commune have opened, with these people registered; fields as given."""
    state, number = model.state.array, len(model.rows("groups"))
    if not number:
        two_leaders(model, 0)
    group, seats, most = state("groups")[number], state("seats"), model.parameters.group.maximum
    group["key"], group["leaders"], group["leader_b"], group["host"] = number, 2, 1, NONE
    group["started"] = group["ended"] = group["first_presence"] = NONE
    group["registered"], group["first_seat"] = len(people), number * most
    for name, value in fields.items():
        group[name] = value
    for place, person in enumerate(people):
        one = model.meet(person)
        one.record["status"], one.record["group"] = REGISTERED, number
        seats["registered"][number * most + place] = one.number
    state("facilitators")["load"][:2] += 1
    state("n")["groups"], state("n")["seats"] = number + 1, (number + 1) * most
    put_on(model, RECRUITING_GROUPS, range(number + 1))
    return model.group(number)
