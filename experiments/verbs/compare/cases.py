"""Cases that are compared with a base: what they set, what they cost, and how their figures are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from contagion.experiments.ensembles.worlds import Step
from contagion.models.outcomes.costs import of_years
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import Costs
from contagion.sim.laboratory.laboratory import Runs


class Shown(NamedTuple):
    """A figure of a run that is told: its words, and how its number is written."""

    words: str
    form: str = ",.0f"


def with_decisions(values: Mapping[str, Any], *decisions: Mapping[str, Any]) -> Step:
    """A step that sets some values, by dotted name, and what is decided."""

    def step(here: Parameters) -> Parameters:
        return Parameters.model_validate({**here.model_dump(), "decision": decisions}).with_values(values)

    return step


LOSS = ("retention.loss_per_year", "retention.background_per_year")  # with the share who go on, in either form
GO_ON = "retention.continue_share"


def half_the_loss(here: Parameters) -> dict[str, float]:
    """What half the loss of facilitators is in a world, whether they stop at a rate or after a group."""
    return {name: here.get(name) / 2 for name in LOSS} | {GO_ON: (1 + here.get(GO_ON)) / 2}


def with_costs(runs: Runs, costs: Costs) -> pd.DataFrame:
    """A row a run that did not fail, with `cost` (thousands of euros), `cost_per_person` (euros) and `hosted` (groups
    that met in a partner's room; where none meets online)."""
    made, years = runs.table[runs.table["error"] == ""], runs.rows("years")
    last = years[years["year"] == years["year"].max()]
    spent = last[["scenario", "seed"]].assign(
        cost=of_years(last, costs) / 1000, hosted=last["groups_started"] - last["quantity_room"]
    )
    made = made.merge(spent, on=["scenario", "seed"])
    return made.assign(cost_per_person=1000 * made["cost"] / made["participants"])


def distinct(row: pd.Series) -> bool:
    """Whether a difference can be told from none."""
    return bool(row["low"] > 0 or row["high"] < 0)
