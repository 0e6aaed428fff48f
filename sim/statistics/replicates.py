"""What replicates tell: how far an estimate can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from contagion.sim.chance.draws import Draws, Floats, Ints, Stream


def half_width(
    sample: Floats,
    statistic: Callable[[Floats], Floats],
    confidence: float,
    resamples: int,
    seed: int,
    same: ArrayLike | None = None,
) -> Floats:
    """Half the width of the normal interval of a statistic, with its standard error by the bootstrap.

    The first axis of the sample (points or trajectories) and the last (replicates) are resampled, each as a whole;
    points with the same number in `same` together, as those that are the same point.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence level must lie between 0 and 1, got {confidence}")
    if resamples < 2:
        raise ValueError(f"a standard error needs two bootstrap samples, got {resamples}")
    draws, columns = Draws(seed), np.arange(sample.shape[-1])
    column = draws.stream("bootstrap, replicates")
    values = [
        statistic(sample[points][..., column.index(len(columns), columns, n)])
        for n, points in enumerate(resampled(len(sample), resamples, draws.stream("bootstrap, points"), same))
    ]
    return NormalDist().inv_cdf(0.5 + confidence / 2) * np.std(values, axis=0, ddof=1)


def resampled(number: int, resamples: int, stream: Stream, same: ArrayLike | None = None) -> Iterator[Ints]:
    """Bootstrap samples of so many rows, as which rows are in each; those of one number in `same` come together."""
    together = np.arange(number) if same is None else np.unique(np.asarray(same), return_inverse=True)[1]
    size = np.bincount(together)
    order, begins = np.argsort(together, kind="stable"), np.cumsum(size) - size
    all_ = np.arange(len(size))
    for n in range(resamples):
        drawn = stream.index(len(all_), all_, n)
        often = size[drawn]
        yield order[np.repeat(begins[drawn] - (np.cumsum(often) - often), often) + np.arange(often.sum())]


def finished(outputs: ArrayLike) -> Floats:
    """Outputs as a matrix (points, replicates), if every run has one."""
    outputs = np.asarray(outputs, dtype=np.float64)
    if outputs.ndim not in (1, 2) or outputs.size == 0:
        raise ValueError(f"outputs must be a vector, or a matrix of points by replicates, got {outputs.shape}")
    matrix = outputs.reshape(len(outputs), -1)
    failed = np.count_nonzero(~np.isfinite(matrix).all(axis=1))
    if failed:
        raise ValueError(f"{failed} of {len(matrix)} points have a failed run (no finite output)")
    return matrix
