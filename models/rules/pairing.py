"""Readiness and pairs (S7 and S8, stage 11). A facilitator who is free rests, and becomes ready with weekly
probability 1 − exp(−1/`facilitation.rest_weeks`). Two ready facilitators may pair if they share a free slot, live
within `facilitation.pair_distance_km`, and belong to the same pool; matches are drawn with weight
exp(−distance/`facilitation.pair_decay_km`), last time's partner first with probability `facilitation.keep_partner`;
who finds nobody waits. A pair opens a group in the room of a partner who asks for one (probability
`facilitation.partner_room`; no farther than `facilitation.host_distance_km` from one of the two), in the commune of one
of the two, or, by a location rule (a decision for some communes on `facilitation.targeted_share`), in one of these.
With `facilitation.leaders` = 1 each opens a group alone; so do, in any case, those who have led
`facilitation.solo_after` groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, inf
from typing import TYPE_CHECKING

import numpy as np

from models.agents import NONE, Facilitator, Group, Partner, Person
from models.clocks import live_a_week
from models.rules import hosting, invitations
from sim.draws import combine

if TYPE_CHECKING:
    from models.programme import ConversationModel


MANY = 50  # ready at a time: from here on those nearby are looked for by commune


@dataclass
class Rest:
    """The rest of a facilitator between two groups: hazard lived, and hazard at which it is over."""

    facilitator: Facilitator
    limit: float
    clock: float = 0.0


def rest(model: ConversationModel, facilitator: Facilitator) -> None:
    """Begin a rest (with a load of several groups, a rest for each)."""
    facilitator.rests += 1
    limit = float(model.draws.stream("rests").exponential(facilitator.seat, facilitator.rests))
    model.resting.append(Rest(facilitator, limit))


def change_load(model: ConversationModel, before: int, now: int) -> None:
    """Let facilitators take more groups at a time, or fewer, than before: a rest more for each who is available, or one
    that ends less; who leads more than they may begins no rest when a group ends."""
    available = [facilitator for facilitator in model.active if facilitator.rests]
    for _ in range(now - before):
        for facilitator in available:
            if facilitator.overload:
                facilitator.overload -= 1
            else:
                rest(model, facilitator)
    for _ in range(before - now):
        for facilitator in available:
            take_away(model, facilitator)


def take_away(model: ConversationModel, facilitator: Facilitator) -> None:
    """Let a facilitator be there for a group less."""
    spell = next((spell for spell in model.resting if spell.facilitator is facilitator), None)
    if spell:
        model.resting.remove(spell)
    elif facilitator in model.ready:
        model.ready.remove(facilitator)
    else:
        facilitator.overload += 1


def come_free(model: ConversationModel, leader: Facilitator) -> bool:
    """End a leader's work for a group; whether they are there for another one after it."""
    leader.load -= 1
    if leader.overload:
        leader.overload -= 1
        return False
    return True


def become_ready(model: ConversationModel) -> None:
    """Facilitators whose rest is over become ready; then the newly trained whose time has come begin theirs."""
    weeks = model.parameters.facilitation.rest_weeks
    model.resting, over = live_a_week(model.resting, 1 / weeks if weeks else inf)
    model.ready += [spell.facilitator for spell in over]
    for facilitator in model.available_from.pop(model.week, ()):
        if facilitator.active:
            for _ in range(model.parameters.facilitation.max_load):
                rest(model, facilitator)


def pair_up(model: ConversationModel) -> None:
    """Match the ready facilitators and let them open groups."""
    if not model.ready:
        return
    order = model.draws.stream("order of the ready")
    waiting = Waiting(model, sorted(model.ready, key=lambda facilitator: order.bits(facilitator.seat, model.week)))
    unmatched = []
    while facilitator := waiting.next():
        if may_lead_alone(model, facilitator):
            open_group(model, [facilitator])
            continue
        partner = match(model, facilitator, waiting.around(facilitator))
        if partner is None:
            unmatched.append(facilitator)
        else:
            waiting.remove(partner)
            open_group(model, [facilitator, partner])
    model.ready = unmatched


class Waiting:
    """The ready facilitators in their order of this week, found by commune."""

    def __init__(self, model: ConversationModel, facilitators: list[Facilitator]) -> None:
        self.model, self.facilitators = model, facilitators
        self.gone = [False] * len(facilitators)
        self.first = 0

    @cached_property
    def at(self) -> dict[int, list[int]]:
        """Their places in that order, by commune of residence."""
        places: dict[int, list[int]] = {}
        for place, facilitator in enumerate(self.facilitators):
            places.setdefault(facilitator.home, []).append(place)
        return places

    def next(self) -> Facilitator | None:
        """Take the next one off the list."""
        while self.first < len(self.gone) and self.gone[self.first]:
            self.first += 1
        if self.first == len(self.gone):
            return None
        self.gone[self.first] = True
        return self.facilitators[self.first]

    def remove(self, facilitator: Facilitator) -> None:
        """Take somebody off the list (who is on it twice with a load of two: once)."""
        place = self.facilitators.index(facilitator, self.first + 1)
        while self.gone[place]:
            place = self.facilitators.index(facilitator, place + 1)
        self.gone[place] = True

    def around(self, facilitator: Facilitator) -> list[Facilitator]:
        """Those left, in order, who are not surely too far away to pair with somebody."""
        left: Iterable[int] = range(self.first + 1, len(self.gone))
        if len(left) > MANY and (reach := self.model.parameters.facilitation.pair_distance_km) < inf:
            near = self.model.distance.near(facilitator.home, reach)
            left = sorted(n for home in near for n in self.at.get(home, ()))  # nobody before `first` is left
        return [self.facilitators[n] for n in left if not self.gone[n]]


