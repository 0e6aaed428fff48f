"""exp, expm1, log and log1p with the same bits on every machine.

The mathematics library of a platform may give other last bits than that of another, and so may NumPy on another
processor. Here everything is made of additions, multiplications, divisions and square roots, which IEEE 754 rounds in
one way only, and of bits. One text does for a number in Python, for an array (`exp` and `log`), and in compiled code
(`sim.core.compiling` says how). All are within one unit in the last place.

Method and coefficients: FreeBSD msun, e_exp, s_expm1, e_log and s_log1p. Powers and factorials are in `sim.powers`,
sines and arcs in `sim.angles`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import inf, nan
from typing import Any

import numpy as np

PART = 8192  # numbers of an array that are worked out at once, so that a processor's cache holds them
TEXTS: list[tuple[Callable[..., Any], Callable[..., Any]]] = []
"""Functions that compiled code may call, and the text of each."""

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # the first times 2,000 is exact
PER_LN2 = 1.44269504088896338700
LARGEST_POWER = 709.782712893383973096  # of e that is a number
SMALLEST, UP = 2.0**-1022, 2.0**54  # number with all its bits; makes one of any other
TO_WHOLE = 1.5 * 2.0**52  # added and taken away again, rounds to a whole number
BITS_TO_WHOLE = 0x4338000000000000
FRACTION, ONE = (1 << 52) - 1, 1023 << 52  # bits behind the exponent; those of 1.0
ROOT_HALF = 0x3FE6A09E00000000  # bits of √½, about
UPPER = -(1 << 32)  # the upper half of the bits


def in_parts(text: Callable[..., Any]) -> Any:
    """Mark a text that does for arrays as well: long ones are worked out a part at a time."""

    @wraps(text)
    def function(*x: Any) -> Any:
        if not any(isinstance(one, np.ndarray) and one.size > PART for one in x):
            return text(*x)
        some = np.broadcast_arrays(*x)
        out, flat = np.empty(some[0].size), [one.ravel() for one in some]
        for first in range(0, out.size, PART):
            part = slice(first, first + PART)
            out[part] = text(*(one[part] for one in flat))
        return out.reshape(some[0].shape)

    TEXTS.append((function, text))
    return function


def of_numbers(text: Any) -> Any:
    """Mark a text for numbers, or one that others are made of."""
    TEXTS.append((text, text))
    return text


# ---- what compiled code has in its own way (`sim.core.compiling`) ----------------------------------------------------


def real(x: Any) -> Any:
    """A number or an array as numbers with 64 bits."""
    return x.astype(np.float64, copy=False) if isinstance(x, np.ndarray) else float(x)


def bits_of(x: Any) -> Any:
    """The bits of real numbers, as whole numbers."""
    return x.view(np.int64) if isinstance(x, np.ndarray) else int(np.float64(x).view(np.int64))


def of_bits(bits: Any) -> Any:
    """The real numbers of some bits."""
    return bits.view(np.float64) if isinstance(bits, np.ndarray) else float(np.int64(bits).view(np.float64))


def choose(which: Any, one: Any, other: Any) -> Any:
    """One where it is true, the other elsewhere."""
    return np.where(which, one, other) if isinstance(which, np.ndarray) else one if which else other


def every(which: Any) -> Any:
    """Whether it is true everywhere."""
    return which.all() if isinstance(which, np.ndarray) else which


# ---- powers of e -----------------------------------------------------------------------------------------------------


@of_numbers
def upper(x):
    """A number without the lower half of its bits: two such make a product that is exact."""
    return of_bits(bits_of(x) & UPPER)


@of_numbers
def rest_of_exp(x):
    """What exp and powers need of a small x: ``exp(x) = 1 + x + x·r / (2 − r)``."""
    t = x * x
    return x - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )


@of_numbers
def times_power_of_two(y, n):
    """y times two to the n, y about 1, where that is no number too large: in two steps, as one may not be a number."""
    half = n >> 1
    return y * of_bits((half + 1023) << 52) * of_bits((n - half + 1023) << 52)


@of_numbers
def exp_between(x):
    """e to the x, where that is a number above 0: with k the whole number next to x / ln 2, two to the k times e to
    what is left."""
    away = x * PER_LN2 + TO_WHOLE
    k = away - TO_WHOLE
    high, low = x - k * LN2_HIGH, k * LN2_LOW
    x = high - low
    r = rest_of_exp(x)
    return times_power_of_two(1.0 - ((low - (x * r) / (2.0 - r)) - high), bits_of(away) - BITS_TO_WHOLE)


@in_parts
def exp(x):
    """e to the x."""
    x = real(x)
    between = (x > -746.0) & (x <= LARGEST_POWER)
    if every(between):
        return exp_between(x)
    found = choose(x <= -746.0, 0.0, exp_between(choose(between, x, 0.0)))
    return choose(x == x, choose(x > LARGEST_POWER, inf, found), x)


@of_numbers
def expm1(x):
    """e to the x, less 1, of a number: without loss where x is small."""
    x = real(x)
    if not -38.9 < x <= LARGEST_POWER:
        return -1.0 if x <= -38.9 else x if x != x else inf
    if abs(x) < 2.0**-54:
        return x
    k, more = 0, 0.0
    if abs(x) > 0.34657359027997264:
        away = x * PER_LN2 + TO_WHOLE
        k = bits_of(away) - BITS_TO_WHOLE
        high, low = x - (away - TO_WHOLE) * LN2_HIGH, (away - TO_WHOLE) * LN2_LOW
        x = high - low
        more = (high - x) - low  # what rounding took from x
    half = 0.5 * x
    t = x * half
    r = 1.0 + t * (
        -3.33333333333331316428e-02
        + t
        * (
            1.58730158725481460165e-03
            + t * (-7.93650757867487942473e-05 + t * (4.00821782732936239552e-06 + t * -2.01099218183624371326e-07))
        )
    )
    s = 3.0 - r * half
    e = t * ((r - s) / (6.0 - x * s))
    if k == 0:
        return x - (x * e - t)
    e = (x * (e - more) - more) - t  # exp(x) is 2^k · (1 + x − e)
    if k == -1:
        return 0.5 * (x - e) - 0.5
    if k == 1:
        return -2.0 * (e - (x + 0.5)) if x < -0.25 else 1.0 + 2.0 * (x - e)
    if k <= -2 or k > 56:
        return times_power_of_two(1.0 - (e - x), k) - 1.0
    less = of_bits((1023 - k) << 52)  # 2^−k
    return times_power_of_two((1.0 - less) - (e - x) if k < 20 else (x - (e + less)) + 1.0, k)


# ---- logarithms ------------------------------------------------------------------------------------------------------


@of_numbers
def log_near_one(f, k, more):
    """k · ln 2 + ln(1 + f) + more, 1 + f between √½ and √2: by the odd series of s = f / (2 + f)."""
    s, half = f / (2.0 + f), 0.5 * f * f
    z = s * s
    w = z * z
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    return k * LN2_HIGH - ((half - (s * (half + (odd + even)) + (k * LN2_LOW + more))) - f)


@of_numbers
def log_between(x, added):
    """The logarithm of x without so many of its factors two, x above 0 and with all its bits: two to the k times 1 +
    f."""
    bits = bits_of(x) + (ONE - ROOT_HALF)
    return log_near_one(of_bits((bits & FRACTION) + ROOT_HALF) - 1.0, ((bits >> 52) - added) * 1.0, 0.0)


@in_parts
def log(x):
    """The natural logarithm."""
    x = real(x)
    if every((x >= SMALLEST) & (x < inf)):
        return log_between(x, 1023)
    small = x < SMALLEST
    found = log_between(choose((x > 0.0) & (x < inf), x, 1.0) * choose(small, UP, 1.0), choose(small, 1077, 1023))
    found = choose(x == 0.0, -inf, choose(x < 0.0, nan, found))
    return choose(x < inf, found, x)


@of_numbers
def log1p(x):
    """The logarithm of 1 + x, of a number: without loss where x is small."""
    x = real(x)
    if not x > -1.0:
        return -inf if x == -1.0 else nan
    if x == inf or abs(x) < 2.0**-54:
        return x
    if -0.29289 < x < 0.41421:
        return log_near_one(x, 0.0, 0.0)
    u = 1.0 + x
    bits = bits_of(u) + (ONE - ROOT_HALF)
    k = (bits >> 52) - 1023
    lost = 1.0 - (u - x) if k >= 2 else x - (u - 1.0)  # by rounding
    return log_near_one(of_bits((bits & FRACTION) + ROOT_HALF) - 1.0, k * 1.0, lost / u if k < 54 else 0.0)
