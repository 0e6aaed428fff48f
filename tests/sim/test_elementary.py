"""exp, expm1, log, log1p, sines and arcs, powers and factorials: within a unit in the last place, by one text, and
nothing of the machine's in it."""

import os
import subprocess
import sys
from itertools import product
from math import comb, factorial, inf, nan, pi
from typing import Any

import numpy as np
import pytest

from contagion.sim import elementary
from contagion.sim.elementary import LARGEST_ANGLE, asin, cos, exp, expm1, log, log1p, log_factorial, power, sin
from tests.helpers.places import ROOT
from tests.helpers.same_bits import DIGITS, OF_ONE, assert_one_text, bits, compiled, products_less_themselves, units_off

FEW = 3000
LEAST, LARGEST, BELOW = 5e-324, sys.float_info.max, sys.float_info.min
CHANCE = np.random.default_rng(1)
SPECIAL = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, inf, -inf, nan, LARGEST, -LARGEST, LEAST, 1001.0]


def numbers(low: float, high: float) -> np.ndarray:
    return CHANCE.uniform(low, high, FEW)


def sizes(low: float, high: float, signs: tuple[int, ...] = (1,)) -> np.ndarray:
    """Numbers of all sizes between two powers of ten."""
    with np.errstate(over="ignore"):
        return 10.0 ** numbers(low, high) * CHANCE.choice(signs, FEW)


def around(*places: float) -> np.ndarray:
    """Numbers, and the three next to each on either side."""
    up = down = np.array(places)
    steps = [up]
    for _ in range(3):
        up, down = np.nextafter(up, inf), np.nextafter(down, -inf)
        steps += [up, down]
    return np.concatenate(steps)


QUARTERS = np.arange(-636, 637)[np.arange(-636, 637) != 0] * (pi / 2)
OF_ANGLES = {
    "of chance": 2 * pi * numbers(0, 1),
    "all": numbers(-LARGEST_ANGLE, LARGEST_ANGLE),
    "tiny": sizes(-320, 0),
    "next to quarter turns": np.concatenate([QUARTERS, np.nextafter(QUARTERS, inf), np.nextafter(QUARTERS, -inf)]),
}
OF_ONE_NUMBER = {
    exp: {
        "all": numbers(-745.2, 709.79),
        "about 0": numbers(-2, 2),
        "tiny": sizes(-320, 0, (-1, 1)),
        "not all bits": numbers(-745.2, -708),
        "ends": around(709.782712893384, -745.1332191019411, -708.3964185322641, 0.34657359, -0.34657359, 1.0397207),
    },
    log: {
        "all": sizes(-323, 308.2),
        "of chance": numbers(0, 1),
        "about 1": 1 + sizes(-15.9, -1, (-1, 1)),
        "not all bits": sizes(-323.3, -307),
        "ends": around(LARGEST / 2, BELOW, LEAST * 4, 1.0, 2**0.5, 0.5**0.5, 2.0, 0.5),
    },
    log1p: {
        "all": sizes(-320, 308.2),
        "below": -sizes(-320, -1e-9),
        "middle": numbers(-0.999, 3),
        "where it changes": np.concatenate([numbers(-0.31, -0.27), numbers(0.39, 0.45)]),
        "ends": around(-0.29289, 0.41421, 1.0, 2.0**53, 2.0**54, 2.0**-54, -(2.0**-54), -0.9999999999),
    },
    expm1: {
        "all": numbers(-45, 709.79),
        "middle": numbers(-3, 3),
        "about 0": sizes(-320, 0, (-1, 1)),
        "ends": around(709.782712893384, -38.9, 0.34657359, -0.34657359, -1.0397207, 1.0397207, 13.5171, 38.816, 14.21),
    },
    sin: OF_ANGLES,
    cos: OF_ANGLES,
    asin: {
        "all": numbers(-1, 1),
        "tiny": sizes(-320, 0),
        "about a half": numbers(0.49, 0.51),
        "about 1": 1 - 10.0 ** numbers(-16, -1),
    },
    log_factorial: {"small": np.arange(2.0, 1000), "large": np.floor(10.0 ** numbers(0.5, 15.3))},
}
NEAR_ONE, ANY, SOME = 1 + sizes(-15.9, -3, (-1, 1)), sizes(-323, 308), sizes(-3, 3)
OF_POWERS = {
    "some": (SOME, numbers(-90, 90)),
    "of distances": (numbers(1, 1000), numbers(-5, 0)),
    "roots of chance": (numbers(0, 1), numbers(-4, 4)),
    "of any number": (ANY, numbers(-740, 709) / np.log(ANY)),
    "of numbers about 1": (NEAR_ONE, numbers(-740, 709) / np.log1p(NEAR_ONE - 1)),
    "that have not all bits": (SOME + 2, numbers(-745, -708) / np.log(SOME + 2)),
    "whole": (SOME, np.floor(numbers(-40, 40))),
    "of numbers below 0": (-SOME, np.floor(numbers(-40, 40))),
}
CASES: list[tuple[Any, tuple[Any, ...], str]]
CASES = [(function, (x,), what) for function, many in OF_ONE_NUMBER.items() for what, x in many.items()]
CASES += [(power, x, what) for what, x in OF_POWERS.items()]


