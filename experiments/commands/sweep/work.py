"""A scenario run over the points of a design: values of a grid, ranges to sample, or the rows of a data frame."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from math import ceil, prod
from typing import TYPE_CHECKING, Any, Self
from warnings import warn

import numpy as np
import pandas as pd

from contagion.experiments.commands.compare.costs import costed_points, euros_of_points
from contagion.experiments.commands.compare.work import NOT_COUNTED
from contagion.experiments.commands.verb import Kept, of_ensemble
from contagion.experiments.evidence.words_of_worlds import reservations, seeds_are_worlds, simulations_in_short
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.say import cards
from contagion.experiments.say.answers import Answer, Answered
from contagion.experiments.say.asked import effort_in_words, since_when
from contagion.experiments.say.sentences import counted, indicator, paragraphs, table_lines
from contagion.models.parameters import AFTER_THE_RUN, describe
from contagion.models.parameters.contradictions import out_of_range
from contagion.models.runs.lab import FromRuns, Inquiry, KeptWhole
from contagion.models.runs.study import changed, factors, points
from contagion.models.runs.vocabulary import MOST_POINTS, OURS, amount, known, seed_of
from contagion.models.scenario import must_be_known
from contagion.sim.errors import InputError, told_of
from contagion.sim.files import as_json, json_rows
from contagion.sim.laboratory.jobs import reason
from contagion.sim.reading import given
from contagion.sim.statistics.designs import Factor, Point, grid, latin_hypercube, sobol_sequence
from contagion.sim.statistics.sensitivity import ENOUGH, prcc, too_few

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask
    from contagion.models.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs


POINT = "point"  # number of a row of an own design, from 0


@dataclass(frozen=True)
class Design:
    """What a sweep varies, as a door was given it."""

    names: Sequence[str]  # dotted
    number: int  # of its points
    kind: str  # grid, lhs, sobol, or own: the rows of a data frame, of which each is a point, equal ones too
    points: Callable[[], list[Point]]  # makes them
    where: str  # what their values are called
    words: str = ""  # what asks for so many points, where the door says it
    seeds: Sequence[int] | None = None  # of each point, where an own design says it


def design_from(values: Mapping[str, Any], kind: str, points: int, where: str, setting: str, words: str = "") -> Design:
    """Return a grid of values, or so many points over factors, by name; `setting` names the points in messages."""

    def points_of_design() -> list[Point]:
        if kind == "grid":
            return grid({name: [_plain(value) for value in some] for name, some in values.items()})
        try:
            return (latin_hypercube if kind == "lhs" else sobol_sequence)(list(values.values()), points)
        except ValueError as error:
            raise InputError(f"{setting} {points}: {error}") from None

    number = prod(map(len, values.values())) if kind == "grid" else points
    return Design(tuple(values), number, kind, points_of_design, where, words)


def must_be_varied(name: str, where: str, instead: str = "") -> None:
    """Refuse what is no parameter, or changes nothing in a run; `instead` is what can be done then."""
    must_be_known(name, where)
    if name.partition(".")[0] in AFTER_THE_RUN:
        raise InputError(f"{where}: {name} is read after a run and changes nothing in it{instead}")


def declared_factor(name: str, where: str) -> Factor:
    """Return a parameter with its declared range; refuse one that has none."""
    try:
        return factors([name])[0]
    except KeyError:
        raise InputError(f"{where}: {name} has no range to sample; vary it over values in a grid") from None


def factor_over(name: str, low: float, high: float, where: str) -> Factor:
    """Return a parameter over another range than its declared one, with the same law."""
    declared = declared_factor(name, where)
    try:
        return replace(declared, low=low, high=high)
    except ValueError as error:
        raise InputError(told_of(where, error)) from None


# ---- as Python says it -----------------------------------------------------------------------------------------------

SEED = "seed"  # a column of a design


def design_of(varied: Any, points: int | None) -> Design:
    """Read a design: a grid of values by dotted name; so many points of a Latin hypercube over ranges (low, high), or
    None for declared ones; or the rows of a data frame, whose column `seed`, if any, sets the seed of each run."""
    if hasattr(varied, "columns"):
        return _own_design(varied, points)
    if not isinstance(varied, Mapping) or not varied:
        raise InputError('sweep: say what to vary, as in {"group.size": [8, 10, 12]}')
    for name in varied:
        must_be_varied(name, "sweep", "; set it in the scenario")
    if points is not None:
        return design_from(_factors(varied, "sweep"), "lhs", points, "sweep", "sweep: points")
    return design_from({name: _values(name, values) for name, values in varied.items()}, "grid", 0, "sweep", "")


def _own_design(frame: pd.DataFrame, points: int | None) -> Design:
    """Return the rows of a data frame as a design, in their order; equal rows stay separate points."""
    names = [str(name) for name in frame.columns if name != SEED]
    if points is not None:
        raise InputError(f"sweep: points {given(points)}: a data frame has its own points; leave points out")
    if not names or frame.empty or frame.columns.has_duplicates:
        raise InputError("sweep: a data frame needs a row per point, and a column per parameter, each once")
    for name in names:
        must_be_varied(name, "sweep", "; set it in the scenario")
    whole = {row["name"] for row in describe() if row["type"] is int}
    rows = [{name: _plain(value) for name, value in row.items()} for row in frame[names].to_dict("records")]
    rows = [{name: _as_whole(value) if name in whole else value for name, value in row.items()} for row in rows]
    seeds = [seed_of(_as_whole(_plain(seed))) for seed in frame[SEED]] if SEED in frame else None
    return Design(tuple(names), len(rows), "own", lambda: rows, "sweep", seeds=seeds)


def _as_whole(value: Any) -> Any:
    """Convert a whole number to an int: a table of numbers writes 6 as 6.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def levers_of(varied: Any, verb: str) -> list[Factor]:
    """Parameters over ranges, by name."""
    if not isinstance(varied, Mapping):
        raise InputError(f'vary {given(varied)}: must be ranges by name, as in {{"group.size": (8, 12)}}')
    return list(_factors(varied, verb).values())


