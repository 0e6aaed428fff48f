"""Registering or not (S4, stage 10). Somebody told this week registers with probability 1 − exp(−η), where

    η = readiness × barriers × fatigue ^ refusals × Σ strengths of the week's exposures × ψ.

The barriers are those of the target group, of students and of elected officials; those whom an alternative programme
has made readier register more (`feeding.py`).

Under the rule "simple" ψ = 1; "reinforced": ψ grows with the number of distinct sources one was told by before;
"threshold": ψ = 1 once the distinct sources reach the resident's own threshold of 1, 2 or 3, otherwise 0. Everyone
told decides once a week; not registering counts as a refusal. Those who register join the waiting list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.rules import enrolment, feeding, invitations
from models.scope import values_for

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


def reinforcement(model: ConversationModel, people: list[int], told: list[Exposure]) -> NDArray[np.float64] | float:
    """ψ of each: what earlier sources add; this week's become earlier ones."""
    settings = model.parameters.registering
    if settings.rule == "simple":
        return 1.0
    known = model.memory.sources
    before = {person: len(known.setdefault(person, set())) for person in people}
    for person, source, *_ in told:
        if person in before:
            known[person].add(source)
    if settings.rule == "reinforced":
        last = len(settings.reinforcement) - 1
        return np.array([settings.reinforcement[min(before[person], last)] for person in people])
    return np.array([float(len(known[person]) >= model.population.threshold(person)) for person in people])


def barriers(model: ConversationModel, people: list[int]) -> NDArray[np.float64] | float:
    """Factor of each one's target group and flags, and that of `registering.barrier`."""
    return model.population.profiles.factor("barrier", people) * values_for(model, "registering.barrier", people)


def strongest(told: list[Exposure], people: list[int]) -> list[Exposure]:
    """The strongest exposure of each of some people, the first of equals."""
    of_each: dict[int, list[Exposure]] = {person: [] for person in people}
    for exposure in told:
        if exposure[0] in of_each:
            of_each[exposure[0]].append(exposure)
    return [max(exposures, key=lambda exposure: exposure[2]) for exposures in of_each.values()]


def decide(model: ConversationModel) -> None:
    """Let everybody told this week decide."""
    told, model.told = model.told, []
    strength: dict[int, float] = {}
    ready: dict[int, float] = {}
    for person, _, of_exposure, _, readiness in told:
        strength[person] = strength.get(person, 0.0) + of_exposure
        ready[person] = readiness
    met = model.residents  # hardly anybody told is
    people = [person for person in strength if person not in met or model.may_register(person)]
    if not people:
        return
    refusals, fatigue = model.memory.refusals, model.parameters.registering.fatigue
    refused = [refusals.get(person, 0) for person in people]
    hazard = np.array([ready[person] and ready[person] * strength[person] for person in people])
    factor = fatigue ** np.array(refused) * barriers(model, people) * reinforcement(model, people, told)
    factor = factor * feeding.encouragement(model, people)
    hazard = np.where(factor > 0, hazard, 0) * factor
    luck = model.draws.stream("decides to register").uniform(np.array(people), model.week)
    registers = luck < -np.expm1(-hazard)
    for person, source, _, channel, _ in strongest(told, [people[n] for n in np.flatnonzero(registers).tolist()]):
        enrolment.register(model, person, channel, source)
    refusing = zip(people, refused, registers.tolist(), strict=True)
    refusals |= {person: times + 1 for person, times, registered in refusing if not registered}
    if model.parameters.invitations.pass_on:
        first_time = {person for person, times in zip(people, refused, strict=True) if not times and person in refusals}
        for person in dict.fromkeys(e[0] for e in told if e[0] in first_time and e[3] in invitations.PERSONAL):
            invitations.pass_on(model, person)
