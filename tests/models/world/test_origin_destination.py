"""Flows from commune to commune, worked out by hand."""

import numpy as np

from contagion.models.world.origin_destination import Flows


def test_flows_are_found_from_either_end_and_can_be_cut_down():
    """Two from 0 to 1 and one to 2; four from 2 to 1; nobody from 1."""
    flows = Flows(3, np.array([2, 0, 0, 1]), np.array([1, 2, 1, 0]), np.array([4, 1, 2, 0]))
    assert flows.leaving.tolist() == [3, 0, 4]
    assert flows.arriving.tolist() == [0, 6, 1]
    assert flows.rows.tolist() == [0, 2, 2, 3]  # nobody from 1
    assert flows.there.tolist() == [1, 2, 1]
    assert flows.first_place.tolist() == [0, 2, 0]
    assert flows.first_seat.tolist() == [0, 0, 2]  # the last after the two from 0
    to_the_middle = flows.by_there[flows.columns[1] : flows.columns[2]]
    assert flows.home[to_the_middle].tolist() == [0, 2]
    assert flows.columns[:2].tolist() == [0, 0]  # nobody to 0
    halved = flows.at_most(np.array([3, 5, 2]))
    assert halved.count[halved.home == 2].tolist() == [2]
    assert halved.there[halved.home == 2].tolist() == [1]
    assert halved.first_seat[halved.home == 2].tolist() == [2]
    assert halved.leaving.tolist() == [3, 0, 2]
