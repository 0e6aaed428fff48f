"""Keyed draws: pure functions of (seed, decision, entity, occasion), alike for scalars and arrays, statistically sound.

Every statistical test has fixed keys, so it always gives the same answer. A sound generator would miss the threshold
`TINY` by bad luck once in ten thousand tests; a flaw that matters to a simulation misses it by far.
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from contagion.sim.chance.draws import Draws, mix, poisson_cumulative, unit, whole_seed
from contagion.sim.errors import InputError
from tests.helpers.chance import (
    TINY,
    assert_frequencies,
    assert_independent,
    assert_mean,
    assert_uniform,
    seeds,
    stream,
    whole,
)

N = 40_000
MANY = np.arange(N)
CUMULATIVE = [0.1, 0.1, 0.45, 0.8, 1.0]
pairs = st.lists(st.tuples(whole, whole), min_size=1, max_size=20)

METHODS = {
    "bits": lambda s, e, o: s.bits(e, o),
    "uniform": lambda s, e, o: s.uniform(e, o),
    "exponential": lambda s, e, o: s.exponential(e, o),
    "normal": lambda s, e, o: s.normal(e, o),
    "poisson": lambda s, e, o: s.poisson(4.0, e, o),
    "choice": lambda s, e, o: s.choice(CUMULATIVE, e, o),
    "index 68": lambda s, e, o: s.index(68, e, o),
    "index 2**51": lambda s, e, o: s.index(2**51, e, o),
}
KINDS = {"bits": (int, np.uint64), "poisson": (int, np.int64), "choice": (int, np.int64)}
KINDS |= {"index 68": (int, np.int64), "index 2**51": (int, np.int64)}
each_method = pytest.mark.parametrize("method", METHODS)


# --- Scalars and arrays -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, before",
    [
        *((name, ()) for name in ("bits", "uniform", "exponential", "normal")),
        *(("poisson", (4.0,)), ("choice", (CUMULATIVE,)), ("index", (68,))),
    ],
)
def test_an_occasion_that_is_not_named_is_the_first(name, before):
    draw = getattr(stream(), name)
    assert draw(*before, MANY[:20]).tolist() == draw(*before, MANY[:20], 0).tolist()


@each_method
@settings(max_examples=30)
@given(seed=seeds, name=st.text(max_size=10), keys=pairs)
def test_scalars_and_arrays_give_the_same_numbers(method, seed, name, keys):
    """Of their types; and what is given stays as it was."""
    s, draw = stream(name, seed), METHODS[method]
    one, many = KINDS.get(method, (float, np.float64))
    entities, occasions = (np.array(column) for column in zip(*keys, strict=True))
    drawn = draw(s, entities, occasions)
    assert drawn.dtype == many
    assert all(isinstance(draw(s, e, o), one) for e, o in keys)
    assert drawn.tolist() == [draw(s, e, o) for e, o in keys]
    e, o = keys[0]
    assert draw(s, entities, o).tolist() == [draw(s, entity, o) for entity, _ in keys]
    assert draw(s, e, occasions).tolist() == [draw(s, e, occasion) for _, occasion in keys]
    table = draw(s, entities[:, None], occasions)
    assert table.tolist() == [[draw(s, e, occasion) for _, occasion in keys] for e, _ in keys]
    assert list(zip(entities.tolist(), occasions.tolist(), strict=True)) == keys
    assert draw(s, entities[:0], 0).shape == draw(s, 0, occasions[:0]).shape == (0,)


@settings(max_examples=30)
@given(keys=pairs, sizes=st.lists(st.integers(1, 2**51), min_size=20, max_size=20))
def test_index_takes_a_size_for_each_entity(keys, sizes):
    s, sizes = stream(), sizes[: len(keys)]
    entities, occasions = (np.array(column) for column in zip(*keys, strict=True))
    expected = [s.index(size, e, o) for size, (e, o) in zip(sizes, keys, strict=True)]
    assert s.index(np.array(sizes), entities, occasions).tolist() == expected
    assert all(0 <= index < size for index, size in zip(expected, sizes, strict=True))
    assert s.index(np.array(sizes), 5, 2).tolist() == [s.index(size, 5, 2) for size in sizes]


@pytest.mark.parametrize("dtype", [np.int32, np.int64, np.uint32, np.uint64])
@pytest.mark.parametrize("method", ["bits", "normal"])
def test_the_width_of_the_integers_does_not_matter(dtype, method):
    draw, s = METHODS[method], stream()
    top = np.iinfo(dtype).max
    entities = np.append(np.arange(300, dtype=dtype), dtype(top))
    expected = [draw(s, e, e) for e in entities.tolist()]
    assert draw(s, entities, entities).tolist() == expected
    assert draw(s, dtype(top), dtype(top)) == expected[-1]


# --- Purity -----------------------------------------------------------------------------------------------------------


@each_method
def test_a_draw_depends_on_its_key_alone(method):
    """Not on the order of draws, nor on others in between."""
    draw, draws = METHODS[method], Draws(1)
    keys = [(e, o) for e in (0, 1, 2**40, -3) for o in (0, 1, 519)]
    first = {key: draw(stream("join"), *key) for key in keys}
    for key in reversed(keys):
        draw(draws.stream("leave"), *key)
        Draws(2).stream("join").bits(*key)
        assert draw(draws.stream("join"), *key) == first[key]


def test_the_numbers_are_these():
    """A reminder: a change here changes every result ever published with this code."""
    s = Draws(1).stream("drop-out")
    assert [s.bits(0), s.bits(1), s.bits(0, 1), s.bits(-1, 519)] == [
        9731597340292680947,
        12026189010192579270,
        9501410557898863192,
        18350904768656437982,
    ]


@pytest.mark.parametrize("seed", [1.0, "1", None, True, np.float64(2)])
def test_a_seed_is_a_whole_number(seed):
    assert [whole_seed(good) for good in (0, -(2**70), np.int64(7))] == [0, -(2**70), 7]
    with pytest.raises(InputError, match="must be a whole number"):
        Draws(seed)


# --- Uniformity and independence --------------------------------------------------------------------------------------

SEQUENCES = {
    "consecutive entities": lambda: stream().uniform(MANY, 7),
    "entities from 2**61": lambda: stream().uniform(2**61 + MANY, 7),
    "entities 2**46 apart": lambda: stream().uniform(MANY << 46, 7),
    "occasions 52 apart": lambda: stream().uniform(7, 52 * MANY),
    "entities by occasions": lambda: stream().uniform(MANY[:200, None], MANY[:200]).ravel(),
    "neighbouring seeds": lambda: [stream(seed=seed).uniform(7, 7) for seed in range(N // 2)],
    "similar names": lambda: [stream(f"decision {k}").uniform(7, 7) for k in range(N // 2)],
}


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_uniform_is_uniform(sequence):
    assert_uniform(SEQUENCES[sequence]())


def test_uniform_is_never_nought_nor_one():
    for bits, u in ((0, 2.0**-53), (2**64 - 1, 1 - 2.0**-53)):
        assert unit(bits) == unit(np.array([bits], np.uint64))[0] == u
        assert int(unit(bits) * (2**52 - 1)) == (0 if bits == 0 else 2**52 - 2)


CROSSED = {
    "entity, next entity": lambda s: (s.uniform(MANY, 7), s.uniform(MANY + 1, 7)),
    "entity, its negative": lambda s: (s.uniform(MANY[1:], 7), s.uniform(-MANY[1:], 7)),
    "occasion, next occasion": lambda s: (s.uniform(7, MANY), s.uniform(7, MANY + 1)),
    "next entity in the week before": lambda s: (s.uniform(MANY, MANY + 1), s.uniform(MANY + 1, MANY)),
    "entity and occasion exchanged": lambda s: (s.uniform(MANY, MANY + 9), s.uniform(MANY + 9, MANY)),
    "streams with a longer name": lambda s: (s.uniform(7, MANY), stream("a decision ").uniform(7, MANY)),
    "seed, next seed and next entity": lambda s: (s.uniform(MANY + 1, 7), stream(seed=2).uniform(MANY, 7)),
    "seed, its negative": lambda s: (s.uniform(MANY, 7), stream(seed=-1).uniform(MANY, 7)),
    "the two of a pair of occasions": lambda s: (s.uniform(MANY, 2 * MANY), s.uniform(MANY, 2 * MANY + 1)),
}


@pytest.mark.parametrize("pair", CROSSED)
def test_draws_with_different_keys_are_independent(pair):
    assert_independent(*CROSSED[pair](stream()))


def test_no_two_keys_share_a_draw():
    """A seed that only shifted the entities would show the same numbers again."""
    assert len(np.unique(stream().bits(MANY[:1000, None] - 500, MANY[:500]))) == 500_000
    bits = np.concatenate([stream(seed=seed).bits(MANY[:400]) for seed in range(100)])
    assert len(np.unique(bits)) == len(bits)


# --- Bits -------------------------------------------------------------------------------------------------------------


def flipped(draw, bit: int, n: int = 2000) -> np.ndarray:
    """How often each output bit changes with an input bit, over n pairs of small numbers, as ids and weeks are."""
    low = np.arange(2 * n + (1 << bit if bit < 12 else 0))
    low = low[(low >> bit) & 1 == 0][:n]
    change = draw(low) ^ draw(low | np.int64(1 << bit))
    return np.array([np.count_nonzero(change >> np.uint64(k) & np.uint64(1)) for k in range(64)])


def keys_of(seeds) -> np.ndarray:
    return np.array([stream(seed=seed).key for seed in seeds.tolist()], dtype=np.uint64)


@pytest.mark.parametrize(
    "draw, bits, n",
    [
        (lambda entities: stream().bits(entities), 63, 2000),
        (lambda occasions: stream().bits(7, occasions), 63, 2000),
        (keys_of, 32, 400),
        (lambda words: mix(words.astype(np.uint64)), 63, 2000),
    ],
    ids=["entity", "occasion", "seed", "word"],
)
def test_one_input_bit_changes_half_of_the_output_bits(draw, bits, n):
    flips = np.array([flipped(draw, bit, n) for bit in range(bits)])
    z = (flips - n / 2) / (math.sqrt(n) / 2)
    assert abs(z.sum(axis=0) / math.sqrt(bits)).max() < 4  # each output bit
    assert abs(z.sum(axis=1) / math.sqrt(64)).max() < 4  # each input bit
    assert abs(z).max() < 5.5
    assert abs(z.std() - 1) < 0.1


# --- Distributions ----------------------------------------------------------------------------------------------------


def test_exponential_draws_follow_their_law():
    for x in (stream().exponential(MANY), stream().exponential(7, MANY)):
        assert stats.kstest(x, "expon").pvalue > TINY
        assert_mean(x, 1, 1)
        assert_mean(x**2, 2, math.sqrt(24 - 4))


def test_normal_draws_follow_their_law():
    for x in (stream().normal(MANY), stream().normal(7, MANY)):
        assert stats.kstest(x, "norm").pvalue > TINY
        for order, (mean, variance) in {1: (0, 1), 2: (1, 2), 3: (0, 15), 4: (3, 96)}.items():
            assert_mean(x**order, mean, math.sqrt(variance))
    weeks = stats.norm.cdf(stream().normal(7, MANY))
    assert_independent(weeks[:-1], weeks[1:])


@pytest.mark.parametrize("mean", [0.01, 0.5, 4.0, 30.0, 650.0])
def test_poisson_draws_follow_their_law(mean):
    x = stream().poisson(mean, MANY)
    assert_frequencies(np.bincount(x), stats.poisson.pmf(np.arange(x.max() + 1), mean))
    assert_mean((x - mean) ** 2, mean, math.sqrt(mean + 2 * mean**2))
    more = stream().poisson(1.05 * mean, MANY)
    assert (x <= more).all()
    assert (x < more).any()


@settings(max_examples=50)
@given(st.floats(0, 699.999))
def test_poisson_cumulative_is_the_distribution(mean):
    cumulative = np.array(poisson_cumulative(mean))
    assert (np.diff(cumulative) >= 0).all()
    assert abs(cumulative[-1] - 1) < 1e-12
    assert len(cumulative) < mean + 12 * math.sqrt(mean) + 25
    assert np.allclose(cumulative, stats.poisson.cdf(np.arange(len(cumulative)), mean), rtol=0, atol=1e-12)


def test_poisson_cumulative_goes_as_far_as_a_number_can_tell():
    assert [len(poisson_cumulative(mean)) for mean in (0.0, 0.1, 1.0, 30.0, 600.0)] == [1, 10, 18, 84, 825]


@pytest.mark.parametrize("mean", [-0.1, 700, math.inf, math.nan])
def test_poisson_refuses_impossible_means(mean):
    with pytest.raises(ValueError, match=r"must lie in \[0, 700\)"):
        stream().poisson(mean, 0)


def test_choice_follows_its_probabilities():
    counts = np.bincount(stream().choice(CUMULATIVE, MANY), minlength=5)
    assert counts[1] == 0  # an index without probability is never drawn
    assert_frequencies(counts[[0, 2, 3, 4]], [0.1, 0.35, 0.35, 0.2])
    for cumulative, drawn in (([0.0, 1.0], {1}), ([1.0], {0}), ([0.3, 0.6], {0, 1})):  # the last takes what is left
        assert set(stream().choice(cumulative, MANY).tolist()) == drawn
        assert {stream().choice(cumulative, entity) for entity in range(200)} == drawn
    u = stream().uniform(5)  # right at a limit it is the next
    assert stream().choice([u, 1.0], 5) == stream().choice([u, 1.0], np.array([5]))[0] == 1


@pytest.mark.parametrize("size", [1, 2, 7, 68, 1000])
def test_index_is_even(size):
    for x in (stream().index(size, MANY), stream().index(np.full(N, size), MANY)):
        assert x.min() >= 0
        assert x.max() < size
        assert stats.chisquare(np.bincount(x, minlength=size)).pvalue > TINY if size > 1 else not x.any()
