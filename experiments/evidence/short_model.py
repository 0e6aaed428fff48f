"""Calibrate the short model (`models.theory.stock_and_flow`) to the published totals, with the errors that the ensemble
assumes. It says what a calculation without agents would say.

All that is uncertain in it lies anywhere in the range that the model declares for it; registrations a year lie anywhere
from 60 to 2,000, alike on a logarithmic scale (assumption, grade D: fewer could not have filled the groups of
Besançon; more than 2,000 fill all that its facilitators can lead). The number of groups of one programme is Poisson
about its mean.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.evidence.targets import Figure, Targets, read_targets
from contagion.experiments.say.differences import cell, change
from contagion.experiments.say.levers import ON_THE_PAGE
from contagion.experiments.say.sentences import N_, _
from contagion.models.kernel import code_digest
from contagion.models.outcomes.tables import ALTERNATIVE
from contagion.models.parameters import Parameters
from contagion.models.runs.study import changed, factors
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.models.scenario import Scenario, read
from contagion.models.territory.territory import home
from contagion.models.theory.stock_and_flow import DEMAND, UNCERTAIN, stock_and_flow
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.laboratory.jobs import canonical
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.provenance import ROOT, digest_of
from contagion.sim.statistics.importance import WeightedSample
from contagion.sim.statistics.spread import difference

if TYPE_CHECKING:
    from contagion.experiments.evidence.worlds import Step, Worlds
    from contagion.sim.laboratory.laboratory import Runs

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
DECISION, SIZE = "decision", "group.size"
LITTLE = 0.02  # of all people: a difference on which nobody would decide
FOLDER = ".short_model"  # of a store
OF_TOTALS = 3  # years, of which the totals are
SAYS = N_("The short model, without agents, says {people}: {compared}.")
COMPARED = {
    "alike": N_("about the same"),
    "lower": N_("lower, within the ranges of both"),
    "higher": N_("higher, within the ranges of both"),
    "clearly_lower": N_("clearly lower"),
    "clearly_higher": N_("clearly higher"),
}
CODE = ("experiments/evidence/short_model.py", "models/theory/stock_and_flow.py", "sim/statistics/importance.py")


@dataclass(frozen=True)
class ShortModel:
    """Sets of its values, each as likely as another, that agree with totals of a programme.

    Attributes
    ----------
    targets : Targets
    sets : mapping of name to array (sets,)
    rows : sequence of int
        Which of the tried sets these are.
    """

    targets: Targets
    sets: Mapping[str, Floats]
    rows: Sequence[int] = ()

    def foretold(self, scenario: Scenario, rows: Sequence[Figure], place: str) -> pd.DataFrame:
        """Figures of a programme: a row a set, a column a figure, by number; NaN where it says nothing.

        Parameters
        ----------
        place : str
            What it is called: each has its own luck.
        """
        return _figures(scenario.parameters, self._under(scenario), rows, place)

    def people(self, scenario: Scenario, years: int, step: Step | None = None) -> Floats:
        """Participants after so many years, array (sets,); a step is taken from the values that each set has. No step
        is one of the size of groups: sets may have sizes that a scenario may not."""
        sets, parameters = dict(self._under(scenario)), scenario.parameters
        if step:
            names = [name for name in UNCERTAIN if name != SIZE]
            rows = zip(*(sets[name].tolist() for name in names), strict=True)
            made = [step(changed(parameters, dict(zip(names, row, strict=True)))) for row in rows]
            sets |= {name: np.array([one.get(name) for one in made]) for name in names}
            parameters = step(parameters)
        return stock_and_flow(parameters, sets, years)["participants"][-1]

    def _under(self, scenario: Scenario) -> Mapping[str, Floats]:
        """Return the values of each set, with the scenario's own where it sets them itself."""
        usual, p = read().parameters, scenario.parameters
        own = {name for name in UNCERTAIN if name in scenario.set_over or p.get(name) != usual.get(name)}
        return {name: np.full(len(of), p.get(name)) if name in own else of for name, of in self.sets.items()}


def knows(base: Scenario, other: Scenario) -> bool:
    """Whether the short model reads all that differs between two scenarios."""
    return differing(base, other) <= READ


def differing(base: Scenario, other: Scenario) -> set[str]:
    """Return the parameters that differ between two scenarios, from the start or by a decision on a date; for other
    tables, and for decisions that depend on the state or apply to some only, the name of the table."""
    one, two = (scenario.parameters.model_dump() for scenario in (base, other))
    names = set[str]()
    for section, values in one.items():
        if isinstance(values, dict):
            names |= {f"{section}.{name}" for name, value in values.items() if value != two[section][name]}
        elif section != DECISION and values != two[section]:
            names.add(section)
    decided, otherwise = (scenario.parameters.decision for scenario in (base, other))
    for row in (*(row for row in decided if row not in otherwise), *(row for row in otherwise if row not in decided)):
        names |= {DECISION} if row.when or row.scope or row.extra_session else set(row.set)
    return names


def compare_medians(agents: Mapping[str, float], short: Mapping[str, float], little: float) -> str:
    """Return the key of `COMPARED` for a result of the short model next to that of agents (both `spread`).

    They are alike where each median lies in the middle half of the other, or where the medians differ by no more than a
    `little`; one is clearly lower or higher where a median lies outside the 90 % range of the other.
    """

    def inside(low: str, high: str) -> bool:
        return all(a[low] <= b["p50"] <= a[high] for a, b in ((agents, short), (short, agents)))

    if abs(agents["p50"] - short["p50"]) <= little or inside("p25", "p75"):
        return "alike"
    side = "lower" if short["p50"] < agents["p50"] else "higher"
    return side if inside("p5", "p95") else f"clearly_{side}"


