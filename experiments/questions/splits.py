"""Splits of the same money between the groups and alternative programmes, and what comes of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble, certain_of
from contagion.experiments.questions.asking import Asking
from contagion.models.outcomes.costs import of_years
from contagion.models.outcomes.footprint_of_alternatives import avoided_by_all, by_run
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.alternatives import KINDS
from contagion.models.runs.cases import case, changed
from contagion.models.scenarios.scenario import Scenario, Words, read
from contagion.sim.chance.draws import Draws
from contagion.sim.laboratory.laboratory import Case, Runs

GROUPS, CHALLENGE, WORKSHOP = "groups", "team challenge", "workshop"
PROGRAMMES = (GROUPS, CHALLENGE, WORKSHOP)
BUDGET, QUARTERS = 80_000.0, 4  # euros a year, and the parts they are split in
ALONE, HALF = (4, 0, 0), (2, 0, 2)  # groups alone, and half of it workshops
SPLITS = (ALONE, (0, 4, 0), (0, 0, 4), (2, 2, 0), HALF, (0, 2, 2), (2, 1, 1))
JOINING = "joining_factor"  # of the others, drawn in each world


def named(quarters: Sequence[int]) -> str:
    """A split in words."""
    parts = [(n, name) for n, name in zip(quarters, PROGRAMMES, strict=True) if n]
    if len(parts) == 1:
        return f"{parts[0][1]} alone"
    return ", ".join(f"{n / QUARTERS:.0%} {name}" for n, name in parts)


def lived(asking: Asking, quarters: tuple[int, ...]) -> Runs:
    """The runs of a split, as it is in each world."""
    scenario = read()

    def parameters(world: int) -> str:
        return case(split(quarters, asking.over.parameters(scenario, world), asking.over.set_of(world))).parameters

    each = Case(parameters(1), {"split": named(quarters)}, parameters)
    return asking.lab.run([each], range(1, asking.worlds + 1), asking.years)


def split(quarters: tuple[int, ...], base: Parameters, number: int | None = None) -> Parameters:
    """Parameters on a budget, its money, coordinators, letters and events split in quarters; how readily people
    join the others is that of a set, or else as declared."""
    outreach, posts = base.outreach, base.partners.coordinators
    values = {
        "budget.per_year": BUDGET,
        "partners.coordinators": posts * quarters[0] / QUARTERS,
        "outreach.letters": outreach.letters * quarters[0] // QUARTERS,
        "outreach.events_per_year": outreach.events_per_year * quarters[0] // QUARTERS,
    }
    rows = [
        {
            **({} if number is None else of_a_set(kind, number)),
            "kind": kind,
            "name": kind,
            "budget_share": n / QUARTERS,
            "coordinators": posts * n / QUARTERS,
            "letters_per_year": outreach.letters * outreach.campaigns_per_year * n // QUARTERS,
            "events_per_year": outreach.events_per_year * n // QUARTERS,
        }
        for kind, n in zip(KINDS, quarters[1:], strict=True)
        if n
    ]
    return Parameters.model_validate({**changed(base, values).model_dump(), "alternative": rows})


def of_a_set(kind: str, number: int) -> dict[str, float]:
    """How readily people join an alternative in a set, drawn evenly over its declared range."""
    extra: Any = KINDS[kind].model_fields[JOINING].json_schema_extra
    low, high = extra["range"]
    return {JOINING: low + (high - low) * Draws(1).stream(f"{kind}: {JOINING}").uniform(number)}


def measured(runs: Runs, quarters: tuple[int, ...], years: int, ensemble: Ensemble) -> pd.DataFrame:
    """A row a run of a split: people in each programme and in all of them, hours and active leaders of all together,
    thousand euros spent, and the tonnes CO2e avoided by all, in the mean of what is assumed of savings but for what
    the reading of the ensemble takes as certain."""
    made, parameters = runs.table, split(quarters, Parameters())
    certain = certain_of(ensemble, Scenario(named(quarters), Words(), parameters))
    rows = runs.rows("alternatives") if parameters.alternative else None
    yearly = runs.rows("years")
    ends = yearly[yearly["year"] == years].set_index("seed").loc[made["seed"]]
    people = {f"people_{GROUPS}": made["participants"].astype(float)}
    for kind in KINDS:
        own = np.zeros(len(made)) if rows is None else by_run(rows, kind, made["seed"], years).sum(1)
        people[f"people_{kind.replace(' ', '_')}"] = pd.Series(own, made.index)
    tonnes = avoided_by_all(runs.rows("savings"), rows, parameters, years, certain=certain)[:, :, -1]
    return made[["split", "seed"]].assign(
        **dict(zip(PROGRAMMES, np.array(quarters) / QUARTERS, strict=True)),
        **people,
        people=sum(people.values()),
        hours=made["participant_hours"] + made["alternative_hours"],
        leaders=made["facilitators_active"] + made["alternative_leaders_active"],
        spent=of_years(ends, parameters.costs).to_numpy() / 1000,
        tco2e=tonnes.mean(axis=1),
    )
