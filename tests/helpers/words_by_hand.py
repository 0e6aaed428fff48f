"""What the words are given, made by hand: a run, and studies of many. And what is left of English in French."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.readings import FIGURES
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.verbs.compare.standing import Standing
from contagion.experiments.verbs.compare.work import Comparison
from contagion.experiments.verbs.levers.work import INDICATORS, LEVERS, Steps, effects
from contagion.experiments.verbs.reach.work import Reach
from contagion.models.outcomes.cohorts import Savers, cohorts
from contagion.models.outcomes.costs import PREFIX
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenarios.scenario import Scenario, Words
from contagion.sim.errors import InputError
from contagion.sim.statistics.compare import Precision, paired

ENGLISH_WORDS = re.compile(
    r"\b(the|of|and|to|in|with|from|by|for|is|are|was|were|be|been|has|have|had|not|no|that|this|which|there|than|their|"
    r"its|it|all|each|more|less|most|people|year|years|run|runs|week|weeks|seed|seeds|facilitators?|waiting|trained)\b"
)
WEEKS = 104
SEEDS = (1, 2, 3, 4)
SUMMARY = {
    "years": 2,
    "seed": 7,
    "participants": 1234,
    "groups_started": 145,
    "communes_reached": 21,
    "communes_with_participants": 40,
    "completers": 987,
    "aspirants": 301,
    "facilitators_trained": 30,
    "facilitators_from_groups": 20,
    "facilitators_active": 19,
    "groups_in_house": 3,
    "groups_cancelled": 1,
    "r_facilitators": 1.27,
    "r_participants": 0.125,
    "autonomy_years": 1.2,
    "autonomy_longer": False,
    "cost_total": 123456.0,
    "cost_per_participant": 100.04,
    "cost_per_completer": 125.08,
    "cost_per_active_facilitator_year": 2345.6,
    "cost_present_value": 120000.0,
    "volunteer_hours": 4321.0,
    "time_without_partner": 0.043,
}


def scenario(name: str = "trial", effort: str = "", **content: Any) -> Scenario:
    made = Scenario(name, Words(f"A {name}"), Parameters.model_validate(content), Words(f"Essai {name}"))
    return replace(made, effort=effort) if effort else made


def results(text: str = "", others: pd.DataFrame | None = None, **changed: Any) -> Any:
    """A run of two years: 600 people in the first and 634 in the second; `text` holds its decisions and shocks."""
    week = np.arange(WEEKS)
    growing = {"participants": np.where(week < 52, 600, 1234), "registrations": np.where(week < 52, 700, 1500)}
    weeks = pd.DataFrame(
        {
            "week": week,
            **growing,
            "groups_started": np.where(week < 52, 70, 145),
            "facilitators_trained": np.where(week < 52, 10, 30),
            "facilitators_active": 19,
            "waiting": 1100,
            "unpaid": np.where(week == 60, 2, 0),
            "short": np.where(week < 78, "groups", "money"),
            "short_in_training": np.where(week < 65, "seats", "takers"),
        }
    )
    last = {"cumulative_p5": 123.0, "cumulative_p50": 456.0, "cumulative_p95": 1234.0}
    tables = {
        "weeks": weeks,
        "groups": pd.DataFrame({"opened": [0, 60]}),
        "alternatives": pd.DataFrame(columns=["programme"]) if others is None else others,
        "footprint": pd.DataFrame([{"year": 2, **last}]),
        "decisions": pd.DataFrame(
            [(10, 1, "begins"), (60, 1, "ends"), (52, 2, "begins")], columns=["week", "number", "what"]
        ),
    }
    written = f'[calendar]\nstart = "2017-01"\n{text}'
    return SimpleNamespace(summary=SUMMARY | changed, tables=tables, texts={"scenario.toml": written})


def others() -> pd.DataFrame:
    """Two years of a workshop."""
    row = {"programme": "workshop", "participants": 1500, "groups": 90, "leaders_trained": 1, "hours": 4500.0}
    return pd.DataFrame([row | {"year": year, "leaders_active": year} for year in (1, 2)])


def _runs(names: tuple[str, ...], people: Mapping[str, int], seeds: Sequence[int] = SEEDS) -> Any:
    """Runs of one year of scenarios, seed by seed: 1000 people and more by seed, and so many more of each scenario."""
    nobody = Savers(np.empty(0), np.empty(0), np.empty(0, bool), np.empty(0, bool))
    rows, years, savings = [], [], []
    for name in names:
        for seed in seeds:
            label = {"scenario": name, "seed": seed}
            count = 1000 + 10 * seed + people[name] + (seed % 2 if people[name] else 0)
            rows.append(label | {"participants": count, "completers": 800, "communes_reached": 7, "years": 1})
            rows[-1] |= {"facilitators_active": 9, "alternative_participants": 0, "short_pairs": 0.25}
            bought = {PREFIX + item: (10.0 + people[name] / 4 if item == "seat" else 0.0) for item in ITEMS}
            years.append(label | {"year": 1} | bought)
            savings.append(pd.DataFrame(cohorts(nobody, 52)).assign(**label))
    tables = {"years": pd.DataFrame(years), "savings": pd.concat(savings)}
    table = pd.DataFrame(rows).assign(error="")
    return SimpleNamespace(table=table, labels=table[["scenario", "seed"]], rows=tables.__getitem__, again=None)


def comparison(**people: int) -> Comparison:
    """Scenarios by how many more people they reach than the first, `trial`."""
    cases = [scenario(), *(scenario(name) for name in people)]
    runs = _runs(tuple(case.name for case in cases), {"trial": 0, **people})
    names = ["participants", "completers", "short_pairs"]
    table = paired(runs.table, "scenario", "trial", names)
    return Comparison(cases, runs, table, ["participants"], Precision(), True)


def levers(*settings: str, skipped: tuple[str, ...] = ()) -> Steps:
    """Three levers of which one changes nothing, one costs and one saves."""
    people = dict(zip((lever.label for lever in LEVERS[:3]), (8, 0, -8), strict=True))
    made = comparison(**people)
    euros = made.runs.table.assign(cost_total=700 * made.runs.rows("years")[PREFIX + "seat"])
    made = Comparison(made.scenarios, made.runs, paired(euros, "scenario", "trial", INDICATORS), (), Precision(), False)
    return Steps(made.scenarios[0], made, effects(made, LEVERS[:3]), skipped)


def reach(communes: int = 3) -> Reach:
    """Communes of which the first is never reached, and the last always."""
    table = pd.DataFrame(
        {
            "commune": [f"25{number:03}" for number in range(communes)],
            "name": [f"Lieu {number}" for number in range(communes)],
            "residents_15_and_over": 1234,
            "km_to_centre": 12.5,
            "never_people": [10] + [2] * (communes - 2) + [0],
            "never_group": [10] + [5] * (communes - 2) + [0],
            "runs": 10,
        }
    )
    return Reach(scenario(), SimpleNamespace(table=pd.DataFrame({"years": [1]})), table)  # ty: ignore[invalid-argument-type]


def sweep(points: int = 2, failed: bool = True) -> Any:
    """Two seeds at each point of a parameter, and one run that failed."""
    names = ("participants", "completers", "facilitators_active", "facilitators_trained", "communes_reached")
    rows = [
        {"training.places": 5.0 + point, "seed": seed, "years": 8, "error": ""}
        | dict.fromkeys(names, 1000.0 + point + seed)
        for point in range(points)
        for seed in (1, 2)
    ]
    if failed:
        rows.append(rows[0] | {"seed": 3, "error": "Traceback\nOSError: 28"})
    return SimpleNamespace(table=pd.DataFrame(rows))


def english_in(french: str) -> list[str]:
    """Words that no French text has. What stands in braces or is typed does not count, nor what names a file, an
    option or a parameter."""
    plain = re.sub(r"\{[^}]*\}|`[^`]*`", "·", french)
    typed = r"\b(?:from|until|set) =|\bat the end|\bat year|"
    names = typed + r"--?[a-z]\S*|\S+\.(?:csv|md|py|json|parquet|png)\b|contagion store list|\b\w+_\w+\b"
    return ENGLISH_WORDS.findall(re.sub(names, "", plain))


def in_worlds(**about: str) -> Any:
    """A comparison of few worlds, of sets that leave nothing to `lowloss` but its loss."""
    ensemble = Ensemble("by_hand", pd.DataFrame({"retention.loss_per_year": [0.2, 0.3]}), {"title": "Grand Lieu"})
    runs = SimpleNamespace(labels=pd.DataFrame({"seed": [1, 2, 3, 4]}), store=SimpleNamespace(about=about), again=None)
    return SimpleNamespace(worlds=Worlds(ensemble), seeds=4, runs=runs)


def standing(middle: float = 20.0, stands: bool = False) -> Standing:
    """A headline in one reading, and another that could not be asked."""
    rows = [
        {"scenario": "b", "figure": figure, "middle": middle, "above_zero": 0.25, "worlds": 4} for figure in FIGURES
    ]
    table = pd.DataFrame(rows).assign(reading="talk-informs", stands=stands)
    why = InputError("reading x: there is no such reading")
    named = [SimpleNamespace(name=name) for name in "ab"]
    return Standing(cast("Any", named), pd.DataFrame(rows), table, (why,))
