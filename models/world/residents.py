"""How many live where: what all ids of a territory's residents are counted from, and their households."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from contagion.models.territory.territory import Territory
from contagion.models.world.layout import CELL, COMMUNE
from contagion.sim.threads import MadeOnce

type Ids = NDArray[np.int64]
type Ints = NDArray[np.int64]

BANDS = 6
_BAND_BITS, _INDEX_BITS = 4, 28
LARGEST_HOUSEHOLD = 4  # adults


def commune_key(code: str) -> int:
    """The number that stands for an INSEE code in every id (26 bits)."""
    return int(code, 36)


def resident_id(key, band, index):
    """Id of the `index`-th resident of an age band of the commune with that key."""
    return (key << (_BAND_BITS + _INDEX_BITS)) | (band << _INDEX_BITS) | index


def is_resident(territory: Territory, person: int) -> bool:
    """Whether a whole number is the id of somebody who lives in a territory."""
    key, band = person >> (_BAND_BITS + _INDEX_BITS), person >> _INDEX_BITS & (1 << _BAND_BITS) - 1
    row = bisect_left(territory.codes, key, key=commune_key)
    if row == len(territory.codes) or commune_key(territory.codes[row]) != key or band >= BANDS:
        return False
    return (person & (1 << _INDEX_BITS) - 1) < int(territory.residents[row, band])


@MadeOnce
def communes_of(ground: Territory) -> NDArray[np.void]:
    """A record for each commune of a territory, whatever the laws over it, as far as residents and households go; not
    to be changed."""
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
    """A record for each commune and age band, as far as there are residents."""
    out = np.zeros(territory.residents.size, CELL)
    out["count"] = territory.residents.ravel()
    return out
