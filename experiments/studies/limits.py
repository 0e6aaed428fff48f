"""What would have helped (section 4.9): people gained by 10 % more of each capacity of a scenario, everything else and
all luck the same, in total and by the year of the gain.

Capacities that are whole numbers do not move by exactly 10 %; what compares them is the elasticity: the relative gain
of people over the relative change of the capacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.studies.capacities import CAPACITIES, MORE, Capacity
from experiments.studies.comparison import Comparison, comparison
from experiments.studies.lab import made_with
from experiments.words.run import effort_in_words, in_lines, table_in_words
from models.scenarios import Scenario
from sim.errors import InputError
from sim.results import as_json, whole_folder
from sim.statistics.compare import paired, ratio_of_differences

if TYPE_CHECKING:
    from sim.laboratory.laboratory import Laboratory

COMMAND, BASE = "limits", "as it is"
PEOPLE = "participants"
SEEDS = 30  # tell elasticities apart that differ by about 0.3 in the reference
SPANS = 10  # at most so many parts of the years are told apart


@dataclass(frozen=True)
class Limits:
    """A scenario, its runs with 10 % more of each capacity, and what that changed.

    Attributes
    ----------
    scenario : Scenario
    made : Comparison
    table : DataFrame
        Made by `elasticities`.
    by_year : DataFrame
        Made by `gains_by_year`.
    skipped : sequence of str
        Which capacities set no limit, and why, one line each.
    """

    scenario: Scenario
    made: Comparison
    table: pd.DataFrame
    by_year: pd.DataFrame
    skipped: Sequence[str]

    @property
    def nothing(self) -> bool:
        """Whether nobody came to a group in any run."""
        return not self.made.runs.table[PEOPLE].any()


def limits(
    lab: Laboratory,
    scenario: Scenario,
    years: int = 10,
    replicates: int = SEEDS,
    capacities: Sequence[Capacity] = CAPACITIES,
) -> Limits:
    """Run a scenario and 10 % more of each capacity, with the same seeds.

    Raises
    ------
    InputError
        Where nothing sets a limit, or runs failed.
    """
    cases, taken, skipped = [scenario], [], []
    for capacity in capacities:
        try:
            more = replace(scenario, name=capacity.name, parameters=capacity.more(scenario.parameters))
        except InputError as error:
            skipped.append(str(error))
        else:
            cases.append(more)
            taken.append(capacity)
    if not taken:
        raise InputError(f"{COMMAND}: nothing can be more in {scenario.name}; the first, {skipped[0]}")
    cases[0] = replace(scenario, name=BASE)
    made = comparison(lab, cases, years, replicates, automatic=False, indicators=(PEOPLE,), command=COMMAND)
    return Limits(scenario, made, elasticities(made, taken, years), gains_by_year(made), skipped)


def elasticities(made: Comparison, capacities: Sequence[Capacity], years: int) -> pd.DataFrame:
    """What 10 % more of each capacity changed.

    Returns
    -------
    DataFrame, a row a capacity, the highest elasticity first
        capacity, label, parameters; rise, the relative change of the capacity; people, reached without it; gained, the
        mean paired difference, and its interval (`_low`, `_high`); elasticity with Fieller's interval, NaN where nobody
        is reached without; like_first, whether it cannot be told from the first (paired as well).
    """
    found, by_name = made.table.set_index("scenario"), {case.name: case.parameters for case in made.scenarios}
    rows = []
    for capacity in capacities:
        row: dict[str, Any] = {"capacity": capacity.name, "label": capacity.label}
        row["parameters"] = " and ".join(capacity.parameters)
        row["rise"] = capacity.rise(by_name[BASE], by_name[capacity.name], years)
        one = found.loc[capacity.name]
        row |= {
            "people": one["base"],
            "gained": one["difference"],
            "gained_low": one["low"],
            "gained_high": one["high"],
        }
        rows.append(row)
    table = pd.DataFrame(rows)
    gained, reached = gains(made, table), _people(made)[BASE].to_numpy()
    ends = [ratio_of_differences(gained[name].to_numpy(), reached, made.precision) for name in gained]
    table[["elasticity", "elasticity_low", "elasticity_high"]] = ends
    table = table.sort_values("elasticity", ascending=False, kind="stable", ignore_index=True)
    first = gained[table["capacity"].iloc[0]]
    return table.assign(like_first=[not above(first - gained[name], made) for name in table["capacity"]])


def _people(made: Comparison) -> pd.DataFrame:
    """People reached: a row a seed, a column a scenario."""
    return made.runs.table.pivot(index="seed", columns="scenario", values=PEOPLE).astype(float)


def gains(made: Comparison, table: pd.DataFrame) -> pd.DataFrame:
    """People gained for a whole more of each capacity, to first order: a row a seed, a column a capacity."""
    people = _people(made)
    rises = table.set_index("capacity")["rise"]
    return pd.DataFrame({name: (people[name] - people[BASE]) / rise for name, rise in rises.items()})


def above(differences: pd.Series, made: Comparison) -> bool:
    """Whether the interval of a mean lies above 0."""
    n = len(differences)
    return bool(differences.mean() > made.precision.quantile(n - 1) * differences.std() / n**0.5)


def gains_by_year(made: Comparison) -> pd.DataFrame:
    """The people gained by when they came: by year, or by some years at a time if there are more than ten.

    Returns
    -------
    DataFrame, a row a capacity and span of years
        capacity, first_year, last_year; gained with its interval.
    """
    rows = made.runs.rows("years").pivot(index=["scenario", "seed"], columns="year", values=PEOPLE)
    each = rows.diff(axis=1).fillna(rows.iloc[:, :1])  # of totals since the start
    spans = [part for part in np.array_split(rows.columns.to_numpy(), min(SPANS, rows.shape[1])) if len(part)]
    flows = pd.DataFrame({str(n): each[list(span)].sum(axis=1) for n, span in enumerate(spans)}).reset_index()
    found = paired(flows, "scenario", BASE, [*flows][2:], made.precision)
    ends = pd.DataFrame([(int(spans[int(n)][0]), int(spans[int(n)][-1])) for n in found["indicator"]])
    return pd.DataFrame(
        {
            "capacity": found["scenario"],
            "first_year": ends[0],
            "last_year": ends[1],
            "gained": found["difference"],
            "gained_low": found["low"],
            "gained_high": found["high"],
        }
    )


def in_words(found: Limits) -> str:
    """The tables for the terminal, and what they say."""
    years, seeds = _size(found)
    level = f"{found.made.precision.confidence:.0%}"
    efforts = [line for words in effort_in_words([found.scenario]) for line in in_lines(words)]
    lines = efforts + in_lines(
        f"What would have helped in {found.scenario.name} ({found.scenario.title}), over {years} years: people gained "
        f"by {MORE:.0%} more of each capacity, with the same {seeds} seeds, and half their {level} intervals."
    )
    notes = [f"Left out: {why}." for why in found.skipped]
    if found.nothing:
        nobody = (
            f"Nobody came to a group in any run, with {MORE:.0%} more of any of these as little as without: "
            f"{', '.join(found.table['label'])}. There is nothing that more of them would help."
        )
        return "\n".join([*lines, "", *in_lines(nobody), *(line for note in notes for line in in_lines(note))])
    lines += ["", table_in_words(_totals(found.table)), "", "People gained, by when they came:", ""]
    lines += [table_in_words(_years(found)), "", *in_lines(_first(found.table))]
    how = (
        "In brackets: not distinguishable from none. Elasticity: by how many per cent more people are reached for "
        f"each per cent more of the capacity; whole numbers do not move by exactly {MORE:.0%}. About one in twenty of "
        f"these {level} intervals leaves out what is true."
    )
    return "\n".join([*lines, "", *(line for note in (how, *notes) for line in in_lines(note))])


def _size(found: Limits) -> tuple[int, int]:
    return int(found.made.runs.table["years"].iloc[0]), found.made.runs.labels["seed"].nunique()


def _totals(table: pd.DataFrame) -> pd.DataFrame:
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "more of": table["label"],
            "by": [f"{row['rise']:.1%}" for row in rows],
            "people gained": [f"{row['gained']:+z,.0f} ± {row['gained_high'] - row['gained']:,.0f}" for row in rows],
            "elasticity": [_with_interval(row) for row in rows],
        }
    )


def _with_interval(row: dict[str, Any]) -> str:
    if pd.isna(row["elasticity_low"]):
        return "none, as nobody or hardly anybody is reached without"
    return f"{row['elasticity']:.2f} ({row['elasticity_low']:.2f} to {row['elasticity_high']:.2f})"


def _years(found: Limits) -> pd.DataFrame:
    """A row a capacity, a column a span of years."""
    shown = {"more of": found.table["label"]}
    for first, rows in found.by_year.groupby("first_year"):
        last = rows["last_year"].iloc[0]
        of = rows.set_index("capacity").loc[found.table["capacity"]]
        clear = (of["gained_low"] > 0) | (of["gained_high"] < 0)
        cells = [
            f"{value:+z,.0f}" if sure else f"({value:+z,.0f})" for value, sure in zip(of["gained"], clear, strict=True)
        ]
        shown[f"year {first}" if first == last else f"{first} to {last}"] = cells
    return pd.DataFrame(shown)


def _first(table: pd.DataFrame) -> str:
    """Which capacity would help most, and which cannot be told from it."""
    help_ = table.loc[table["elasticity_low"] > 0, "label"].tolist()
    if not help_:
        return "None of these can be told from no gain, with so many seeds."
    if (first := table.iloc[0])["label"] not in help_:
        return f"Only a gain by {', '.join(help_)} can be told from none, with so many seeds."
    others = [row["label"] for row in table.iloc[1:].to_dict("records") if row["like_first"]]
    words = f"More of {first['label']} would help most"
    return words + (f"; with so many seeds it cannot be told from {', '.join(others)}." if others else ".")


def as_plain(found: Limits) -> str:
    """The same as JSON; null where a figure does not exist."""
    years, seeds = _size(found)
    content = {
        "scenario": found.scenario.name,
        "years": years,
        "seeds": seeds,
        "people": float(found.table["people"].iloc[0]),
        "capacities": found.table.drop(columns="people").to_dict("records"),
        "by_year": found.by_year.to_dict("records"),
        "left_out": list(found.skipped),
    }
    for rows in (content["capacities"], content["by_year"]):
        rows[:] = [{name: None if pd.isna(value) else value for name, value in row.items()} for row in rows]
    return as_json(content)


def save(found: Limits, out: Path, force: bool = False, command: str = "") -> None:
    """Write the tables, the runs, the scenario, where they come from, and the figure; `command` is what was typed."""
    from experiments.figures.limits import limits_figure
    from experiments.figures.style import save as save_figure

    with whole_folder(out, force) as folder:
        for name, table in (("limits", found.table), ("gains_by_year", found.by_year)):
            table.to_csv(folder / f"{name}.csv", index=False)
        found.made.runs.table.to_parquet(folder / "runs.parquet", index=False)
        found.made.runs.rows("years").to_parquet(folder / "years.parquet", index=False)
        (folder / "scenario.toml").write_text(found.scenario.text(), encoding="utf-8")
        (folder / "provenance.json").write_text(
            as_json(made_with(found.made.runs, command, [found.scenario])), encoding="utf-8"
        )
        save_figure(limits_figure(found), folder / "limits")
