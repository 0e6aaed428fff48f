"""Classes of values on a map of communes, the same for all its years: none, then six that get darker."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_hex
from matplotlib.ticker import MaxNLocator

from contagion.experiments.drawing.style import (
    BLUE,
    BROWN,
    EDGE,
    GROWING,
    PALE,
    PALE_BLUE,
    PALE_ORANGE,
    SKY,
    VERMILLION,
)
from contagion.experiments.language.numbers import number

if TYPE_CHECKING:
    import pandas as pd

DARKEST = 6  # classes that are not none
SMALL = 200  # residents: of fewer a share would colour a hamlet like a town
EVEN = ("per_1000",)  # figures whose classes are of one width; the others are counts, and most communes have few
STEPS = tuple(float(step * 10**power) for power in range(5) for step in (1, 2, 5))[1:]
TOO_FEW = DARKEST + 1
FILLS = (PALE, *(to_hex(colour) for colour in mpl.colormaps[GROWING](np.linspace(0.22, 1, DARKEST))))
"""The colour of each class; beyond them is that of too few residents."""
APART = (EDGE, BROWN, VERMILLION, PALE_ORANGE, PALE_BLUE, SKY, BLUE)
"""Of differences, which scripts draw: what is not told, then three classes of less and three of more."""


@dataclass(frozen=True)
class Classes:
    """Of a figure in communes.

    Attributes
    ----------
    bounds : tuple of float
        Rising; where classes begin but the first that is not none.
    """

    bounds: tuple[float, ...]

    @classmethod
    def of(cls, frame: pd.DataFrame, figure: str) -> Classes:
        """Those that fit a table of communes, of all years that it has (`Briefing.communes`)."""
        highest = float(frame[figure].fillna(0).max())
        if figure in EVEN:
            steps = MaxNLocator(DARKEST, steps=[1, 2, 5, 10]).tick_values(0, highest or 1)
            return cls(tuple(float(step) for step in steps if 0 < step < highest)[: DARKEST - 1])
        return cls(tuple(step for step in STEPS if step < highest)[1 - DARKEST :])

    def number(self, value: float) -> int:
        """The class of a value."""
        return 1 + bisect_right(self.bounds, value) if value > 0 else 0

    @property
    def scale(self) -> list[tuple[str, str]]:
        """The colours in the order of values, each with what begins there."""
        return list(zip(FILLS, ["0", "> 0", *(f"≥ {number(bound, ',g')}" for bound in self.bounds)], strict=False))
