"""Keyed draws: pure functions of (seed, decision, entity, occasion), alike for scalars and arrays, statistically sound.

Every statistical test has fixed keys, so it always gives the same answer. A sound generator would miss the threshold
`TINY` by bad luck once in ten thousand tests; a flaw that matters to a simulation misses it by far.
"""

import math
from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from contagion.sim.draws import Draws, Stream, combine, poisson_cumulative
from contagion.sim.permutation import Permutation
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

wholes = st.lists(whole, min_size=1, max_size=20)
pairs = st.lists(st.tuples(whole, whole), min_size=1, max_size=20)

METHODS = {
    "bits": lambda s, e, o: s.bits(e, o),
    "uniform": lambda s, e, o: s.uniform(e, o),
    "exponential": lambda s, e, o: s.exponential(e, o),
    "normal": lambda s, e, o: s.normal(e, o),
    "gamma 1": lambda s, e, o: s.gamma(1, e, o),
    "gamma 2": lambda s, e, o: s.gamma(2, e, o),
    "gamma 5": lambda s, e, o: s.gamma(5, e, o),
    "poisson 0": lambda s, e, o: s.poisson(0.0, e, o),
    "poisson 4": lambda s, e, o: s.poisson(4.0, e, o),
    "poisson 699": lambda s, e, o: s.poisson(699.0, e, o),
    "choice": lambda s, e, o: s.choice(CUMULATIVE, e, o),
    "index 1": lambda s, e, o: s.index(1, e, o),
    "index 68": lambda s, e, o: s.index(68, e, o),
    "index 2**51": lambda s, e, o: s.index(2**51, e, o),
}
each_method = pytest.mark.parametrize("draw", METHODS.values(), ids=METHODS.keys())


def ones(bits) -> np.ndarray:
    """How often each of the 64 bits is set."""
    return np.array([np.count_nonzero(bits >> np.uint64(k) & np.uint64(1)) for k in range(64)])


# --- Scalars and arrays -----------------------------------------------------------------------------------------------


@each_method
@settings(max_examples=30)
@given(seed=seeds, name=st.text(max_size=10), keys=pairs)
def test_scalars_and_arrays_give_the_same_numbers(draw, seed, name, keys):
    s = stream(name, seed)
    entities, occasions = (np.array(column) for column in zip(*keys, strict=True))
    assert draw(s, entities, occasions).tolist() == [draw(s, e, o) for e, o in keys]
    e, o = keys[0]
    assert draw(s, entities, o).tolist() == [draw(s, entity, o) for entity, _ in keys]
    assert draw(s, e, occasions).tolist() == [draw(s, e, occasion) for _, occasion in keys]
    table = draw(s, entities[:, None], occasions)
    assert table.tolist() == [[draw(s, e, occasion) for _, occasion in keys] for e, _ in keys]


@each_method
def test_long_arrays_give_the_numbers_of_scalars(draw):
    s = stream()
    assert draw(s, MANY[:1003], 3).tolist() == [draw(s, e, 3) for e in range(1003)]


@settings(max_examples=30)
@given(keys=pairs, sizes=st.lists(st.integers(1, 2**51), min_size=20, max_size=20))
def test_index_takes_a_size_for_each_entity(keys, sizes):
    s = stream()
    entities, occasions = (np.array(column) for column in zip(*keys, strict=True))
    sizes = sizes[: len(keys)]
    expected = [s.index(size, e, o) for size, (e, o) in zip(sizes, keys, strict=True)]
    assert s.index(np.array(sizes), entities, occasions).tolist() == expected
    assert all(0 <= index < size for index, size in zip(expected, sizes, strict=True))
    assert s.index(np.array(sizes), 5, 2).tolist() == [s.index(size, 5, 2) for size in sizes]


@pytest.mark.parametrize("dtype", [np.int32, np.int64, np.uint32, np.uint64])
@pytest.mark.parametrize("method", ["bits", "normal", "gamma 5"])
def test_the_width_of_the_integers_does_not_matter(dtype, method):
    draw, s = METHODS[method], stream()
    expected = [draw(s, e, e + 7) for e in range(600)]
    entities = np.arange(600, dtype=dtype)
    assert draw(s, entities, entities + dtype(7)).tolist() == expected


def test_unsigned_entities_up_to_64_bits():
    s, top = stream(), 2**64 - 1
    assert s.bits(np.array([top, 2**63], dtype=np.uint64)).tolist() == [s.bits(top), s.bits(2**63)]


