"""The answers that planners get, each under every rule of deciding (`experiments.ensembles.structures`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.structures import Score, Structures, under_rules
from contagion.experiments.verbs.compare.work import costed, of_all_programmes
from contagion.experiments.verbs.limits.work import PEOPLE, gains
from contagion.sim.chance.draws import Floats
from contagion.sim.statistics.compare import moves_of_ratio

if TYPE_CHECKING:
    from contagion.experiments.verbs.compare.work import Comparison
    from contagion.experiments.verbs.levers.work import Levers
    from contagion.experiments.verbs.limits.work import Limits
    from contagion.experiments.verbs.spend.work import Spending


def of_comparison(made: Comparison) -> Structures | None:
    """The people more by each scenario, which are ranked where there are several."""
    people = people_of(of_all_programmes(made.runs, made.scenarios), "seed", "people")
    base, *others = (one.name for one in made.scenarios)
    more = people[others].sub(people[base], axis=0)
    return under_rules(more, made.worlds.ensemble, made.scenarios[0], means_of(more) if len(others) > 1 else None)


def of_levers(found: Levers) -> Structures | None:
    """The people more by each lever; those with a price are ranked by the people for a euro."""
    made = found.made
    runs = costed(made.runs, made.scenarios)
    more = {}
    for name in ("participants", "cost_total"):
        wide = people_of(runs, "seed", name)
        more[name] = wide[found.table["lever"]].sub(wide[found.scenario.name], axis=0)
    people, euros = more["participants"], more["cost_total"]
    priced = found.table.loc[found.table["priced"] & (found.table["verdict"] == ""), "lever"]

    def score(rows: np.ndarray) -> dict[str, Floats]:
        return {
            name: 1000 * (top.mean() / bottom.mean() + moves_of_ratio(top, bottom))
            for name in priced
            for top, bottom in [(people.loc[rows, name].to_numpy(), euros.loc[rows, name].to_numpy())]
            if bottom.mean() > 0
        }

    return under_rules(people, made.worlds.ensemble, found.scenario, score)


def of_limits(found: Limits) -> Structures | None:
    """The people more by a tenth more of each capacity, which are ranked by those for each per cent more."""
    made = found.made
    people = people_of(made.runs.table, "seed", PEOPLE)
    each = gains(made, found.table)
    more = pd.DataFrame({name: people[name] - people[made.scenarios[0].name] for name in each})
    return under_rules(more, made.worlds.ensemble, found.scenario, means_of(each))


def of_spent(found: Spending) -> Structures | None:
    """The people more by each portfolio."""
    more = pd.DataFrame({one.name: one.gained for one in found.portfolios})
    return under_rules(more, found.ensemble, found.scenario, means_of(more) if len(found.portfolios) > 1 else None)


def people_of(runs: pd.DataFrame, world: str, column: str) -> pd.DataFrame:
    """A figure of each run: a row a world, a column a scenario."""
    return runs.pivot(index=world, columns="scenario", values=column).astype(float)


def means_of(values: pd.DataFrame) -> Score:
    """By what options are ranked: each as much as it has in the mean."""

    def score(rows: np.ndarray) -> dict[str, Floats]:
        return {str(name): values.loc[rows, name].to_numpy(float) for name in values if values[name].notna().all()}

    return score
