"""Powers, and logarithms of factorials, with the same bits on every machine: what `sim.elementary` says holds of them.

Both carry more digits than a number has, in two numbers. Method and coefficients: FreeBSD msun, e_pow and e_lgamma_r.
"""

from __future__ import annotations

from math import inf, nan

from contagion.sim.elementary import (
    BITS_TO_WHOLE,
    FRACTION,
    ONE,
    SMALLEST,
    TO_WHOLE,
    UP,
    bits_of,
    choose,
    in_parts,
    log,
    of_bits,
    of_numbers,
    real,
    rest_of_exp,
    times_power_of_two,
    upper,
)

MOST = 2.0**65  # of an exponent: nothing but 1 has a power between 0 and infinity that is so high
THREE_HALVES = 0x3988EFFFFFFFF, 0xBB67A00000000  # what follows the exponent's bits at √(3/2) and √3
LN2, LN2_UPPER, LN2_REST = 6.93147180559945286227e-01, 6.93147182464599609375e-01, -1.90465429995776804525e-09


@of_numbers
def log2_in_two(a):
    """The logarithm to the base 2 of numbers above 0, in two parts: the upper half of its bits, and what is left."""
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
    """Two to the sum of two numbers, of which the second is the lesser."""
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
    """Whether numbers of 0 or more are whole."""
    return (a >= 2.0**52) | ((a + 2.0**52) - 2.0**52 == a)


@in_parts
def power(x, y):
    """x to the y, as C has it: two to the y times log2(x); a whole power of a whole number is exact where it can be."""
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
    """ln n! of a whole number from 0 to 2^51: ln Γ(n + 1) by Stirling's series, where no number holds n! itself."""
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
