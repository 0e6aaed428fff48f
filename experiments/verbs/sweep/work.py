"""A scenario run over the points of a design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.inquiry import Inquiry
from contagion.experiments.verbs.compare.costs import costed_points
from contagion.experiments.verbs.sweep.varied import POINT
from contagion.models.runs.cases import changed, points

if TYPE_CHECKING:
    import pandas as pd

    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs
    from contagion.sim.statistics.designs import Point


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
    worlds : Worlds
        In which the points were run.
    """

    scenario: Scenario
    varied: Sequence[str]
    runs: Runs
    table: pd.DataFrame
    worlds: Worlds

    @property
    def seeds(self) -> int:
        """How many each point was run with."""
        return self.runs.labels["seed"].nunique()


def inquiry(
    scenario: Scenario,
    chosen: Sequence[Point],
    years: int = 10,
    replicates: int = 30,
    where: str = "values",
    in_worlds: Callable[[], Worlds] = Worlds,
    numbered: bool = False,
) -> Inquiry[Sweep]:
    """What comes of a scenario at the points of a design; `where` is what their values are called. The values are set
    over those of each world. Where the scenario has a past, they are so from its end on. Points that are
    `numbered` are told apart by their number as well, and so are equal ones.

    Raises
    ------
    InputError
        For a value that is not valid.
    """
    points(scenario.parameters, chosen, where, scenario.past)  # all values are seen to be valid before worlds are
    varied, worlds = list(chosen[0]), in_worlds()
    cases = [worlds.case(scenario, partial(changed, values=point), **point) for point in chosen]
    if numbered:
        cases = [replace(one, labels={POINT: number, **one.labels}) for number, one in enumerate(cases)]
    return Inquiry(
        cases,
        years,
        replicates,
        lambda runs: Sweep(scenario, varied, runs, costed_points(runs, scenario, varied), worlds),
    )
