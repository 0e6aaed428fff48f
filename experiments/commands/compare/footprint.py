"""Emissions avoided in the scenarios of a comparison: ranges over all that is assumed, and what a scenario changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contagion.experiments.commands.compare.work import costed
from contagion.experiments.evidence.ensemble import ONE_SET, Ensemble, certain_of
from contagion.models.outcomes.footprint import avoided_by_all, cost_per_tonne
from contagion.sim.statistics.assumptions import QUANTILES, parts_of_variance, quantiles
from contagion.sim.statistics.compare import change
from contagion.sim.statistics.spread import error_of_median

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.chance.draws import Floats
    from contagion.sim.laboratory.laboratory import Runs


@dataclass(frozen=True)
class Avoided:
    """Tonnes CO2e that the runs of a scenario avoid.

    Attributes
    ----------
    totals : array (runs, draws)
        Up to their end, each run met with each draw of the assumptions.
    euros : array (runs,)
        What they cost.
    said : dict
        What a table says of them alone.
    """

    totals: Floats
    euros: Floats
    said: dict[str, float]


def avoided_in(
    table: pd.DataFrame,
    savings: pd.DataFrame,
    beside: pd.DataFrame | None,
    scenario: Scenario,
    ensemble: Ensemble = ONE_SET,
) -> Avoided:
    """What a scenario avoids in its runs, and what a tonne costs; of these runs `table` is made by
    `experiments.commands.compare.work.costed`, `beside` are the rows of alternative programmes, where it has any,
    and `ensemble` says under which reading."""
    years, certain = int(table["years"].iloc[0]), certain_of(ensemble, scenario)
    totals = avoided_by_all(savings, beside, scenario.parameters, years, last=True, certain=certain)[:, :, 0]
    parts = parts_of_variance(totals)
    share = parts["assumptions"] / parts["total"] if parts["total"] else float("nan")
    euros = table["cost_total"].to_numpy(float)
    prices = {f"euros_per_tonne_{part}": value for part, value in cost_per_tonne(euros, totals).items()}
    return Avoided(totals, euros, {**ends_over_runs(totals), "from_assumptions": share, **prices})


def price_on_top(euros: Floats, tonnes: Floats) -> dict[str, float]:
    """What a tonne on top costs of the euros on top, in the mean of the runs: p5, p50, p95 over draws of what is
    assumed, infinite where nothing is avoided; `euros`: array (runs,), `tonnes`: array (runs, draws)."""
    return cost_per_tonne([float(np.mean(euros))], tonnes.mean(axis=0, keepdims=True))


def ends_over_runs(totals: Floats) -> dict[str, float]:
    """The quantiles over runs and draws, and the error of the median that comes of the number of runs."""
    runs = np.repeat(np.arange(len(totals)), totals.shape[1])
    return quantiles(totals) | {"p50_error": error_of_median(totals.ravel(), runs)}


def avoided_beside_the_first(made: Sequence[Avoided], names: Sequence[str]) -> pd.DataFrame:
    """What scenarios avoid, and what each changes from the first: the draws are the same for all, and differences are
    taken run by run and draw by draw.

    Returns
    -------
    DataFrame, a row a scenario
        scenario; p5, p50, p50_error, p95 of the total; difference_p5, _p50, _p50_error, _p95 from the first scenario;
        euros_per_tonne_more_p5, _p50, _p95, of the euros on top (`price_on_top`), NaN of the first;
        from_assumptions, the share of the variance of the total that comes from what is assumed, the rest being the
        luck of the runs; euros_per_tonne_p5, _p50, _p95, infinite where nothing is avoided.
    """
    base, rows = made[0], []
    for name, one in zip(names, made, strict=True):
        more, prices = dict.fromkeys((*QUANTILES, "p50_error"), 0.0), dict.fromkeys(QUANTILES, np.nan)
        if one is not base:
            apart = change(one.totals, base.totals)
            more, prices = ends_over_runs(apart), price_on_top(one.euros - base.euros, apart)
        differences = {f"difference_{quantile}": value for quantile, value in more.items()}
        differences |= {f"euros_per_tonne_more_{quantile}": value for quantile, value in prices.items()}
        own = {quantile: one.said[quantile] for quantile in QUANTILES}
        rows.append({"scenario": name, **own, **differences, **one.said})
    return pd.DataFrame(rows)


def avoided_of_each(runs: Runs, scenarios: Sequence[Scenario], ensemble: Ensemble = ONE_SET) -> list[Avoided]:
    """What each scenario avoids up to the end of the runs, under the reading of the ensemble."""
    table, savings = costed(runs, scenarios), runs.rows("savings")
    others = runs.rows("alternatives") if any(one.parameters.alternative for one in scenarios) else None
    made = []
    for one in scenarios:
        beside = others[others["scenario"] == one.name] if others is not None and one.parameters.alternative else None
        own = table[table["scenario"] == one.name], savings[savings["scenario"] == one.name]
        made.append(avoided_in(*own, beside, one, ensemble))
    return made


def avoided_by_scenario(runs: Runs, scenarios: Sequence[Scenario], ensemble: Ensemble = ONE_SET) -> pd.DataFrame:
    """Tonnes CO2e avoided in scenarios up to the end of the runs: a table as of `avoided_beside_the_first`."""
    return avoided_beside_the_first(avoided_of_each(runs, scenarios, ensemble), [one.name for one in scenarios])
