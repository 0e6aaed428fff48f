"""Wish to facilitate (S11, stage 4). When a group ends, each completer wishes to become a facilitator with
probability `volunteering.wish` (one in three: with 8 starters and 75 % completion, two a group). With
`volunteering.group_sd` above 0 groups differ: a normal term of that spread is added on the logit scale, centred so
that the mean wish stays. The `conversion` of the target group, and those of students and elected officials, multiply
the chance. Those who wish join the queue for training.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, log
from typing import TYPE_CHECKING

import numpy as np

from models.scope import value_for

if TYPE_CHECKING:
    from models.programme import ConversationModel


@lru_cache(maxsize=256)
def centred_logit(wish: float, spread: float) -> float:
    """The logit whose mean chance over a normal term of the given spread is `wish` (0 < wish < 1)."""
    if spread == 0:
        return log(wish / (1 - wish))
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    weights = weights / weights.sum()
    low, high = -60.0, 60.0
    for _ in range(200):
        middle = (low + high) / 2
        if float(weights @ (1 / (1 + np.exp(-middle - spread * nodes)))) < wish:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def wish(model: ConversationModel) -> None:
    """Ask the completers of the groups that ended this week."""
    spread, profiles = model.parameters.volunteering.group_sd, model.population.profiles
    stream, moods = model.draws.stream("wishes to facilitate"), model.draws.stream("mood of a group")
    for group in model.ended_this_week:
        mood = float(moods.normal(group.key)) if spread > 0 else 0.0
        of_each = profiles.factor("conversion", [person.id for person in group.completers])
        for person, factor in zip(group.completers, np.broadcast_to(of_each, len(group.completers)), strict=True):
            chance = value_for(model, "volunteering.wish", person.id)
            if 0 < chance < 1 and spread > 0:
                chance = 1 / (1 + exp(-centred_logit(chance, spread) - spread * mood))
            if stream.uniform(person.id, person.occasion) < min(chance * factor, 1):
                group.aspirants += 1
                model.communes[person.home].aspirants += 1
                model.queue_for_training(person, group)
                model.record("aspires", person.id, person.home, group.key)
