"""Flows of the gravity law have both margins (E20)."""

import numpy as np
import pytest

from tests.oracles.gravity import doubly_constrained


@pytest.mark.parametrize("beta", [0.0, 0.215, 0.6])
def test_doubly_constrained_flows_have_both_margins(territory, beta):
    workers = territory.residents[:, :4].sum(axis=1).astype(float)
    workers *= territory.jobs.sum() / workers.sum()
    flows = doubly_constrained(workers, territory.jobs, territory.distance_km, beta)
    assert np.abs(flows.sum(axis=1) - workers).max() < 1e-6
    assert np.abs(flows.sum(axis=0) - territory.jobs).max() < 1e-6
    # The form of the law: beyond factors by row and by column, only distance tells flows apart.
    log = np.log(flows) + beta * territory.distance_km
    assert np.abs(log - log[:1] - log[:, :1] + log[0, 0]).max() < 1e-8


def test_doubly_constrained_flows_with_empty_places_and_without_a_solution():
    distance = np.array([[1.0, 5.0, 9.0], [5.0, 1.0, 4.0], [9.0, 4.0, 1.0]])
    flows = doubly_constrained([3, 0, 7], [5, 5, 0], distance, 0.2)
    assert flows.sum(axis=1) == pytest.approx([3, 0, 7], abs=1e-6)
    assert flows.sum(axis=0) == pytest.approx([5, 5, 0], abs=1e-6)
    with pytest.raises(ValueError, match="add up to"):
        doubly_constrained([3, 0, 7], [5, 6, 0], distance, 0.2)
