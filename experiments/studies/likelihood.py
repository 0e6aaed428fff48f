"""How likely runs of a set of values make what was observed, given all errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.studies.targets import Targets
from sim.draws import Draws, Floats


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

    mean, (low, high) = figures.mean(axis=1), _bounds(targets)
    error = np.sqrt(_variance(targets) + luck.variance(mean) * (1 + 1 / figures.shape[1]))
    below, above = (low - mean) / error, (high - mean) / error
    gaps = np.where(below > 0, -below, np.where(above < 0, -above, 0.0))
    at = -0.5 * below**2 - np.log(error)
    # P(low < figure < high), from the tail where both ends lie
    a, b = np.where(below > 0, -above, below), np.where(below > 0, -below, above)
    with np.errstate(divide="ignore"):
        within = log_ndtr(b) + np.log1p(-np.exp(np.minimum(log_ndtr(a) - log_ndtr(b), 0.0)))
    log = np.where(low == high, at, within).sum(axis=1)
    return np.where(np.isfinite(mean).all(axis=1), log, -np.inf), gaps


def as_observed(figures: Floats, targets: Targets, luck: Luck, draws: int, lived: bool = False) -> Floats:
    """What would have been observed of each place, its errors drawn so many times, less what was: array (draws, places,
    targets), in errors of what was observed; 0 within a range, NaN where a run failed.

    The errors are those of the likelihood. Where luck is to be as it was `lived`, one run after the other is taken in
    place of the mean over seeds and of luck that is drawn.
    """
    mean, (low, high), rows = figures.mean(axis=1), _bounds(targets), _variance(targets)
    seeds = figures.shape[1]
    times, places = np.arange(draws)[:, None], np.arange(len(mean))
    chance = [Draws(1).stream(f"error of target {number}").normal(places, times) for number in range(len(low))]
    error = np.sqrt(rows if lived else rows + luck.variance(mean) * (1 + 1 / seeds))
    at = figures[:, times[:, 0] % seeds].swapaxes(0, 1) if lived else mean
    made = at + error * np.stack(chance, axis=2)
    off = np.where(made < low, made - low, np.where(made > high, made - high, 0.0 * made))
    return off / np.sqrt(rows + luck.variance((low + high) / 2) * (1 + 1 / seeds))


def _bounds(targets: Targets) -> Floats:
    return np.array([row.bounds for row in targets.rows]).T


def _variance(targets: Targets) -> Floats:
    """Of the error of observation and of what the model misses."""
    observed = np.array([row.deviation for row in targets.rows])
    return observed**2 + (targets.discrepancy * np.abs(_bounds(targets).sum(axis=0)) / 2) ** 2
