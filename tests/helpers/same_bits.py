"""The functions that give the same bits on every machine, asked in three ways: by number, by array, by compiled code;
and how far they are from the truth."""

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import mpmath
import numpy as np

from contagion.models.kernel import CODE
from contagion.sim.core.library import Entry, Reals
from contagion.sim.elementary import asin, cos, exp, expm1, log, log1p, log_factorial, power, sin

type Numbers = Sequence[float] | np.ndarray

DIGITS = mpmath.mp.clone()
DIGITS.prec = 240


def _one_by_one(handle, name, x: Reals, y: Reals, out: Reals):
    """By the number of the function in `OF_ONE`; powers are the last."""
    for n in range(len(x)):
        if name == 0:
            out[n] = exp(x[n])
        elif name == 1:
            out[n] = expm1(x[n])
        elif name == 2:
            out[n] = log(x[n])
        elif name == 3:
            out[n] = log1p(x[n])
        elif name == 4:
            out[n] = sin(x[n])
        elif name == 5:
            out[n] = cos(x[n])
        elif name == 6:
            out[n] = asin(x[n])
        elif name == 7:
            out[n] = log_factorial(x[n])
        else:
            out[n] = power(x[n], y[n])


@cache
def by_numba(function: Any) -> Any:
    """A function compiled for this process; in plain Python as it stands."""
    return Entry(CODE, function, function.__name__)


OF_ONE = (exp, expm1, log, log1p, sin, cos, asin, log_factorial)
BY_ARRAY = (exp, log, sin, cos, asin, power)


def compiled(function: Callable[..., Any], *x: Numbers) -> np.ndarray:
    """What compiled code makes of numbers."""
    given = [np.array(one, float) for one in x]
    out = np.empty(len(given[0]))
    by_numba(_one_by_one)(0, OF_ONE.index(function) if function in OF_ONE else len(OF_ONE), given[0], given[-1], out)
    return out


def assert_one_text(function: Callable[..., Any], *x: Numbers) -> None:
    """All ways give the same bits."""
    given = [np.array(one, float) for one in x]
    by_number = [function(*one) for one in zip(*(one.tolist() for one in given), strict=True)]
    assert all(isinstance(one, float) for one in by_number)
    others = [compiled(function, *given)]
    if function in BY_ARRAY:
        others += [function(*given), function(*(one[:5] for one in given))]
    for other in others:
        assert bits(by_number[: len(other)]) == bits(other)


def bits(values: Numbers) -> list[int]:
    """The bits of numbers; one word for all that are none."""
    values = np.array(values, float)
    return np.where(np.isnan(values), -1, values.view(np.int64)).tolist()


def units_off(function: Callable[..., Any], truth: Callable[..., Any], *x: Numbers) -> float:
    """The largest error of what compiled code makes of numbers, in units of the last place of the number next to the
    truth. A truth beyond all numbers must be met."""
    worst = 0.0
    for found, *given in zip(
        compiled(function, *x).tolist(), *(np.array(one, float).tolist() for one in x), strict=True
    ):
        wanted = truth(*map(DIGITS.mpf, given))
        nearest = float(wanted)
        if math.isinf(nearest) or math.isinf(found):
            assert found == nearest, given
        else:
            worst = max(worst, float(abs(DIGITS.mpf(found) - wanted) / DIGITS.mpf(math.ulp(nearest))))
    return worst


def _less(handle, a: Reals, b: Reals, products: Reals, out: Reals):
    for n in range(len(a)):
        out[n] = a[n] * b[n] - products[n]


def products_less_themselves(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Products in compiled code, less the same products from before."""
    out = np.empty(len(a))
    by_numba(_less)(0, a, b, a * b, out)
    return out
