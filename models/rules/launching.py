"""Starting a group (S9, stage 13). A group starts as soon as `group.size` people are registered; when its recruiting
time is over it starts with at least `group.quorum`, is put off once by `group.postponed_weeks`, and is then
cancelled: a share `group.cancelled_loss` of its registered people give up, the others wait again, and its leaders are
ready at once. At session 1 a share `group.no_show` does not come; they may register again another time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.agents import Group, Status
from models.rules import budget, enrolment, pairing, retention, sessions

if TYPE_CHECKING:
    from models.programme import ConversationModel


def launch(model: ConversationModel) -> None:
    """Start, put off or cancel the recruiting groups."""
    settings = model.parameters.group
    if model.holiday:
        return
    recruiting = []
    for group in model.recruiting_groups:
        if model.strain.stops(group):
            recruiting.append(group)
            continue
        registered = len(group.registered)
        over, at_once = model.week >= group.closes, model.parameters.demand.unlimited
        enough = registered >= settings.size or ((over or at_once) and registered >= max(settings.quorum, 1))
        if enough and may_be_paid(model, group):
            start(model, group)
        elif (at_once and not enough) or (over and (group.postponed or not settings.postponed_weeks)):
            cancel(model, group)
        else:
            if over:
                group.postponed, group.closes = True, model.week + settings.postponed_weeks
                model.record("group postponed", group.leaders[0].id, group.place, group.key, registered)
            recruiting.append(group)
    model.recruiting_groups = recruiting


def may_be_paid(model: ConversationModel, group: Group) -> bool:
    """Whether there is money for a group; if not, it is noted."""
    if budget.can_pay(model, budget.bill_of(group)):
        return True
    budget.go_without(model, "group", where=group.place, group=group.key)
    return False


def start(model: ConversationModel, group: Group) -> None:
    """Hold session 1 with those who come."""
    stream, chance = model.draws.stream("does not come"), model.parameters.group.no_show
    for resident in group.registered:
        if stream.uniform(resident.id, group.key) < chance:
            resident.forget_registration()
            model.no_shows += 1
            model.record("no-show", resident.id, resident.home, group.key)
        else:
            group.members.append(resident)
    if not group.members:
        group.registered = []
        cancel(model, group)
        return
    group.state, group.started, group.session = "running", model.week, 1
    for member in group.members:
        member.status = Status.IN_GROUP
        model.communes[member.home].participants += 1
        model.record("started", member.id, member.home, group.key)
    budget.pay(model, budget.bill_of(group))
    mentored = [leader for leader in group.leaders if budget.is_first_with_a_mentor(leader)]
    for leader in group.leaders:
        leader.groups_led += 1
    model.running_groups.append(group)
    model.participants += len(group.members)
    model.groups_started += 1
    model.communes[group.place].groups_started += 1
    model.record("group started", group.leaders[0].id, group.place, group.key, len(group.members))
    for kind, leaders in (("stipend", [one for one in group.leaders if one.paid]), ("mentored", mentored)):
        for leader in leaders:
            model.record(kind, leader.id, leader.home, group.key)
    sessions.foresee(model, group)


def cancel(model: ConversationModel, group: Group) -> None:
    """Give a group up."""
    group.state, group.ended = "cancelled", model.week
    stream, chance = model.draws.stream("gives up with the group"), model.parameters.group.cancelled_loss
    for resident in group.registered:
        if stream.uniform(resident.id, group.key) < chance:
            enrolment.lose(model, resident, "gave up with the group")
        else:
            resident.status, resident.group = Status.WAITING, None
            model.waiting.append(resident)
    model.record("group cancelled", group.leaders[0].id, group.place, group.key, len(group.registered))
    for leader in group.leaders:
        retention.live_through(model, leader)
        if pairing.come_free(model, leader):
            model.ready.append(leader)


def free_leaders(model: ConversationModel) -> None:
    """Leaders of the groups that ended this week begin to rest (stage 4)."""
    for group in model.ended_this_week:
        for leader in group.leaders:
            retention.live_through(model, leader)
            retention.think_it_over(model, leader)
            if pairing.come_free(model, leader):
                pairing.rest(model, leader)
