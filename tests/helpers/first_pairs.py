"""First pairs by hand: two places of each size, with two worlds each, and in which week a first group began."""

from collections.abc import Callable, Mapping
from math import nan

import pandas as pd

from contagion.experiments.evidence.ensemble import PLACE
from contagion.experiments.questions.first_pair import (
    ALONE,
    BEGUN,
    CHANGES,
    ENDED,
    SIZES,
    STARTS,
    TOGETHER,
    WEAK,
    Beginnings,
    changed_in_summer,
)

WORLDS = range(1, 4 * len(SIZES) + 1)
CASES = (ALONE, *STARTS, TOGETHER, WEAK, *map(changed_in_summer, CHANGES))


def place_of(world: int) -> int:
    return (world - 1) // 2


def made(
    begun: Mapping[str, Callable[[int], float]], without: Mapping[str, Callable[[int], bool]] | None = None
) -> Beginnings:
    """What became of the cases, by the week in which the first group of a world began; it ended 17 weeks after. Of a
    case that is not named none began; `without` says in which worlds a case was not lived."""
    rows = []
    for case in CASES:
        for world in WORLDS:
            if not (without or {}).get(case, lambda _: False)(world):
                week = begun.get(case, lambda _: nan)(world)
                size = [*SIZES][place_of(world) // 2]
                row = {"place": f"place {place_of(world)}", "size": size, "weight": 1.0 + place_of(world) // 2}
                rows.append(row | {"case": case, "seed": world, BEGUN: week, ENDED: week + 17, "registrations": 4})
    return Beginnings(pd.DataFrame(rows).assign(**{PLACE: lambda table: 0.5 + table["seed"] / 10}))


def always(week: float) -> Callable[[int], float]:
    return lambda _: week


def in_worlds(*worlds: int, week: float = 10) -> Callable[[int], float]:
    return lambda world: week if world in worlds else nan
