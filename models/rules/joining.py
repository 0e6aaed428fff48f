"""Joining an alternative programme (S15, stage 14). People are told of it by letters, which reach residents drawn at
random, at its events, by its leaders (for each group they open) and by its participants (after the group). Whoever is
told registers with probability 1 − exp(−η), as for the groups (S4, rule "simple"), with strengths of the programme's
own for letters and events and `joining_factor` on all of them. Refusals count for this programme alone. Nobody joins
who has taken part in it, waits for it, leads in it, or is in a running group of any programme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.agents import Status
from models.alternatives import Programme, Registration, Soul, busy, soul
from models.rules import budget, decisions, invitations, outreach
from sim.draws import combine
from sim.model import WEEKS_A_YEAR, is_due

if TYPE_CHECKING:
    from models.agents import Resident
    from models.programme import ConversationModel

LETTER_SOURCE, EVENT_SOURCE = -2, -3


def join(model: ConversationModel, programme: Programme) -> None:
    """Tell people of the programme, and let them decide."""
    if not outreach.may_reach_out(model):
        return
    if programme.staffed:
        mail(model, programme)
        gather(model, programme)
    deliver(model, programme)
    decide(model, programme)


def this_week(model: ConversationModel, per_year: int) -> int:
    """How many of `per_year` letters, evenly spread, fall in this week."""
    return (model.week + 1) * per_year // WEEKS_A_YEAR - model.week * per_year // WEEKS_A_YEAR


def mail(model: ConversationModel, programme: Programme) -> None:
    """Send the week's letters."""
    number = this_week(model, int(model.strain.bought(programme.settings.letters_per_year)))
    if not number or not programme.settings.letter:
        return
    if not budget.paid_by(model, programme, {"letter": number}, "mailing"):
        return
    model.record(f"{programme.name}: mailing", other=number)
    people = model.contacts.anyone_each(np.arange(number, dtype=np.uint64) + np.uint64(programme.key), model.week)
    _tell(model, programme, people, LETTER_SOURCE, programme.settings.letter, outreach.LETTER)


def gather(model: ConversationModel, programme: Programme) -> None:
    """Hold an event, if one is due, in a commune drawn by population; only receptive people who attend can follow."""
    settings = programme.settings
    due = is_due(model.week, int(model.strain.bought(settings.events_per_year)), 0.5)
    if not due or not settings.event or not budget.paid_by(model, programme, budget.EVENT, "event"):
        return
    place = programme.stream("event: where").choice(model.population.commune_cumulative, model.week)
    luck = programme.stream("event: receptive").uniform(model.week, np.arange(settings.attendees))
    receptive = int((luck < model.parameters.outreach.receptive_share).sum())
    entity = np.array([combine(programme.key, model.week)], dtype=np.uint64)
    (people,) = model.contacts.receptive_around(np.array([place]), np.array([receptive]), entity, model.year)
    model.record(f"{programme.name}: event", where=int(place), other=settings.attendees)
    _tell(model, programme, people, EVENT_SOURCE, settings.event * outreach.staff(model), outreach.EVENT)


def _tell(model: ConversationModel, programme: Programme, people, source: int, strength: float, channel: str) -> None:
    ready = model.population.readiness(people, model.year)
    reached = ready > 0
    programme.told += [
        (person, source, strength, channel, readiness)
        for person, readiness in zip(people[reached].tolist(), ready[reached].tolist(), strict=True)
    ]


def deliver(model: ConversationModel, programme: Programme) -> None:
    """Make the invitations of the week."""
    settings = model.parameters.registering
    outsiders = {leader.id for leader in programme.leaders if leader.team is None}
    for person, inviter, channel, readiness in programme.diary.pop(model.week, ()):
        if readiness > 0:
            weight = outreach.staff(model) if inviter in outsiders else 1.0
            strength = settings.word_of_mouth if channel == invitations.WORD_OF_MOUTH else settings.facilitator * weight
            programme.told.append((person, inviter, strength, channel, readiness))


def decide(model: ConversationModel, programme: Programme) -> None:
    """Let everybody told this week decide."""
    told, programme.told = programme.told, []
    strength: dict[int, float] = {}
    ready: dict[int, float] = {}
    for person, _, of_exposure, _, readiness in told:
        strength[person] = strength.get(person, 0.0) + of_exposure
        ready[person] = readiness
    in_groups = busy(model)
    people = [person for person in strength if person not in in_groups and may_join(model, programme, person)]
    if not people:
        return
    souls = [soul(model, person) for person in people]
    refused = np.array([programme.refusals.get(one, 0) for one in souls])
    hazard = np.array([ready[person] * strength[person] for person in people]) * programme.settings.joining_factor
    hazard *= model.parameters.registering.fatigue**refused * decisions.barriers(model, people)
    registers = programme.stream("registers").uniform(np.array(people), model.week) < -np.expm1(-hazard)
    sources = {exposure[0]: exposure[1] for exposure in decisions.strongest(told, people)}
    for person, one, times, yes in zip(people, souls, refused.tolist(), registers.tolist(), strict=True):
        if yes and one not in programme.taken:  # somebody of the household may have registered just now
            register(model, programme, model.meet(person), sources[person])
        elif not yes:
            programme.refusals[one] = times + 1


def may_join(model: ConversationModel, programme: Programme, person: int) -> bool:
    """Whether a resident is of this programme's public."""
    known, one = model.residents.get(person), soul(model, person)
    if known is not None and known.status is Status.IN_GROUP:
        return False
    return one not in programme.taken and one not in programme.leading


def register(model: ConversationModel, programme: Programme, person: Resident, source: int) -> Registration:
    """Put somebody on the programme's waiting list."""
    limit = float(programme.stream("waits").exponential(person.id, model.week))
    registration = Registration(person, source, model.week, limit, counted_as(model, programme, person.id))
    programme.waiting.append(registration)
    programme.registrations += 1
    programme.taken.update(registration.souls)
    model.record(f"{programme.name}: registered", person.id, person.home, other=source)
    return registration


def lose(model: ConversationModel, programme: Programme, registration: Registration) -> None:
    """End a registration that leads to no group; they, and their household, may register once more."""
    person = registration.person
    programme.registrations_lost += 1
    programme.taken.difference_update(registration.souls)
    model.record(f"{programme.name}: gave up", person.id, person.home)


def counted_as(model: ConversationModel, programme: Programme, person: int) -> list[Soul]:
    """Who takes part when somebody does: themselves, or all adults of the household."""
    together = model.population.household(person) if programme.settings.whole_household else [person]
    return [soul(model, member) for member in together]
