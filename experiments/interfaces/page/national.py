"""All intercommunalities of France for a browser: the national table of communes as columns of whole numbers, and the
rules by which `scripts/territory.js` makes a territory of them, as `models.territory` does.

A column holds the bytes of its numbers, the lowest bytes of all numbers first, which compresses well. Negative numbers
become odd (zigzag). Some columns store differences from the previous number, others from an expected one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import inf
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.experiments.evidence.ensemble import PLACE
from contagion.models.parameters import is_whole, word_of
from contagion.models.parameters.effort import EFFORT, MOST_EVENTS, RESIDENTS
from contagion.models.runs.study import factors
from contagion.models.scenario import read
from contagion.models.territory import extract
from contagion.models.territory.communes import BANDS, STANDARD_RATES, council_seats
from contagion.models.territory.gazetteer import national_areas, national_communes
from contagion.models.territory.pairs import EARTH_RADIUS_KM, FARTHEST, STEP
from contagion.models.territory.territory import identity_of
from contagion.models.world.places import commune_key
from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.designs import BEYOND, FAR

HOUSEHOLDS = 0.43  # per inhabitant: the column of households holds differences from it
DEGREES = 100_000  # the unit of positions is a part of a degree
MOST_SEATS_FROM = 300_000  # inhabitants
ATTENDEES = "outreach.attendees"  # of events: more guests stand for events beyond one a week


@dataclass(frozen=True)
class National:
    """The table as bytes, with the place of each column."""

    content: bytes
    columns: dict[str, tuple[int, int, int]]  # the first byte, how many, and bytes of a number; 0 for text

    @property
    def digest(self) -> str:
        """Digest that identifies the table."""
        return sha256(self.content).hexdigest()


@lru_cache(maxsize=1)
def national() -> National:
    """Return all communes that belong to an EPCI, sorted by EPCI."""
    parts, columns, at = [], {}, 0
    for name, values in _columns():
        width, part = (0, values.encode()) if isinstance(values, str) else _bytes(values)
        columns[name] = at, len(part), width
        parts.append(part)
        at += len(part)
    return National(b"".join(parts), columns)


def _columns() -> Iterator[tuple[str, ArrayLike | str]]:
    areas, communes = national_areas(), national_communes()
    epci = areas[areas["kind"] == "epci"].set_index("code")["name"]
    table = communes[communes["epci"] != ""].sort_values("epci", kind="stable")
    codes = sorted(epci.index)
    numbers = {name: pd.to_numeric(table[name]).fillna(-1) for name in ("population_2017", "households_2021")}
    before, now = numbers["population_2017"], table["population_2021"].astype(int)
    # -1 where the population of 2017 is unknown.
    yield "population_2017", before
    yield "more_in_2021", now - before
    yield "households", numbers["households_2021"] - (HOUSEHOLDS * now).round()
    yield "hectares", (pd.to_numeric(table["area_km2"]) * 100).round()
    for name in ("latitude", "longitude"):
        yield name, np.diff((pd.to_numeric(table[name]) * DEGREES).round(), prepend=0)
    yield "codes", np.diff([commune_key(code) for code in table.index], prepend=0)
    yield "communes", table.groupby("epci").size()[codes]
    yield "status", "".join(table["uu2020_status"].replace("", "-"))
    yield "names", "\n".join(table["name"])
    yield "epci", "\n".join(codes)
    yield "called", "\n".join(epci[codes])
    departments = areas[areas["kind"] == "department"]
    yield "departments", "\n".join(departments["code"] + " " + departments["name"])
    # The draw of a place depends on its communes (`experiments.evidence.ensemble`).
    own = [identity_of(group.index) for _, group in table.groupby("epci")]
    yield "key_of_place", "\n".join(str(Draws(1).stream(f"place, {one}").key) for one in own)
    odd = table["area_km2"][table["area_km2"].str.partition(".")[2].str.len() > 2]
    yield "odd_areas", "\n".join(f"{code} {area}" for code, area in odd.items())


def _bytes(values: ArrayLike) -> tuple[int, bytes]:
    """Return the bytes per number, and the numbers in bytes: the lowest of all first, then the second, and so on."""
    given = np.asarray(values, np.int64)
    zigzag = np.where(given < 0, -2 * given - 1, 2 * given)
    width = max(-(-int(zigzag.max()).bit_length() // 8), 1)
    return width, b"".join((zigzag >> 8 * n & 255).astype(np.uint8).tobytes() for n in range(width))


def rules() -> dict[str, Any]:
    """Return the data of the rules that build a territory, for scripts."""
    usual, people = read().parameters, np.arange(MOST_SEATS_FROM + 1)
    seats = council_seats(people)
    steps = [0, *(np.flatnonzero(np.diff(seats)) + 1).tolist()]
    (place,) = factors([PLACE])
    names = [name for name in (*EFFORT, ATTENDEES) if not name.startswith("alternative.") and usual.get(name) < inf]
    return {
        "columns": national().columns,
        "degrees": DEGREES,
        "households": HOUSEHOLDS,
        "profiles": {status or "-": row.tolist() for status, row in extract._profiles().iterrows()},
        "bands": len(BANDS),
        "households_unknown": STANDARD_RATES["households"],
        "seats": [steps, seats[steps].tolist()],
        "seats_by_law": extract.SEATS_BY_LAW,
        "step": STEP,
        "diameter": 2 * EARTH_RADIUS_KM,
        "farthest": FARTHEST,
        "place": {"low": place.low, "high": place.high, "beyond": BEYOND, "far": FAR},
        "effort_for": RESIDENTS,
        "most_events": MOST_EVENTS,
        "effort": {
            name: {"usual": usual.get(name), "step": how.step, "least": how.least, "whole": is_whole(name)}
            for name in names
            if (how := EFFORT.get(name))
        },
        "attendees": usual.get(ATTENDEES),
        "words": {name: int(word_of(name)) for name in names},
    }
