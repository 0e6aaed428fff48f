"""What one step of each lever brings, as Python hands it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.drawing.axes import axes_of, headed
from contagion.experiments.drawing.cards import card, figure, pair_by_pair, plain, size_of
from contagion.experiments.drawing.from_runs import FromRuns
from contagion.experiments.drawing.style import styled
from contagion.experiments.lab.vocabulary import known
from contagion.experiments.language.differences import cell, change, named
from contagion.experiments.verbs.levers.figure import PANELS, effects

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.verbs.levers.work import Steps


class Levers(FromRuns):
    """What one step more of each lever changes, and what another 1,000 euros would do.

    Attributes
    ----------
    scenario : Scenario
    table : DataFrame
        A row a lever: `experiments.verbs.levers.work.effects`.
    skipped : list of str
        Why some levers were left out.
    """

    def __init__(self, found: Steps) -> None:
        super().__init__(found.scenario, found.made.runs)
        self._found, self.table = found, found.table
        self.skipped = list(found.skipped)

    @styled
    def plot(self, indicator: str = "participants", *, ax: Axes | None = None) -> Axes:
        """Dots with intervals, a row a lever: participants, cost_total or people_per_1000_euros."""
        name = known(indicator, PANELS, "indicator", "of levers")
        drawn = axes_of(ax, height=2.2 + 0.27 * len(self.table))
        effects(drawn, self.table, name, rows_named=True)
        drawn.set_title("")
        foot = f"{size_of(self._found.made)}; grey: ranges that hold 0; * its own price is not known"
        return headed(
            drawn, f"One step more of each lever in {self.scenario.name}: {PANELS[name][0].lower()}", foot, ax
        )

    def __repr__(self) -> str:
        return f"<Levers of {self.scenario.name}: {len(self.table)}, {size_of(self._found.made)}>"

    def _repr_html_(self) -> str:
        above = self._found.made.worlds.above
        shown = [
            {
                "one more": row["lever"],
                **pair_by_pair(row, "participants", above),
                "euros": cell(named(row, "cost_total"), change),
                "people per 1,000 € more": row["verdict"] or figure(row["people_per_1000_euros"]),
            }
            for row in self.table.to_dict("records")
        ]
        lines = [plain(size_of(self._found.made)), *(plain(f"Left out: {why}") for why in self.skipped)]
        return card(f"Levers of {self.scenario.name}: {self.scenario.title}", lines, pd.DataFrame(shown))
