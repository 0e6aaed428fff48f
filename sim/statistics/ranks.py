"""Partial rank correlation: how an output rises or falls with each input of a design, the others held."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.sim.chance.draws import Floats
from contagion.sim.statistics.replicates import finished, half_width

FEWEST = 4 / 3  # points for each input; with fewer the coefficients are not told
ENOUGH = 10  # points for each input; with fewer the intervals are rough (a rule of thumb)


def too_few(points: int, inputs: int) -> bool:
    """Whether so many points tell nothing of so many inputs."""
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
    given, matrix = np.asarray(inputs, dtype=np.float64), finished(outputs)
    if given.shape != (len(matrix), len(names)):
        raise ValueError(f"inputs of shape {given.shape} do not fit {len(matrix)} outputs of {len(names)} inputs")
    if too_few(*given.shape):
        raise ValueError(f"{len(given)} points are too few for {len(names)} inputs")
    both = np.concatenate([np.repeat(given[..., None], matrix.shape[1], axis=2), matrix[:, None]], axis=1)
    found, half = _prcc(both), half_width(both, _prcc, confidence, resamples, seed, same)
    table = pd.DataFrame(
        {"factor": list(names), "prcc": found, "low": np.maximum(found - half, -1), "high": np.minimum(found + half, 1)}
    )
    return table.sort_values("prcc", ascending=False, kind="stable", key=np.abs, ignore_index=True)


def _prcc(both: Floats) -> Floats:
    """Of inputs and output (n, k + 1, replicates), the coefficients (k,): b/√(b² + R·C), with b the slopes of the
    regression of ranks on ranks, R what it leaves, and C the diagonal of (XᵀX)⁻¹."""
    from scipy.stats import rankdata  # slow to load

    inputs = both[:, :-1, 0]
    ranks = rankdata(np.column_stack([inputs, both[:, -1].mean(axis=1)]), axis=0)
    out = np.full(inputs.shape[1], np.nan)
    varies = np.ptp(ranks, axis=0) > 0
    if not varies[-1] or not varies[:-1].any():
        return out
    centred = ranks - ranks.mean(axis=0)
    given, output = centred[:, :-1][:, varies[:-1]], centred[:, -1]
    inverse = np.linalg.pinv(given.T @ given)
    slopes = inverse @ (given.T @ output)
    left = ((output - given @ slopes) ** 2).sum() * np.diag(inverse)
    out[varies[:-1]] = slopes / np.sqrt(slopes**2 + left)
    return out
