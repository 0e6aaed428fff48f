"""Whole units by largest remainders: as `models.territory.apportionment` has it for arrays."""

import numpy as np
import pytest

from contagion.models.territory.apportionment import largest_remainder
from tests.helpers.built import ranked, share_out


def test_units_are_shared_out_as_in_arrays():
    random = np.random.default_rng(1)
    for length in (1, 2, 7, 68, 500):
        for total in (0, 1, 5, 137, 100_003):
            weights = random.random(length) * (random.random(length) < 0.7)
            weights[-1] += 0.5
            assert np.array_equal(share_out(total, weights), largest_remainder(total, weights))


def test_of_equal_remainders_the_first_are_rounded_up():
    assert share_out(5, [1, 1, 1, 1, 0, 4]).tolist() == [1, 1, 1, 0, 0, 2]
    assert share_out(3, [0, 2, 2]).tolist() == [0, 2, 1]


@pytest.mark.parametrize("values", [[3.0], [2, 2, 2], [1, 5, 5, 0, 9, 5], [0, 1, 2, 3, 4, 5, 6, 7]], ids=str)
def test_a_number_is_known_by_its_rank(values):
    for rank in range(1, len(values) + 1):
        assert ranked(values, rank) == sorted(values, reverse=True)[rank - 1]
