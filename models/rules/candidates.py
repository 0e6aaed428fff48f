"""Candidates from outside the groups (sections 4.5, S6, S12). Founders are members of the partners active from the
start, or, where `training.founder_communes` names communes, receptive residents there. Later, each active partner
names `partners.nominations_per_year` candidates a year for the next session; they are its members. Where no partner
can name anybody, any resident may come. Whoever is or was a facilitator, waits for a group, or was in one, is no
candidate.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import numpy as np

from models.agents import Resident
from models.population import NOBODY
from models.territory.gazetteer import taken_over
from sim.draws import Stream, combine
from sim.errors import InputError
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.parameters import Parameters
    from models.programme import ConversationModel
    from models.territory.territory import Territory

TRIES = 64


def founder_communes(parameters: Parameters, territory: Territory) -> list[int]:
    """Indices of the communes that founders come from, where the scenario names any.

    Raises
    ------
    InputError
        For one that is not of the territory.
    """
    for code in parameters.training.founder_communes:
        if code not in territory.index:
            became, source = taken_over(code, territory.index), territory.source
            raise InputError(f"training.founder_communes: {code!r} is no commune of {source}{became and f'; {became}'}")
    return [territory.index[code] for code in parameters.training.founder_communes]


def founders(model: ConversationModel) -> list[Resident]:
    """The people trained at the first session."""
    stream = model.draws.stream("founder")
    chosen: list[Resident] = []
    for seat in range(model.parameters.training.founders):
        person = first_free(model, stream, seat, {founder.id for founder in chosen})
        if person == NOBODY:
            break
        chosen.append(model.meet(person))
    return chosen


def first_free(model: ConversationModel, stream: Stream, seat: int, taken: set[int]) -> int:
    """The first free candidate for a founder's seat, in a keyed order."""
    for attempt in range(TRIES):
        person = some_founder(model, stream, combine(seat, attempt))
        if person != NOBODY and person not in taken and model.may_register(person):
            return person
    return NOBODY


def some_founder(model: ConversationModel, stream: Stream, entity: int) -> int:
    """One who might be a founder, free or not."""
    if model.founder_communes:
        commune = model.founder_communes[stream.index(len(model.founder_communes), entity)]
        return model.contacts.receptive_in(commune, entity, model.year)
    if model.active_partners:
        partner = model.active_partners[stream.index(len(model.active_partners), entity)]
        return member(model, partner.organisation, stream, entity)
    return model.contacts.anyone(entity)


def name(model: ConversationModel) -> None:
    """Let the active partners name candidates for the next session, a week's worth (stage 8)."""
    rate = model.parameters.partners.nominations_per_year
    if rate < inf:
        model.nominations += len(model.active_partners) * rate / WEEKS_A_YEAR


def named(model: ConversationModel) -> float:
    """How many candidates are named for this session."""
    return inf if model.parameters.partners.nominations_per_year == inf else int(model.nominations + 1e-9)


def forget(model: ConversationModel) -> None:
    """Candidates are named for one session."""
    model.nominations = 0.0


def from_partners(model: ConversationModel, seat: int) -> int:
    """The candidate for a seat of this session, by (session, seat)."""
    stream = model.draws.stream("candidate of a partner")
    for attempt in range(TRIES):
        entity = combine(model.sessions_held, seat, attempt)
        if model.active_partners:
            partner = model.active_partners[stream.index(len(model.active_partners), entity)]
            person = member(model, partner.organisation, stream, entity)
        else:
            person = model.contacts.anyone(entity)
        if person != NOBODY and model.may_register(person):
            return person
    return NOBODY


def member(model: ConversationModel, organisation: int, stream: Stream, entity: int) -> int:
    """A member of an organisation, or NOBODY."""
    members = model.contacts.members(organisation)
    return int(members[stream.index(len(members), entity, 1)]) if len(members) else NOBODY


def fill_seats_of_the_public(model: ConversationModel, group_key: int, seats: int) -> list[int]:
    """Residents drawn at random who never took part, for groups that fill by themselves (`demand.unlimited`)."""
    entities = np.array([combine(group_key, seat) for seat in range(seats)], dtype=np.uint64)
    drawn = model.contacts.anyone_each(entities, 0).tolist() if model.population.size else []
    people: list[int] = []
    for seat, person in enumerate(drawn):
        attempt = 0
        while (person in people or not model.may_register(person)) and attempt < TRIES:
            attempt += 1
            person = model.contacts.anyone(combine(group_key, seat), attempt)
        if person not in people and model.may_register(person):
            people.append(person)
    return people
