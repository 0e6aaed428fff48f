"""Scenarios over an ensemble: each is run in the same worlds, and what differs between them is told world by world.

What differs between the rules of deciding is no spread of a number: one of them is so. An answer that hangs on which it
is says so (`under_rules`), beside what holds on average by their weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from math import hypot
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.evidence.calibration import RULE, RULES
from contagion.experiments.evidence.ensemble import ONE_SET, Ensemble
from contagion.models.parameters import Parameters
from contagion.models.runs.lab import AGAIN, set_of
from contagion.models.runs.study import case, from_then_on
from contagion.models.scenario import Scenario
from contagion.sim.chance.draws import Floats
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Case
from contagion.sim.statistics.compare import change
from contagion.sim.statistics.spread import difference, error_of_median, independent, interval_of_mean, parts_of_spread

STRUCTURE = ("registering.rule", "training.pairs", "training.top_up")
"""Rival accounts of how things work; all else that is uncertain is a number within them."""

type Step = Callable[[Parameters], Parameters]


@dataclass(frozen=True)
class Worlds:
    """The worlds of an ensemble (`models.runs.lab`): world n is its set n - 1, with the seed n.

    Attributes
    ----------
    ensemble : Ensemble
        By default a scenario's own set of values.
    above : float
        A difference of interest: it is told in how many worlds there is more.
    """

    ensemble: Ensemble = ONE_SET
    above: float = 0.0
    _met: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def set_of(self, world: int) -> int:
        return set_of(world)

    def _values_of(self, world: int) -> int:
        """Return the number of the set whose values a simulation has."""
        return 0 if self.ensemble.is_one_set else set_of(world)

    def sets(self, worlds: Iterable[int]) -> list[int]:
        """Which worlds are of one set of values, and so not independent, as a number that they share; two sets that are
        the same count as one."""
        return self.ensemble.same(set_of(world) for world in worlds)

    def parameters(self, scenario: Scenario, world: int) -> Parameters:
        """Return the scenario's parameters in a simulation."""
        key = id(scenario), self._values_of(world)
        if key not in self._met:
            self._met[key] = scenario, self.ensemble.over(scenario, key[1])
        return self._met[key][1]

    def case(self, scenario: Scenario, step: Step | None = None, /, **labels: Any) -> Case:
        """Return a scenario in each simulation, one step further if given; where that is impossible, as it is."""
        own = repr((scenario.parameters, scenario.set_over, scenario.territory))
        texts = {} if step else _texts(self.ensemble, own)

        def in_world(world: int) -> str:
            if (number := self._values_of(world)) not in texts:
                here = self.parameters(scenario, number + 1)
                with suppress(InputError):  # where it has no such step
                    here = from_then_on(here, step, scenario.past) if step else here
                texts[number] = case(here).parameters
            return texts[number]

        own_luck = self.lived_with if self.ensemble.seeds else None
        return Case(case(scenario.parameters).parameters, labels, in_world, own_luck)

    def lived_with(self, world: int) -> int:
        """Return the seed of a simulation: if sets have a past, that of its set, except in a second replicate."""
        seeds = self.ensemble.seeds
        return seeds[set_of(world) % len(seeds)] if seeds and world <= AGAIN else world

    def structure(self, sets: Sequence[int]) -> np.ndarray:
        """Return the structural choices of some sets as indicator variables: array (sets, columns)."""
        names = [name for name in STRUCTURE if name in self.ensemble.table]
        if not names:
            return np.empty((len(sets), 0))
        rows = self.ensemble.table[names].iloc[[number % len(self.ensemble) for number in sets]]
        return pd.get_dummies(rows, drop_first=True).to_numpy(float)


OF_ONE_SET = Worlds()  # simulations of a scenario's own values


@lru_cache(maxsize=16)
def _texts(_ensemble: Ensemble, _scenario: str) -> dict[int, str]:
    """Return the parameters of a scenario with each set of values, as far as they were asked for: the first scenario is
    the same while a lever is moved. `_scenario` identifies all of the scenario that they depend on."""
    return {}


