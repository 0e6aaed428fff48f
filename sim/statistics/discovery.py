"""Scenario discovery by PRIM: boxes of a simulator's factors in which something comes about that is rarer elsewhere.

A box limits a few factors: from below, from above, or to some of their categories. Its *density* is how often the thing
comes about within, its *coverage* which part of all that does lies within; as a rule one is had for the other. The
patient rule induction method peels slices off all points, each time the one whose loss raises the density most. A limit
without which the box would be as dense by chance is dropped (its quasi-p value), and what was peeled too far is pasted
back. Further boxes are sought among what the boxes before leave over.

Among many factors the best slice of one that tells nothing beats that of one that does. So a search leaves out factors
that are spread alike where the thing comes about and where not; where nothing matters, any limit at all is found in
about one search of twenty, at the most. A limit was chosen by the points that it is judged by, which flatters it;
therefore boxes are sought again in random halves: which limits come back, and what such a box is worth in the other
half, flatters nobody.

Sources: Friedman & Fisher 1999, doi 10.1023/A:1008894516817 (the method); Bryant & Lempert 2010, doi
10.1016/j.techfore.2009.08.002 (coverage, density, quasi-p values, resampling); Kwakkel & Jaxa-Rozen 2016, doi
10.1016/j.envsoft.2015.11.020 (categories, slices of unequal size); Lavrač, Flach & Zupan 1999, doi
10.1007/3-540-48751-4_17 (the gain by which a box is chosen).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf, log, nan, sqrt
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.sim.chance.draws import Draws, Floats, Ints
from contagion.sim.statistics.spread import kish

if TYPE_CHECKING:
    import pandas as pd


PEELED = 0.05  # of the points of a box, by each peel and paste
THICK, CLEAR = 2.0, 2.0  # slices, so many times thicker than asked for, are less dense by so many standard errors
SMALLEST, FEWEST = 0.05, 20  # part of the points that a box has at least, and how many
BY_CHANCE = 0.02  # quasi-p value above which a limit is dropped
ANY_BY_CHANCE = 0.05  # of searches where nothing matters, in which some factor is not left out

type Table = pd.DataFrame | Mapping[str, ArrayLike]  # a column a factor
type Side = Literal["least", "most", "among"]
type Rows = NDArray[np.bool_]
type Key = tuple[int, Side]  # which factor, by its place
type Bounds = dict[Key, Any]  # a rank, or a frozenset of ranks


@dataclass(frozen=True)
class Points:
    """Points, as ranks of the values of their factors.

    Attributes
    ----------
    names : list of k str
    values : list of k arrays
        Of each factor, in order.
    ranks : array of int (k, n)
        Of the points' values among these.
    numbers : array of bool (k,)
        Which factors have an order.
    outcome : array (n,)
    share : float
        As how many independent points each counts: less than 1 where some are the same.
    """

    names: list[str]
    values: list[NDArray[Any]]
    ranks: NDArray[np.int64]
    numbers: Rows
    outcome: Floats
    share: float = 1.0

    @classmethod
    def of(cls, factors: Table, outcome: ArrayLike, share: float = 1.0) -> Points:
        columns = [np.asarray(factors[name]) for name in factors]
        columns = [column if column.dtype.kind in "biuf" else column.astype(str) for column in columns]
        values, ranks = zip(*(np.unique(column, return_inverse=True) for column in columns), strict=True)
        numbers = np.array([column.dtype.kind in "biuf" for column in columns])
        return cls([*factors], [*values], np.array(ranks), numbers, np.asarray(outcome, float), share)

    def __len__(self) -> int:
        return len(self.outcome)

    @cached_property
    def mean(self) -> float:
        return float(self.outcome.mean())

    def at(self, rows: Rows) -> Points:
        """Select some of the points."""
        return replace(self, ranks=self.ranks[:, rows], outcome=self.outcome[rows])

    def meets(self, key: Key, limit: Any) -> Rows:
        """Return which points lie within a bound."""
        ranks, side = self.ranks[key[0]], key[1]
        if side == "among":
            is_among = np.zeros(len(self.values[key[0]]), bool)
            is_among[[*limit]] = True
            return is_among[ranks]
        return ranks >= limit if side == "least" else ranks <= limit

    def inside(self, bounds: Bounds) -> Rows:
        mask = np.ones(len(self), bool)
        for key, limit in bounds.items():
            mask &= self.meets(key, limit)
        return mask

    # ---- which bounds --------------------------------------------------------------------------------------------

    def search_boxes(self, dense: float | None) -> tuple[Bounds, list[Bounds]]:
        """Find the best box, and return it with the candidates. Search again, peeling as well by factors that matter
        only within the best box."""
        relevant = self._relevant_factors()
        while True:
            candidates = self._candidates(relevant)
            best = self._best_box(candidates, dense)
            more = relevant | self.at(self.inside(best))._relevant_factors() if best else relevant
            if (more == relevant).all():
                return best, candidates
            relevant = more

    def _candidates(self, relevant: Rows) -> list[Bounds]:
        """Return boxes from wide to narrow, in which each limit does better than chance."""
        pruned = _distinct(self._prune(bounds) for bounds in self._peel(relevant))
        return _distinct(self._prune(self._paste(bounds)) for bounds in pruned)

    def _best_box(self, candidates: Sequence[Bounds], dense: float | None) -> Bounds:
        """Choose the best of some boxes (`find`); an empty one where there are none."""
        best: tuple[Any, Bounds] = ((0.0,), {})
        for bounds in candidates:
            inside = self.inside(bounds)
            mass, density = float(inside.mean()), float(self.outcome[inside].mean())
            if dense is None:
                worth: tuple[float, ...] = (mass * (density - self.mean),)
            else:
                worth = (1.0, mass) if density >= dense else (density / 2, mass)
            best = max(best, (worth, bounds), key=lambda one: one[0])
        return best[1]

    def _peel(self, relevant: Rows) -> Iterator[Bounds]:
        """Peel one slice after another, of some factors."""
        fewest = max(FEWEST, SMALLEST * len(self))
        bounds: Bounds = {}
        inside = np.ones(len(self), bool)
        while True:
            best = (-inf, None, None)
            some = self.at(inside)
            for key, limit in some._slices(relevant):
                mask = some.meets(key, limit)
                number = int(mask.sum())
                if fewest <= number < len(some) and some._is_worth(mask):
                    gain = (some.outcome[mask].mean() - some.mean) / (len(some) - number)
                    best = max(best, (gain, key, limit), key=lambda one: one[0])
            _gain, key, limit = best
            if key is None:
                return
            bounds = {**bounds, key: limit}
            inside &= self.meets(key, limit)
            yield bounds

    def _is_worth(self, mask: Rows) -> bool:
        """Return whether a slice is thin, or clearly less dense than the rest: a thick one (a category, a whole number)
        would end all patience."""
        number, all_ = int(mask.sum()), len(self)
        if all_ - number <= THICK * PEELED * all_:
            return True
        error = sqrt(self.mean * (1 - self.mean) * (1 / number + 1 / (all_ - number)) / self.share)
        return bool(self.outcome[mask].mean() - self.outcome[~mask].mean() > CLEAR * error)

    def _slices(self, relevant: Rows) -> Iterator[tuple[Key, Any]]:
        """Yield the bound that each peel leaves: without a factor's lowest values, its highest, or one category."""
        cut = max(1, int(PEELED * len(self)))
        for factor in np.flatnonzero(relevant):
            ranks = self.ranks[factor]
            if self.numbers[factor]:
                low, high = np.partition(ranks, [cut, len(self) - 1 - cut])[[cut, len(self) - 1 - cut]]
                yield (int(factor), "least"), max(low, ranks.min() + 1)
                yield (int(factor), "most"), min(high, ranks.max() - 1)
            else:
                kinds = frozenset(np.unique(ranks).tolist())
                yield from (((int(factor), "among"), kinds - {kind}) for kind in sorted(kinds))

    def _relevant_factors(self) -> Rows:
        """Return which factors are distributed differently where the outcome comes about and where not: by the
        Kolmogorov-Smirnov gap of numbers, by the chi-squared of categories; at a level that all factors share."""
        from scipy.stats import chi2_contingency  # slow to load

        ones = self.outcome.sum()
        zeros = len(self) - ones
        if min(ones, zeros) <= 0:
            return np.zeros(len(self.names), bool)
        level = ANY_BY_CHANCE / len(self.names)
        gap = sqrt(log(2 / level) / 2 * (1 / ones + 1 / zeros) / self.share)
        is_relevant = []
        for ranks, number in zip(self.ranks, self.numbers, strict=True):
            some, all_ = np.bincount(ranks, self.outcome), np.bincount(ranks)
            if number:
                is_relevant.append(np.abs(np.cumsum(some / ones - (all_ - some) / zeros)).max() > gap)
            else:
                counts = self.share * np.array([some, all_ - some])[:, all_ > 0]
                is_relevant.append(counts.shape[1] > 1 and chi2_contingency(counts).pvalue < level)
        return np.array(is_relevant)

    def quasi_p(self, bounds: Bounds) -> dict[Key, float]:
        """Compute for each limit the chance to be as dense, of so many points of the box without it."""
        from scipy.special import betainc  # slow to load

        beyond = ~np.array([self.meets(key, limit) for key, limit in bounds.items()])
        times = beyond.sum(axis=0)
        inside = times == 0
        number, some = (self.share * float(one.sum()) for one in (inside, self.outcome[inside]))
        values = {}
        for key, out in zip(bounds, beyond, strict=True):
            mean = self.outcome[inside | ((times == 1) & out)].mean()
            values[key] = float(betainc(some, number - some + 1, mean)) if some > 0 else 1.0
        return values

    def _prune(self, bounds: Bounds) -> Bounds:
        """Drop limits, the weakest first, until chance alone makes none that is left."""
        while bounds:
            q = self.quasi_p(bounds)
            weakest = max(q, key=lambda key: q[key])
            if q[weakest] <= BY_CHANCE:
                break
            bounds = {key: limit for key, limit in bounds.items() if key != weakest}
        return bounds

    def _paste(self, bounds: Bounds) -> Bounds:
        """Give slices back, as long as the box does not get less dense."""
        while True:
            inside = self.inside(bounds)
            best: tuple[float, Bounds | None] = (float(self.outcome[inside].mean()), None)
            for key, limit in bounds.items():
                wider = {**bounds, key: self._wider(key, limit, bounds, int(inside.sum()))}
                more = self.inside(wider)
                if more.sum() > inside.sum() and self.outcome[more].mean() >= best[0]:
                    best = float(self.outcome[more].mean()), wider
            if best[1] is None:
                return bounds
            bounds = best[1]

    def _wider(self, key: Key, limit: Any, bounds: Bounds, number: int) -> Any:
        """Widen a bound by the next slice."""
        factor, side = key
        others = self.inside({one: at for one, at in bounds.items() if one != key})
        beyond = np.sort(self.ranks[factor, others & ~self.meets(key, limit)])
        if not len(beyond):
            return limit
        cut = min(max(1, int(PEELED * number)), len(beyond)) - 1
        if side == "among":
            shares = {kind: self.outcome[others & (self.ranks[factor] == kind)].mean() for kind in np.unique(beyond)}
            return limit | {int(max(shares, key=lambda kind: shares[kind]))}
        return beyond[::-1][cut] if side == "least" else beyond[cut]


