"""Pitches, events, letters (S3, stage 9). In a week in which a group recruits, every active partner tells a share
`partners.pitch_share` of its members. Events (`outreach.events_per_year`, evenly spread) draw people from around a
commune chosen by population; a share of them is receptive. Mailings reach residents drawn at random. The strengths of
these three channels share one factor, `outreach.factor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.draws import combine
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.population import Ids
    from models.programme import ConversationModel

PITCH, EVENT, LETTER = "partner", "event", "letter"
EVENT_SOURCE, LETTER_SOURCE = -2, -3  # less twice the week: sources that are nobody


class Audience:
    """The receptive members of the active partners; worked out anew only when the year or the partners change."""

    def __init__(self) -> None:
        self._key: tuple[int, list[int]] | None = None
        self._all: tuple[Ids, NDArray[np.float64], NDArray[np.int64]]
        self._by_partner: dict[tuple[int, int], tuple[Ids, NDArray[np.float64]]] = {}

    def of(self, model: ConversationModel) -> tuple[Ids, NDArray[np.float64], NDArray[np.int64]]:
        """Their ids, their readiness, and the place of their partner in the list of active ones."""
        organisations = [partner.organisation for partner in model.active_partners]
        if self._key != (model.year, organisations):
            self._key = (model.year, organisations)
            self._look_up(model, [one for one in organisations if (one, model.year) not in self._by_partner])
            rooms = [self._by_partner[organisation, model.year] for organisation in organisations]
            nobody = (np.empty(0, dtype=np.int64), np.empty(0))
            members, ready = (np.concatenate(parts) for parts in zip(*rooms, nobody, strict=True))
            self._all = members, ready, np.repeat(np.arange(len(rooms)), [len(ids) for ids, _ in rooms])
        return self._all

    def _look_up(self, model: ConversationModel, organisations: list[int]) -> None:
        """Find the receptive members of several organisations at once."""
        if not organisations:
            return
        rooms = [model.contacts.members(organisation) for organisation in organisations]
        ready = model.population.readiness(np.concatenate(rooms), model.year)
        parts = np.split(ready, np.cumsum([len(members) for members in rooms])[:-1])
        for organisation, members, readiness in zip(organisations, rooms, parts, strict=True):
            receptive = readiness > 0
            self._by_partner[organisation, model.year] = members[receptive], readiness[receptive]


def is_due(week: int, per_year: int, offset: float) -> bool:
    """Whether one of `per_year` dates spread evenly over the year falls in this week."""
    of_year = week % WEEKS_A_YEAR
    return any(int((k + offset) * WEEKS_A_YEAR / per_year) == of_year for k in range(per_year))


def may_reach_out(model: ConversationModel) -> bool:
    """Whether there is anybody to tell, and any need to."""
    return model.population.size > 0 and not model.parameters.demand.unlimited


def staff(model: ConversationModel) -> float:
    """Weight of the word of somebody who never took part."""
    return 1 / model.parameters.decision.participant_source


def pitch(model: ConversationModel) -> None:
    """Partners tell their members."""
    share = model.parameters.partners.pitch_share
    if not (may_reach_out(model) and model.recruiting_groups and share):
        return
    partners = model.active_partners
    members, ready, by = model.audience.of(model)
    told = np.flatnonzero(model.draws.stream("told by a partner").uniform(members, model.week) < share)
    strength = model.parameters.decision.partner * model.parameters.outreach.factor
    strengths = [
        strength * (1.0 if partner.organisation in model.organisations_reached else staff(model))
        for partner in partners
    ]
    model.told += [
        (person, partners[n].id, strengths[n], PITCH, readiness)
        for person, readiness, n in zip(members[told].tolist(), ready[told].tolist(), by[told].tolist(), strict=True)
    ]
    model.tally[PITCH] += len(told)


def gather(model: ConversationModel) -> None:
    """Hold a public event, if one is due."""
    settings = model.parameters.outreach
    if not may_reach_out(model) or not is_due(model.week, settings.events_per_year, 0.5):
        return
    stream = model.draws.stream("event: where")
    place = stream.choice(model.population.commune_cumulative, model.week)
    event = combine(model.week, int(model.population.keys[place]))
    stream = model.draws.stream("event: receptive")
    receptive = int((stream.uniform(event, np.arange(settings.attendees)) < settings.receptive_share).sum())
    people = model.contacts.receptive_around(place, receptive, event, model.year)
    strength = model.parameters.decision.event * settings.factor * staff(model)
    for person, ready in zip(people.tolist(), model.population.readiness(people, model.year).tolist(), strict=True):
        model.told.append((person, EVENT_SOURCE - 2 * model.week, strength, EVENT, ready))
    model.record("event", where=place, other=settings.attendees)
    model.tally[EVENT] += settings.attendees


def mail(model: ConversationModel) -> None:
    """Send a mailing, if one is due."""
    settings = model.parameters.outreach
    if not may_reach_out(model) or not is_due(model.week, settings.campaigns_per_year, 0.25) or not settings.letters:
        return
    people = model.contacts.anyone_each(np.arange(settings.letters), model.week)
    ready = model.population.readiness(people, model.year)
    strength = model.parameters.decision.letter * settings.factor
    for n in np.flatnonzero(ready).tolist():
        model.told.append((int(people[n]), LETTER_SOURCE - 2 * model.week, strength, LETTER, float(ready[n])))
    model.record("mailing", other=settings.letters)
    model.tally[LETTER] += settings.letters
