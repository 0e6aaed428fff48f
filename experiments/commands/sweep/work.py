"""A scenario run over the points of a design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import ceil
from typing import TYPE_CHECKING, Any, Self
from warnings import warn

import numpy as np
import pandas as pd

from contagion.experiments.commands.compare.work import NOT_COUNTED, costed_points, euros_of_points
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.say import cards
from contagion.experiments.say.asked import since_when
from contagion.experiments.say.names import indicator
from contagion.experiments.say.numbers import paragraphs, table_in_words
from contagion.experiments.say.sentences import _, counted, ngettext
from contagion.models.parameters import AFTER_THE_RUN, describe
from contagion.models.parameters.ranges import out_of_range
from contagion.models.runs.given_code import KeptWhole
from contagion.models.runs.lab import FromRuns, Inquiry
from contagion.models.runs.study import changed, factors, points
from contagion.models.runs.vocabulary import OURS, known
from contagion.models.scenarios.scenario import must_be_known
from contagion.sim.errors import InputError, told_of
from contagion.sim.laboratory.jobs import reason
from contagion.sim.statistics.designs import Factor, Point
from contagion.sim.statistics.sensitivity import ENOUGH, prcc, too_few

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs


POINT = "point"  # number of a row of an own design, from 0


@dataclass(frozen=True)
class Design:
    """What a sweep varies, as a door was given it.

    Attributes
    ----------
    names : sequence of str
        Dotted.
    number : int
        Of its points.
    kind : str
        grid, lhs, sobol, or own: the rows of a data frame, of which each is a point, equal ones too.
    points : callable
        Makes them.
    where : str
        What their values are called.
    words : str
        What asks for so many points, where the door says it.
    seeds : sequence of int, optional
        The seed of each point, where an own design says it.
    """

    names: Sequence[str]
    number: int
    kind: str
    points: Callable[[], list[Point]]
    where: str
    words: str = ""
    seeds: Sequence[int] | None = None


def must_be_varied(name: str, where: str, instead: str = "") -> None:
    """Refuse what is no parameter, or changes nothing in a run.

    Parameters
    ----------
    name : str
    where : str
        What is varied, as it was given.
    instead : str
        What can be done where it changes nothing, for the message.
    """
    must_be_known(name, where)
    if name.partition(".")[0] in AFTER_THE_RUN:
        raise InputError(f"{where}: {name} is read after a run and changes nothing in it{instead}")


def declared_factor(name: str, where: str) -> Factor:
    """A parameter with the range that is declared for it.

    Raises
    ------
    InputError
        Where none is.
    """
    try:
        return factors([name])[0]
    except KeyError:
        raise InputError(f"{where}: {name} has no range to sample; vary it over values in a grid") from None


def factor_over(name: str, low: float, high: float, where: str) -> Factor:
    """A parameter that has a range, over another one, by the law that is declared for it.

    Raises
    ------
    InputError
        Where it has none, or the range is empty.
    """
    declared = declared_factor(name, where)
    try:
        return replace(declared, low=low, high=high)
    except ValueError as error:
        raise InputError(told_of(where, error)) from None


def told_apart_by(made: pd.DataFrame, varied: Sequence[str]) -> list[str]:
    """The columns by which runs of different points differ: of an own design its rows, as two may be equal."""
    return [*([POINT] if POINT in made else []), *varied]


def whole_points(made: pd.DataFrame, varied: Sequence[str]) -> pd.DataFrame:
    """The runs of those points of a design of which none has failed."""
    runs = made.groupby(told_apart_by(made, varied), sort=False)["seed"].transform("size")
    return made[runs == runs.max()]


def number_of_points(made: pd.DataFrame, varied: Sequence[str]) -> int:
    return len(made[told_apart_by(made, varied)].drop_duplicates())


def rank_correlations(whole: pd.DataFrame, varied: Sequence[str], output: str) -> pd.DataFrame | None:
    """Partial rank correlation of the mean of an output with each parameter, the others held.

    Parameters
    ----------
    whole : DataFrame
        A row a run, as many seeds at each point (`whole_points`).

    Returns
    -------
    DataFrame, a row a parameter, the largest first, or None where points are too few
        factor; prcc, low, high.
    """
    points = number_of_points(whole, varied)
    if too_few(points, len(varied)):
        return None
    by_point = whole.sort_values("seed", kind="stable").groupby(told_apart_by(whole, varied), sort=False)
    inputs = np.array(list(by_point.groups), dtype=float).reshape(points, -1)[:, -len(varied) :]
    return prcc(varied, inputs, np.array([values.to_numpy() for _, values in by_point[output]]))


def with_varied(scenario: Scenario, points: Sequence[Point], where: str) -> Scenario:
    """The scenario that also says which parameters the points of a design take beyond their ranges; `where` is what
    their values are called."""
    declared = {row["name"]: row for row in describe()}
    lines = []
    for name in points[0]:
        words = {point[name]: out_of_range(name, point[name], declared[name]) for point in points}
        beyond = [value for value in words if words[value]]
        if beyond:
            line = f"{where} {words[max(beyond)]}"
            if len(words) > 1:
                line = f"{line}; of {len(words):,} values {len(beyond):,} are outside"
            lines.append(line)
    return replace(scenario, outside_range=(*scenario.outside_range, *lines))


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
        from contagion.experiments.commands.sweep.figure import heat_axes

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
        from contagion.experiments.commands.sweep.figure import sweep_axes

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
        points, years = counted(self.points, "point"), counted(self.length, "year")
        return f"{KINDS[self.kind]} of {points}, {years}; at each, {cards.over(self.worlds.ensemble, self.seeds)}"

    def __repr__(self) -> str:
        return f"<Sweep of {' and '.join(self.varied)} in {self.scenario.name}: {self._size()}>"

    def _repr_html_(self) -> str:
        from contagion.experiments.commands.sweep.figure import named

        shown = []
        for name in SHOWN:
            means = self.means(name)
            noise = (means["sd"] / means["seeds"] ** 0.5).mean()
            shown.append(
                {
                    "": cards.words(name),
                    "means over the seeds": cards.between(means["mean"].min(), means["mean"].max()),
                    "standard error of a mean": cards.figure(noise),
                }
            )
        lines = [cards.plain(self._size()), "Varied: " + cards.plain(", ".join(map(named, self.varied)))]
        lines += map(cards.plain, since_when(self.scenario, self.length))
        return cards.card(f"Sweep of {self.scenario.name}: {self.scenario.title}", lines, pd.DataFrame(shown))


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


IN_TERMINAL = ("participants", "completers", "facilitators_active", "facilitators_trained", "communes_reached")


MOST_ROWS = 60  # of a table in the terminal


def in_words(runs: Runs, varied: Sequence[str], scenario: Scenario) -> str:
    """Means and standard deviations over the seeds, a row a point; of a programme, which years these are."""
    table = runs.table
    failed = table["error"] != ""
    lines = [counted(len(table), "run")]
    if failed.any():
        first = table[failed].iloc[0]
        lines = [_("{runs}, {failed:,} of them failed", runs=lines[0], failed=failed.sum())]
        error = reason(first["error"])
        lines.append(_("The first to fail (seed {seed}): {error}", seed=first["seed"], error=error))
    by_point = table[~failed].groupby(list(varied), sort=False)
    if not by_point.ngroups:
        return "\n".join(lines)
    spread = by_point["participants"].std().round(1).rename(_("sd of participants"))
    shown = by_point[list(IN_TERMINAL)].mean().round(1).rename(columns=indicator)
    lines += paragraphs(since_when(scenario, int(table["years"].max())))
    return "\n".join([*lines, "", *_first(shown.join(spread).reset_index())])


def _first(shown: pd.DataFrame) -> list[str]:
    more = len(shown) - MOST_ROWS
    rest = [ngettext("... and {number:,} more point", "... and {number:,} more points", more)] if more > 0 else []
    return [table_in_words(shown.head(MOST_ROWS)), *rest]