def people_ahead(scenario: Scenario, years: int, store: Path, step: Step | None = None) -> Floats:
    """Participants in the years of a run after the past of a scenario, array (sets,), by the usual totals; with a step,
    as of `ShortModel.people`. A folder of the store keeps them by all that they result from."""
    made_by = digest_of(ROOT, CODE), code_digest(), read_targets(Path(ENSEMBLE)), sorted(scenario.set_over)
    further = canonical(step(scenario.parameters).model_dump()) if step else ""
    asked = canonical(scenario.parameters.model_dump()), further, years, scenario.past
    kept = store / FOLDER / f"{sha256(repr((made_by, asked)).encode()).hexdigest()}.npy"
    with suppress(OSError, ValueError):
        return np.load(kept)
    model = short_model()
    past = model.people(scenario, scenario.past) if scenario.past else 0.0
    people = model.people(scenario, years, step) - past
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        new = kept.with_name(f"{os.getpid()}-{kept.name}")
        np.save(new, people)
        new.replace(kept)
    return people


def short_model_in_words(
    base: Scenario, other: Scenario, row: Mapping[str, Any], worlds: Worlds, runs: Runs, step: Step | None = None
) -> list[str]:
    """State in one line what the short model predicts for the people that another scenario adds, compared with agents.

    Return nothing if it cannot say: for parameters that it does not read, for other places, totals, readings or your
    own figures, and for a single parameter set.

    Parameters
    ----------
    row : mapping
        The people added with agents (`sim.statistics.spread.difference`).
    runs : Runs
        Runs with agents; their store keeps what the short model says.
    step : callable, optional
        Takes the other scenario further, in each simulation from the values that it has there.
    """
    names = differing(base, other)
    each = step and not names.isdisjoint(UNCERTAIN)
    cannot = each and (base.past or SIZE in names)
    if cannot or not (can_say(base, worlds) and other.territory in {"", home()} and names <= READ):
        return []
    years, store = int(runs.table["years"].iloc[0]), runs.store.folder
    before = people_ahead(base, years, store)
    after = people_ahead(base, years, store, step) if each else people_ahead(other, years, store)
    more = difference(after - before)
    compared = compare_medians(row, more, LITTLE * float(np.median(before)))
    return [_(SAYS, people=cell(more, change), compared=_(COMPARED[compared]))]


def can_say(base: Scenario, worlds: Worlds) -> bool:
    """Return whether the short model can say anything of options compared with a scenario."""
    ensemble = worlds.ensemble
    of_totals = ensemble.about.get("targets") == ENSEMBLE and not ensemble.reading and base.past <= OF_TOTALS
    return of_totals and base.territory in {"", home()} and knows(read(), base)


def numbers(base: Scenario, worlds: Worlds, years: int) -> dict[str, Any] | None:
    """Return what scripts of the page need to say the same; None where it cannot be said or drawn values are set."""
    p, levers = base.parameters, {one.parameter for one in ON_THE_PAGE}
    if not can_say(base, worlds) or not differing(read(), base).isdisjoint(UNCERTAIN):
        return None
    names = sorted(name for name in READ - {*UNCERTAIN} if not name.startswith("group."))
    laws = [(one.name, one.low, one.high, "whole" if one.whole else one.law) for one in factors(UNCERTAIN)]
    every = [p.with_decisions(p.in_force(year * WEEKS_A_YEAR)) for year in range(years)]
    return {
        "steps": np.diff(short_model().rows, prepend=0).tolist(),  # from one row to the next
        "laws": [*laws, (DEMAND, LEAST, MOST, "log")],
        "names": names,
        "each": [[one.get(name) for name in names] for one in every],
        "reads": sorted(READ & levers),
        "little": LITTLE,
        "weeks": max(p.group.session_weeks),
        "sessions": [len(p.group.session_weeks), p.group.completion_sessions],
    }


@cache
def short_model(targets: str = ENSEMBLE) -> ShortModel:
    """Return the short model that agrees with a file of targets, by its bare name."""
    return fit_short_model(read_targets(Path(targets)))


def fit_short_model(targets: Targets, tried: int = TRIED, kept: int = KEPT) -> ShortModel:
    """Fit the short model: weight sets by those totals of a programme that it can predict."""
    unit = [Draws(1).stream(f"short model: {name}").uniform(np.arange(tried)) for name in (*UNCERTAIN, DEMAND)]
    sets = {one.name: one.at(places) for one, places in zip(factors(UNCERTAIN), unit, strict=False)}
    sets[DEMAND] = LEAST * (MOST / LEAST) ** unit[-1]
    made = _figures(read(Path(targets.scenario)).parameters, sets, targets.rows, targets.name).to_numpy()
    low, high = np.array([row.bounds for row in targets.rows]).T
    error = np.hypot([row.deviation for row in targets.rows], targets.discrepancy * np.abs(low + high) / 2)
    gaps = np.nan_to_num((np.clip(made, low, high) - made) / error, nan=np.inf)[:, np.isfinite(made).any(axis=0)]
    # chance is drawn, so no error includes it
    rows = WeightedSample(np.transpose(unit), -0.5 * (gaps**2).sum(axis=1), np.ones(tried)).resample(kept, Draws(1))
    return ShortModel(targets, {name: of[rows] for name, of in sets.items()}, rows.tolist())


def _figures(p: Parameters, sets: Mapping[str, Floats], rows: Sequence[Figure], place: str) -> pd.DataFrame:
    """Figures, a column each, of sets of values."""
    from scipy.stats import poisson  # slow to load

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
