"""What limits a scenario, and what one step of each lever brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.drawing.axes import axes_of, headed
from contagion.experiments.drawing.cards import between, by_reading, card, figure, in_worlds, plain, signed
from contagion.experiments.drawing.from_runs import FromRuns
from contagion.experiments.drawing.style import styled
from contagion.experiments.lab.vocabulary import known
from contagion.experiments.language.sentences import counted
from contagion.experiments.verbs.levers.figure import PANELS, effects
from contagion.experiments.verbs.limits.capacities import MORE
from contagion.experiments.verbs.limits.figure import elasticities
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.verbs.compare.work import Comparison
    from contagion.experiments.verbs.levers.work import Steps
    from contagion.experiments.verbs.limits.work import Limits as Found


def _size(made: Comparison) -> str:
    years = counted(int(made.runs.table["years"].iloc[0]), "year")
    reading = by_reading(made.worlds.ensemble if made.worlds else None)
    return f"{made.seeds} runs of each over {years}, with the same seeds{reading}"


def _apart(row: dict[str, Any], name: str, made: Comparison) -> dict[str, str]:
    """What is told world by world, where there are worlds."""
    return in_worlds(row, name, made.worlds.above) if made.worlds else {}


class Limits(FromRuns):
    """What would have helped: people gained by a tenth more of each capacity.

    Attributes
    ----------
    scenario : Scenario
    table : DataFrame
        A row a capacity, the most helpful first: capacity, label, parameters; rise, its relative change; participants,
        without it; gained and elasticity, each with its 95 % interval (`_low`, `_high`); like_first, whether it
        cannot be told from the first. Over worlds also gained_p5 to gained_p95, and the shares of worlds in which more
        than none (gained_above_zero) and than `above` (gained_above) are gained.
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
        title, foot = f"What {MORE:.0%} more of each would change in {self.scenario.name}", _size(self._found.made)
        return headed(drawn, title, f"{foot}; grey: not distinguishable from none", ax)

    def __repr__(self) -> str:
        return f"<Limits of {self.scenario.name}: {_size(self._found.made)}>"

    def _repr_html_(self) -> str:
        shown = [
            {
                "more of": row["label"],
                "by": "–" if pd.isna(row["rise"]) else f"{row['rise']:.0%}",
                "people gained": signed(row["gained"]),
                "95 % interval": between(row["gained_low"], row["gained_high"], signed),
                **_apart(row, "gained", self._found.made),
                "elasticity": figure(row["elasticity"]),
                "sure": "yes" if row["gained_low"] > 0 or row["gained_high"] < 0 else "no",
            }
            for row in self.table.to_dict("records")
        ]
        lines = [plain(_size(self._found.made)), *(plain(f"Left out: {why}") for why in self.skipped)]
        return card(f"What limits {self.scenario.name}: {self.scenario.title}", lines, pd.DataFrame(shown))


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
        foot = f"{_size(self._found.made)}; grey: not distinguishable from no change; * its own price is not known"
        return headed(
            drawn, f"One step more of each lever in {self.scenario.name}: {PANELS[name][0].lower()}", foot, ax
        )

    def __repr__(self) -> str:
        return f"<Levers of {self.scenario.name}: {len(self.table)}, {_size(self._found.made)}>"

    def _repr_html_(self) -> str:
        shown = [
            {
                "one more": row["lever"],
                "people": signed(row["participants"]),
                "95 % interval": between(row["participants_low"], row["participants_high"], signed),
                **_apart(row, "participants", self._found.made),
                "euros": signed(row["cost_total"]),
                "people per 1,000 € more": row["verdict"] or figure(row["people_per_1000_euros"]),
            }
            for row in self.table.to_dict("records")
        ]
        lines = [plain(_size(self._found.made)), *(plain(f"Left out: {why}") for why in self.skipped)]
        return card(f"Levers of {self.scenario.name}: {self.scenario.title}", lines, pd.DataFrame(shown))
