"""Powers, logarithms, factorials, sines and arc sines with the same bits on every machine.

The mathematics library of a platform may give other last bits than that of another, and so may NumPy on another
processor. Here everything is made of additions, multiplications, divisions and square roots, which IEEE 754 rounds in
one way only, and of bits. One text does for a number in Python, for an array (`exp` and `log`), and in compiled code
(`sim.core.compiling` says how). All are within one unit in the last place.

Method and coefficients: FreeBSD msun, e_exp, s_expm1, e_log, s_log1p, e_pow and e_lgamma_r, k_sin, k_cos, e_rem_pio2
and e_asin. Powers and factorials carry more digits than a number has, in two numbers. Angles go up to 1,000, which is
what anybody needs here; beyond that there is no number.
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
    """Convert a number or an array to real numbers of 64 bits."""
    return x.astype(np.float64, copy=False) if isinstance(x, np.ndarray) else float(x)


def bits_of(x: Any) -> Any:
    """Return the bits of real numbers, as whole numbers."""
    return x.view(np.int64) if isinstance(x, np.ndarray) else int(np.float64(x).view(np.int64))


def of_bits(bits: Any) -> Any:
    """Return the real numbers that some bits stand for."""
    return bits.view(np.float64) if isinstance(bits, np.ndarray) else float(np.int64(bits).view(np.float64))


def choose(which: Any, one: Any, other: Any) -> Any:
    """Choose one value where a condition is true, the other elsewhere."""
    return np.where(which, one, other) if isinstance(which, np.ndarray) else one if which else other


def every(which: Any) -> Any:
    """Return whether a condition is true everywhere."""
    return which.all() if isinstance(which, np.ndarray) else which


# ---- powers of e -----------------------------------------------------------------------------------------------------


@of_numbers
def upper(x):
    """Clear the lower half of a number's bits: the product of two such numbers is exact."""
    return of_bits(bits_of(x) & UPPER)


@of_numbers
def rest_of_exp(x):
    """Return r for exponentials and powers of a small x, where ``exp(x) = 1 + x + x·r / (2 − r)``."""
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
    """Multiply y, about 1, by 2^n in two steps, because 2^n alone may be out of range. The product must be in range."""
    half = n >> 1
    return y * of_bits((half + 1023) << 52) * of_bits((n - half + 1023) << 52)


@of_numbers
def exp_between(x):
    """Compute e^x where that is a number above 0: 2^k times e to what is left of x without k · ln 2, for the whole
    number k next to x / ln 2."""
    away = x * PER_LN2 + TO_WHOLE
    k = away - TO_WHOLE
    high, low = x - k * LN2_HIGH, k * LN2_LOW
    x = high - low
    r = rest_of_exp(x)
    return times_power_of_two(1.0 - ((low - (x * r) / (2.0 - r)) - high), bits_of(away) - BITS_TO_WHOLE)


@in_parts
def exp(x):
    """Compute e^x."""
    x = real(x)
    between = (x > -746.0) & (x <= LARGEST_POWER)
    if every(between):
        return exp_between(x)
    found = choose(x <= -746.0, 0.0, exp_between(choose(between, x, 0.0)))
    return choose(x == x, choose(x > LARGEST_POWER, inf, found), x)


@of_numbers
def expm1(x):
    """Compute e^x − 1 of a number, without loss where x is small."""
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
    """Compute k · ln 2 + ln(1 + f) + more, 1 + f between √½ and √2: by the odd series of s = f / (2 + f)."""
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
    """Compute ln(x · 2^(1023 − added)) for an x above 0 that is not subnormal, taken as 2^k · (1 + f)."""
    bits = bits_of(x) + (ONE - ROOT_HALF)
    return log_near_one(of_bits((bits & FRACTION) + ROOT_HALF) - 1.0, ((bits >> 52) - added) * 1.0, 0.0)


