"""The contagion on a network that is not stored, against one that is."""

import math
from collections import Counter
from itertools import pairwise
from random import Random
from statistics import mean, stdev

import pytest

from contagion.sim.chance.draws import Draws
from tests.benchmarks.network.ours import (
    BETA,
    WEEKS,
    FixedNetwork,
    Permutation,
    adoption_times,
    expected_adopters,
    run,
)

PEOPLE = 500


def stored(seed: int, people: int = PEOPLE, degree: int = 10) -> list[list[int]]:
    """Everybody's neighbours, built tie by tie from the images of the same permutations."""
    neighbours = [[] for _ in range(people)]
    for k in range(degree // 2):
        other_of = Permutation(Draws(seed).stream("network"), k, people)
        for person, other in enumerate(map(other_of, range(people))):
            neighbours[person].append(other)
            neighbours[other].append(person)
    return neighbours


def gillespie(neighbours: list[list[int]], founders: list[int], beta: float, checks: list[int], chance: Random):
    """Adopters at each of the times `checks`, one transmission after another along a random open tie."""
    adopted = set(founders)
    open_ties = [other for person in founders for other in neighbours[person] if other not in adopted]
    now, curve = 0.0, []
    while len(curve) < len(checks):
        now += chance.expovariate(beta * len(open_ties)) if open_ties else math.inf
        while len(curve) < len(checks) and now > checks[len(curve)]:
            curve.append(len(adopted))
        if not open_ties:
            continue
        new = chance.choice(open_ties)
        adopted.add(new)
        open_ties = [other for other in open_ties if other != new]
        open_ties += [other for other in neighbours[new] if other not in adopted]
    return curve


@pytest.mark.parametrize("people", [1, 2, 7, 50, PEOPLE])
@pytest.mark.parametrize("degree", [2, 10])
def test_neighbours_are_those_of_the_stored_network(people, degree):
    network = FixedNetwork(Draws(3), people, degree)
    lists = [network.neighbours(person) for person in range(people)]
    assert [sorted(n) for n in lists] == [sorted(n) for n in stored(3, people, degree)]
    assert {len(n) for n in lists} == {degree}
    ties = Counter((person, other) for person, others in enumerate(lists) for other in others)
    assert all(ties[other, person] == n for (person, other), n in ties.items())


def test_both_ends_see_the_same_tie_in_the_full_network():
    network = FixedNetwork(Draws(1))
    for person in range(0, network.people, 9_650):
        for tie in range(network.degree):
            assert network.neighbour(network.neighbour(person, tie), tie ^ 1) == person


def test_the_network_has_hardly_any_double_tie():
    network = FixedNetwork(Draws(1))
    some = range(0, network.people, 965)
    assert sum(len({*network.neighbours(person), person}) == 11 for person in some) >= len(some) - 2


def test_an_odd_degree_is_refused():
    with pytest.raises(ValueError, match="even, got 3"):
        FixedNetwork(Draws(1), 10, 3)


@pytest.mark.parametrize("seeds", [60, 150])
@pytest.mark.slow
def test_agrees_with_gillespie_on_the_stored_network(seeds):
    """Mean adopters at five times, from the first few to nearly everybody, within four standard errors."""
    checks, beta, founders = [10, 25, 45, 65, 100], 0.01, 5
    chance = Random(1)
    ours, oracle = [], []
    for seed in range(seeds):
        adopters, curve = run(seed, PEOPLE, beta=beta, founders=founders, weeks=checks[-1])
        assert adopters == curve[-1]
        ours.append([curve[week] for week in checks])
        start = [Permutation(Draws(seed).stream("founders"), 0, PEOPLE)(n) for n in range(founders)]
        oracle.append(gillespie(stored(seed), start, beta, checks, chance))
    assert 10 < mean(o[0] for o in oracle) < 40
    assert mean(o[-1] for o in oracle) > 450
    for a, b in zip(zip(*ours, strict=True), zip(*oracle, strict=True), strict=True):
        assert abs(mean(a) - mean(b)) < 4 * math.hypot(stdev(a), stdev(b)) / math.sqrt(seeds)
        assert 0.75 < stdev(a) / stdev(b) < 1.33


@pytest.mark.slow
def test_agrees_with_theory_in_the_full_network():
    """193,000 people hardly notice 800 adopters: the closed form for a network without end holds."""
    assert 780 < expected_adopters() < 820
    adopters = [run(seed)[0] for seed in range(100)]
    assert abs(mean(adopters) - expected_adopters()) < 4 * stdev(adopters) / math.sqrt(len(adopters))


@pytest.mark.parametrize("seed", range(5))
def test_adopters_never_fall(seed):
    adopters, curve = run(seed)
    assert len(curve) == WEEKS + 1
    assert curve[0] == 10
    assert curve[-1] == adopters
    assert all(a <= b for a, b in pairwise(curve))
    times = adoption_times(Draws(seed), FixedNetwork(Draws(seed)))
    assert sorted(times.values()) == list(times.values())
    assert max(times.values()) <= WEEKS


def test_everybody_but_the_founders_was_told_by_a_neighbour_before():
    network = FixedNetwork(Draws(1))
    times = adoption_times(Draws(1), network)
    for person, time in times.items():
        assert time == 0 or any(times.get(other, math.inf) < time for other in network.neighbours(person))


def test_a_longer_or_faster_run_keeps_what_the_shorter_has():
    network = FixedNetwork(Draws(1))
    whole = adoption_times(Draws(1), network)
    assert adoption_times(Draws(1), network, weeks=100) == {p: t for p, t in whole.items() if t <= 100}
    faster = adoption_times(Draws(1), network, beta=1.1 * BETA)
    assert all(faster[person] <= time for person, time in whole.items())


@pytest.mark.parametrize("change", [{"beta": 1e-12}, {"weeks": 0}])
def test_without_transmission_the_founders_stay_alone(change):
    adopters, curve = run(1, **change)
    assert adopters == 10
    assert set(curve) == {10}


def test_in_a_small_world_everybody_adopts():
    assert run(1, people=50, weeks=5000)[0] == 50
