"""Who works where, over a territory of any size: the law of `models.kernels` in blocks of communes that lie together.

Nobody commutes beyond 27.6 / β km from the nearest jobs, so a block meets only the communes around it.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from models.distances import Distances, Floats, Ints
from models.kernels import FARTHEST, commuting_weights, nearest_jobs


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
        self._reach = FARTHEST / beta if beta > 0 else np.inf

    def to_work(self, distance: Floats, homes: Ints, works: Ints) -> Floats:
        """Law of where those who live in a commune work."""
        return commuting_weights(self.jobs[works], distance, self._nearest[homes], self.beta)

    def to_coworkers(self, distance: Floats, works: Ints, homes: Ints) -> Floats:
        """Law of where those who work in a commune live."""
        return self.adults[homes] * self._share(distance, homes, works)

    def _share(self, distance: Floats, homes: Ints, works: Ints) -> Floats:
        nearest, total = self._homes
        weights = commuting_weights(self.jobs[works], distance, nearest[homes], self.beta)
        return weights / np.where(total > 0, total, 1.0)[homes]

    @cached_property
    def _nearest(self) -> Floats:
        """Distance from each commune to the nearest with jobs."""
        return self._homes[0]

    @cached_property
    def _homes(self) -> tuple[Floats, Floats]:
        """Distance to the nearest jobs, and sum of the weights, of each commune."""
        nearest, total = np.zeros(len(self.jobs)), np.zeros(len(self.jobs))
        for block in self.distances.blocks():
            # The nearest jobs are not farther than one's own commune, or, where it has none, are looked for everywhere.
            idle = block[self.jobs[block] <= 0]
            farthest = self.distances.within[block].max()
            for commune in idle.tolist():
                farthest = max(farthest, nearest_jobs(self.jobs, self.distances.row(commune)[None, :])[0])
            near = self.distances.reaching(block, self._reach + farthest)
            distance = self.distances.between(block[:, None], near)
            nearest[block] = nearest_jobs(self.jobs[near], distance)
            weights = commuting_weights(self.jobs[near], distance, nearest[block, None], self.beta)
            total[block] = np.cumsum(weights, axis=1)[:, -1]
        return nearest, total

    def members(self) -> Iterator[tuple[Ints, Ints, Floats]]:
        """By blocks: communes of work, shape (W,), communes of residence, (H,), and how many would come, (W, H)."""
        for block in self.distances.blocks():
            homes = self.distances.reaching(block, self._reach + self._nearest)
            distance = self.distances.between(homes, block[:, None])
            yield block, homes, self.adults[homes] * self._share(distance, homes, block[:, None])