def _distinct(boxes: Iterable[Bounds]) -> list[Bounds]:
    """Drop boxes that limit nothing, and repeated ones."""
    return [*{frozenset(bounds.items()): bounds for bounds in boxes if bounds}.values()]


BOXES, HALVES = 3, 20  # at the most; random halves in which each is sought again


@dataclass(frozen=True)
class Limit:
    """A limit of a box.

    Attributes
    ----------
    factor : str
    side : {"least", "most", "among"}
    value : float or tuple of str
        The least or the most that lies within, or the categories that do.
    q : float
        Quasi-p value: how often the points of the box would be as dense by chance, were they some of those of the box
        without this limit.
    again : float
        In which part of random halves a box has a limit on this side of the factor.
    """

    factor: str
    side: Side
    value: Any
    q: float
    again: float = nan


@dataclass(frozen=True)
class Box:
    """Points within limits, but for those of the boxes before it.

    Attributes
    ----------
    limits : tuple of Limit
    inside : array of bool (n,)
    coverage, density, mass : float
        Shares, from 0 to 1: of all that comes about, what does within; of the points within, and of all points.
    halves : array (halves, 2)
        Coverage and density, in the other half, of the boxes that were sought in random halves of what the boxes before
        leave over; NaN where none was found.
    """

    limits: tuple[Limit, ...]
    inside: Rows
    coverage: float
    density: float
    mass: float
    halves: Floats = field(default_factory=lambda: np.empty((0, 2)))