def test_types_of_the_numbers():
    s = stream()
    assert type(s.bits(1)) is int
    assert type(s.index(9, 1)) is int
    assert type(s.choice([0.5, 1.0], 1)) is int
    assert type(s.uniform(1)) is float
    assert s.bits(MANY).dtype == np.uint64
    assert s.uniform(MANY).dtype == np.float64
    assert s.index(9, MANY).dtype == np.int64


@pytest.mark.parametrize(
    "name, before",
    [
        *((name, ()) for name in ("bits", "uniform", "exponential", "normal")),
        *(("gamma", (2,)), ("poisson", (4.0,)), ("choice", (CUMULATIVE,)), ("index", (68,))),
    ],
)
def test_an_occasion_that_is_not_named_is_the_first(name, before):
    draw = getattr(stream(), name)
    assert draw(*before, MANY[:20]).tolist() == draw(*before, MANY[:20], 0).tolist()


def test_empty_arrays_give_empty_arrays():
    none = np.array([], dtype=np.int64)
    for draw in METHODS.values():
        assert draw(stream(), none, 0).shape == (0,)
        assert draw(stream(), 0, none).shape == (0,)


# --- Purity -----------------------------------------------------------------------------------------------------------


@each_method
def test_a_draw_depends_on_its_key_alone(draw):
    keys = [(e, o) for e in (0, 1, 2**40, -3) for o in (0, 1, 519)]
    first = {key: draw(stream("join"), *key) for key in keys}

    draws = Draws(1)
    other, joining = draws.stream("leave"), draws.stream("join")
    for key in reversed(keys):  # another order, another Draws, other draws in between
        draw(other, *key)
        Draws(2).stream("join").bits(*key)
        assert draw(joining, *key) == first[key]
        assert draw(draws.stream("join"), *key) == first[key]


@settings(max_examples=30)
@given(entities=wholes, others=wholes, occasion=whole)
def test_other_entities_change_nothing(entities, others, occasion):
    alone = stream().uniform(np.array(entities), occasion)
    together = stream().uniform(np.array(others + entities + others), occasion)
    assert together[len(others) : len(others) + len(entities)].tolist() == alone.tolist()


def test_arrays_given_are_left_as_they_were():
    entities, occasions = np.arange(50), np.arange(50)
    for draw in METHODS.values():
        draw(stream(), entities, occasions)
    Permutation(stream(), 0, 50)(entities)
    Permutation(stream(), 0, 50).inverse(entities)
    assert entities.tolist() == occasions.tolist() == list(range(50))


def test_the_numbers_are_these():
    """A reminder: a change here changes every result ever published with this code."""
    s = Draws(1).stream("drop-out")
    assert [s.bits(0), s.bits(1), s.bits(0, 1), s.bits(-1, 519)] == [
        9731597340292680947,
        12026189010192579270,
        9501410557898863192,
        18350904768656437982,
    ]
    assert combine(12, 3) == 8249325929675768415
    assert [Permutation(s, 0, 193_000)(x) for x in range(4)] == [82725, 145047, 125849, 179225]


# --- Uniformity -------------------------------------------------------------------------------------------------------

