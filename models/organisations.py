"""Organisations that could become partners, and who belongs to them: functions of the seed, like the residents.

Each commune has organisations in proportion to its employer establishments, with heavy-tailed sizes (section 4.5).
The seats of a commune's organisations are shared among the communes its people commute from; a keyed order of the
seats and one of the residents then say who sits where. So membership can be read both ways, exactly, without a list.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.affinity import Affinity
from models.territory import largest_remainder
from sim.permutation import Permutation

if TYPE_CHECKING:
    from models.population import Ids, Population

NONE = -1
_ORGANISATION_BAND = 15  # an "age band" no resident has: organisations share the id space of residents


class Organisations:
    """The organisations of a population, numbered 0 … count − 1 by commune.

    Attributes
    ----------
    ids, home, sizes, kinds : arrays of shape (count,)
        Stable id, commune index, members, and index into `PARTNER_TYPES`.
    """

    def __init__(self, population: Population) -> None:
        from models.population import resident_id

        self.population = population
        settings, territory, draws = population.parameters.partners, population.territory, population.draws
        total = round(settings.per_100_establishments * float(territory.establishments.sum()) / 100)
        by_commune = largest_remainder(total, territory.establishments)
        self.home = np.repeat(np.arange(len(by_commune)), by_commune)
        self.first = np.cumsum(by_commune) - by_commune
        self.ids = resident_id(population.keys[self.home], _ORGANISATION_BAND, np.arange(total) - self.first[self.home])
        self.kinds = draws.stream("organisation: kind").choice(np.cumsum(settings.types), self.ids)
        u = draws.stream("organisation: size").uniform(self.ids)
        wanted = np.minimum(settings.smallest * u ** (-1 / settings.tail), settings.largest).astype(np.int64)
        self._flows = self._share_out(np.bincount(self.home, wanted, minlength=len(by_commune)).astype(np.int64))
        self.sizes = self._fitted(wanted)
        self.affinity = Affinity(self)
        self._of: dict[int, int] = {}

    def _share_out(self, seats: NDArray[np.int64]) -> NDArray[np.int64]:
        """Members by (commune of residence, commune of the organisation); no commune gives more than its adults."""
        population = self.population
        weights = population.adults[:, None] * population.territory.commuting_share
        seats = np.where(weights.any(axis=0), seats, 0)  # where nobody could work, no organisation has members
        flows = np.stack([largest_remainder(int(n), w) for n, w in zip(seats, weights.T, strict=True)], axis=1)
        given = flows.sum(axis=1)
        cut = np.minimum(1.0, population.adults / np.maximum(given, 1))
        return (flows * cut[:, None]).astype(np.int64)

    def _fitted(self, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sizes that fill exactly the seats there are people for."""
        seats = self._flows.sum(axis=0)
        if (seats == np.bincount(self.home, wanted, minlength=len(seats))).all():
            return wanted
        parts = [largest_remainder(int(n), wanted[self.home == commune]) for commune, n in enumerate(seats)]
        return np.concatenate(parts) if parts else wanted

    @cached_property
    def _first_place(self) -> NDArray[np.int64]:
        """First place, in the order of a commune of residence, of those who belong in each commune."""
        return np.cumsum(self._flows, axis=1) - self._flows

    @cached_property
    def _first_seat(self) -> NDArray[np.int64]:
        """First seat, in a commune of organisations, of those who come from each commune."""
        return np.cumsum(self._flows, axis=0) - self._flows

    @cached_property
    def _seat_end(self) -> NDArray[np.int64]:
        """For each organisation, the seat of its commune after its last."""
        ends = np.cumsum(self.sizes)
        before = np.concatenate([[0], ends])[self.first]
        return ends - before[self.home]

    @cached_property
    def _seats(self) -> Permutation:
        """The seats of each commune's organisations in an order of its own, which mixes those from far and near."""
        stream = self.population.draws.stream("organisation: seats")
        return Permutation(stream, self.population.keys, self._flows.sum(axis=0))

    def of(self, resident: int) -> int:
        """Number of the organisation a resident belongs to, or NONE (kept once worked out)."""
        if resident not in self._of:
            self._of[resident] = self._work_out(resident)
        return self._of[resident]

    def _work_out(self, resident: int) -> int:
        home = self.population.home(resident)
        first_place, total = self._by_home[home]
        place = self.population.place("organisation", resident)
        if place >= total:
            return NONE
        there = bisect_right(first_place, place) - 1
        seat = int(self._first_seat[home, there]) + self.affinity.seat(home, there, place - first_place[there])
        ends, first = self._by_commune[there]
        return first + bisect_right(ends, self._seats.of(there)(seat))

    @cached_property
    def _by_home(self) -> list[tuple[list[int], int]]:
        return list(zip(self._first_place.tolist(), self._flows.sum(axis=1).tolist(), strict=True))

    @cached_property
    def _by_commune(self) -> list[tuple[list[int], int]]:
        """For each commune, the last seats of its organisations and the number of the first of them."""
        bounds = [*self.first.tolist(), len(self.sizes)]
        return [(self._seat_end[a:b].tolist(), a) for a, b in pairwise(bounds)]

    def members(self, organisation: int) -> Ids:
        """All members of an organisation, in order of id."""
        size, there = int(self.sizes[organisation]), int(self.home[organisation])
        if not size:
            return np.empty(0, dtype=np.int64)
        last = int(self._seat_end[organisation])
        seats = self._seats.of(there).inverse(np.arange(last - size, last))
        homes = np.searchsorted(self._first_seat[:, there], seats, side="right") - 1
        people = self.affinity.persons(homes, there, seats - self._first_seat[homes, there])
        places = self._first_place[homes, there] + people
        ranks = self.population.shuffled("organisation", homes).inverse(places)
        return np.sort(self.population.at_rank(homes, ranks))

    def block(self, home: int, there: int) -> tuple[Ids, NDArray[np.int64]]:
        """Who of a commune belongs in another, in their keyed order, and the kinds of the seats for them, in theirs."""
        order = np.arange(self._flows[home, there])
        places = self._first_place[home, there] + order
        ranks = self.population.shuffled("organisation", home).inverse(places)
        seats = self._seats.of(there)(self._first_seat[home, there] + order)
        ends, first = self._by_commune[there]
        kinds = self.kinds[first + np.searchsorted(ends, seats, side="right")]
        return self.population.at_rank(np.full(len(order), home), ranks), kinds