@dataclass(frozen=True)
class SearchResult:
    """What was found.

    Attributes
    ----------
    boxes : tuple of Box
    candidates : tuple of Box
        From which the first was chosen: no other has both more coverage and more density; the widest first.
    """

    boxes: tuple[Box, ...]
    candidates: tuple[Box, ...]


def find(
    factors: Table,
    outcome: ArrayLike,
    dense: float | None = None,
    boxes: int = BOXES,
    halves: int = HALVES,
    same: Ints | None = None,
) -> SearchResult:
    """Find boxes in which something comes about more often than elsewhere.

    Only the order of a factor's values counts, and the order of the points counts for the halves alone.

    Parameters
    ----------
    factors : DataFrame, or mapping of str to array (n,)
        Columns of numbers, or of categories as text; none may be missing.
    outcome : array (n,)
        How often it comes about at each point, from 0 to 1.
    dense : float, optional
        Of the boxes that are offered the widest with at least this density is chosen, or else the densest. Without,
        the one that gains most: whose excess over the mean density is largest, times its mass.
    boxes, halves : int
    same : array of int (n,), optional
        Points of the same number are in the same half, as those of which one tells of another should be, and count as
        so many fewer where chance is reckoned with (Kish's number).
    """
    same = np.arange(np.size(outcome)) if same is None else np.asarray(same)
    often = np.unique(same, return_counts=True)[1].astype(float)
    points = Points.of(factors, outcome, kish(often) / len(same))
    rest, results, candidates = np.ones(len(points), bool), list[Box](), list[Box]()
    while len(results) < boxes and points.outcome[rest].sum() >= FEWEST:
        some = points.at(rest)
        best, among = some.search_boxes(dense)
        if not results:
            candidates = [_box(points, rest, bounds) for bounds in among]
        if not best or some.outcome[some.inside(best)].mean() <= points.mean:
            break
        box = _box(points, rest, best)
        if halves:
            box = _in_halves(box, some, best, dense, _halves(same[rest], halves, len(results)))
            box.halves[:, 0] *= some.outcome.sum() / points.outcome.sum()
        results.append(box)
        rest = rest & ~box.inside
    return SearchResult(tuple(results), tuple(_unbeaten(candidates)))