@in_parts
def log(x):
    """Compute the natural logarithm."""
    x = real(x)
    if every((x >= SMALLEST) & (x < inf)):
        return log_between(x, 1023)
    small = x < SMALLEST
    found = log_between(choose((x > 0.0) & (x < inf), x, 1.0) * choose(small, UP, 1.0), choose(small, 1077, 1023))
    found = choose(x == 0.0, -inf, choose(x < 0.0, nan, found))
    return choose(x < inf, found, x)


@of_numbers
def log1p(x):
    """Compute ln(1 + x) of a number, without loss where x is small."""
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


MOST = 2.0**65  # of an exponent: nothing but 1 has a power between 0 and infinity that is so high
THREE_HALVES = 0x3988EFFFFFFFF, 0xBB67A00000000  # what follows the exponent's bits at √(3/2) and √3
LN2, LN2_UPPER, LN2_REST = 6.93147180559945286227e-01, 6.93147182464599609375e-01, -1.90465429995776804525e-09


@of_numbers
def log2_in_two(a):
    """Compute log2 of numbers above 0, in two parts: the upper half of its bits, and the rest."""
    small = a < SMALLEST
    bits = bits_of(a * choose(small, UP, 1.0))
    fraction = bits & FRACTION
    beyond, middle = fraction >= THREE_HALVES[1], (fraction > THREE_HALVES[0]) & (fraction < THREE_HALVES[1])
    m = of_bits(fraction | choose(beyond, 1022 << 52, ONE))
    n = ((bits >> 52) - choose(small, 1077, 1023) + choose(beyond, 1, 0)) * 1.0
    near = choose(middle, 1.5, 1.0)
    u, v = m - near, 1.0 / (m + near)
    s = u * v
    s_upper, both = upper(s), upper(m + near)
    s_rest = v * ((u - s_upper * both) - s_upper * (m - (both - near)))
    t = s * s
    r = 3.33333329818377432918e-01 + t * (
        2.72728123808534006489e-01 + t * (2.30660745775561754067e-01 + t * 2.06975017800338417784e-01)
    )
    r = t * t * (5.99999999999994648725e-01 + t * (4.28571428578550184252e-01 + t * r)) + s_rest * (s_upper + s)
    t = s_upper * s_upper
    c = upper(3.0 + t + r)
    u, v = s_upper * c, s_rest * c + (r - ((c - 3.0) - t)) * s
    p = upper(u + v)
    high = 9.61796700954437255859e-01 * p  # of 2 / (3 ln 2)
    low = -7.02846165095275826516e-09 * p + (v - (p - u)) * 9.61796693925975554329e-01
    low = low + choose(middle, 1.35003920212974897128e-08, 0.0)  # of the logarithm of 3/2
    added = choose(middle, 5.84962487220764160156e-01, 0.0)
    found = upper(((high + low) + added) + n)
    return found, low - (((found - n) - added) - high)


@of_numbers
def two_to(high, low):
    """Compute two to the sum of two numbers, the second being the lesser."""
    sum_ = high + low
    high = choose(sum_ > 1025.0, 1025.0, choose(sum_ < -1100.0, -1100.0, high))
    low = choose((sum_ > 1025.0) | (sum_ < -1100.0), 0.0, low)
    away = (high + low) + TO_WHOLE
    n, high = bits_of(away) - BITS_TO_WHOLE, high - (away - TO_WHOLE)
    t = upper(low + high)
    u, v = t * LN2_UPPER, (low - (t - high)) * LN2 + t * LN2_REST
    z = u + v
    w, r = v - (z - u), rest_of_exp(z)
    y = 1.0 - (((z * r) / (r - 2.0) - (w + z * w)) - z)
    too_large = (n > 1024) | ((n == 1024) & (y >= 1.0))
    return choose(too_large, inf, times_power_of_two(choose(too_large, 1.0, y), choose(too_large, 0, n)))


