"""Waiting list and enrolment (S5 and S9, stages 7 and 12). Whoever registers waits until a group is taken. People who
wait look once at each recruiting group. A person free at the group's time would take it with probability
exp(−distance/`demand.distance_km`) × `demand.travel_help`; an online group with probability `demand.online_slot` ×
`demand.online_acceptance`. In random order, people join the first of the groups they would take that has room, the one
that opened first coming first. Waiting people give up at the rate `demand.waiting_loss_per_year`.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

import numpy as np

from models.agents import Group, Resident, Status
from models.clocks import live_a_week
from models.rules import candidates
from models.scope import value_for, values_for
from sim.draws import SMALLEST, Ints
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.alternatives import Team
    from models.programme import ConversationModel

MANY = 60  # people times groups from which on arrays are faster


def register(model: ConversationModel, person: int, channel: str, source: int) -> Resident:
    """Put somebody on the waiting list."""
    resident = model.meet(person)
    resident.registrations += 1
    resident.status, resident.channel, resident.source = Status.WAITING, channel, source
    resident.clock, resident.limit = 0.0, float(model.draws.stream("waits").exponential(person, resident.occasion))
    resident.would_take, resident.groups_seen = [], 0
    model.waiting.append(resident)
    model.registrations += 1
    model.communes[resident.home].registrations += 1
    model.record(f"registered: {channel}", person, resident.home, other=source)
    return resident


def give_up_waiting(model: ConversationModel) -> None:
    """Waiting people whose patience is used up leave the list (stage 7)."""
    model.waiting, over = live_a_week(model.waiting, model.parameters.demand.waiting_loss_per_year / WEEKS_A_YEAR)
    for resident in over:
        lose(model, resident, "gave up waiting")


def lose(model: ConversationModel, resident: Resident, why: str) -> None:
    """End a registration that leads to no group."""
    resident.forget_registration()
    model.registrations_lost += 1
    model.record(why, resident.id, resident.home)


def allocate(model: ConversationModel) -> None:
    """Offer the recruiting groups to those who wait."""
    if model.parameters.demand.unlimited:
        for group in model.recruiting_groups:
            fill(model, group)
        return
    if not (model.recruiting_groups and model.waiting):
        return
    look_around(model)
    order, maximum = model.draws.stream("order of the waiting list"), model.parameters.group.maximum
    keen = [resident for resident in model.waiting if resident.would_take]
    for resident in sorted(keen, key=lambda resident: order.bits(resident.id, model.week)):
        resident.would_take = [group for group in resident.would_take if group.state == "recruiting"]
        for group in resident.would_take:
            if len(group.registered) < maximum:
                join(model, resident, group)
                break
    if keen:
        model.waiting = [resident for resident in model.waiting if resident.status is Status.WAITING]


def look_around(model: ConversationModel) -> None:
    """Let those who wait look at the groups that have opened since they last did."""
    seen, model.groups_seen = model.groups_seen, len(model.groups)
    opened = [group for group in model.recruiting_groups if group.number >= seen]
    look_at(model, [resident for resident in model.waiting if resident.groups_seen < seen], model.recruiting_groups)
    look_at(model, [resident for resident in model.waiting if resident.groups_seen == seen], opened)


def look_at(model: ConversationModel, people: list[Resident], groups: list[Group]) -> None:
    """Find out which of some groups, in the order in which they opened, waiting people would take."""
    if len(people) * len(groups) > MANY:
        for n, g in zip(*(one.tolist() for one in takers(model, people, groups)), strict=True):
            if groups[g].number >= people[n].groups_seen:
                people[n].would_take.append(groups[g])
    else:
        for resident in people:
            new = [group for group in groups if group.number >= resident.groups_seen]
            resident.would_take += [group for group in new if takes(model, resident, group)]
    for resident in people:
        resident.groups_seen = model.groups_seen


def takes(model: ConversationModel, resident: Resident, group: Group | Team) -> bool:
    """Whether a waiting person would take a group."""
    settings = model.parameters.demand
    if group.online:
        chance = settings.online_slot * settings.online_acceptance
    elif resident.slots >> group.slot & 1:
        way = model.distance(resident.home, group.place)
        reach, travel_help = settings.distance_km, settings.travel_help
        if model.local:  # asked thousands of times a run, and hardly ever so
            reach = value_for(model, "demand.distance_km", resident.id)
            travel_help = value_for(model, "demand.travel_help", resident.id)
        chance = exp(-way / reach) * travel_help if reach else 0.0
    else:
        return False
    return model.draws.stream("takes a group").uniform(resident.id, group.key) < chance


def takers(model: ConversationModel, people: list[Resident], groups: list[Group]) -> tuple[Ints, Ints]:
    """The same of many at once: who would take which group, two arrays of indices, by person and then by group."""
    settings = model.parameters.demand
    homes, places = np.array([person.home for person in people]), np.array([group.place for group in groups])
    way, who = model.distance.between(homes[:, None], places), [person.id for person in people]
    reach = np.broadcast_to(values_for(model, "demand.distance_km", who), len(people))[:, None]
    near = np.where(reach > 0, np.exp(-way / np.where(reach > 0, reach, 1.0)), 0.0)
    near = near * np.broadcast_to(values_for(model, "demand.travel_help", who), len(people))[:, None]
    free = np.array([person.slots for person in people])[:, None] >> np.array([group.slot for group in groups]) & 1
    chance = near * free
    if any(group.online for group in groups):
        chance[:, [group.online for group in groups]] = settings.online_slot * settings.online_acceptance
    who, which = np.nonzero(chance > SMALLEST)
    ids, keys = np.array([person.id for person in people]), np.array([group.key for group in groups])
    takes = model.draws.stream("takes a group").uniform(ids[who], keys[which]) < chance[who, which]
    return who[takes], which[takes]


def join(model: ConversationModel, resident: Resident, group: Group) -> None:
    """Put a waiting person on a group's list."""
    resident.status, resident.group = Status.REGISTERED, group
    model.enrolments += 1
    group.registered.append(resident)


def fill(model: ConversationModel, group: Group) -> None:
    """Fill a group at once with residents drawn at random (`demand.unlimited`)."""
    seats = model.parameters.group.size - len(group.registered)
    for person in candidates.fill_seats_of_the_public(model, group.key, seats):
        join(model, register(model, person, "unlimited demand", -1), group)
    model.waiting = [resident for resident in model.waiting if resident.status is Status.WAITING]
