"""Classes of values on a map of communes, the same for all its years: none, then six that get darker; or, of
differences, what is not told, then three of less and three of more."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
import pandas as pd
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

DARKEST = 6  # classes that are not none
SMALL = 200  # residents: of fewer a share would colour a hamlet like a town
EVEN = ("per_1000",)  # figures whose classes are of one width; the others are counts, and most communes have few
STEPS = tuple(float(step * 10**power) for power in range(5) for step in (1, 2, 5))[1:]
TOO_FEW = DARKEST + 1
FILLS = (PALE, *(to_hex(colour) for colour in mpl.colormaps[GROWING](np.linspace(0.22, 1, DARKEST))))
APART = (EDGE, BROWN, VERMILLION, PALE_ORANGE, PALE_BLUE, SKY, BLUE)


@dataclass(frozen=True)
class Classes:
    """Of a figure in communes.

    Attributes
    ----------
    bounds : tuple of float
        Rising; where classes begin but the first that is not none.
    apart : bool
        Of differences.
    """

    bounds: tuple[float, ...]
    apart: bool

    @classmethod
    def of(cls, frame: pd.DataFrame, figure: str) -> Classes:
        """Those that fit a table of communes, of all years that it has (`Briefing.communes`, `commune_differences`)."""
        apart = "told" in frame
        values = (frame.loc[frame["told"], figure] if apart else frame[figure]).abs().dropna()
        highest = float(values.max()) if len(values) else 0.0
        most = DARKEST // 2 if apart else DARKEST
        if figure in EVEN:
            steps = MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(0, highest or 1)
            return cls(tuple(float(step) for step in steps if 0 < step < highest)[: most - 1], apart)
        steps = [step for step in STEPS if step < highest]
        return cls(tuple(steps[1 - most :]), apart)

    @property
    def fills(self) -> tuple[str, ...]:
        """The colour of each class; the last, of too few residents, is that of what is not told."""
        return APART if self.apart else (*FILLS, EDGE)

    def number(self, value: float, told: bool = True) -> int:
        """The class of a value."""
        if not told or not value or np.isnan(value):
            return 0
        place = bisect_right(self.bounds, abs(value))
        if not self.apart:
            return 1 + place
        return 4 + place if value > 0 else 3 - place

    @property
    def scale(self) -> list[tuple[str, str]]:
        """The colours in the order of values, each with what begins there; of differences, without what is not told."""
        starts = [number(bound, ",g") for bound in self.bounds]
        more = ["> 0", *(f"≥ {start}" for start in starts)]
        if not self.apart:
            return list(zip(self.fills, ["0", *more], strict=False))
        less = ["< 0", *(f"≤ {number(-bound, ',g')}" for bound in self.bounds)]
        many = 1 + len(starts)
        return list(zip([*self.fills[4 - many : 4], *self.fills[4 : 4 + many]], [*reversed(less), *more], strict=True))


def commune_classes(frame: pd.DataFrame, figure: str, classes: Classes | None = None) -> dict[int, dict[str, int]]:
    """The class of each commune in each year, by INSEE code.

    Parameters
    ----------
    frame : DataFrame
        Rows of one scenario in `Briefing.communes` or `Briefing.commune_differences`.
    figure : str
        `per_1000`, `groups` or `facilitators`.
    """
    made, of = classes or Classes.of(frame, figure), {}
    told = frame["told"] if "told" in frame else np.ones(len(frame), bool)
    rows = zip(frame["year"].tolist(), frame["commune"], frame[figure].tolist(), told, strict=True)
    for year, commune, value, known in rows:
        of.setdefault(year, {})[commune] = made.number(value, bool(known))
    return of
