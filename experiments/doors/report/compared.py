"""What a report tells of scenarios: how they differ from the first, and what came of it in their worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.charts.shortages import mostly
from contagion.experiments.lab.decided import by_date
from contagion.models.parameters import describe, names
from contagion.sim.statistics.spread import spread

if TYPE_CHECKING:
    import pandas as pd

    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.experiments.verbs.limits.work import Limits
    from contagion.models.scenarios.scenario import Scenario

type Row = dict[str, Any]

MOST_CAPACITIES = 5  # that are told of each scenario


def differing(base: Scenario, other: Scenario) -> list[Row]:
    """Which settings another scenario has otherwise than the first: name, what it means, base, value."""
    texts = {row["name"]: row["text"] for row in describe()}
    pairs = ((name, base.parameters.get(name), other.parameters.get(name)) for name in names())
    return [
        {"name": name, "text": texts[name], "base": first, "value": value}
        for name, first, value in pairs
        if first != value
    ]


def scenarios(briefing: Briefing) -> list[Row]:
    """Each scenario; what it decides and what befalls it; its settings that are not those of the first."""
    base = briefing.scenarios[0]
    return [
        {
            "scenario": one,
            "decided": by_date(one.parameters),
            "start": one.parameters.calendar.start,
            "differing": differing(base, one),
        }
        for one in briefing.scenarios
    ]


def answers(briefing: Briefing) -> dict[str, dict[str, Row]]:
    """Of each scenario but the first, by name, its figures: rows of `Briefing.table`."""
    found: dict[str, dict[str, Row]] = {one.name: {} for one in briefing.scenarios[1:]}
    for row in briefing.table.to_dict("records"):
        found[row["scenario"]][row["indicator"]] = row
    return found


def short(briefing: Briefing, scenario: str) -> list[tuple[str, str, float]]:
    """What was short most often in a scenario, in the groups and in the training: where, cause, worlds of 100."""
    rows = briefing.short[briefing.short["scenario"] == scenario]
    return [(where, cause, 100 * share) for where, cause, share in mostly(rows)]


def means(briefing: Briefing) -> dict[str, Row]:
    """Of each scenario but the first, the interval of the mean of how many people more come by the end: low, high."""
    rows = briefing.differences
    rows = rows[(rows["figure"] == "people") & (rows["year"] == rows["year"].max())]
    return {row["scenario"]: row for row in rows.dropna(subset=["low", "high"]).to_dict("records")}


def helped(found: Limits) -> list[Row]:
    """The capacities that would have helped most in a scenario: what is told of each, and by when people came."""
    by_year = dict(list(found.by_year.groupby("capacity", sort=False)))
    rows = found.table.head(MOST_CAPACITIES).to_dict("records")
    return [row | {"by_year": by_year[row["capacity"]].to_dict("records")} for row in rows]


def totals(briefing: Briefing) -> Row:
    """What each scenario costs in all: how it spreads over the worlds."""
    return {
        str(name): spread(rows["cost_total"], sets=briefing.worlds.sets(rows["world"]))
        for name, rows in briefing.ends.groupby("scenario")
    }


def by_scenario(table: pd.DataFrame, key: str) -> list[Row]:
    """A row for each of a key's values, with what each scenario has of it: its row, or its share where that is all."""
    found: dict[str, Row] = {}
    for row in table.to_dict("records"):
        of = found.setdefault(row[key], {key: row[key]})
        of[row["scenario"]] = row if "p50" in row else row["share"]
    return list(found.values())
