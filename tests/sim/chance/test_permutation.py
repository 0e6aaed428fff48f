"""Keyed permutations: one to one, the same for scalars and arrays, and every image as likely."""

from collections import Counter
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from contagion.sim.chance.permutation import Permutation
from tests.helpers.chance import TINY, assert_independent, assert_mean, seeds, stream, whole


@pytest.mark.parametrize("size", [*range(1, 201), 1023, 1024, 1025, 10_007, 193_279])
def test_permutation_is_one_to_one_with_its_inverse(size):
    p, everybody = Permutation(stream(), size, size), np.arange(size)
    images = p(everybody)
    assert np.array_equal(np.sort(images), everybody)
    assert np.array_equal(p.inverse(images), everybody)
    assert np.array_equal(p(p.inverse(everybody)), everybody)
    for x in {0, size // 2, size - 1}:
        assert p(x) == images[x]
        assert p.inverse(p(x)) == x


@settings(max_examples=100)
@given(seed=seeds, entity=whole, size=st.integers(1, 2**52), data=st.data())
def test_permutation_of_any_size_scalar_and_array(seed, entity, size, data):
    p = Permutation(stream(seed=seed), entity, size)
    some = data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=8, unique=True))
    images = [p(x) for x in some]
    assert all(0 <= y < size for y in images)
    assert len(set(images)) == len(images)
    assert p(np.array(some)).tolist() == images
    assert [p.inverse(y) for y in images] == p.inverse(np.array(images)).tolist() == some


@settings(max_examples=50)
@given(
    keys=st.lists(st.tuples(whole, st.integers(1, 2**50), st.floats(0, 1, exclude_max=True)), min_size=1, max_size=10)
)
def test_a_permutation_for_each_element(keys):
    """Arrays of entities and sizes are as many maps, each the same as alone."""
    places = [int(share * size) for _, size, share in keys]
    entities, sizes = (np.array([key[i] for key in keys]) for i in (0, 1))
    alone = [Permutation(stream(), entity, size) for entity, size, _ in keys]
    images = [p(x) for p, x in zip(alone, places, strict=True)]
    together = Permutation(stream(), entities, sizes)
    assert together(np.array(places)).tolist() == images
    assert together.inverse(np.array(images)).tolist() == places

    size = min(sizes.tolist())
    same_size = Permutation(stream(), entities, size)
    x = np.array([place % size for place in places])
    expected = [Permutation(stream(), e, size)(int(place)) for (e, _, _), place in zip(keys, x, strict=True)]
    assert same_size(x).tolist() == expected
    assert np.array_equal(same_size.inverse(same_size(x)), x)


@pytest.mark.parametrize("size", [2, 3, 4, 7, 10, 68])
def test_every_image_is_as_likely(size):
    """Over keys, a place is sent anywhere equally often, and two neighbouring places to any two."""
    images = np.array([[p(x) for x in (0, 1, size - 1)] for p in (Permutation(stream(), k, size) for k in range(2500))])
    for column in images.T:
        assert stats.chisquare(np.bincount(column, minlength=size)).pvalue > TINY
    if size <= 10:
        two = Counter(map(tuple, images[:, :2].tolist()))
        assert stats.chisquare([two[pair] for pair in permutations(range(size), 2)]).pvalue > TINY


@pytest.mark.parametrize("size", [30, 961, 193_279])
def test_permutations_with_different_keys_are_unrelated(size):
    """Two shufflings agree in one place on average, with variance 1; so do a shuffling and no shuffling."""
    everybody = np.arange(size)
    images = [Permutation(stream(), k, size)(everybody) for k in range(300 if size < 1000 else 8)]
    other = [Permutation(stream(seed=2), k, size)(everybody) for k in range(len(images))]
    assert_mean([np.count_nonzero(a == everybody) for a in images], 1, 1)
    assert_mean([np.count_nonzero(a == b) for a, b in pairwise(images)], 1, 1)
    assert_mean([np.count_nonzero(a == b) for a, b in zip(images, other, strict=True)], 1, 1)


def test_a_permutation_leaves_no_trace_of_place():
    size = 193_279
    p, q = (Permutation(stream(), k, size)(np.arange(size)) / size for k in (0, 1))
    assert_independent(np.arange(size) / size, p)
    assert_independent(p[:-1], p[1:])
    assert_independent(p[:-440], p[440:])  # one row of the Feistel grid further
    assert_independent(p, q)


def test_permutation_refuses_what_lies_outside():
    p = Permutation(stream(), 0, 10)
    for outside in (-1, 10):
        for call in (p, p.inverse):
            with pytest.raises(IndexError, match=f"{outside} is not in 0 … 9"):
                call(outside)
            with pytest.raises(IndexError, match="is not in 0 …"):
                call(np.array([3, outside]))
    assert p(np.array([], dtype=np.int64)).shape == (0,)
    with pytest.raises(IndexError):
        Permutation(stream(), 0, 0)(0)
