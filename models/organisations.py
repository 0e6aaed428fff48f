"""Organisations that could become partners, and who belongs to them: functions of the seed, like the residents.

Each commune has organisations in proportion to its employer establishments, with heavy-tailed sizes (section 4.5).
The seats of a commune's organisations are shared among the communes its people commute from; a keyed order of the
seats and one of the residents then say who sits where. So membership can be read both ways, exactly, without a list.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.affinity import Affinity
from models.flows import Flows, Ints, Row
from models.territory.apportionment import largest_remainder
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
        self.first, self._number = np.cumsum(by_commune) - by_commune, by_commune
        self.ids = resident_id(population.keys[self.home], _ORGANISATION_BAND, np.arange(total) - self.first[self.home])
        self.kinds = draws.stream("organisation: kind").choice(np.cumsum(settings.types), self.ids)
        u = draws.stream("organisation: size").uniform(self.ids)
        wanted = np.minimum(settings.smallest * u ** (-1 / settings.tail), settings.largest).astype(np.int64)
        self._flows = self._share_out(np.bincount(self.home, wanted, minlength=len(by_commune)).astype(np.int64))
        self.sizes = self._fitted(wanted)
        self.affinity = Affinity(self)
        self._of: dict[int, int] = {}
        self._leaving: dict[int, Row] = {}  # flows from a commune, and
        self._ends: dict[int, tuple[int, list[int]]] = {}  # first organisation and last seats of one: as asked for

    def _share_out(self, seats: NDArray[np.int64]) -> Flows:
        """Members by (commune of residence, commune of the organisation); no commune gives more than its adults."""

        def shared_out() -> Iterator[tuple[Ints, Ints, Ints]]:
            for block, homes, weights in self.population.territory.commuting.members():
                there = np.where(weights.any(axis=1), seats[block], 0)  # where nobody could work, there are no members
                yield block, homes, largest_remainder(there, weights)

        return Flows.of(len(seats), shared_out()).at_most(self.population.adults)

    def _fitted(self, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sizes that fill exactly the seats there are people for."""
        seats, sizes = self._flows.arriving, wanted.copy()
        bounds = np.append(self.first, len(wanted))
        for commune in np.flatnonzero(seats != np.bincount(self.home, wanted, minlength=len(seats))).tolist():
            own = slice(bounds[commune], bounds[commune + 1])
            sizes[own] = largest_remainder(int(seats[commune]), wanted[own])
        return sizes

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
        return Permutation(stream, self.population.keys, self._flows.arriving)

    def of(self, resident: int) -> int:
        """Number of the organisation a resident belongs to, or NONE (kept once worked out)."""
        if resident not in self._of:
            self._of[resident] = self._work_out(resident)
        return self._of[resident]

    def _work_out(self, resident: int) -> int:
        home = self.population.home(resident)
        if home not in self._leaving:
            self._leaving[home] = self._flows.row(home)
        total, first_places, first_seats, theres = self._leaving[home]
        place = self.population.place("organisation", resident)
        if place >= total:
            return NONE
        flow = bisect_right(first_places, place) - 1
        there = theres[flow]
        seat = first_seats[flow] + self.affinity.seat(home, there, place - first_places[flow])
        first, ends = self._ends_in(there)
        return first + bisect_right(ends, self._seats.of(there)(seat))

    def _ends_in(self, there: int) -> tuple[int, list[int]]:
        """Number of the first organisation of a commune, and the seat after the last of each of them."""
        if there not in self._ends:
            first = int(self.first[there])
            self._ends[there] = first, self._seat_end[first : first + self._number[there]].tolist()
        return self._ends[there]

    def members(self, organisation: int) -> Ids:
        """All members of an organisation, in order of id."""
        size, there = int(self.sizes[organisation]), int(self.home[organisation])
        if not size:
            return np.empty(0, dtype=np.int64)
        last = int(self._seat_end[organisation])
        seats = self._seats.of(there).inverse(np.arange(last - size, last))
        column = self._flows.column(there)
        flows = column[np.searchsorted(self._flows.first_seat[column], seats, side="right") - 1]
        homes = self._flows.home[flows]
        people = self.affinity.persons(homes, there, seats - self._flows.first_seat[flows])
        places = self._flows.first_place[flows] + people
        ranks = self.population.shuffled("organisation", homes).inverse(places)
        return np.sort(self.population.at_rank(homes, ranks))

    def block(self, home: int, there: int) -> tuple[Ids, NDArray[np.int64]]:
        """Who of a commune belongs in another, in their keyed order, and the kinds of the seats for them, in theirs."""
        count, first_place, first_seat = self._flows.between(home, there)
        order = np.arange(count)
        ranks = self.population.shuffled("organisation", home).inverse(first_place + order)
        seats = self._seats.of(there)(first_seat + order)
        first, ends = self._ends_in(there)
        kinds = self.kinds[first + np.searchsorted(ends, seats, side="right")]
        return self.population.at_rank(np.full(len(order), home), ranks), kinds
