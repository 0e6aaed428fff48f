"""An answer under each rival account of how things work: whether it is another than over all worlds together.

What differs between the rules of deciding is no spread of a number: one of them is so. An answer that hangs on which it
is says so, beside what holds in the mean of them by their weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
import pandas as pd

from contagion.experiments.evidence.calibration import RULE, RULES
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.models.runs.lab import set_of
from contagion.models.scenario import Scenario
from contagion.sim.chance.draws import Floats
from contagion.sim.statistics.compare import Precision, by_set
from contagion.sim.statistics.spread import error_of_median

FEWEST = 10  # worlds of a rule, of fewer than which nothing is said
APART = 2.0  # errors between two middles that are said to differ
ALL = ""

type Score = Callable[[np.ndarray], Mapping[str, Floats]]


@dataclass(frozen=True)
class Under:
    """What comes of several options under one rule of deciding, or in all worlds.

    Attributes
    ----------
    rule : str
        `ALL` of all.
    worlds : int
    middles, errors : dict of option to float
        Medians of what each gains, and their standard errors.
    best : str, optional
        The option that is first, if they are ranked.
    tied : sequence of str
        The others that cannot be told from it.
    """

    rule: str
    worlds: int
    middles: Mapping[str, float]
    errors: Mapping[str, float]
    best: str | None = None
    tied: Sequence[str] = ()

    @property
    def few(self) -> bool:
        """Whether there are too few worlds to say anything."""
        return self.worlds < FEWEST

    def side(self, option: str) -> float:
        """On which side of nothing the middle of an option is, further from it than its error."""
        return np.sign(self.middles[option]) * (abs(self.middles[option]) > self.errors[option])


@dataclass(frozen=True)
class Structures:
    """An answer in all worlds, and under each rule.

    Attributes
    ----------
    whole : Under
    each : sequence of Under
        A rule each, in the order of the rules; none where all worlds have the same.
    """

    whole: Under
    each: Sequence[Under]

    @property
    def differing(self) -> list[Under]:
        """The rules, of enough worlds, under which it is another."""
        return [one for one in self.each if not one.few and (self.moved(one) or self.overtaken(one))]

    @property
    def too_few(self) -> list[Under]:
        return [one for one in self.each if one.few]

    def moved(self, one: Under) -> list[str]:
        """Of which options the middle is told from that under another rule, or is on the other side of nothing than in
        all worlds, each further from it than its error."""
        others = [other for other in self.each if other is not one and not other.few]
        return [
            option
            for option, middle in one.middles.items()
            if one.side(option) * self.whole.side(option) < 0
            or any(
                abs(middle - other.middles[option]) > APART * hypot(one.errors[option], other.errors[option])
                for other in others
            )
        ]

    def overtaken(self, one: Under) -> bool:
        """Whether another is first than in all worlds, and can be told from what is first there."""
        return one.best != self.whole.best and self.whole.best not in one.tied


def under_rules(
    gains: pd.DataFrame, ensemble: Ensemble, scenario: Scenario, score: Score | None = None
) -> Structures | None:
    """What is gained under each rule of deciding; nothing where all worlds have one.

    Parameters
    ----------
    gains : DataFrame
        A row a world and a column an option: what it has more than nothing.
    score : callable, optional
        Of some of the worlds (array of bool), by what each option is ranked, world by world; the greatest mean is
        first. Without, they are not ranked.
    """
    if RULE not in ensemble.table or RULE in ensemble.left_to(scenario):
        return None
    sets = [set_of(int(world)) for world in gains.index]
    rules = np.array([ensemble.values(number)[RULE] for number in sets])
    same, there = np.array(ensemble.same(sets)), [rule for rule in RULES if rule in rules]
    if len(there) < 2:
        return None

    def of(rule: str) -> Under:
        rows = np.full(len(rules), True) if rule == ALL else rules == rule
        own, numbers = gains[rows], same[rows]
        middles = {str(name): float(own[name].median()) for name in own}
        errors = {str(name): error_of_median(own[name].to_numpy(float), numbers) for name in own}
        best, tied = first(score(rows) if score else {}, numbers)
        return Under(rule, int(rows.sum()), middles, errors, best, tied)

    return Structures(of(ALL), [of(rule) for rule in there])


def first(score: Mapping[str, Floats], sets: np.ndarray) -> tuple[str | None, list[str]]:
    """The option with the greatest mean, and those of which the interval of the paired difference from it holds 0."""
    if not score:
        return None, []
    means = {name: float(values.mean()) for name, values in score.items()}
    best = max(means, key=lambda name: means[name])
    tied = []
    for name, values in score.items():
        apart = by_set(score[best] - values, sets)
        half = Precision().half(float(apart.std(ddof=1)) if len(apart) > 1 else np.nan, len(apart), len(apart) - 1)
        if name != best and not apart.mean() > half:
            tied.append(name)
    return best, tied


def people_of(runs: pd.DataFrame, world: str, column: str) -> pd.DataFrame:
    """A figure of each run: a row a world, a column a scenario."""
    return runs.pivot(index=world, columns="scenario", values=column).astype(float)


def means_of(values: pd.DataFrame) -> Score:
    """By what options are ranked: each as much as it has in the mean."""

    def score(rows: np.ndarray) -> dict[str, Floats]:
        return {str(name): values.loc[rows, name].to_numpy(float) for name in values if values[name].notna().all()}

    return score
