"""The compiled arithmetic of keyed draws gives the numbers of `sim.chance.draws`, which have tests of their own; what
only compiled code draws follows its law; keyed maps are one to one, both ways, and every image as likely."""

import math
from collections import Counter
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from contagion.sim.chance.draws import GOLDEN, MASK, WEYL, Stream, mix
from contagion.sim.elementary import log
from tests.helpers import keyed_calls
from tests.helpers.chance import TINY, assert_independent, assert_mean, seeds, stream
from tests.helpers.keyed_calls import Maps, binomials, draw, winners

whole = st.integers(-(2**63), 2**63 - 1)
occasions = st.integers(-(2**59), 2**59)  # multiplied by a shape, a word still
pairs = st.lists(st.tuples(whole, occasions), min_size=1, max_size=20)
KINDS = ("bits", "uniform", "index", "poisson", "picked", "exponential", "normal", "gamma", "is below")

few = settings(max_examples=30)


def expected(s: Stream, e: int, o: int, *, shape=2, size=68, mean=4.0, share=0.3) -> dict[str, float]:
    total = 0.0
    for part in range(shape):
        total += log(s.uniform(e, shape * o + part))
    return {
        "bits": s.bits(e, o),
        "uniform": s.uniform(e, o),
        "exponential": s.exponential(e, o),
        "normal": s.normal(e, o),
        "gamma": total / -shape,
        "index": s.index(size, e, o),
        "poisson": s.poisson(mean, e, o),
        "picked": s.choice(keyed_calls.SAMPLE[keyed_calls.PART].tolist(), e, o),
        "is below": s.uniform(e, o) < share,
    }


def assert_same(drawn, rows) -> None:
    for name in KINDS:
        assert drawn[name].tolist() == [row[name] for row in rows], name


@few
@given(seeds, pairs, st.integers(1, 9), st.integers(1, 2**51), st.floats(0, 699.999), st.floats(0, 1))
def test_draws_are_the_same(seed, keys, shape, size, mean, share):
    """Of entities and occasions that are negative or large, too."""
    s, (entities, times) = stream(seed=seed), (np.array(column, np.int64) for column in zip(*keys, strict=True))
    with_them = {"shape": shape, "size": size, "mean": mean, "share": share}
    drawn = draw(s.key, entities, times, **with_them)
    assert_same(drawn, [expected(s, e, o, **with_them) for e, o in keys])


def test_a_word_may_be_an_entity():
    """What `combine` makes is a whole number up to 2**64."""
    s, keys = stream(), np.array([0, 1, 2**63 - 1, 2**63, 2**64 - 1], np.uint64)
    drawn = draw(s.key, keys, np.arange(5))
    assert_same(drawn, [expected(s, e, o) for o, e in enumerate(keys.tolist())])


@pytest.mark.parametrize("mean", [0.0, 0.01, 30.0, 699.0])
def test_poisson_numbers_are_the_same_in_the_tails(mean):
    s, n = stream(), np.arange(3000)
    drawn = draw(s.key, n, n, mean=mean)["poisson"]
    assert drawn.tolist() == s.poisson(mean, n, n).tolist()
    assert drawn.any() == (mean > 0)


@pytest.mark.parametrize("away", [-1, 0, 1])
def test_a_share_is_compared_to_the_last_step(away):
    """Whole numbers of steps say the same as the uniform number, right at the share."""
    s = stream()
    for entity in range(200):
        share = s.uniform(entity, 3) + away * 2.0**-53
        drawn = draw(s.key, np.array([entity]), np.array([3]), share=share)
        assert bool(drawn["is below"][0]) == (away == 1)


@pytest.mark.parametrize("shape", [1, 2, 3, 10])
def test_gamma_draws_follow_their_law(shape):
    n, law = np.arange(40_000), stats.gamma(shape, scale=1 / shape)
    for x in (draw(stream().key, n, n * 0, shape=shape)["gamma"], draw(stream().key, n * 0, n, shape=shape)["gamma"]):
        assert stats.kstest(x, law.cdf).pvalue > TINY
        assert_mean((x - 1) ** 2, law.var(), law.var() * math.sqrt(2 + 6 / shape))
    assert_independent(law.cdf(x[:-1]), law.cdf(x[1:]))


@pytest.mark.parametrize("size, share", [(1, 0.3), (7, 0.5), (60, 0.1), (2000, 0.1), (100_000, 0.02), (9, 0.999)])
def test_binomial_numbers_follow_their_law(size, share):
    """Their distribution, by its probability integral made uniform, and the ends."""
    drawn = binomials(12345, np.arange(20_000), size, share)
    assert drawn.min() >= 0
    assert drawn.max() <= size
    law = stats.binom(size, share)
    u = np.random.default_rng(1).uniform(law.cdf(drawn - 1), law.cdf(drawn))
    assert stats.kstest(u, "uniform").pvalue > TINY


@pytest.mark.parametrize("size, share, always", [(0, 0.5, 0), (-3, 0.5, 0), (5, 0.0, 0), (5, 1.0, 5)])
def test_binomial_numbers_that_are_certain(size, share, always):
    assert set(binomials(7, np.arange(50), size, share).tolist()) == {always}


