"""What it would be worth to know more before choosing between options.

Each option has a net benefit in each of many worlds: in sets of values of what is uncertain, all as likely, under some
seeds each, the same sets and seeds for all options. Whoever knows nothing more takes the option that is best in the
mean. Whoever learned some numbers first could take another one where they say so, and gains by it in the mean; that
gain is what these numbers are worth (EVPPI), and none is worth more than all of them together (EVPI).

Chance must not be taken for knowledge: the best of several noisy means looks better than it is. For EVPI the means of
the sets are drawn together until they vary no more than sets do without luck. For EVPPI what is expected of a set is
learned from other sets. Judged by what then came, a choice that was misled by chance is worth too little, and by its
own promise too much, by as much to second order; the mean of both is nearly right. Being an estimate, it may come out
below 0 where there is nothing to gain.

Sources: Strong, Oakley & Brennan 2014, doi 10.1177/0272989X13505910 (EVPPI by regression); Golub, Heath & Wahba 1979,
doi 10.1080/00401706.1979.10489751 (the penalty); van Hasselt 2010, "Double Q-learning", NeurIPS 23 (judging a choice by
other data).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.sim.chance.draws import Draws, Floats, Ints
from contagion.sim.statistics.replicates import resampled

if TYPE_CHECKING:
    import pandas as pd

FOLDS = 10  # parts of the sets, each of which is judged by what the others tell
FEWEST = 4 * FOLDS  # sets
INNER = 4  # knots of a spline between its ends
FEW = 8  # and fewer different numbers are told apart like categories
PENALTIES = np.geomspace(1e-3, 1e3, 11)  # a set; infinite ones take the mean alone
MOST_USED = 0.25  # degrees of freedom a set: with many more, cross-validation does not see what is mere fit
RESAMPLES = 200
ROUNDING = 1e-12  # a variance below this share of the largest is none


@dataclass(frozen=True)
class Worth:
    """What it is worth to know something.

    Attributes
    ----------
    value, error : float
        In units of the net benefit, and the standard error by bootstrap of the sets.
    chosen : array of int (sets,)
        Which option would be taken in each set.
    """

    value: float
    error: float
    chosen: NDArray[np.intp]

    @property
    def clear(self) -> bool:
        """Whether it lies above 0 by more than two standard errors."""
        return self.value > 2 * self.error


def evpi(benefits: ArrayLike, resamples: int = RESAMPLES, seed: int = 1, same: ArrayLike | None = None) -> Worth:
    """What it is worth to know the set, but not what luck will do.

    Right where sets differ as by a normal law; of other laws as far as luck is small beside what sets differ by.

    Parameters
    ----------
    benefits : array (sets, seeds, options)
        Of at least two seeds each, by which luck is told from what is of the set; unrelated in different sets.
    resamples : int
        Bootstrap samples of the sets, at least 2.
    seed : int
        Of the resampling.
    same : array of int (sets,), optional
        Sets of the same number are the same: they come together in a bootstrap sample, and in what is judged by others.

    Raises
    ------
    ValueError
        Where a benefit is missing, or there are too few sets, seeds or options.
    """
    given = _checked(benefits, seeds=2)
    ahead = given - given[:, :, [given.mean(axis=(0, 1)).argmax()]]
    rows, expected = np.arange(len(given)), _without_luck(ahead)
    values = []
    for counts in _resampled(len(given), resamples, seed, same).astype(np.intp):
        sample = ahead[np.repeat(rows, counts)]
        values.append(_without_luck(sample).max(axis=1).mean() - sample.mean(axis=(0, 1)).max())
    return _worth(np.array(values), expected.argmax(axis=1))


def _without_luck(ahead: Floats) -> Floats:
    """Means over seeds, drawn together about that of all sets until their covariance is what it would be of endless
    seeds: array (sets, options)."""
    sets, seeds, _ = ahead.shape
    means = ahead.mean(axis=1)
    middle, off = means.mean(axis=0), ahead - means[:, None]
    apart = means - middle
    luck = np.einsum("sji,sjk->ik", off, off) / (sets * (seeds - 1) * seeds)
    sizes, axes = np.linalg.eigh(apart.T @ apart / (sets - 1))
    there = sizes > ROUNDING * max(sizes[-1], 0.0)
    size, axes = np.sqrt(sizes[there]), axes[:, there]
    level = axes / size  # in which the means vary alike in all directions
    shares, turned = np.linalg.eigh(np.eye(len(size)) - level.T @ luck @ level)
    draw = (level @ turned * np.sqrt(np.clip(shares, 0, 1))) @ turned.T @ (axes * size).T
    return middle + apart @ draw


def evppi(
    benefits: ArrayLike,
    known: pd.DataFrame,
    resamples: int = RESAMPLES,
    seed: int = 1,
    same: ArrayLike | None = None,
) -> Worth:
    """What it is worth to know some numbers of the set together.

    The net benefits are regressed on what the numbers say: on a cubic spline of each, categories by name, and on
    products of two; with a penalty that cross-validation sets, by which numbers that say nothing leave the mean alone.
    What takes three numbers to see is missed, so that it is rather too little of many.

    Parameters
    ----------
    benefits : array (sets, seeds, options)
    known : DataFrame (sets × numbers)
        Numbers, or categories as text.
    resamples, seed, same
        As of `evpi`.

    Raises
    ------
    ValueError
        As `evpi`, or where numbers and benefits are of different sets.
    """
    mean = _checked(benefits).mean(axis=1)
    if len(known) != len(mean):
        raise ValueError(f"{len(known)} rows of numbers do not fit the net benefits of {len(mean)} sets")
    counts = _resampled(len(mean), resamples, seed, same)
    best = mean.mean(axis=0).argmax()
    ahead = mean - mean[:, [best]]
    seen, fold = _basis(known), _numbered(len(mean), same) % FOLDS
    gains, chosen = np.zeros(len(counts)), np.full(len(mean), best)
    for part in range(FOLDS) if seen.shape[1] else ():
        own = fold == part
        middle, at, slopes = _regressed(seen[~own], ahead[~own], counts[:, ~own])
        expected = middle[:, None] + seen[own] @ slopes - (at[:, None] @ slopes)
        taken, without = expected.argmax(axis=2), middle.argmax(axis=1)[:, None]
        promised = expected.max(axis=2) - _of(expected, without)
        judged = _of(ahead[own][None], taken) - _of(ahead[own][None], without)
        gains += (counts[:, own] * (promised + judged) / 2).sum(axis=1)
        chosen[own] = taken[0]
    return _worth(gains / counts.sum(axis=1), chosen)


def _checked(benefits: ArrayLike, seeds: int = 1) -> Floats:
    given = np.asarray(benefits, dtype=np.float64)
    if given.ndim != 3 or given.shape[0] < FEWEST or given.shape[1] < seeds or given.shape[2] < 2:
        raise ValueError(f"needs {FEWEST} sets, {seeds} seeds and 2 options, got the shape {given.shape}")
    if not np.isfinite(given).all():
        raise ValueError("a net benefit is missing, and nothing can be said of a set that lacks one")
    return given


def _numbered(sets: int, same: ArrayLike | None) -> Ints:
    return np.arange(sets) if same is None else np.unique(np.asarray(same), return_inverse=True)[1]


def _resampled(sets: int, resamples: int, seed: int, same: ArrayLike | None) -> Floats:
    """How often each set counts: once in the first row, then as the bootstrap draws them."""
    stream = Draws(seed).stream("bootstrap, sets")
    drawn = [np.bincount(rows, minlength=sets) for rows in resampled(sets, resamples, stream, same)]
    return np.array([np.ones(sets), *drawn])


def _worth(values: Floats, chosen: NDArray[np.intp]) -> Worth:
    return Worth(float(values[0]), float(np.std(values[1:], ddof=1)), chosen)


def _of(values: Floats, option: NDArray[np.intp]) -> Floats:
    """The values of one option a row: (resamples, sets)."""
    shape = (*np.broadcast_shapes(values.shape[:2], option.shape), 1)
    wide = np.broadcast_to(values, (*shape[:2], values.shape[2]))
    return np.take_along_axis(wide, np.broadcast_to(option[..., None], shape), axis=2)[..., 0]


# ---- what numbers say ------------------------------------------------------------------------------------------------


def _basis(known: pd.DataFrame) -> Floats:
    """Columns that a net benefit is regressed on: array (sets, columns)."""
    straight, bent = [], []
    for name in known:
        values = known[name].to_numpy()
        levels = np.unique(values)
        if len(levels) < 2:
            continue
        if values.dtype.kind not in "iuf" or len(levels) <= FEW:
            straight.append((values[:, None] == levels[1:]).astype(np.float64))
            continue
        values = values.astype(np.float64)
        if not np.isfinite(values).all():  # a time that may be for ever: its order tells as much
            values = np.searchsorted(levels, values).astype(np.float64)
        straight.append(((values - values.mean()) / values.std())[:, None])
        bent.append(_spline(values))
    products = [(one[:, :, None] * other[:, None]).reshape(len(known), -1) for one, other in combinations(straight, 2)]
    columns = np.concatenate([np.empty((len(known), 0)), *straight, *bent, *products], axis=1)
    spread = columns.std(axis=0)
    kept = spread > 1e-9
    return (columns - columns.mean(axis=0))[:, kept] / spread[kept]


def _spline(values: Floats) -> Floats:
    from scipy.interpolate import BSpline  # slow to load

    knots = np.unique(np.quantile(values, np.linspace(0, 1, INNER + 2)))
    ends = [knots[0]] * 3, [knots[-1]] * 3
    return BSpline.design_matrix(values, np.concatenate([ends[0], knots, ends[1]]), 3).toarray()


def _regressed(seen: Floats, ahead: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Ridge regressions of each option on the columns, one a resample, with the penalty that generalised
    cross-validation finds best: mean of the options (resamples, options) and of the columns (resamples, columns),
    slopes (resamples, columns, options)."""
    total = counts.sum(axis=1)
    (_, columns), options = seen.shape, ahead.shape[1]
    at, middle = counts @ seen / total[:, None], counts @ ahead / total[:, None]
    squares = (counts @ (seen[:, :, None] * seen[:, None]).reshape(len(seen), -1)).reshape(-1, columns, columns)
    squares -= total[:, None, None] * at[:, :, None] * at[:, None]
    crossed = (counts @ (seen[:, :, None] * ahead[:, None]).reshape(len(seen), -1)).reshape(-1, columns, options)
    crossed -= total[:, None, None] * at[:, :, None] * middle[:, None]
    spread = counts @ ahead**2 - total[:, None] * middle**2
    sizes, axes = np.linalg.eigh(squares)
    sizes = np.maximum(sizes, 0.0)
    along = np.swapaxes(axes, 1, 2) @ crossed
    slopes, least = np.zeros_like(along), spread / (total[:, None] - 1) ** 2  # of the mean alone
    for penalty in PENALTIES:
        lifted = sizes + (penalty * total)[:, None]
        left = spread - ((along**2) * ((lifted + (penalty * total)[:, None]) / lifted**2)[..., None]).sum(axis=1)
        used = (sizes / lifted).sum(axis=1)  # degrees of freedom
        score = left / (total - 1 - used)[:, None] ** 2
        better = (score < least) & (used < MOST_USED * total)[:, None]
        slopes = np.where(better[:, None], along / lifted[..., None], slopes)
        least = np.where(better, score, least)
    return middle, at, axes @ slopes
