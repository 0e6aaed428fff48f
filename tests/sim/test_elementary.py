"""exp, expm1, log and log1p: within a unit in the last place, by one text, and nothing of the machine's in it."""

import os
import subprocess
import sys
from math import inf, nan

import numpy as np
import pytest

from contagion.sim import elementary
from contagion.sim.elementary import exp, expm1, log, log1p
from tests.helpers.places import ROOT
from tests.helpers.same_bits import DIGITS, OF_ONE, assert_one_text, bits, compiled, products_less_themselves, units_off

FEW = 3000
LEAST, LARGEST, BELOW = 5e-324, sys.float_info.max, sys.float_info.min


def numbers(low: float, high: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(low, high, FEW)


def sizes(low: float, high: float, signs: tuple[int, ...] = (1,)) -> np.ndarray:
    """Numbers of all sizes between two powers of ten."""
    chance = np.random.default_rng(2)
    with np.errstate(over="ignore"):
        return 10.0 ** chance.uniform(low, high, FEW) * chance.choice(signs, FEW)


def around(*places: float) -> np.ndarray:
    """The numbers next to some."""
    near = np.array(places)
    steps = [near]
    for _ in range(3):
        steps += [np.nextafter(steps[-1], inf)]
    down = [near]
    for _ in range(3):
        down += [np.nextafter(down[-1], -inf)]
    return np.concatenate([*steps, *down[1:]])


OF_EXP = {
    "all": numbers(-745.2, 709.79),
    "about 0": numbers(-2, 2),
    "tiny": sizes(-320, 0, (-1, 1)),
    "not all bits": numbers(-745.2, -708),
    "ends": around(709.782712893384, -745.1332191019411, -708.3964185322641, 0.34657359, -0.34657359, 1.0397207),
}
OF_LOG = {
    "all": sizes(-323, 308.2),
    "of chance": numbers(0, 1),
    "about 1": 1 + sizes(-15.9, -1, (-1, 1)),
    "not all bits": sizes(-323.3, -307),
    "ends": around(LARGEST / 2, BELOW, LEAST * 4, 1.0, 2**0.5, 0.5**0.5, 2.0, 0.5),
}
OF_LOG1P = {
    "all": sizes(-320, 308.2),
    "below": -sizes(-320, -1e-9),
    "middle": numbers(-0.999, 3),
    "where it changes": np.concatenate([numbers(-0.31, -0.27), numbers(0.39, 0.45)]),
    "ends": around(-0.29289, 0.41421, 1.0, 2.0**53, 2.0**54, 2.0**-54, -(2.0**-54), -0.9999999999),
}
OF_EXPM1 = {
    "all": numbers(-45, 709.79),
    "middle": numbers(-3, 3),
    "about 0": sizes(-320, 0, (-1, 1)),
    "ends": around(709.782712893384, -38.9, 0.34657359, -0.34657359, -1.0397207, 1.0397207, 13.5171, 38.816, 14.2102),
}
HARD = [(exp, DIGITS.exp, OF_EXP), (log, DIGITS.log, OF_LOG), (log1p, DIGITS.log1p, OF_LOG1P)]
HARD += [(expm1, DIGITS.expm1, OF_EXPM1)]
CASES = [pytest.param(f, truth, x, id=f"{f.__name__}, {what}") for f, truth, of in HARD for what, x in of.items()]


@pytest.mark.parametrize("function, truth, x", CASES)
def test_it_is_within_a_unit_in_the_last_place(function, truth, x):
    assert units_off(function, truth, x) < 0.9


@pytest.mark.parametrize("function, truth, x", CASES)
def test_number_array_and_compiled_code_give_the_same_bits(function, truth, x):
    assert_one_text(
        function, np.concatenate([x[::10], [0.0, -0.0, 1.0, -1.0, inf, -inf, nan, LARGEST, -LARGEST, LEAST]])
    )


@pytest.mark.parametrize(
    "function, of, wanted",
    [
        (exp, [0.0, -0.0, inf, -inf, nan, 710.0, -746.0, 1e308, -1e308], [1, 1, inf, 0, nan, inf, 0, inf, 0]),
        (expm1, [0.0, -0.0, inf, -inf, nan, 710.0, -40.0], [0.0, -0.0, inf, -1, nan, inf, -1]),
        (log, [1.0, 0.0, -0.0, -1.0, inf, -inf, nan], [0, -inf, -inf, nan, inf, nan, nan]),
        (log1p, [0.0, -0.0, -1.0, -1.5, inf, -inf, nan], [0.0, -0.0, -inf, nan, inf, nan, nan]),
    ],
)
def test_the_ends(function, of, wanted):
    assert bits(compiled(function, of)) == bits(np.array(wanted, float))


def test_a_few_known_numbers():
    """The same on every machine: where one of these is another, so are runs."""
    known = [2.7182818284590455, 2.302585092994046, 1.0000050000166668e-05, 9.999950000333332e-06]
    assert [exp(1.0), log(10.0), expm1(1e-5), log1p(1e-5)] == known
    drawn = (np.arange(20_000) + 0.5) / 20_000
    sums = [int(np.bitwise_xor.reduce(one.view(np.int64))) for one in (log(drawn), exp(drawn * 900 - 500))]
    assert sums == [9082945656269548167, 6875785706669118468]


def test_whatever_the_shape_of_an_array():
    """Also one that is worked out in several parts, one not in order, whole numbers, and none."""
    x = np.random.default_rng(3).uniform(0, 5, (3, elementary.PART))
    for one in (x, x.T, x[:, ::3], x[0, :4], x[:0]):
        assert log(one).shape == one.shape
        assert bits(log(one).ravel()) == bits([log(value) for value in one.ravel().tolist()][: one.size])
    assert exp(np.arange(3)).tolist() == [exp(0), exp(1), exp(2)]


IN_ANOTHER_PROCESS = """
import numpy as np
from contagion.sim.core.compiling import PLAIN, config
from tests.helpers.same_bits import OF_ONE, bits, compiled
print(PLAIN, config.CPU_NAME)
for function in OF_ONE:
    print(*bits(compiled(function, np.linspace(0.001, 0.999, 200))))
"""


@pytest.mark.parametrize(
    "environment, said",
    [
        ({"NUMBA_DISABLE_JIT": "1"}, "True None"),
        ({"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}, "False generic"),
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