def test_races_are_won_as_often_as_weights_say():
    """And one rival more changes only those that it wins."""
    entities, weights = np.arange(20_000), np.array([1.0, 0.0, 2.0, 5.0])
    before, after = winners(99, entities, weights), winners(99, entities, np.append(weights, 2.0))
    won = np.bincount(before, minlength=4)
    assert won[1] == 0
    assert stats.chisquare(won[[0, 2, 3]], np.array([1, 2, 5]) / 8 * len(entities)).pvalue > TINY
    assert ((after == before) | (after == 4)).all()
    assert abs((after == 4).mean() - 0.2) < 0.02
    assert set(winners(99, np.arange(9), np.zeros(3)).tolist()) == {-1}


def combined(*parts: int) -> int:
    word = 0
    for part in parts:
        word = mix((word + part * GOLDEN + WEYL) & MASK)
    return word


@few
@given(st.lists(st.tuples(whole, whole, whole), min_size=1, max_size=20))
@example([(12, 3, 0)])
def test_combined_entities_are_the_same(keys):
    two, three, halves = keyed_calls.combine(*(np.array(column, np.int64) for column in zip(*keys, strict=True)))
    assert two.tolist() == [combined(a, b) for a, b, _ in keys]
    assert three.tolist() == [combined(*key) for key in keys]
    assert halves.tolist() == [combined(a, b) >> 1 for a, b, _ in keys]


def test_combined_entities_are_distinct_and_even():
    a, b = (side.ravel() for side in np.meshgrid(np.arange(-150, 150), np.arange(150)))
    two, three, _ = keyed_calls.combine(a, b, b[::-1])
    assert len({*two.tolist(), *three.tolist()}) == 2 * len(a)
    assert stats.kstest(two / 2.0**64, "uniform").pvalue > TINY
    assert combined(12, 3) == 8249325929675768415  # a change here changes every result


# --- Keyed maps -------------------------------------------------------------------------------------------------------


def images(k: int, size: int, seed: int = 1) -> np.ndarray:
    """Of all places, under one map."""
    return Maps(stream(seed=seed).key, np.array([k]), np.array([size]))(np.arange(size))


@few
@given(
    seeds,
    st.lists(st.tuples(whole, st.integers(1, 2**28), st.floats(0, 1, exclude_max=True)), min_size=1, max_size=10),
)
@example(1, [(0, 1, 0.0), (-1, 2, 0.5), (2**62, 2**40, 0.9999999999999999), (3, 2**20 * (2**20 - 1), 0.99)])
def test_maps_of_any_size_lead_back(seed, keys):
    s, places = stream(seed=seed), [int(share * size) for _, size, share in keys]
    entities, sizes = (np.array([key[i] for key in keys], np.int64) for i in (0, 1))
    maps, xs = Maps(s.key, entities, sizes), np.array(places)
    assert maps(maps(xs), False).tolist() == maps(maps(xs, False)).tolist() == places


def test_whole_maps_are_one_to_one():
    for size in (*range(1, 130), 1023, 1024, 1025, 10_007, 193_279):
        everybody, one = np.arange(size), Maps(stream().key, np.array([size]), np.array([size]))
        there = one(everybody)
        assert np.array_equal(np.sort(there), everybody)
        assert np.array_equal(one(there, False), everybody)
    known = Maps(stream("drop-out").key, np.array([0]), np.array([193_000]))
    assert known(np.arange(4)).tolist() == [82725, 145047, 125849, 179225]  # a change here changes every result


@pytest.mark.slow
@pytest.mark.parametrize("size", [2, 3, 4, 7, 10, 68])
def test_every_image_is_as_likely(size):
    """Over keys, a place is sent anywhere equally often, and two neighbouring places to any two."""
    found = np.array([images(k, size)[[0, 1, -1]] for k in range(2500)])
    for column in found.T:
        assert stats.chisquare(np.bincount(column, minlength=size)).pvalue > TINY
    if size <= 10:
        two = Counter(map(tuple, found[:, :2].tolist()))
        assert stats.chisquare([two[pair] for pair in permutations(range(size), 2)]).pvalue > TINY


@pytest.mark.parametrize("size", [30, 961, 193_279])
def test_maps_with_different_keys_are_unrelated(size):
    """Two shufflings agree in one place on average, with variance 1; so do a shuffling and no shuffling."""
    some = [images(k, size) for k in range(300 if size < 1000 else 8)]
    others = [images(k, size, seed=2) for k in range(len(some))]
    assert_mean([np.count_nonzero(a == np.arange(size)) for a in some], 1, 1)
    assert_mean([np.count_nonzero(a == b) for a, b in pairwise(some)], 1, 1)
    assert_mean([np.count_nonzero(a == b) for a, b in zip(some, others, strict=True)], 1, 1)


def test_a_map_leaves_no_trace_of_place():
    size = 193_279
    p, q = (images(k, size) / size for k in (0, 1))
    assert_independent(np.arange(size) / size, p)
    assert_independent(p[:-1], p[1:])
    assert_independent(p[:-440], p[440:])  # one row of the Feistel grid further
    assert_independent(p, q)


def test_nobody_has_a_map_too():
    """A commune without residents: its map is made, and never asked."""
    record = Maps(stream().key, np.array([1]), np.array([0])).records[0]
    assert record["size"] == 0
    assert record["height"] == record["width"] == 1
