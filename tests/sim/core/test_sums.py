"""Sums of real numbers, in NumPy's order."""

import numpy as np
import pytest

from tests.helpers.built import add_up


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 68, 127, 128, 129, 135, 136, 273, 1000, 2000, 35_001])
def test_the_sum_has_the_bits_of_numpys(length):
    values = np.random.default_rng(length).random(length + 3) * 1e3
    assert add_up(values, 3, length) == values[3:].sum()