def may_lead_alone(model: ConversationModel, facilitator: Facilitator) -> bool:
    """Whether a facilitator needs no partner."""
    settings = model.parameters.facilitation
    return settings.leaders == 1 or facilitator.groups_led >= settings.solo_after


def match(model: ConversationModel, facilitator: Facilitator, others: list[Facilitator]) -> Facilitator | None:
    """The partner a facilitator finds among the others who are ready, if any."""
    settings = model.parameters.facilitation
    fitting = [other for other in others if may_pair(model, facilitator, other)]
    if not fitting:
        return None
    last = next((other for other in fitting if other.id == facilitator.last_partner), None)
    if last and model.draws.stream("keeps the partner").uniform(facilitator.seat, model.week) < settings.keep_partner:
        return last
    total, sums = 0.0, []
    for other in fitting:
        total += (
            exp(-model.distance(facilitator.home, other.home) / settings.pair_decay_km)
            if settings.pair_decay_km
            else 0.0
        )
        sums.append(total)
    if total == 0:
        return fitting[0]
    which = model.draws.stream("finds a partner")
    return fitting[which.choice([s / total for s in sums], facilitator.seat, model.week)]


def may_pair(model: ConversationModel, one: Facilitator, other: Facilitator) -> bool:
    """Whether two ready facilitators may lead together."""
    settings = model.parameters.facilitation
    if one is other or not one.slots & other.slots or may_lead_alone(model, other):
        return False
    if settings.pool == "group" and one.target_group != other.target_group:
        return False
    if settings.pool == "commune" and one.home != other.home:
        return False
    if settings.novice_with_experienced and model.groups and not (one.groups_led or other.groups_led):
        return False
    return model.distance(one.home, other.home) <= settings.pair_distance_km


def open_group(model: ConversationModel, leaders: list[Facilitator]) -> None:
    """Open a group for registrations."""
    leaders = sorted(leaders, key=lambda facilitator: facilitator.seat)
    first = leaders[0]
    for leader in leaders:
        leader.groups_opened += 1
    key = combine(first.seat, first.groups_opened) >> 1
    partner = a_host(model, leaders, key)
    place = partner.home if partner else a_place(model, leaders, key)
    online = model.draws.stream("meets online").uniform(key) < model.parameters.demand.online_share
    group = Group(model, key, leaders, place, common_slot(model, leaders, key), partner, online)
    model.groups.append(group)
    model.recruiting_groups.append(group)
    for leader, other in zip(leaders, reversed(leaders), strict=True):
        if leader.load == 0:
            leader.leading_since = model.week
        leader.load += 1
        leader.last_partner = other.id if other is not leader else NONE
    model.record("group opened", first.id, place, key, leaders[-1].id)
    if partner:
        hosting.host(model, partner, group)
    invitations.leaders_invite(model, group)


def a_host(model: ConversationModel, leaders: list[Facilitator], key: int) -> Partner | None:
    """The partner in whose room the group meets, if one asks for a group and this one goes there; near ones are
    likelier."""
    settings = model.parameters.facilitation
    if model.draws.stream("goes to a partner").uniform(key) >= settings.partner_room:
        return None
    near, reach = None, settings.host_distance_km
    if reach < inf:
        near = frozenset().union(*(model.distance.near(leader.home, reach) for leader in leaders))
    asking = hosting.asking(model, near)
    if not asking:
        return None
    total, sums = 0.0, []
    for partner in asking:
        way = min(model.distance(leader.home, partner.home) for leader in leaders)
        total += exp(-way / settings.pair_decay_km) if settings.pair_decay_km else 0.0
        sums.append(total)
    if total == 0:
        return asking[0]
    return asking[model.draws.stream("which partner").choice([s / total for s in sums], key)]


def a_place(model: ConversationModel, leaders: list[Facilitator], key: int) -> int:
    """Where a group without a host meets: where one of its leaders lives, or, by a location rule, in one of its
    communes within the leaders' reach, drawn by population."""
    rules = model.local.get("facilitation.targeted_share", [])
    luck = model.draws.stream("meets in a targeted commune").uniform(key) if rules else 1.0
    for scope, share in rules:
        if luck < share:
            reach = model.parameters.facilitation.pair_distance_km
            near = np.min([model.distance.row(leader.home) for leader in leaders], axis=0) <= reach
            weights = scope.places(model.population.adults) * near
            if not weights.any():
                break
            cumulative = np.cumsum(weights) / weights.sum()
            return model.draws.stream("which targeted commune").choice(cumulative.tolist(), key)
        luck -= share
    return leaders[model.draws.stream("whose commune").index(len(leaders), key)].home


def common_slot(model: ConversationModel, leaders: Sequence[Person], key: int) -> int:
    """A time at which all leaders are free; somebody free at no time meets at any."""
    common = leaders[0].slots & leaders[-1].slots
    slots = [slot for slot in range(model.parameters.population.slots) if common >> slot & 1]
    slots = slots or list(range(model.parameters.population.slots))
    return slots[model.draws.stream("slot of a group").index(len(slots), key)]
