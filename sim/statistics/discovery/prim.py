"""Scenario discovery: boxes of a simulator's factors in which something comes about that is rarer elsewhere.

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

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf, nan
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from contagion.sim.chance.draws import Draws, Floats, Ints
from contagion.sim.statistics.discovery.peeling import FEWEST, Bounds, Points, Rows, Side, Table
from contagion.sim.statistics.spread import kish

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
class Found:
    """What was found.

    Attributes
    ----------
    boxes : tuple of Box
    offered : tuple of Box
        From which the first was chosen: no other has both more coverage and more density; the widest first.
    """

    boxes: tuple[Box, ...]
    offered: tuple[Box, ...]


def find(
    factors: Table,
    outcome: ArrayLike,
    dense: float | None = None,
    boxes: int = BOXES,
    halves: int = HALVES,
    same: Ints | None = None,
) -> Found:
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
    left, found, offered = np.ones(len(points), bool), list[Box](), list[Box]()
    while len(found) < boxes and points.outcome[left].sum() >= FEWEST:
        some = points.at(left)
        chosen, among = some.searched(dense)
        if not found:
            offered = [_box(points, left, bounds) for bounds in among]
        if not chosen or some.outcome[some.inside(chosen)].mean() <= points.mean:
            break
        made = _box(points, left, chosen)
        if halves:
            made = _in_halves(made, some, chosen, dense, _halves(same[left], halves, len(found)))
            made.halves[:, 0] *= some.outcome.sum() / points.outcome.sum()
        found.append(made)
        left = left & ~made.inside
    return Found(tuple(found), tuple(_unbeaten(offered)))


def _box(points: Points, left: Rows, bounds: Bounds) -> Box:
    """A box among the points that are left, told by values."""
    some = points.at(left)
    within, limits = some.inside(bounds), []
    for (factor, side), q in some.quasi_p(bounds).items():
        ranks, values = some.ranks[factor, within], some.values[factor]
        if side == "among":
            value: Any = tuple(str(values[rank]) for rank in np.unique(ranks))
        else:
            value = values[ranks.min() if side == "least" else ranks.max()].item()
        limits.append(Limit(some.names[factor], side, value, q))
    inside = left & points.inside(bounds)
    come = points.outcome[inside]
    return Box(tuple(limits), inside, come.sum() / points.outcome.sum(), come.mean(), inside.mean())


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
    """The box, with what came of the same search in halves of the points: coverage is of what comes about in these."""
    found, worth = list[Bounds](), np.full((len(halves), 2), nan)
    for row, half in zip(worth, halves, strict=True):
        there = points.at(~half)
        chosen, _ = points.at(half).searched(dense)
        found.append(chosen)
        inside = there.inside(chosen)
        if chosen and inside.any() and there.outcome.any():
            come = there.outcome[inside]
            row[:] = come.sum() / there.outcome.sum(), come.mean()
    again = [sum(key in one for one in found) / len(halves) for key in bounds]
    limits = tuple(replace(limit, again=often) for limit, often in zip(box.limits, again, strict=True))
    return replace(box, limits=limits, halves=worth)