SEQUENCES = {
    "consecutive entities": lambda: stream().uniform(MANY, 7),
    "entities from 2**61": lambda: stream().uniform(2**61 + MANY, 7),
    "negative entities": lambda: stream().uniform(-MANY, 7),
    "entities 2**20 apart": lambda: stream().uniform(MANY << 20, 7),
    "entities 2**46 apart": lambda: stream().uniform(MANY << 46, 7),
    "consecutive occasions": lambda: stream().uniform(7, MANY),
    "occasions 52 apart": lambda: stream().uniform(7, 52 * MANY),
    "occasions 2**46 apart": lambda: stream().uniform(7, MANY << 46),
    "entities by occasions": lambda: stream().uniform(MANY[:200, None], MANY[:200]).ravel(),
    "entity and occasion equal": lambda: stream().uniform(MANY, MANY),
    "neighbouring seeds": lambda: [stream(seed=seed).uniform(7, 7) for seed in range(N // 2)],
    "similar names": lambda: [stream(f"decision {k}").uniform(7, 7) for k in range(N // 2)],
    "groups by leader and ordinal": lambda: stream().uniform(COMBINED),
    "one entity, many leaders": lambda: COMBINED / 2.0**64,
}
COMBINED = np.array([combine(leader, ordinal) for leader in range(N // 20) for ordinal in range(10)], dtype=np.uint64)


@pytest.mark.parametrize("sequence", SEQUENCES.values(), ids=SEQUENCES.keys())
def test_uniform_is_uniform(sequence):
    assert_uniform(sequence())


def test_a_given_resident_is_uniform_over_seeds_in_every_week():
    weeks = np.array([Draws(seed).stream("join").uniform(12, MANY[:52]) for seed in range(2000)])
    for week in range(52):
        assert stats.kstest(weeks[:, week], "uniform").pvalue > TINY


def test_uniform_is_never_nought_nor_one():
    for bits, u in ((0, 2.0**-53), (2**64 - 1, 1 - 2.0**-53)):
        lowest = Fixed(bits)
        assert lowest.uniform(0) == lowest.uniform(np.array([0]))[0] == u
        assert lowest.exponential(0) > 0
        assert math.isfinite(lowest.exponential(0))
        assert lowest.index(2**52 - 1, 0) == (0 if bits == 0 else 2**52 - 2)
        assert lowest.choice([0.5, 1.0 - 2.0**-52], 0) == (0 if bits == 0 else 1)


class Fixed(Stream):
    """A stream whose bits are always the same."""

    def bits(self, entity, occasion=0):
        return np.full(np.shape(entity), self.key, dtype=np.uint64) if np.ndim(entity) else self.key


# --- Independence -----------------------------------------------------------------------------------------------------

CROSSED = {
    "entity, next entity": lambda s: (s.uniform(MANY, 7), s.uniform(MANY + 1, 7)),
    "entity, entity 163937 on": lambda s: (s.uniform(MANY, 7), s.uniform(MANY + 163_937, 7)),
    "entity, its double": lambda s: (s.uniform(MANY[1:], 7), s.uniform(2 * MANY[1:], 7)),
    "entity, its negative": lambda s: (s.uniform(MANY[1:], 7), s.uniform(-MANY[1:], 7)),
    "occasion, next occasion": lambda s: (s.uniform(7, MANY), s.uniform(7, MANY + 1)),
    "occasion, a year later": lambda s: (s.uniform(7, MANY), s.uniform(7, MANY + 52)),
    "all entities, week 0 and 1": lambda s: (s.uniform(MANY, 0), s.uniform(MANY, 1)),
    "all weeks, entity 0 and 1": lambda s: (s.uniform(0, MANY), s.uniform(1, MANY)),
    "next entity in the week before": lambda s: (s.uniform(MANY, MANY + 1), s.uniform(MANY + 1, MANY)),
    "entity and occasion exchanged": lambda s: (s.uniform(MANY, MANY + 9), s.uniform(MANY + 9, MANY)),
    "streams": lambda s: (s.uniform(MANY, 7), stream("another decision").uniform(MANY, 7)),
    "streams, next entity": lambda s: (s.uniform(MANY, 7), stream("another decision").uniform(MANY + 1, 7)),
    "streams with a longer name": lambda s: (s.uniform(7, MANY), stream("a decision ").uniform(7, MANY)),
    "seed, next seed": lambda s: (s.uniform(MANY, 7), stream(seed=2).uniform(MANY, 7)),
    "seed, next seed and next entity": lambda s: (s.uniform(MANY + 1, 7), stream(seed=2).uniform(MANY, 7)),
    "seed, next seed by occasions": lambda s: (s.uniform(7, MANY), stream(seed=2).uniform(7, MANY)),
    "seed, its negative": lambda s: (s.uniform(MANY, 7), stream(seed=-1).uniform(MANY, 7)),
    "the two of a pair of occasions": lambda s: (s.uniform(MANY, 2 * MANY), s.uniform(MANY, 2 * MANY + 1)),
}


@pytest.mark.parametrize("pair", CROSSED.values(), ids=CROSSED.keys())
def test_draws_with_different_keys_are_independent(pair):
    assert_independent(*pair(stream()))


@pytest.mark.parametrize("lag", [1, 2, 3, 7, 52, 68, 1000])
@pytest.mark.parametrize("along", ["entities", "occasions", "seeds"])
def test_no_serial_correlation(along, lag):
    n = N // 4
    u = {
        "entities": lambda: stream("lag").uniform(MANY[:n], 3),
        "occasions": lambda: stream("lag").uniform(3, MANY[:n]),
        "seeds": lambda: np.array([stream("lag", seed).uniform(3, 3) for seed in range(n)]),
    }[along]()
    assert_independent(u[:-lag], u[lag:], cells=10)


def test_neighbouring_seeds_share_no_draw():
    """A seed that only shifted the entities would show the same numbers again."""
    bits = np.concatenate([stream(seed=seed).bits(MANY[:400]) for seed in range(100)])
    assert len(np.unique(bits)) == len(bits)


def test_no_two_keys_share_a_draw():
    assert len(np.unique(stream().bits(MANY[:1000, None] - 500, MANY[:500]))) == 500_000


def test_runs_go_up_and_down_as_chance_would_have_it():
    """Lengths of rises of consecutive weeks: a rise of k or more has probability 1/k!."""
    u = stream().uniform(MANY[:2000, None], MANY[:8])
    for length in range(2, 8):
        rising = np.all(np.diff(u[:, :length], axis=1) > 0, axis=1)
        p = 1 / math.factorial(length)
        assert abs(rising.sum() - 2000 * p) < 4 * math.sqrt(2000 * p) + 1


# --- Bits -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("along", ["entities", "occasions", "both", "keys"])
def test_every_bit_is_set_half_of_the_time(along):
    bits = {
        "entities": lambda: stream().bits(MANY, 3),
        "occasions": lambda: stream().bits(3, MANY),
        "both": lambda: stream().bits(MANY[:200, None], MANY[:200]).ravel(),
        "keys": lambda: np.array([stream(seed=seed).key for seed in range(N // 2)], dtype=np.uint64),
    }[along]()
    assert (abs(ones(bits) - len(bits) / 2) < 4 * math.sqrt(len(bits)) / 2).all()


def assert_avalanche(flips: np.ndarray, n: int) -> None:
    """Of n pairs that differ in input bit i, `flips[i, j]` differ in output bit j: half of them, within chance."""
    rows, columns = flips.shape
    z = (flips - n / 2) / (math.sqrt(n) / 2)
    assert abs(z.sum(axis=0) / math.sqrt(rows)).max() < 4  # each output bit
    assert abs(z.sum(axis=1) / math.sqrt(columns)).max() < 4  # each input bit
    assert abs(z).max() < 5.5
    assert abs(z.std() - 1) < 0.1


@pytest.mark.parametrize("along", ["entity", "occasion"])
def test_one_input_bit_changes_half_of_the_output_bits(along):
    s, n = stream(), 2000
    draw = s.bits if along == "entity" else lambda occasions: s.bits(7, occasions)
    flips = []
    for bit in range(63):
        low = MANY[(MANY >> bit) & 1 == 0][:n]  # small numbers, as ids and weeks are
        flips.append(ones(draw(low) ^ draw(low | np.int64(1 << bit))))
    assert_avalanche(np.array(flips), n)


def test_one_bit_of_the_seed_changes_half_of_the_key():
    n, flips = 400, []
    for bit in range(32):
        low = [seed for seed in range(2 * n + (1 << bit if bit < 12 else 0)) if not seed >> bit & 1][:n]
        keys = [[stream(seed=seed + flip).key for seed in low] for flip in (0, 1 << bit)]
        flips.append(ones(np.array(keys[0], dtype=np.uint64) ^ np.array(keys[1], dtype=np.uint64)))
    assert_avalanche(np.array(flips), n)


# --- Distributions ----------------------------------------------------------------------------------------------------


def test_exponential_draws_follow_their_law():
    for x in (stream().exponential(MANY), stream().exponential(7, MANY)):
        assert stats.kstest(x, "expon").pvalue > TINY
        assert_mean(x, 1, 1)
        assert_mean(x**2, 2, math.sqrt(24 - 4))


def test_normal_draws_follow_their_law():
    for x in (stream().normal(MANY), stream().normal(7, MANY)):
        assert stats.kstest(x, "norm").pvalue > TINY
        assert_mean(x, 0, 1)
        assert_mean(x**2, 1, math.sqrt(2))
        assert_mean(x**3, 0, math.sqrt(15))
        assert_mean(x**4, 3, math.sqrt(96))
    weeks = stream().normal(7, MANY)
    assert_independent(stats.norm.cdf(weeks[:-1]), stats.norm.cdf(weeks[1:]))


@pytest.mark.parametrize("shape", [1, 2, 3, 10])
def test_gamma_draws_follow_their_law(shape):
    for x in (stream().gamma(shape, MANY), stream().gamma(shape, 7, MANY)):
        law = stats.gamma(shape, scale=1 / shape)
        assert stats.kstest(x, law.cdf).pvalue > TINY
        assert_mean(x, 1, law.std())
        assert_mean((x - 1) ** 2, law.var(), law.var() * math.sqrt(2 + 6 / shape))
    weeks = law.cdf(stream().gamma(shape, 7, MANY))
    assert_independent(weeks[:-1], weeks[1:])


@pytest.mark.parametrize("mean", [0.01, 0.5, 4.0, 30.0, 650.0])
def test_poisson_draws_follow_their_law(mean):
    x = stream().poisson(mean, MANY)
    assert_frequencies(np.bincount(x), stats.poisson.pmf(np.arange(x.max() + 1), mean))
    assert_mean(x, mean, math.sqrt(mean))
    assert_mean((x - mean) ** 2, mean, math.sqrt(mean + 2 * mean**2))


def test_poisson_grows_with_its_mean():
    few, more = stream().poisson(2.0, MANY), stream().poisson(2.1, MANY)
    assert (few <= more).all()
    assert (few < more).any()
    assert not stream().poisson(0.0, MANY).any()


@settings(max_examples=50)
@given(st.floats(0, 699.999))
def test_poisson_cumulative_is_the_distribution(mean):
    cumulative = np.array(poisson_cumulative(mean))
    assert (np.diff(cumulative) >= 0).all()
    assert cumulative[0] > 0
    assert abs(cumulative[-1] - 1) < 1e-12
    assert len(cumulative) < mean + 12 * math.sqrt(mean) + 25
    assert np.allclose(cumulative, stats.poisson.cdf(np.arange(len(cumulative)), mean), rtol=0, atol=1e-12)


@pytest.mark.parametrize("mean", [-0.1, -math.inf, 700, 1e9, math.inf, math.nan])
def test_poisson_refuses_impossible_means(mean):
    with pytest.raises(ValueError, match=r"must lie in \[0, 700\)"):
        poisson_cumulative(mean)
    with pytest.raises(ValueError, match="Poisson mean"):
        stream().poisson(mean, 0)


def test_choice_follows_its_probabilities():
    counts = np.bincount(stream().choice(CUMULATIVE, MANY), minlength=5)
    assert counts[1] == 0  # an index without probability is never drawn
    assert_frequencies(counts[[0, 2, 3, 4]], [0.1, 0.35, 0.35, 0.2])
    assert set(stream().choice([0.0, 1.0], MANY).tolist()) == {1}
    assert set(stream().choice([1.0], MANY).tolist()) == {0}
    assert set(stream().choice([0.3, 0.6], MANY).tolist()) == {0, 1}  # the last takes what rounding leaves


@pytest.mark.parametrize("size", [1, 2, 3, 7, 68, 1000])
def test_index_is_even(size):
    for x in (stream().index(size, MANY), stream().index(size, 7, MANY), stream().index(np.full(N, size), MANY)):
        assert x.min() >= 0
        assert x.max() < size
        if size > 1:
            assert stats.chisquare(np.bincount(x, minlength=size)).pvalue > TINY


# --- Order ------------------------------------------------------------------------------------------------------------


def test_every_order_is_as_likely():
    seen = Counter(tuple(stream().order([3, 1, 4, 2], occasion)) for occasion in range(12_000))
    assert set(seen) == set(permutations([1, 2, 3, 4]))
    assert stats.chisquare(list(seen.values())).pvalue > TINY


@settings(max_examples=50)
@given(entities=st.lists(whole, unique=True, min_size=1, max_size=12), occasion=whole, data=st.data())
def test_another_entity_disturbs_no_order(entities, occasion, data):
    order = stream().order(entities, occasion)
    assert sorted(order) == sorted(entities)
    assert stream().order(data.draw(st.permutations(entities)), occasion) == order
    fewer = data.draw(st.lists(st.sampled_from(entities), unique=True))
    assert stream().order(fewer, occasion) == [e for e in order if e in fewer]


def test_nobody_stands_in_no_order():
    assert stream().order([]) == []


# --- Combined entities ------------------------------------------------------------------------------------------------


def test_combined_entities_are_distinct():
    names = [combine(a, b) for a in range(-150, 150) for b in range(150)]
    names += [combine(a) for a in range(1000)] + [
        combine(a, b, c) for a in range(9) for b in range(9) for c in range(9)
    ]
    assert len(set(names)) == len(names)
    assert combine(1, 2) != combine(2, 1)
    assert all(0 <= name < 2**64 for name in names)
