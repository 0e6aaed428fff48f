"""The contagion in Mesa, as a peer: the same numbers at the ends, and the same mean as the arithmetic of weeks."""

from math import expm1
from statistics import mean, stdev

import numpy as np
import pytest

from contagion.sim.chance.draws import Draws
from tests.benchmarks.network.by_mesa import run
from tests.benchmarks.network.ours import FixedNetwork
from tests.benchmarks.network.peers import ties_of


@pytest.fixture(scope="module")
def ties():
    return ties_of(FixedNetwork(Draws(1), people=200, degree=6))


def adopters(ties, seed, beta, people=200, weeks=100):
    return run(ties, people, seed, beta=beta, founders=5, weeks=weeks)["adopters"]


def test_without_transmission_the_founders_stay_alone_and_with_much_everybody_adopts(ties):
    assert adopters(ties, 1, beta=1e-9) == 5
    assert adopters(ties, 1, beta=5.0) == 200


def test_who_adopts_passes_it_on_from_the_next_week_on():
    path = [[one, one + 1] for one in range(99)]
    reached = run(np.array(path), 100, 1, beta=100.0, founders=1, weeks=3)["adopters"]
    assert reached <= 1 + 2 * 3  # one tie a week, both ways
    assert reached >= 1 + 3


def test_few_adopt_as_the_arithmetic_of_weeks_says():
    """Each open tie closes with chance p and opens four more: founders × (1 + 6 ((1 + 4p)^weeks − 1) / 4)."""
    ties = ties_of(FixedNetwork(Draws(2), people=5000, degree=6))
    beta, weeks = 0.02, 20
    made = [adopters(ties, seed, beta, people=5000, weeks=weeks) for seed in range(40)]
    grown = (1 - 4 * expm1(-beta)) ** weeks
    expected = 5 + 5 * 6 * (grown - 1) / 4
    assert mean(made) == pytest.approx(expected, abs=4 * stdev(made) / 40**0.5)


def test_a_seed_is_a_run(ties):
    of = [adopters(ties, seed, beta=0.05, weeks=10) for seed in (1, 1, 2, 3, 4)]
    assert of[0] == of[1]
    assert len(set(of)) > 1