def _box(points: Points, rest: Rows, bounds: Bounds) -> Box:
    """Describe a box among the points that are left, with its limits as values."""
    some = points.at(rest)
    within, limits = some.inside(bounds), []
    for (factor, side), q in some.quasi_p(bounds).items():
        ranks, values = some.ranks[factor, within], some.values[factor]
        if side == "among":
            value: Any = tuple(str(values[rank]) for rank in np.unique(ranks))
        else:
            value = values[ranks.min() if side == "least" else ranks.max()].item()
        limits.append(Limit(some.names[factor], side, value, q))
    inside = rest & points.inside(bounds)
    outcomes = points.outcome[inside]
    return Box(tuple(limits), inside, outcomes.sum() / points.outcome.sum(), outcomes.mean(), inside.mean())


def _unbeaten(boxes: Sequence[Box]) -> Iterator[Box]:
    """Boxes than which no other has more coverage without less density; the widest first."""
    densest = -inf
    for box in sorted(boxes, key=lambda one: (-one.coverage, -one.density)):
        if box.density > densest:
            densest = box.density
            yield box


def _halves(same: Ints, number: int, box: int) -> list[Rows]:
    """Random halves, as which points are in each."""
    stream = Draws(1).stream(f"random halves, box {box}")
    return [stream.uniform(same, half) < 0.5 for half in range(number)]


def _in_halves(box: Box, points: Points, bounds: Bounds, dense: float | None, halves: Sequence[Rows]) -> Box:
    """Repeat the search in halves of the points, and add to the box how it does in the other halves."""
    results, worth = list[Bounds](), np.full((len(halves), 2), nan)
    for row, half in zip(worth, halves, strict=True):
        there = points.at(~half)
        best, _ = points.at(half).search_boxes(dense)
        results.append(best)
        inside = there.inside(best)
        if best and inside.any() and there.outcome.any():
            outcomes = there.outcome[inside]
            row[:] = outcomes.sum() / there.outcome.sum(), outcomes.mean()
    again = [sum(key in one for one in results) / len(halves) for key in bounds]
    limits = tuple(replace(limit, again=often) for limit, often in zip(box.limits, again, strict=True))
    return replace(box, limits=limits, halves=worth)
