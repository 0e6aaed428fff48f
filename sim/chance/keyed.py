"""The arithmetic of keyed draws, one number at a time: the same numbers as those of `sim.chance.draws`.

A draw is a function of a key (of seed and decision), an entity and an occasion.
"""

from __future__ import annotations

import math

import numpy as np

from contagion.sim.chance import draws
from contagion.sim.chance.draws import GOLDEN, MASK, UNIT, WEYL
from contagion.sim.core.compiling import compiled, inlined
from contagion.sim.elementary import cos, exp, log, log1p, log_between, log_factorial

HALF, BITS = np.uint64((1 << 32) - 1), np.uint64(32)  # of a word: its lower half, and how many it has
ROUNDS = 6

PERMUTATION = np.dtype(
    [
        *((name, "i8") for name in ("size", "height", "width", "first_move")),  # NONE: moves are not known
        *((name, "u8") for name in ("of_height", "of_width")),
        ("keys", "u8", ROUNDS),
    ]
)
"""A keyed map. What each round adds to a half depends on nothing but the other half, so these moves are worked out once
and stand in a table: `room_for_moves` of them, from `first_move` on."""


def word(x):
    """Return a whole number as a word of 64 bits; in plain Python as a whole number, which never overflows."""
    return int(x) & MASK


def high_product(a, b):
    """Return the upper 64 bits of the product of two words."""
    return int(a) * int(b) >> 64


def _high_product(a, b):
    """Return the upper 64 bits of a product of two numbers that have no more: by four products of halves."""
    low, high = (a & HALF) * (b & HALF), (a >> BITS) * (b & HALF)
    high += low >> BITS
    low = (a & HALF) * (b >> BITS) + (high & HALF)
    return (a >> BITS) * (b >> BITS) + (high >> BITS) + (low >> BITS)


compiled(word, lambda x: np.uint64(x))  # noqa: PLW0108 - Numba compiles functions written in Python alone
compiled(high_product, _high_product)


@compiled
def plus(a, b):
    """Add two words; the sum is a word."""
    return a + b & MASK


@compiled
def times(a, b):
    """Multiply two words; the product is a word."""
    return a * b & MASK


mix, unit = compiled(draws.mix), compiled(draws.unit)


@compiled
def entity_mixed(key, entity):
    """Compute the part of a draw that does not depend on the occasion."""
    return mix(plus(word(key), times(word(entity), GOLDEN)))


@compiled
def bits_on(mixed, occasion):
    """Compute the 64 bits of a draw on an occasion from the part that `entity_mixed` returns."""
    return mix(plus(word(mixed), times(word(occasion), WEYL)))


@compiled
def bits(key, entity, occasion=0):
    """64 mixed bits."""
    return bits_on(entity_mixed(key, entity), occasion)


@compiled
def steps_below(share):
    """Return how many of the 2**52 steps of a uniform number lie below a share: for comparing whole numbers."""
    return word(math.ceil(share / UNIT - 0.5))


@compiled
def is_below(drawn, steps):
    """Return whether the uniform number of some bits lies below so many steps."""
    return (drawn >> 12) < steps


@compiled
def uniform_on(mixed, occasion):
    """Uniform on the open interval (0, 1), where the half of the draw that the occasion does not change is at hand."""
    return unit(bits_on(mixed, occasion))


@compiled
def uniform(key, entity, occasion=0):
    """Uniform on the open interval (0, 1)."""
    return uniform_on(entity_mixed(key, entity), occasion)


@compiled
def log_uniform(key, entity, occasion=0):
    """Draw the logarithm of a uniform number, as `log` gives it, without checking for zero or subnormal numbers."""
    return log_between(uniform(key, entity, occasion), 1023)


@compiled
def exponential(key, entity, occasion=0):
    """Exponential with mean 1."""
    return -log_uniform(key, entity, occasion)


@compiled
def normal(key, entity, occasion=0):
    """Draw from a standard normal by Box and Muller's method, on occasions 2k and 2k + 1 of the uniform."""
    radius = math.sqrt(-2.0 * log_uniform(key, entity, 2 * occasion))
    return radius * cos(2.0 * math.pi * uniform(key, entity, 2 * occasion + 1))


@compiled
def gamma(key, shape, entity, occasion):
    """Gamma with a whole-number shape and mean 1: the mean of so many exponentials."""
    total = 0.0
    for part in range(shape):
        total += log_uniform(key, entity, shape * occasion + part)
    return total / -shape


@compiled
def index(key, size, entity, occasion=0):
    """Draw a whole number uniform on 0 … size − 1."""
    return np.int64(uniform(key, entity, occasion) * size)


@compiled
def poisson(key, mean, entity, occasion=0):
    """Poisson with the given mean (below 700), by inversion; the last number takes what rounding leaves."""
    u, n = uniform(key, entity, occasion), 0
    term = exp(-mean)
    total = term
    while not u < total and 1.0 - total > 1e-15 and (n < mean or term > 1e-18):
        n += 1
        term *= mean / n
        total += term
    return n


