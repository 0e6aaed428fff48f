"""Waiting list and enrolment (S5 and S9, stages 7 and 12). Whoever registers waits until a group is taken. People, in
random order, are offered the recruiting groups that have room, each once, the one that opened first coming first. A
person free at the group's time takes it with probability exp(−distance/`demand.distance_km`) × `demand.travel_help`; an
online group with probability `demand.online_slot` × `demand.online_acceptance`. Waiting people give up at the rate
`demand.waiting_loss_per_year`.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from models.agents import Group, Resident, Status
from models.clocks import live_a_week
from models.rules import candidates
from models.scope import value_for
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.programme import ConversationModel


def register(model: ConversationModel, person: int, channel: str, source: int) -> Resident:
    """Put somebody on the waiting list."""
    resident = model.meet(person)
    resident.registrations += 1
    resident.status, resident.channel, resident.source = Status.WAITING, channel, source
    resident.clock, resident.limit = 0.0, float(model.draws.stream("waits").exponential(person, resident.occasion))
    resident.offered = set()
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
    order, maximum = model.draws.stream("order of the waiting list"), model.parameters.group.maximum
    groups = [group for group in model.recruiting_groups if len(group.registered) < maximum]
    keys = {group.key for group in groups}
    fresh = [resident for resident in model.waiting if not keys <= resident.offered]
    for resident in sorted(fresh, key=lambda resident: order.bits(resident.id, model.week)):
        for group in groups:
            if len(group.registered) < maximum and group.key not in resident.offered:
                resident.offered.add(group.key)
                if takes(model, resident, group):
                    join(model, resident, group)
                    break
    model.waiting = [resident for resident in model.waiting if resident.status is Status.WAITING]


def distance(model: ConversationModel, resident: Resident, group: Group) -> float:
    """Way to the group, in km."""
    return 0.0 if group.online else model.distances[resident.home][group.place]


def takes(model: ConversationModel, resident: Resident, group: Group) -> bool:
    """Whether a waiting person takes a group that is offered."""
    settings = model.parameters.demand
    if group.online:
        chance = settings.online_slot * settings.online_acceptance
    elif resident.slots >> group.slot & 1:
        reach = value_for(model, "demand.distance_km", resident.id)
        chance = exp(-distance(model, resident, group) / reach) if reach else 0.0
        chance *= value_for(model, "demand.travel_help", resident.id)
    else:
        return False
    return model.draws.stream("takes a group").uniform(resident.id, group.key) < chance


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
