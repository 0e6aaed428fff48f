"""Sensitivity of a simulator's output to its factors: Morris's screening and Sobol's variance shares.

In three steps: a sample in the unit cube, runs of the simulator at its points (`sim.statistics.designs.points_at`), the
analysis of their outputs. The samples are SALib's. The estimators are SALib's too, written anew because elementary
effects of whole-number factors and the noise of replicates need more than it offers; where they need not, the numbers
agree.

A stochastic simulator can be analysed in two ways:

- Replicates: run every point under the same seeds and pass a matrix of outputs, a row a point, a column a seed. The
  indices are those of the mean output, and `sim.statistics.replicates.noise` tells what is left of chance in it.
- The seed as a factor (`with_seed`): one run a point. The seed then has indices like any other factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.sim.chance.draws import Floats
from contagion.sim.errors import needed
from contagion.sim.statistics.designs import Factor, exponent_of_two
from contagion.sim.statistics.replicates import ROUNDING, across_replicates, finished, half_width

EXTRA = "research", "a sensitivity analysis"


def with_seed(factors: Sequence[Factor]) -> list[Factor]:
    """The factors, and the seed of the simulator as one more.

    Its first index is the share of the output's variance that chance explains alone; its total index the share in which
    chance plays a part, alone or with others. This is for Sobol' indices: seeds have no order, so an elementary effect
    of theirs means nothing.
    """
    return [*factors, Factor("seed", 1, 2**31 - 1, whole=True)]


# Morris


def morris_sample(factors: Sequence[Factor], trajectories: int, levels: int = 4, seed: int = 1) -> Floats:
    """Random trajectories through a grid in the unit cube, each of which moves every factor once.

    Parameters
    ----------
    factors : sequence of k Factor
    trajectories : int
        At least 2.
    levels : int
        Levels of the grid, even. A move crosses levels/2 of the levels − 1 steps.
    seed : int

    Returns
    -------
    array (trajectories * (k + 1), k)

    Raises
    ------
    ValueError
        Where the trajectories are too few, or the levels odd.
    InputError
        Where SALib is not installed.

    Source: Morris 1991, doi 10.1080/00401706.1991.10484804; `SALib.sample.morris`.
    """
    if trajectories < 2 or levels < 2 or levels % 2:
        raise ValueError(f"Morris needs 2 trajectories and even levels, got {trajectories} and {levels}")
    salib = needed("SALib.sample.morris", *EXTRA)  # slow to load
    unit = salib.sample(_unit_cube(factors), trajectories, num_levels=levels, seed=seed)
    # free of rounding, so that a level is always the same whole number
    return np.round(unit * (levels - 1)) / (levels - 1)


def morris(
    factors: Sequence[Factor],
    unit: ArrayLike,
    outputs: ArrayLike,
    seed: int = 1,
    confidence: float = 0.95,
    resamples: int = 1000,
) -> pd.DataFrame:
    """Elementary effects of the factors: which matter, and which act in a straight line.

    An elementary effect is the change of output a move of one factor makes, scaled to a move across its whole range: by
    the values the factor takes, not by its places in the unit cube, which for whole numbers are not in proportion.

    Parameters
    ----------
    factors : sequence of k Factor
    unit : array (n, k)
        Made by `morris_sample`.
    outputs : array (n,) or (n, replicates)
        Of replicates the mean is analysed. What noise is left in it raises mu_star and sigma.
    seed : int
        Of the resampling.
    confidence : float
        Level of the intervals.
    resamples : int
        Bootstrap samples of the trajectories, and of the replicates.

    Returns
    -------
    DataFrame, a row a factor, the largest mu_star first
        factor; mu, the mean effect; mu_star, the mean absolute effect, and its interval from mu_star_low to
        mu_star_high; sigma, the standard deviation of the effects, 0 where the factor acts linearly and alone. All but
        `factor` are in units of the output. All are 0 for a constant output.

    Raises
    ------
    ValueError
        Where runs have failed (NaN), or the sample and outputs do not fit.

    Source: Morris 1991, doi 10.1080/00401706.1991.10484804; mu_star: Campolongo, Cariboni & Saltelli 2007, doi
    10.1016/j.envsoft.2006.10.004.
    """
    effects = _elementary_effects(factors, np.asarray(unit, dtype=np.float64), finished(outputs))
    mean_effects = effects.mean(axis=2)
    mu_star = _mu_star(effects)
    half = half_width(effects, _mu_star, confidence, resamples, seed)
    table = pd.DataFrame(
        {
            "factor": [factor.name for factor in factors],
            "mu": mean_effects.mean(axis=0),
            "mu_star": mu_star,
            "sigma": mean_effects.std(axis=0, ddof=1),
            "mu_star_low": np.maximum(mu_star - half, 0.0),
            "mu_star_high": mu_star + half,
        }
    )
    return table.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)


def _elementary_effects(factors: Sequence[Factor], unit: Floats, outputs: Floats) -> Floats:
    """Effects of a move across the whole range: (trajectories, k, replicates)."""
    k = len(factors)
    if unit.shape != (len(outputs), k) or len(outputs) % (k + 1):
        raise ValueError(f"{len(outputs)} outputs of {k} factors do not fit a Morris sample of shape {unit.shape}")
    values = [_place(factor, places) for factor, places in zip(factors, unit.T, strict=True)]
    steps = np.diff(np.stack(values, axis=-1).reshape(-1, k + 1, k), axis=1)  # (trajectories, moves, k)
    changes = np.diff(outputs.reshape(len(steps), k + 1, -1), axis=1)  # (trajectories, moves, replicates)
    moved = steps != 0
    if (moved.sum(axis=1) != 1).any() or (moved.sum(axis=2) != 1).any():
        raise ValueError("not a Morris sample: a trajectory must move every factor once, one at a time")
    return np.einsum("tmk,tmr->tkr", moved, changes) / steps.sum(axis=1)[..., None]


def _place(factor: Factor, places: Any) -> Floats:
    """Where the values lie in the range, evenly by the law of a factor; whole numbers lie where they are."""
    if factor.law == "uniform":
        return (factor.at(places) - factor.low) / (factor.high - factor.low)
    return places


def _mu_star(effects: Floats) -> Floats:
    return np.abs(effects.mean(axis=2)).mean(axis=0)


# Sobol'


def sobol_sample(factors: Sequence[Factor], base: int, seed: int = 1) -> Floats:
    """Saltelli's design in the unit cube, for first and total indices: blocks of k + 2 rows, a block a base point.

    Twice the base keeps the first half, so that runs made already still serve.

    Parameters
    ----------
    factors : sequence of k Factor
    base : int
        Number of base points, a power of two.
    seed : int
        Of the scrambling.

    Returns
    -------
    array (base * (k + 2), k)

    Raises
    ------
    ValueError
        Where `base` is not a power of two.
    InputError
        Where SALib is not installed.

    Source: Saltelli et al. 2010, doi 10.1016/j.cpc.2009.09.018; `SALib.sample.sobol`.
    """
    exponent_of_two(base)
    salib = needed("SALib.sample.sobol", *EXTRA)  # slow to load
    return salib.sample(_unit_cube(factors), base, calc_second_order=False, seed=seed)


def sobol(
    factors: Sequence[Factor],
    outputs: ArrayLike,
    seed: int = 1,
    confidence: float = 0.95,
    resamples: int = 1000,
) -> pd.DataFrame:
    """Shares of the output's variance: what each factor explains alone, and what it plays a part in.

    With replicates, the indices are those of the expected output at a point. Those of the mean of a few replicates
    would be off by the noise left in it, which every factor that stirs the noise would seem to share; so only products
    of outputs under different seeds are averaged, in which noise has expectation 0. (For the indices of the mean as it
    is, pass the mean.) An index, being estimated, may come out below 0 or above 1.

    Parameters
    ----------
    factors : sequence of k Factor
    outputs : array (n,) or (n, replicates)
        At the points of `sobol_sample`, in its order. Replicates are runs under seeds that are the same at all points
        and unrelated to each other.
    seed : int
        Of the resampling.
    confidence : float
        Level of the intervals.
    resamples : int
        Bootstrap samples: of the base points and, where there are replicates, of those too. Resampled both ways, noise
        that is of one run alone counts more than once, so that intervals err on the wide side (Owen 2007, doi
        10.1214/07-AOAS122); as they do because resampling takes points for independent that are more even than that.
        But fewer than about ten replicates cannot tell how seeds differ in the effect of a factor: where they do, the
        intervals are then too narrow.

    Returns
    -------
    DataFrame, a row a factor, the largest total first
        factor; first, first_low, first_high; total, total_low, total_high. NaN for an output whose expectation does not
        vary, and in the intervals where that is so of a bootstrap sample.

    Raises
    ------
    ValueError
        Where runs have failed (NaN), or the number of outputs does not fit.

    Source: first index: Saltelli et al. 2010, doi 10.1016/j.cpc.2009.09.018, table 2b; total index: Jansen 1999, doi
    10.1016/S0010-4655(98)00154-4; intervals as in `SALib.analyze.sobol`: normal, with the bootstrap's standard error.
    """
    outputs = finished(outputs)
    k = len(factors)
    if len(outputs) % (k + 2):
        raise ValueError(f"{len(outputs)} outputs do not fit {k} factors: blocks of {k + 2} were expected")
    floor = (ROUNDING * np.abs(outputs).max()) ** 2
    blocks = (outputs - outputs.mean(axis=0)).reshape(-1, k + 2, outputs.shape[1])

    def statistic(sample: Floats) -> Floats:
        return _sobol_indices(sample, floor)

    found, half = statistic(blocks), half_width(blocks, statistic, confidence, resamples, seed)
    return _with_intervals(factors, found.reshape(2, k), half.reshape(2, k))


def _with_intervals(factors: Sequence[Factor], found: Floats, half: Floats) -> pd.DataFrame:
    table = pd.DataFrame({"factor": [factor.name for factor in factors]})
    for which, middle, apart in zip(("first", "total"), found, half, strict=True):
        table[[which, f"{which}_low", f"{which}_high"]] = np.stack([middle, middle - apart, middle + apart], axis=1)
    return table.sort_values("total", ascending=False, kind="stable", ignore_index=True)


def _sobol_indices(blocks: Floats, floor: float) -> Floats:
    """First indices, then total indices, (2k,), of centred outputs (base, k + 2, replicates); NaN where the variance is
    no more than `floor`."""
    moments = across_replicates(_moments, blocks)
    return np.divide(moments[:-1], moments[-1], out=np.full(len(moments) - 1, np.nan), where=moments[-1] > floor)


def _moments(blocks: Floats) -> Floats:
    """The k first and k total variances and the variance in all, (2k + 1, replicates), of each replicate alone."""
    a, ab, b = blocks[:, :1], blocks[:, 1:-1], blocks[:, -1:]
    change = ab - a
    first, total = (b * change).mean(axis=0), (change**2).mean(axis=0) / 2
    return np.concatenate([first, total, np.concatenate([a, b]).var(axis=0)])


def _unit_cube(factors: Sequence[Factor]) -> dict[str, Any]:
    """The factors as SALib's "problem"."""
    names = [factor.name for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
