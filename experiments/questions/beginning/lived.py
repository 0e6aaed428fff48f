"""The first pair in a sample of EPCI: each lives its cases in worlds of its own, the same for all that is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from contagion.experiments.ensembles.ensemble import PLACE, Ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.folders import KEPT_IN
from contagion.experiments.lab.lab import elsewhere, fitted
from contagion.experiments.questions.asking import Asking
from contagion.experiments.questions.beginning.cases import ALONE, FIRST, cases
from contagion.experiments.questions.beginning.measured import BEGUN, INDICATORS
from contagion.experiments.questions.beginning.places import Place
from contagion.models.runs.indicators import Indicator
from contagion.models.scenarios.scenario import Scenario, read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.sim.chance.draws import Floats
from contagion.sim.statistics.spread import mean_of_sample, share_of_sample

YEARS = 2
SUMMER, YEAR, NEXT = 26, 52, 78  # weeks that are over by the end of June, of December, and of the next June
HOME = Place("242500361", "", 0.0, "25056", None)  # Grand Besançon
LABELS = ["place", "size", "weight", "case"]


class Told(NamedTuple):
    """A share or a difference of shares, and its 95 % interval."""

    value: float
    low: float
    high: float


def lived(asking: Asking, places: Sequence[Place], worlds: int) -> Beginnings:
    """The runs of all cases in all places: a row a run. Worlds are numbered on from one place to the next, so that no
    two places share a set, as long as there are enough."""
    rows, measured = [], tuple(Indicator.of(name, function) for name, function in INDICATORS.items())
    with asking.lab.staffed():
        _lived_at_home(asking)
        for number, place in enumerate(places):
            numbers = range(number * worlds + 1, (number + 1) * worlds + 1)
            rows.append(_lived_there(asking, place, numbers, measured))
    return Beginnings(pd.concat(rows, ignore_index=True))


def _lived_at_home(asking: Asking) -> None:
    """A run of each case in Grand Besançon: by these, which anybody can make, it is known later whether an answer still
    holds; and the workers whom they need serve the places as well."""
    some = [asking.over.case(begun_in(HOME.town), step) for step in cases(HOME).values()]
    asking.lab.run(some, [1], YEARS)


def begun_in(town: str) -> Scenario:
    """One first pair who live in a commune."""
    return read(None, [*FIRST, f'training.founder_communes=["{town}"]'])


def _lived_there(asking: Asking, place: Place, worlds: range, measured: tuple[Indicator, ...]) -> pd.DataFrame:
    """The runs of a place."""
    there = elsewhere(asking.lab, extract(find("epci", place.code)).kept(KEPT_IN), measured)
    (scenario,) = fitted(there, [begun_in(place.town)], YEARS, "as-written")
    over, labels = Worlds(asking.ensemble), dict(zip(LABELS, (place.code, place.size, place.weight), strict=False))
    some = [over.case(scenario, step, **labels, case=name) for name, step in cases(place).items()]
    runs = there.run_each([(case, world) for world in worlds for case in some], YEARS).table
    by_world = {world: over.parameters(scenario, world).get(PLACE) for world in worlds}
    return runs[[*LABELS, "seed", *INDICATORS, "registrations"]].assign(**{PLACE: runs["seed"].map(by_world)})


@dataclass(frozen=True)
class Beginnings:
    """What became of first pairs: `rows` has a row a run, with its place, size, weight and case, its `seed`, the world,
    in which weeks a first group began and ended (NaN: in none), how many registrations there were, and what asking does
    there (`demand.place`)."""

    rows: pd.DataFrame

    @cached_property
    def worlds(self) -> pd.DataFrame:
        """A row a world: its place, size and weight, and what asking does there."""
        return self.rows.drop_duplicates("seed").set_index("seed")[["place", "size", "weight", PLACE]].sort_index()

    @cached_property
    def _figures(self) -> dict[str, dict[str, Floats]]:
        """By name and case, a figure of each world; NaN where there is none."""
        return {name: self._by_case(self.rows, name) for name in (*INDICATORS, "registrations")}

    @cached_property
    def _there(self) -> dict[str, Floats]:
        """By case, 1 for the worlds in which it was lived."""
        return self._by_case(self.rows.assign(there=1.0), "there")

    def _by_case(self, rows: pd.DataFrame, name: str) -> dict[str, Floats]:
        wide = rows.pivot(index="seed", columns="case", values=name).loc[self.worlds.index]
        return {str(case): values.to_numpy(float) for case, values in wide.items()}

    def by(self, case: str, week: float, event: str = BEGUN) -> Floats:
        """By world, whether it had come to that by the end of so many weeks (1 or 0; NaN where it was not lived)."""
        return np.where(self._there[case] == 1, self._figures[event][case] < week, np.nan)

    @cached_property
    def without(self) -> NDArray[np.bool_]:
        """Worlds in which a pair alone has no group by summer."""
        return self.by(ALONE, SUMMER) == 0

    def share(self, case: str, week: float, event: str = BEGUN, size: str = "", late: bool = False) -> Told:
        """The share of worlds that have come to it by the end of so many weeks, of all EPCI of France or of a size;
        `late`: of the worlds without a group by summer."""
        return Told(*share_of_sample(*self._sampled(self.by(case, week, event), size, late)))

    def more(self, case: str, base: str, week: float, size: str = "", late: bool = False) -> Told:
        """By how much that share is greater than of another case, in the same worlds."""
        return Told(*mean_of_sample(*self._sampled(self.by(case, week) - self.by(base, week), size, late)))

    def registered(self, case: str, base: str = "") -> Told:
        """How many times somebody registered in all, in the mean; more than in another case, if there is one."""
        of = self._figures["registrations"]
        return Told(*mean_of_sample(*self._sampled(of[case] - of[base] if base else of[case], "", False)))

    def over(self, ensemble: Ensemble) -> Ensemble:
        """The sets of the worlds, with what asking does in their places."""
        sets = Worlds(ensemble).set_of
        own = pd.DataFrame([ensemble.values(sets(int(world))) for world in self.worlds.index])
        return replace(ensemble, table=own.assign(**{PLACE: self.worlds[PLACE].to_numpy()}))

    @cached_property
    def _drawn(self) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
        """Weights of the worlds, and numbers of their places and sizes."""
        place, size = (pd.factorize(self.worlds[name])[0] for name in ("place", "size"))
        return self.worlds["weight"].to_numpy(float), place, size

    def _sampled(self, values: Floats, size: str, late: bool) -> tuple[Any, Any, Any, Any]:
        """Values with their weights, places and sizes; of a size its rows alone."""
        weights, places, sizes = self._drawn
        own = (self.worlds["size"] == size).to_numpy() if size else np.ones(len(values), bool)
        counts = np.isfinite(values) & (self.without | (not late))
        return values[own], np.where(counts, weights, 0.0)[own], places[own], sizes[own]
