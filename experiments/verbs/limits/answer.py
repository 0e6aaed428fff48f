"""What limits a scenario, as Python hands it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.drawing.axes import axes_of, headed
from contagion.experiments.drawing.cards import card, figure, pair_by_pair, plain, size_of
from contagion.experiments.drawing.from_runs import FromRuns
from contagion.experiments.drawing.style import styled
from contagion.experiments.verbs.limits.capacities import MORE
from contagion.experiments.verbs.limits.figure import elasticities
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.verbs.limits.work import Limits as Found


class Limits(FromRuns):
    """What would have helped: people gained by a tenth more of each capacity.

    Attributes
    ----------
    scenario : Scenario
    table : DataFrame
        A row a capacity, the most helpful first: capacity, label, parameters; rise, its relative change; participants,
        without it; gained and elasticity, each with its 95 % interval (`_low`, `_high`); like_first, whether there is
        no clear difference from the first; gained_p5 to gained_p95, and the shares of worlds in which more than none
        (gained_above_zero) and than `above` (gained_above) are gained.
    by_year : DataFrame
        People gained by when they came.
    skipped : list of str
        Which capacities set no limit, and why.
    """

    def __init__(self, found: Found) -> None:
        super().__init__(found.scenario, found.made.runs)
        self._found, self.table = found, found.table
        self.by_year, self.skipped = found.by_year, list(found.skipped)

    @styled
    def plot(self, *, ax: Axes | None = None) -> Axes:
        """The elasticity of people reached to each capacity, with its interval."""
        if self._found.nothing:
            raise InputError("limits: nobody came to a group in any run, so there is nothing to draw")
        drawn = axes_of(ax, height=1.9 + 0.55 * len(self.table))
        elasticities(drawn, self.table)
        title, foot = f"What {MORE:.0%} more of each would change in {self.scenario.name}", size_of(self._found.made)
        return headed(drawn, title, f"{foot}; grey: ranges that hold 0", ax)

    def __repr__(self) -> str:
        return f"<Limits of {self.scenario.name}: {size_of(self._found.made)}>"

    def _repr_html_(self) -> str:
        above = self._found.made.worlds.above
        shown = [
            {
                "more of": row["label"],
                "by": "–" if pd.isna(row["rise"]) else f"{row['rise']:.0%}",
                **pair_by_pair(row, "gained", above),
                "elasticity": figure(row["elasticity"]),
            }
            for row in self.table.to_dict("records")
        ]
        lines = [plain(size_of(self._found.made)), *(plain(f"Left out: {why}") for why in self.skipped)]
        return card(f"What limits {self.scenario.name}: {self.scenario.title}", lines, pd.DataFrame(shown))
