"""What would have helped (section 4.9): people gained by 10 % more of each capacity of a scenario, everything else and
all luck the same, in total and by the year of the gain.

Capacities that are whole numbers do not move by exactly 10 %; what compares them is the elasticity: the relative gain
of people over the relative change of the capacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.worlds import OF_ONE_SET, Worlds, told_apart
from contagion.experiments.lab.how_much import WORLDS
from contagion.experiments.lab.inquiry import Inquiry
from contagion.experiments.lab.lab import FromRuns
from contagion.experiments.language.differences import verdict_that_there_is_more
from contagion.experiments.verbs.compare.work import Comparison
from contagion.experiments.verbs.compare.work import inquiry as comparing
from contagion.experiments.verbs.limits.capacities import CAPACITIES, Capacity
from contagion.models.runs.cases import from_then_on
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.statistics.compare import by_set, paired, ratio_of_differences
from contagion.sim.statistics.spread import PARTS, difference

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.sim.laboratory.laboratory import Runs

COMMAND, BASE = "limits", "as it is"
PEOPLE = "participants"
SPANS = 10  # at most so many parts of the years are told apart


@dataclass(frozen=True, eq=False)
class Limits(FromRuns):
    """What would have helped: people gained by a tenth more of each capacity.

    Attributes
    ----------
    scenario : Scenario
    made : Comparison
        Of the scenario with its runs with 10 % more of each capacity.
    table : DataFrame
        Made by `elasticities`: a row a capacity, the most helpful first.
    by_year : DataFrame
        Made by `gains_by_year`: people gained by when they came.
    skipped : sequence of str
        Which capacities set no limit, and why, one line each.
    """

    scenario: Scenario
    made: Comparison
    table: pd.DataFrame
    by_year: pd.DataFrame
    skipped: Sequence[str]

    @property
    def runs(self) -> Runs:
        return self.made.runs

    @property
    def nothing(self) -> bool:
        """Whether nobody came to a group in any run."""
        return not self.made.runs.table[PEOPLE].any()

    def plot(self: Any, *, ax: Axes | None = None) -> Axes:
        """The elasticity of people reached to each capacity, with its interval."""
        from contagion.experiments.verbs.limits.figure import limits_axes

        if self.nothing:
            raise InputError("limits: nobody came to a group in any run, so there is nothing to draw")
        return limits_axes(self, ax)

    def __repr__(self) -> str:
        from contagion.experiments.drawing.cards import size_of

        return f"<Limits of {self.scenario.name}: {size_of(self.made)}>"

    def _repr_html_(self) -> str:
        from contagion.experiments.drawing.cards import card, figure, pair_by_pair, plain, size_of

        shown = [
            {
                "more of": row["label"],
                "by": "–" if pd.isna(row["rise"]) else f"{row['rise']:.0%}",
                **pair_by_pair(row, "gained", self.made.worlds.above),
                "elasticity": figure(row["elasticity"]),
            }
            for row in self.table.to_dict("records")
        ]
        lines = [plain(size_of(self.made)), *(plain(f"Left out: {why}") for why in self.skipped)]
        return card(f"What limits {self.scenario.name}: {self.scenario.title}", lines, pd.DataFrame(shown))


def inquiry(
    scenario: Scenario,
    years: int = 10,
    replicates: int = WORLDS,
    capacities: Sequence[Capacity] = CAPACITIES,
    worlds: Worlds = OF_ONE_SET,
) -> Inquiry[Limits]:
    """What 10 % more of each capacity of a scenario would change.

    Raises
    ------
    InputError
        Where nothing sets a limit; with the first runs, where runs failed.
    """
    cases, taken, skipped = [replace(scenario, name=BASE)], [], []
    for capacity in capacities:
        try:
            further = from_then_on(scenario.parameters, capacity.more, scenario.past)
            more = replace(scenario, name=capacity.name, parameters=further)
        except InputError as error:
            skipped.append(error.line)
        else:
            cases.append(more)
            taken.append(capacity)
    if not taken:
        raise InputError(f"{COMMAND}: nothing can be more in {scenario.name}; the first, {skipped[0]}")
    steps = {capacity.name: capacity.more for capacity in taken}
    compared = comparing(cases, years, replicates, worlds, (PEOPLE,), COMMAND, steps)
    return compared.then(
        lambda made: Limits(scenario, made, elasticities(made, taken, years), gains_by_year(made), skipped)
    )


def elasticities(made: Comparison, capacities: Sequence[Capacity], years: int) -> pd.DataFrame:
    """What 10 % more of each capacity changed.

    Returns
    -------
    DataFrame, a row a capacity, the highest elasticity first
        capacity, label, parameters; rise, the relative change of the capacity; participants, without it; gained, the
        mean paired difference, and its interval (`_low`, `_high`); elasticity with Fieller's interval, NaN where nobody
        is reached without; like_first, whether there is no clear difference from the first (`ahead`). Also the people
        gained, pair by pair: gained_p5 to _p95, _p50_error, _above_zero, _below_zero, _above, _worlds.
    """
    found, rows = made.differences.set_index("scenario"), []
    for capacity in capacities:
        row: dict[str, Any] = {"capacity": capacity.name, "label": capacity.label}
        row["parameters"] = " and ".join(capacity.parameters)
        row["rise"] = round(_rise(capacity, made, years), 9)  # 0.1, not 0.10000000000001
        one = found.loc[capacity.name]
        row |= {
            PEOPLE: _people(made)[BASE].mean(),
            "gained": one["difference"],
            "gained_low": one["low"],
            "gained_high": one["high"],
        }
        rows.append(row)
    table = pd.DataFrame(rows)
    gained = gains(made, table)
    tops, reached = _of_sets(gained, made), _of_sets(_people(made), made)[BASE].to_numpy()
    ends = [ratio_of_differences(tops[name].to_numpy(), reached) for name in tops]
    table[["elasticity", "elasticity_low", "elasticity_high"]] = ends
    table = table.sort_values("elasticity", ascending=False, kind="stable", ignore_index=True)
    ahead_of = ahead(made, table)
    table = table.assign(
        like_first=[
            not (row := ahead_of.get(name)) or verdict_that_there_is_more(row) == "none" for name in table["capacity"]
        ]
    )
    people = _people(made)
    more = [of_pairs(people[name] - people[BASE], made) for name in table["capacity"]]
    table = table.assign(**{f"gained_{name}": [row[name] for row in more] for name in more[0]})
    return _in_worlds(table, gained, made)


def ahead(made: Comparison, table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """How many people more the first capacity brings than each of the others, for each per cent more of them."""
    gained, (first, *others) = gains(made, table), table["capacity"]
    return {name: of_pairs(gained[first] - gained[name], made) for name in others}


def of_pairs(more: pd.Series, made: Comparison) -> dict[str, Any]:
    """What the verdict on a difference, by seed, asks for (`difference`)."""
    return difference(more, made.sets(more.index), made.worlds.above)


def _rise(capacity: Capacity, made: Comparison, years: int) -> float:
    """By which share there is more of a capacity, in the mean of the worlds."""
    rises, sets = [], {made.worlds.set_of(seed): seed for seed in made.runs.labels["seed"]}
    for world in sets.values():
        here = made.worlds.parameters(made.scenarios[0], world)
        try:
            past = made.scenarios[0].past
            rises.append(capacity.rise(here, from_then_on(here, capacity.more, past), years, past))
        except InputError:
            rises.append(0.0)
    return float(np.mean(rises))


def _in_worlds(table: pd.DataFrame, gained: pd.DataFrame, made: Comparison) -> pd.DataFrame:
    """With what the spread of the people gained comes of, as how many independent worlds these count (_count_as), and
    first, the share of worlds in which a capacity is the one that would help most; in the others none helps."""
    again = made.runs.again.table if made.runs.again else None
    apart = told_apart(made.runs.table, BASE, [PEOPLE], made.worlds, again)
    apart = apart.set_index("scenario").loc[table["capacity"]]
    columns = ["count_as", *PARTS, *(f"{part}_error" for part in PARTS)]
    firsts = gained[gained.max(axis=1) > 0].idxmax(axis=1).value_counts() / len(gained)
    return table.assign(
        **{f"gained_{name}": apart[name].to_numpy() for name in columns},
        first=[float(firsts.get(name, 0.0)) for name in table["capacity"]],
    )


def _people(made: Comparison) -> pd.DataFrame:
    """People reached, after the past of the scenarios if they have one: a row a seed, a column a scenario."""
    people = made.runs.table.pivot(index="seed", columns="scenario", values=PEOPLE).astype(float)
    if not (past := made.scenarios[0].past):
        return people
    years = made.runs.rows("years")
    return people - years[years["year"] == past].pivot(index="seed", columns="scenario", values=PEOPLE)


def gains(made: Comparison, table: pd.DataFrame) -> pd.DataFrame:
    """People gained for a whole more of each capacity, to first order: a row a seed, a column a capacity."""
    people = _people(made)
    rises = table.set_index("capacity")["rise"]
    return pd.DataFrame({name: (people[name] - people[BASE]) / rise for name, rise in rises.items()})


def _of_sets(rows: pd.DataFrame, made: Comparison) -> pd.DataFrame:
    """Figures by seed, as they are independent: by set."""
    return pd.DataFrame(by_set(rows, made.sets(rows.index)), columns=rows.columns)


def gains_by_year(made: Comparison) -> pd.DataFrame:
    """The people gained by when they came: by year, or by some years at a time if there are more than ten.

    Returns
    -------
    DataFrame, a row a capacity and span of years
        capacity, first_year, last_year; gained, in the mean, with its interval, and as of `elasticities` pair by pair.
    """
    rows = made.runs.rows("years").pivot(index=["scenario", "seed"], columns="year", values=PEOPLE)
    each = rows.diff(axis=1).fillna(rows.iloc[:, :1])  # of totals since the start
    each = each.loc[:, each.columns > made.scenarios[0].past]
    spans = [part for part in np.array_split(each.columns.to_numpy(), min(SPANS, each.shape[1])) if len(part)]
    flows = pd.DataFrame({str(n): each[list(span)].sum(axis=1) for n, span in enumerate(spans)}).reset_index()
    found = paired(flows, "scenario", BASE, [*flows][2:], sets=made.sets)
    ends = pd.DataFrame([(int(spans[int(n)][0]), int(spans[int(n)][-1])) for n in found["indicator"]])
    wide = flows.pivot(index="seed", columns="scenario")
    pairs = zip(found["indicator"], found["scenario"], strict=True)
    told = pd.DataFrame([of_pairs(wide[n, name] - wide[n, BASE], made) for n, name in pairs])
    return pd.DataFrame(
        {
            "capacity": found["scenario"],
            "first_year": ends[0],
            "last_year": ends[1],
            "gained": found["difference"],
            "gained_low": found["low"],
            "gained_high": found["high"],
        }
    ).join(told.add_prefix("gained_"))
