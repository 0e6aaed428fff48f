"""What would have helped, on runs made by hand: for tests."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd

from contagion.experiments.commands.compare.work import Comparison
from contagion.experiments.commands.limits import BASE, CAPACITIES, PEOPLE, Limits, elasticities, gains_by_year
from contagion.experiments.evidence.worlds import OF_ONE_SET
from contagion.models.scenario import read
from contagion.sim.statistics.compare import paired_differences

BY_NAME = {capacity.name: capacity for capacity in CAPACITIES}

SEEDS = (1, 2, 3, 4)

MORE = {"places": (40, 50, 40, 50), "time": (20, 25, 20, 25), "wish": (9, -9, 9, -9), "rooms": (0, 0, 0, 0)}


def usual(name: str, number: int) -> int:
    return 400 + 10 * number + MORE.get(name, (0,) * 4)[number]


def by_hand(counts=usual, settings=(), worlds=OF_ONE_SET):
    """The limits of those runs, over two years; in worlds, a seed being a world."""
    base = read(None, settings)
    cases = [replace(base, name=BASE)]
    cases += [replace(base, name=name, parameters=BY_NAME[name].more(base.parameters)) for name in MORE]
    rows, years = [], []
    for case in cases:
        for number, seed in enumerate(SEEDS):
            people = counts(case.name, number)
            label = {"scenario": case.name, "seed": seed}
            rows.append(label | {PEOPLE: people, "years": 2})
            years += [label | {"year": 1, PEOPLE: people / 10}, label | {"year": 2, PEOPLE: people}]
    table = pd.DataFrame(rows)
    rows, store = {"years": pd.DataFrame(years)}.__getitem__, SimpleNamespace(about={})
    runs: Any = SimpleNamespace(table=table, labels=table, rows=rows, store=store, again=None)
    differences = paired_differences(table, "scenario", BASE, [PEOPLE], sets=worlds.sets)
    made = Comparison(cases, runs, differences, worlds)
    capacities = [BY_NAME[name] for name in MORE]
    why = "money: no budget sets a limit"
    return Limits(base, made, elasticities(made, capacities, 2), [why], gains_by_year(made))
