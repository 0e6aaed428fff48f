"""Laws of distance: who has ties with whom, and who works where.

Ties (S2): somebody of commune c has a given acquaintance in commune c' with probability
``P(c'|c) ∝ N_c' · (d_cc' + 1 km)^-2``, N the residents aged 15 and over, the people who can be met in this model.

Commuting (section 3.4): somebody of commune c works in commune c' with probability ``P(c'|c) ∝ J_c' · exp(−β d_cc')``,
J the jobs (the inhabitants where nobody counted a job), ``β = 0.3028016 · S^−0.1665103`` per km, S the mean area of an
inhabited commune in km². Where exp(−β d), d counted from the nearest jobs, falls below 10⁻¹², nobody commutes.

Distances are great-circle distances between main settlements (chefs-lieux); within a commune 0.5·√(area/π).
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import InputError

EARTH_RADIUS_KM = 6371.0088
FARTHEST = -log(1e-12)  # of commuters: β times the distance beyond which there are none

type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Kernels:
    """Parameters of the two laws."""

    tie_exponent: float = 2.0
    """Decay of ties with distance, as a power."""
    tie_offset_km: float = 1.0
    """Distance added before taking that power, km, above 0."""
    commuting_beta_per_km: float | None = None
    """Decay of commuting with distance, per km; None: from the mean area of the communes."""

    def __post_init__(self) -> None:
        beta = self.commuting_beta_per_km
        for name, value, good, wanted in (
            ("tie_exponent", self.tie_exponent, self.tie_exponent >= 0, "0 or more"),
            ("tie_offset_km", self.tie_offset_km, self.tie_offset_km > 0, "a distance above 0"),
            ("commuting_beta_per_km", beta, beta is None or beta >= 0, "0 or more, or none"),
        ):
            if not good:
                raise InputError(f"kernels, {name}: {value} is out of range; {wanted} is needed")


def on_sphere(latlon: ArrayLike) -> Floats:
    """Points of the unit sphere, shape (3, C), of latitudes and longitudes in degrees, shape (C, 2)."""
    lat, lon = np.radians(np.asarray(latlon, dtype=float)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def apart_km(a: Floats, b: Floats) -> Floats:
    """Great-circle distances, km, between points of the unit sphere, shapes (3, …) that broadcast.

    From the chord, so that points close together lose no digits; every pair gives the same number in any array.
    """
    squared = (a[0] - b[0]) ** 2
    squared += (a[1] - b[1]) ** 2
    squared += (a[2] - b[2]) ** 2
    half = np.sqrt(squared, out=squared)
    half *= 0.5
    return np.multiply(np.arcsin(np.minimum(half, 1.0, out=half), out=half), 2 * EARTH_RADIUS_KM, out=half)


def great_circle_km(latlon: ArrayLike) -> Floats:
    """Distances in km, shape (C, C), between points given as latitude and longitude in degrees, shape (C, 2)."""
    points = on_sphere(latlon)
    return apart_km(points[:, :, None], points[:, None, :])


def _shares(weights: Floats, rows: NDArray[np.int64]) -> Floats:
    """Every row divided by its sum; a row of zeros stays at home (only the column of its own number in `rows` is 1)."""
    # A running sum: a zero inserted anywhere leaves it as it is to the last bit, which pairwise summation would not.
    total = np.cumsum(weights, axis=1)[:, -1:]
    at_home = rows[:, None] == np.arange(weights.shape[1])
    return np.where(total > 0, weights / np.where(total > 0, total, 1.0), at_home)


def tie_kernel(
    mass: ArrayLike,
    distance_km: Floats,
    exponent: float = 2.0,
    offset_km: float = 1.0,
    rows: NDArray[np.int64] | None = None,
) -> Floats:
    """Share of the ties of commune c (row) that lead to commune c' (column).

    Parameters
    ----------
    mass : array, shape (C,)
        People who can be met.
    distance_km : array, shape (C, C), or (R, C) of the communes `rows`
    exponent, offset_km : float
        The law: mass · (distance + offset)^−exponent.
    rows : array, shape (R,), optional

    Returns
    -------
    array, shape of the distances
        Rows add up to 1.
    """
    weights = tie_weights(np.asarray(mass, dtype=float), distance_km, exponent, offset_km)
    return _shares(weights, np.arange(len(weights)) if rows is None else rows)


def tie_weights(mass: Floats, distance_km: Floats, exponent: float, offset_km: float) -> Floats:
    """People weighted by distance, elementwise."""
    return mass * (distance_km + offset_km) ** -exponent


def commuting_beta(mean_area_km2: float) -> float:
    """Decay of commuting with distance, km⁻¹, by the published law of the mean area of the units."""
    return 0.3028016 * mean_area_km2**-0.1665103


def commuting_kernel(jobs: ArrayLike, distance_km: Floats, beta: float) -> Floats:
    """Share of the workers of commune c (row) who work in commune c' (column); rows add up to 1.

    The gravity law constrained at the origin, jobs · exp(−β · distance), β in km⁻¹; shapes as in `tie_kernel`.
    """
    jobs = np.asarray(jobs, dtype=float)
    nearest = nearest_jobs(jobs, distance_km)
    return _shares(commuting_weights(jobs, distance_km, nearest[:, None], beta), np.arange(len(distance_km)))


def nearest_jobs(jobs: Floats, distance_km: Floats) -> Floats:
    """Distance from each row to the nearest column with jobs, 0 where there is none."""
    nearest = np.where(jobs > 0, distance_km, np.inf).min(axis=1)
    return np.where(np.isfinite(nearest), nearest, 0.0)


def commuting_weights(jobs: Floats, distance_km: Floats, nearest: Floats, beta: float) -> Floats:
    """Jobs weighted by distance, elementwise.

    Distance is measured from the nearest jobs of each home, so that remote places do not vanish in an underflow.
    """
    farther = np.maximum(distance_km - nearest, 0.0)
    farther *= -beta
    return np.where(farther >= -FARTHEST, jobs * np.exp(farther), 0.0)


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
