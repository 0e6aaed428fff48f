"""The contagion of `ours` in Mesa, in steps of a week: a person is an agent, and only who has adopted steps.

Every week each adopter passes the idea along each tie with the probability that an exponential time of rate beta falls
within it; who adopts begins to pass it on in the week after. That is the same process in discrete time: an idea passes
one tie a week at the most.
"""

from math import expm1
from time import process_time

import numpy as np
from mesa import Agent, Model
from mesa.agent import AgentSet

from tests.benchmarks.network.ours import BETA, FOUNDERS, WEEKS


class Person(Agent):
    def __init__(self, model: "Network") -> None:
        super().__init__(model)
        self.has_adopted, self.acquaintances = False, []

    def pass_on(self) -> None:
        for other in self.acquaintances:
            if not other.has_adopted and self.random.random() < self.model.chance:
                other.has_adopted = True
                self.model.new.append(other)


class Network(Model):
    """People on a network that is given as ties between two of them each."""

    def __init__(self, ties: np.ndarray, people: int, beta: float, founders: int, seed: int) -> None:
        super().__init__(rng=seed)
        self.chance, self.new = -expm1(-beta), []
        everybody = [Person(self) for _ in range(people)]
        for one, other in ties.tolist():
            everybody[one].acquaintances.append(everybody[other])
            everybody[other].acquaintances.append(everybody[one])
        first = self.random.sample(everybody, founders)
        for person in first:
            person.has_adopted = True
        self.adopters = AgentSet(first, random=self.random)

    def step(self) -> None:
        self.new = []
        self.adopters.shuffle_do("pass_on")
        for person in self.new:
            self.adopters.add(person)


def run(
    ties: np.ndarray, people: int, seed: int, beta: float = BETA, founders: int = FOUNDERS, weeks: int = WEEKS
) -> dict[str, float]:
    """Adopters at the horizon, founders included, and the seconds of set-up and run."""
    start = process_time()
    model = Network(ties, people, beta, founders, seed)
    built = process_time()
    for _ in range(weeks):
        model.step()
    return {"adopters": len(model.adopters), "set_up_s": built - start, "run_s": process_time() - built}
