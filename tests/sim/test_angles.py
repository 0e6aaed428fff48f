"""Sines, cosines and arc sines: within a unit in the last place, by one text."""

from math import inf, nan, pi

import numpy as np
import pytest

from contagion.sim.angles import MOST, asin, cos, sin
from tests.helpers.same_bits import DIGITS, assert_one_text, bits, compiled, units_off

FEW = 3000
QUARTERS = np.arange(-636, 637)[np.arange(-636, 637) != 0] * (pi / 2)


def numbers(low: float, high: float) -> np.ndarray:
    return np.random.default_rng(1).uniform(low, high, FEW)


TINY = 10.0 ** numbers(-320, 0)
OF_ANGLES = {
    "of chance": 2 * pi * numbers(0, 1),
    "all": numbers(-MOST, MOST),
    "tiny": TINY,
    "next to quarter turns": np.concatenate([QUARTERS, np.nextafter(QUARTERS, inf), np.nextafter(QUARTERS, -inf)]),
}
OF_ARCS = {
    "all": numbers(-1, 1),
    "tiny": TINY,
    "about a half": numbers(0.49, 0.51),
    "about 1": 1 - 10.0 ** numbers(-16, -1),
}
HARD = [(sin, DIGITS.sin, OF_ANGLES), (cos, DIGITS.cos, OF_ANGLES), (asin, DIGITS.asin, OF_ARCS)]
CASES = [pytest.param(f, truth, x, id=f"{f.__name__}, {what}") for f, truth, of in HARD for what, x in of.items()]


@pytest.mark.parametrize("function, truth, x", CASES)
def test_it_is_within_a_unit_in_the_last_place(function, truth, x):
    assert units_off(function, truth, x) < 0.9


@pytest.mark.parametrize("function, truth, x", CASES)
def test_number_array_and_compiled_code_give_the_same_bits(function, truth, x):
    assert_one_text(
        function, np.concatenate([x[::10], [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, inf, -inf, nan, 5e-324, 1001.0]])
    )


@pytest.mark.parametrize(
    "function, of, wanted",
    [
        (sin, [0.0, -0.0, inf, nan, 1000.5, -1000.5], [0.0, -0.0, nan, nan, nan, nan]),
        (cos, [0.0, -0.0, -inf, nan, 1000.5, -1000.5], [1, 1, nan, nan, nan, nan]),
        (asin, [0.0, -0.0, 1.0, -1.0, 1.0000000000000002, -2.0, inf, nan], [0.0, -0.0, pi / 2, -pi / 2, *[nan] * 4]),
    ],
)
def test_the_ends(function, of, wanted):
    assert bits(compiled(function, of)) == bits(np.array(wanted, float))
