"""A territory as the tables of `models.world.compiled.places`: what runs look at is made once, for all of them; what
they work out on the way is in the hands of one run at a time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contagion.models.territory.commuting import Commuting
from contagion.models.territory.distances import Distances, apart_km
from contagion.models.territory.territory import Territory
from contagion.models.world.compiled.places import GUIDE, STEP
from contagion.models.world.layout import LAND, PLACES
from contagion.models.world.residents import BANDS
from contagion.sim.core.tables import Tables
from contagion.sim.elementary import exp
from contagion.sim.threads import MadeOnce

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]


class Places:
    """The tables of a territory: a run takes some, and gives them back for a later one, with what it has found.

    Threads never have the same ones, and what was found is a matter of the territory alone.
    """

    def __init__(self, same_for_all: Mapping[str, Any], last: Ints) -> None:
        self._same, self._last = same_for_all, last
        self._free: list[Tables] = []

    def take(self) -> Tables:
        """Tables that no other run has."""
        try:
            return self._free.pop()
        except IndexError:  # looked at after it is taken, or another thread could come between
            return Tables(PLACES, {**self._same, **self._own()})

    def give_back(self, tables: Tables) -> None:
        """Leave tables to later runs; whoever had them looks at them no more."""
        tables.settle()
        self._free.append(tables)

    def _own(self) -> dict[str, Any]:
        """What a run writes in, before anything is found."""
        communes = len(self._same["mass"])
        return {
            "land": self._same["land"].copy(),
            "last": self._last.copy(),
            "total": np.zeros(3 * communes),
            "kept_at": np.zeros(3 * communes, np.int64),
            "kept": np.zeros(1024),
            "row": np.zeros(communes),
            "near_km": np.full(communes, np.nan),
            "near_first": np.zeros(communes, np.int64),
            "near_count": np.zeros(communes, np.int64),
            "near_pool": np.zeros(1024, np.int64),
        }


@MadeOnce
def places_of(territory: Territory, same_age: float) -> Places:
    """The tables of a territory, with a preference `same_age` for ties within an age band."""
    communes, small = len(territory.codes), territory.distances.small
    nearest, commute_total = territory.commuting.of_homes
    none = np.zeros((1, 1)), np.zeros((1, 1), np.int64), np.zeros(3 * communes, np.int64)
    shares, guide, last = _shares(territory) if small else none
    land = np.zeros(1, LAND)
    law = territory.kernels
    land["communes"], land["small"], land["stride"] = communes, small, communes // STEP + 1
    land["exponent"], land["offset"] = law.tie_exponent, law.tie_offset_km
    land["beta"], land["reach"] = territory.commuting_beta_per_km, territory.commuting.reach + nearest.max()
    land["centre"] = territory.centre
    middle, spread = _blocks(territory.distances)
    same_for_all = {
        "land": land,
        "distance": np.ascontiguousarray(territory.distance_km) if small else np.zeros((1, 1)),
        "points": np.ascontiguousarray(territory.distances.points),
        "within": np.ascontiguousarray(territory.distances.within),
        "middle": middle,
        "spread": spread,
        "mass": territory.residents.sum(axis=1).astype(float),
        "tie_mass": np.array(territory.tie_mass),
        "jobs": np.array(territory.attraction, dtype=float),
        "nearest": np.array(nearest),
        "commute_total": np.array(commute_total),
        "shares": shares,
        "guide": guide,
        "bands": bands_of(territory, same_age),
    }
    return Places(same_for_all, last)


@lru_cache(maxsize=4)
def _blocks(distances: Distances) -> tuple[Floats, Floats]:
    """A point among every `STEP` communes that follow each other, shape (3, blocks), and the farthest from it, km."""
    middle, spread = [], []
    for first in range(0, len(distances), STEP):
        points = distances.points[:, first : first + STEP]
        middle.append(points.mean(axis=1))
        spread.append(apart_km(points, middle[-1][:, None]).max())
    return np.ascontiguousarray(np.transpose(middle)), np.array(spread)


def _shares(territory: Territory) -> tuple[Floats, Ints, Ints]:
    """0 and the cumulative shares of all rows, where to begin looking in each, and the last column with a share."""
    shares, last = territory.cumulative_shares()
    guide = np.concatenate([_guide(shares[: len(territory)]), _guide_of_work(territory.commuting)])
    return np.ascontiguousarray(shares), guide, last.astype(np.int64)


def _guide(shares: Floats) -> Ints:
    """Where to begin looking in each row of cumulative shares."""
    first = np.ceil(shares * GUIDE).astype(np.int64)  # step from which on a share is passed
    cell = np.minimum(first, GUIDE) + (GUIDE + 1) * np.arange(len(shares))[:, None]
    passed = np.bincount(cell.ravel(), minlength=len(shares) * (GUIDE + 1)).reshape(len(shares), -1)
    return passed[:, :GUIDE].cumsum(axis=1)


@lru_cache(maxsize=4)
def _guide_of_work(commuting: Commuting) -> Ints:
    """The same of coworkers and work, which is one for all laws of ties."""
    return _guide(commuting.cumulative_shares[0])


def bands_of(territory: Territory, same_age: float) -> Floats:
    """Cumulative shares of the age bands but the last, shape ((bands + 1) · communes, bands − 1): by commune, for ties
    of each band, and for whoever lives there."""
    counts = territory.residents.astype(float)
    preference = np.append(exp(same_age * np.eye(BANDS)), np.ones((1, BANDS)), axis=0)
    cumulative = (counts * preference[:, None, :]).cumsum(axis=2)
    cumulative /= np.maximum(cumulative[:, :, -1:], 1e-300)
    return np.ascontiguousarray(cumulative[:, :, :-1].reshape(-1, BANDS - 1))
