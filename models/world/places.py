"""A territory as the tables of `models.world.compiled.places`: what runs look at is made once, for all of them; what
they work out on the way is in the hands of one run at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from contagion.models.territory.commuting import Commuting
from contagion.models.territory.compiled.pairs import STEP
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import not_mutual
from contagion.models.world import loops
from contagion.models.world.compiled.places import GUIDE
from contagion.models.world.layout import LAND, PLACES
from contagion.sim.core.tables import Tables
from contagion.sim.threads import MadeOnce


class Places:
    """The tables of a territory: a run takes some, and gives them back for a later one, with what it has found.

    Threads never have the same ones, and what was found is a matter of the territory alone.

    Parameters
    ----------
    first : Tables
        Made of what is the same for all, before anything is found.
    """

    def __init__(self, first: Tables) -> None:
        self._same = {name: first.array(name) for name in PLACES.kinds}
        self._land, self._last = self._same["land"].copy(), self._same["last"].copy()
        self._free = [first]

    def __deepcopy__(self, _memo: dict[Any, Any]) -> Places:
        """Return the places themselves, which all runs share."""
        return self

    def take(self) -> Tables:
        """Tables that no other run has."""
        try:
            return self._free.pop()
        except IndexError:  # looked at after it is taken, or another thread could come between
            return self.fresh()

    def fresh(self) -> Tables:
        """Such in which nothing was found yet."""
        own = {"land": self._land.copy(), "last": self._last.copy(), **_nothing_found(len(self._same["mass"]))}
        return Tables(PLACES, self._same | own)

    def give_back(self, tables: Tables) -> None:
        """Leave tables to later runs; whoever had them looks at them no more."""
        self._free.append(tables)


def _nothing_found(communes: int) -> dict[str, Any]:
    """What a run writes in, before anything is found."""
    return {
        "total": np.zeros(3 * communes),
        "kept_at": np.zeros(3 * communes, np.int64),
        "kept": np.zeros(1024),
        "row": np.zeros(communes),
        "homes": np.zeros(communes, np.int64),
        "near_km": np.full(communes, np.nan),
        "near_first": np.zeros(communes, np.int64),
        "near_count": np.zeros(communes, np.int64),
        "near_pool": np.zeros(1024, np.int64),
    }


@MadeOnce
def places_of(territory: Territory) -> Places:
    """The tables of a territory."""
    communes, law, own = len(territory.codes), territory.kernels, territory.own_ties
    ground = _of_ground(territory.ground, territory.commuting)
    arrays = {name: ground.array(name) for name in PLACES.kinds}
    for name in ("land", "tie_mass", "shares", "guide", "last"):
        arrays[name] = arrays[name].copy()
    arrays["land"]["exponent"], arrays["land"]["offset"] = law.tie_exponent, law.tie_offset_km
    arrays["own"] = np.zeros((0, 0)) if own is None else np.array(own)
    arrays["balanced"] = np.zeros(0) if territory.distances.small else np.array(territory.tie_mass)
    made = Tables(PLACES, arrays | _nothing_found(communes))
    if loops.know_ties(made.handle) < 0:
        raise not_mutual(law)
    return Places(made)


@MadeOnce
def _of_ground(ground: Territory, commuting: Commuting) -> Tables:
    """What of the tables is the same under all laws of ties."""
    communes, small = len(ground.codes), ground.distances.small
    nearest, commute_total = commuting.of_homes
    middle, spread = ground.distances.middles
    land, pairs = np.zeros(1, LAND), communes if small else 0
    land["communes"], land["small"], land["stride"] = communes, small, communes // STEP + 1
    land["beta"], land["reach"] = commuting.beta, commuting.reach + nearest.max()
    land["centre"] = ground.centre
    nothing = {
        name: np.zeros((1, 1) if dimensions == 2 else 1, kind) for name, (kind, dimensions) in PLACES.kinds.items()
    }
    made = Tables(
        PLACES,
        {
            **nothing,
            "land": land,
            "distance": np.zeros((max(pairs, 1), max(pairs, 1))),
            "points": np.ascontiguousarray(ground.distances.points),
            "within": np.ascontiguousarray(ground.distances.within),
            "middle": middle,
            "spread": spread,
            "mass": ground.residents.sum(axis=1).astype(float),
            "tie_mass": np.zeros(communes),
            "jobs": np.array(commuting.jobs, dtype=float),
            "nearest": np.array(nearest),
            "commute_total": np.array(commute_total),
            "shares": np.zeros((max(3 * pairs, 1), pairs + 1)),
            "guide": np.zeros((max(3 * pairs, 1), GUIDE if small else 1), np.int64),
            "last": np.zeros(3 * communes, np.int64),
            "establishments": ground.establishments.astype(float),
            "coming": np.zeros((max(pairs, 1), max(pairs, 1))),
            "row": np.zeros(communes),
            "room": np.zeros(4 * communes),
            "homes": np.zeros(communes, np.int64),
        },
    )
    loops.know_work(made.handle)
    return made
