"""In which worlds something happens, asked by `import contagion`. Heavy libraries are imported inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.drawing.from_runs import FromRuns
from contagion.experiments.lab.indicators import KeptWhole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.verbs.discover.work import Discovery as Found


class Discovery(KeptWhole, FromRuns):
    """In which worlds a condition holds.

    Attributes
    ----------
    scenario : Scenario
    share, low, high : float
        Of the worlds, in which it holds; and its 95 % interval.
    boxes : DataFrame
        A row a limit of a box in which it holds more often: `experiments.verbs.discover.work.limits_of`.
    offered : DataFrame
        The same of what the first box could have been.
    worlds : DataFrame
        A row a set of values, with the figure and whether the condition holds.
    """

    def __init__(self, found: Found) -> None:
        from contagion.experiments.verbs.discover.work import limits_of

        super().__init__(found.scenario, found.runs)
        self._found, self.worlds = found, found.worlds
        self.share, (self.low, self.high) = found.share, found.interval
        self.boxes, self.offered = limits_of(found.found.boxes), limits_of(found.found.offered)

    def plot(self) -> list[Axes]:
        """What coverage is had for what density, and the limits of the boxes: the axes of the command's figure."""
        from contagion.experiments.verbs.discover.figure import discovery_figure

        return discovery_figure(self._found).axes

    def __repr__(self) -> str:
        from contagion.experiments.drawing.cards import over

        boxes, ensemble, sets = self.boxes["box"].nunique(), self._found.ensemble, len(self.worlds)
        where = over(ensemble, sets) if ensemble else f"over {sets:,} parameter sets of the declared ranges"
        share = f"{100 * self.share:.0f} of 100 worlds"
        return f"<Discovery of '{self._found.condition}': {share}, {where}; boxes: {boxes}>"

    def _repr_html_(self) -> str:
        import pandas as pd

        from contagion.experiments.drawing.cards import by_reading, card, plain
        from contagion.experiments.verbs.discover.words import in_words, limits_in_words

        boxes = [limits_in_words(self._found, box) for box in self._found.found.boxes]
        table = pd.concat(dict(enumerate(boxes, 1)), names=["box"]) if boxes else None
        reading = by_reading(self._found.ensemble).removeprefix("; ")
        told = in_words(self._found).partition("\n\n")[0]  # how often, and in which worlds
        shown = None if table is None else table.reset_index("box").reset_index(drop=True)
        return card(f"{self._found.condition}", [*([plain(reading)] if reading else []), plain(told)], shown)
