"""The centre of a wish that differs between groups (S11)."""

from __future__ import annotations

from functools import lru_cache
from math import log

import numpy as np


@lru_cache(maxsize=256)
def centred_logit(wish: float, spread: float) -> float:
    """The logit whose mean chance over a normal term of the given spread is `wish` (0 < wish < 1)."""
    if spread == 0:
        return log(wish / (1 - wish))
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    weights = weights / weights.sum()
    low, high = -60.0, 60.0
    for _ in range(200):
        middle = (low + high) / 2
        if float(weights @ (1 / (1 + np.exp(-middle - spread * nodes)))) < wish:
            low = middle
        else:
            high = middle
    return (low + high) / 2
