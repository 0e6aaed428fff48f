"""How many live where: what all ids of a territory's residents are counted from, and their households."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

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


def communes_of(territory: Territory) -> NDArray[np.void]:
    """A record for each commune, as far as residents and households go."""
    out = np.zeros(len(territory.codes), COMMUNE)
    out["key"] = [commune_key(code) for code in territory.codes]  # rising: codes are sorted
    out["adults"], out["seats"] = territory.residents.sum(axis=1), territory.seats
    out["fours"], out["threes"], out["twos"] = _households(out["adults"], territory.households)
    return out


GUIDE = 4096  # entries, or more, of the table that shortens the search among the cells


class Residents(NamedTuple):
    """The records of a territory's communes and cells, the cumulative shares of the cells, and where to begin to look
    among these: as far as they are the same in all runs."""

    communes: NDArray[np.void]
    cells: NDArray[np.void]
    below: NDArray[np.float64]
    guide: Ints


@MadeOnce
def residents_of(ground: Territory) -> Residents:
    """Those of a territory, whatever the laws over it; the arrays are not to be changed."""
    communes, counts = communes_of(ground), ground.residents
    below = np.cumsum(counts) / max(int(counts.sum()), 1)
    steps = max(GUIDE, 1 << (2 * len(below)).bit_length())
    guide = np.searchsorted(below, np.arange(steps) / steps, side="right").clip(max=len(below) - 1)
    made = Residents(communes, cells_of(ground, communes["key"]), below, guide)
    for array in made:
        array.flags.writeable = False
    return made


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


def cells_of(territory: Territory, keys: Ints) -> NDArray[np.void]:
    """A record for each commune and age band."""
    counts = territory.residents
    out = np.zeros(counts.shape, CELL)
    out["first"] = resident_id(keys[:, None], np.arange(BANDS), 0)
    out["count"], out["start"] = counts, np.cumsum(counts, axis=1) - counts
    out["before"] = (np.cumsum(counts) - counts.ravel()).reshape(counts.shape)
    return out.ravel()
