"""What compiled code makes of keys, entities and occasions, and of keyed maps, asked of many at once: for tests."""

from typing import Any

import numpy as np

from contagion.sim.chance import keyed
from contagion.sim.chance.keyed import PERMUTATION, arrival, binomial
from contagion.sim.core.compiling import Layout
from contagion.sim.core.tables import Tables
from tests.helpers.same_bits import by_numba

DRAWN = np.dtype(
    [("bits", "u8")]
    + [(name, "f8") for name in ("uniform", "exponential", "normal", "gamma")]
    + [("index", "i8"), ("poisson", "i8"), ("picked", "i8"), ("is below", "i8")]
)
SAMPLE = np.array([9.0, 9.0, 0.1, 0.1, 0.45, 0.8, 1.0, 9.0])  # cumulative probabilities, and what is around them
PART = slice(2, 7)
_WHOLE = ("entities", "occasions", "sizes", "thirds", "out")
_OTHERS = {"key": "u8", "words": "u8", "room": "u8", "reals": "f8", "drawn": DRAWN, "maps": PERMUTATION, "moves": "i4"}
MANY = Layout("many", {name: (kind, 1) for name, kind in (dict.fromkeys(_WHOLE, "i8") | _OTHERS).items()})
view = MANY.view


def _draw(handle, shape, size, mean: float, share: float):
    many = view(handle)
    key, drawn = many.key[0], many.drawn
    for n in range(len(many.entities)):
        e, o, row = many.entities[n], many.occasions[n], drawn[n]
        row.bits = keyed.bits(key, e, o)
        row.uniform = keyed.uniform(key, e, o)
        row.exponential = keyed.exponential(key, e, o)
        row.normal = keyed.normal(key, e, o)
        row.gamma = keyed.gamma(key, shape, e, o)
        row.index = keyed.index(key, size, e, o)
        row.poisson = keyed.poisson(key, mean, e, o)
        row.picked = keyed.picked(many.reals, 2, 5, keyed.uniform(key, e, o))
        row["is below"] = keyed.is_below(keyed.bits(key, e, o), keyed.steps_below(share))


def _binomials(handle, size, share: float):
    many = view(handle)
    for n in range(len(many.entities)):
        many.out[n] = binomial(many.key[0], size, share, many.entities[n])


def _races(handle):
    many = view(handle)
    for n in range(len(many.entities)):
        soonest = np.inf
        for rival in range(len(many.reals)):
            comes = arrival(many.key[0], many.entities[n], rival, many.reals[rival])
            if comes < soonest:
                many.out[n], soonest = rival, comes


def _combine(handle):
    many = view(handle)
    for n in range(len(many.entities)):
        many.words[n] = keyed.combine(many.entities[n], many.occasions[n])
        many.room[n] = keyed.combine_three(many.entities[n], many.occasions[n], many.thirds[n])
        many.out[n] = keyed.half(many.words[n])


def _set_up(handle):
    many = view(handle)
    for n in range(len(many.entities)):
        keyed.set_up_permutation(many.key[0], many.entities[n], many.sizes[n], many.maps[n])


def _images(handle, forward):
    many = view(handle)
    for n in range(len(many.entities)):
        it, x = many.maps[n % len(many.maps)], many.entities[n]
        many.out[n] = keyed.permuted(it, many.moves, x) if forward else keyed.permuted_back(it, many.moves, x)


def _know(handle):
    many, first = view(handle), 0
    for n in range(len(many.maps)):
        keyed.know_moves(many.maps[n], many.moves, first)
        first += keyed.room_for_moves(many.maps[n])


def _asked(function: Any, *numbers: Any, **given: Any) -> None:
    """Have a function, compiled, look at arrays and write in them; those that are not given are empty."""
    arrays = {name: np.zeros(0, kind) for name, (kind, _) in MANY.kinds.items()}
    tables = Tables(MANY, arrays | {name: np.ascontiguousarray(one) for name, one in given.items()})
    by_numba(function)(tables.handle, *numbers)


def _words(key: int) -> Any:
    return np.array([key], np.uint64)


def draw(key: int, entities: Any, occasions: Any, *, shape=2, size=68, mean=4.0, share=0.3) -> Any:
    """All kinds of numbers, a row of them for each entity and its occasion."""
    out, whole = np.empty(len(entities), DRAWN), {"entities": entities.view(np.int64), "occasions": occasions}
    _asked(_draw, shape, size, float(mean), share, key=_words(key), reals=SAMPLE, drawn=out, **whole)
    return out


def combine(a: Any, b: Any, c: Any) -> tuple[Any, Any, Any]:
    """Two numbers as one, three as one, and two as one without its last bit."""
    two, three, halves = np.empty(len(a), np.uint64), np.empty(len(a), np.uint64), np.empty(len(a), np.int64)
    _asked(_combine, entities=a, occasions=b, thirds=c, words=two, room=three, out=halves)
    return two, three, halves


class Maps:
    """A keyed map for each of some entities, each of its size."""

    def __init__(self, key: int, entities: Any, sizes: Any) -> None:
        self.records = np.empty(len(entities), PERMUTATION)
        _asked(_set_up, key=_words(key), entities=entities, sizes=sizes, maps=self.records)
        self._moves = np.zeros(keyed.ROUNDS * int(self.records["height"].sum()), np.int32)
        _asked(_know, maps=self.records, moves=self._moves)

    def __call__(self, xs: Any, forward: bool = True) -> Any:
        """Image of a number under each, or under its inverse; of all numbers under a single one."""
        out = np.empty(len(xs), np.int64)
        _asked(_images, forward, maps=self.records, moves=self._moves, entities=xs, out=out)
        return out


def binomials(key: int, entities: np.ndarray, size: int, share: float) -> np.ndarray:
    """A binomial number for each entity."""
    out = np.zeros(len(entities), np.int64)
    _asked(_binomials, size, share, key=_words(key), entities=entities, out=out)
    return out


def winners(key: int, entities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Who wins the race for each entity, among rivals of these weights; −1 where nobody arrives."""
    out = np.full(len(entities), -1)
    _asked(_races, key=_words(key), entities=entities, reals=weights, out=out)
    return out
