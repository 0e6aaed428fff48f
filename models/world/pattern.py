"""The tables of a world as they are under all seeds, before it is built."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from contagion.models.parameters import Parameters
from contagion.models.parameters.as_record import record_of
from contagion.models.territory.territory import Territory
from contagion.models.world.chance import STREAMS
from contagion.models.world.layout import TRAITS, WORLD
from contagion.models.world.profiles import target_groups_of, wishes_of
from contagion.models.world.residents import BANDS, cells_of, communes_of
from contagion.sim.core.patterns import Pattern, Room
from contagion.sim.core.tables import length_of
from contagion.sim.threads import Same

ROWS = 8  # at least, of tables that come to be as long as they must
GUIDE = 4096  # entries, or more, of the table that shortens the search among the cells


@lru_cache(maxsize=4)
def pattern_of(territory: Territory, same: Same[Parameters], _: Any) -> Pattern:
    """Them; `_` tells how long tables came to be before."""
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
        "cell_guide": Room(max(GUIDE, 1 << (2 * len(cells)).bit_length())),
        **{f"{what}_order": Room(number) for what in ("household", "organisation", "elected", "seat")},
        "organisations": Room(count),
        "wishes": wishes,
        "councillors": Room(max(size, 1)),
        "some_below": Room(len(cells)),
        "some_guide": Room(GUIDE + 1),
        "room": Room(2 * most),
        "numbers": Room(2 * most + number),
    }
    for name in WORLD.kinds:
        made.setdefault(name, Room(length_of(WORLD, name, ROWS), cleared=False))
    return Pattern(WORLD, made)
