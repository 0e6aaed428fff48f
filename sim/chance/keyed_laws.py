"""Laws of keyed draws that few rules need, for compiled code: races, binomial numbers."""

import math

import numpy as np

from contagion.sim.chance.keyed import exponential, uniform
from contagion.sim.core.compiling import compiled
from contagion.sim.elementary import exp, log, log1p
from contagion.sim.powers import log_factorial


@compiled
def arrival(key, entity, rival, weight):
    """When a rival arrives in the race for an entity. The first is each as often as its weight says, and one rival more
    changes nothing unless it comes first."""
    return exponential(key, entity, rival) / weight if weight > 0 else math.inf


@compiled
def binomial(key, size, share, entity, occasion=0):
    """How many of so many succeed, each with probability `share`: by inversion, from the likeliest number outwards."""
    if size <= 0 or not 0 < share < 1:
        return np.int64(size) if size > 0 and share >= 1 else np.int64(0)
    odds, low = share / (1 - share), min(np.int64((size + 1) * share), np.int64(size))
    high, log_below = low, log_factorial(low) + log_factorial(size - low)
    above = exp(log_factorial(size) - log_below + low * log(share) + (size - low) * log1p(-share))
    below, left = above, uniform(key, entity, occasion) - above
    mode = low
    while left >= 0 and above + below > 1e-18:
        high += 1
        above *= (size - high + 1) / high * odds
        left -= above
        if left < 0:
            return high
        below *= low / ((size - low + 1) * odds)
        low -= 1
        left -= below
        if left < 0:
            return low
    return mode
