"""Organisations that could become partners, and how many of their members live where: functions of the seed.

Each commune has organisations in proportion to its employer establishments, with heavy-tailed sizes (section 4.5). The
seats of a commune's organisations are shared among the communes its people commute from; who sits where is then said by
keyed orders (`models.world.compiled.organisations`), so membership can be read both ways, exactly, without a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contagion.models.parameters.sections.outreach import Partners
from contagion.models.territory.apportionment import by_proportions, largest_remainder, proportions
from contagion.models.territory.commuting import Commuting
from contagion.models.territory.territory import Territory
from contagion.models.world.layout import FLOW, ORGANISATION
from contagion.models.world.origin_destination import Flows, Ints
from contagion.models.world.residents import resident_id
from contagion.sim.chance.draws import Draws
from contagion.sim.elementary import exp, log
from contagion.sim.threads import Recent

KEPT_BYTES = 2**27  # of organisations, that a process keeps
_BAND = 15  # an "age band" no resident has: organisations share the id space of residents


class Organisations:
    """The organisations of a territory, numbered 0 … count − 1 by commune.

    Attributes
    ----------
    ids, home, sizes, kinds : arrays of shape (count,)
        Stable id, commune index, members, and index into `PARTNER_TYPES`.
    first, number : arrays of shape (C,)
        The first of each commune, and how many it has.
    flows : Flows
        Members by commune of residence and of the organisation.
    found : tuple of arrays, optional
        The tables `members` and `members_known`, as a run left them that found out who belongs to some of them.
    """

    found: tuple[Ints, Ints] | None = None

    def __init__(self, territory: Territory, settings: Partners, draws: Draws, keys: Ints) -> None:
        total = round(settings.per_100_establishments * float(territory.establishments.sum()) / 100)
        self.number = largest_remainder(total, territory.establishments)
        self.home = np.repeat(np.arange(len(self.number)), self.number)
        self.first = np.cumsum(self.number) - self.number
        self.ids = resident_id(keys[self.home], _BAND, np.arange(total) - self.first[self.home])
        self.kinds = draws.stream("organisation: kind").choice(np.cumsum(settings.types), self.ids)
        u = draws.stream("organisation: size").uniform(self.ids)
        wanted = np.minimum(settings.smallest * exp(log(u) / -settings.tail), settings.largest).astype(np.int64)
        seats = np.bincount(self.home, wanted, minlength=len(self.number)).astype(np.int64)
        self.flows = _shared_out(territory, seats)
        self.sizes = self._fitted(wanted)

    def _fitted(self, wanted: Ints) -> Ints:
        """Sizes that fill exactly the seats there are people for."""
        seats, sizes = self.flows.arriving, wanted.copy()
        bounds = np.append(self.first, len(wanted))
        for commune in np.flatnonzero(seats != np.bincount(self.home, wanted, minlength=len(seats))).tolist():
            own = slice(bounds[commune], bounds[commune + 1])
            sizes[own] = largest_remainder(int(seats[commune]), wanted[own])
        return sizes

    @property
    def nbytes(self) -> int:
        """Bytes in memory, with all members that may be found."""
        own = [value for value in (*vars(self).values(), *vars(self.flows).values()) if isinstance(value, np.ndarray)]
        return sum(value.nbytes for value in own) + 8 * int(self.sizes.sum())

    def tables(self, anew: bool) -> tuple[NDArray[np.void], Ints]:
        """The tables `organisations` and `members` of a run; `anew`: without what earlier runs have found out."""
        records, found = self._records(), self.found  # which another thread may replace meanwhile
        if found is None or anew:
            return records, np.empty(max(int(self.sizes.sum()), 1), np.int64)
        members, records["members_known"] = found
        return records, members.copy()

    def _records(self) -> NDArray[np.void]:
        out, ends = np.zeros(len(self.ids), ORGANISATION), np.cumsum(self.sizes)
        out["id"], out["home"], out["kind"], out["size"] = self.ids, self.home, self.kinds, self.sizes
        out["members_first"] = ends - self.sizes
        out["seat_end"] = ends - np.concatenate([[0], ends])[self.first][self.home]
        return out

    def flow_records(self) -> NDArray[np.void]:
        """A record for each flow of members from a commune to another."""
        out = np.zeros(len(self.flows.home), FLOW)
        for name in ("home", "there", "count", "first_place", "first_seat"):
            out[name] = getattr(self.flows, name)
        out["first"] = np.cumsum(self.flows.count) - self.flows.count
        return out


_met = Recent[tuple[Any, ...], Organisations](KEPT_BYTES)


def organisations_of(territory: Territory, settings: Partners, draws: Draws, keys: Ints) -> Organisations:
    """The organisations of a world. A process keeps those of late: a world is met under one scenario after the
    other."""
    world = territory.ground, territory.commuting_beta_per_km, settings, draws.seed
    if (met := _met.get(world)) is None:
        met = Organisations(territory, settings, draws, keys)
        _met.keep(world, met, met.nbytes)
    return met


@lru_cache(maxsize=4)
def _everywhere(commuting: Commuting) -> tuple[tuple[Ints, Ints, NDArray[np.float64]], ...]:
    """Who would come from where, of a small territory: the same in all runs."""
    return tuple(_members(commuting, np.ones(len(commuting.jobs), dtype=bool)))


def _members(commuting: Commuting, wanted: NDArray[np.bool_]) -> Iterator[tuple[Ints, Ints, NDArray[np.float64]]]:
    """`Commuting.members` as proportions."""
    for block, homes, weights in commuting.members(wanted):
        yield block, homes, proportions(weights)


def _shared_out(territory: Territory, seats: Ints) -> Flows:
    """Members by (commune of residence, commune of the organisation); no commune gives more than its adults."""

    def parts() -> Iterator[tuple[Ints, Ints, Ints]]:
        commuting, small = territory.commuting, territory.distances.small
        for block, homes, shares in _everywhere(commuting) if small else _members(commuting, seats > 0):
            there = np.where(shares.any(axis=1), seats[block], 0)  # where nobody could work, there are no members
            yield block, homes, by_proportions(there, shares)

    return Flows.of(len(seats), parts()).at_most(territory.residents.sum(axis=1))
