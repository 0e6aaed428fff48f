"""What would have helped (section 4.9): people gained by 10 % more of each capacity of a scenario, everything else and
all luck the same, in total and by the year of the gain.

Capacities that are whole numbers do not move by exactly 10 %; what compares them is the elasticity: the relative gain
of people over the relative change of the capacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite, isnan, nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from pydantic import ValidationError

from contagion.experiments.commands.compare.work import Comparison, OneByOne, what_the_spread_comes_of, with_each
from contagion.experiments.commands.compare.work import inquiry as comparing
from contagion.experiments.commands.verb import Kept, of_ensemble
from contagion.experiments.evidence.short_model import short_model_in_words
from contagion.experiments.evidence.stories import stories_in_words
from contagion.experiments.evidence.words_of_worlds import (
    agreeing,
    simulations_in_short,
    so_many_worlds,
    spread_table,
    structures_in_words,
    worlds_in_words,
    worlds_of,
)
from contagion.experiments.evidence.worlds import OF_ONE_SET, Structures, Worlds, means_of, people_of, under_rules
from contagion.experiments.say import cards
from contagion.experiments.say.answers import Answer, difference_table
from contagion.experiments.say.asked import asked_in_words, named, shown
from contagion.experiments.say.charts.axes import PAD, Calendar, Marks, axes_of, beneath, dots, headed, nested
from contagion.experiments.say.charts.style import CAUSES, GREY, SOFT, readable, say, styled, titled
from contagion.experiments.say.differences import (
    above_in_words,
    ahead_of,
    cell,
    change,
    verdict_in_words,
    verdict_that_there_is_more,
)
from contagion.experiments.say.differences import named as by_name
from contagion.experiments.say.levers import PLACES
from contagion.experiments.say.sentences import (
    _,
    between,
    counted,
    in_a_row,
    in_lines,
    listed,
    number,
    paragraphs,
    said,
    table_in_words,
)
from contagion.models.parameters import Parameters, describe
from contagion.models.runs.lab import Inquiry
from contagion.models.runs.study import from_then_on
from contagion.models.runs.vocabulary import WORLDS
from contagion.models.scenario import Scenario, all_that
from contagion.sim.errors import InputError, both
from contagion.sim.files import as_json
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.compare import Precision, by_set, paired_differences, ratio_of_differences
from contagion.sim.statistics.spread import FEW, difference

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask


MORE = 0.1  # of each capacity
WHOLE = (PLACES.parameter, "partners.initial")
REST = "facilitation.rest_weeks"


@dataclass(frozen=True)
class Capacity:
    """What there may be 10 % more of: its name in tables and for people, and the parameters that move."""

    name: str
    label: str
    parameters: tuple[str, ...]

    def more(self, parameters: Parameters) -> Parameters:
        """Return the parameters with 10 % more of it, wherever it is set; refuse if it sets no limit or cannot be
        increased."""
        if self.name == "money" and not parameters.limited:
            raise InputError(f"{self.label}: no budget sets a limit")
        if self.name == "registering" and parameters.demand.unlimited:
            raise InputError(f"{self.label}: demand is unlimited, nobody needs to register")
        content = parameters.model_dump()
        for name in self.parameters:
            section, _, key = name.partition(".")
            content[section] = {**content[section], key: _increase(name, parameters.get(name), parameters)}
        for decision in content["decision"]:
            own = {name: value for name, value in decision["set"].items() if name in self.parameters}
            decision["set"] |= {name: _increase(name, value, parameters) for name, value in own.items()}
        try:
            increased_parameters = Parameters.model_validate(content)
        except ValidationError as error:
            raise all_that(error, f"{self.label}, {MORE:.0%} more") from None
        if increased_parameters == parameters:
            values = both(f"{name} = {parameters.get(name):g}" for name in self.parameters)
            raise InputError(f"{self.label}: {values} cannot be more")
        return increased_parameters

    def rise(self, before: Parameters, after: Parameters, years: int, past: int = 0) -> float:
        """By which share it is more, over the weeks of a run that are not past: the mean over its parameters that are
        neither 0 nor without limit. Decisions count that hold for everybody and by their dates alone; NaN where only
        others move."""
        shares = []
        for name in self.parameters:
            old, new = (_in_all(name, of, past * WEEKS_A_YEAR, years * WEEKS_A_YEAR) for of in (before, after))
            shares += [new / old - 1] if old else []
        return sum(shares) / len(shares) if sum(shares) else nan


CAPACITIES = (
    Capacity("places", "training places", (PLACES.parameter,)),
    Capacity("wish", "wish to facilitate", ("volunteering.wish",)),
    Capacity("time", "leading time", (REST,)),
    Capacity("pairs", "reach of a pair", ("facilitation.pair_distance_km",)),
    Capacity("registering", "registering", ("registering.barrier",)),
    Capacity("rooms", "partners' rooms", ("facilitation.partner_room", "facilitation.host_distance_km")),
    Capacity("hosts", "hosts", ("partners.initial", "partners.contacts_per_month")),
    Capacity("money", "money", ("budget.per_year",)),
)
"""Leading time is the groups that a facilitator can lead in a year: the rest is shortened until a cycle (the longest
recruiting, the sessions, the rest) takes a tenth less than eleven tenths. Registering is the hazard of everybody."""


def _increase(name: str, value: Any, parameters: Parameters) -> Any:
    """Return the value of a parameter with 10 % more of what it stands for."""
    if name == REST:
        return max(round(value - _cycle(value, parameters) * (1 - 1 / (1 + MORE)), 9), 0.0)
    if not value or not isfinite(value):
        return value
    if name in WHOLE:
        return type(value)(max(value + 1, int(value * (1 + MORE) + 0.5)))
    high = next(row["valid"][1] for row in describe() if row["name"] == name)
    return round(min(value * (1 + MORE), inf if high is None else high), 12)


def _cycle(rest: float, parameters: Parameters) -> float:
    """Weeks from one group to the next, at the most: recruiting, sessions, rest."""
    group = parameters.group
    return rest + group.session_weeks[-1] + (0 if parameters.demand.unlimited else group.recruiting_weeks)


def _in_all(name: str, parameters: Parameters, first: int, weeks: int) -> float:
    """Add up a capacity over the weeks in which it is finite."""
    default = parameters.get(name)
    values = (parameters.set_by(parameters.in_force(week)).get(name, default) for week in range(first, weeks))
    return sum(1 / _cycle(value, parameters) if name == REST else value for value in values if isfinite(value))


COMMAND, BASE = "limits", "as it is"
PEOPLE = "participants"
SPANS = 10  # at most so many parts of the years are told apart


@dataclass(frozen=True, eq=False)
class Limits(OneByOne):
    """What would have helped: people gained by a tenth more of each capacity; `table` is made by `elasticities`,
    `by_year` by `gains_by_year`: people gained by when they came."""

    by_year: pd.DataFrame

    @property
    def nothing(self) -> bool:
        """Whether nobody came to a group in any run."""
        return not self.comparison.runs.table[PEOPLE].any()

    def plot(self: Any, *, ax: Axes | None = None) -> Axes:
        """Draw the elasticity of people reached to each capacity, with its interval."""
        if self.nothing:
            raise InputError("limits: nobody came to a group in any run, so there is nothing to draw")
        return limits_axes(self, ax)

    def __repr__(self) -> str:
        return f"<Limits of {self.scenario.name}: {cards.size_of(self.comparison)}>"

    def _answer(self) -> Answer:
        """More of what would help most, and a row a capacity."""
        rows = {row["label"]: by_name(row, "gained") for row in self.table.to_dict("records")}
        best = next(iter(rows.values()))
        if self.nothing:
            first = "Nobody came to a group in any run: more of any capacity helps as little."
        elif all(verdict_that_there_is_more(row) == "none" for row in rows.values()):
            first = f"No capacity clearly helps: {MORE:.0%} more of each makes no clear difference."
        else:
            first = (
                f"More {said(next(iter(rows)))} helps most, for each per cent more of it: {MORE:.0%} more brings "
                f"{cell(best, change)} people in {counted(self.years, 'year')}. {verdict_in_words(best)}."
            )
        table = difference_table(f"{MORE:.0%} more", "people", {said(name): row for name, row in rows.items()},
                                 self.comparison.worlds.above)  # fmt: skip
        made = self.comparison
        notes = [*simulations_in_short(made.worlds.ensemble, made.runs.store.about, made.number)]
        notes += [f"Left out: {said(why)}." for why in self.skipped]
        return Answer([*(_of_stories(self) or [first]), *_of_short_model(self)], table, notes, list(rows.values()))

    def _in_words(self, _ask: Ask | None = None) -> str:
        """Return the tables for the terminal, with explanations."""
        labels = _labels(self.table)
        lines = paragraphs(asked_in_words(self.scenario)) + in_lines(
            f"What would have helped in {named(self.scenario)}, over {counted(self.years, 'year')}: people gained by "
            f"{MORE:.0%} more of each capacity, everything else the same, simulation by simulation. "
            f"{self.table['participants'].iloc[0]:,.0f} are reached without, on average."
        )
        if self.nothing:
            nobody = (
                f"Nobody came to a group in any run, with {MORE:.0%} more of any of these as little as without: "
                f"{', '.join(labels)}. There is nothing that more of them would help."
            )
            return "\n".join([*lines, "", *in_lines(nobody), *paragraphs(_notes(self, labels))])
        how = (
            "Elasticity: by how many per cent more people are reached for each per cent more of the capacity, in "
            f"the mean; whole numbers do not move by exactly {MORE:.0%}. Its interval says how well the mean is "
            "known, not how far simulations spread; about one in twenty leaves out what is true."
        )
        shares = (
            ["In brackets behind a number of simulations of 100: its 95% interval."]
            if self.comparison.number >= FEW
            else []
        )
        rules = structures_in_words(of_limits(self), dict(zip(self.table["capacity"], labels, strict=True)))
        best = [*(_of_stories(self) or [first_of_all(self)]), *_of_short_model(self)]
        said_of_all = [*first_in_worlds(self.table), " ".join(best), *rules]
        notes = [*worlds_in_words(self.comparison, [self.scenario]), *shares, how, *_notes(self, labels)]
        lines += ["", table_in_words(_totals(self)), "", *paragraphs(said_of_all), ""]
        lines += ["People gained, by when they came (median, 90 % range):", "", table_in_words(_by_year(self))]
        return "\n".join([*lines, "", *paragraphs(notes)])

    def _as_plain(self) -> str:
        """Return the answer as JSON, in English whatever the language; null where a figure does not exist."""
        content = {
            "scenario": self.scenario.name,
            "effort": self.scenario.effort,
            "years": self.years,
            "seeds": self.comparison.number,
            "above": self.comparison.worlds.above,
            "participants": float(self.table["participants"].iloc[0]),
            "capacities": self.table.drop(columns="participants").to_dict("records"),
            "by_year": self.by_year.to_dict("records"),
            "left_out": list(self.skipped),
        }
        for rows in (content["capacities"], content["by_year"]):
            rows[:] = [{name: None if pd.isna(value) else value for name, value in row.items()} for row in rows]
        return as_json(content)

    def _to_keep(self, ask: Ask) -> Kept:
        """Return the tables, figure and scenario to save."""
        runs = self.comparison.runs
        tables = {"limits.csv": self.table, "gains_by_year.csv": self.by_year}
        tables |= {"runs.parquet": runs.table, "years.parquet": runs.rows("years")}
        figures = {"limits": lambda: limits_figure(self)}
        return Kept(runs, {"scenario": self.scenario}, tables, figures, of_ensemble(ask.agreed))


def inquiry(
    scenario: Scenario,
    years: int = 10,
    replicates: int = WORLDS,
    capacities: Sequence[Capacity] = CAPACITIES,
    worlds: Worlds = OF_ONE_SET,
) -> Inquiry[Limits]:
    """Plan the runs with 10 % more of each capacity of a scenario; refuse if nothing sets a limit."""
    steps = {capacity.name: capacity.more for capacity in capacities}
    cases, skipped = with_each(replace(scenario, name=BASE), steps)
    tested = [capacity for capacity in capacities if capacity.name in {one.name for one in cases[1:]}]
    if not tested:
        raise InputError(f"{COMMAND}: nothing can be more in {scenario.name}; the first, {skipped[0]}")
    study = comparing(cases, years, replicates, worlds, (PEOPLE,), COMMAND, steps)
    return study.then(
        lambda comparison: Limits(
            scenario, comparison, elasticities(comparison, tested, years), skipped, gains_by_year(comparison)
        )
    )


def elasticities(comparison: Comparison, capacities: Sequence[Capacity], years: int) -> pd.DataFrame:
    """Tabulate what 10 % more of each capacity changed.

    Returns
    -------
    DataFrame, one row per capacity, the highest elasticity first
        capacity, label, parameters; rise, the relative change of the capacity; participants, without it; gained, the
        mean paired difference, and its interval (`_low`, `_high`); elasticity with Fieller's interval, NaN if nobody is
        reached without it; like_first, whether there is no clear difference from the first (`ahead`). Also the people
        gained, pair by pair: gained_p5 to _p95, _p50_error, _above_zero, _below_zero, _above, _worlds.
    """
    people, names = _people(comparison), [capacity.name for capacity in capacities]
    table = pd.DataFrame(
        {
            "capacity": names,
            "label": [capacity.label for capacity in capacities],
            "parameters": [" and ".join(capacity.parameters) for capacity in capacities],
            # 0.1, not 0.10000000000001
            "rise": [round(_rise(capacity, comparison, years), 9) for capacity in capacities],
            PEOPLE: people[BASE].mean(),
        }
    )
    more = comparison.differences.set_index("scenario").loc[names, ["difference", "low", "high"]]
    table[["gained", "gained_low", "gained_high"]] = more.to_numpy()
    gained = gains(comparison, table)
    sets = comparison.sets(people.index)
    people_of_base = by_set(people, sets)[:, people.columns.get_loc(BASE)]
    ends = [ratio_of_differences(top, people_of_base) for top in by_set(gained, sets).T]
    table[["elasticity", "elasticity_low", "elasticity_high"]] = ends
    table = table.sort_values("elasticity", ascending=False, kind="stable", ignore_index=True)
    ahead_of = ahead(comparison, table)
    table = table.assign(
        like_first=[
            not (row := ahead_of.get(name)) or verdict_that_there_is_more(row) == "none" for name in table["capacity"]
        ]
    )
    statistics = pd.DataFrame([of_pairs(people[name] - people[BASE], comparison) for name in table["capacity"]])
    table = table.join(statistics.add_prefix("gained_"))
    firsts = gained[gained.max(axis=1) > 0].idxmax(axis=1).value_counts() / len(gained)
    parts = what_the_spread_comes_of(comparison, PEOPLE, table["capacity"].tolist())
    return table.assign(
        **{f"gained_{name}": values for name, values in parts.items()},
        first=[float(firsts.get(name, 0.0)) for name in table["capacity"]],
    )


def ahead(comparison: Comparison, table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """How many people more the first capacity brings than each of the others, for each per cent more of them."""
    gained, (first, *others) = gains(comparison, table), table["capacity"]
    return {name: of_pairs(gained[first] - gained[name], comparison) for name in others}


def of_pairs(more: pd.Series, comparison: Comparison) -> dict[str, Any]:
    """Return the statistics (`difference`) on which the verdict on a difference by seed rests."""
    return difference(more, comparison.sets(more.index), comparison.worlds.above)


def _rise(capacity: Capacity, comparison: Comparison, years: int) -> float:
    """By which share there is more of a capacity, on average."""
    rises, sets = [], {comparison.worlds.set_of(seed): seed for seed in comparison.runs.labels["seed"]}
    for world in sets.values():
        here = comparison.worlds.parameters(comparison.scenarios[0], world)
        try:
            past = comparison.scenarios[0].past
            rises.append(capacity.rise(here, from_then_on(here, capacity.more, past), years, past))
        except InputError:
            rises.append(0.0)
    return float(np.mean(rises))


def _people(comparison: Comparison) -> pd.DataFrame:
    """People reached, after the past of the scenarios if they have one: a row a seed, a column a scenario."""
    people = comparison.runs.table.pivot(index="seed", columns="scenario", values=PEOPLE).astype(float)
    if not (past := comparison.scenarios[0].past):
        return people
    years = comparison.runs.rows("years")
    return people - years[years["year"] == past].pivot(index="seed", columns="scenario", values=PEOPLE)


def gains(comparison: Comparison, table: pd.DataFrame) -> pd.DataFrame:
    """People gained for a whole more of each capacity, to first order: a row a seed, a column a capacity."""
    people = _people(comparison)
    rises = table.set_index("capacity")["rise"]
    return pd.DataFrame({name: (people[name] - people[BASE]) / rise for name, rise in rises.items()})


def gains_by_year(comparison: Comparison) -> pd.DataFrame:
    """Tabulate people gained by when they came: by year, or by several years at a time if there are more than ten.

    Returns
    -------
    DataFrame, one row per capacity and span of years
        capacity, first_year, last_year; gained, on average, with its interval, and pair by pair as in `elasticities`.
    """
    rows = comparison.runs.rows("years").pivot(index=["scenario", "seed"], columns="year", values=PEOPLE)
    each = rows.diff(axis=1).fillna(rows.iloc[:, :1])  # of totals since the start
    each = each.loc[:, each.columns > comparison.scenarios[0].past]
    spans = [part for part in np.array_split(each.columns.to_numpy(), min(SPANS, each.shape[1])) if len(part)]
    flows = pd.DataFrame({str(n): each[list(span)].sum(axis=1) for n, span in enumerate(spans)}).reset_index()
    differences = paired_differences(flows, "scenario", BASE, [*flows][2:], sets=comparison.sets)
    wide = flows.pivot(index="seed", columns="scenario")
    pairs = zip(differences["indicator"], differences["scenario"], strict=True)
    statistics = pd.DataFrame([of_pairs(wide[n, name] - wide[n, BASE], comparison) for n, name in pairs])
    return pd.DataFrame(
        {
            "capacity": differences["scenario"],
            "first_year": [int(spans[int(n)][0]) for n in differences["indicator"]],
            "last_year": [int(spans[int(n)][-1]) for n in differences["indicator"]],
            "gained": differences["difference"],
            "gained_low": differences["low"],
            "gained_high": differences["high"],
        }
    ).join(statistics.add_prefix("gained_"))


FEW_WORLDS = 0.03  # share of the sets in which one is first; less is not said


def _notes(limits: Limits, labels: list[str]) -> list[str]:
    """List what is changed for each capacity, and what was left out."""
    changed = in_a_row(
        f"{label}, {listed(parameters.split(' and '))}"
        for label, parameters in zip(labels, limits.table["parameters"], strict=True)
    )
    return [f"What is changed for it: {changed}.", *(f"Left out: {said(why)}." for why in limits.skipped)]


def _of_stories(limits: Limits) -> list[str]:
    """State what more of the capacity that helps most brings under each story of a past that is not known."""
    people, best = _people(limits.comparison), limits.table.iloc[0].to_dict()
    name = f"{MORE:.0%} more {said(best['label'])}"
    return stories_in_words(name, limits.years, people[best["capacity"]] - people[BASE], limits.comparison.worlds)


def _of_short_model(limits: Limits) -> list[str]:
    """State what the short model predicts for more of the capacity that helps most."""
    row, comparison = limits.table.iloc[0], limits.comparison
    (other,) = (one for one in comparison.scenarios if one.name == row["capacity"])
    (capacity,) = (one for one in CAPACITIES if one.name == row["capacity"])
    about = by_name(row.to_dict(), "gained"), comparison.worlds, comparison.runs, capacity.more
    return short_model_in_words(comparison.scenarios[0], other, *about)


def _labels(table: pd.DataFrame) -> list[str]:
    return [said(label) for label in table["label"]]


def _totals(limits: Limits) -> pd.DataFrame:
    """Tabulate people gained, in how many simulations each capacity would help most, and the elasticity."""
    rows = limits.table.to_dict("records")
    above, names = limits.comparison.worlds.above, _labels(limits.table)
    totals = spread_table([by_name(row, "gained") for row in rows], names, "more of", above=above)
    totals.insert(1, "by", ["–" if pd.isna(row["rise"]) else number(row["rise"], ".1%") for row in rows])
    totals["first in"] = [worlds_of(row["first"], row["gained_count_as"]) for row in rows]
    totals[f"elasticity ({Precision().confidence:.0%} interval)"] = [_with_interval(row) for row in rows]
    return totals


def first_in_worlds(table: pd.DataFrame) -> list[str]:
    """In how many worlds which capacity would help most, for each per cent more of it."""
    number = table["gained_count_as"].iloc[0]
    rows = table[table["first"] >= FEW_WORLDS].sort_values("first", ascending=False).to_dict("records")
    texts = [f"{said(row['label'])} in {so_many_worlds(row['first'], number)}" for row in rows]
    if not texts:
        return []
    if (none := 1 - table["first"].sum()) >= FEW_WORLDS:
        texts.append(f"none of them in {so_many_worlds(none, number)}")
    return [f"Which would help most, simulation by simulation, chance included: {in_a_row(texts)}."]


def first_of_all(limits: Limits) -> str:
    """Which would help most for each per cent more of it, and how it stands to the others."""
    rows = [by_name(row, "gained") for row in limits.table.to_dict("records")]
    if all(verdict_that_there_is_more(row) == "none" for row in rows):
        return "No clear difference with more of any of these."
    names = dict(zip(limits.table["capacity"], _labels(limits.table), strict=True))
    others = {names[name]: row for name, row in ahead(limits.comparison, limits.table).items()}
    first = names[limits.table["capacity"].iloc[0]]
    text = f"For each per cent more, {first} would help most on average."
    return " ".join([text, ahead_of(others)])


def _with_interval(row: dict[str, Any]) -> str:
    if pd.isna(row["rise"]):
        return "none, as decisions on the state alone set it"
    if not row["participants"]:
        return "none, as nobody is reached without"
    value, low, high = (number(row[f"elasticity{end}"], ".2f") for end in ("", "_low", "_high"))
    if pd.isna(row["elasticity_low"]):
        return f"{value}, too few seeds for an interval"
    return f"{value} ({between(low, high)})"


def _by_year(limits: Limits) -> pd.DataFrame:
    """Tabulate people gained, one row per span of years, one column per capacity."""
    spans = limits.by_year.groupby("first_year")
    columns = {"year": [between(*map(str, rows[["first_year", "last_year"]].iloc[0])) for _span, rows in spans]}
    for name, label in zip(limits.table["capacity"], _labels(limits.table), strict=True):
        rows = limits.by_year[limits.by_year["capacity"] == name].sort_values("first_year")
        columns[label] = [cell(by_name(row, "gained"), change) for row in rows.to_dict("records")]
    return pd.DataFrame(columns)


def of_limits(limits: Limits) -> Structures | None:
    """Return people gained with more of each capacity under each rule of deciding, ranked by elasticity."""
    comparison = limits.comparison
    people = people_of(comparison.runs.table, "seed", PEOPLE)
    each = gains(comparison, limits.table)
    more = pd.DataFrame({name: people[name] - people[comparison.scenarios[0].name] for name in each})
    return under_rules(more, comparison.worlds.ensemble, limits.scenario, means_of(each))


@styled
def limits_figure(limits: Limits) -> Figure:
    """Draw one row per capacity: people gained over the simulations, and bars of them by when they came."""
    table, comparison = limits.table, limits.comparison
    if limits.nothing:
        figure = Figure(figsize=(9.6, 2.4))
        ax = figure.subplots()
        say(ax, "Nobody came to a group in any run")
        ax.set_axis_off()
        title = f"What would have helped in {shown(limits.scenario)}"
        titled(figure, title, "", beneath(comparison.runs, [limits.scenario]))
        return figure
    figure = Figure(figsize=(9.6, 1.9 + 0.62 * len(table)))
    cells = figure.add_gridspec(len(table), 2, width_ratios=(1, 1.25), hspace=0)
    bars = figure.add_subplot(cells[:, 0])
    foot = (
        f"Left: {comparison.number} simulations {agreeing(comparison.worlds.ensemble, comparison.runs.store.about)}, "
        f"in each the people gained by {MORE:.0%} more: the median, half of the simulations (thick), 90 % range "
        "(thin). Right: the same by year (bar and line). Grey: ranges that hold 0."
    )
    gains_in_worlds(bars, table, comparison.worlds.above)
    marks = Marks.of_scenarios([limits.scenario])
    calendar = Calendar.of_scenarios([limits.scenario], comparison.runs.table["years"].iloc[0])
    _draw_years(figure, cells, limits, calendar, marks)
    bars.set_title(bars.get_title(loc="left"), pad=PAD if marks.spans(calendar.weeks) else None)
    title = f"What {MORE:.0%} more of each would change in {shown(limits.scenario)}"
    titled(figure, title, foot, [*beneath(comparison.runs, [limits.scenario]), *marks.lines()])
    return figure


@styled
def limits_axes(limits: Limits, ax: Axes | None) -> Axes:
    """Draw the elasticities alone, on the given axes or on new ones."""
    axes = axes_of(ax, height=1.9 + 0.55 * len(limits.table))
    draw_elasticities(axes, limits.table)
    title = f"What {MORE:.0%} more of each would change in {limits.scenario.name}"
    return headed(axes, title, f"{cards.size_of(limits.comparison)}; grey: ranges that hold 0", ax)


def draw_elasticities(ax: Axes, table: pd.DataFrame) -> None:
    """Draw a dot per capacity, with its interval."""
    dots(ax, table["elasticity"], table["elasticity_low"], table["elasticity_high"],
         [CAUSES[name] for name in table["capacity"]])  # fmt: skip
    ax.set_yticks(range(len(table)), [_row_named(row) for row in table.to_dict("records")])
    title, unit = "Elasticity of people reached", "% more people for each % more"
    ax.set(title=title, xlabel=unit, ylim=(len(table) - 0.5, -0.5))


def gains_in_worlds(ax: Axes, table: pd.DataFrame, above: float) -> None:
    """Draw people gained by more of each capacity over the simulations; label the shares above 0 and `above`."""
    nested(ax, table, "gained", [CAUSES[name] for name in table["capacity"]])
    ax.set_yticks(range(len(table)), [_row_named(row, above) for row in table.to_dict("records")])
    ax.set(title="People gained, simulation by simulation", xlabel="people", ylim=(len(table) - 0.5, -0.5))


def _row_named(row: dict, above: float = 0.0) -> str:
    """Label a row: the capacity, its rise, and the people gained."""
    what = said(row["label"])
    by = what if isnan(row["rise"]) else _("{what}, {rise:+.0%}", what=what, rise=row["rise"])
    gain = by_name(row, "gained")
    lines = [by, f"{cell(gain, change)} people", verdict_in_words(gain)]
    return "\n".join([*lines, *above_in_words(gain, above)])


def _draw_years(figure: Figure, cells: object, limits: Limits, calendar: Calendar, marks: Marks) -> None:
    """Small axes, one a capacity, with one scale."""
    first = None
    for place, name in enumerate(limits.table["capacity"]):
        ax = figure.add_subplot(cells[place, 1], sharex=first, sharey=first)  # ty: ignore[not-subscriptable]
        first = first or ax
        _bars(ax, limits.by_year[limits.by_year["capacity"] == name], calendar, CAUSES[name])
        last = place == len(limits.table) - 1
        ax.tick_params(labelbottom=last, bottom=last)
        ax.yaxis.set_major_locator(MaxNLocator(2, integer=True))
        if not place:
            ax.set_title("People gained a year, by when they came")
        marks.draw(ax, calendar, labelled=not place)


def _bars(ax: Axes, rows: pd.DataFrame, calendar: Calendar, colour: str) -> None:
    """Draw a bar per span of years; none if nothing was gained."""
    ends = [f"gained_{end}" for end in ("p50", "p5", "p95")]
    rows = rows[rows[ends].any(axis=1)]
    length = 1 + (rows["last_year"] - rows["first_year"]).to_numpy()
    at = calendar.at(WEEKS_A_YEAR * (rows["last_year"].to_numpy() - length / 2))
    middle, low, high = (rows[end].to_numpy() / length for end in ends)
    shades = np.where((low > 0) | (high < 0), colour, GREY)
    outlines = [readable(shade) for shade in shades]
    ax.bar(at, middle, 0.8 * length, color=shades, edgecolor=outlines, linewidth=0.6, alpha=0.8)
    away = np.array([middle - low, high - middle])
    ax.errorbar(at, middle, away, fmt="none", ecolor=SOFT, elinewidth=0.8, capsize=1.5)
    ax.axhline(0, color=SOFT, linewidth=0.8)
    calendar.draw(ax)
    ax.grid(axis="y")
