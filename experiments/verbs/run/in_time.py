"""Runs of one or more scenarios, and their course by year or week."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.drawing.axes import axes_of, headed
from contagion.experiments.drawing.cards import words
from contagion.experiments.drawing.courses import LABEL, TITLES, all_shaded, courses
from contagion.experiments.drawing.foot import beneath
from contagion.experiments.drawing.marks import Marks
from contagion.experiments.drawing.style import PAPER, scenario_look, styled
from contagion.experiments.drawing.time_axis import SEVERAL, Calendar
from contagion.experiments.lab.indicators import KeptWhole
from contagion.experiments.lab.lab import close_up, made_with
from contagion.experiments.lab.vocabulary import amount, known
from contagion.experiments.verbs.compare.costs import euros_by_year
from contagion.models.runs.cases import scenario_case
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory
    from contagion.sim.laboratory.laboratory import Runs as OfTheLaboratory

NOT_COUNTED = ("scenario", "seed", "key", "years", "year", "week", "seconds", "error", "event_log_sha256")
HEIGHT = 4.6  # inches


class InTime(KeptWhole):
    """Runs of scenarios with the same seeds.

    Attributes
    ----------
    scenarios : sequence of Scenario
        Their effort fitted to the territory.
    table : DataFrame
        A row a run: scenario, seed, years, and its indicators.
    """

    def __init__(
        self, lab: Laboratory, scenarios: Sequence[Scenario], runs: OfTheLaboratory, table: pd.DataFrame
    ) -> None:
        self._lab, self.scenarios, self.runs = lab, tuple(scenarios), runs
        self.table = table.drop(columns=["key", "error"])

    @property
    def provenance(self) -> dict[str, Any]:
        """What the runs were made with."""
        return made_with(self.runs, scenarios=self.scenarios)

    @property
    def seeds(self) -> list[int]:
        """Those of each scenario."""
        return list(dict.fromkeys(self.table["seed"].tolist()))

    @property
    def indicators(self) -> list[str]:
        """Names of what is known of each run."""
        return [name for name in self.table if name not in NOT_COUNTED]

    @property
    def _length(self) -> int:
        return int(self.table["years"].iloc[0])

    @cached_property
    def years(self) -> pd.DataFrame:
        """A row a run and year: totals since the start, and stocks at the end of the year."""
        made = self.runs.rows("years")
        return made.assign(cost_total=euros_by_year(self.runs, self.scenarios)["cost_total"])

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """A row a run and week: all columns of a run's weeks where they were asked for (``keep=["weeks"]``). Without,
        participants since the start and active facilitators; the first time, the runs are made again for it."""
        if self._has("weeks"):
            return self._kept("weeks")
        cases = [scenario_case(scenario) for scenario in self.scenarios]
        made = close_up(self._lab).run(cases, self.seeds, self._length)
        return made.rows("weeks")

    def _in_time(self, indicator: str, by: str | None) -> tuple[pd.DataFrame, str]:
        """The table by year or week, or that of the end, and the name of the indicator in it."""
        if by is None:
            return self.table, known(indicator, self.indicators, "indicator")
        rows = self.years if known(by, ("year", "week"), "by") == "year" else self.weeks
        numbers = [name for name in rows.select_dtypes("number") if name not in NOT_COUNTED]
        return rows, known(indicator, numbers, "indicator", f"by {by}")

    @styled
    def plot(
        self, indicator: str = "participants", *, by: str | None = "year", band: float = 0.9, ax: Axes | None = None
    ) -> Axes:
        """The mean course of an indicator, in the band that a share of the runs lies in; or the runs at the end.

        Parameters
        ----------
        indicator : str
            A column of `years`, or of `weeks`; at the end one of `table`.
        by : {"year", "week"}, or None
            None: a dot a run, at the end.
        band : float
            Share of the runs inside, as many above as below.
        ax : Axes, optional

        Raises
        ------
        InputError
        """
        if by is not None:
            known(by, ("year", "week"), "by")
        if not 0 < amount(band, "band", share := "a share between 0 and 1, as in 0.9") < 1:
            raise InputError(f"band {band!r}: must be {share}")
        rows, name = self._in_time(indicator, by)
        drawn, ends = axes_of(ax, height=HEIGHT), ((1 - band) / 2, (1 + band) / 2)
        if by is None:
            _at_the_end(drawn, [rows.loc[rows["scenario"] == one.name, name] for one in self.scenarios], ends)
            drawn.set_yticks(range(len(self.scenarios)), [one.name for one in self.scenarios])
            foot = (
                f"Dots: single runs, {len(self.seeds)} each; diamonds: means; bars: {band:.0%} of the runs lie inside"
            )
            return headed(drawn, TITLES.get(name, words(name)), foot, ax, beneath(self.runs, self.scenarios))
        if by == "week":
            rows = rows.assign(year=(rows["week"] + 1) / WEEKS_A_YEAR)
        calendar = Calendar.of_scenarios(self.scenarios, self._length)
        marks = Marks.of_scenarios(self.scenarios)
        courses(drawn, rows, name, LABEL / (HEIGHT - 1.6), calendar, ends)
        whose = "bands" if all_shaded(len(self.scenarios)) else f"band (of {self.scenarios[0].name})"
        foot = f"Lines: means of {len(self.seeds)} runs; {whose}: {band:.0%} of them lie inside, {by} by {by}"
        place = beneath(self.runs, self.scenarios)
        headed(drawn, TITLES.get(name, words(name)), foot, ax, place, marks.lines(calendar.start != SEVERAL))
        marks.draw(drawn, calendar)
        return drawn


def _at_the_end(ax: Axes, figures: Sequence[pd.Series], ends: tuple[float, float]) -> None:
    """A row of dots for the runs of each scenario, with their mean, and a bar between two shares of them."""
    for row, values in enumerate(figures):
        colour, _dashes = scenario_look(row)
        ax.plot(values.quantile(ends), [row] * 2, color=colour, alpha=0.2, linewidth=14, solid_capstyle="butt")
        ax.plot(values, [row] * len(values), "o", color=colour, alpha=0.35, markersize=4.5, gid="runs")
        ax.plot(values.mean(), row, "D", color=colour, markeredgecolor=PAPER, markersize=7, gid="mean")
    ax.set_ylim(len(figures) - 0.4, -0.6)
