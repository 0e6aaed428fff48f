"""Flows of the gravity law that has both margins (E20).

The simulation uses the law that has those of the homes alone (`models.territory.commuting`).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Floats = NDArray[np.float64]


def doubly_constrained(origins: ArrayLike, destinations: ArrayLike, distance_km: Floats, beta: float) -> Floats:
    """Flows of the gravity law that has both margins, by iterative proportional fitting.

    Parameters
    ----------
    origins, destinations : array, shape (C,)
        Workers by home commune, jobs by work commune; the same sum.
    distance_km : array, shape (C, C)
    beta : float
        Decay, km⁻¹.

    Returns
    -------
    array, shape (C, C)
        Flows from row to column; both margins hold within 1e-7.

    Raises
    ------
    ValueError
        If the sums differ, or no flows of this form have these margins.
    """
    origins, destinations = np.asarray(origins, dtype=float), np.asarray(destinations, dtype=float)
    if not np.isclose(origins.sum(), destinations.sum(), rtol=1e-12, atol=1e-9):
        raise ValueError(f"the origins add up to {origins.sum()} and the destinations to {destinations.sum()}")
    kernel = np.exp(-beta * (distance_km - distance_km.min(axis=1, keepdims=True)))  # a factor by row changes nothing
    rows, columns = np.ones_like(origins), np.ones_like(destinations)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for _ in range(10_000):
            rows = np.where(origins > 0, origins / (kernel @ columns), 0.0)
            columns = np.where(destinations > 0, destinations / (kernel.T @ rows), 0.0)
            flows = rows[:, None] * kernel * columns
            gap = max(np.abs(flows.sum(axis=1) - origins).max(), np.abs(flows.sum(axis=0) - destinations).max())
            if gap < 1e-7:
                return flows
    raise ValueError("no convergence: with this decay some destinations are out of reach of every origin")
