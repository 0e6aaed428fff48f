"""Moving away (S16, stage 15; off by default). Residents leave and are replaced by newcomers of the same profile who
have heard of nothing, at the rates `population.turnover_per_year` and, for students,
`population.student_turnover_per_year`; the change is made at the turn of the year. Members of a running group finish
it first. Facilitators' moving away is part of `retention.loss_per_year`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.agents import Resident, Status
from models.rules import enrolment, training
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.programme import ConversationModel


def move(model: ConversationModel) -> None:
    """At the end of a year, replace those who have moved."""
    moving = model.parameters.population
    if (model.week + 1) % WEEKS_A_YEAR or not (moving.turnover_per_year or moving.student_turnover_per_year):
        return
    known = [model.residents[person] for person in sorted(model.residents) if person not in model.facilitators]
    if known:
        now = model.population.generation(np.array([resident.id for resident in known]), model.year + 1)
        for resident, generation in zip(known, now.tolist(), strict=True):
            if generation != resident.generation and resident.status is not Status.IN_GROUP:
                leave(model, resident)
    memory = model.memory
    people = np.array(list(dict.fromkeys([*memory.refusals, *memory.sources])), dtype=np.int64)
    moved = model.population.generation(people, model.year + 1) != model.population.generation(people, model.year)
    for person in people[moved].tolist():
        memory.forget(person)


def leave(model: ConversationModel, resident: Resident) -> None:
    """Let a resident go, with their place in any list; whoever moves in starts anew, with the same ties."""
    if resident.status is Status.WAITING:
        model.waiting.remove(resident)
        enrolment.lose(model, resident, "moved away while waiting")
    elif resident.status is Status.REGISTERED and resident.group:
        resident.group.registered.remove(resident)
        enrolment.lose(model, resident, "moved away while registered")
    elif resident.status is not Status.NONE:
        model.record("moved away", resident.id, resident.home)
    if resident in model.aspirants:
        model.aspirants.remove(resident)
        training.give_up(model, resident)
    model.departed.append(model.residents.pop(resident.id))
