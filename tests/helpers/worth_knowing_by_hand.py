"""What would be worth knowing, on runs made by hand: for tests.

Training pays 20 people more than the rest where the receptive are many, and loses 30 where they are few; luck is added.
Nothing else matters.
"""

from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.commands.worth_knowing.portfolios import PORTFOLIOS
from contagion.experiments.commands.worth_knowing.work import ValueStudy, WorthKnowing, evaluate
from contagion.experiments.evidence.calibration import RULE, RULES
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.models.kernel import EDITION
from contagion.models.parameters import Parameters
from contagion.models.scenario import read

SHARE, MANY = "receptivity.share", 0.2
NUMBERS = {
    SHARE: (0.05, 0.3),
    "training.accept": (0.3, 1.0),
    "facilitation.rest_weeks": (2.0, 30.0),
    "contacts.tie_exponent": (1.5, 2.5),
    "retention.loss_per_year": (0.05, 0.8),
    "group.no_show": (0.05, 0.35),
}


def ensemble(sets: int = 120) -> Ensemble:
    """Even over the ranges, by another order each."""
    chance = np.random.default_rng(1)
    even = {name: low + (high - low) * (chance.permutation(sets) + 0.5) / sets for name, (low, high) in NUMBERS.items()}
    table = pd.DataFrame({RULE: [RULES[n % len(RULES)] for n in range(sets)], **even, "group.dropout": 0.04})
    return Ensemble("by_hand", table, {"title": "By hand", "edition": EDITION, "command": "contagion calibrate"})


def asked(sets: int = 120, seeds: int = 3, **how: Any) -> ValueStudy:
    size: dict[str, Any] = {"budget": 80_000.0, "rate": 1000.0, "years": 10, "sets": sets, "seeds": seeds}
    return ValueStudy(read(), ensemble(sets), **(size | how))


@cache
def found(luck: float = 8.0, few: float = -30.0, many: float = 20.0, **how: Any) -> WorthKnowing:
    """Each way costs 60,000 € a year, in ten years; as today reaches 1,000 people, and others 100 less."""
    given = asked(**{"sets": 60, **how})
    worlds = pd.MultiIndex.from_tuples(
        [(n, turn * given.sets + n + 1) for n in range(given.sets) for turn in range(given.seeds)],
        names=["set", "seed"],
    )
    chance, share = np.random.default_rng(2), given.ensemble.table[SHARE].to_numpy()[worlds.get_level_values("set")]
    people = pd.DataFrame(900.0, index=[*PORTFOLIOS], columns=worlds)
    people.loc["as today"] = 1000.0
    people.loc["training"] = 1000.0 + np.where(share > MANY, many, few) + luck * chance.normal(size=len(worlds))
    runs: Any = SimpleNamespace(store=SimpleNamespace(about={}))
    return evaluate(given, runs, people, 0.0 * people + 600_000.0)


def of_a_programme() -> WorthKnowing:
    """The same of a programme that began three years before, whose sets come twice, with luck that agrees."""
    made, given = found(), asked()
    table = given.ensemble.table.iloc[np.arange(120) // 2].reset_index(drop=True)
    agreed = replace(given.ensemble, table=table, seeds=tuple(range(1, 121)))
    base = replace(given.scenario, past=3)
    luck = [[n + 1, 2 * n + 1001, 2 * n + 1002] for n in range(120)]
    return replace(made, study=replace(given, scenario=base, ensemble=agreed, years=13, usual=Parameters(), luck=luck))
