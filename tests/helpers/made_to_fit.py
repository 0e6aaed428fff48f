"""An entry, and a function compiled by plain Numba, that share an ingredient: too long to be put in its place, and in
the entry always given the same. Prints what each makes of it, and what plain Python does."""

import math
from typing import Any

import numpy as np
from numba import njit

from contagion.sim.core.compiling import ENTRY, compiled

_STEPS = "\n".join(f"    s += math.sin(x * {k}.5 + s) * math.cos(y + {k}.25)" for k in range(60))
_TEXT = f"def ingredient(unused, x, y):\n    s = 0.0\n{_STEPS}\n    return s\n"
_made: dict[str, Any] = {"math": math}
exec(_TEXT, _made)
plain = _made["ingredient"]
ingredient = compiled(plain)


@njit(**ENTRY)
def with_one(out):
    for n in range(len(out)):
        out[n] = ingredient(n * 3.0, float(n), 1.0) + ingredient(n * 5.0, float(n), 1.0)


@njit(error_model="numpy")
def with_any(out, y):
    for n in range(len(out)):
        out[n] = ingredient(n * 3.0, float(n), y) + ingredient(n * 5.0, float(n), y)


def by_plain_python(y: float) -> list[float]:
    return [plain(n * 3.0, float(n), y) + plain(n * 5.0, float(n), y) for n in range(5)]


if __name__ == "__main__":
    one, two = np.zeros(5), np.zeros(5)
    with_one(one)
    with_any(two, 2.0)
    print(np.allclose(one, by_plain_python(1.0), rtol=1e-12), np.allclose(two, by_plain_python(2.0), rtol=1e-12))
