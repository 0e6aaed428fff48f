"""Who sits where in the organisations, where target groups or students are found in some kinds of them (L7).

Without such a wish, the residents of one commune who belong in another take the seats there in two keyed orders
(`models/organisations.py`). With it, the same residents take the same seats in another matching: those who are found in
some kinds of organisations, group after group in the order of the table and then the students, take seats of these
kinds as long as there are any; all others take what is left, in order. So sizes, flows and who belongs to any
organisation at all stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.parameters.outreach import PARTNER_TYPES
from models.profiles import STUDENTS

if TYPE_CHECKING:
    from models.organisations import Organisations

type Ints = NDArray[np.int64]


class Affinity:
    """The matching of residents and seats of each pair of communes (of residence, of the organisation)."""

    def __init__(self, organisations: Organisations) -> None:
        parameters = organisations.population.parameters
        found = [(group.name, group.organisations) for group in parameters.target_group]
        found.append((STUDENTS, parameters.students.organisations))
        self.wishes = [(name, [PARTNER_TYPES.index(kind) for kind in kinds]) for name, kinds in found if kinds]
        self._organisations = organisations
        self._matched: dict[tuple[int, int], tuple[Ints, Ints]] = {}

    def seat(self, home: int, there: int, person: int) -> int:
        """Number of the seat, among those of its block, that the person of that number takes."""
        return int(self._match(home, there)[0][person]) if self.wishes else person

    def persons(self, homes: Ints, there: int, seats: Ints) -> Ints:
        """Number of the person, among those of its block, on each of some seats of a commune's organisations."""
        if not self.wishes:
            return seats
        out = seats.copy()
        for home in np.unique(homes).tolist():
            here = homes == home
            out[here] = self._match(home, there)[1][seats[here]]
        return out

    def _match(self, home: int, there: int) -> tuple[Ints, Ints]:
        """Seat of each person of a block, and person of each seat."""
        if (home, there) not in self._matched:
            population = self._organisations.population
            people, kinds = self._organisations.block(home, there)
            seat_of = np.full(len(people), -1, dtype=np.int64)
            free = np.ones(len(people), dtype=bool)
            for name, wanted in self.wishes:
                who = np.flatnonzero(population.belongs(name, people) & (seat_of < 0))
                seats = np.flatnonzero(np.isin(kinds, wanted) & free)[: len(who)]
                seat_of[who[: len(seats)]] = seats
                free[seats] = False
            seat_of[seat_of < 0] = np.flatnonzero(free)
            self._matched[home, there] = seat_of, np.argsort(seat_of)
        return self._matched[home, there]
