"""What the start page tells before anything is computed: the reference in Grand Besançon, what twice the training
places would change, what limits, and the story of one facilitator. Kept in `shipped.json`, which

    python -m contagion.experiments.doors.page.shipped

writes anew, in one to two minutes. With it goes a witness, by which it is known whether the model still says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.ensembles.worlds import Worlds, told_apart
from contagion.experiments.lab.how_much import ENSEMBLE, WORLDS
from contagion.experiments.lab.lab import laboratory
from contagion.experiments.verbs.compare.work import Comparison, inquiry
from contagion.experiments.verbs.history.lives import in_the_middle, life
from contagion.experiments.verbs.limits.work import limits
from contagion.models.code.provenance import EDITION
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import Scenario, found, read
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.statistics.spread import spread

FILE = Path(__file__).with_suffix(".json")
BASE, OTHER = "ref", "double_places"
YEARS, ABOVE = 10, 200.0
FIGURES = ("participants", "communes_reached", "facilitators_active")
WORLD = 1  # whose runs are the witnesses
WITNESS = ("event_log_sha256", *FIGURES)


@cache
def shipped() -> dict[str, Any]:
    """What the file says."""
    return json.loads(FILE.read_text("utf-8"))


def found_anew(lab: Laboratory, years: int = YEARS, replicates: int = WORLDS) -> dict[str, Any]:
    """All of it, computed."""
    worlds = Worlds(read_ensemble(Path(ENSEMBLE), lab.store.folder), ABOVE)
    scenarios = [read(found(Path(name))) for name in (BASE, OTHER)]
    made = inquiry(scenarios, years, replicates, automatic=False, steering=(), indicators=FIGURES, worlds=worlds).last(
        lab
    )
    base, lived = scenarios[0], made.runs.table[made.runs.table["scenario"] == BASE]
    world = int(lived.sort_values(["participants", "seed"])["seed"].iloc[len(lived) // 2])  # the one in the middle
    helped = limits(lab, base, years, replicates, worlds=worlds)
    best = helped.table.sort_values("first", ascending=False, kind="stable")
    columns = ["capacity", "label", "first", *(f"gained_{name}" for name in ("p5", "p25", "p50", "p75", "p95"))]
    return {
        "made": datetime.now(UTC).date().isoformat(),
        "edition": EDITION,
        "years": years,
        "worlds": made.seeds,
        "above": ABOVE,
        "scenarios": [BASE, OTHER],
        **{name: _spread(made, name) for name in FIGURES},
        "more": _more(made, worlds),
        "helps": [_plain(row) for row in best[columns].to_dict("records")],
        "personal": float(lived["r_participants"].mean()),
        "world": world,
        "story": story(replace(base, parameters=worlds.parameters(base, world)), years, world),
        "witness": witness(made.runs.table),
    }


def _spread(made: Comparison, name: str) -> dict[str, float]:
    of = made.runs.table.query("scenario == @BASE")[name]
    return _plain(spread(of))


def _more(made: Comparison, worlds: Worlds) -> dict[str, dict[str, Any]]:
    """What the other scenario changes, by figure."""
    table = told_apart(made.runs.table, BASE, FIGURES, worlds).set_index("indicator")
    kept = ["p5", "p25", "p50", "p75", "p95", "above_zero", "below_zero", "above"]
    return {name: _plain(table.loc[name, kept].to_dict()) for name in FIGURES}


def story(scenario: Scenario, years: int, world: int) -> dict[str, Any]:
    """The facilitator in the middle of a run."""
    results = simulate(scenario, territory_for(scenario), years=years, seed=world)
    return asdict(life(results, in_the_middle(results)))


def witness(runs: pd.DataFrame) -> list[dict[str, Any]]:
    """The first world of each scenario: what happened in it, and what came of it."""
    rows = runs[runs["seed"] == WORLD][["scenario", "years", *WITNESS]]
    return [_plain(row) for row in rows.to_dict("records")]


def still_so(lab: Laboratory) -> bool:
    """Whether the model as it is still gives what is shipped: whether its witnesses come to the same."""
    worlds = Worlds(read_ensemble(Path(ENSEMBLE), lab.store.folder))
    cases = [worlds.case(read(found(Path(name))), scenario=name) for name in (BASE, OTHER)]
    return witness(lab.run(cases, [WORLD], shipped()["years"]).table) == shipped()["witness"]


def day() -> date:
    """When it was found."""
    return date.fromisoformat(shipped()["made"])


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Numbers as JSON has them, in six digits."""
    bare = {str(name): value.item() if hasattr(value, "item") else value for name, value in row.items()}
    return {name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in bare.items()}


def main() -> None:
    text = json.dumps(found_anew(laboratory()), ensure_ascii=False, indent=1)
    FILE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
