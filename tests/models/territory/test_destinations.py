"""Cumulative shares over all communes, worked out by hand."""

import numpy as np

from contagion.models.territory.destinations import cumulative_shares


def test_shares_add_up_row_by_row_to_the_last_commune_that_has_one():
    """A row without any weight has none; a tiny share is not left out."""
    cumulative, last = cumulative_shares(
        np.array([[1.0, 3.0, 0.0], [0.0, 2.0, 2.0], [5.0, 0.0, 0.0], [1.0, 1e-300, 0]])
    )
    assert cumulative.tolist() == [[0, 0.25, 1, 1], [0, 0, 0.5, 1], [0, 1, 1, 1], [0, 1, 1, 1]]
    assert last.tolist() == [1, 2, 0, 1]
    assert cumulative_shares(np.zeros((1, 3)))[0].tolist() == [[0, 0, 0, 0]]


def test_a_zero_anywhere_leaves_the_others_as_they_are_to_the_last_bit():
    weights = np.random.default_rng(1).random((4, 30))
    for place in (0, 7, 30):
        more, _ = cumulative_shares(np.insert(weights, place, 0.0, axis=1))
        assert np.array_equal(np.delete(more, place + 1, axis=1), cumulative_shares(weights)[0])
