"""Alternative programmes as feeders of the groups (S15, stages 9 and 10). Whoever has taken part in one registers for
the groups, when told of them, with a hazard `feeder_factor` times as large for `feeder_weeks`; and in one whose
leaders do so (`tells_of_groups`), participants are told of the groups at the end, and decide in the week after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.alternatives import soul
from models.rules import outreach

if TYPE_CHECKING:
    from models.alternatives import Programme, Team
    from models.programme import ConversationModel

WORKSHOP = "workshop"  # the channel, whatever the programme's kind


def feed(model: ConversationModel, programme: Programme, team: Team) -> None:
    """Leave the members of a group that ends readier, and tell them of the groups."""
    settings = programme.settings
    if settings.feeder_factor != 1:
        until = model.week + settings.feeder_weeks
        for person in team.members:
            model.readier[soul(model, person.id)] = settings.feeder_factor, until
    if settings.tells_of_groups and outreach.may_reach_out(model):
        strength = model.parameters.registering.event if settings.telling is None else settings.telling
        model.to_be_told += [(person.id, team.first.id, strength) for person in team.members]


def tell(model: ConversationModel) -> None:
    """Tell those whose group ended last week of the groups (stage 9)."""
    if not model.to_be_told:
        return
    told, model.to_be_told = model.to_be_told, []
    ready = model.population.readiness(np.array([person for person, *_ in told], dtype=np.int64), model.year)
    model.told += [
        (person, source, strength, WORKSHOP, readiness)
        for (person, source, strength), readiness in zip(told, ready.tolist(), strict=True)
        if readiness > 0
    ]
    model.tally[WORKSHOP] += len(told)


def encouragement(model: ConversationModel, people: list[int]) -> NDArray[np.float64] | float:
    """Factor on each one's hazard of registering for the groups (stage 10)."""
    if not model.readier:
        return 1.0
    factors = [model.readier.get(soul(model, person), (1.0, 0)) for person in people]
    return np.array([factor if model.week <= until else 1.0 for factor, until in factors])
