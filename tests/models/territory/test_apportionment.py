"""Whole numbers out of proportions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contagion.models.territory.apportionment import council_seats, largest_remainder
from contagion.models.territory.communes import load_communes


@given(
    total=st.integers(0, 10**9),
    weights=st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=40).filter(lambda w: sum(w) > 1e-3),
)
def test_largest_remainder_is_exact_and_fair(total, weights):
    shares = largest_remainder(total, weights)
    quota = total * np.array(weights) / sum(weights)
    assert shares.sum() == total
    assert (np.abs(shares - quota) < 1 + 1e-6).all()
    assert (shares >= 0).all()
    assert np.array_equal(largest_remainder(total, [*weights, 0.0])[:-1], shares)
    assert np.array_equal(largest_remainder(total, [0.0, *weights])[1:], shares)


def test_a_zero_weight_does_not_move_the_sum_by_a_rounding():
    """Quotas are 1.5 and 2.5: whose half is larger depends on the last bit of the sum."""
    weights = np.array([0.15, 0.25] * 100)
    for at in range(1, 200, 3):
        longer = largest_remainder(400, np.insert(weights, at, 0.0))
        assert np.array_equal(np.delete(longer, at), largest_remainder(400, weights))


def test_largest_remainder_by_hand():
    assert largest_remainder(10, [1, 1, 1]).tolist() == [4, 3, 3]  # a tie goes to the first
    assert largest_remainder(7, [0.5, 0.3, 0.2]).tolist() == [4, 2, 1]
    assert largest_remainder([3, 0], [[2, 1], [0, 0]]).tolist() == [[2, 1], [0, 0]]
    with pytest.raises(ValueError, match="every weight is 0"):
        largest_remainder(1, [0, 0])


def test_council_seats_by_the_legal_scale():
    assert council_seats([0, 99, 100, 499, 500, 116_000, 299_999, 300_000]).tolist() == [7, 7, 11, 11, 15, 55, 65, 69]
    communes = load_communes()
    assert council_seats(communes["population"]).tolist() == communes["councillors_legal_2020"].tolist()
