"""What levers do, on runs made by hand: for tests."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.worlds import OF_ONE_SET
from contagion.experiments.language.levers import Lever
from contagion.experiments.verbs.compare.work import Comparison
from contagion.experiments.verbs.levers.work import INDICATORS, Levers, effects
from contagion.models.outcomes.cohorts import Savers, cohorts
from contagion.models.outcomes.costs import PREFIX
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenarios.scenario import read
from contagion.sim.statistics.compare import paired

SEEDS = (1, 2, 3, 4)

# Beside 100, 110, 120, 130 people and 10 seats of 700 €: people more, seats more, by seed.
MORE = {
    "dear": ((2, 3, 2, 3), (2, 2, 2, 2)),
    "cheap": ((2, 3, 2, 3), (1, 1, 1, 1)),
    "idle": ((0, 0, 0, 0), (0, 0, 0, 0)),
    "lucky": ((9, -9, 9, -9), (1, 1, 1, 1)),
    "free": ((2, 3, 2, 3), (0, 0, 0, 0)),
    "saves": ((2, 3, 2, 3), (-1, -1, -1, -1)),
    "harms": ((-2, -3, -2, -3), (1, 1, 1, 1)),
}


def compared(more=None, worlds=OF_ONE_SET) -> Comparison:
    """A comparison of those runs, over one year, a seed being a world in worlds; nobody completes anything."""
    base, more = read(), more or MORE
    scenarios = [base, *(replace(base, name=name) for name in more)]
    nobody = Savers(np.empty(0), np.empty(0), np.empty(0, bool), np.empty(0, bool))
    rows, years, savings = [], [], []
    for name in ("ref", *more):
        people, seats = more.get(name, ((0,) * 4, (0,) * 4))
        for number, seed in enumerate(SEEDS):
            label = {"scenario": name, "seed": seed}
            count = 90 + 10 * seed + people[number]
            rows.append(label | {"participants": count, "completers": 5, "communes_reached": 7, "years": 1})
            rows[-1] |= {"facilitators_active": 9, "alternative_participants": 0}
            bought = {PREFIX + item: 10.0 + seats[number] if item == "seat" else 0.0 for item in ITEMS}
            years.append(label | {"year": 1} | bought)
            savings.append(pd.DataFrame(cohorts(nobody, 52)).assign(**label))
    tables = {"years": pd.DataFrame(years), "savings": pd.concat(savings)}
    table = pd.DataFrame(rows)
    labels, store = table[["scenario", "seed"]], SimpleNamespace(about={})
    runs: Any = SimpleNamespace(table=table, labels=labels, rows=tables.__getitem__, store=store, again=None)
    euros = table.assign(cost_total=700 * tables["years"][PREFIX + "seat"])
    differences = paired(euros, "scenario", "ref", INDICATORS, sets=worlds.sets)
    return Comparison(scenarios, runs, differences, worlds)


def by_hand(more=None, worlds=OF_ONE_SET) -> Levers:
    """What is found of them."""
    made = compared(more, worlds)
    levers = [Lever(name, "training.places", 1, priced=name != "free") for name in more or MORE]
    return Levers(made.scenarios[0], made, effects(made, levers), ["this: has no further step"])
