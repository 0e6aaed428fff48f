"""A scenario run over the points of a design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import ceil
from typing import TYPE_CHECKING, Any, Self
from warnings import warn

import pandas as pd

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.indicators import KeptWhole
from contagion.experiments.lab.inquiry import Inquiry
from contagion.experiments.lab.lab import FromRuns
from contagion.experiments.lab.vocabulary import OURS, known
from contagion.experiments.language.sentences import counted
from contagion.experiments.verbs.compare.work import NOT_COUNTED, costed_points, euros_of_points
from contagion.experiments.verbs.sweep.varied import (
    POINT,
    number_of_points,
    rank_correlations,
    told_apart_by,
    whole_points,
)
from contagion.models.runs.cases import changed, points
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import reason
from contagion.sim.statistics.ranks import ENOUGH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs
    from contagion.sim.statistics.designs import Point

KINDS = {"grid": "grid", "lhs": "Latin hypercube", "sobol": "Sobol' sequence", "own": "own design"}
SHOWN = ("participants", "facilitators_active", "communes_reached")


@dataclass(frozen=True, eq=False)
class Sweep(KeptWhole, FromRuns):
    """Runs of a scenario over a design.

    Attributes
    ----------
    scenario : Scenario
    varied : sequence of str
        Dotted names, which are columns of the tables.
    runs : Runs
    all_runs : DataFrame
        A row a run, with what it cost; some may have failed (`error`).
    worlds : Worlds
        In which the points were run.
    kind : str
        Of the design (`varied.Design`).
    """

    scenario: Scenario
    varied: Sequence[str]
    runs: Runs
    all_runs: pd.DataFrame
    worlds: Worlds
    kind: str = "grid"

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a run: the varied parameters by dotted name, seed, years, its indicators, and what it cost; of an own
        design, `point` is the number of its row, from 0."""
        ended = self.all_runs[self.all_runs["error"] == ""]
        return ended.drop(columns=["key", "error"]).reset_index(drop=True)

    def with_a_warning(self) -> Self:
        """Itself, with a warning where some runs failed.

        Raises
        ------
        InputError
            Where all did.
        """
        runs = self.all_runs
        failed = runs[runs["error"] != ""]
        if len(failed):
            said = f"{len(failed):,} of {len(runs):,} runs failed; the first: {reason(failed['error'].iloc[0])}"
            if len(failed) == len(runs):
                raise InputError(f"sweep: {said}")
            warn(said, skip_file_prefixes=OURS)
        return self

    @property
    def indicators(self) -> list[str]:
        """Names of what is known of each run."""
        return [name for name in self.table if name not in (*NOT_COUNTED, POINT, *self.varied)]

    @property
    def years(self) -> pd.DataFrame:
        """A row a run and year: totals since the start, and stocks at the end of the year."""
        euros = euros_of_points(self.runs, self.scenario, self.varied)
        return self.runs.rows("years").assign(cost_total=euros["cost_total"])

    def means(self, indicator: str = "participants") -> pd.DataFrame:
        """The mean over the seeds at each point, its standard deviation, and the number of seeds."""
        name = known(indicator, self.indicators, "indicator")
        by_point = self.table.groupby(told_apart_by(self.table, self.varied), sort=False)[name]
        return by_point.agg(mean="mean", sd="std", seeds="size").reset_index()

    def heatmap(
        self: Any,
        indicator: str = "participants",
        *,
        along: str | None = None,
        across: str | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """Means over the seeds (and over whatever else was varied), of a grid of two parameters and more.

        Parameters
        ----------
        along, across : str, optional
            What lies along the axis and up; by default the first two that were varied.
        """
        from contagion.experiments.verbs.sweep.figure import heat_axes

        return heat_axes(self, indicator, along, across, ax)

    def prcc(self, indicator: str = "participants") -> pd.DataFrame:
        """Partial rank correlation of an indicator's mean with each parameter, the others held.

        Returns
        -------
        DataFrame, a row a parameter, the largest first
            parameter; prcc, with its 95 % interval from low to high.
        """
        return self.ranks(indicator).rename(columns={"factor": "parameter"})

    def ranks(self, indicator: str) -> pd.DataFrame:
        """The same with `factor` for the parameter, as it is drawn."""
        name = known(indicator, self.indicators, "indicator")
        worded = [one for one in self.varied if not pd.api.types.is_numeric_dtype(self.table[one])]
        if worded:
            raise InputError(f"prcc: {worded[0]} has words for values, which have no ranks")
        if (made := rank_correlations(whole_points(self.table, self.varied), self.varied, name)) is None:
            few, needed = counted(self.points, "point"), ENOUGH * len(self.varied)
            raise InputError(f"prcc: {few} cannot tell {counted(len(self.varied), 'parameter')} apart; try {needed}")
        return made

    def plot(self: Any, indicator: str = "participants", *, ax: Axes | None = None) -> Axes:
        """One parameter: its course. Two and more on a grid: `heatmap`. A Latin hypercube: bars of `prcc`."""
        from contagion.experiments.verbs.sweep.figure import sweep_axes

        return sweep_axes(self, indicator, ax)

    @property
    def points(self) -> int:
        """How many there are in which a run has ended."""
        return number_of_points(self.table, self.varied)

    @property
    def seeds(self) -> int:
        """How many each point was run with, at the most."""
        return ceil(len(self.table) / self.points)

    @property
    def length(self) -> int:
        """Years of a run."""
        return int(self.table["years"].max())

    def _size(self) -> str:
        from contagion.experiments.drawing.cards import over

        points, years = counted(self.points, "point"), counted(self.length, "year")
        return f"{KINDS[self.kind]} of {points}, {years}; at each, {over(self.worlds.ensemble, self.seeds)}"

    def __repr__(self) -> str:
        return f"<Sweep of {' and '.join(self.varied)} in {self.scenario.name}: {self._size()}>"

    def _repr_html_(self) -> str:
        from contagion.experiments.drawing.cards import between, card, figure, plain, words
        from contagion.experiments.language.asked import since_when
        from contagion.experiments.verbs.sweep.figure_panels import named

        shown = []
        for name in SHOWN:
            means = self.means(name)
            noise = (means["sd"] / means["seeds"] ** 0.5).mean()
            shown.append(
                {
                    "": words(name),
                    "means over the seeds": between(means["mean"].min(), means["mean"].max()),
                    "standard error of a mean": figure(noise),
                }
            )
        lines = [plain(self._size()), "Varied: " + plain(", ".join(map(named, self.varied)))]
        lines += map(plain, since_when(self.scenario, self.length))
        return card(f"Sweep of {self.scenario.name}: {self.scenario.title}", lines, pd.DataFrame(shown))


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
