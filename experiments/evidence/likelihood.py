"""How likely runs of a set of values make what was observed, given all errors.

What was observed is one run of the world: the mean of the process at a set of values, luck (variance s²), and an error
of reading and of the model (τ²), so it is normal with variance s² + τ² about that mean. The mean of k seeds stands in
its place here and has luck of its own, s²/k. A normal density about it with variance v is, in the mean over that luck,
one about the true mean with v + s²/k; so v must be τ² + s² − s²/k. To add s²/k would count luck twice, and pull what is
known towards what was likely before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from contagion.experiments.evidence.targets import Targets
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.errors import InputError
from contagion.sim.statistics.importance import Tried

NEAR = 200.0  # independent sets near what was observed, of which it is learned how large luck is there
TURNS = 4


@dataclass(frozen=True)
class Luck:
    """The variance of a figure from seed to seed, by its mean m: a + b m + c m², none of them negative.

    Two or three seeds say little of the variance at one place; those of many places together say much. The law need
    not be the same near what was observed and far from it, so it is learned where it is used, by weight.
    """

    coefficients: Floats  # (targets, 3)

    @classmethod
    def of(cls, figures: Floats, weights: Floats | None = None) -> Luck:
        """From figures, array (places, seeds, targets), where each place counts so much; alike where that is not said,
        or nothing counts."""
        from scipy.optimize import nnls

        counts = np.ones(len(figures)) if weights is None or not weights.any() else weights / weights.max()
        rows = []
        for one in np.moveaxis(figures, 2, 0):
            there = np.isfinite(one).all(axis=1) & (counts > 0)
            whole, root = one[there], np.sqrt(counts[there])
            mean, spread = whole.mean(axis=1), whole.var(axis=1, ddof=1)
            scale = np.abs(mean).max(initial=0.0) or 1.0
            powers = np.stack([np.ones(len(mean)), np.abs(mean) / scale, (mean / scale) ** 2], axis=1)
            found = nnls(root[:, None] * powers, root * spread)[0] if len(mean) else np.zeros(3)
            rows.append(found / [1.0, scale, scale**2])
        return cls(np.array(rows))

    def variance(self, mean: Floats) -> Floats:
        """Of one run, at means (places, targets)."""
        a, b, c = self.coefficients.T
        return a + b * np.abs(mean) + c * mean**2


def with_luck_near(figures: Floats, targets: Targets, tried: Tried, enough: float = NEAR) -> tuple[Luck, Tried, Floats]:
    """How large luck is where sets agree with what was observed, or come near it so that so many of them count; all
    sets weighted with that; and gaps. Which sets agree depends on how large luck is, so both are found by turns."""
    gaps, luck = np.empty(0), Luck.of(figures)
    for _ in range(TURNS):
        luck = Luck.of(figures, tried.weights(tried.tolerance(enough)))
        log, gaps = log_likelihood(figures, targets, luck)
        tried = replace(tried, log_likelihood=log)
    return luck, tried, gaps


def log_likelihood(figures: Floats, targets: Targets, luck: Luck) -> tuple[Floats, Floats]:
    """Log likelihood of what was observed at each place, array (places,), and gaps in errors, (places, targets).

    In the mean over the luck of the seeds it is the likelihood at the true mean. A range says that the figure lies in
    it, not where. A gap is that of the mean over seeds, in standard deviations that it has where the values are right:
    there the luck of the world and that of the seeds are both in it.

    Raises
    ------
    InputError
        Where nothing is left by which a figure could miss a target: one seed, and neither error nor discrepancy.
    """
    from scipy.special import log_ndtr

    mean, (low, high), seeds = figures.mean(axis=1), _bounds(targets), figures.shape[1]
    error = np.sqrt(_of_one(mean, targets, luck, seeds))
    below, above = (low - mean) / error, (high - mean) / error
    apart = np.sqrt(error**2 + 2 * luck.variance(mean) / seeds)
    gaps = np.where(below > 0, -below, np.where(above < 0, -above, 0.0)) * error / apart
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

    The errors are those of the likelihood, so that with the luck of the mean over seeds they make one run of the world.
    Where luck is to be as it was `lived`, one run after the other is taken in place of that mean and of luck that is
    drawn.
    """
    mean, (low, high), rows = figures.mean(axis=1), _bounds(targets), variance_of_reading(targets)
    seeds = figures.shape[1]
    times, places = np.arange(draws)[:, None], np.arange(len(mean))
    chance = [Draws(1).stream(f"error of target {number}").normal(places, times) for number in range(len(low))]
    error = np.sqrt(rows if lived else _of_one(mean, targets, luck, seeds))
    at = figures[:, times[:, 0] % seeds].swapaxes(0, 1) if lived else mean
    made = at + error * np.stack(chance, axis=2)
    off = np.where(made < low, made - low, np.where(made > high, made - high, 0.0 * made))
    return off / error_at((low + high) / 2, targets, luck)


def error_at(mean: Floats, targets: Targets, luck: Luck) -> Floats:
    """Standard deviation of what would be observed at true means, array (targets,) or (places, targets)."""
    return np.sqrt(variance_of_reading(targets) + luck.variance(mean))


def _of_one(mean: Floats, targets: Targets, luck: Luck, seeds: int) -> Floats:
    """Variance about the mean of so many seeds, array (places, targets), with which one run of the world is likely."""
    made = variance_of_reading(targets) + luck.variance(mean) * (1 - 1 / seeds)
    if (none := (made <= 0).any(axis=0)).any():
        raise InputError(
            f"{targets.name}: {targets.rows[int(none.argmax())].name} needs an error or a discrepancy; "
            "there is nothing else by which a set that is right could miss it"
        )
    return made


def must_be_told(figures: Floats, targets: Targets) -> None:
    """Refuse targets that no set tells, in all its seeds: figures of many sets, array (sets, seeds, targets)."""
    told = np.isfinite(figures).all(axis=1)
    rarest = targets.rows[int(told.sum(axis=0).argmin())].name
    if not told.all(axis=1).any():
        raise InputError(
            f"{targets.name}: none of the first {len(told):,} sets tells all targets in each of its "
            f"seeds; {rarest} is told by the fewest ({int(told.sum(axis=0).min()):,}): leave it out, or "
            "ask for another figure"
        )


def _bounds(targets: Targets) -> Floats:
    return np.array([row.bounds for row in targets.rows]).T


def variance_of_reading(targets: Targets) -> Floats:
    """Of the error of observation and of what the model misses."""
    observed = np.array([row.deviation for row in targets.rows])
    return observed**2 + (targets.discrepancy * np.abs(_bounds(targets).sum(axis=0)) / 2) ** 2
