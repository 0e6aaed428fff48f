"""What an ensemble makes of each figure that was observed: the posterior predictive, beside the observation.

It is worked out once, when the ensemble is drawn, from runs with seeds that nothing was fitted with, and stands in what
the ensemble says about itself (`Ensemble.about`, "predicted").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from contagion.experiments.ensembles.calibration import Calibration, figures_of
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.models.runs.cases import case, changed
from contagion.sim.chance.draws import Floats
from contagion.sim.laboratory.laboratory import Laboratory

SETS, SEEDS, FIRST_SEED = 300, 2, 1_000_001  # of the ensemble, of each set, and from which on
ENDS = {"p5": 0.05, "p50": 0.5, "p95": 0.95}
DIGITS = 4


def predicted(lab: Laboratory, known: Calibration, ensemble: Ensemble, sets: int = SETS) -> list[dict[str, Any]]:
    """A row a target, as JSON can have it.

    Returns
    -------
    list of dict
        name; indicator, year, per, per_year; low and high, what was observed (the same for a value); error, standard
        deviation of the observation; discrepancy, of what the model misses at its best. p5, p50 and p95 of one run of
        a set, luck included; luck, the standard deviation of runs of the same set. below_low and below_high, which
        share of what would be observed, with all errors, lies below what was: its quantiles. Shares and ends are of
        sets that tell the figure; told, how many of 100 runs do.
    """
    texts = [
        case(changed(known.scenario.parameters, ensemble.values(number))).parameters
        for number in range(min(sets, len(ensemble)))
    ]
    made = figures_of(lab, known.targets.rows, texts, SEEDS, known.targets.years, FIRST_SEED)
    rows = []
    for number, row in enumerate(known.targets.rows):
        low, high = row.bounds
        discrepancy = known.targets.discrepancy * abs(low + high) / 2
        said: dict[str, Any] = {"name": row.name, "indicator": row.indicator, "year": row.year, "per": row.per}
        said |= {"per_year": row.per_year, "low": low, "high": high, "error": row.deviation}
        rows.append(
            said | {"discrepancy": discrepancy} | beside(made[:, :, number], low, high, row.deviation, discrepancy)
        )
    return rows


def beside(figures: Floats, low: float, high: float, error: float, discrepancy: float) -> dict[str, float]:
    """What runs make, array (sets, seeds), and where what was observed with these errors lies in it."""
    from scipy.stats import norm

    one_run = figures[np.isfinite(figures)]
    whole = figures[np.isfinite(figures).all(axis=1)]
    if not len(one_run):
        return dict.fromkeys([*ENDS, "luck", "below_low", "below_high"], 0.0) | {"told": 0.0}
    ends = dict(zip(ENDS, np.quantile(one_run, list(ENDS.values())), strict=True))
    luck = float(np.sqrt(whole.var(axis=1, ddof=1).mean())) if len(whole) else 0.0
    spread = np.hypot(error, discrepancy)
    below = {name: norm.cdf((at - one_run) / spread).mean() for name, at in (("below_low", low), ("below_high", high))}
    told = 100 * len(one_run) / figures.size
    return {name: float(f"{value:.{DIGITS}g}") for name, value in {**ends, "luck": luck, **below, "told": told}.items()}


def predicted_of(about: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same as an ensemble has it; nothing where it says nothing of it."""
    rows = about.get("predicted")
    return [*rows] if isinstance(rows, list) else []