def truth(function):
    return (lambda n: DIGITS.loggamma(n + 1)) if function is log_factorial else getattr(DIGITS, function.__name__)


@pytest.mark.parametrize("function, x", [pytest.param(f, x, id=f"{f.__name__}, {what}") for f, x, what in CASES])
def test_it_is_within_a_unit_in_the_last_place_and_number_array_and_compiled_code_give_the_same_bits(function, x):
    assert units_off(function, truth(function), *(one[::3] for one in x)) < 0.9
    special = SPECIAL if function not in (power, log_factorial) else []
    assert_one_text(function, *(np.concatenate([one[::10], special]) for one in x))


@pytest.mark.parametrize(
    "function, of, wanted",
    [
        (exp, [0.0, -0.0, inf, -inf, nan, 710.0, -746.0, 1e308, -1e308], [1, 1, inf, 0, nan, inf, 0, inf, 0]),
        (expm1, [0.0, -0.0, inf, -inf, nan, 710.0, -40.0], [0.0, -0.0, inf, -1, nan, inf, -1]),
        (log, [1.0, 0.0, -0.0, -1.0, inf, -inf, nan], [0, -inf, -inf, nan, inf, nan, nan]),
        (log1p, [0.0, -0.0, -1.0, -1.5, inf, -inf, nan], [0.0, -0.0, -inf, nan, inf, nan, nan]),
        (sin, [0.0, -0.0, inf, nan, 1000.5, -1000.5], [0.0, -0.0, nan, nan, nan, nan]),
        (cos, [0.0, -0.0, -inf, nan, 1000.5, -1000.5], [1, 1, nan, nan, nan, nan]),
        (asin, [0.0, -0.0, 1.0, -1.0, 1.0000000000000002, -2.0, inf, nan], [0.0, -0.0, pi / 2, -pi / 2, *[nan] * 4]),
        (log_factorial, [0.0, 1.0, inf, -1.0, nan], [0.0, 0.0, inf, nan, nan]),
    ],
)
def test_the_ends(function, of, wanted):
    assert bits(compiled(function, of)) == bits(np.array(wanted, float))


def test_the_ends_of_powers_are_those_of_c():
    """Annex F.10.4.4 of ISO C."""
    odd, other = [3.0, -3.0, 1.0, -1.0, 2.0**53 - 1], [2.0, -2.0, 2.0**53, 0.5, -0.5]
    cases: list[tuple[float, float, float]]
    cases = [(x, 0.0, 1) for x in (0.0, -2.0, inf, nan)] + [(1.0, y, 1) for y in (nan, inf, -inf, 2.5)]
    for y in (*odd, *other):
        sign = -1.0 if y in odd else 1.0
        cases += [(0.0, y, 0 if y > 0 else inf), (-0.0, y, sign * (0.0 if y > 0 else inf))]
        cases += [(inf, y, inf if y > 0 else 0), (-inf, y, sign * (inf if y > 0 else 0.0))]
    cases += [(x, y, inf if (abs(x) > 1) == (y > 0) else 0) for x, y in product((0.5, -0.5, 2.0, -2.0), (inf, -inf))]
    cases += [(-1.0, inf, 1), (-1.0, -inf, 1), (-2.0, 0.5, nan), (-2.0, -0.5, nan), (nan, 2.0, nan), (2.0, nan, nan)]
    cases += [(3.3, 1.0, 3.3), (1e200, 2.0, inf), (1e-200, 2.0, 0), (-1e200, 3.0, -inf)]
    x, y, wanted = (np.array(column, float) for column in zip(*cases, strict=True))
    assert bits(compiled(power, x, y)) == bits(wanted)
    assert_one_text(power, x, y)