@compiled
def picked(cumulative, first, length, u):
    """Pick one of `length` cumulative probabilities from `first` on by a uniform number; the last takes the rest."""
    low, high = 0, length
    while low < high:
        middle = (low + high) >> 1
        if u < cumulative[first + middle]:
            high = middle
        else:
            low = middle + 1
    return min(low, length - 1)


@compiled
def arrival(key, entity, rival, weight):
    """Return when a rival arrives in the race for an entity. Each is first as often as its weight says, and one more
    rival changes nothing unless it comes first."""
    return exponential(key, entity, rival) / weight if weight > 0 else math.inf


@compiled
def binomial(key, size, share, entity, occasion=0):
    """Draw how many succeed, each with probability `share`: by inversion, from the likeliest number outwards."""
    if size <= 0 or not 0 < share < 1:
        return np.int64(size) if size > 0 and share >= 1 else np.int64(0)
    odds, low = share / (1 - share), min(np.int64((size + 1) * share), np.int64(size))
    high, log_below = low, log_factorial(low) + log_factorial(size - low)
    above = exp(log_factorial(size) - log_below + low * log(share) + (size - low) * log1p(-share))
    mode, below, left = low, above, uniform(key, entity, occasion) - above
    while left >= 0 and above + below > 1e-18:
        high += 1
        above *= (size - high + 1) / high * odds
        left -= above
        if left < 0:
            return high
        below *= low / ((size - low + 1) * odds)
        low -= 1
        left -= below
        if left < 0:
            return low
    return mode


@compiled
def combine(a, b):
    """Combine two whole numbers that name a thing into one entity number of 64 bits; order matters."""
    return mix(plus(mix(plus(times(word(a), GOLDEN), WEYL)), plus(times(word(b), GOLDEN), WEYL)))


@compiled
def combine_three(a, b, c):
    """Combine three whole numbers in the same way."""
    return mix(plus(combine(a, b), plus(times(word(c), GOLDEN), WEYL)))


@compiled
def half(key):
    """Drop the last bit of a word, which leaves a number of 63 bits that is not negative."""
    return np.int64(key >> 1)


@compiled
def _within(x, size):
    """Reduce x, which is below twice the size, modulo the size, without a branch that a processor has to predict."""
    return x - size if x >= size else x


@compiled
def _move(key, half, size, inverse):
    """Compute by how much a half moves the other, which is below a size. Takes inverse = (2**64 − 1) div size, as a
    division takes several times as long; it leaves x mod size or once the size more."""
    x = mix(plus(word(key), times(word(half), GOLDEN)))
    return np.int64(_within(x - high_product(x, inverse) * word(size), word(size)))


@compiled
def room_for_moves(it):
    """Return the number of moves of a keyed map."""
    return ROUNDS * it.height


@compiled
def know_moves(it, moves, first):
    """Work out the moves of a keyed map, into a table from a place on."""
    it.first_move = first
    for r in range(0, ROUNDS, 2):
        for half in range(it.width):
            moves[first + r * it.height + half] = _move(it.keys[r], half, it.height, it.of_height)
        for half in range(it.height):
            moves[first + (r + 1) * it.height + half] = _move(it.keys[r + 1], half, it.width, it.of_width)


@compiled
def _split(it, x):
    left = np.int64(high_product(word(x), it.of_width))
    right = x - left * it.width
    return (left + 1, right - it.width) if right >= it.width else (left, right)


@inlined
def permuted(it, moves, x):
    """Image of x under a keyed map, a record PERMUTATION: an alternating Feistel network on a grid, walked until it
    lands inside (Black & Rogaway 2002, doi 10.1007/3-540-45760-7_9)."""
    y = np.int64(x)
    while True:
        left, right = _split(it, y)
        for r in range(0, ROUNDS, 2):
            at = it.first_move + r * it.height
            left = _within(left + moves[at + right], it.height)
            right = _within(right + moves[at + it.height + left], it.width)
        y = left * it.width + right
        if y < it.size:
            return y


@inlined
def permuted_back(it, moves, x):
    """Return the number whose image under a keyed map is x."""
    y = np.int64(x)
    while True:
        left, right = _split(it, y)
        for r in range(ROUNDS - 2, -1, -2):
            at = it.first_move + r * it.height
            right = _within(right + it.width - moves[at + it.height + left], it.width)
            left = _within(left + it.height - moves[at + right], it.height)
        y = left * it.width + right
        if y < it.size:
            return y


@compiled
def set_up_permutation(key, entity, size, out):
    """Make the map of an entity, of its size."""
    last = max(size - 1, 0)
    height = np.int64(math.sqrt(float(last)))
    while height * height > last:
        height -= 1
    while (height + 1) * (height + 1) <= last:
        height += 1
    height += 1
    width = max((size + height - 1) // height, 1)
    out.size, out.height, out.width, out.first_move = size, height, width, -1
    out.of_height, out.of_width = MASK // word(height), MASK // word(width)
    for r in range(ROUNDS):
        out.keys[r] = bits(key, entity, r)
