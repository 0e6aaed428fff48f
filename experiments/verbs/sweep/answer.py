"""A scenario run over a design of parameter values."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING
from warnings import warn

import pandas as pd

from contagion.experiments.drawing.axes import axes_of, headed
from contagion.experiments.drawing.cards import between, card, figure, over, plain, words
from contagion.experiments.drawing.from_runs import FromRuns
from contagion.experiments.drawing.style import styled
from contagion.experiments.lab.indicators import KeptWhole
from contagion.experiments.lab.vocabulary import OURS, known
from contagion.experiments.language.asked import since_when
from contagion.experiments.language.sentences import counted
from contagion.experiments.verbs.compare.costs import euros_of_points
from contagion.experiments.verbs.run.in_time import NOT_COUNTED
from contagion.experiments.verbs.sweep.figure import of_a_course, of_ranks
from contagion.experiments.verbs.sweep.figure_panels import axis_of, bars, course, heat, in_words, name_rows, named
from contagion.experiments.verbs.sweep.varied import (
    POINT,
    number_of_points,
    rank_correlations,
    told_apart_by,
    whole_points,
)
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import reason
from contagion.sim.statistics.ranks import ENOUGH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.verbs.sweep.work import Sweep as Made

KINDS = {"grid": "grid", "lhs": "Latin hypercube", "sobol": "Sobol' sequence", "own": "own design"}
SHOWN = ("participants", "facilitators_active", "communes_reached")


class Sweep(KeptWhole, FromRuns):
    """Runs of a scenario over a design.

    Attributes
    ----------
    table : DataFrame
        A row a run: the varied parameters by dotted name, seed, years, its indicators, and what it cost; of an own
        design, `point` is the number of its row, from 0.
    varied : list of str
    scenario : Scenario
    """

    def __init__(self, made: Made, kind: str) -> None:
        self.scenario, self.runs = made.scenario, made.runs
        self.varied, self._kind, self._is_grid = list(made.varied), kind, kind == "grid"
        self._ensemble = made.worlds.ensemble
        failed = made.table[made.table["error"] != ""]
        if len(failed):
            said = f"{len(failed):,} of {len(made.table):,} runs failed; the first: {reason(failed['error'].iloc[0])}"
            if len(failed) == len(made.table):
                raise InputError(f"sweep: {said}")
            warn(said, skip_file_prefixes=OURS)
        self.table = made.table[made.table["error"] == ""].drop(columns=["key", "error"]).reset_index(drop=True)

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

    @styled
    def heatmap(
        self,
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
        name = known(indicator, self.indicators, "indicator")
        if not self._is_grid or len(self.varied) < 2:
            raise InputError("heatmap: is for a grid of two parameters and more; give a list of values for each")
        one = known(along, self.varied, "parameter", "among those varied") if along is not None else ""
        other = known(across, self.varied, "parameter", "among those varied") if across is not None else ""
        one = one or next(free for free in self.varied if free != other)
        other = other or next(free for free in self.varied if free != one)
        x, y = axis_of(self.table[one], one), axis_of(self.table[other], other)
        drawn = axes_of(ax, height=1.9 + max(3.4, 0.3 * len(y.values)))
        heat(drawn, x, y, self.table, name)
        others = [in_words(free) for free in self.varied if free not in (one, other)]
        more = f" and over all values of {', '.join(others)}" if others else ""
        seeds, years = counted(self._seeds, "seed"), counted(self._length, "year")
        foot = f"Means over {seeds}{more}, after {years}; columns and rows stand at equal distances"
        return headed(drawn, f"{self.scenario.name}: {words(name)}", foot, ax)

    def prcc(self, indicator: str = "participants") -> pd.DataFrame:
        """Partial rank correlation of an indicator's mean with each parameter, the others held.

        Returns
        -------
        DataFrame, a row a parameter, the largest first
            parameter; prcc, with its 95 % interval from low to high.
        """
        return self._ranks(indicator).rename(columns={"factor": "parameter"})

    def _ranks(self, indicator: str) -> pd.DataFrame:
        name = known(indicator, self.indicators, "indicator")
        worded = [one for one in self.varied if not pd.api.types.is_numeric_dtype(self.table[one])]
        if worded:
            raise InputError(f"prcc: {worded[0]} has words for values, which have no ranks")
        if (made := rank_correlations(whole_points(self.table, self.varied), self.varied, name)) is None:
            few, needed = counted(self._points, "point"), ENOUGH * len(self.varied)
            raise InputError(f"prcc: {few} cannot tell {counted(len(self.varied), 'parameter')} apart; try {needed}")
        return made

    @styled
    def plot(self, indicator: str = "participants", *, ax: Axes | None = None) -> Axes:
        """One parameter: its course. Two and more on a grid: `heatmap`. A Latin hypercube: bars of `prcc`."""
        name = known(indicator, self.indicators, "indicator")
        if self._is_grid and len(self.varied) > 1:
            return self.heatmap(indicator, ax=ax)
        title = f"{self.scenario.name}: {words(name)}"
        if not self._is_grid:
            table = self._ranks(indicator)
            drawn = axes_of(ax, height=1.9 + 0.27 * max(len(table), 4))
            bars(drawn, table.set_index("factor"))
            name_rows(drawn, table["factor"].tolist())
            return headed(drawn, title, of_ranks(self._points, len(self.varied), len(table)), ax)
        axis, drawn = axis_of(self.table[self.varied[0]], self.varied[0]), axes_of(ax)
        course(drawn, axis, self.table[axis.name], self.table[name], self.scenario)
        axis.label(drawn)
        return headed(drawn, title, of_a_course(self.table, axis, self.scenario), ax)

    @property
    def _points(self) -> int:
        return number_of_points(self.table, self.varied)

    @property
    def _seeds(self) -> int:
        return ceil(len(self.table) / self._points)

    @property
    def _length(self) -> int:
        return int(self.table["years"].max())

    def _size(self) -> str:
        points, years = counted(self._points, "point"), counted(self._length, "year")
        return f"{KINDS[self._kind]} of {points}, {years}; at each, {over(self._ensemble, self._seeds)}"

    def __repr__(self) -> str:
        return f"<Sweep of {' and '.join(self.varied)} in {self.scenario.name}: {self._size()}>"

    def _repr_html_(self) -> str:
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
        lines += map(plain, since_when(self.scenario, self._length))
        return card(f"Sweep of {self.scenario.name}: {self.scenario.title}", lines, pd.DataFrame(shown))
