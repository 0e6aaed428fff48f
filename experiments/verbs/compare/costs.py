"""What the runs of a study cost, each at the prices of its case: of scenarios, and of the points of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from contagion.models.outcomes.costs import QUANTITIES, of_years
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Runs


def euros_by_year(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """What was spent from the start to the end of each year: scenario, seed, year, `cost_total` (euros); its index is
    that of the table `years`."""
    years, parts = runs.rows("years"), []
    for scenario in scenarios:
        rows = years.loc[years["scenario"] == scenario.name]
        if scenario.parameters.prices_change:
            spent = runs.rows("spent")
            euros = spent.loc[spent["scenario"] == scenario.name, "cost_total"].to_numpy()
        else:
            euros = of_years(rows, scenario.parameters.costs)
        parts.append(rows[["scenario", "seed", "year"]].assign(cost_total=euros))
    return pd.concat(parts)


def euros_of_points(runs: Runs, scenario: Scenario, varied: Sequence[str]) -> pd.DataFrame:
    """The same for the points of a sweep: the varied parameters, seed, year, `cost_total`."""
    if scenario.parameters.prices_change:
        return runs.rows("spent")
    keys = [*varied, "seed", "year"]
    rows, prices = runs.rows("years", ["year", *QUANTITIES]), [name for name in varied if name.startswith("costs.")]
    if not prices:
        return rows[keys].assign(cost_total=of_years(rows, scenario.parameters.costs))
    parts = []
    for _, some in rows.groupby(prices, sort=False):
        priced = changed(scenario.parameters, some[prices].iloc[0].to_dict())
        parts.append(of_years(some, priced.costs))
    return rows[keys].assign(cost_total=pd.concat(parts))


def costed(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """The table of the runs with `cost_total`, and `cost_per_participant` and `cost_per_completer`, as
    `models.outcomes.costs` has them: the first for the people of all programmes, the second for runs of the groups
    alone."""
    table = runs.table
    alone = table["scenario"].isin([one.name for one in scenarios if not one.parameters.alternative])
    return _with_costs(table, euros_by_year(runs, scenarios), ["scenario", "seed"], alone)


def costed_points(runs: Runs, scenario: Scenario, varied: Sequence[str]) -> pd.DataFrame:
    """The same for the points of a sweep; NaN where a run failed."""
    table = runs.table
    if (table["error"] != "").all():
        return table
    alone = pd.Series(not scenario.parameters.alternative, table.index)
    return _with_costs(table, euros_of_points(runs, scenario, varied), [*varied, "seed"], alone)


def _with_costs(table: pd.DataFrame, euros: pd.DataFrame, keys: list[str], alone: pd.Series) -> pd.DataFrame:
    """A table of runs with what they cost; only those `alone` have a cost per completer."""
    ends = euros[euros["year"] == euros["year"].max()].drop_duplicates(keys).set_index(keys)["cost_total"]
    out = table.assign(cost_total=ends.reindex(pd.MultiIndex.from_frame(table[keys])).to_numpy())
    counts = {"participant": out["participants"] + out["alternative_participants"]}
    counts["completer"] = out["completers"].where(alone)
    return out.assign(**{f"cost_per_{name}": out["cost_total"] / of.where(of > 0) for name, of in counts.items()})
