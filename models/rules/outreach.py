"""Pitches, events, letters (S3, stage 9). In a week in which a group recruits, every active partner tells a share
`partners.pitch_share` of its members. Events (`outreach.events_per_year`, evenly spread) draw people from around a
commune chosen by population; a share of them is receptive. Mailings reach residents drawn at random; a decision on
`outreach.letters` for some communes or groups is a mailing more, to residents of these. The strengths of these three
channels share one factor, `outreach.factor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.rules import budget
from sim.draws import combine
from sim.model import WEEKS_A_YEAR, is_due

if TYPE_CHECKING:
    from models.population import Ids
    from models.programme import ConversationModel

PITCH, EVENT, LETTER = "partner", "event", "letter"
GUESTS_AT_ONCE = 10_000  # of the events that are worked out together
EVENT_SOURCE, LETTER_SOURCE = -2, -3  # less twice the week: sources that are nobody


class Audience:
    """Whom partners will tell and whom events will reach, week by week: worked out ahead, for the rest of the year, as
    things are; made anew when a parameter changes."""

    def __init__(self) -> None:
        self._year = -1
        self._told: dict[int, list[list[tuple[int, float]]]] = {}  # by organisation, by week of the year
        self._guests: dict[int, tuple[int, list[tuple[int, float]]]] = {}  # by week: place of the event, guests

    def _turn_the_page(self, year: int) -> None:
        if self._year != year:
            self._year, self._told, self._guests = year, {}, {}

    def told(self, model: ConversationModel, organisations: list[int]) -> list[list[tuple[int, float]]]:
        """Receptive members, with their readiness, whom each organisation tells this week."""
        self._turn_the_page(model.year)
        if new := [organisation for organisation in organisations if organisation not in self._told]:
            self._foresee_pitches(model, new)
        week = model.week % WEEKS_A_YEAR
        return [self._told[organisation][week] for organisation in organisations]

    def _foresee_pitches(self, model: ConversationModel, organisations: list[int]) -> None:
        rooms = [model.contacts.members(organisation) for organisation in organisations]
        members, by = np.concatenate(rooms), np.repeat(organisations, [len(room) for room in rooms])
        ready = model.population.readiness(members, model.year)
        members, by, ready = members[ready > 0], by[ready > 0], ready[ready > 0]
        weeks = np.arange(model.week, (model.year + 1) * WEEKS_A_YEAR)
        luck = model.draws.stream("told by a partner").uniform(members, weeks[:, None])
        which, who = np.nonzero(luck < model.parameters.partners.pitch_share)
        self._told |= {organisation: [[] for _ in range(WEEKS_A_YEAR)] for organisation in organisations}
        columns = (by[who], weeks[which] % WEEKS_A_YEAR, members[who], ready[who])
        for organisation, week, person, readiness in zip(*(column.tolist() for column in columns), strict=True):
            self._told[organisation][week].append((person, readiness))

    def guests(self, model: ConversationModel) -> tuple[int, list[tuple[int, float]]]:
        """Place of this week's event, and the receptive people who come, with their readiness."""
        self._turn_the_page(model.year)
        if model.week not in self._guests:
            self._foresee_events(model)
        return self._guests[model.week]

    def _foresee_events(self, model: ConversationModel) -> None:
        settings = model.parameters.outreach
        rest = range(model.week, (model.year + 1) * WEEKS_A_YEAR)
        weeks = [week for week in rest if is_due(week, events_a_year(model), 0.5)]
        weeks = weeks[: max(GUESTS_AT_ONCE // max(settings.attendees, 1), 1)]
        where = model.draws.stream("event: where")
        places = [where.choice(model.population.commune_cumulative, week) for week in weeks]
        keys = [combine(week, int(model.population.keys[place])) for week, place in zip(weeks, places, strict=True)]
        events = np.array(keys, dtype=np.uint64)
        luck = model.draws.stream("event: receptive").uniform(events[:, None], np.arange(settings.attendees))
        receptive = (luck < settings.receptive_share).sum(axis=1)
        people = model.contacts.receptive_around(np.array(places), receptive, events, model.year)
        ready = model.population.readiness(np.concatenate(people), model.year)
        parts = np.split(ready, np.cumsum([len(guests) for guests in people])[:-1])
        for week, place, guests, readiness in zip(weeks, places, people, parts, strict=True):
            self._guests[week] = place, list(zip(guests.tolist(), readiness.tolist(), strict=True))


def events_a_year(model: ConversationModel) -> int:
    """Events of a year, as things are."""
    return int(model.strain.bought(model.parameters.outreach.events_per_year))


def may_reach_out(model: ConversationModel) -> bool:
    """Whether there is anybody to tell, and any need to."""
    return model.population.size > 0 and not model.parameters.demand.unlimited


def staff(model: ConversationModel) -> float:
    """Weight of the word of somebody who never took part."""
    return 1 / model.parameters.registering.participant_source


def pitch(model: ConversationModel) -> None:
    """Partners tell their members."""
    if not (may_reach_out(model) and model.recruiting_groups and model.parameters.partners.pitch_share):
        return
    partners = model.active_partners
    told = model.audience.told(model, [partner.organisation for partner in partners])
    strength = model.parameters.registering.partner * model.parameters.outreach.factor
    weight = staff(model)
    for partner, members in zip(partners, told, strict=True):
        if members:
            own = strength * (1.0 if partner.organisation in model.organisations_reached else weight)
            model.told += [(person, partner.id, own, PITCH, readiness) for person, readiness in members]
            model.tally[PITCH] += len(members)


def gather(model: ConversationModel) -> None:
    """Hold a public event, if one is due."""
    settings = model.parameters.outreach
    if not may_reach_out(model) or not is_due(model.week, events_a_year(model), 0.5):
        return
    if not budget.paid(model, budget.EVENT, "event"):
        return
    place, guests = model.audience.guests(model)
    source, strength = (
        EVENT_SOURCE - 2 * model.week,
        model.parameters.registering.event * settings.factor * staff(model),
    )
    model.told += [(person, source, strength, EVENT, ready) for person, ready in guests]
    model.record("event", where=place, other=settings.attendees)
    model.tally[EVENT] += settings.attendees


def mail(model: ConversationModel) -> None:
    """Send the mailings, if they are due."""
    settings = model.parameters.outreach
    if not may_reach_out(model) or not is_due(model.week, settings.campaigns_per_year, 0.25):
        return
    letters = int(model.strain.bought(settings.letters))
    if letters and budget.paid(model, {"letter": letters}, "mailing"):
        post(model, model.contacts.anyone_each(np.arange(letters), model.week))
    for scope, wanted in model.local.get("outreach.letters", ()):
        letters = int(model.strain.bought(wanted))
        if letters and budget.paid(model, {"letter": letters}, "mailing"):
            post(model, model.contacts.some_of(scope, letters, model.week))


def post(model: ConversationModel, people: Ids) -> None:
    """Send a letter to each of some people."""
    settings = model.parameters.outreach
    ready = model.population.readiness(people, model.year)
    strength = model.parameters.registering.letter * settings.factor
    source, reached = LETTER_SOURCE - 2 * model.week, ready > 0
    model.told += [
        (person, source, strength, LETTER, readiness)
        for person, readiness in zip(people[reached].tolist(), ready[reached].tolist(), strict=True)
    ]
    model.record("mailing", other=len(people))
    model.tally[LETTER] += len(people)
