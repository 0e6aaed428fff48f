"""What the runs of a comparison cost, each at the prices of its scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from models.outcomes.costs import of_years
from models.scenarios import Scenario

if TYPE_CHECKING:
    from sim.laboratory.laboratory import Runs


def costed(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """The table of the runs with `cost_total`, and `cost_per_participant` and `cost_per_completer`, as
    `models.outcomes.costs` has them: the first for the people of all programmes, the second for runs of the groups
    alone."""
    years, dated = runs.rows("years"), [one.name for one in scenarios if one.parameters.prices_change]
    ends, parts = years[years["year"] == years["year"].max()], []
    for scenario in scenarios:
        rows = ends[ends["scenario"] == scenario.name]
        euros = of_years(rows, scenario.parameters.costs)
        parts.append(rows[["scenario", "seed"]].assign(cost_total=euros))
    euros = pd.concat(parts)
    if dated:
        spent = runs.rows("spent").rename(columns={"euros": "cost_total"})
        spent = spent.loc[spent["year"] == years["year"].max(), ["scenario", "seed", "cost_total"]]
        euros = pd.concat([euros[~euros["scenario"].isin(dated)], spent])
    table = runs.table.merge(euros, on=["scenario", "seed"], how="left")
    alone = table["scenario"].isin([one.name for one in scenarios if not one.parameters.alternative])
    counts = {"participant": table["participants"] + table["alternative_participants"]}
    counts["completer"] = table["completers"].where(alone)
    for name, count in counts.items():
        table[f"cost_per_{name}"] = table["cost_total"] / count.where(count > 0)
    return table
