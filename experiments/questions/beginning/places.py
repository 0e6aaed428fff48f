"""A sample of the EPCI of France, by size: where a programme might begin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from contagion.models.territory.gazetteer import national_communes
from contagion.sim.chance.draws import Draws

SIZES = {  # inhabitants, from which on
    "under 10,000": 0,
    "10,000 to 20,000": 10_000,
    "20,000 to 50,000": 20_000,
    "50,000 to 100,000": 50_000,
    "100,000 to 250,000": 100_000,
    "250,000 and more": 250_000,
}
VILLAGES = 200, 2_000  # inhabitants of a village: from, to fewer than


@dataclass(frozen=True)
class Place:
    """An EPCI that was drawn.

    Attributes
    ----------
    code, size : str
        Its code, and its class of `SIZES`.
    weight : float
        How many of France it stands for.
    town : str
        Code of its most populous commune.
    village : str, optional
        Code of one of its villages, drawn by chance; None where there is none.
    """

    code: str
    size: str
    weight: float
    town: str
    village: str | None


@cache
def _people() -> pd.DataFrame:
    """The communes that belong to an EPCI: its code, and their inhabitants."""
    communes = national_communes()[["epci", "population_2021"]].astype({"population_2021": int})
    return communes[communes["epci"] != ""].set_axis(["epci", "people"], axis=1)


@cache
def by_size() -> dict[str, list[str]]:
    """The codes of all EPCI of France by class of size, those of a class in an order by chance."""
    people = _people().groupby("epci")["people"].sum()
    luck = Draws(1).stream("the first pair: which EPCI")
    order = sorted(people.index, key=lambda code: luck.uniform(int(code)))
    place = np.searchsorted([*SIZES.values()], people[order], side="right") - 1
    return {size: [code for code, at in zip(order, place, strict=True) if at == n] for n, size in enumerate(SIZES)}


def sample(each: int) -> list[Place]:
    """So many EPCI of each class, those that come first in its order."""
    return [
        _place(code, size, len(codes) / min(each, len(codes)))
        for size, codes in by_size().items()
        for code in codes[:each]
    ]


def _place(code: str, size: str, weight: float) -> Place:
    here = _people().loc[_people()["epci"] == code, "people"].sort_index()
    town, (least, most) = str(here.idxmax()), VILLAGES
    villages = [one for one in here.index[(here >= least) & (here < most)] if one != town]
    luck = Draws(1).stream("the first pair: which village")
    return Place(code, size, weight, town, villages[luck.index(len(villages), int(code))] if villages else None)
