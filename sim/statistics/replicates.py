"""What replicates tell: how much of an output is chance, and how far an estimate can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from contagion.sim.chance.draws import Draws, Floats, Ints, Stream

ROUNDING = 1e-12  # a spread below this share of the largest output is no spread


def noise(outputs: ArrayLike) -> dict[str, float]:
    """How much of the variance of a stochastic simulator is chance.

    The estimates of `between`, `within` and `left` are unbiased, whether runs at different points that share a seed are
    alike or unrelated. (One-way analysis of variance takes them for unrelated and, where what chance adds to a run is
    the same at all points, finds too little between them.)

    Parameters
    ----------
    outputs : array (points, replicates)
        At least two of each. Replicates are runs under seeds that are the same at all points.

    Returns
    -------
    dict of float, in squared units of the output but for `share`
        between: the variance of the expected output between points (below 0 now and then, where there is next to none);
        within: the variance of one run at a point, on average; share: the share of noise in the variance of a single
        run, NaN if nothing varies; left: the variance of the mean of the replicates at a point.

    Raises
    ------
    ValueError
        Where there are no replicates or only one point, or runs have failed (NaN).
    """
    outputs = finished(outputs)
    points, replicates = outputs.shape
    if points < 2 or replicates < 2:
        raise ValueError(f"noise needs two points and two replicates, got {points} and {replicates}")
    between = float(across_replicates(lambda y: y.var(axis=0, ddof=1), outputs))
    within = float(outputs.var(axis=1, ddof=1).mean())
    single = max(between, 0.0) + within
    share = within / single if single > (ROUNDING * np.abs(outputs).max()) ** 2 else float("nan")
    return {"between": between, "within": within, "share": share, "left": within / replicates}


def across_replicates(form: Callable[[Floats], Any], outputs: Floats) -> Any:
    """A quadratic form of the expected output, free of noise: its mean over all pairs of different replicates.

    `form` maps outputs (..., replicates) to the form of each replicate alone, (..., replicates). Written as a product,
    the form of the mean of R replicates is the mean over all R² pairs, R of which are of a replicate with itself.
    """
    replicates = outputs.shape[-1]
    of_mean = form(outputs.mean(axis=-1, keepdims=True))[..., 0]
    if replicates == 1:
        return of_mean
    return (replicates * of_mean - form(outputs).mean(axis=-1)) / (replicates - 1)


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
