"""Personal invitations (S3, stages 4, 9 and 11). A completer invites a Poisson number of people (mean
`invitations.per_completer`), at dates spread over the `invitations.completer_weeks` after the group; each leader of a
group that opens invites a Poisson number (mean `invitations.per_facilitator`) over its recruiting time. Whom they ask
is in `models/contacts.py`. If `invitations.pass_on` is on, people who are told for the first time, in person, and do
not register pass it on, `invitations.pass_on_ratio` as much as a completer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from models.agents import Facilitator, Group
from models.population import NOBODY
from sim.draws import poisson_cumulative
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.programme import ConversationModel

WORD_OF_MOUTH, FACILITATOR = "word of mouth", "facilitator"
PERSONAL = (WORD_OF_MOUTH, FACILITATOR)
_FACILITATOR_ORDINALS = 1 << 20  # keeps apart the invitations one makes as a completer and for each group led
_PASS_ON_ORDINALS = 1 << 44


@dataclass
class Outbox:
    """Invitations decided on this week: who invites, the ordinal of the invitation, within how many weeks it is made,
    the channel."""

    inviters: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    within: list[int] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)


def invite(model: ConversationModel, box: Outbox, who: int, first: int, mean: float, weeks: int, channel: str) -> None:
    """Decide on all invitations of one spell of one person; `first` is the ordinal of the first."""
    if mean <= 0 or weeks <= 0 or model.parameters.demand.unlimited:
        return
    number = model.draws.stream("invitations: how many").choice(poisson_cumulative(mean), who, first)
    box.inviters += [who] * number
    box.ordinals += range(first, first + number)
    box.within += [weeks] * number
    box.channels += [channel] * number


def completers_invite(model: ConversationModel) -> None:
    """Open the window of the completers of the groups that ended this week."""
    settings = model.parameters.invitations
    for group in model.ended_this_week:
        for person in group.completers:
            invite(model, model.outbox, person.id, 0, settings.per_completer, settings.completer_weeks, WORD_OF_MOUTH)


def leaders_invite(model: ConversationModel, group: Group) -> None:
    """Let the leaders of a group that opens decide whom they will ask."""
    weeks = model.parameters.group.recruiting_weeks
    for leader in group.leaders:
        first = _FACILITATOR_ORDINALS * leader.groups_opened
        mean = model.parameters.invitations.per_facilitator
        invite(model, model.outbox, leader.id, first, mean, weeks, FACILITATOR)


def pass_on(model: ConversationModel, person: int) -> None:
    """Let somebody who was told and did not join pass it on."""
    settings = model.parameters.invitations
    mean = settings.per_completer * settings.pass_on_ratio
    invite(model, model.outbox, person, _PASS_ON_ORDINALS, mean, settings.completer_weeks, WORD_OF_MOUTH)


def address(model: ConversationModel) -> None:
    """Work out whom the invitations decided on this week will reach, and put them in the diary."""
    if model.outbox.inviters:
        write_down(model, model.outbox, model.diary)
        model.outbox = Outbox()


def write_down(model: ConversationModel, box: Outbox, diary: dict[int, list[tuple[int, int, str, float]]]) -> None:
    """Put the invitations of a box in a diary, under the week in which each is made."""
    inviters, ordinals = np.array(box.inviters, dtype=np.int64), np.array(box.ordinals, dtype=np.int64)
    weeks = model.week + 1 + model.draws.stream("invitations: when").index(np.array(box.within), inviters, ordinals)
    years = weeks // WEEKS_A_YEAR
    asked = model.contacts.asked(inviters, ordinals, years)
    reached = np.flatnonzero(asked != NOBODY)
    readiness = model.population.readiness(asked[reached], years[reached])
    columns = (reached, weeks[reached], asked[reached], readiness)
    for n, week, person, ready in zip(*(column.tolist() for column in columns), strict=True):
        diary.setdefault(week, []).append((person, box.inviters[n], box.channels[n], ready))


def deliver(model: ConversationModel) -> None:
    """Make the invitations of the week (stage 9)."""
    settings = model.parameters.registering
    for person, inviter, channel, ready in model.diary.pop(model.week, ()):
        model.tally[channel] += 1
        if ready > 0 or model.parameters.invitations.pass_on:
            strength = (
                settings.word_of_mouth if channel == WORD_OF_MOUTH else settings.facilitator * word_of(model, inviter)
            )
            model.told.append((person, inviter, strength, channel, ready))


def word_of(model: ConversationModel, inviter: int) -> float:
    """Weight of a facilitator's word: 1 for a former participant, less for others (S4, c_src)."""
    facilitator: Facilitator = model.facilitators[inviter]
    return 1.0 if facilitator.is_participant else 1 / model.parameters.registering.participant_source
