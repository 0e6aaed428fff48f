"""Calibrate the short model (`models.theory.stock_and_flow`) to the published totals, with the errors that the ensemble
assumes. It says what a calculation without agents would say.

All that is uncertain in it lies anywhere in the range that the model declares for it; registrations a year lie anywhere
from 60 to 2,000, alike on a logarithmic scale (assumption, grade D: fewer could not have filled the groups of
Besançon; more than 2,000 fill all that its facilitators can lead). The number of groups of one programme is Poisson
about its mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import poisson

from contagion.experiments.evidence.targets import Figure, Targets, read_targets
from contagion.models.outcomes.tables import ALTERNATIVE
from contagion.models.parameters import Parameters
from contagion.models.runs.study import factors
from contagion.models.scenario import Scenario, read
from contagion.models.theory.stock_and_flow import DEMAND, UNCERTAIN, stock_and_flow
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.statistics.importance import WeightedSample

LEAST, MOST = 60.0, 2000.0  # registrations a year
TRIED, KEPT = 2**14, 1000  # sets of values; what is kept of them
OF_GROUPS = ("groups_ended", "participants", "completers", "aspirants")
READ = {
    *UNCERTAIN,
    *(f"training.{name}" for name in ("places", "outside_places", "top_up", "founders", "first_week", "period_weeks")),
    *("training.ready_after_weeks", "facilitation.leaders", "retention.mentored_share"),
    *("group.session_weeks", "group.completion_sessions"),
}
"""The parameters that it reads."""


@dataclass(frozen=True)
class ShortModel:
    """Sets of its values, each as likely as another, that agree with totals of a programme.

    Attributes
    ----------
    targets : Targets
    sets : mapping of name to array (sets,)
    """

    targets: Targets
    sets: Mapping[str, Floats]

    def foretold(self, scenario: Scenario, rows: Sequence[Figure], place: str) -> pd.DataFrame:
        """Figures of a programme: a row a set, a column a figure, by number; NaN where it says nothing.

        Parameters
        ----------
        place : str
            What it is called: each has its own luck.
        """
        return _figures(scenario.parameters, self._under(scenario), rows, place)

    def people(self, scenario: Scenario, years: int) -> Floats:
        """Participants after so many years, array (sets,)."""
        return stock_and_flow(scenario.parameters, self._under(scenario), years)["participants"][-1]

    def _under(self, scenario: Scenario) -> Mapping[str, Floats]:
        """The values, but for those that a scenario sets itself."""
        usual, p = read().parameters, scenario.parameters
        own = {name for name in UNCERTAIN if name in scenario.set_over or p.get(name) != usual.get(name)}
        return {name: np.full(len(of), p.get(name)) if name in own else of for name, of in self.sets.items()}


def knows(base: Scenario, other: Scenario) -> bool:
    """Whether the short model reads all that differs between two scenarios."""
    both = [one.parameters.model_dump() for one in (base, other)]
    set_by = [{name for decision in one.parameters.decision for name in decision.set} for one in (base, other)]
    differing = {
        f"{section}.{name}"
        for section, values in both[0].items()
        if isinstance(values, dict)
        for name, value in values.items()
        if value != both[1][section][name]
    }
    return differing | (set_by[0] ^ set_by[1]) <= READ and both[0]["alternative"] == both[1]["alternative"]


@cache
def short_model(targets: str = "besancon") -> ShortModel:
    """The short model that agrees with a file of targets, by its bare name."""
    return fit_short_model(read_targets(Path(targets)))


def fit_short_model(targets: Targets, tried: int = TRIED, kept: int = KEPT) -> ShortModel:
    """Sets weighted by those totals of a programme that the short model says anything of."""
    unit = [Draws(1).stream(f"short model: {name}").uniform(np.arange(tried)) for name in (*UNCERTAIN, DEMAND)]
    sets = {one.name: one.at(places) for one, places in zip(factors(UNCERTAIN), unit, strict=False)}
    sets[DEMAND] = LEAST * (MOST / LEAST) ** unit[-1]
    made = _figures(read(Path(targets.scenario)).parameters, sets, targets.rows, targets.name).to_numpy()
    low, high = np.array([row.bounds for row in targets.rows]).T
    error = np.hypot([row.deviation for row in targets.rows], targets.discrepancy * np.abs(low + high) / 2)
    gaps = np.nan_to_num((np.clip(made, low, high) - made) / error, nan=np.inf)[:, np.isfinite(made).any(axis=0)]
    # luck is drawn, so it is in no error
    rows = WeightedSample(np.transpose(unit), -0.5 * (gaps**2).sum(axis=1), np.ones(tried)).resample(kept, Draws(1))
    return ShortModel(targets, {name: of[rows] for name, of in sets.items()})


def _figures(p: Parameters, sets: Mapping[str, Floats], rows: Sequence[Figure], place: str) -> pd.DataFrame:
    """Figures, a column each, of sets of values."""
    number = len(sets[DEMAND])
    luck = Draws(1).stream(f"short model: number of groups in {place}").uniform(np.arange(number))
    years = stock_and_flow(p, sets, max(row.last_year for row in rows))

    def at_end(year: int) -> dict[str, Floats]:
        at = {name: values[year - 1] for name, values in years.items()}
        expected = at["groups_started"]
        started = poisson.ppf(luck, expected)
        times = np.divide(started, expected, out=np.zeros(number), where=expected > 0)
        return at | {name: at[name] * times for name in OF_GROUPS} | {"groups_started": started}

    nothing, made = np.full(number, np.nan), {}
    for place_of, row in enumerate(rows):
        above, below = at_end(row.year), at_end(row.per_year or row.year)
        made[place_of] = above.get(row.indicator, nothing)
        if row.per is not None:
            under = below.get(row.per, nothing)
            made[place_of] = np.divide(made[place_of], under, out=nothing.copy(), where=under > 0)
        if row.indicator == row.per == ALTERNATIVE:  # it is known that there are as many each year, not how many
            made[place_of] = np.full(number, row.year / (row.per_year or row.year))
    return pd.DataFrame(made)
