"""The contagion by another package, as a peer: the same numbers at the ends."""

import pytest

from contagion.sim.chance.draws import Draws
from tests.benchmarks.network.by_eon import run, set_up
from tests.benchmarks.network.ours import FixedNetwork
from tests.benchmarks.network.peers import ties_of


@pytest.fixture(scope="module")
def graph():
    return set_up(ties_of(FixedNetwork(Draws(1), people=200, degree=6)))


def test_the_network_has_so_many_people_and_ties(graph):
    """A tie that is there twice, or leads back to oneself, counts once, or as two: there are few."""
    assert len(graph) == 200
    assert 600 - 20 < graph.number_of_edges() <= 600


def test_without_transmission_the_founders_stay_alone_and_with_much_everybody_adopts(graph):
    assert run(graph, seed=1, beta=1e-9, founders=5, weeks=10) == 5
    assert run(graph, seed=1, beta=5.0, founders=5, weeks=100) == 200


def test_a_seed_is_a_run(graph):
    of = [run(graph, seed, beta=0.05, founders=5, weeks=10) for seed in (1, 1, 2, 3, 4)]
    assert of[0] == of[1]
    assert len(set(of)) > 1
