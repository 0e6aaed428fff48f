"""An ensemble: sets of values of all that is uncertain that agree with what was observed of a programme.

A *world* is a set of values with a seed: what is answered over an ensemble is answered in each of its worlds, the same
worlds for all that is compared. What a scenario itself sets apart from the reference stays as it sets it, and what
somebody sets on top of it in any case; the rest goes on as it was, so that the reference over an ensemble agrees with
what was observed.

The figures that sets agree with are those of one territory. They do not know how much more or less asking does in
another (`demand.place`): over another one it is drawn anew for each set, as before anything was observed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.calibration import RULE, RULES, Calibration, values_at
from contagion.experiments.ensembles.evidence import weights as weights_of
from contagion.experiments.ensembles.readings import reference
from contagion.experiments.lab.how_much import KEPT
from contagion.models.code.provenance import EDITION
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import changed, factors
from contagion.models.scenarios.scenario import Scenario
from contagion.models.territory.territory import home
from contagion.sim.chance.draws import Draws
from contagion.sim.errors import InputError
from contagion.sim.sentences import both
from contagion.sim.statistics.designs import Factor

if TYPE_CHECKING:
    from contagion.experiments.ensembles.readings import Reading
    from contagion.experiments.programmes.offered import Offered
    from contagion.models.outcomes.footprint import Certain

PLACE = "demand.place"
DIGITS = 4  # that are kept of a value
WEIGHTS = "weights"  # where it says what each rule of deciding counts


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Sets of values, each as likely as another.

    Attributes
    ----------
    name : str
    table : DataFrame
        A row a set: `registering.rule`, and a column a number by dotted name. Rules take turns, so that of the first
        sets of any number as many are of each as it counts.
    about : dict
        title, targets, scenario, in_reach, weights, edition, witness, command and what else is to be known of it;
        territory, the code and the name of the one that was observed, where it is not Grand Besançon.
    reading : Reading, optional
        Under which it is taken (`experiments.ensembles.readings.under`).
    seeds : tuple of int
        With which each set was lived, where a past of its own was asked for; else a world has its number for a seed.
    offered : Offered, optional
        Places on offer in that past that are not known.
    """

    name: str
    table: pd.DataFrame
    about: Mapping[str, Any]
    reading: Reading | None = None
    seeds: tuple[int, ...] = ()
    offered: Offered | None = None

    def __len__(self) -> int:
        return len(self.table)

    @property
    def is_one_set(self) -> bool:
        """Whether it says nothing of what is uncertain (`ONE_SET`)."""
        return self.table.columns.empty

    @cached_property
    def distinct(self) -> np.ndarray:
        """Of each set, a number that it shares with those that are the same: the likeliest were drawn several times."""
        return _numbered(self.table.assign(seed=self.seeds)) if self.seeds else self.alike

    @cached_property
    def alike(self) -> np.ndarray:
        """The same by the values alone, with whatever luck a set was lived."""
        return _numbered(self.table)

    def same(self, numbers: Iterable[int]) -> list[int]:
        """Of some sets, beyond the last it begins again, a number that those share that are the same; where all are one
        set, worlds differ by luck alone, and none is the same as another."""
        if self.is_one_set:
            return [*numbers]
        return [int(self.distinct[number % len(self)]) for number in numbers]

    def values(self, number: int) -> dict[str, Any]:
        """The values of a set; beyond the last it begins again."""
        return dict(self._rows[number % len(self)])

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        return [{str(name): value for name, value in row.items()} for row in self.table.to_dict("records")]

    @cached_property
    def weights(self) -> dict[str, tuple[float, float]]:
        """What each rule of deciding counts, and the standard error of that; where it is not said all count alike."""
        if said := self.about.get(WEIGHTS):
            return {rule: (float(weight), float(error)) for rule, (weight, error) in said.items()}
        rules = [rule for rule in RULES if rule in {*self.table[RULE]}]
        return dict.fromkeys(rules, (1 / len(rules), nan))

    @property
    def in_reach(self) -> bool:
        """Whether some sets agree with what was observed; else these come nearest to it."""
        return bool(self.about.get("in_reach", True))

    @property
    def territory(self) -> str:
        """Which one was observed (`Territory.identity`)."""
        return (self.about.get("territory") or {}).get("code") or home()

    def is_elsewhere(self, scenario: Scenario) -> bool:
        """Whether a scenario was fitted to another territory than was observed."""
        return bool(scenario.territory) and scenario.territory != self.territory and not self.is_one_set

    def place(self, scenario: Scenario, number: int) -> dict[str, Any]:
        """What is drawn for a set on the territory of a scenario, where the set does not know it. Two scenarios there
        have the same in a world, and so has a world that is met again."""
        if not self.is_elsewhere(scenario):
            return {}
        there = Draws(1).stream(f"place, {scenario.territory}")
        return {PLACE: _rounded(float(_law_of_places().at(float(there.uniform(number)))))}

    def known(self, scenario: Scenario, sets: int | None = None) -> pd.DataFrame:
        """The table, of the first so many sets, as it is on the territory of a scenario."""
        table = self.table.iloc[:sets]
        if not self.is_elsewhere(scenario):
            return table
        return table.assign(**{PLACE: [self.place(scenario, number)[PLACE] for number in range(len(table))]})

    def over(self, scenario: Scenario, number: int) -> Parameters:
        """The scenario's parameters in a world: those of the set, but for what the scenario sets (`left_to`)."""
        own, values = {*self.left_to(scenario)}, self.values(number) | self.place(scenario, number)
        made = changed(scenario.parameters, {name: value for name, value in values.items() if name not in own})
        return self.offered.decided(made, self.seeds[number % len(self.seeds)]) if self.offered else made

    def left_to(self, scenario: Scenario) -> list[str]:
        """What a scenario sets itself, of that which is uncertain: apart from the reference, or at anybody's word."""
        own, told, usual = scenario.parameters, scenario.set_over, dict(self._usual)
        if self.is_elsewhere(scenario):
            usual[PLACE] = reference().get(PLACE)
        return [name for name, value in usual.items() if name in told or own.get(name) != value]

    @cached_property
    def _usual(self) -> dict[str, Any]:
        """What the reference has in place of each value."""
        return {name: reference().get(name) for name in self.table}


