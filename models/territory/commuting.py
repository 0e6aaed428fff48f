"""Who works where, over a territory of any size.

The law (section 3.4): somebody of commune c works in commune c' with probability ``P(c'|c) ∝ J_c' · exp(−β d_cc')``, J
the jobs (the inhabitants where nobody counted a job), ``β = 0.3028016 · S^−0.1665103`` per km, S the mean area of an
inhabited commune in km². Where exp(−β d), d counted from the nearest jobs, falls below 10⁻¹², nobody commutes. That is
27.6 / β km, so that of a large territory, in blocks of communes that lie together, a block meets only those around it.
"""

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from contagion.models.territory.apportionment import shares_by_row
from contagion.models.territory.distances import Distances, Floats
from contagion.sim.elementary import exp, log
from contagion.sim.powers import power

FARTHEST = -log(1e-12)  # of commuters: β times the distance beyond which there are none


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
    def of_homes(self) -> tuple[Floats, Floats]:
        """Distance to the nearest jobs, and sum of the weights, of each commune."""
        nearest, total = np.zeros(len(self.jobs)), np.zeros(len(self.jobs))
        for block in self.distances.blocks():
            # The nearest jobs are not farther than one's own commune, or, where it has none, are looked for everywhere.
            idle = block[self.jobs[block] <= 0]
            farthest = self.distances.within[block].max()
            for commune in idle.tolist():
                farthest = max(farthest, nearest_jobs(self.jobs, self.distances.row(commune)[None, :])[0])
            near = self.distances.reaching(block, self.reach + farthest)
            distance = self.distances.between(block[:, None], near)
            nearest[block] = nearest_jobs(self.jobs[near], distance)
            weights = commuting_weights(self.jobs[near], distance, nearest[block, None], self.beta)
            total[block] = np.cumsum(weights, axis=1)[:, -1]
        return nearest, total

    @cached_property
    def mean_km(self) -> Floats:
        """Mean distance to work of those who live in each commune; NaN where nobody commutes."""
        mean = np.full(len(self.jobs), np.nan)
        nearest, total = self.of_homes
        for block in self.distances.blocks():
            near = self.distances.reaching(block, self.reach + nearest[block].max())
            distance = self.distances.between(block[:, None], near)
            there = commuting_weights(self.jobs[near], distance, nearest[block, None], self.beta)
            sums = np.cumsum(there * distance, axis=1)[:, -1]
            mean[block] = np.divide(sums, total[block], out=np.full(len(block), np.nan), where=total[block] > 0)
        return mean

    @cached_property
    def farther(self) -> Floats:
        """How much farther than all in the territory those of each commune go to work: the ratio of the means; 1 where
        nobody commutes."""
        mean, idle = self.mean_km, np.isnan(self.mean_km)
        workers = np.where(idle, 0.0, self.adults)
        total, way = np.cumsum(workers)[-1], np.cumsum(workers * np.where(idle, 0.0, mean))[-1]
        return np.where(idle, 1.0, mean * (total / way)) if way > 0 else np.ones(len(mean))
