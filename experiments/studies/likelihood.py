"""How likely runs of a set of values make what was observed, given all errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.studies.targets import Targets
from sim.draws import Floats


@dataclass(frozen=True)
class Luck:
    """The variance of a figure from seed to seed, by its mean m: a + b m + c m², none of them negative.

    Two or three seeds say little of the variance at one place; those of all places together say much.
    """

    coefficients: Floats  # (targets, 3)

    @classmethod
    def of(cls, figures: Floats) -> Luck:
        """From figures, array (places, seeds, targets)."""
        from scipy.optimize import nnls

        rows = []
        for one in np.moveaxis(figures, 2, 0):
            whole = one[np.isfinite(one).all(axis=1)]
            mean, spread = whole.mean(axis=1), whole.var(axis=1, ddof=1)
            scale = np.abs(mean).max(initial=0.0) or 1.0
            powers = np.stack([np.ones(len(mean)), np.abs(mean) / scale, (mean / scale) ** 2], axis=1)
            found = nnls(powers, spread)[0] if len(mean) else np.zeros(3)
            rows.append(found / [1.0, scale, scale**2])
        return cls(np.array(rows))

    def variance(self, mean: Floats) -> Floats:
        """Of one run, at means (places, targets)."""
        a, b, c = self.coefficients.T
        return a + b * np.abs(mean) + c * mean**2


def log_likelihood(figures: Floats, targets: Targets, luck: Luck) -> tuple[Floats, Floats]:
    """Log likelihood of what was observed at each place, array (places,), and gaps in errors, (places, targets).

    What was observed is one run of the world, so the luck of one run is in it, besides that of the mean over seeds.
    A range says that the figure lies in it, not where.
    """
    from scipy.special import log_ndtr

    seeds, mean = figures.shape[1], figures.mean(axis=1)
    low, high = np.array([row.bounds for row in targets.rows]).T
    observed = np.array([row.deviation for row in targets.rows])
    missed = targets.discrepancy * np.abs(low + high) / 2
    error = np.sqrt(observed**2 + missed**2 + luck.variance(mean) * (1 + 1 / seeds))
    below, above = (low - mean) / error, (high - mean) / error
    gaps = np.where(below > 0, -below, np.where(above < 0, -above, 0.0))
    at = -0.5 * below**2 - np.log(error)
    # P(low < figure < high), from the tail where both ends lie
    a, b = np.where(below > 0, -above, below), np.where(below > 0, -below, above)
    with np.errstate(divide="ignore"):
        within = log_ndtr(b) + np.log1p(-np.exp(np.minimum(log_ndtr(a) - log_ndtr(b), 0.0)))
    log = np.where(low == high, at, within).sum(axis=1)
    return np.where(np.isfinite(mean).all(axis=1), log, -np.inf), gaps
