"""Sines, cosines and arc sines with the same bits on every machine: what `sim.elementary` says holds of them.

Method and coefficients: FreeBSD msun, k_sin, k_cos, e_rem_pio2 and e_asin. For angles of up to 1,000, which is what
anybody needs here; beyond that there is no number.
"""

from __future__ import annotations

from math import nan

import numpy as np

from contagion.sim.elementary import TO_WHOLE, bits_of, choose, every, in_parts, of_numbers, real, upper

MOST = 1000.0
QUARTER_HIGH, QUARTER_LOW = 1.57079632679489655800, 6.12323399573676603587e-17  # π / 2
TURNS = 6.36619772367581382433e-01, 1.57079632673412561417, 6.07710050630396597660e-11, 2.02226624879595063154e-21
"""2 / π; π / 2 in three parts, of which the first two have 33 bits."""


@of_numbers
def reduced(x):
    """What is left of an angle without quarter turns, in two parts, and how many quarters were taken, modulo four."""
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
    """The sine of x + rest, between −π/4 and π/4."""
    z = x * x
    cube = z * x
    r = 8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * 2.75573137070700676789e-06)
    r = r + z * (z * z) * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)
    return x - ((z * (0.5 * rest - cube * r) - rest) - cube * -1.66666666666666324348e-01)


@of_numbers
def cosine_near(x, rest):
    """The cosine of the same."""
    z = x * x
    w = z * z
    r = z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * 2.48015872894767294178e-05))
    r = r + w * w * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))
    half = 0.5 * z
    about = 1.0 - half
    return about + (((1.0 - about) - half) + (z * r - x * rest))


@in_parts
def cos(x):
    """The cosine."""
    given = real(x)
    x, rest, quarters = reduced(choose(abs(given) <= MOST, given, 0.0))
    sine, cosine = sine_near(x, rest), cosine_near(x, rest)
    found = choose((quarters & 1) == 0, cosine, sine)
    found = choose((quarters == 1) | (quarters == 2), -found, found)
    return choose(abs(given) <= MOST, found, nan)


@in_parts
def sin(x):
    """The sine."""
    given = real(x)
    x, rest, quarters = reduced(choose(abs(given) <= MOST, given, 0.0))
    sine, cosine = sine_near(x, rest), cosine_near(x, rest)
    found = choose((quarters & 1) == 0, sine, cosine)
    found = choose(quarters >= 2, -found, found)
    return choose(abs(given) <= MOST, choose(abs(given) < 2.0**-27, given, found), nan)


@of_numbers
def beyond_arc(t):
    """What the arc sine of √t is beyond √t, as a share of it; t up to a quarter."""
    p = -4.00555345006794114027e-02 + t * (7.91534994289814532176e-04 + t * 3.47933107596021167570e-05)
    p = -3.25565818622400915405e-01 + t * (2.01212532134862925881e-01 + t * p)
    q = 2.02094576023350569471 + t * (-6.88283971605453293030e-01 + t * 7.70381505559019352791e-02)
    return t * (1.66666666666666657415e-01 + t * p) / (1.0 + t * (-2.40339491173441421878 + t * q))


@in_parts
def asin(x):
    """The arc sine: above a half, by that of √((1 − x) / 2)."""
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