@of_numbers
def is_whole(a):
    """Return whether numbers, of 0 or more, are whole."""
    return (a >= 2.0**52) | ((a + 2.0**52) - 2.0**52 == a)


@in_parts
def power(x, y):
    """Compute x^y as C does, by 2^(y · log2 x); a whole power of a whole number is exact where it can be."""
    x, y = real(x), real(y)
    a, size = abs(x), abs(y)
    usual, known = (a > 0.0) & (a < inf), choose(y == y, y, 0.0)
    by = choose(known > MOST, MOST, choose(known < -MOST, -MOST, known))
    high, low = log2_in_two(choose(usual, a, 1.0))
    by_upper = upper(by)
    found = two_to(by_upper * high, (by - by_upper) * high + by * low)
    found = choose(usual, found, choose((a > 1.0) == (y > 0.0), inf, 0.0))
    whole = is_whole(size)
    odd = whole & (is_whole(size * 0.5) == False)  # noqa: E712 - of arrays too
    below = bits_of(x) < 0
    found = choose(below & odd, -found, choose((x < 0.0) & (whole == False) & usual, nan, found))  # noqa: E712 - same
    found = choose(y == 1.0, x, choose((x == x) & (y == y), found, nan))
    return choose((y == 0.0) | (x == 1.0), 1.0, found)


@of_numbers
def log_factorial(n):
    """Compute ln n! of a whole number from 0 to 2^51: ln Γ(n + 1) by Stirling's series, where n! is out of range."""
    n = real(n)
    if not 0.0 <= n < inf:
        return nan if n < 0.0 else n
    if n <= 18.0:
        product = 1.0
        while n > 1.0:
            product *= n
            n -= 1.0
        return log(product)
    x = n + 1.0
    z = 1.0 / x
    y = z * z
    w = -5.95187557450339963135e-04 + y * (8.36339918996282139126e-04 + y * -1.63092934096575273989e-03)
    w = 8.33333333333329678849e-02 + y * (-2.77777777728775536470e-03 + y * (7.93650558643019558500e-04 + y * w))
    high, low = log2_in_two(x)
    less, factor = high * LN2_UPPER - 1.0, x - 0.5  # (x − ½) · (ln x − 1), in two
    less_upper, factor_upper = upper(less), upper(factor)
    rest = (less - less_upper) + (low * LN2 + high * LN2_REST)
    rest = factor * rest + (factor - factor_upper) * less_upper + (4.18938533204672725052e-01 + z * w)
    return factor_upper * less_upper + rest


LARGEST_ANGLE = 1000.0
QUARTER_HIGH, QUARTER_LOW = 1.57079632679489655800, 6.12323399573676603587e-17  # π / 2
TURNS = 6.36619772367581382433e-01, 1.57079632673412561417, 6.07710050630396597660e-11, 2.02226624879595063154e-21
"""2 / π; π / 2 in three parts, of which the first two have 33 bits."""


@of_numbers
def reduced(x):
    """Take away quarter turns from an angle; return the rest in two parts, and the number of quarters modulo four."""
    away = x * TURNS[0] + TO_WHOLE
    n = away - TO_WHOLE
    left, second = x - n * TURNS[1], n * TURNS[2]
    high = left - second
    taken = left - high
    lost = (left - (high + taken)) + (taken - second) - n * TURNS[3]
    first = high + lost
    return first, (high - first) + lost, bits_of(away) & 3


@of_numbers
def sine_near(x, rest):
    """Compute the sine of x + rest, between −π/4 and π/4."""
    z = x * x
    cube = z * x
    r = 8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * 2.75573137070700676789e-06)
    r = r + z * (z * z) * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)
    return x - ((z * (0.5 * rest - cube * r) - rest) - cube * -1.66666666666666324348e-01)