def test_whole_powers_of_whole_numbers_are_exact():
    pairs = [(a, n) for a in (*range(2, 40), -3, -10) for n in range(1, 54) if abs(a) ** n < 2**53]
    assert compiled(power, *zip(*pairs, strict=True)).tolist() == [a**n for a, n in pairs]
    twos = [-1074, -1022, -3, 0, 1023]
    assert compiled(power, [2.0] * 5, twos).tolist() == [2.0**n for n in twos]


def all_of(numbers: np.ndarray) -> int:
    """One number of all bits of some numbers, which is another where any one of them is."""
    return int(np.bitwise_xor.reduce(numbers.view(np.int64)))


def test_a_few_known_numbers():
    """The same on every machine: where one of these is another, so are runs."""
    known = [2.7182818284590455, 2.302585092994046, 1.0000050000166668e-05, 9.999950000333332e-06]
    assert [exp(1.0), log(10.0), expm1(1e-5), log1p(1e-5)] == known
    drawn = (np.arange(20_000) + 0.5) / 20_000
    assert [all_of(log(drawn)), all_of(exp(drawn * 900 - 500))] == [9082945656269548167, 6875785706669118468]
    angles = [all_of(sin(drawn * LARGEST_ANGLE)), all_of(cos(drawn * LARGEST_ANGLE)), all_of(asin(drawn))]
    assert angles == [10600298497700108, 30926535816660839, 126008385223227918]
    powers, factorials = power(20 * drawn, 100 - 200 * drawn), np.array([log_factorial(n) for n in range(4000)])
    assert [all_of(powers), all_of(factorials)] == [4554101228774141841, 31146917248828921]
    made = np.exp(log_factorial(60) - log_factorial(25) - log_factorial(35))
    assert made == pytest.approx(comb(60, 25), rel=1e-13)
    assert log_factorial(18) == pytest.approx(np.log(factorial(18)), rel=1e-15)


def test_whatever_the_shape_of_an_array():
    """Also one that is worked out in several parts, one not in order, whole numbers, none, and a number beside one."""
    x = np.random.default_rng(3).uniform(0.1, 5, (3, elementary.PART))
    for one in (x, x.T, x[:, ::3], x[0, :4], x[:0]):
        some = one.ravel()[:: max(1, one.size // 50)]
        for function in (log, lambda x: power(x, -1.5), lambda x: power(1.5, x)):
            assert function(one).shape == one.shape
            assert bits(function(one).ravel()[:: max(1, one.size // 50)]) == bits(list(map(function, some.tolist())))
    assert exp(np.arange(3)).tolist() == [exp(0), exp(1), exp(2)]


IN_ANOTHER_PROCESS = """
import numpy as np
from contagion.sim.core.compiling import PLAIN
from tests.helpers.same_bits import OF_ONE, bits, compiled
print(PLAIN)
for function in OF_ONE:
    print(*bits(compiled(function, np.linspace(0.001, 0.999, 200))))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment, said",
    [
        ({"NUMBA_DISABLE_JIT": "1"}, "True"),
        ({"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}, "False"),
    ],
    ids=["plain Python", "a processor that can do less"],
)
def test_other_ways_of_running_give_the_same_bits(environment, said):
    words = [sys.executable, "-W", "error", "-c", IN_ANOTHER_PROCESS]
    environment = {**os.environ, **environment}
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, *others = done.stdout.splitlines()
    assert first == said
    wanted = [bits(compiled(function, np.linspace(0.001, 0.999, 200))) for function in OF_ONE]
    assert [list(map(int, line.split())) for line in others] == wanted


def test_no_product_is_fused_with_a_sum():
    """a · b + c rounds twice: a product less itself is 0, and in one step it would be what rounding took."""
    a, b = np.random.default_rng(4).uniform(1, 2, (2, 1000))
    assert not products_less_themselves(a, b).any()
