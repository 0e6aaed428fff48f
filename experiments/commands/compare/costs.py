"""What runs cost, each at the prices of its case, what the groups and alternative programmes have together, and which
emissions are avoided: ranges over all that is assumed, and what a scenario changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contagion.experiments.evidence.ensemble import ONE_SET, Ensemble, certain_of
from contagion.experiments.say.differences import item, price_of
from contagion.models.outcomes.costs import QUANTITIES, of_years, prices
from contagion.models.outcomes.footprint import avoided_by_all, cost_per_tonne
from contagion.models.outcomes.tables import ALTERNATIVE
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.study import changed
from contagion.sim.statistics.compare import change
from contagion.sim.statistics.spread import QUANTILES, error_of_median, parts_of_variance, quantiles

if TYPE_CHECKING:
    from contagion.models.parameters.sections.money import Costs
    from contagion.models.scenario import Scenario
    from contagion.sim.chance.draws import Floats
    from contagion.sim.laboratory.laboratory import Runs


def euros_by_year(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Return the euros spent from the start to the end of each year: scenario, seed, year, `cost_total`; the index is
    that of the table `years`."""
    years, parts = runs.rows("years"), []
    for scenario in scenarios:
        rows = years.loc[years["scenario"] == scenario.name]
        if scenario.parameters.prices_change:
            items = runs.rows("spent")
            euros = items.loc[items["scenario"] == scenario.name, "cost_total"].to_numpy()
        else:
            euros = of_years(rows, scenario.parameters.costs)
        parts.append(rows[["scenario", "seed", "year"]].assign(cost_total=euros))
    return pd.concat(parts)


def euros_of_points(runs: Runs, scenario: Scenario, varied: Sequence[str]) -> pd.DataFrame:
    """Return the euros spent at the points of a sweep: the varied parameters, seed, year, `cost_total`."""
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


