"""What the groups and alternative programmes have together: of runs at their end, and by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.verbs.compare.costs import costed, euros_by_year
from contagion.models.outcomes.yearly import ALTERNATIVE

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs


def of_all_programmes(runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """The table of the runs with what they cost and, of all programmes, `people`; these and `completers` from when on
    scenarios differ, where they have a past."""
    table = costed(runs, scenarios)
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
    """What the groups and alternative programmes have together: columns scenario, seed, year; people and groups_of_all
    since the start; leaders active at the end of the year."""
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
