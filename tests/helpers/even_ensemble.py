"""An ensemble for tests: sets spread evenly over all that is uncertain, fitted to nothing."""

from dataclasses import replace

import pandas as pd

from contagion.experiments.evidence.calibration import RULE, RULES
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.models.kernel import EDITION
from contagion.models.runs.study import factors
from contagion.sim.statistics.designs import points_at, sobol_places


def twice(ensemble: Ensemble) -> Ensemble:
    """Each of its sets twice in a row: worlds of one set are not independent."""
    return replace(ensemble, table=ensemble.table.loc[ensemble.table.index.repeat(2)].reset_index(drop=True))


def even(sets: int) -> Ensemble:
    """So many sets of each rule, a power of two; rules take turns."""
    free = factors(roles=("uncertainty",))
    by_rule = [points_at(free, sobol_places(len(free), sets, seed)) for seed in range(len(RULES))]
    rows = [
        {RULE: rule, **point} for turn in zip(*by_rule, strict=True) for rule, point in zip(RULES, turn, strict=True)
    ]
    return Ensemble("even", pd.DataFrame(rows), {"edition": EDITION, "title": "fitted to nothing", "command": "none"})
