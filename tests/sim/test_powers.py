"""Powers and factorials: within a unit in the last place, by one text."""

from math import comb, factorial, inf, nan

import numpy as np
import pytest

from contagion.sim.powers import log_factorial, power
from tests.helpers.same_bits import DIGITS, assert_one_text, bits, compiled, units_off

FEW = 3000
CHANCE = np.random.default_rng(1)


def numbers(low: float, high: float) -> np.ndarray:
    return CHANCE.uniform(low, high, FEW)


NEAR_ONE = 1 + 10.0 ** numbers(-15.9, -3) * CHANCE.choice([-1, 1], FEW)
ANY = 10.0 ** numbers(-323, 308)
SOME = 10.0 ** numbers(-3, 3)
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
CASES = [pytest.param(*x, id=what) for what, x in OF_POWERS.items()]


@pytest.mark.parametrize("x, y", CASES)
def test_powers_are_within_a_unit_in_the_last_place(x, y):
    assert units_off(power, DIGITS.power, x, y) < 0.9


@pytest.mark.parametrize("x, y", CASES)
def test_number_array_and_compiled_code_give_the_same_bits(x, y):
    assert_one_text(power, x[::10], y[::10])


def test_whole_powers_of_whole_numbers_are_exact():
    pairs = [(a, n) for a in (*range(2, 40), -3, -10) for n in range(1, 54) if abs(a) ** n < 2**53]
    assert compiled(power, *zip(*pairs, strict=True)).tolist() == [a**n for a, n in pairs]
    assert compiled(power, [2.0] * 5, [-1074, -1022, -3, 0.0, 1023]).tolist() == [
        5e-324,
        2.0**-1022,
        0.125,
        1,
        2.0**1023,
    ]


def test_the_ends_are_those_of_c():
    """Annex F.10.4.4 of ISO C."""
    odd, even, half = [3.0, -3.0, 1.0, -1.0, 2.0**53 - 1], [2.0, -2.0, 2.0**53], [0.5, -0.5]
    cases: list[tuple[float, float, float]]
    cases = [(x, 0.0, 1) for x in (0.0, -2.0, inf, nan)] + [(1.0, y, 1) for y in (nan, inf, -inf, 2.5)]
    cases += [(0.0, y, 0 if y > 0 else inf) for y in (*odd, *even, *half)]
    cases += [(-0.0, y, -0.0 if y > 0 else -inf) for y in odd] + [
        (-0.0, y, 0 if y > 0 else inf) for y in (*even, *half)
    ]
    cases += [(inf, y, inf if y > 0 else 0) for y in (*odd, *even, *half)]
    cases += [(-inf, y, -inf if y > 0 else -0.0) for y in odd] + [
        (-inf, y, inf if y > 0 else 0) for y in (*even, *half)
    ]
    cases += [(x, inf, 0 if abs(x) < 1 else inf) for x in (0.5, -0.5, 2.0, -2.0)] + [(-1.0, y, 1) for y in (inf, -inf)]
    cases += [(x, -inf, inf if abs(x) < 1 else 0) for x in (0.5, -0.5, 2.0, -2.0)] + [(-2.0, y, nan) for y in half]
    cases += [
        (nan, 2.0, nan),
        (2.0, nan, nan),
        (3.3, 1.0, 3.3),
        (1e200, 2.0, inf),
        (1e-200, 2.0, 0),
        (-1e200, 3.0, -inf),
    ]
    x, y, wanted = (np.array(column, float) for column in zip(*cases, strict=True))
    assert bits(compiled(power, x, y)) == bits(wanted)
    assert_one_text(power, x, y)


def test_an_array_to_a_number_and_a_number_to_an_array():
    x = np.array([0.5, 2.0, 7.0])
    assert power(x, -1.5).tolist() == [power(one, -1.5) for one in x.tolist()]
    assert power(1.5, x).tolist() == [power(1.5, one) for one in x.tolist()]
    large = np.linspace(0.1, 9, 20_000)
    assert power(large, -1.5)[[0, 9_000, -1]].tolist() == [power(large[n], -1.5) for n in (0, 9_000, -1)]


@pytest.mark.parametrize("n", [np.arange(2.0, 1000), np.floor(10.0 ** numbers(0.5, 15.3))], ids=["small", "large"])
def test_logarithms_of_factorials_are_within_a_unit_in_the_last_place(n):
    assert units_off(log_factorial, lambda n: DIGITS.loggamma(n + 1), n) < 0.9
    assert_one_text(log_factorial, n[::20])


def test_what_they_are_for():
    """Binomial coefficients; and the ends."""
    made = np.exp(log_factorial(60) - log_factorial(25) - log_factorial(35))
    assert made == pytest.approx(comb(60, 25), rel=1e-13)
    assert log_factorial(18) == pytest.approx(np.log(factorial(18)), rel=1e-15)
    assert bits(compiled(log_factorial, [0.0, 1.0, inf, -1.0, nan])) == bits([0.0, 0.0, inf, nan, nan])
