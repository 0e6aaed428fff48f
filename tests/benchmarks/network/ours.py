"""A plain contagion on a fixed network, on keyed draws alone: the engine's speed and correctness without the programme.

The network is a random 10-regular graph that is never stored. Five keyed permutations P_k of the people make it: the
ten neighbours of person i are P_k(i) and the person whose image under P_k is i, so both ends see the same tie.

Each adopter passes the idea along each tie after an exponential time of rate beta (a susceptible-infected process in
continuous time). Only ties that transmit before the horizon are ever looked at, so the cost follows the adopters, not
the population.
"""

from heapq import heappop, heappush
from math import expm1, isqrt

import numpy as np

from contagion.sim.chance.draws import GOLDEN, MASK, Draws, Stream, mix

PEOPLE = 193_000
DEGREE = 10
FOUNDERS = 10
WEEKS = 156
BETA = 0.00334
"""Transmissions per tie and week: about 800 adopters after 156 weeks, by `expected_adopters`."""


class Permutation:
    """A one-to-one map of 0 … size − 1 onto itself, drawn by key: as `sim.chance.keyed` has it for compiled code."""

    def __init__(self, stream: Stream, entity: int, size: int) -> None:
        self.size, self.height = size, isqrt(max(size - 1, 0)) + 1
        self.width = max(-(-size // self.height), 1)
        self._keys = [stream.bits(entity, r) for r in range(6)]

    def __call__(self, x: int) -> int:
        """Image of x."""
        return self._walk(x, forward=True)

    def inverse(self, y: int) -> int:
        """The x whose image is y."""
        return self._walk(y, forward=False)

    def _walk(self, x: int, forward: bool) -> int:
        sign = 1 if forward else -1
        while True:
            left, right = divmod(x, self.width)
            for r in range(6)[::sign]:
                step = sign * mix(self._keys[r] + (left if r % 2 else right) * GOLDEN & MASK)
                if r % 2:
                    right = (right + step) % self.width
                else:
                    left = (left + step) % self.height
            x = left * self.width + right
            if x < self.size:
                return x


class FixedNetwork:
    """A random regular multigraph whose ties are computed when asked for.

    Parameters
    ----------
    draws : Draws
        The chance that decides who is tied to whom.
    people : int
        Number of people, numbered from 0.
    degree : int
        Ties per person, an even number.
    """

    def __init__(self, draws: Draws, people: int = PEOPLE, degree: int = DEGREE) -> None:
        if degree % 2:
            raise ValueError(f"the degree must be even, got {degree}")
        stream = draws.stream("network")
        self.people = people
        self.degree = degree
        self._permutations = [Permutation(stream, k, people) for k in range(degree // 2)]

    def neighbour(self, person: int, tie: int) -> int:
        """Who is at the other end of a person's tie; ties 2k and 2k + 1 run along permutation k and against it."""
        permutation = self._permutations[tie // 2]
        return permutation.inverse(person) if tie % 2 else permutation(person)

    def neighbours(self, person: int) -> list[int]:
        """Everybody tied to a person, with repetitions where two ties join the same two people."""
        return [self.neighbour(person, tie) for tie in range(self.degree)]


def adoption_times(
    draws: Draws, network: FixedNetwork, beta: float = BETA, founders: int = FOUNDERS, weeks: float = WEEKS
) -> dict[int, float]:
    """When each adopter adopts.

    Parameters
    ----------
    draws : Draws
        The chance of founders and transmissions.
    network : FixedNetwork
        Who is tied to whom.
    beta : float
        Transmission rate per tie and week.
    founders : int
        People who have adopted at time 0.
    weeks : float
        Horizon.

    Returns
    -------
    dict of int to float
        Week of adoption of each adopter, in order of adoption.
    """
    start = Permutation(draws.stream("founders"), 0, network.people)
    transmission = draws.stream("transmission")
    ties = np.arange(network.degree)
    due = [(0.0, start(n), -1) for n in range(founders)]  # time, person, tie; -1 is the person's own start
    adopted: dict[int, float] = {}
    while due:
        now, person, tie = heappop(due)
        if tie >= 0:
            person = network.neighbour(person, tie)
        if person in adopted:
            continue
        adopted[person] = now
        times = now + transmission.exponential(person, ties) / beta
        for later in np.flatnonzero(times <= weeks).tolist():
            heappush(due, (float(times[later]), person, later))
    return adopted


def expected_adopters(
    degree: int = DEGREE, beta: float = BETA, founders: int = FOUNDERS, weeks: float = WEEKS
) -> float:
    """Mean number of adopters while they are few among the people.

    A transmission closes one tie to a person who has not adopted and opens `degree` - 1, so such ties grow at the rate
    beta · (degree - 2).
    """
    return founders + founders * degree * expm1(beta * (degree - 2) * weeks) / (degree - 2)


def run(
    seed: int,
    people: int = PEOPLE,
    degree: int = DEGREE,
    beta: float = BETA,
    founders: int = FOUNDERS,
    weeks: int = WEEKS,
) -> tuple[int, list[int]]:
    """One contagion, network included.

    Returns
    -------
    adopters : int
        Adopters at the horizon, founders included.
    curve : list of int
        Adopters at the end of weeks 0, 1, …, `weeks`.
    """
    draws = Draws(seed)
    times = list(adoption_times(draws, FixedNetwork(draws, people, degree), beta, founders, weeks).values())
    return len(times), np.searchsorted(times, np.arange(weeks + 1), side="right").tolist()