def table_with_costs(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Add `cost_total`, `cost_per_participant` and `cost_per_completer` to the table of runs, as defined in
    `models.outcomes.costs`: the second for the people of all programmes, the third for runs of the groups alone."""
    table = runs.table
    alone = table["scenario"].isin([one.name for one in scenarios if not one.parameters.alternative])
    return _with_costs(table, euros_by_year(runs, scenarios), ["scenario", "seed"], alone)


def costed_points(runs: Runs, scenario: Scenario, varied: Sequence[str]) -> pd.DataFrame:
    """Add the costs to the points of a sweep; NaN where a run failed. Runs that keep no years have no costs."""
    table = runs.table
    if (table["error"] != "").all() or "years" not in runs.store.tables():
        return table
    alone = pd.Series(not scenario.parameters.alternative, table.index)
    return _with_costs(table, euros_of_points(runs, scenario, varied), [*varied, "seed"], alone)


def _with_costs(table: pd.DataFrame, euros: pd.DataFrame, keys: list[str], alone: pd.Series) -> pd.DataFrame:
    """Add costs to a table of runs; only those in `alone` have a cost per completer."""
    ends = euros[euros["year"] == euros["year"].max()].drop_duplicates(keys).set_index(keys)["cost_total"]
    out = table.assign(cost_total=ends.reindex(pd.MultiIndex.from_frame(table[keys])).to_numpy())
    counts = {"participant": out["participants"] + out["alternative_participants"]}
    counts["completer"] = out["completers"].where(alone)
    return out.assign(**{f"cost_per_{name}": out["cost_total"] / of.where(of > 0) for name, of in counts.items()})


def of_all_programmes(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Return the table of runs with costs and `people`, who come to any programme; if the scenarios have a past, count
    `people`, `completers` and costs from its end on."""
    table = table_with_costs(runs, scenarios)
    table = table.assign(people=table["participants"] + table["alternative_participants"])
    if not (past := scenarios[0].past):
        return table
    keys = ["scenario", "seed"]
    before, years = euros_by_year(runs, scenarios), runs.rows("years")
    before = before.assign(people=years[["participants", ALTERNATIVE]].sum(axis=1), completers=years["completers"])
    before = before[before["year"] == past].drop_duplicates(keys).set_index(keys)
    flows = ["people", "completers", "cost_total"]
    there = before.reindex(pd.MultiIndex.from_frame(table[keys]))[flows].to_numpy(float)
    table[flows] = table[flows].to_numpy(float) - there
    return table.assign(cost_per_participant=table["cost_total"] / table["people"].where(table["people"] > 0))


def all_programmes_by_year(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Add up the groups and alternative programmes: columns scenario, seed, year; people and groups_of_all since the
    start; leaders active at the end of the year."""
    rows, keys = runs.rows("years"), ["scenario", "seed", "year"]
    own = {"people": "participants", "groups_of_all": "groups_started", "leaders": "facilitators_active"}
    out = rows[keys].assign(**{name: rows[column].to_numpy() for name, column in own.items()})
    if any(scenario.parameters.alternative for scenario in scenarios):
        others = runs.rows("alternatives").groupby(keys)[["participants", "groups", "leaders_active"]].sum()
        flows = ["participants", "groups"]
        others[flows] = others[flows].groupby(level=["scenario", "seed"]).cumsum()
        others = others.reindex(pd.MultiIndex.from_frame(out[keys]), fill_value=0)
        out[["people", "groups_of_all", "leaders"]] += others[[*flows, "leaders_active"]].to_numpy()
    return out


def with_costs(runs: Runs, costs: Costs) -> pd.DataFrame:
    """Return one row per run that did not fail, with `cost` (thousands of euros), `cost_per_person` (euros) and
    `hosted` (groups that met in a partner's room, if none meets online)."""
    runs_made, years = runs.table[runs.table["error"] == ""], runs.rows("years")
    last = years[years["year"] == years["year"].max()]
    euros = last[["scenario", "seed"]].assign(
        cost=of_years(last, costs) / 1000, hosted=last["groups_started"] - last["quantity_room"]
    )
    runs_made = runs_made.merge(euros, on=["scenario", "seed"])
    return runs_made.assign(cost_per_person=1000 * runs_made["cost"] / runs_made["participants"])


@dataclass(frozen=True)
class AvoidedEmissions:
    """Tonnes CO2e that the runs of a scenario avoid up to their end, each met with each draw of the assumptions: array
    (runs, draws); their euros, array (runs,); and what a table says of them alone."""

    totals: Floats
    euros: Floats
    statistics: dict[str, float]


def avoided_in(
    table: pd.DataFrame,
    savings: pd.DataFrame,
    beside: pd.DataFrame | None,
    scenario: Scenario,
    ensemble: Ensemble = ONE_SET,
) -> AvoidedEmissions:
    """Compute the emissions that a scenario avoids in its runs, and the cost of a tonne. `table` comes from
    `table_with_costs`, `beside` has the rows of alternative programmes, if there are any, and `ensemble` sets the
    reading."""
    years, certain = int(table["years"].iloc[0]), certain_of(ensemble, scenario)
    totals = avoided_by_all(savings, beside, scenario.parameters, years, last=True, certain=certain)[:, :, 0]
    parts = parts_of_variance(totals)
    share = parts["assumptions"] / parts["total"] if parts["total"] else float("nan")
    euros = table["cost_total"].to_numpy(float)
    prices = {f"euros_per_tonne_{part}": value for part, value in cost_per_tonne(euros, totals).items()}
    return AvoidedEmissions(totals, euros, {**ends_over_runs(totals), "from_assumptions": share, **prices})


def price_on_top(euros: Floats, tonnes: Floats) -> dict[str, float]:
    """Return the additional euros per additional tonne, on average over the runs: p5, p50, p95 over draws of the
    assumptions, infinite where nothing is avoided; `euros`: array (runs,), `tonnes`: array (runs, draws)."""
    return cost_per_tonne([float(np.mean(euros))], tonnes.mean(axis=0, keepdims=True))


def euros_by_item(years: pd.DataFrame, costs: Costs) -> pd.Series:
    """Euros of each item up to the last of some years, on average over runs."""
    last = years[years["year"] == years["year"].max()]
    return pd.Series(last[list(QUANTITIES)].mean().to_numpy() * list(prices(costs).values()), ITEMS)


MOST = 10.0  # times as much, or as little: no price beyond that is said


def break_even(gained: pd.Series, euros: Mapping[str, pd.Series]) -> tuple[str, float] | None:
    """At which price two options bring as much for the same euros: the item whose price must change least, all others
    being as they are, and its factor; None where no price does it.

    Parameters
    ----------
    gained : Series, a row an option
        What it brings: more of its euros bring more in proportion (assumption).
    euros : mapping of option to Series, a row an item
    """
    (one, other), (first, second) = gained, (euros[name] for name in gained.index)
    factors = 1 + (one * second.sum() - other * first.sum()) / (other * first - one * second)
    factors = factors[factors.between(1 / MOST, MOST)] if min(gained) > 0 else factors[:0]
    return None if factors.empty else (str(least := np.log(factors).abs().idxmin()), float(factors[least]))


def break_even_in_words(gained: pd.Series, euros: Mapping[str, pd.Series], costs: Costs, what: str) -> str:
    """Which of two options brings more for the same euros, and up to which price."""
    ahead, behind = sorted(gained.index, key=lambda name: gained[name] / euros[name].sum(), reverse=True)
    line = f"For each euro “{ahead}” beats “{behind}” in {what}"
    if not (turns := break_even(gained, euros)):
        return f"{line}, whatever the price of one item."
    name, factor = turns
    price, side = getattr(costs, name), "below" if factor > 1 else "above"
    return f"{line} with {item(name)} {side} {price_of(name, float(f'{price * factor:.2g}'))} (here: {price:,.10g})."


def ends_over_runs(totals: Floats) -> dict[str, float]:
    """Return the quantiles over runs and draws, and the error of the median due to the number of runs."""
    runs = np.repeat(np.arange(len(totals)), totals.shape[1])
    return quantiles(totals) | {"p50_error": error_of_median(totals.ravel(), runs)}


def avoided_beside_the_first(emissions: Sequence[AvoidedEmissions], names: Sequence[str]) -> pd.DataFrame:
    """Compare what scenarios avoid with the first: the draws are the same for all, and differences are taken run by run
    and draw by draw.

    Returns
    -------
    DataFrame, one row per scenario
        scenario; p5, p50, p50_error, p95 of the total; difference_p5, _p50, _p50_error, _p95 from the first scenario;
        euros_per_tonne_more_p5, _p50, _p95, for the additional euros (`price_on_top`), NaN for the first;
        from_assumptions, the share of the variance of the total that comes from the assumptions, the rest being chance;
        euros_per_tonne_p5, _p50, _p95, infinite where nothing is avoided.
    """
    base, rows = emissions[0], []
    for name, one in zip(names, emissions, strict=True):
        more, prices = dict.fromkeys((*QUANTILES, "p50_error"), 0.0), dict.fromkeys(QUANTILES, np.nan)
        if one is not base:
            apart = change(one.totals, base.totals)
            more, prices = ends_over_runs(apart), price_on_top(one.euros - base.euros, apart)
        differences = {f"difference_{quantile}": value for quantile, value in more.items()}
        differences |= {f"euros_per_tonne_more_{quantile}": value for quantile, value in prices.items()}
        own = {quantile: one.statistics[quantile] for quantile in QUANTILES}
        rows.append({"scenario": name, **own, **differences, **one.statistics})
    return pd.DataFrame(rows)


def avoided_of_each(runs: Runs, scenarios: Sequence[Scenario], ensemble: Ensemble = ONE_SET) -> list[AvoidedEmissions]:
    """Compute what each scenario avoids up to the end of the runs, under the reading of the ensemble."""
    table, savings = table_with_costs(runs, scenarios), runs.rows("savings")
    others = runs.rows("alternatives") if any(one.parameters.alternative for one in scenarios) else None
    emissions = []
    for one in scenarios:
        beside = others[others["scenario"] == one.name] if others is not None and one.parameters.alternative else None
        own = table[table["scenario"] == one.name], savings[savings["scenario"] == one.name]
        emissions.append(avoided_in(*own, beside, one, ensemble))
    return emissions


def avoided_by_scenario(runs: Runs, scenarios: Sequence[Scenario], ensemble: Ensemble = ONE_SET) -> pd.DataFrame:
    """Tonnes CO2e avoided in scenarios up to the end of the runs: a table as of `avoided_beside_the_first`."""
    return avoided_beside_the_first(avoided_of_each(runs, scenarios, ensemble), [one.name for one in scenarios])
