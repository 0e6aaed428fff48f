"""What compiled code makes of keys, entities and occasions, and of keyed maps, asked of many at once: for tests."""

from typing import Any

import numpy as np

from contagion.sim.chance import keyed
from contagion.sim.chance.keyed import PERMUTATION, arrival, binomial
from contagion.sim.core.tables import Records

DRAWN = np.dtype(
    [("bits", "u8")]
    + [(name, "f8") for name in ("uniform", "exponential", "normal", "gamma")]
    + [("index", "i8"), ("poisson", "i8"), ("picked", "i8"), ("is below", "i8")]
)
SAMPLE = np.array([9.0, 9.0, 0.1, 0.1, 0.45, 0.8, 1.0, 9.0])  # cumulative probabilities, and what is around them
PART = slice(2, 7)


def records(array: np.ndarray) -> Any:
    """An array of records, with their fields as attributes."""
    return Records(array)


def _draw(key, entities, occasions, shape, size, mean, share, cumulative, out):
    for n in range(len(entities)):
        e, o = entities[n], occasions[n]
        out[n]["bits"] = keyed.bits(key, e, o)
        out[n]["uniform"] = keyed.uniform(key, e, o)
        out[n]["exponential"] = keyed.exponential(key, e, o)
        out[n]["normal"] = keyed.normal(key, e, o)
        out[n]["gamma"] = keyed.gamma(key, shape, e, o)
        out[n]["index"] = keyed.index(key, size, e, o)
        out[n]["poisson"] = keyed.poisson(key, mean, e, o)
        out[n]["picked"] = keyed.picked(cumulative, 2, 5, keyed.uniform(key, e, o))
        out[n]["is below"] = keyed.is_below(keyed.bits(key, e, o), keyed.steps_below(share))


def _binomials(key, entities, size, share, out):
    for n in range(len(entities)):
        out[n] = binomial(key, size, share, entities[n])


def _races(key, entities, weights, out):
    for n in range(len(entities)):
        soonest = np.inf
        for rival in range(len(weights)):
            comes = arrival(key, entities[n], rival, weights[rival])
            if comes < soonest:
                out[n], soonest = rival, comes


def _combine(a, b, c, two, three, halves):
    for n in range(len(a)):
        two[n] = keyed.combine(a[n], b[n])
        three[n] = keyed.combine_three(a[n], b[n], c[n])
        halves[n] = keyed.half(two[n])


def _set_up(key, entities, sizes, out):
    for n in range(len(entities)):
        keyed.set_up_permutation(key, entities[n], sizes[n], out[n])


def _images(maps, xs, forward, out):
    for n in range(len(xs)):
        it = maps[n % len(maps)]
        out[n] = keyed.permuted(it, xs[n]) if forward else keyed.permuted_back(it, xs[n])


def _back(maps, which, numbers, room):
    keyed.permute_back(maps, which, numbers, len(numbers), room)


def draw(key: int, entities: Any, occasions: Any, *, shape=2, size=68, mean=4.0, share=0.3) -> Any:
    """All kinds of numbers, a row of them for each entity and its occasion."""
    out = np.empty(len(entities), DRAWN)
    _draw(np.uint64(key), entities, occasions, shape, size, float(mean), share, SAMPLE, out)
    return out


def combine(a: Any, b: Any, c: Any) -> tuple[Any, Any, Any]:
    """Two numbers as one, three as one, and two as one without its last bit."""
    two, three, halves = np.empty(len(a), np.uint64), np.empty(len(a), np.uint64), np.empty(len(a), np.int64)
    _combine(a, b, c, two, three, halves)
    return two, three, halves


class Maps:
    """A keyed map for each of some entities, each of its size."""

    def __init__(self, key: int, entities: Any, sizes: Any) -> None:
        self.records = np.empty(len(entities), PERMUTATION)
        _set_up(np.uint64(key), entities, sizes, records(self.records))

    def __call__(self, xs: Any, forward: bool = True) -> Any:
        """Image of a number under each, or under its inverse; of all numbers under a single one."""
        out = np.empty(len(xs), np.int64)
        _images(records(self.records), xs, forward, out)
        return out

    def back(self, which: Any, xs: Any) -> Any:
        """What has these images, each under its own of the maps: all at a time."""
        out = np.array(xs)
        _back(records(self.records), which, out, np.empty(len(xs), np.uint64))
        return out


def binomials(key: int, entities: np.ndarray, size: int, share: float) -> np.ndarray:
    """A binomial number for each entity."""
    out = np.zeros(len(entities), np.int64)
    _binomials(np.uint64(key), entities, size, share, out)
    return out


def winners(key: int, entities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Who wins the race for each entity, among rivals of these weights; −1 where nobody arrives."""
    out = np.full(len(entities), -1)
    _races(np.uint64(key), entities, weights, out)
    return out
