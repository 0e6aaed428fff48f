"""Which values of all that is uncertain agree with what was observed of a programme.

A priori every uncertain number lies anywhere in its declared range. Sets of values are drawn, run with seeds of their
own, and weighted by how likely they make what was observed, given the error of the observation, the luck of a run and
what the model misses at its best (`sim.statistics.importance`). Each of the three rules by which people decide is
calibrated by itself. A screening (Morris) comes first: which numbers the targets depend on, so that the search steers
these; the others stay free over their ranges, which costs nothing.

What was observed is one run of the world: the mean of the process at a set of values, luck (variance s²), and an error
of reading and of the model (τ²), so it is normal with variance s² + τ² about that mean. The mean of k seeds stands in
its place here and has luck of its own, s²/k. A normal density about it with variance v is, on average over that luck,
one about the true mean with v + s²/k; so v must be τ² + s² − s²/k. To add s²/k would count luck twice, and pull what is
known towards what was likely before.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from math import inf, sqrt
from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from contagion.experiments.evidence.targets import Figure, Targets, in_runs
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.residents import Registering
from contagion.models.runs.study import case, changed, factors
from contagion.models.runs.vocabulary import FIRST, KEPT_SETS, SEEDS, TRIED_SETS
from contagion.models.scenario import Scenario
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.statistics.designs import Factor, Point, points_at, sobol_places
from contagion.sim.statistics.importance import WeightedSample, search
from contagion.sim.statistics.sensitivity import morris, morris_sample

NEAR = 200.0  # independent sets near what was observed, of which it is learned how large luck is there
TURNS = 4


@dataclass(frozen=True)
class Luck:
    """The variance of a figure from seed to seed, by its mean m: a + b m + c m², none of them negative.

    Two or three seeds say little of the variance at one place; those of many places together say much. The law need
    not be the same near what was observed and far from it, so it is learned where it is used, by weight.
    """

    coefficients: Floats  # (targets, 3)

    @classmethod
    def of(cls, figures: Floats, weights: Floats | None = None) -> Luck:
        """From figures, array (places, seeds, targets), where each place counts so much; alike where that is not said,
        or nothing counts."""
        from scipy.optimize import nnls

        counts = np.ones(len(figures)) if weights is None or not weights.any() else weights / weights.max()
        rows = []
        for one in np.moveaxis(figures, 2, 0):
            there = np.isfinite(one).all(axis=1) & (counts > 0)
            whole, root = one[there], np.sqrt(counts[there])
            mean, spread = whole.mean(axis=1), whole.var(axis=1, ddof=1)
            scale = np.abs(mean).max(initial=0.0) or 1.0
            powers = np.stack([np.ones(len(mean)), np.abs(mean) / scale, (mean / scale) ** 2], axis=1)
            found = nnls(root[:, None] * powers, root * spread)[0] if len(mean) else np.zeros(3)
            rows.append(found / [1.0, scale, scale**2])
        return cls(np.array(rows))

    def variance(self, mean: Floats) -> Floats:
        """Of one run, at means (places, targets)."""
        a, b, c = self.coefficients.T
        return a + b * np.abs(mean) + c * mean**2


def with_luck_near(
    figures: Floats, targets: Targets, tried: WeightedSample, enough: float = NEAR
) -> tuple[Luck, WeightedSample, Floats]:
    """How large luck is where sets agree with what was observed, or come near it so that so many of them count; all
    sets weighted with that; and gaps. Which sets agree depends on how large luck is, so both are found by turns."""
    gaps, luck = np.empty(0), Luck.of(figures)
    for _ in range(TURNS):
        luck = Luck.of(figures, tried.weights(tried.tolerance(enough)))
        log, gaps = log_likelihood(figures, targets, luck)
        tried = replace(tried, log_likelihood=log)
    return luck, tried, gaps


def log_likelihood(figures: Floats, targets: Targets, luck: Luck) -> tuple[Floats, Floats]:
    """Log likelihood of what was observed at each place, array (places,), and gaps in errors, (places, targets).

    In the mean over the luck of the seeds it is the likelihood at the true mean. A range says that the figure lies in
    it, not where. A gap is that of the mean over seeds, in standard deviations that it has where the values are right:
    there the luck of the world and that of the seeds are both in it.

    Raises
    ------
    InputError
        Where nothing is left by which a figure could miss a target: one seed, and neither error nor discrepancy.
    """
    from scipy.special import log_ndtr

    mean, (low, high), seeds = figures.mean(axis=1), _bounds(targets), figures.shape[1]
    error = np.sqrt(_of_one(mean, targets, luck, seeds))
    below, above = (low - mean) / error, (high - mean) / error
    apart = np.sqrt(error**2 + 2 * luck.variance(mean) / seeds)
    gaps = np.where(below > 0, -below, np.where(above < 0, -above, 0.0)) * error / apart
    at = -0.5 * below**2 - np.log(error)
    # P(low < figure < high), from the tail where both ends lie
    a, b = np.where(below > 0, -above, below), np.where(below > 0, -below, above)
    with np.errstate(divide="ignore"):
        within = log_ndtr(b) + np.log1p(-np.exp(np.minimum(log_ndtr(a) - log_ndtr(b), 0.0)))
    log = np.where(low == high, at, within).sum(axis=1)
    return np.where(np.isfinite(mean).all(axis=1), log, -np.inf), gaps


def _of_one(mean: Floats, targets: Targets, luck: Luck, seeds: int) -> Floats:
    """Variance about the mean of so many seeds, array (places, targets), with which one run of the world is likely."""
    made = variance_of_reading(targets) + luck.variance(mean) * (1 - 1 / seeds)
    if (none := (made <= 0).any(axis=0)).any():
        raise InputError(
            f"{targets.name}: {targets.rows[int(none.argmax())].name} needs an error or a discrepancy; "
            "there is nothing else by which a set that is right could miss it"
        )
    return made


def must_be_told(figures: Floats, targets: Targets) -> None:
    """Refuse targets that no set tells, in all its seeds: figures of many sets, array (sets, seeds, targets)."""
    told = np.isfinite(figures).all(axis=1)
    rarest = targets.rows[int(told.sum(axis=0).argmin())].name
    if not told.all(axis=1).any():
        raise InputError(
            f"{targets.name}: none of the first {len(told):,} sets reaches all targets in each of its "
            f"seeds; {rarest} is reached by the fewest ({int(told.sum(axis=0).min()):,}): leave it out, or "
            "ask for another figure"
        )


def _bounds(targets: Targets) -> Floats:
    return np.array([row.bounds for row in targets.rows]).T


def variance_of_reading(targets: Targets) -> Floats:
    """Of the error of observation and of what the model misses."""
    observed = np.array([row.deviation for row in targets.rows])
    return observed**2 + (targets.discrepancy * np.abs(_bounds(targets).sum(axis=0)) / 2) ** 2


RULE = "registering.rule"
RULES: tuple[str, ...] = get_args(Registering.model_fields["rule"].annotation)
OF_THE_PAST = (
    *("volunteering.wish", "training.pairs", "training.first_week", "group.size"),
    *("facilitation.rest_weeks", "facilitation.stand_in_weeks"),
)
"""What the programme did, and nobody wrote down: free as well, with the ranges of levers."""
CHOICES = {"training.top_up": ("historical", "autonomous")}
"""Which of these it did was not written down either."""

BATCH = 1024  # sets tried in each further round
TRAJECTORIES = 8  # of the screening, for each rule
WITHIN = 2.0  # errors of each target that some set must come to
STEERED, OF_THE_EFFECT = 14, 0.95  # at most so many numbers are steered, or fewer that have this part of the effect


@dataclass(frozen=True)
class OfARule:
    """The sets tried under one rule of deciding.

    Attributes
    ----------
    tried : WeightedSample
    figures : array (sets, seeds, targets)
        What came of each; NaN where a run failed.
    gaps : array (sets, targets)
        Of the mean over seeds from what was observed, in standard deviations of all errors.
    luck : Luck
        As it is near what was observed; all sets are weighted with it.
    """

    tried: WeightedSample
    figures: Floats
    gaps: Floats
    luck: Luck

    @property
    def log_evidence(self) -> float:
        """The logarithm of the mean likelihood over the prior, but for a constant that all rules share."""
        log = self.tried.log_likelihood - np.log(self.tried.often)
        best = log.max()
        return float(best + np.log(np.mean(np.exp(log - best)))) if np.isfinite(best) else -inf

    @property
    def error_of_evidence(self) -> float:
        """The standard error of the evidence, as a share of it: that of a mean of so many sets, without the chance of
        the runs, which `log_likelihood` counts as an error."""
        return sqrt(max(float((self.tried.weights() ** 2).sum()) - 1 / len(self.tried.unit), 0.0))

    @property
    def in_reach(self) -> bool:
        """Whether some set comes to within two errors of each target."""
        return bool((np.abs(self.gaps) <= WITHIN).all(axis=1).any())

    @property
    def order(self) -> NDArray[np.int64]:
        """The sets, the one that comes nearest to all targets first; those that do not tell one of them are last."""
        return np.argsort(np.where(np.isnan(self.gaps), np.inf, self.gaps**2).sum(axis=1), kind="stable")

    @property
    def nearest(self) -> int:
        """The set that comes nearest to all targets."""
        return int(self.order[0])

    def near(self, number: int) -> NDArray[np.int64]:
        """So many sets of the tenth that comes nearest; they begin again where that is fewer."""
        return np.resize(self.order[: max(1, len(self.order) // 10)][:number], number)


@dataclass(frozen=True)
class Calibration:
    """What is known so far.

    Attributes
    ----------
    targets : Targets
    scenario : Scenario
        The programme as it was.
    factors : list of Factor
    screened : DataFrame
        A row a factor, rule and target: factor, rule, target, mu_star in errors of the target, steered.
    rules : dict of rule to OfARule
    seeds : int
    first : int
        Sets of the first round of each rule, which are spread evenly over the ranges.
    """

    targets: Targets
    scenario: Scenario
    factors: list[Factor]
    screened: pd.DataFrame
    rules: dict[str, OfARule] = field(default_factory=dict)
    seeds: int = SEEDS
    first: int = FIRST

    @property
    def steered(self) -> list[str]:
        """The numbers that the targets depend on."""
        return sorted(self.screened.loc[self.screened["steered"], "factor"].unique())

    @property
    def sets(self) -> int:
        return sum(len(one.tried.unit) for one in self.rules.values())

    @property
    def in_reach(self) -> bool:
        """Whether some set comes near each target."""
        return any(one.in_reach for one in self.rules.values())


def space_of(parameters: Parameters) -> list[Factor]:
    """Return all that is uncertain in a past programme, over the declared ranges."""
    largest = float(parameters.group.maximum)  # groups that start with more are impossible
    free = [*factors(roles=("uncertainty",)), *factors(OF_THE_PAST)]
    free += [Factor(name, 0, len(options) - 1, whole=True) for name, options in CHOICES.items()]
    return [replace(one, high=min(one.high, largest)) if one.name == "group.size" else one for one in free]


def values_at(free: Sequence[Factor], unit: Floats) -> list[Point]:
    """Return the values of uncertain parameters at places in the unit cube."""
    return [
        {name: CHOICES[name][value] if name in CHOICES else value for name, value in point.items()}
        for point in points_at(free, unit)
    ]


def calibrate(
    lab: Laboratory,
    scenario: Scenario,
    targets: Targets,
    *,
    wave: int = FIRST,
    batch: int = BATCH,
    most: int = TRIED_SETS,
    enough: float = KEPT_SETS,
    seeds: int = SEEDS,
    trajectories: int = TRAJECTORIES,
) -> Generator[Calibration]:
    """Find sets of values that agree with the targets; yield what is known after each round.

    Parameters
    ----------
    scenario : Scenario
        The programme as it was, its effort fitted to the territory.
    wave, batch, most : int
        Sets tried for each rule: in the first round, a power of two; in each further round; in all.
    enough : float
        As how many draws of the posterior those of each rule must count.
    seeds : int
        Of each set, at least 2.
    trajectories : int
        Of the screening.

    Raises
    ------
    InputError
        Where no set tells all targets; when the engine or the store fails, and what is done is kept.
    """
    free = space_of(scenario.parameters)
    with lab.keep_workers():
        asked = _Asked(lab, scenario, targets, free, seeds)
        screened = _screened(asked, trajectories)
        known = Calibration(targets, scenario, free, screened, seeds=seeds, first=wave)
        steered = [place for place, factor in enumerate(free) if factor.name in known.steered]
        for number, rule in enumerate(RULES):
            likelihood = _Likelihood(asked, rule)
            first = sobol_places(len(free), wave, number + 1)
            chance = Draws(number + 1)
            for tried in search(likelihood, first, steered, batch, enough, most, chance, likelihood.anew):
                known = replace(known, rules={**known.rules, rule: likelihood.so_far(tried)})
                yield known


# ---- runs ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """What is run, and what is looked at."""

    lab: Laboratory
    scenario: Scenario
    targets: Targets
    free: list[Factor]
    seeds: int

    def figures(self, rule: str, unit: Floats, same: bool = False) -> Floats:
        """Return the figures of the targets at places in the unit cube: array (places, seeds, targets)."""
        under = changed(self.scenario.parameters, {RULE: rule})
        texts = [case(changed(under, point)).parameters for point in values_at(self.free, unit)]
        return figures_of(self.lab, self.targets.rows, texts, self.seeds, self.targets.years, same=same)


def figures_of(
    lab: Laboratory, rows: Sequence[Figure], texts: Sequence[str], seeds: int, years: int, first: int = 1, same=False
) -> Floats:
    """Run some parameters with so many seeds each, and return the observed figures: array (places, seeds, rows).

    No two places share a seed, unless all are to have the `same`: chance that all have in common would otherwise be
    mistaken for the figures.
    """
    asked = [
        (Case(text, {"place": place, "turn": turn}), first + turn + (0 if same else place * seeds))
        for place, text in enumerate(texts)
        for turn in range(seeds)
    ]
    made = in_runs(lab.run_each(asked, years), rows, ["place", "turn"])
    out = np.full((len(texts), seeds, len(rows)), np.nan)
    for number in made:
        out[:, :, int(number)] = made[number].unstack("turn").reindex(range(len(texts))).to_numpy(float)
    return out


# ---- how likely ------------------------------------------------------------------------------------------------------


class _Likelihood:
    """How likely sets make what was observed, under one rule; keeps what came of each.

    How large luck is depends on the set, so it is learned anew after each round from the sets near what was observed,
    and all sets are weighted by the last that was learned.
    """

    def __init__(self, asked: _Asked, rule: str) -> None:
        self._asked, self._rule = asked, rule
        self._luck: Luck | None = None

    def __call__(self, unit: Floats) -> Floats:
        figures = self._asked.figures(self._rule, unit)
        if self._luck is None:
            must_be_told(figures, self._asked.targets)
            self._luck, self._figures = Luck.of(figures), figures
        else:
            self._figures = np.concatenate([self._figures, figures])
        return log_likelihood(figures, self._asked.targets, self._luck)[0]

    def anew(self, tried: WeightedSample) -> Floats:
        self._luck, weighted, self._gaps = with_luck_near(self._figures, self._asked.targets, tried)
        return weighted.log_likelihood

    def so_far(self, tried: WeightedSample) -> OfARule:
        assert self._luck is not None
        return OfARule(tried, self._figures, self._gaps, self._luck)


# ---- which numbers matter --------------------------------------------------------------------------------------------


def _screened(asked: _Asked, trajectories: int) -> pd.DataFrame:
    """Elementary effects of all numbers on each target, under each rule, in errors of the target."""
    unit, rows = morris_sample(asked.free, trajectories), []
    for rule in RULES:
        figures = asked.figures(rule, unit, same=True)
        must_be_told(figures, asked.targets)
        error = np.sqrt(Luck.of(figures).variance(np.nanmean(figures, axis=(0, 1))))
        for number, row in enumerate(asked.targets.rows):
            found = np.nan_to_num(figures[:, :, number], nan=np.nanmean(figures[:, :, number]))
            effects = morris(asked.free, unit, found, resamples=20)[["factor", "mu_star"]]
            errors = max(float(error[number]), row.deviation)
            rows.append(effects.assign(rule=rule, target=row.name, mu_star=effects["mu_star"] / errors))
    table = pd.concat(rows, ignore_index=True)
    return table.assign(steered=table["factor"].isin(_steered(table)))


def parts_of_effect(table: pd.DataFrame) -> pd.Series:
    """Which part of the effect each number has: of the squares of `mu_star`, on average over rules and targets; by
    factor, the greatest first."""
    squares = table.assign(effect=table["mu_star"] ** 2)
    shares = squares["effect"] / squares.groupby(["rule", "target"])["effect"].transform("sum")
    return shares.fillna(0.0).groupby(table["factor"]).mean().sort_values(ascending=False)


def _steered(table: pd.DataFrame) -> list[Any]:
    """Return the fewest parameters that have nearly all of the effect, on any target and under any rule."""
    total = parts_of_effect(table)
    enough = int(np.searchsorted(total.cumsum().to_numpy(), OF_THE_EFFECT * total.sum())) + 1
    return total.index[: min(enough, STEERED)].tolist()
