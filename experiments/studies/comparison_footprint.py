"""Emissions avoided in the scenarios of a comparison: ranges over all that is assumed, and what a scenario changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from experiments.studies.comparison_costs import costed
from models.outcomes.footprint import cost_per_tonne
from models.outcomes.footprint_of_alternatives import avoided_by_all
from sim.statistics.assumptions import parts_of_variance, quantiles
from sim.statistics.compare import change

if TYPE_CHECKING:
    from models.scenarios.scenario import Scenario
    from sim.laboratory.laboratory import Runs


def avoided_by_scenario(runs: Runs, scenarios: Sequence[Scenario], table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Tonnes CO2e avoided up to the end of the runs.

    Each run is met with each draw of the assumptions, the same draws for all scenarios, and differences are taken run
    by run and draw by draw.

    Parameters
    ----------
    table : DataFrame, optional
        Made by `experiments.studies.comparison_costs.costed`, where that has been done.

    Returns
    -------
    DataFrame, a row a scenario
        scenario; p5, p50, p95 of the total; difference_p5, _p50, _p95 from the first scenario; from_assumptions, the
        share of the variance of the total that comes from what is assumed, the rest being the luck of the runs;
        euros_per_tonne_p5, _p50, _p95, infinite where nothing is avoided.
    """
    savings, years = runs.rows("savings"), int(runs.table["years"].iloc[0])
    beside = runs.rows("alternatives") if any(one.parameters.alternative for one in scenarios) else None
    spent, totals, euros = costed(runs, scenarios) if table is None else table, {}, {}
    for scenario in scenarios:
        own = savings[savings["scenario"] == scenario.name]
        others = None if beside is None else beside[beside["scenario"] == scenario.name]
        totals[scenario.name] = avoided_by_all(own, others, scenario.parameters, years, last=True)[:, :, 0]
        euros[scenario.name] = spent.loc[spent["scenario"] == scenario.name, "cost_total"]
    base, rows = totals[scenarios[0].name], []
    for name, total in totals.items():
        differences = {f"difference_{quantile}": value for quantile, value in quantiles(change(total, base)).items()}
        parts = parts_of_variance(total)
        share = parts["assumptions"] / parts["total"] if parts["total"] else float("nan")
        prices = {f"euros_per_tonne_{part}": value for part, value in cost_per_tonne(euros[name], total).items()}
        rows.append({"scenario": name, **quantiles(total), **differences, "from_assumptions": share, **prices})
    return pd.DataFrame(rows)