@of_numbers
def cosine_near(x, rest):
    """Compute the cosine of x + rest, between −π/4 and π/4."""
    z = x * x
    w = z * z
    r = z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * 2.48015872894767294178e-05))
    r = r + w * w * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))
    half = 0.5 * z
    about = 1.0 - half
    return about + (((1.0 - about) - half) + (z * r - x * rest))


@of_numbers
def sine_beyond(given, more):
    """Compute the sine of an angle and so many quarter turns more."""
    x, rest, quarters = reduced(choose(abs(given) <= LARGEST_ANGLE, given, 0.0))
    quarters = (quarters + more) & 3
    found = choose((quarters & 1) == 0, sine_near(x, rest), cosine_near(x, rest))
    return choose(abs(given) <= LARGEST_ANGLE, choose(quarters >= 2, -found, found), nan)


@in_parts
def cos(x):
    """Compute the cosine."""
    return sine_beyond(real(x), 1)


@in_parts
def sin(x):
    """Compute the sine."""
    given = real(x)
    return choose(abs(given) < 2.0**-27, given, sine_beyond(given, 0))


@of_numbers
def beyond_arc(t):
    """Compute (arcsin √t − √t) / √t for t up to a quarter."""
    p = -4.00555345006794114027e-02 + t * (7.91534994289814532176e-04 + t * 3.47933107596021167570e-05)
    p = -3.25565818622400915405e-01 + t * (2.01212532134862925881e-01 + t * p)
    q = 2.02094576023350569471 + t * (-6.88283971605453293030e-01 + t * 7.70381505559019352791e-02)
    return t * (1.66666666666666657415e-01 + t * p) / (1.0 + t * (-2.40339491173441421878 + t * q))


@in_parts
def asin(x):
    """Compute the arc sine; above a half by that of √((1 − x) / 2)."""
    given = real(x)
    if every(abs(given) < 0.5):
        return given + given * beyond_arc(given * given)
    x = choose(abs(given) <= 1.0, given, 0.0)
    a = abs(x)
    t = choose(a < 0.5, a * a, (1.0 - a) * 0.5)
    more, s = beyond_arc(t), np.sqrt(t)
    f = upper(s)
    c = (t - f * f) / choose(s > 0.0, s + f, 1.0)
    far = 0.5 * QUARTER_HIGH - ((2.0 * s * more - (QUARTER_LOW - 2.0 * c)) - (0.5 * QUARTER_HIGH - 2.0 * f))
    found = choose(a < 0.5, x + x * more, choose(x < 0.0, -far, far))
    return choose(abs(given) <= 1.0, found, nan)


# ---- sums in one order: that of NumPy, which halves what is long and adds what is short in eight sums side by side ---

SHORT = 128
LEVELS = 16  # of halving: for 8 million numbers


@of_numbers
def _short_sum(values, first, length):
    if length < 8:
        total = 0.0
        for n in range(first, first + length):
            total += values[n]
        return total
    a, b, c, d = values[first], values[first + 1], values[first + 2], values[first + 3]
    e, f, g, h = values[first + 4], values[first + 5], values[first + 6], values[first + 7]
    whole = first + length - length % 8
    for n in range(first + 8, whole, 8):
        a += values[n]
        b += values[n + 1]
        c += values[n + 2]
        d += values[n + 3]
        e += values[n + 4]
        f += values[n + 5]
        g += values[n + 6]
        h += values[n + 7]
    total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for n in range(whole, first + length):
        total += values[n]
    return total


def _halving(shorter: Any) -> Any:
    """Make a function that sums up to twice as many numbers as `shorter`, by halves."""

    @of_numbers
    def add_up(values, first, length):
        if length <= SHORT:
            return _short_sum(values, first, length)
        half = length // 2
        half -= half % 8
        return shorter(values, first, half) + shorter(values, first + half, length - half)

    return add_up


add_up: Any = _short_sum
"""The sum of so many values, from the first on."""
for _ in range(LEVELS):
    add_up = _halving(add_up)
