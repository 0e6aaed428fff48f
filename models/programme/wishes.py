"""The centre of a wish that differs between groups (S11)."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from contagion.sim.elementary import exp, log

STEP, FARTHEST = 1 / 16, 8.5  # of a standard normal term: by equal steps, of which a smooth mean needs few


@lru_cache(maxsize=256)
def centred_logit(wish: float, spread: float) -> float:
    """The logit whose mean chance over a normal term of the given spread is `wish` (0 < wish < 1)."""
    if spread == 0:
        return log(wish / (1 - wish))
    nodes, weights = _normal()
    terms = spread * nodes
    low, middle, high = -60.0, 0.0, 60.0
    for _ in range(200):
        if float((weights / (1 + exp(-middle - terms))).sum()) < wish:
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
    nodes = np.arange(-FARTHEST, FARTHEST + STEP, STEP)
    weights = exp(nodes * nodes * -0.5)
    return nodes, weights / weights.sum()
