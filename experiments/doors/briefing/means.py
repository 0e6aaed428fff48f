"""What was short in scenarios that were run in the same worlds, what they cost, and who pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contagion.experiments.doors.briefing.courses import ends, placed, tidy
from contagion.models.outcomes.costs import QUANTITIES, prices
from contagion.models.outcomes.shortages import SHORTAGES, TRAINING_SHORTAGES
from contagion.models.parameters.sections.money import FUNDERS, ITEMS

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.chance.draws import Floats
    from contagion.sim.laboratory.laboratory import Runs

WHERE = {"groups": SHORTAGES, "training": TRAINING_SHORTAGES}


def in_short(runs: Runs, years: int) -> dict[str, Floats]:
    """In which share of the worlds of a scenario something was short, in the groups and in the training: arrays
    (years, causes)."""
    rows, made = runs.rows("short"), {}
    for where, causes in WHERE.items():
        found = rows[f"in_{where}"].to_numpy(object).reshape(-1, years)
        made[where] = np.stack([(found == cause).mean(axis=0) for cause in causes], axis=1)
    return made


def short(made: Sequence[dict[str, Floats]], scenarios: Sequence[str]) -> pd.DataFrame:
    """The same of scenarios, as a table."""
    parts = []
    for where, causes in WHERE.items():
        shares = np.stack([one[where] for one in made])
        axes = {"scenario": scenarios, "year": range(1, shares.shape[1] + 1), "where": [where], "cause": causes}
        parts.append(tidy(axes, share=shares))
    return pd.concat(parts, ignore_index=True)


def costs(spent: Floats, scenarios: Sequence[str], count: float | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is paid in all for each item that costs anything in one of the scenarios, and which shares of it by whom.

    Parameters
    ----------
    spent : array (scenarios, worlds, items, funders)
        Of each made by `in_euros`.
    count : float, optional
        As how many independent worlds they count.
    """
    costing = spent.any(axis=(0, 1, 3))
    of_items, of_funders = spent.sum(axis=3)[:, :, costing], spent.sum(axis=2)
    items = [item for item, any_of_it in zip(ITEMS, costing, strict=True) if any_of_it]
    axes, low_to_high = {"scenario": scenarios}, ends(of_items, count)
    between = {end: low_to_high[end] for end in ("p5", "p50", "p50_error", "p95")}
    return (
        tidy(axes | {"item": items}, **between, share=_shares(of_items)),
        tidy(axes | {"payer": list(FUNDERS)}, share=_shares(of_funders)),
    )


def _shares(euros: Floats) -> Floats:
    """Of the mean total, those of parts of what was spent: array (scenarios, worlds, parts) to (scenarios, parts)."""
    mean = euros.mean(axis=1)
    total = mean.sum(axis=1, keepdims=True)
    return np.divide(mean, total, out=np.zeros_like(mean), where=total > 0)


def in_euros(runs: Runs, scenario: Scenario) -> Floats:
    """What is paid in all in the runs of a scenario, after its past: array (worlds, items, funders). Where prices
    change in the course of a run, it is told of all its years."""
    if scenario.parameters.prices_change:
        rows = runs.rows("paid", ["item", "funder", "euros"])
        axes = {"seed": np.unique(runs.labels["seed"]).tolist(), "item": ITEMS, "funder": FUNDERS}
        return placed(rows, axes, ["euros"])[0]
    years = runs.rows("years")
    own, names = scenario.parameters.costs, list(QUANTITIES)
    bought = years.loc[years["year"] == years["year"].max(), names].to_numpy()
    if scenario.past:
        bought = bought - years.loc[years["year"] == scenario.past, names].to_numpy()
    return (bought * list(prices(own).values()))[:, :, None] * np.array(own.funding)