ONE_SET = Ensemble("one set of values", pd.DataFrame(index=[0]), {"title": "one set of values"})
"""The one set that a scenario has itself: its worlds are simulations of it, each with a seed of its own."""


def _numbered(table: pd.DataFrame) -> np.ndarray:
    """Of each row, a number that it shares with those that are the same."""
    return table.groupby([*table], sort=False).ngroup().to_numpy()


@cache
def _law_of_places() -> Factor:
    (law,) = factors([PLACE])
    return law


def drawn(known: Calibration, name: str, sets: int = KEPT, **about: Any) -> Ensemble:
    """An ensemble of what is known: so many sets a rule in the mean, of each as many as its weight is worth, drawn by
    their weights. Where no set comes near all targets, those of each rule that come nearest, as the errors of what is
    far away tell neither them nor rules apart any more."""
    in_reach, weights = known.in_reach(), weights_of(known)
    order = turns({rule: weight for rule, (weight, _) in weights.items()}, sets * len(known.rules))
    parts, count_as = [], {}
    for rule, one in known.rules.items():
        places = np.flatnonzero(order == rule)
        rows = one.tried.drawn(len(places), Draws(1)) if in_reach else one.near(len(places))
        count_as[rule] = round(one.tried.effective()) if in_reach else len({*rows.tolist()})
        values = pd.DataFrame(values_at(known.factors, one.tried.unit[spread_out(rows)]), places)
        numbers = values.select_dtypes("float")
        values[numbers.columns] = numbers.map(_rounded)
        parts.append(values.assign(**{RULE: rule}))
    table = pd.concat([part for part in parts if len(part)]).sort_index().reset_index(drop=True)
    said = {
        "title": known.targets.title,
        "targets": known.targets.name,
        "scenario": known.targets.scenario,
        "sets": {rule: len(one.tried.unit) for rule, one in known.rules.items()},
        "count_as": count_as,
        "in_reach": in_reach,
        **({WEIGHTS: {rule: [*of] for rule, of in weights.items()}} if in_reach else {}),
        "edition": EDITION,
        **about,
    }
    return Ensemble(name, table, said)


def turns(weights: Mapping[str, float], number: int) -> np.ndarray:
    """Who of some has each of so many turns: after any of them each has had as many as its weight is worth, to within
    one. Of two that have waited alike the first named comes first."""
    names, share = [*weights], np.array([*weights.values()])
    had, order = np.zeros(len(names)), np.empty(number, object)
    for turn in range(number):
        next_one = int(np.argmax(np.round(share / share.sum() * (turn + 1) - had, 9)))
        had[next_one] += 1
        order[turn] = names[next_one]
    return order


def spread_out(rows: np.ndarray) -> np.ndarray:
    """Rows in an order by chance in which those that come several times lie as far apart as can be, so that of the
    first few as many as possible differ; each is as likely among these as its number of times says."""
    unique, which, times = np.unique(rows, return_inverse=True, return_counts=True)
    first = np.searchsorted(np.sort(which), np.arange(len(unique)))
    turn = np.empty(len(rows))
    by_row = np.argsort(which, kind="stable")
    turn[by_row] = np.arange(len(rows)) - first[which[by_row]]
    chance = Draws(1).stream("order of the sets").bits(unique)
    start = (np.argsort(np.argsort(chance)) + 0.5) / len(unique)
    return rows[np.argsort((turn + start[which]) / times[which], kind="stable")]


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


# ---- under a reading -------------------------------------------------------------------------------------------------


def under(ensemble: Ensemble, reading: Reading | None) -> Ensemble:
    """An ensemble under a reading: its sets, with what the reading sets in place of their values; of a rule of deciding
    the sets of that rule.

    Raises
    ------
    InputError
        Where no set has the rule.
    """
    if reading is None:
        return ensemble
    table, rule = ensemble.table, reading.sets.get(RULE)
    if rule is not None:
        table = table[table[RULE] == rule].reset_index(drop=True)
        if table.empty:
            raise InputError(
                f"reading {reading.name}: the ensemble {ensemble.name} has no set of the rule {rule}; it has "
                f"those of {both(sorted(map(str, ensemble.table[RULE].unique())))}"
            )
    return replace(ensemble, table=table.assign(**reading.sets), reading=reading)


def certain_of(ensemble: Ensemble, scenario: Scenario) -> Certain:
    """What of a scenario's savings is taken as certain in an ensemble: what its reading says, if it has one."""
    return ensemble.reading.certain_of(scenario) if ensemble.reading else ()
