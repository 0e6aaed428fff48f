"""What does a start with few founders give: how often is there still no group after three years?

Two, four or ten founders are trained in three territories of different size, as pairs (`training.pairs` = 1) or not
(0, as it was before the second edition). In one case the start counts alone: nobody is trained after the founders. In
the other the training goes on, scaled to the territory's residents like the rest of the effort
(`models/scenarios/effort.py`).
With `--document` its page, `experiments/findings/founders.md`, is written anew.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd
from scipy.stats import binomtest

from experiments.questions.publishing import Finding, Question, rows_of
from experiments.studies.folders import KEPT_IN
from models.runs.simulation import build, territory_for
from models.scenarios.effort import fitted
from models.scenarios.scenario import Scenario, found, read
from models.territory.extract import extract
from models.territory.gazetteer import find
from models.territory.territory import Territory
from sim.laboratory.laboratory import Laboratory
from sim.model import WEEKS_A_YEAR

SHIPPED, *OTHERS = "Grand Besançon", "Dinan Agglomération", "Loue-Lison"
FOUNDERS = (2, 4, 10)
TRAININGS = {"the start alone": ("training.places=0",), "with further training": ()}
PAIRS = {"before": 0, "as pairs": 1}
YEARS = 3
SEEDS, SEEDS_QUICK = 200, 3
CASE = ["territory", "residents", "founders", "training", "pairs"]
EVENTS = ["opened", "started"]


def experiment(seeds: int) -> pd.DataFrame:
    """One row a case and seed: how many groups had opened, and started, when the first started or time was over."""
    rows = []
    for name, territory in territories().items():
        for training, founders, pairs in product(TRAININGS, FOUNDERS, PAIRS):
            given = (*TRAININGS[training], f"training.founders={founders}", f"training.pairs={PAIRS[pairs]}")
            scenario = fitted(read(found(Path("ref")), given), territory)
            case = dict(zip(CASE, (name, territory.residents.sum(), founders, training, pairs), strict=True))
            rows += [{**case, "seed": seed, **first_group(scenario, territory, seed)} for seed in range(1, seeds + 1)]
    return pd.DataFrame(rows)


def territories() -> dict[str, Territory]:
    """The three territories, those of the gazetteer with what their tables lack filled in."""
    reference = read(found(Path("ref")))
    tables = {name: extract(find("epci", name)).kept(KEPT_IN) for name in OTHERS}
    return {name: territory_for(reference, tables.get(name)) for name in (SHIPPED, *OTHERS)}


def first_group(scenario: Scenario, territory: Territory, seed: int) -> dict[str, int]:
    """Live up to three years, year by year, until a group has started."""
    model = build(scenario, territory, years=YEARS, seed=seed)
    for _ in range(YEARS):
        model.run(WEEKS_A_YEAR)
        if model.total("groups_started"):
            break
    made = {"opened": len(model.rows("groups")), "started": model.total("groups_started")}
    model.release()
    return made


def table(runs: pd.DataFrame) -> pd.DataFrame:
    """A row a case and event: the share of runs in which no group opened, or none started, with its 95 % interval."""
    made = runs.melt([*CASE, "seed"], EVENTS, var_name="event").assign(none=lambda rows: rows.pop("value") == 0)
    made = made.groupby([*CASE, "event"], sort=False)["none"].agg(runs="size", without="sum").reset_index()
    ends = [binomtest(k, n).proportion_ci(method="wilson") for k, n in zip(made["without"], made["runs"], strict=True)]
    share = made["without"] / made["runs"]
    return made.assign(share=share, low=[end.low for end in ends], high=[end.high for end in ends])


def in_cells(made: pd.DataFrame) -> pd.DataFrame:
    """A row a territory, training and number of founders; a column an event, and whether they are trained as pairs."""
    of = made.assign(
        territory=made["territory"] + made["residents"].map(" ({:,})".format),
        column="no group " + made["event"] + ", " + made["pairs"],
        cell=[
            f"{share:.1%} ({low:.0%} to {high:.0%})"
            for share, low, high in zip(made["share"], made["low"], made["high"], strict=True)
        ],
    )
    where = ["territory", "training", "founders"]
    return of.pivot_table("cell", where, "column", "first", sort=False).reset_index()


def answer(made: pd.DataFrame) -> Finding:
    """What is shown of the table."""
    text = (
        f"{made['runs'].iloc[0]} seeds of the reference: share of runs in which, after {YEARS} years, no group has "
        "opened, and none started, with its 95 % interval (Wilson)."
    )
    shown = in_cells(made)
    return Finding(text, shown, lines=rows_of(shown))


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """What a start with few founders gives."""
    return answer(table(experiment(SEEDS_QUICK if quick else SEEDS)))


QUESTION = Question(main)
