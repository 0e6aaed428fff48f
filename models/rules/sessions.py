"""Sessions (S10, stages 3 and 4). A group meets in weeks 0, 3, 7, 10, 14 and 17 after its start. Between two sessions
a member leaves the group for good with probability `group.dropout`; while enrolled, a member attends each session
with probability `group.attendance`. Whoever attended at least `group.completion_sessions`, even if they then left, is
a completer. The group ends with its last session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.agents import NONE, Group, Resident, Status

if TYPE_CHECKING:
    from models.programme import ConversationModel


def foresee(model: ConversationModel, group: Group) -> None:
    """Draw, at the start of a group, who will attend which session; it comes to light week by week."""
    settings = model.parameters.group
    ids = np.array([[member.id] for member in group.members], dtype=np.int64)
    occasion = np.array([[member.occasion * 64] for member in group.members]) + np.arange(len(settings.session_weeks))
    leaving, attending = model.draws.streams("session: leaves", "session: attends").uniform(ids, occasion)
    stays, present = leaving >= settings.dropout, attending < settings.attendance
    stays[:, 0] = True
    enrolled = np.logical_and.accumulate(stays, axis=1)
    group.leaves = enrolled.sum(axis=1).tolist()
    present &= enrolled
    group.attended = present.sum(axis=1).tolist()
    group.present = present.sum(axis=0).tolist()
    give_time(model, group, 0)


def hold(model: ConversationModel) -> None:
    """Hold the sessions that are due; members who left since the last one are missed."""
    weeks, needed = model.parameters.group.session_weeks, model.parameters.group.completion_sessions
    for group in model.running_groups:
        while group.session < len(weeks) and group.started + weeks[group.session] + group.shift <= model.week:
            for member, last, attended in zip(group.members, group.leaves, group.attended, strict=True):
                if last == group.session and attended < needed:
                    member.status = Status.DROPPED
                    member.group = None
                    model.record("dropped", member.id, member.home, group.key, group.session)
            give_time(model, group, group.session)
            group.session += 1


def give_time(model: ConversationModel, group: Group, session: int) -> None:
    """Count who gives time to a session unpaid: its leaders but for the paid, and those present."""
    model.tally["leader_sessions"] += sum(not leader.paid for leader in group.leaders)
    model.tally["attendances"] += group.present[session]


def end(model: ConversationModel) -> None:
    """End the groups that held their last session; name the completers; free the leaders."""
    settings = model.parameters.group
    ended = [group for group in model.running_groups if group.session == len(settings.session_weeks)]
    for group in ended:
        model.running_groups.remove(group)
        group.state, group.ended = "finished", model.week
        for member, attended in zip(group.members, group.attended, strict=True):
            if member.status is Status.IN_GROUP:
                member.group = None
                if attended >= settings.completion_sessions:
                    member.status = Status.COMPLETER
                    group.completers.append(member)
                    reach_organisation(model, member)
                    model.communes[member.home].completers += 1
                    model.record("completed", member.id, member.home, group.key, attended)
                else:
                    member.status = Status.DROPPED
                    model.record("did not complete", member.id, member.home, group.key, attended)
        model.completers += len(group.completers)
        model.record("group ended", group.leaders[0].id, group.place, group.key, len(group.completers))
    model.ended_this_week = ended


def reach_organisation(model: ConversationModel, person: Resident) -> None:
    """Note that the organisation of a completer now has somebody who can speak from experience."""
    if not model.parameters.demand.unlimited:
        organisation = model.population.organisations.of(person.id)
        if organisation != NONE:
            model.organisations_reached.add(organisation)