def _factors(varied: Mapping[str, Any], verb: str) -> dict[str, Factor]:
    return {name: _factor_of(name, ends, verb) for name, ends in varied.items()}


def _values(name: str, values: Any) -> Collection[Any]:
    """Return the values of an axis; read an iterator only up to the most points allowed."""
    if isinstance(values, str | bytes | Mapping) or getattr(values, "ndim", 1) == 0 or not hasattr(values, "__iter__"):
        raise InputError(f"sweep: {name}: must be a list of values, as in [10, 20, 40], not {given(values)}")
    if isinstance(values, tuple) and len(values) == 2:
        raise InputError(
            f"sweep: {name}: is {given(values)} a range? then say of how many points, as in points=64; "
            f"two values are a list, {given(list(values))}"
        )
    items = values if hasattr(values, "__len__") else list(islice(values, MOST_POINTS + 1))
    if not len(items):
        raise InputError(f"sweep: {name}: the list is empty; at least one value is needed")
    return items


def _plain(value: Any) -> Any:
    """Convert a value of NumPy or pandas to one of Python."""
    return value.item() if hasattr(value, "item") else value


def _factor_of(name: str, ends: Any, verb: str) -> Factor:
    """Return a parameter over a range (low, high), or over its declared one for None."""
    if ends is None:
        return declared_factor(name, verb)
    try:
        low, high = (float(amount(end, "", "")) for end in (() if isinstance(ends, str | bytes | Mapping) else ends))
    except (TypeError, ValueError, InputError):
        one = declared_factor(name, verb)
        raise InputError(
            f"{verb}: {name}: with points, a range is needed, as in ({one.low:g}, {one.high:g}), not {given(ends)}"
        ) from None
    return factor_over(name, low, high, f"{verb}: {name}")


# ---- what comes of it ------------------------------------------------------------------------------------------------


