"""A scenario run over the points of a design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.studies.comparison_costs import costed_points
from experiments.studies.inquiry import Inquiry
from models.runs.cases import points

if TYPE_CHECKING:
    import pandas as pd

    from models.scenarios.scenario import Scenario
    from sim.laboratory.laboratory import Runs
    from sim.statistics.designs import Point


@dataclass(frozen=True)
class Sweep:
    """A scenario, and its runs at the points of a design.

    Attributes
    ----------
    scenario : Scenario
    varied : sequence of str
        Dotted names, which are columns of the tables.
    runs : Runs
    table : DataFrame
        A row a run, with what it cost; some may have failed (`error`).
    """

    scenario: Scenario
    varied: Sequence[str]
    runs: Runs
    table: pd.DataFrame

    @property
    def seeds(self) -> int:
        """How many each point was run with."""
        return self.runs.labels["seed"].nunique()


def inquiry(
    scenario: Scenario, chosen: Sequence[Point], years: int = 10, replicates: int = 30, where: str = "values"
) -> Inquiry[Sweep]:
    """What comes of a scenario at the points of a design; `where` is what their values are called.

    Raises
    ------
    InputError
        For a value that is not valid.
    """
    varied = list(chosen[0])
    return Inquiry(
        points(scenario.parameters, chosen, where),
        years,
        replicates,
        lambda runs: Sweep(scenario, varied, runs, costed_points(runs, scenario, varied)),
    )
