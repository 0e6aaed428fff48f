"""Whether a calibration knows what it says it knows: self-made data, of which the truth is known.

Sets of values are drawn from the prior and run. Some of them are taken for the truth in turn: what one further run of
theirs makes, with the errors of observation and of the model added, is what was observed. The other sets are weighted
by it. If the weights are right, the truth is as likely to be anywhere in them (simulation-based calibration: Talts et
al. 2018, arXiv 1804.06788), so intervals of 50 and 90 of 100 hold it that often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.stats import binom, kstest

from experiments.studies.calibration import RULE, figures_of, space_of, values_at
from experiments.studies.likelihood import Luck, log_likelihood
from experiments.studies.targets import Target, Targets
from models.runs.cases import case, changed
from models.scenarios.scenario import Scenario
from sim.draws import Draws, Floats
from sim.laboratory.laboratory import Case, Laboratory
from sim.statistics.designs import sobol_places
from sim.statistics.importance import Tried

SEEDS = 2  # of a set, as in a calibration; the run of the truth is one more
LATER = 3  # years after what was observed, for which people are foretold
SHARES = (0.5, 0.9)


def ranks(
    lab: Laboratory, scenario: Scenario, targets: Targets, rule: str, sets: int = 2048, truths: int = 200
) -> tuple[pd.DataFrame, float]:
    """Where the truth lies in what is known of it, for self-made data.

    Parameters
    ----------
    targets : Targets
        What is observed and with which errors; its figures are replaced by those that the truths make.
    sets, truths : int
        Sets drawn from the prior, a power of two, and how many of them are the truth in turn.

    Returns
    -------
    DataFrame, a row a truth
        A column a number, by dotted name, and `people_later`, the people reached some years on: the share of what is
        known that lies below the truth, 0 to 1.
    float
        As how many independent sets those that agree count, in the mean.
    """
    free = space_of(scenario.parameters)
    unit = sobol_places(len(free), sets, 1)
    later = Target(indicator="participants", year=targets.years + LATER, value=1, evidence="counted")
    made = _figures(lab, scenario, (*targets.rows, later), rule, unit)
    draws = [Draws(1).stream(f"error of {row.name}") for row in targets.rows]
    seen, luck = made[:, :SEEDS, :-1], Luck.of(made[:, :SEEDS, :-1])
    rows, counted = [], []
    places = np.column_stack([unit, made[:, 0, -1]])
    usable = np.flatnonzero(np.isfinite(made).all(axis=(1, 2)))[:truths]
    for truth in usable.tolist():
        run = made[truth, SEEDS, :-1]
        spread = [
            np.hypot(row.deviation, targets.discrepancy * abs(y)) for row, y in zip(targets.rows, run, strict=True)
        ]
        observed = run + np.array(spread) * np.array([one.normal(truth) for one in draws])
        told = replace(targets, rows=tuple(_observed(row, y) for row, y in zip(targets.rows, observed, strict=True)))
        log, _ = log_likelihood(seen, told, luck)
        log[truth] = -np.inf  # it is not among what is known
        known = Tried(unit, log, np.ones(len(unit)))
        own = np.append(unit[truth], made[truth, SEEDS, -1])
        rows.append(known.weights() @ ((places < own) + 0.5 * (places == own)))
        counted.append(known.effective())
    names = [*(factor.name for factor in free), "people_later"]
    return pd.DataFrame(rows, columns=names), float(np.mean(counted))


def covered(table: pd.DataFrame) -> pd.DataFrame:
    """How often intervals hold the truth.

    Returns
    -------
    DataFrame, a row a number and share of `SHARES`
        number, share; held, the part of truths inside; least and most, between which it lies in 998 of 1,000 cases if
        all is right; p, of a test that ranks are even (Kolmogorov, Smirnov).
    """
    rows = []
    for name in table:
        at, p = table[name].to_numpy(), float(kstest(table[name], "uniform").pvalue)
        for share in SHARES:
            held = float(np.mean(np.abs(at - 0.5) <= share / 2))
            ends = binom.ppf((0.001, 0.999), len(at), share) / len(at)
            rows.append({"number": name, "share": share, "held": held, "least": ends[0], "most": ends[1], "p": p})
    return pd.DataFrame(rows)


def _figures(lab: Laboratory, scenario: Scenario, rows: Sequence[Target], rule: str, unit: Floats) -> Floats:
    """What comes of each set: array (sets, seeds, rows)."""
    under = changed(scenario.parameters, {RULE: rule})
    points = values_at(space_of(scenario.parameters), unit)
    cases = [Case(case(changed(under, point)).parameters, {"place": n}) for n, point in enumerate(points)]
    seeds = SEEDS + 1
    runs = lab.run(cases, range(1, seeds + 1), max(row.year for row in rows))
    return figures_of(runs, rows, len(unit), seeds)


def _observed(row: Target, value: float) -> Target:
    """The same target, of another figure that was observed with the same error."""
    return row.model_copy(update={"value": float(value), "low": None, "high": None, "error": row.deviation})
