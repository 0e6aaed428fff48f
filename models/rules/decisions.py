"""Registering or not (S4, stage 10). Somebody told this week registers with probability 1 − exp(−η), where

    η = readiness × group barrier × fatigue ^ refusals × Σ strengths of the week's exposures × ψ.

Under the rule "simple" ψ = 1; "reinforced": ψ grows with the number of distinct sources one was told by before;
"threshold": ψ = 1 once the distinct sources reach the resident's own threshold of 1, 2 or 3, otherwise 0. Everyone
told decides once a week; not registering counts as a refusal. Those who register join the waiting list.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

import numpy as np

from models.rules import enrolment, invitations

if TYPE_CHECKING:
    from models.programme import ConversationModel, Exposure


class Memory:
    """What receptive residents remember of what they were told and did not follow.

    Attributes
    ----------
    refusals : dict of resident to number of times they let it pass
    sources : dict of resident to the distinct sources they were told by (kept only where the rule asks for them)
    """

    def __init__(self) -> None:
        self.refusals: dict[int, int] = {}
        self.sources: dict[int, set[int]] = {}

    def forget(self, person: int) -> None:
        """Forget somebody who moved away."""
        self.refusals.pop(person, None)
        self.sources.pop(person, None)


def reinforcement(model: ConversationModel, person: int, exposures: list[Exposure]) -> float:
    """ψ: what earlier sources add; this week's become earlier ones."""
    settings = model.parameters.decision
    if settings.rule == "simple":
        return 1.0
    sources = model.memory.sources.setdefault(person, set())
    before = len(sources)
    sources.update(source for source, _, _ in exposures)
    if settings.rule == "reinforced":
        return settings.reinforcement[min(before, len(settings.reinforcement) - 1)]
    return float(len(sources) >= model.population.threshold(person))


def decide(model: ConversationModel) -> None:
    """Let everybody told this week decide."""
    settings, refusals = model.parameters.decision, model.memory.refusals
    told, model.told = model.told, {}
    people = [person for person in told if model.may_register(person)]
    if not people:
        return
    luck = model.draws.stream("decides to register").uniform(np.array(people), model.week).tolist()
    for person, u in zip(people, luck, strict=True):
        ready, exposures = told[person]
        refused = refusals.get(person, 0)
        hazard = ready * settings.fatigue**refused * sum(strength for _, strength, _ in exposures)
        hazard *= model.barrier_of(person) * reinforcement(model, person, exposures)
        if u < 1 - exp(-hazard):
            source, _, channel = max(exposures, key=lambda exposure: exposure[1])
            enrolment.register(model, person, channel, source)
            continue
        refusals[person] = refused + 1
        if model.parameters.invitations.pass_on and any(channel in invitations.PERSONAL for _, _, channel in exposures):
            invitations.pass_on(model, person)
