"""A comparison of scenarios with alternative programmes, made by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from contagion.experiments.verbs.compare.work import Comparison
from contagion.models.parameters import Parameters
from contagion.models.scenarios.scenario import AT_HOME
from contagion.sim.statistics.compare import paired

YEARS, SEEDS = 3, range(8)
WORKSHOP = {"alternative": [{"kind": "workshop", "name": "fresk"}]}


def with_workshops(count: int, starts: tuple[str, ...] = ("2017-01",), alone: bool = False) -> Comparison:
    """Scenarios of which all but the first have a workshop with 10, 20, … people a year, in place of the groups if
    `alone`; groups reach 100 people a year."""
    names = [f"scenario_{number}" for number in range(count)]
    own, others, scenarios = [], [], []
    for number, name in enumerate(names):
        start = {"calendar": {"start": starts[number % len(starts)]}}
        workshop = WORKSHOP if number or alone else {}
        parameters = Parameters.model_validate(start | workshop)
        scenarios.append(SimpleNamespace(name=name, parameters=parameters, effort=AT_HOME, past=0))
        for seed in SEEDS:
            for year in range(1, YEARS + 1):
                label = {"scenario": name, "seed": seed, "year": year}
                groups = 0 if alone else year
                own.append(label | {"participants": 100 * groups, "groups_started": 10 * groups, "cost_total": 5000})
                own[-1] |= {"facilitators_active": 4 * bool(groups), "communes_reached": groups}
                if workshop:
                    more = {"participants": 10 * number + seed % 4, "groups": number, "leaders_active": number + year}
                    others.append(label | more)
    tables = {"years": pd.DataFrame(own), "alternatives": pd.DataFrame(others)}
    last = tables["years"][tables["years"]["year"] == YEARS]
    runs: Any = SimpleNamespace(
        store=SimpleNamespace(about={"commit": "0" * 40}),
        labels=last[["scenario", "seed"]],
        table=last.assign(years=YEARS),
        rows=tables.__getitem__,
    )
    indicators = ["participants", "facilitators_active", "groups_started", "communes_reached", "cost_total"]
    differences = paired(last, "scenario", names[0], indicators)
    return Comparison(scenarios, runs, differences)
