"""What the runs of a comparison cost, each at the prices of its scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from models.outcomes.costs import of_years
from models.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from sim.laboratory.laboratory import Runs


def euros_by_year(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """What was spent from the start to the end of each year: scenario, seed, year, `cost_total` (euros)."""
    years, parts = runs.rows("years"), []
    for scenario in scenarios:
        if scenario.parameters.prices_change:
            rows = runs.rows("spent").rename(columns={"euros": "cost_total"})
            rows = rows[rows["scenario"] == scenario.name]
        else:
            rows = years[years["scenario"] == scenario.name]
            rows = rows.assign(cost_total=of_years(rows, scenario.parameters.costs))
        parts.append(rows[["scenario", "seed", "year", "cost_total"]])
    return pd.concat(parts)


def costed(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """The table of the runs with `cost_total`, and `cost_per_participant` and `cost_per_completer`, as
    `models.outcomes.costs` has them: the first for the people of all programmes, the second for runs of the groups
    alone."""
    euros = euros_by_year(runs, scenarios)
    ends = euros[euros["year"] == euros["year"].max()].drop(columns="year")
    table = runs.table.merge(ends, on=["scenario", "seed"], how="left")
    alone = table["scenario"].isin([one.name for one in scenarios if not one.parameters.alternative])
    counts = {"participant": table["participants"] + table["alternative_participants"]}
    counts["completer"] = table["completers"].where(alone)
    for name, count in counts.items():
        table[f"cost_per_{name}"] = table["cost_total"] / count.where(count > 0)
    return table