def told_apart(
    runs: pd.DataFrame, base: str, indicators: Sequence[str], worlds: Worlds, again: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Compare each scenario with the base, simulation by simulation.

    Parameters
    ----------
    runs : DataFrame
        One row per run: scenario, seed (the simulation), and the indicators.
    again : DataFrame, optional
        The same for simulations with a second replicate, from which chance is estimated.

    Returns
    -------
    DataFrame, one row per scenario and indicator
        scenario, indicator; base and value, the medians over simulations; p5, p25, p50, p75, p95 of the difference; the
        standard errors of medians (base_error, value_error, p50_error), due to the number of simulations; low and high,
        the 95 % interval of its mean; above_zero and below_zero, the shares of simulations in which it is so; above,
        the share with more than `Worlds.above`; the shares of its variance over simulations due to `PARTS`, with their
        standard errors (`_error`); worlds, the number of simulations, and count_as, to how many independent ones they
        amount.
    """
    rows, wide = [], _wide(runs, indicators)
    twice = None if again is None else _wide(again, indicators)
    for name in [name for name in runs["scenario"].unique() if name != base]:
        for indicator in indicators:
            pair = wide[indicator][[base, name]].dropna()
            (here, there), numbers = pair.to_numpy().T, pair.index.to_numpy()
            more, sets = change(there, here), np.array(worlds.sets(numbers.tolist()))
            row: dict[str, Any] = {"scenario": name, "indicator": indicator, **difference(more, sets, worlds.above)}
            own = pair if len(pair) else wide[indicator]  # where the base never has any, the other has its own
            row |= {"base": float(own[base].median()), "value": float(own[name].median())}
            row |= {"base_error": error_of_median(here, sets), "value_error": error_of_median(there, sets)}
            row |= zip(("low", "high"), map(float, interval_of_mean(more, sets)), strict=True)
            met = pd.Series(more, numbers)
            if twice is not None:
                other = twice[indicator][[base, name]].dropna()
                met = pd.concat([met, pd.Series(change(*other.to_numpy().T[::-1]), other.index)])
            rows.append(row | _parts(met, worlds) | {"count_as": independent(sets)})
    return pd.DataFrame(rows)


def _wide(runs: pd.DataFrame, indicators: Sequence[str]) -> pd.DataFrame:
    return runs.pivot(index="seed", columns="scenario", values=list(indicators)).astype(float)


def _parts(more: pd.Series, worlds: Worlds) -> dict[str, float]:
    """Return the sources of the spread of differences by simulation."""
    rows = pd.DataFrame({"set": [set_of(world) for world in more.index], "more": more.to_numpy()})
    table = rows.assign(seed=rows.groupby("set").cumcount()).pivot(index="set", columns="seed", values="more")
    sets = table.index.tolist()
    return parts_of_spread(table.to_numpy(float), worlds.structure(sets), worlds.ensemble.same(sets))


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
    """Return what options gain under each rule of deciding; None if all simulations have the same rule.

    Parameters
    ----------
    gains : DataFrame
        One row per simulation and one column per option: its gain over nothing.
    score : callable, optional
        Takes some of the simulations (array of bool) and returns values by which options are ranked; the greatest mean
        is first. Without it, they are not ranked.
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
    """Return the option with the greatest mean, and those whose paired difference from it may be 0 by its interval."""
    if not score:
        return None, []
    best = max(score, key=lambda name: float(score[name].mean()))
    ahead = {name: interval_of_mean(score[best] - values, sets)[0] for name, values in score.items() if name != best}
    return best, [name for name, low in ahead.items() if not float(low) > 0]


def people_of(runs: pd.DataFrame, world: str, column: str) -> pd.DataFrame:
    """Return a figure of each run: one row per simulation, one column per scenario."""
    return runs.pivot(index=world, columns="scenario", values=column).astype(float)


def means_of(values: pd.DataFrame) -> Score:
    """By what options are ranked: each as much as it has on average."""

    def score(rows: np.ndarray) -> dict[str, Floats]:
        return {str(name): values.loc[rows, name].to_numpy(float) for name in values if values[name].notna().all()}

    return score
