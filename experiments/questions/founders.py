"""What does a start with few founders give: how often is there still no group after three years?

Two, four or ten founders are trained in three territories of different size, as pairs (`training.pairs` = 1) or not
(0, as it was before the second edition). In one case the start counts alone: nobody is trained after the founders. In
the other the training goes on, scaled to the territory's residents like the rest of the effort
(`models/scenarios/effort.py`).
Its answer is a line in the list of all, its table `experiments/findings/founders.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
from scipy.stats import binomtest

from contagion.experiments.lab.folders import KEPT_IN
from contagion.experiments.questions.kept import first_of_each
from contagion.experiments.questions.publishing import Finding, Question, rows_of
from contagion.models.runs.simulation import build, territory_for
from contagion.models.scenarios.effort import fitted
from contagion.models.scenarios.scenario import Scenario, found, read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.model import WEEKS_A_YEAR

SHIPPED, *OTHERS = "Grand Besançon", "Dinan Agglomération", "Loue-Lison"
FOUNDERS = (2, 4, 10)
TRAININGS = {"the start alone": ("training.places=0",), "with further training": ()}
PAIRS = {"before": 0, "as pairs": 1}
YEARS = 3
SEEDS, SEEDS_QUICK = 200, 3
CASE = ["territory", "residents", "founders", "training", "pairs"]
EVENTS = ["opened", "started"]
RARE = 0.05  # of runs


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
    made = {"opened": len(model.numbers("groups")), "started": model.total("groups_started")}
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
        cell=[_cell(row, ".1%") for row in made.to_dict("records")],
    )
    where = ["territory", "training", "founders"]
    return of.pivot_table("cell", where, "column", "first", sort=False).reset_index()


def _cell(row: Mapping[str, Any], form: str = ".0%") -> str:
    return f"{row['share']:{form}} ({row['low']:.0%} to {row['high']:.0%})"


def answer(made: pd.DataFrame) -> Finding:
    """What is shown of the table."""
    of = made[(made["event"] == "started") & (made["pairs"] == "as pairs")].set_index(CASE[0])
    seeds, few, many = made["runs"].iloc[0], made["founders"].min(), made["founders"].max()
    start = of[of["training"] == next(iter(TRAININGS))]
    least, most = (start[start["founders"] == count] for count in (few, many))
    worst = most["share"].idxmax()
    low, high = most.loc[worst, ["low", "high"]]
    helped = int((most["high"] < least["low"]).sum())  # where the intervals lie apart
    return Finding(
        answer=f"With {few} founders in {_between(least)} of runs, with {many} in {_between(most)}",
        sure=f"{seeds} runs a case; {many} in {worst}: {low:.0%} to {high:.0%}",
        sentence=f"Where {few} founders start alone, no group has started after {YEARS} years in {_between(least)} of "
        f"runs, by territory; with {many} founders in {_between(most)}.",
        follows=f"Start with {many} rather than {few}: it helps in {helped} of {len(least)} territories beyond chance.",
        rows=pd.DataFrame(
            _row(at.set_index("founders"), str(name), str(training))
            for (name, training), at in of.groupby([of.index, "training"], sort=False)
        ),
        overturns=_overturns(made, few),
        method=f"{seeds} seeds of the reference a case: share of runs in which, after {YEARS} years, no group has "
        "opened, and none started, with its 95 % interval (Wilson). Three territories, their residents aged 15 and "
        "over in brackets; effort scaled to them but for the founders, and either nobody trained after these or the "
        'scaled training. "Before" is `training.pairs` = 0. Verdicts are of as few founders as were tried: often, if '
        f"the interval lies above {RARE:.0%}, rarely, if below.",
        table=made,
        lines=rows_of(in_cells(made)),
    )


def _between(of: pd.DataFrame) -> str:
    low, high = (f"{end:.0%}" for end in (of["share"].min(), of["share"].max()))
    return low if low == high else f"{low} to {high}"


def _row(at: pd.DataFrame, name: str, training: str) -> dict[str, str]:
    """No group started after three years, by number of founders, in a territory."""
    told = {f"none started, {count} founders": _cell(row) for count, row in at.to_dict("index").items()}
    least = at.loc[at.index.min()]
    verdict = "often" if least["low"] > RARE else "rarely" if least["high"] < RARE else "not told"
    return {"territory": name, "training": training, **told, "verdict": verdict}


def _overturns(made: pd.DataFrame, few: int) -> str:
    """Whether what a start lacks is somebody to lead with, or something else."""
    at = made[(made["founders"] == few) & (made["event"] == "started")]
    ends = at.pivot_table(["low", "high"], ["territory", "training"], "pairs")
    both = {"as pairs", "before"} <= set(at["pairs"])
    apart = (ends["high", "as pairs"] < ends["low", "before"]).sum() if both else 0
    return (
        f"Training as a pair changes it beyond chance in {apart} of {len(ends)} cases of {few} founders; training that "
        "goes on is in the table. More people who register, which these cases leave as the effort makes them, would "
        "have more groups that open start as well."
    )


def main(lab: Laboratory, quick: bool = False) -> Finding:
    """What a start with few founders gives."""
    first_of_each(lab, [read(Path("ref"), [f"training.founders={count}"]) for count in FOUNDERS], YEARS)
    return answer(table(experiment(SEEDS_QUICK if quick else SEEDS)))


QUESTION = Question(main)
