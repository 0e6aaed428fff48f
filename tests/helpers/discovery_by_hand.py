"""Where a condition holds, in worlds that nothing was run for: where many are lost and the rule is not `simple`."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.verbs.discover.work import Condition, Discovery
from contagion.models.scenarios.scenario import read
from contagion.sim.statistics.discovery.prim import Found, find

RULE, LOSS, REST = "registering.rule", "retention.loss_per_year", "facilitation.rest_weeks"


def discovery(
    within: float = 0.9, elsewhere: float = 0.1, sets: int = 600, name: str = "by_hand", **changed: Any
) -> Discovery:
    """How often it holds where the loss is above 0.4 and the rule is not `simple`, and elsewhere."""
    random = np.random.default_rng(1)
    table = pd.DataFrame({LOSS: 0.8 * random.random(sets), REST: 2 + 28 * random.random(sets)})
    table[RULE] = random.choice(["simple", "reinforced", "threshold"], sets)
    often = np.where((table[LOSS] > 0.4) & (table[RULE] != "simple"), within, elsewhere)
    holds = (random.random(sets) < often).astype(float)
    figures = np.where(holds > 0, 100 + 300 * random.random(sets), 500 + 700 * random.random(sets))
    few = min(holds.sum(), (1 - holds).sum()) < 20
    found = Found((), ()) if few else find(table, holds, halves=5)
    runs: Any = SimpleNamespace(store=SimpleNamespace(about={}), labels=pd.DataFrame({"seed": [1]}))
    about = {"title": "Towns 2017-2019"}
    made: dict[str, Any] = {
        "scenario": read(),
        "condition": Condition("participants", "<", 450, 5),
        "ensemble": Ensemble(name, table, about),
        "years": 5,
        "seeds": 1,
        "levers": (),
        "worlds": table.assign(figure=figures, holds=holds),
        "without": 0,
        "found": found,
        "runs": runs,
    }
    return Discovery(**{**made, **changed})
