"""The tables of a world as they are under all seeds, before it is built. Those of a territory
(`models.world.compiled.places`) that runs look at are made once, for all of them; what they work out on the way is in
the hands of one run at a time.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contagion.models.kernel import entry
from contagion.models.parameters import Parameters, record_of
from contagion.models.parameters.sections.programme import PARTNER_TYPES
from contagion.models.records import NONE
from contagion.models.territory.pairs import STEP
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Commuting, not_mutual
from contagion.models.world.compiled.places import GUIDE, know_ties, know_work
from contagion.models.world.compiled.residents import BAND_BITS, BANDS, INDEX_BITS, LARGEST_HOUSEHOLD
from contagion.models.world.layout import CELL, COMMUNE, LAND, PLACES, STREAMS, TARGET_GROUP, TRAITS, WISH, WORLD
from contagion.sim.core.tables import Pattern, Room, Tables, length_of
from contagion.sim.threads import MadeOnce, Same

_view = PLACES.view


@entry
def _know_work(handle):
    know_work(_view(handle))


@entry
def _know_ties(handle) -> int:
    return know_ties(_view(handle))


class Places:
    """The tables of a territory: a run takes some, and gives them back for a later one, with what it has found. Threads
    never have the same ones, and what was found is a matter of the territory alone. `first` is made of what is the same
    for all, before anything is found."""

    def __init__(self, first: Tables) -> None:
        self._same = {name: first.array(name) for name in PLACES.kinds}
        self._land, self._last = self._same["land"].copy(), self._same["last"].copy()
        self._free = [first]

    def take(self) -> Tables:
        """Tables that no other run has."""
        try:
            return self._free.pop()
        except IndexError:  # looked at after it is taken, or another thread could come between
            return self.fresh()

    def fresh(self) -> Tables:
        """Copy the tables, with nothing found yet."""
        own = {"land": self._land.copy(), "last": self._last.copy(), **_nothing_found(len(self._same["mass"]))}
        return Tables(PLACES, self._same | own)

    def give_back(self, tables: Tables) -> None:
        """Leave tables to later runs; the run that had them must not use them any more."""
        self._free.append(tables)


def _nothing_found(communes: int) -> dict[str, Any]:
    """Make the tables that a run writes in, while nothing is found yet."""
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
    """Return the tables of a territory."""
    communes, law, own = len(territory.codes), territory.kernels, territory.own_ties
    ground = _of_ground(territory.ground, territory.commuting)
    arrays = {name: ground.array(name) for name in PLACES.kinds}
    for name in ("land", "tie_mass", "shares", "guide", "last"):
        arrays[name] = arrays[name].copy()
    arrays["land"]["exponent"], arrays["land"]["offset"] = law.tie_exponent, law.tie_offset_km
    arrays["own"] = np.zeros((0, 0)) if own is None else np.array(own)
    arrays["balanced"] = np.zeros(0) if territory.distances.small else np.array(territory.tie_mass)
    made = Tables(PLACES, arrays | _nothing_found(communes))
    if _know_ties(made.handle) < 0:
        raise not_mutual(law)
    return Places(made)


@MadeOnce
def _of_ground(ground: Territory, commuting: Commuting) -> Tables:
    """Make the part of the tables that is the same under all laws of ties."""
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
    _know_work(made.handle)
    return made


type Ids = NDArray[np.int64]
type Ints = NDArray[np.int64]


def commune_key(code: str) -> int:
    """Return the number that stands for an INSEE code in every id (26 bits)."""
    return int(code, 36)


def resident_id(key, band, index):
    """Id of the `index`-th resident of an age band of the commune with that key."""
    return (key << (BAND_BITS + INDEX_BITS)) | (band << INDEX_BITS) | index


def is_resident(territory: Territory, person: int) -> bool:
    """Return whether a whole number is the id of a resident of a territory."""
    key, band = person >> (BAND_BITS + INDEX_BITS), person >> INDEX_BITS & (1 << BAND_BITS) - 1
    row = bisect_left(territory.codes, key, key=commune_key)
    if row == len(territory.codes) or commune_key(territory.codes[row]) != key or band >= BANDS:
        return False
    return (person & (1 << INDEX_BITS) - 1) < int(territory.residents[row, band])


@MadeOnce
def communes_of(ground: Territory) -> NDArray[np.void]:
    """Make a record for each commune of a territory, whatever the laws over it, as far as residents and households go;
    it is read-only."""
    out = np.zeros(len(ground.codes), COMMUNE)
    out["key"] = [commune_key(code) for code in ground.codes]  # rising: codes are sorted
    out["adults"], out["seats"] = ground.residents.sum(axis=1), ground.seats
    out["fours"], out["threes"], out["twos"] = _households(out["adults"], ground.households)
    out.flags.writeable = False
    return out


def _households(adults: Ints, households: Ints) -> tuple[Ints, Ints, Ints]:
    """Households of four, three and two adults by commune; adults − 1 is binomial with the commune's mean, the rest
    live alone."""
    mean = np.where(households > 0, adults / np.maximum(households, 1) - 1, 0.0)
    p = np.minimum(np.maximum(mean, 0) / (LARGEST_HOUSEHOLD - 1), 1.0)
    shares = (p * p * p, 3 * p * p * (1 - p), 3 * p * (1 - p) * (1 - p))
    left, made = adults.copy(), []
    for size, share in zip((4, 3, 2), shares, strict=True):
        number = np.minimum((share * households + 0.5).astype(np.int64), left // size)
        made.append(number)
        left = left - size * number
    return made[0], made[1], made[2]


def cells_of(territory: Territory) -> NDArray[np.void]:
    """Make a record for each commune and age band, as far as there are residents."""
    out = np.zeros(territory.residents.size, CELL)
    out["count"] = territory.residents.ravel()
    return out


def target_groups_of(parameters: Parameters) -> NDArray[np.void]:
    groups = parameters.target_group
    out = np.zeros(len(groups), TARGET_GROUP)
    for name in ("share", "receptivity", "barrier", "conversion", "contact_bias"):
        out[name] = [getattr(group, name) for group in groups]
    general = parameters.population.slot_share
    out["slot_share"] = [general if group.slot_share is None else group.slot_share for group in groups]
    return out


def wishes_of(parameters: Parameters) -> NDArray[np.void]:
    """Return who is found in some kinds of organisations, in the order in which they take seats there."""
    found = [(number, group.organisations) for number, group in enumerate(parameters.target_group)]
    found = [(number, kinds) for number, kinds in (*found, (NONE, parameters.students.organisations)) if kinds]
    out = np.zeros(len(found), WISH)
    for row, (number, kinds) in zip(out, found, strict=True):
        row["group"], row["kinds"] = number, [kind in kinds for kind in PARTNER_TYPES]
    return out


ROWS = 8  # at least, of tables that come to be as long as they must
CELL_GUIDE = 4096  # entries, or more, of the table that shortens the search among the cells


@lru_cache(maxsize=4)
def pattern_of(territory: Territory, same: Same[Parameters], _: Any) -> Pattern:
    """Prepare the tables of a world that are the same under all seeds; `_` tells how long tables came to be before."""
    communes, cells, parameters = communes_of(territory.ground), cells_of(territory), same.it
    wishes, number, size = wishes_of(parameters), len(communes), int(communes["adults"].sum())
    traits = np.zeros(1, TRAITS)
    traits["adults"], traits["wishes"] = size, len(wishes)
    count = round(parameters.partners.per_100_establishments * float(territory.establishments.sum()) / 100)
    most = max(count, number)
    made: dict[str, Any] = {
        "parameters": record_of(parameters),
        "traits": traits,
        "keys": Room(len(STREAMS)),
        "target_groups": target_groups_of(parameters),
        "thresholds": np.array(parameters.registering.thresholds),
        "layers": np.array(parameters.contacts.layers),
        "by_age": np.array(parameters.receptivity.by_age),
        "kinds": np.array(parameters.partners.types),
        "bands": Room((BANDS + 1) * number, BANDS - 1),
        "communes": communes,
        "cells": cells,
        "commune_of": Room(1 << (2 * number).bit_length()),
        "commune_cumulative": Room(number),
        "cell_cumulative": Room(len(cells)),
        "cell_guide": Room(max(CELL_GUIDE, 1 << (2 * len(cells)).bit_length())),
        **{f"{what}_order": Room(number) for what in ("household", "organisation", "elected", "seat")},
        "organisations": Room(count),
        "wishes": wishes,
        "councillors": Room(max(size, 1)),
        "some_below": Room(len(cells)),
        "some_guide": Room(CELL_GUIDE + 1),
        "room": Room(2 * most),
        "numbers": Room(2 * most + number),
    }
    for name in WORLD.kinds:
        made.setdefault(name, Room(length_of(WORLD, name, ROWS), cleared=False))
    return Pattern(WORLD, made)
