"""Sums of real numbers in one order on every machine and in every speed: that of NumPy, which halves what is long and
adds what is short in eight sums side by side."""

from typing import Any

from contagion.sim.core.compiling import compiled

SHORT = 128
LEVELS = 16  # of halving: for 8 million numbers


@compiled
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
    """A sum of numbers twice as many."""

    @compiled
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
