"""Which values of a simulator's factors agree with what was observed: importance sampling that learns where to look.

A priori every place of the unit cube is as likely as any other. Some are tried, and each gets the likelihood of what
was observed. The next ones are tried near those that fared well, and so on: few tries are wasted, and all of them
count. What is kept is corrected for how often places like it were tried, by all rounds together, so that it is a sample
of the posterior however the search went. A part of each round is drawn from the whole cube: no place is given up, and
no weight is out of bounds.

While few places fare well the likelihood is read with a tolerance, as if all errors were so many times larger; it
shrinks as more is known, and ends at 1. There the weights are those of the declared errors, not of an arbitrary
tolerance.

Sources: Beaumont, Cornuet, Marin & Robert 2009, doi 10.1093/biomet/asp052 (sequential ABC); Cornuet, Marin, Mira &
Robert 2012, doi 10.1111/j.1467-9469.2011.00756.x (all rounds weighted together); Wilkinson 2013, doi
10.1515/sagmb-2013-0010 (a tolerance that is the error of model and measurement); Hesterberg 1995, doi
10.1080/00401706.1995.10484303 (a part from the prior).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.sim.chance.draws import Draws, Floats

FROM_ALL = 0.2  # of each round, drawn from the whole cube
KERNELS = 400  # places that a round's tries are near to
SPREAD = 1.2  # of a kernel, in those that the rule of thumb for normal densities has


@dataclass(frozen=True)
class WeightedSample:
    """Places that were tried so far.

    Attributes
    ----------
    unit : array (n, k)
        In the unit cube.
    log_likelihood : array (n,)
        Of what was observed, but for a constant; minus infinity where it cannot have come from there.
    often : array (n,)
        How often such places were tried, by the density of all rounds together over that of the prior.
    """

    unit: Floats
    log_likelihood: Floats
    often: Floats

    def weights(self, tolerance: float = 1.0) -> Floats:
        """Return the weight of each place in the posterior; they add up to 1 (or are all 0 where none can be true)."""
        log = self.log_likelihood / tolerance**2 - np.log(self.often)
        best = log.max()
        if not np.isfinite(best):
            return np.zeros(len(log))
        likelihood = np.exp(log - best)
        return likelihood / likelihood.sum()

    def effective(self, tolerance: float = 1.0) -> float:
        """Return how many independent draws of the posterior the places count as (Kong's number)."""
        squares = float(np.sum(self.weights(tolerance) ** 2))
        return 1 / squares if squares else 0.0

    def tolerance(self, enough: float) -> float:
        """Find the least tolerance, 1 or more, at which the places count as enough."""
        low, high = 1.0, 1.0
        if self.effective() >= min(enough, self._possible()):
            return 1.0
        while self.effective(high) < min(enough, self._possible()) and high < 1e6:
            low, high = high, 2 * high
        for _ in range(30):
            middle = (low * high) ** 0.5
            low, high = (low, middle) if self.effective(middle) >= min(enough, self._possible()) else (middle, high)
        return high

    def _possible(self) -> float:
        return 0.9 * np.count_nonzero(np.isfinite(self.log_likelihood))

    def quantiles(self, values: ArrayLike, shares: Sequence[float]) -> list[float]:
        """Return the values below which these shares of the weight lie; missing values have no weight."""
        array, weights = np.asarray(values, float), self.weights()
        whole = np.isfinite(array)
        if not weights[whole].any():
            return [float("nan")] * len(shares)
        order = np.argsort(array[whole])
        weight = np.cumsum(weights[whole][order])
        place = np.searchsorted(weight, np.asarray(shares) * weight[-1]).clip(max=weight.size - 1)
        return array[whole][order][place].tolist()

    def resample(self, number: int, draws: Draws, tolerance: float = 1.0) -> NDArray[np.int64]:
        """Rows drawn by their weights, as evenly as can be (systematic resampling): those with much weight come several
        times."""
        start = draws.stream("which of the tried are kept").uniform(0)
        return _evenly(self.weights(tolerance), number, start)


def _evenly(weights: Floats, number: int, start: float) -> NDArray[np.int64]:
    """Select so many rows by their weights, the first at `start`, a share of a step."""
    return np.searchsorted(np.cumsum(weights), (np.arange(number) + start) / number).clip(max=len(weights) - 1)


@dataclass(frozen=True)
class _Near:
    """Normal kernels around some places, in the scores (normal quantiles) of the factors that are steered."""

    centres: Floats
    root: Floats  # lower triangle, of the covariance of each kernel

    def draw(self, number: int, draws: Draws, occasion: int) -> Floats:
        """Scores of so many tries."""
        rows = np.arange(number)
        which = draws.stream("near which place").index(len(self.centres), rows, occasion)
        far = (draws.stream(f"how far, factor {k}") for k in range(self.centres.shape[1]))
        return self.centres[which] + np.array([one.normal(rows, occasion) for one in far]).T @ self.root.T

    def over_prior(self, scores: Floats) -> Floats:
        """Density over that of the prior, which is standard normal in scores."""
        from scipy.linalg import solve_triangular
        from scipy.special import logsumexp

        here, there = (solve_triangular(self.root, points.T, lower=True).T for points in (scores, self.centres))
        squares = (here**2).sum(axis=1)[:, None] + (there**2).sum(axis=1) - 2 * here @ there.T
        log = logsumexp(-0.5 * squares, axis=1) - np.log(len(self.centres)) - np.log(np.diag(self.root)).sum()
        return np.exp(log + 0.5 * (scores**2).sum(axis=1))


def search(
    log_likelihood: Callable[[Floats], ArrayLike],
    first: Floats,
    steered: Sequence[int],
    batch: int,
    enough: float,
    most: int,
    draws: Draws,
    anew: Callable[[WeightedSample], ArrayLike] | None = None,
) -> Generator[WeightedSample]:
    """Try places until they count as enough draws of the posterior; yield all that were tried after each round.

    Parameters
    ----------
    log_likelihood : callable
        Of places, array (n, k): array (n,).
    first : array (n, k)
        Places of the first round, spread evenly over the unit cube.
    steered : sequence of int
        Columns that the search steers; the others are drawn from the whole of their range each time. Steer those that
        matter: kernels in many dimensions are near to nothing.
    batch : int
        Tries of each further round.
    enough : float
        Independent draws that all tries must count as (`WeightedSample.effective`) for the search to end.
    most : int
        Tries in all, after which it ends anyhow.
    draws : Draws
        The chance of the search.
    anew : callable, optional
        Of all that were tried so far: their log likelihoods, where what these rest on is learned on the way. After each
        round all are replaced by it, so that those of all rounds are of one kind; how often places were tried does not
        depend on it.
    """
    steered = list(steered)
    rounds, near = [len(first)], list[_Near]()
    unit, likelihoods = np.asarray(first, float), np.asarray(log_likelihood(first), float)
    while True:
        sample = WeightedSample(unit, likelihoods, _often(_scores(unit[:, steered]), rounds, near))
        if anew:
            likelihoods = np.asarray(anew(sample), float)
            sample = replace(sample, log_likelihood=likelihoods)
        yield sample
        if sample.effective() >= enough or len(unit) + batch > most or not sample._possible():
            return
        near.append(_fit_kernels(sample, steered, draws, len(near)))
        from_all = [draws.stream(f"from all, factor {k}") for k in range(unit.shape[1])]
        places = np.array([one.uniform(np.arange(batch), len(near)) for one in from_all]).T.copy()
        steps = near[-1].draw(batch, draws, len(near))
        close = np.arange(batch) >= FROM_ALL * batch
        places[np.ix_(close, steered)] = _places(steps[close])
        rounds.append(batch)
        unit, likelihoods = (
            np.concatenate([unit, places]),
            np.concatenate([likelihoods, np.asarray(log_likelihood(places), float)]),
        )


def _fit_kernels(sample: WeightedSample, steered: list[int], draws: Draws, occasion: int) -> _Near:
    """Kernels around places that fared well, with a tolerance at which they are enough to learn from."""
    k = len(steered)
    weights = sample.weights(sample.tolerance(max(100.0, 10.0 * k)))
    scores = _scores(sample.unit[:, steered])
    spread = np.cov(scores.T, aweights=weights).reshape(k, k)
    number = 1 / np.sum(weights**2)
    width = SPREAD * (4 / ((k + 2) * number)) ** (1 / (k + 4))  # Silverman's, for a normal density
    rows = _evenly(weights, KERNELS, draws.stream("which places are near").uniform(occasion))
    return _Near(scores[rows], np.linalg.cholesky(width**2 * spread + 1e-6 * np.eye(k)))


def _often(scores: Floats, rounds: Sequence[int], near: Sequence[_Near]) -> Floats:
    """Density of all rounds together over that of the prior."""
    total = float(sum(rounds))
    often = np.full(len(scores), rounds[0] / total)
    for number, kernels in zip(rounds[1:], near, strict=True):
        often += number / total * (FROM_ALL + (1 - FROM_ALL) * kernels.over_prior(scores))
    return often


def _scores(unit: Floats) -> Floats:
    from scipy.special import ndtri

    return ndtri(np.clip(unit, 1e-12, 1 - 1e-12))


def _places(scores: Floats) -> Floats:
    from scipy.special import ndtr

    return ndtr(scores)
