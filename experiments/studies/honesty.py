"""Whether a calibration knows what it says it knows: self-made data, of which the truth is known.

Truths are drawn at random from the prior: what one run of each makes, with the errors of observation and of the model
added, is what was observed. Sets that are spread evenly over the prior are weighted by it. If the weights are right,
the truth is as likely to be anywhere in them (simulation-based calibration: Talts et al. 2018, arXiv 1804.06788), so
intervals of 50 and 90 of 100 hold it that often. Of a number of which nothing is learned this says little, so it is
told how much of its prior variance is left. The search in rounds of a calibration, and the drawing of sets by their
weights, are not tried here; a slow test tries them on a stand-in for the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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

SEEDS = 2  # of a set, as in a calibration; the truths have the next one
LATER = 3  # years after what was observed, for which people are foretold
SHARES = (0.5, 0.9)


@dataclass(frozen=True)
class SelfMade:
    """What self-made data tell of a calibration.

    Attributes
    ----------
    ranks : DataFrame, a row a truth
        A column a number, by dotted name, and `people_later`, the people reached some years on: the share of what is
        known that lies below the truth, 0 to 1.
    left : Series
        Of each number, the part of its prior variance that is left in what is known, in the mean of the truths.
    count : float
        As how many independent sets those that agree count, in the mean.
    """

    ranks: pd.DataFrame
    left: pd.Series
    count: float


def self_made(
    lab: Laboratory, scenario: Scenario, targets: Targets, rule: str, sets: int = 2048, truths: int = 500
) -> SelfMade:
    """Where the truth lies in what is known of it, for self-made data.

    Parameters
    ----------
    targets : Targets
        What is observed and with which errors; its figures are replaced by those that the truths make.
    sets, truths : int
        Sets spread over the prior, a power of two, and truths drawn at random from it.
    """
    free = space_of(scenario.parameters)
    names = [factor.name for factor in free]
    unit, true = sobol_places(len(free), sets, 1), _at_random(names, truths)
    later = Target(indicator="participants", year=targets.years + LATER, value=1, evidence="counted")
    rows = (*targets.rows, later)
    made = _figures(lab, scenario, rows, rule, unit, range(1, SEEDS + 1))
    lived = _figures(lab, scenario, rows, rule, true, [SEEDS + 1])[:, 0]
    seen, luck = made[:, :, :-1], Luck.of(made[:, :, :-1])
    places, whole = np.column_stack([unit, made[:, 0, -1]]), np.isfinite(made).all(axis=(1, 2))
    draws = [Draws(1).stream(f"error of {row.name}") for row in targets.rows]
    ranks, left, counted = [], [], []
    for truth in np.flatnonzero(np.isfinite(lived).all(axis=1)).tolist():
        told = _told(targets, lived[truth, :-1], [one.normal(truth) for one in draws])
        log = np.where(whole, log_likelihood(seen, told, luck)[0], -np.inf)
        known = Tried(unit, log, np.ones(len(unit)))
        weights, own = known.weights(), np.append(true[truth], lived[truth, -1])
        ranks.append(weights @ ((places < own) + 0.5 * (places == own)))
        left.append(12 * (weights @ unit**2 - (weights @ unit) ** 2))  # the variance of the prior is a twelfth
        counted.append(known.effective())
    table = pd.DataFrame(ranks, columns=[*names, "people_later"])
    return SelfMade(table, pd.Series(np.mean(left, axis=0), names), float(np.mean(counted)))


def _at_random(names: Sequence[str], number: int) -> Floats:
    """Places in the unit cube: array (places, numbers)."""
    streams = Draws(1).streams(*(f"truth of {name}" for name in names))
    return streams.uniform(np.arange(number)).T


def _told(targets: Targets, figures: Floats, errors: Sequence[float]) -> Targets:
    """What would be observed of figures with these errors, in standard deviations."""
    rows = []
    for row, figure, error in zip(targets.rows, figures, errors, strict=True):
        spread = np.hypot(row.deviation, targets.discrepancy * abs(figure))
        rows.append(_observed(row, figure + spread * error))
    return replace(targets, rows=tuple(rows))


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


def _figures(
    lab: Laboratory, scenario: Scenario, rows: Sequence[Target], rule: str, unit: Floats, seeds: Sequence[int]
) -> Floats:
    """What comes of each set: array (sets, seeds, rows)."""
    under = changed(scenario.parameters, {RULE: rule})
    points = values_at(space_of(scenario.parameters), unit)
    cases = [Case(case(changed(under, point)).parameters, {"place": n}) for n, point in enumerate(points)]
    runs = lab.run(cases, seeds, max(row.year for row in rows))
    return figures_of(runs, rows, len(unit), len(seeds))


def _observed(row: Target, value: float) -> Target:
    """The same target, of another figure that was observed with the same error."""
    return row.model_copy(update={"value": float(value), "low": None, "high": None, "error": row.deviation})
