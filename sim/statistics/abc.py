"""What a simulator's factors are likely to be, from tries that came near to what was observed, adjusted by regression.

Approximate Bayesian computation needs no likelihood: of each try that is made the outcome is observed, with errors of
observation drawn at random, and the nearest are accepted. They lie somewhat off what was observed, so what is accepted
is too wide. A regression on how far off they lie, weighted by how near, says how the factors go with the outcome, and
each of the accepted is moved to where it would be had it hit (Beaumont, Zhang & Balding 2002, doi
10.1093/genetics/162.4.2025). That is done in the logit of the place in a factor's range, so that none is moved out of
it (Hamilton, Stoneking & Excoffier 2005, doi 10.1073/pnas.0500176102).

The errors are part of the outcomes here, so that the regression takes away what the tolerance adds, and not the errors
(Wilkinson 2013, doi 10.1515/sagmb-2013-0010). It comes to the same posterior as weights by the likelihood
(`sim.statistics.importance`) by another way, and checks them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from contagion.sim.chance.draws import Draws, Floats, Ints
from contagion.sim.statistics.spread import kish

RESAMPLES = 50  # for the standard errors
FEWEST = 100  # independent tries, of fewer of which nothing is adjusted


@dataclass(frozen=True)
class Outcomes:
    """What came of tries, as it would have been observed.

    Attributes
    ----------
    unit : array (tries, k)
        Places in the unit cube, over which the prior is even.
    weights : array (tries,)
        The density of the prior over that by which they were tried.
    off : array (draws, tries, outcomes)
        By how much each outcome lies off what was observed, in units in which they are alike, in each draw of the
        errors; NaN where there is none.
    """

    unit: Floats
    weights: Floats
    off: Floats

    @property
    def distance(self) -> Floats:
        """From what was observed: array (draws, tries); infinite where an outcome is missing."""
        return np.sqrt(np.where(np.isfinite(self.off).all(axis=2), (self.off**2).sum(axis=2), np.inf))

    def near(self, tolerance: float) -> Floats:
        """What each counts, the less the farther off it lies (Epanechnikov's kernel): array (draws, tries)."""
        return self.weights * np.maximum(1 - (self.distance / tolerance) ** 2, 0.0)

    def tolerance(self, enough: float) -> float:
        """The least tolerance at which those accepted count as so many independent tries.

        Raises
        ------
        ValueError
            Where that is less than `FEWEST`, or all together count as fewer.
        """
        distance = self.distance
        there = np.isfinite(distance)
        low, high = 0.0, 10 * float(distance[there].max(initial=1.0))
        most = self._count(high)
        if enough < FEWEST or most < enough:
            raise ValueError(
                f"{enough:g} independent tries are asked for: they must be at least {FEWEST}, and all that were made "
                f"count as {most:,.0f}"
            )
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (low, middle) if self._count(middle) >= enough else (middle, high)
        return high

    def _count(self, tolerance: float) -> float:
        near = self.near(tolerance).sum(axis=0)  # draws of one try are not independent
        return kish(near) if near.any() else 0.0


def adjusted(made: Outcomes, counts: Floats) -> tuple[Floats, Floats]:
    """The accepted, moved to where they would be had they hit what was observed.

    Parameters
    ----------
    counts : array (draws, tries)
        What each counts (`Outcomes.near`).

    Returns
    -------
    tuple of places in the unit cube, array (accepted, k), and their weights, array (accepted,), of sum 1
    """
    from scipy.special import expit, logit

    draws, tries = np.nonzero(counts)
    weights, off = counts[draws, tries], made.off[draws, tries]
    scores = logit(np.clip(made.unit[tries], 1e-12, 1 - 1e-12))
    root = np.sqrt(weights)[:, None]
    slopes = np.linalg.lstsq(root * np.column_stack([np.ones(len(off)), off]), root * scores)[0][1:]
    return expit(scores - off @ slopes), weights / weights.sum()


def quantiles(places: Floats, weights: Floats, shares: Sequence[float], order: Ints | None = None) -> Floats:
    """The values below which so much of the weight lies, of each column of places: array (columns, shares); `order` is
    that of the rows in each column, array (columns, rows), where it is known."""
    columns = np.ascontiguousarray(places.T)  # sorted much faster
    order = np.argsort(columns, axis=1) if order is None else order
    found = []
    for values, rows in zip(columns, order, strict=True):
        weight = np.cumsum(weights[rows])
        place = np.searchsorted(weight, np.asarray(shares) * weight[-1]).clip(max=weight.size - 1)
        found.append(values[rows[place]])
    return np.array(found)


def apart(
    made: Outcomes, posterior: ArrayLike, enough: float, shares: Sequence[float], draws: Draws
) -> tuple[Floats, Floats, Floats]:
    """By how much quantiles of the adjusted lie above those of the same tries under weights of a posterior.

    Parameters
    ----------
    posterior : array (tries,)
    enough : float
        As how many independent tries the accepted must count.
    draws : Draws
        The chance of the resampling.

    Returns
    -------
    tuple of the quantiles of the adjusted, the differences, and the standard errors of these (both are taken anew with
    tries counting more or less at random: the Bayesian bootstrap, Rubin 1981, doi 10.1214/aos/1176345338), each an
    array (k, shares)

    Raises
    ------
    ValueError
        As of `Outcomes.tolerance`.
    """
    weights, counts = np.asarray(posterior, float), made.near(made.tolerance(enough))
    rows, order, chance = (
        np.arange(len(weights)),
        np.argsort(made.unit.T, axis=1),
        draws.stream("how much a try counts"),
    )

    def found(times: Floats) -> tuple[Floats, Floats]:
        own = quantiles(*adjusted(made, counts * times), shares)
        return own, own - quantiles(made.unit, weights * times, shares, order)

    own, differences = found(np.ones(len(weights)))
    each = [found(chance.exponential(rows, time))[1] for time in range(RESAMPLES)]
    return own, differences, np.std(each, axis=0, ddof=1)
