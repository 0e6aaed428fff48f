"""Who works where, over a territory of any size.

The law (section 3.4): somebody of commune c works in commune c' with probability ``P(c'|c) ∝ J_c' · exp(−β d_cc')``, J
the jobs (the inhabitants where nobody counted a job), ``β = 0.3028016 · S^−0.1665103`` per km, S the mean area of an
inhabited commune in km². Where exp(−β d), d counted from the nearest jobs, falls below 10⁻¹², nobody commutes. That is
27.6 / β km, so that of a large territory a commune meets only those around it.
"""

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from contagion.models.territory.apportionment import shares_by_row
from contagion.models.territory.compiled.pairs import COMMUTING, FARTHEST, STEP, know_commuting
from contagion.models.territory.distances import Distances, Floats
from contagion.sim.core.tables import Tables
from contagion.sim.elementary import exp, power
from contagion.sim.threads import side_by_side


def commuting_beta(mean_area_km2: float) -> float:
    """Decay of commuting with distance, km⁻¹, by the published law of the mean area of the units."""
    return 0.3028016 * power(mean_area_km2, -0.1665103)


def commuting_kernel(jobs: ArrayLike, distance_km: Floats, beta: float) -> Floats:
    """Share of the workers of commune c (row) who work in commune c' (column); rows add up to 1.

    The gravity law constrained at the origin, jobs · exp(−β · distance), β in km⁻¹; shapes as in
    `models.territory.ties.tie_kernel`.
    """
    jobs = np.asarray(jobs, dtype=float)
    nearest = nearest_jobs(jobs, distance_km)
    return shares_by_row(commuting_weights(jobs, distance_km, nearest[:, None], beta), np.arange(len(distance_km)))


def nearest_jobs(jobs: Floats, distance_km: Floats) -> Floats:
    """Distance from each row to the nearest column with jobs, 0 where there is none."""
    nearest = (distance_km + np.where(jobs > 0, 0.0, np.inf)).min(axis=1)
    return np.where(np.isfinite(nearest), nearest, 0.0)


def commuting_weights(jobs: Floats, distance_km: Floats, nearest: Floats, beta: float) -> Floats:
    """Jobs weighted by distance, elementwise.

    Distance is measured from the nearest jobs of each home, so that remote places do not vanish in an underflow.
    """
    farther = np.maximum(distance_km - nearest, 0.0)
    farther *= -beta
    within = farther >= -FARTHEST
    weights = exp(farther)
    weights *= jobs
    weights *= within
    return weights


class Commuting:
    """Shares of the workers of each commune by commune of work.

    Parameters
    ----------
    distances : Distances
    jobs, adults : array, shape (C,)
        What attracts, and those who may go.
    beta : float
        Decay, per km.
    """

    def __init__(self, distances: Distances, jobs: Floats, adults: Floats, beta: float) -> None:
        self.distances, self.jobs, self.adults, self.beta = distances, jobs, adults, beta
        self.reach = FARTHEST / beta if beta > 0 else np.inf

    @cached_property
    def _found(self) -> Tables:
        """What is worked out of all pairs, in compiled text."""
        middle, spread = self.distances.middles
        arrays = {
            "points": np.ascontiguousarray(self.distances.points),
            "within": np.ascontiguousarray(self.distances.within),
            "middle": middle,
            "spread": spread,
            "jobs": np.array(self.jobs, dtype=float),
            **{name: np.empty(len(self.jobs)) for name in ("nearest", "total", "way")},
        }
        found, law = Tables(COMMUTING, arrays), (float(self.beta), float(self.reach))
        side_by_side(
            lambda first, after: know_commuting(found.handle, *law, first, after, np.empty(2 * STEP)), len(self.jobs)
        )
        return found

    @property
    def of_homes(self) -> tuple[Floats, Floats]:
        """Distance to the nearest jobs, and sum of the weights, of each commune."""
        return self._found.array("nearest"), self._found.array("total")

    @property
    def mean_km(self) -> Floats:
        """Mean distance to work of those who live in each commune; NaN where nobody commutes."""
        total, none = self._found.array("total"), np.full(len(self.jobs), np.nan)
        return np.divide(self._found.array("way"), total, out=none, where=total > 0)

    @cached_property
    def farther(self) -> Floats:
        """How much farther than all in the territory those of each commune go to work: the ratio of the means; 1 where
        nobody commutes."""
        mean, idle = self.mean_km, np.isnan(self.mean_km)
        workers = np.where(idle, 0.0, self.adults)
        total, way = np.cumsum(workers)[-1], np.cumsum(workers * np.where(idle, 0.0, mean))[-1]
        return np.where(idle, 1.0, mean * (total / way)) if way > 0 else np.ones(len(mean))
