"""Results that rest on assumptions: values drawn over ranges, and what is said of a matrix of runs × draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from contagion.sim.chance.draws import Floats, Stream

QUANTILES = {"p5": 0.05, "p50": 0.5, "p95": 0.95}


def triangular(low: float, mode: float, high: float, stream: Stream, number: int) -> Floats:
    """Draws 0 … number − 1 from the triangular law; more of them keep the first ones.

    Raises
    ------
    ValueError
        Where the mode lies outside the range.
    """
    if not low <= mode <= high:
        raise ValueError(f"the mode must lie in the range, and {mode:g} is not between {low:g} and {high:g}")
    u, width = stream.uniform(np.arange(number)), high - low
    below, above = low + np.sqrt(u * width * (mode - low)), high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u * width < mode - low, below, above)


def quantiles(totals: Floats) -> dict[str, Any]:
    """The 5th, 50th and 95th of 100, over all runs and draws together.

    Parameters
    ----------
    totals : array (runs, draws) or (runs, draws, years)

    Returns
    -------
    dict of p5, p50, p95, each a number or an array (years,)
    """
    return dict(zip(QUANTILES, np.quantile(totals, list(QUANTILES.values()), axis=(0, 1)), strict=True))


def parts_of_variance(totals: Floats) -> dict[str, float]:
    """How much of the variance of a total comes from what is assumed, and how much from the luck of a run.

    Law of total variance, exact on the matrix: the variance over draws of the mean over runs, and the mean over draws
    of the variance over runs (so what the two do together counts as luck).

    Parameters
    ----------
    totals : array (runs, draws)

    Returns
    -------
    dict of assumptions, runs, total
    """
    return {
        "assumptions": float(totals.mean(axis=0).var()),
        "runs": float(totals.var(axis=0).mean()),
        "total": float(totals.var()),
    }
