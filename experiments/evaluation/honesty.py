"""Whether a calibration knows what it says it knows: self-made data like the real ones, of which the truth is known.

Sets of values are spread evenly over the prior, under each rule of deciding. A run of one, with the errors of
observation and of the model added, is what might have been observed. Those that come near to what was observed are
taken for the data, one after the other; all other sets are weighted by them, with other seeds, as a calibration does.
As data are chosen by what is observed of them alone, and not by their truth, the truth is as likely to be anywhere in
what is known of it if the weights are right (simulation-based calibration: Talts et al. 2018, arXiv 1804.06788). Of
data from all over the prior that says little: hardly any are like the real ones, and what errs one way at one end errs
the other way at the other.

People foretold are those of the years after, in the very run that was observed, in the world that a run of an ensemble
begins from the first week on; and, for comparison, in another run of the truth, so that no luck of the first years is
in them. The search in rounds of a calibration, and the drawing of sets by their weights, are not tried here; a slow
test tries them on a stand-in for the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.stats import binom, kstest, kstwo

from contagion.experiments.ensembles.calibration import RULE, RULES, figures_of, space_of, values_at
from contagion.experiments.ensembles.likelihood import (
    Luck,
    error_at,
    log_likelihood,
    variance_of_reading,
    with_luck_near,
)
from contagion.experiments.ensembles.targets import Target, Targets
from contagion.models.runs.cases import case, changed
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.statistics.designs import sobol_places
from contagion.sim.statistics.importance import Tried
from contagion.sim.statistics.spread import interval_of_share

SEEDS = 2  # by which a set is weighted, as in a calibration
ALL = tuple(range(SEEDS + 1))  # that are run: one after the other is what is observed, and the others weight the sets
LATER = 3  # years after what was observed, for which people are foretold
SHARES = (0.5, 0.9)
NEAR, FEWEST = 2.0, 10  # errors of each target, within which data are like the real ones; if fewer are, the nearest
FORETOLD = ("people_later", "people_in_all", "people_anew")
"""In the years after, and in all years, of the run that was observed; in the years after, of another run of it."""


@dataclass(frozen=True)
class SelfMade:
    """What self-made data tell of a calibration.

    Attributes
    ----------
    ranks : DataFrame, a row a data set, indexed by the set that it is of
        A column a number, by dotted name, and those of `FORETOLD`: the share of what is known that lies below the
        truth, 0 to 1.
    foretold : DataFrame, a row a data set
        `NAME` and `NAME_middle` of each of `FORETOLD`: the truth, and the median of what is known.
    left : Series
        Of each number, the part of its prior variance that is left in what is known, in the mean of the data sets.
    count : float
        As how many independent sets those that agree count, in the mean.
    farthest : float
        By how many errors data lie off what was observed, at the most.
    tried : int
        Of so many sets the data are.
    """

    ranks: pd.DataFrame
    foretold: pd.DataFrame
    left: pd.Series
    count: float
    farthest: float
    tried: int


@dataclass(frozen=True)
class _Made:
    """What came of sets under one rule: places in the unit cube; what is looked at, array (sets, seeds, targets);
    people in the years after and in all years, each an array (sets, seeds)."""

    unit: Floats
    figures: Floats
    later: Floats
    in_all: Floats

    @cached_property
    def whole(self) -> np.ndarray:
        return np.isfinite(self.figures).all(axis=(1, 2)) & np.isfinite(self.later).all(axis=1)

    def log_likelihood(self, targets: Targets, luck: Luck, seeds: Sequence[int]) -> Floats:
        """By the runs with some of the seeds."""
        return np.where(self.whole, log_likelihood(self.figures[:, seeds], targets, luck)[0], -np.inf)

    def luck(self, targets: Targets) -> Luck:
        """Near what was observed."""
        log = self.log_likelihood(targets, Luck.of(self.figures), ALL)
        return with_luck_near(self.figures, targets, Tried(self.unit, log, np.ones(len(log))))[0]


def self_made(
    lab: Laboratory, scenario: Scenario, targets: Targets, sets: int = 2048, rules: Sequence[str] = RULES
) -> SelfMade:
    """Where the truth lies in what is known of it, for self-made data like the real ones.

    Parameters
    ----------
    targets : Targets
        What was observed and with which errors; for each data set its figures are replaced.
    sets : int
        Under each rule, spread over the prior; a power of two. Rules are as likely as each other a priori.
    """
    made = [_made(lab, scenario, targets, rule, sets, number + 1) for number, rule in enumerate(rules)]
    lucks = [one.luck(targets) for one in made]
    data = np.concatenate([_observed(one, targets, number) for number, one in enumerate(made)])
    gaps = np.concatenate([
        _gaps(data[number * sets : (number + 1) * sets], targets, luck) for number, luck in enumerate(lucks)
    ])  # fmt: skip
    unit, later, in_all = (np.concatenate([getattr(one, of) for one in made]) for of in ("unit", "later", "in_all"))
    near = np.argsort(gaps, axis=None, kind="stable")[: max(int((gaps <= NEAR).sum()), FEWEST)]
    ranks, foretold, left, counted, of_set = [], [], [], [], []
    for truth, seed in zip(*np.unravel_index(near, gaps.shape), strict=True):
        told, others = _told(targets, data[truth, seed]), [other for other in ALL if other != seed]
        log = np.concatenate([one.log_likelihood(told, luck, others) for one, luck in zip(made, lucks, strict=True)])
        log[truth] = -np.inf
        known = Tried(unit, log, np.ones(len(unit)))
        weights, own = known.weights(), unit[truth]
        people = zip(FORETOLD, (later, in_all, later), (seed, seed, others[0]), strict=True)
        row, at = {}, [weights @ ((unit < own) + 0.5 * (unit == own))]
        for name, values, run in people:
            row[name] = float(values[truth, run])
            rank, row[f"{name}_middle"] = _among(values[:, others], weights, row[name])
            at.append([rank])
        ranks.append(np.concatenate(at))
        foretold.append(row)
        left.append(12 * (weights @ unit**2 - (weights @ unit) ** 2))  # the variance of the prior is a twelfth
        counted.append(known.effective())
        of_set.append(truth)
    names = [factor.name for factor in space_of(scenario.parameters)]
    return SelfMade(
        pd.DataFrame(ranks, columns=[*names, *FORETOLD], index=pd.Index(of_set, name="set")),
        pd.DataFrame(foretold),
        pd.Series(np.mean(left, axis=0), names),
        float(np.mean(counted)),
        float(gaps.ravel()[near].max()),
        len(unit),
    )


def _made(lab: Laboratory, scenario: Scenario, targets: Targets, rule: str, sets: int, number: int) -> _Made:
    unit = sobol_places(len(space_of(scenario.parameters)), sets, number)
    years = (targets.years, targets.years + LATER)
    people = [Target(indicator="participants", year=year, value=1, evidence="counted") for year in years]
    made = _figures(lab, scenario, (*targets.rows, *people), rule, unit, len(ALL))
    before, in_all = made[:, :, -2], made[:, :, -1]
    return _Made(unit, made[:, :, :-2], in_all - before, in_all)


def _figures(
    lab: Laboratory, scenario: Scenario, rows: Sequence[Target], rule: str, unit: Floats, seeds: int
) -> Floats:
    """What comes of each set: array (sets, seeds, rows)."""
    under = changed(scenario.parameters, {RULE: rule})
    texts = [case(changed(under, point)).parameters for point in values_at(space_of(scenario.parameters), unit)]
    return figures_of(lab, rows, texts, seeds, max(row.last_year for row in rows))


def _observed(of: _Made, targets: Targets, number: int) -> Floats:
    """What would be observed of each run, its errors drawn: array (sets, seeds, targets)."""
    places, runs = np.arange(len(of.unit))[:, None], len(ALL) * number + np.array(ALL)
    chance = [Draws(1).stream(f"error of {row.name}").normal(places, runs) for row in targets.rows]
    errors = np.sqrt(variance_of_reading(targets)) * np.stack(chance, axis=2)
    return np.where(of.whole[:, None, None], of.figures + errors, np.nan)


def _gaps(data: Floats, targets: Targets, luck: Luck) -> Floats:
    """By how many errors data lie off what was observed, of the target that they miss most: array (sets, seeds);
    infinite where a run failed."""
    low, high = np.array([row.bounds for row in targets.rows]).T
    off = np.maximum(np.maximum(low - data, data - high), 0.0) / error_at((low + high) / 2, targets, luck)
    return np.where(np.isfinite(off).all(axis=2), off.max(axis=2), np.inf)


def _told(targets: Targets, data: Floats) -> Targets:
    """These figures in place of what was observed, with the same errors."""
    rows = [
        row.model_copy(update={"value": float(value), "low": None, "high": None, "error": float(error)})
        for row, value, error in zip(targets.rows, data, np.sqrt(variance_of_reading(targets)), strict=True)
    ]
    return replace(targets, rows=tuple(rows), discrepancy=0.0)


def _among(values: Floats, weights: Floats, own: float) -> tuple[float, float]:
    """Which share of the weight lies below a value, half of what is equal to it included, and the median; values are an
    array (sets, seeds), whose seeds share the weight of their set."""
    each = np.repeat(weights / values.shape[1], values.shape[1])
    flat = values.ravel()
    known = each > 0
    flat, each = flat[known], each[known]
    rank = float(each @ ((flat < own) + 0.5 * (flat == own)))
    order = np.argsort(flat)
    return rank, float(flat[order][np.searchsorted(np.cumsum(each[order]), 0.5).clip(max=len(flat) - 1)])


# ---- what ranks say --------------------------------------------------------------------------------------------------


def covered(table: pd.DataFrame) -> pd.DataFrame:
    """How often intervals hold the truth; rows of one index are of one set, and count as one.

    Returns
    -------
    DataFrame, a row a number and share of `SHARES`
        number, share; held, the part of truths inside; low and high, its 95 % interval (Wilson); least and most,
        between which it lies in 998 of 1,000 cases if all is right; p, of a test that ranks are even (Kolmogorov,
        Smirnov); rank, the mean, and its standard error, rank_error.
    """
    rows, sets = [], table.index.nunique()
    for name in table:
        at = table[name]
        p = float(kstwo.sf(kstest(at, "uniform").statistic, sets))
        off = (at - at.mean()).groupby(level=0).sum().to_numpy()
        error = float(np.sqrt((off**2).sum() * sets / max(sets - 1, 1)) / len(at))
        for share in SHARES:
            held = float((np.abs(at - 0.5) <= share / 2).mean())
            low, high = interval_of_share(held, sets)
            least, most = binom.ppf((0.001, 0.999), sets, share) / sets
            row = {"number": name, "share": share, "held": held, "low": low, "high": high, "least": least, "most": most}
            rows.append(row | {"p": p, "rank": float(at.mean()), "rank_error": error})
    return pd.DataFrame(rows)


def ratios(foretold: pd.DataFrame) -> pd.DataFrame:
    """The median of what is known over the truth, of people foretold.

    Returns
    -------
    DataFrame, a row each of `FORETOLD`
        number; ratio, the median over data sets of which the truth is not 0.
    """
    made = []
    for name in FORETOLD:
        some = foretold[foretold[name] > 0]
        made.append({"number": name, "ratio": float((some[f"{name}_middle"] / some[name]).median())})
    return pd.DataFrame(made)
