"""The compiled arithmetic of keyed draws gives the numbers of `sim.chance.draws` and `sim.chance.permutation`, which
have tests of their own."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contagion.sim.chance import draws
from contagion.sim.chance.draws import Draws, Stream
from contagion.sim.chance.permutation import Permutation
from tests.helpers import keyed_calls
from tests.helpers.keyed_calls import Maps, draw

whole = st.integers(-(2**63), 2**63 - 1)
occasions = st.integers(-(2**59), 2**59)  # multiplied by a shape, a word still
pairs = st.lists(st.tuples(whole, occasions), min_size=1, max_size=20)
KINDS = ("bits", "uniform", "index", "poisson", "picked", "exponential", "normal", "gamma", "is below")

few = settings(max_examples=60)


def stream(seed: int = 1) -> Stream:
    return Draws(seed).stream("a decision")


def expected(s: Stream, e: int, o: int, *, shape=2, size=68, mean=4.0, share=0.3) -> dict[str, float]:
    return {
        "bits": s.bits(e, o),
        "uniform": s.uniform(e, o),
        "exponential": s.exponential(e, o),
        "normal": s.normal(e, o),
        "gamma": s.gamma(shape, e, o),
        "index": s.index(size, e, o),
        "poisson": s.poisson(mean, e, o),
        "picked": s.choice(keyed_calls.SAMPLE[keyed_calls.PART].tolist(), e, o),
        "is below": s.uniform(e, o) < share,
    }


def assert_same(drawn, rows) -> None:
    for name in KINDS:
        assert drawn[name].tolist() == [row[name] for row in rows], name


@few
@given(
    st.integers(-(2**80), 2**80),
    pairs,
    st.integers(1, 9),
    st.integers(1, 2**51),
    st.floats(0, 699.999),
    st.floats(0, 1),
)
def test_draws_are_the_same(seed, keys, shape, size, mean, share):
    """Of entities and occasions that are negative or large, too."""
    s, (entities, times) = stream(seed), (np.array(column, np.int64) for column in zip(*keys, strict=True))
    with_them = {"shape": shape, "size": size, "mean": mean, "share": share}
    drawn = draw(s.key, entities, times, **with_them)
    assert_same(drawn, [expected(s, e, o, **with_them) for e, o in keys])


def test_many_draws_are_the_same():
    """Thousands in a row, as ids and weeks are, and the law of their waits."""
    s, n = stream(), np.arange(5000)
    for entities, times in ((n, n * 0 + 3), (n * 0 + 7, n), (n << 40, n - 2500)):
        drawn = draw(s.key, entities, times)
        assert_same(drawn, [expected(s, e, o) for e, o in zip(entities.tolist(), times.tolist(), strict=True)])
        assert drawn["exponential"].mean() == pytest.approx(1, abs=0.06)


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


@few
@given(st.lists(st.tuples(whole, whole, whole), min_size=1, max_size=20))
def test_combined_entities_are_the_same(keys):
    two, three, halves = keyed_calls.combine(*(np.array(column, np.int64) for column in zip(*keys, strict=True)))
    assert two.tolist() == [draws.combine(a, b) for a, b, _ in keys]
    assert three.tolist() == [draws.combine(*key) for key in keys]
    assert halves.tolist() == [draws.combine(a, b) >> 1 for a, b, _ in keys]


@few
@given(
    st.integers(-(2**80), 2**80),
    st.lists(st.tuples(whole, st.integers(1, 2**52), st.floats(0, 1, exclude_max=True)), min_size=1, max_size=10),
)
@example(1, [(0, 1, 0.0), (-1, 2, 0.5), (2**62, 2**52, 0.9999999999999999), (3, 2**26 * (2**26 - 1), 0.99)])
def test_maps_of_any_size_are_the_same_both_ways(seed, keys):
    s, places = stream(seed), [int(share * size) for _, size, share in keys]
    entities, sizes = (np.array([key[i] for key in keys], np.int64) for i in (0, 1))
    maps, xs = Maps(s.key, entities, sizes), np.array(places)
    others = [Permutation(s, entity, size) for entity, size, _ in keys]
    assert maps(xs).tolist() == [other(x) for other, x in zip(others, places, strict=True)]
    assert maps(xs, False).tolist() == [other.inverse(x) for other, x in zip(others, places, strict=True)]
    assert maps(maps(xs), False).tolist() == places
    assert maps.back(np.arange(len(xs))[::-1].copy(), maps(xs)[::-1]).tolist() == places[::-1]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 48, 49, 50, 1024, 10_007])
def test_whole_maps_are_the_same(size):
    s, everybody = stream(), np.arange(size)
    maps, other = Maps(s.key, np.full(size, 5), np.full(size, size)), Permutation(s, 5, size)
    assert maps(everybody).tolist() == other(everybody).tolist()
    assert maps(everybody, False).tolist() == other.inverse(everybody).tolist()
    assert maps.back(np.zeros(size, np.int64), everybody).tolist() == other.inverse(everybody).tolist()
    assert sorted(maps(everybody).tolist()) == everybody.tolist()


def test_nobody_has_a_map_too():
    """A commune without residents: its map is made, and never asked."""
    record = Maps(stream().key, np.array([1]), np.array([0])).records[0]
    assert record["size"] == 0
    assert record["height"] == record["width"] == 1