def told_apart_by(runs: pd.DataFrame, varied: Sequence[str]) -> list[str]:
    """Return the columns by which points differ; for an own design also its rows, as two may be equal."""
    return [*([POINT] if POINT in runs else []), *varied]


def whole_points(table: pd.DataFrame, varied: Sequence[str]) -> pd.DataFrame:
    """Return the runs of those points of a design at which none failed."""
    runs = table.groupby(told_apart_by(table, varied), sort=False)["seed"].transform("size")
    return table[runs == runs.max()]


def number_of_points(runs: pd.DataFrame, varied: Sequence[str]) -> int:
    return len(runs[told_apart_by(runs, varied)].drop_duplicates())


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
    """Add to the scenario a line for each parameter that the points of a design take beyond its range; `where` names
    their values in it."""
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


@dataclass(frozen=True, eq=False)
class Sweep(KeptWhole, FromRuns, Answered):
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
        Of the design (`Design`).
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

    @property
    def failed(self) -> int:
        """How many runs failed."""
        return int((self.all_runs["error"] != "").sum())

    def with_a_warning(self) -> Self:
        """Itself, with a warning where some runs failed.

        Raises
        ------
        InputError
            Where all did.
        """
        if self.failed:
            first = next(filter(None, self.all_runs["error"]))
            text = f"{self.failed:,} of {len(self.all_runs):,} runs failed; the first: {reason(first)}"
            if self.failed == len(self.all_runs):
                raise InputError(f"sweep: {text}")
            warn(text, skip_file_prefixes=OURS)
        return self

    @property
    def indicators(self) -> list[str]:
        """Names of what is known of each run."""
        return [name for name in self.table if name not in (*NOT_COUNTED, POINT, *self.varied)]

    @property
    def years(self) -> pd.DataFrame:
        """A row a run and year: totals since the start, and stocks at the end of the year."""
        if "years" not in self.runs.store.tables():
            raise InputError("years: are not kept of these runs, but the figures alone that keep= names")
        euros = euros_of_points(self.runs, self.scenario, self.varied)
        return self.runs.rows("years").assign(cost_total=euros["cost_total"])

    def means(self, indicator: str = "participants") -> pd.DataFrame:
        """Return the mean and standard deviation over the seeds at each point, and the number of seeds."""
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
        """Return the correlations of `prcc` for the figure, with the parameter in the column `factor`."""
        name = known(indicator, self.indicators, "indicator")
        worded = [one for one in self.varied if not pd.api.types.is_numeric_dtype(self.table[one])]
        if worded:
            raise InputError(f"prcc: {worded[0]} has words for values, which have no ranks")
        if (correlations := rank_correlations(whole_points(self.table, self.varied), self.varied, name)) is None:
            few, points_needed = counted(self.points, "point"), ENOUGH * len(self.varied)
            raise InputError(
                f"prcc: {few} cannot tell {counted(len(self.varied), 'parameter')} apart; try {points_needed}"
            )
        return correlations

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

    def _answer(self) -> Answer:
        """State between which means people lie, with a table of one row per point."""
        failed = _failures(self.all_runs)
        if self.table.empty:
            return Answer(failed)
        table, first = _means(self.table, self.varied), f"{counted(self.points, 'point')}: "
        if "participants" in table:
            least, most = table["participants"].min(), table["participants"].max()
            first += f"between {least:,.0f} and {most:,.0f} people come in {counted(self.length, 'year')}, as "
        first += f"means of {counted(self.seeds, 'simulation')} at each point."
        columns = (*self.varied, "participants", "facilitators active")
        columns_shown = table[[name for name in columns if name in table]].astype(str)
        about = simulations_in_short(self.worlds.ensemble, self.runs.store.about, len(self.table))
        return Answer([first, *failed], columns_shown, [*about, *since_when(self.scenario, self.length)])

    def _in_words(self, _ask: Ask) -> str:
        """Return the text for the terminal."""
        return in_words(self.runs, self.varied, self.scenario)

    def _as_plain(self) -> str:
        """Return one row per run, as JSON."""
        return as_json({"runs": json_rows(self.all_runs)})

    def _to_keep(self: Any, ask: Ask) -> Kept:
        """Return the tables, figure and scenario to save."""
        from contagion.experiments.commands.sweep.figure import sweep_figure
        from contagion.experiments.say.charts.axes import beneath

        when = since_when(self.scenario, int(self.all_runs["years"].max()))
        below = [seeds_are_worlds(ask.agreed, self.runs.store.about), *when, *beneath(self.runs, [self.scenario])]
        tables = {"runs.parquet": self.all_runs, "years.parquet": self.runs.rows("years")}
        figures = {"sweep": lambda: sweep_figure(self.all_runs, self.varied, self.scenario, self.kind, below)}
        return Kept(self.runs, {"scenario": self.scenario}, tables, figures, of_ensemble(ask.agreed))


