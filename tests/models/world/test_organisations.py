"""The organisations of a world, as arrays."""

import numpy as np


def test_another_world_has_its_own_organisations(people_of, territory):
    one, same = people_of(territory).organisations, people_of(territory, ["demand.distance_km=3"]).organisations
    assert np.array_equal(one.sizes, same.sizes)
    assert np.array_equal(one.kinds, same.kinds)
    assert len(np.unique(one.ids)) == len(one.ids)
    other = people_of(territory, seed=2).organisations
    assert np.array_equal(one.ids, other.ids)
    assert np.array_equal(one.home, other.home)
    assert not np.array_equal(one.sizes, other.sizes)
    assert not np.array_equal(one.sizes, people_of(territory, ["partners.tail=2"]).organisations.sizes)
