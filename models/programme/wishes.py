"""The centre of a wish that differs between groups (S11)."""

from __future__ import annotations

from functools import cache, lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray


@lru_cache(maxsize=256)
def centred_logit(wish: float, spread: float) -> float:
    """The logit whose mean chance over a normal term of the given spread is `wish` (0 < wish < 1)."""
    if spread == 0:
        return log(wish / (1 - wish))
    nodes, weights = _normal()
    terms = spread * nodes
    low, middle, high = -60.0, 0.0, 60.0
    for _ in range(200):
        if float(weights @ (1 / (1 + np.exp(-middle - terms)))) < wish:
            low = middle
        else:
            high = middle
        middle = (low + high) / 2
        if middle in (low, high):  # neighbours: no number lies between them
            break
    return middle


@cache
def _normal() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values of a standard normal term, and how much each counts in a mean over it."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    return nodes, weights / weights.sum()
