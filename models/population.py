"""Who lives where, as functions: every trait of a resident is worked out from the seed and the resident's id.

Nobody is stored before being met. An id holds the commune, the age band and a number within the band (`resident_id`),
so ids are contiguous by commune and by age band, margins are exact, and one commune or one resident more changes
nobody else's id or draws. All functions take int64 arrays of ids and return arrays of the same length.

Rules of the specification: section 4.5 (initialisation), S1 (receptivity), S2 (contacts), S9 (slots).
"""

from bisect import bisect_right
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.organisations import Organisations
from models.parameters import BANDS, Parameters
from models.profiles import ELECTED, STUDENTS, Profiles
from models.territory.territory import WORK, Territory
from sim.draws import Draws, Floats
from sim.permutation import Permutation

type Ids = NDArray[np.int64]

NOBODY = -1
_BAND_BITS, _INDEX_BITS = 4, 28
LARGEST_HOUSEHOLD = 4  # adults


def commune_key(code: str) -> int:
    """The number that stands for an INSEE code in every id (26 bits)."""
    return int(code, 36)


def resident_id(key, band, index):
    """Id of the `index`-th resident of an age band of the commune with that key."""
    return (key << (_BAND_BITS + _INDEX_BITS)) | (band << _INDEX_BITS) | index


