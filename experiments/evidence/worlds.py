"""Scenarios over an ensemble: each is run in the same worlds, and what differs between them is told world by world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.evidence.ensemble import ONE_SET, Ensemble
from contagion.models.parameters import Parameters
from contagion.models.runs.lab import AGAIN, set_of
from contagion.models.runs.study import case, from_then_on
from contagion.models.scenario import Scenario
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
        """The number of the set whose values a world has."""
        return 0 if self.ensemble.is_one_set else set_of(world)

    def sets(self, worlds: Iterable[int]) -> list[int]:
        """Which worlds are of one set of values, and so not independent, as a number that they share; two sets that are
        the same count as one."""
        return self.ensemble.same(set_of(world) for world in worlds)

    def parameters(self, scenario: Scenario, world: int) -> Parameters:
        """The scenario's parameters in a world."""
        key = id(scenario), self._values_of(world)
        if key not in self._met:
            self._met[key] = scenario, self.ensemble.over(scenario, key[1])
        return self._met[key][1]

    def case(self, scenario: Scenario, step: Step | None = None, /, **labels: Any) -> Case:
        """A scenario in each world, one step further if there is one; where a world has no such step, as it is."""
        own = repr((scenario.parameters, scenario.set_over, scenario.territory))
        texts = {} if step else _texts(self.ensemble, own)

        def in_world(world: int) -> str:
            if (number := self._values_of(world)) not in texts:
                texts[number] = self._text(scenario, step, number)
            return texts[number]

        own_luck = self.lived_with if self.ensemble.seeds else None
        return Case(case(scenario.parameters).parameters, labels, in_world, own_luck)

    def lived_with(self, world: int) -> int:
        """The seed of a world: where sets have a past of their own, that of its set, unless it is met again."""
        seeds = self.ensemble.seeds
        return seeds[set_of(world) % len(seeds)] if seeds and world <= AGAIN else world

    def _text(self, scenario: Scenario, step: Step | None, number: int) -> str:
        here = self.parameters(scenario, number + 1)
        try:
            return case(from_then_on(here, step, scenario.past) if step else here).parameters
        except InputError:
            return case(here).parameters

    def structure(self, sets: Sequence[int]) -> np.ndarray:
        """What is of structure in some sets: array (sets, columns)."""
        names = [name for name in STRUCTURE if name in self.ensemble.table]
        if not names:
            return np.empty((len(sets), 0))
        rows = self.ensemble.table[names].iloc[[number % len(self.ensemble) for number in sets]]
        return pd.get_dummies(rows, drop_first=True).to_numpy(float)


OF_ONE_SET = Worlds()  # simulations of a scenario's own values


@lru_cache(maxsize=16)
def _texts(_ensemble: Ensemble, _scenario: str) -> dict[int, str]:
    """What is run of a scenario with each set of values, as far as it has been asked for: the first scenario is the
    same while a lever is moved. All of the scenario that this depends on is said by `_scenario`."""
    return {}


def told_apart(
    runs: pd.DataFrame, base: str, indicators: Sequence[str], worlds: Worlds, again: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What each scenario has more than the base, world by world.

    Parameters
    ----------
    runs : DataFrame
        A row a run: scenario, seed (the world), and the indicators.
    again : DataFrame, optional
        The same of the worlds that were met again, from which luck is told.

    Returns
    -------
    DataFrame, a row a scenario and indicator
        scenario, indicator; base and value, the medians over worlds; p5, p25, p50, p75, p95 of the difference; the
        standard errors of medians (base_error, value_error, p50_error), which come of the number of worlds; low and
        high, the 95 % interval of its mean; above_zero and below_zero, the shares of worlds in which it is so; above,
        the share with more than `Worlds.above`; the shares of its variance over worlds that come of `PARTS`, with their
        standard errors (`_error`); worlds, and count_as, as how many that are independent
        these count.
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
    """What the spread of differences, by world, comes of."""
    rows = pd.DataFrame({"set": [set_of(world) for world in more.index], "more": more.to_numpy()})
    table = rows.assign(seed=rows.groupby("set").cumcount()).pivot(index="set", columns="seed", values="more")
    sets = table.index.tolist()
    return parts_of_spread(table.to_numpy(float), worlds.structure(sets), worlds.ensemble.same(sets))
