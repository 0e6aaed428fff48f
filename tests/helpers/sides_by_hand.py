"""Territories side by side, made by hand: the people of 41 worlds around a middle, and all else alike."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.verbs.compare.side_by_side.work import FIGURES, Side, SideBySide, apart, beside
from contagion.models.scenarios.scenario import read
from tests.helpers.even_ensemble import even

PEOPLE = np.linspace(-1, 1, 41)


def side(
    name: str, middle: float, residents: int = 1000, turned: bool = False, past: int = 0, seen: bool = True
) -> Side:
    """A territory where so many people come in the middle of its worlds, one more in the last and one less in the
    first, or turned about."""
    rows = pd.DataFrame({"scenario": "ref", "seed": range(1, 42)}).assign(**dict.fromkeys(FIGURES, 5.0))
    rows["people"] = 1000 * (middle + PEOPLE * (-1 if turned else 1)) / residents
    runs: Any = SimpleNamespace(labels=rows[["scenario", "seed"]], store=SimpleNamespace(about={}))
    scenario: Any = SimpleNamespace(**{**vars(read()), "title": "", "past": past, "parameters": read().parameters})
    made = Side(name, residents, seen, [scenario], runs, 5, Worlds(even(32)))
    return _WithFigures(made, rows)


class _WithFigures(Side):
    """One whose figures are given."""

    def __init__(self, made: Side, rows: pd.DataFrame) -> None:
        super().__init__(**vars(made))
        object.__setattr__(self, "rows", rows)

    @property
    def figures(self) -> pd.DataFrame:
        return self.__dict__["rows"]


def found(past: int = 0) -> SideBySide:
    """A, where something was observed; B, which is like it, and C, where twice as many come."""
    middles = {"A": 20, "B": 20, "C": 40}
    sides = [side(name, middle, turned=name > "A", seen=name == "A", past=past) for name, middle in middles.items()]
    return SideBySide(sides, beside(sides), apart(sides))