class Population:
    """The residents aged 15 and over of a territory under one seed.

    Parameters
    ----------
    territory : Territory
        With `residents` of shape (communes, age bands).
    parameters : Parameters
    draws : Draws
        The chance of the run.
    """

    def __init__(self, territory: Territory, parameters: Parameters, draws: Draws) -> None:
        self.territory, self.parameters, self.draws = territory, parameters, draws
        self.keys = np.array(
            [commune_key(code) for code in territory.codes], dtype=np.int64
        )  # rising: codes are sorted
        self._orders: dict[str, Permutation] = {}
        self._commune_of = {int(key): index for index, key in enumerate(self.keys)}
        self.counts = territory.residents
        self.adults = self.counts.sum(axis=1)
        self.size = int(self.adults.sum())
        self._band_start = np.cumsum(self.counts, axis=1) - self.counts
        self.commune_cumulative = np.cumsum(self.adults) / max(self.size, 1)
        self._cell_counts = self.counts.ravel()
        self._first_of_cell = resident_id(self.keys[:, None], np.arange(len(BANDS)), 0).ravel()
        self._band_start_list = self._band_start.tolist()
        self._first_rank = np.cumsum(self.adults) - self.adults
        self._first_rank_of_cell = (self._band_start + self._first_rank[:, None]).ravel()
        groups = parameters.target_group
        self._group_cumulative = np.cumsum([group.share for group in groups]).tolist()
        self._threshold_cumulative = np.cumsum(parameters.registering.thresholds).tolist()
        self.profiles = Profiles(self)
        self._slot_share = [group.slot_share for group in groups]
        self._slots_by_group = any(share is not None for share in self._slot_share)
        self.same_group_bias = parameters.contacts.same_group * np.array([group.contact_bias for group in groups])

    # ---- home -----------------------------------------------------------------------------------------------------

    def home(self, ids):
        """Index of the commune of residence (of an id, or of each)."""
        if not isinstance(ids, np.ndarray):
            return self._commune_of[ids >> (_BAND_BITS + _INDEX_BITS)]
        return np.searchsorted(self.keys, ids >> (_BAND_BITS + _INDEX_BITS))

    def band(self, ids):
        """Index of the age band (of an id, or of each)."""
        return (ids >> _INDEX_BITS) & ((1 << _BAND_BITS) - 1)

    def everyone(self) -> Ids:
        """All ids, in order: only for verification, figures and small territories."""
        bands = np.arange(len(BANDS))
        starts = resident_id(self.keys[:, None], bands[None, :], 0).ravel()
        counts = self.counts.ravel()
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(starts, counts) + offsets

    def _rank(self, ids):
        """Number of a resident within the commune: 0 … adults − 1 (of an id, or of each)."""
        if not isinstance(ids, np.ndarray):
            return self._band_start_list[self.home(ids)][self.band(ids)] + (ids & ((1 << _INDEX_BITS) - 1))
        return self._band_start[self.home(ids), self.band(ids)] + (ids & ((1 << _INDEX_BITS) - 1))

    def at_rank(self, communes: NDArray[np.int64], ranks: NDArray[np.int64]) -> Ids:
        """The residents with the given ranks of the given communes."""
        cells = np.searchsorted(self._first_rank_of_cell, self._first_rank[communes] + ranks, side="right") - 1
        band = cells - communes * len(BANDS)
        return resident_id(self.keys[communes], band, ranks - self._band_start[communes, band])

    def shuffled(self, what: str, commune: int | NDArray[np.int64]) -> Permutation:
        """The residents of a commune in an order of its own, for sharing out places (`what`) that must add up exactly.

        `commune` may be an array: one order for each element the permutation is then called with.
        """
        if what not in self._orders:
            self._orders[what] = Permutation(self.draws.stream(f"{what}: order"), self.keys, self.adults)
        return self._orders[what].of(commune)

    def place(self, what: str, ids):
        """Place of a resident, or of each, in that order."""
        return self.shuffled(what, self.home(ids))(self._rank(ids))

    # ---- traits ---------------------------------------------------------------------------------------------------

    def group(self, ids):
        """Index of the target group (of an id, or of each)."""
        return self.draws.stream("target group").choice(self._group_cumulative, ids)

    def belongs(self, name: str, ids: Ids) -> NDArray[np.bool_]:
        """Who belongs to a target group, or to the "students" or the "elected officials"."""
        return self.profiles.belongs(name, ids)

    def woman(self, ids: Ids) -> NDArray[np.bool_]:
        return self.draws.stream("sex").uniform(ids) < self.parameters.population.women

    def student(self, ids: Ids) -> NDArray[np.bool_]:
        """Students, among those aged 15-29, more of them where that band is large (section 4.5)."""
        return self.draws.stream("student").uniform(ids) < self._student_share[self.home(ids), self.band(ids)]

    @cached_property
    def _student_share(self) -> NDArray[np.float64]:
        """Students by commune and age band: a total shared in proportion to N(15-29) × its share, at most nine in
        ten."""
        young, adults = self.counts[:, 0].astype(float), np.maximum(self.adults, 1)
        weight = young / adults
        total = self.parameters.population.students * young.sum()
        share = np.zeros(self.counts.shape)
        if total > 0:
            share[:, 0] = np.minimum(total * weight / (young * weight).sum(), 0.9)
        return share

    def elected(self, ids: Ids) -> NDArray[np.bool_]:
        """Municipal councillors: exactly as many in each commune as it has seats (or adults)."""
        return self.place("elected", ids) < self.territory.seats[self.home(ids)]

    @cached_property
    def shares(self) -> dict[str, float]:
        """Shares of the residents in each target group and flag; those of students are expected ones."""
        size = max(self.size, 1)
        seats = np.minimum(self.territory.seats, self.adults).sum()
        flags = {STUDENTS: (self._student_share * self.counts).sum() / size, ELECTED: seats / size}
        return {group.name: group.share for group in self.parameters.target_group} | flags

    def slots(self, resident: int) -> int:
        """Times of the week at which a resident is free, as a bit set; 16 bits of one draw for each."""
        bits = self.draws.stream("slots").bits(resident)
        of_group = self._slot_share[self.group(resident)] if self._slots_by_group else None
        share = self.parameters.population.slot_share if of_group is None else of_group
        free = share * self.profiles.factor_of("slots", resident) * 65536
        slots = range(self.parameters.population.slots)
        return sum([1 << slot for slot in slots if bits >> 16 * slot & 65535 < free])

    def threshold(self, ids):
        """Distinct sources that somebody needs under the threshold rule (S4)."""
        return self.draws.stream("threshold").choice(self._threshold_cumulative, ids) + 1

    # ---- receptivity (S1) and coming and going (S16) ---------------------------------------------------------------

    def readiness(self, ids: Ids, year: int | NDArray[np.int64]) -> NDArray[np.float64]:
        """Frailty θ in a given year: 0 for the non-receptive, otherwise gamma with mean 1."""
        epoch = self._epoch(ids, year)
        receptive = self.draws.stream("receptive").uniform(ids, epoch) < self._receptive_share(ids)
        out = np.zeros(len(ids))
        if receptive.any():
            stream = self.draws.stream("frailty")
            out[receptive] = stream.gamma(self.parameters.receptivity.shape, ids[receptive], epoch[receptive])
        return out

    def receptive(self, ids: Ids, year: int | NDArray[np.int64]) -> NDArray[np.bool_]:
        """Who has a readiness above 0."""
        return self.draws.stream("receptive").uniform(ids, self._epoch(ids, year)) < self._receptive_share(ids)

    def _receptive_share(self, ids: Ids) -> NDArray[np.float64] | float:
        settings = self.parameters.receptivity
        share: NDArray[np.float64] | float = settings.share
        if set(settings.by_age) != {1.0}:
            share = share * np.array(settings.by_age)[self.band(ids)]
        return share * self.profiles.factor("receptivity", ids)

    def _epoch(self, ids: Ids, year: int | NDArray[np.int64]) -> NDArray[np.int64]:
        """Number of the draw of readiness that holds in a year.

        Everybody is drawn anew, receptive or not, every share/turnover years, each at a date of their own: so in a
        year a share `turnover` of the non-receptive becomes receptive, as many go the other way, and the receptive
        share stays. A newcomer at an address is drawn anew too.
        """
        settings = self.parameters.receptivity
        rate = settings.turnover_per_year / settings.share if settings.share else 0.0
        epoch = (year * rate + self.draws.stream("date of a new mind").uniform(ids)).astype(np.int64)
        return epoch + 4096 * self.generation(ids, year) if self._people_move else epoch

    @cached_property
    def _people_move(self) -> bool:
        moving = self.parameters.population
        return moving.turnover_per_year > 0 or moving.student_turnover_per_year > 0

    def generation(self, ids: Ids, year: int | NDArray[np.int64]) -> NDArray[np.int64]:
        """How many times those at an id have been replaced by newcomers of the same profile, each at a date of their
        own."""
        moving = self.parameters.population
        rate = np.where(self.student(ids), moving.student_turnover_per_year, moving.turnover_per_year)
        return (year * rate + self.draws.stream("date of moving").uniform(ids)).astype(np.int64)

    def generation_of(self, resident: int, year: int) -> int:
        """The same, of one resident."""
        return int(self.generation(np.array([resident]), year)[0]) if self._people_move else 0

    # ---- household ------------------------------------------------------------------------------------------------

    def household(self, resident: int) -> list[int]:
        """The adults of a resident's household, oneself included, in order of id."""
        home = self.home(resident)
        own = self.place("household", resident)
        first, size = self._household_block(home, own)
        if size == 1:
            return [resident]
        order, key = self.shuffled("household", home), int(self.keys[home])
        starts = self._band_start_list[home]
        members = [resident]
        for place in range(first, first + size):
            if place != own:
                rank = order.inverse(place)
                band = bisect_right(starts, rank) - 1
                members.append(resident_id(key, band, rank - starts[band]))
        return sorted(members)

    def _household_block(self, commune: int, place: int) -> tuple[int, int]:
        """First place and number of adults of the household at a place of the commune's order: the large ones come
        first."""
        start = 0
        for size, number in self._household_sizes[commune]:
            if place < start + size * number:
                return start + (place - start) // size * size, size
            start += size * number
        return place, 1

    @cached_property
    def _household_sizes(self) -> list[list[tuple[int, int]]]:
        """By commune, (adults, households) from the largest; adults − 1 is binomial with the commune's mean, the rest
        alone."""
        out = []
        for adults, households in zip(self.adults.tolist(), self.territory.households.tolist(), strict=True):
            p = min(max(adults / households - 1, 0) / (LARGEST_HOUSEHOLD - 1), 1) if households else 0.0
            shares = (p**3, 3 * p**2 * (1 - p), 3 * p * (1 - p) ** 2)
            left, rows = adults, []
            for size, share in zip((4, 3, 2), shares, strict=True):
                number = min(int(share * households + 0.5), left // size)
                rows.append((size, number))
                left -= size * number
            out.append(rows)
        return out

    # ---- work and organisations -----------------------------------------------------------------------------------

    def work_commune(self, ids: Ids) -> NDArray[np.int64]:
        """Commune where each would work or study, by the commuting law of section 3.4."""
        u = self.draws.stream("work commune").uniform(ids)
        communes, _ = self.territory.shares.pick(self.home(ids) + WORK * len(self.adults), u[:, None])
        return communes[:, 0]

    @cached_property
    def organisations(self) -> Organisations:
        """The organisations that could become partners, and their members."""
        return Organisations(self)

    def in_cells(self, cells: NDArray[np.int64], u: Floats) -> Ids:
        """The resident that a uniform number picks in each given cell (commune × bands + band); none may be empty."""
        return self._first_of_cell[cells] + (u * self._cell_counts[cells]).astype(np.int64)