@dataclass(frozen=True)
class Part:
    """A part of a sweep that was run and kept in the store; its tables are those of the whole."""

    words: str
    failed: int

    def _in_words(self, _ask: Ask) -> str:
        return self.words

    def _as_plain(self) -> str:
        return as_json({"runs": []})


def beforehand(ask: Ask, scenario: Scenario) -> list[str]:
    """To what effort it was fitted, and over which worlds it is."""
    about = ask.lab.store.about
    return [*effort_in_words([scenario]), seeds_are_worlds(ask.agreed, about), *reservations(ask.agreed, about)]


def inquiry(
    scenario: Scenario,
    points_of_design: Sequence[Point],
    years: int = 10,
    replicates: int = 30,
    where: str = "values",
    in_worlds: Callable[[], Worlds] = Worlds,
    numbered: bool = False,
) -> Inquiry[Sweep]:
    """Plan the runs of a scenario at the points of a design; `where` names their values in messages. The values replace
    those of each simulation; if the scenario has a past, from its end on. Points that are `numbered` differ by their
    number as well, so equal ones stay separate.

    Raises
    ------
    InputError
        If a value is not valid.
    """
    points(
        scenario.parameters, points_of_design, where, scenario.past
    )  # check all values before the simulations are read
    varied, worlds = list(points_of_design[0]), in_worlds()
    cases = [worlds.case(scenario, partial(changed, values=point), **point) for point in points_of_design]
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


def _means(table: pd.DataFrame, varied: Sequence[str]) -> pd.DataFrame:
    """Tabulate the points, one row each: means over runs, and the standard deviation of people."""
    by_point, figures = table.groupby(list(varied), sort=False), [name for name in IN_TERMINAL if name in table]
    means = by_point[figures].mean().round(1).rename(columns=indicator)
    if "participants" in table:
        means = means.join(by_point["participants"].std().round(1).rename("sd of participants"))
    return means.reset_index()


def _failures(table: pd.DataFrame) -> list[str]:
    """How many runs failed, and why the first did; nothing where none did."""
    failed = table[table["error"] != ""]
    if failed.empty:
        return []
    first = failed.iloc[0]
    return [
        f"{counted(len(table), 'run')}, {len(failed):,} of them failed",
        f"The first to fail (seed {first['seed']}): {reason(first['error'])}",
    ]


def in_words(runs: Runs, varied: Sequence[str], scenario: Scenario) -> str:
    """Means and standard deviations over the seeds, a row a point; of a programme, which years these are."""
    table = runs.table
    lines = _failures(table) or [counted(len(table), "run")]
    ended = table[table["error"] == ""]
    if ended.empty:
        return "\n".join(lines)
    means = _means(ended, varied)
    lines += paragraphs(since_when(scenario, int(table["years"].max())))
    lines += ["", *table_lines(means.head(MOST_ROWS))]
    if (more := len(means) - MOST_ROWS) > 0:
        lines.append(f"... and {more:,} more {'point' if more == 1 else 'points'}")
    return "\n".join(lines)
