"""Sensitivity of a simulator's output to its factors: Morris's screening.

In three steps: a sample in the unit cube, runs of the simulator at its points (`sim.statistics.designs.points_at`), the
analysis of their outputs. The sample is SALib's. The estimator is SALib's too, written anew because elementary effects
of whole-number factors and the noise of replicates need more than it offers; where they need not, the numbers agree.
Variance shares (Sobol') are SALib's own, on a sweep of its design (notebook 4).

Replicates are the same seeds at every point: a matrix of outputs, a row a point, a column a seed. The indices are those
of the mean output.

Partial rank correlation: how an output rises or falls with each input of a design, the others held.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.sim.chance.draws import Floats
from contagion.sim.errors import require_module
from contagion.sim.statistics.compare import half_width, output_matrix
from contagion.sim.statistics.designs import Factor


def morris_sample(factors: Sequence[Factor], trajectories: int, levels: int = 4, seed: int = 1) -> Floats:
    """Draw random trajectories through a grid in the unit cube, each of which moves every factor once.

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
    salib = require_module("SALib.sample.morris", "research", "a sensitivity analysis")  # slow to load
    names = [factor.name for factor in factors]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    unit = salib.sample(problem, trajectories, num_levels=levels, seed=seed)
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
    effects = _elementary_effects(factors, np.asarray(unit, dtype=np.float64), output_matrix(outputs))
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
    # where values lie in the range, evenly by the law of a factor; whole numbers lie where they are
    values = [
        (factor.at(places) - factor.low) / (factor.high - factor.low) if factor.law == "uniform" else places
        for factor, places in zip(factors, unit.T, strict=True)
    ]
    steps = np.diff(np.stack(values, axis=-1).reshape(-1, k + 1, k), axis=1)  # (trajectories, moves, k)
    changes = np.diff(outputs.reshape(len(steps), k + 1, -1), axis=1)  # (trajectories, moves, replicates)
    has_moved = steps != 0
    if (has_moved.sum(axis=1) != 1).any() or (has_moved.sum(axis=2) != 1).any():
        raise ValueError("not a Morris sample: a trajectory must move every factor once, one at a time")
    return np.einsum("tmk,tmr->tkr", has_moved, changes) / steps.sum(axis=1)[..., None]


def _mu_star(effects: Floats) -> Floats:
    return np.abs(effects.mean(axis=2)).mean(axis=0)


FEWEST = 4 / 3  # points for each input; with fewer the coefficients are not clear
ENOUGH = 10  # points for each input; with fewer the intervals are rough (a rule of thumb)


def too_few(points: int, inputs: int) -> bool:
    """Return whether so many points are too few for so many inputs."""
    return points < max(FEWEST * inputs, inputs + 3)


def prcc(
    names: Sequence[str],
    inputs: ArrayLike,
    outputs: ArrayLike,
    seed: int = 1,
    confidence: float = 0.95,
    resamples: int = 400,
    same: ArrayLike | None = None,
) -> pd.DataFrame:
    """Partial rank correlation coefficients of the mean output with each input.

    1 or −1 where the output only rises or only falls with an input, the others held; near 0 where it does not depend on
    it, or rises and falls.

    Parameters
    ----------
    names : sequence of k str
    inputs : array (n, k)
        Numbers, among them inf: their order alone counts.
    outputs : array (n,) or (n, replicates)
    seed : int
        Of the resampling.
    confidence : float
        Level of the intervals.
    resamples : int
        Bootstrap samples of the points, and of the replicates.
    same : array of int (n,), optional
        Points of the same number are one point that is there several times.

    Returns
    -------
    DataFrame, a row an input, the largest in size first
        factor; prcc, low, high. NaN for an input, or an output, that does not vary.

    Raises
    ------
    ValueError
        Where runs have failed (NaN), inputs and outputs do not fit, or points are too few (`too_few`).

    Source: Marino et al. 2008, doi 10.1016/j.jtbi.2008.04.011; intervals: normal, with the bootstrap's standard error.
    """
    matrix_of_inputs, matrix = np.asarray(inputs, dtype=np.float64), output_matrix(outputs)
    if matrix_of_inputs.shape != (len(matrix), len(names)):
        raise ValueError(
            f"inputs of shape {matrix_of_inputs.shape} do not fit {len(matrix)} outputs of {len(names)} inputs"
        )
    if too_few(*matrix_of_inputs.shape):
        raise ValueError(f"{len(matrix_of_inputs)} points are too few for {len(names)} inputs")
    both = np.concatenate([np.repeat(matrix_of_inputs[..., None], matrix.shape[1], axis=2), matrix[:, None]], axis=1)
    coefficients, half = _prcc(both), half_width(both, _prcc, confidence, resamples, seed, same)
    table = pd.DataFrame(
        {
            "factor": list(names),
            "prcc": coefficients,
            "low": np.maximum(coefficients - half, -1),
            "high": np.minimum(coefficients + half, 1),
        }
    )
    return table.sort_values("prcc", ascending=False, kind="stable", key=np.abs, ignore_index=True)


def _prcc(both: Floats) -> Floats:
    """Compute for inputs and output (n, k + 1, replicates) the coefficients (k,): b/√(b² + R·C), with b the slopes of
    the regression of ranks on ranks, R what it leaves, and C the diagonal of (XᵀX)⁻¹."""
    from scipy.stats import rankdata  # slow to load

    inputs = both[:, :-1, 0]
    ranks = rankdata(np.column_stack([inputs, both[:, -1].mean(axis=1)]), axis=0)
    out = np.full(inputs.shape[1], np.nan)
    varies = np.ptp(ranks, axis=0) > 0
    if not varies[-1] or not varies[:-1].any():
        return out
    centred = ranks - ranks.mean(axis=0)
    regressors, output = centred[:, :-1][:, varies[:-1]], centred[:, -1]
    inverse = np.linalg.pinv(regressors.T @ regressors)
    slopes = inverse @ (regressors.T @ output)
    residual = ((output - regressors @ slopes) ** 2).sum() * np.diag(inverse)
    out[varies[:-1]] = slopes / np.sqrt(slopes**2 + residual)
    return out
