"""An ensemble: sets of values of all that is uncertain that agree with what was observed of a programme.

A *world* is a set of values with a seed: what is answered over an ensemble is answered in each of its worlds, the same
worlds for all that is compared. What a scenario itself sets apart from the reference stays as it sets it, and what
somebody sets on top of it in any case; the rest goes on as it was, so that the reference over an ensemble agrees with
what was observed.

The figures that sets agree with are those of one territory. They do not know how much more or less asking does in
another (`demand.place`), nor who fills the training places there that participants leave over (`training.top_up`):
partners' candidates, or nobody. Over another territory both are drawn again for each set, as before anything was
observed.

Files are Parquet tables that say what they are (`Ensemble.about`). Two come with the project, `data/ensembles`. An
ensemble is of one model: its edition, its numbers and the run of a witness tell whether it is of today's.

Rival accounts of how things work are all as likely before anything was observed, and what was observed speaks for each
by its evidence, the mean likelihood over its prior. What sets make of each figure that was observed (the posterior
predictive) is worked out once, from runs with seeds that nothing was fitted with, and stands in `about`, "predicted".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from hashlib import sha256
from math import inf, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.evidence.calibration import CHOICES, RULE, RULES, Calibration, figures_of, values_at
from contagion.experiments.evidence.readings import reference
from contagion.experiments.evidence.targets import FOLDER as FITTED
from contagion.models.kernel import EDITION
from contagion.models.parameters import Parameters, names
from contagion.models.runs.lab import laboratory
from contagion.models.runs.study import case, changed, factors
from contagion.models.runs.vocabulary import ENSEMBLE, KEPT_SETS
from contagion.models.scenario import Scenario, read
from contagion.models.territory.communes import DATA
from contagion.models.territory.territory import SHIPPED_SOURCE, home
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.errors import InputError, both
from contagion.sim.files import read_parquet, said_in, write_parquet
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.reading import file_named, is_there
from contagion.sim.statistics.designs import Factor
from contagion.sim.statistics.spread import QUANTILES

if TYPE_CHECKING:
    from contagion.experiments.evidence.known import Offered
    from contagion.experiments.evidence.readings import Reading
    from contagion.models.outcomes.footprint import Certain


PLACE, TOP_UP = "demand.place", "training.top_up"
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
        Under which it is taken (`experiments.evidence.readings.under`).
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

    @property
    def is_other_reading(self) -> bool:
        """Whether its targets come with the project and are not the usual ones."""
        return is_other_reading(self.about)

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
        """Return the values of a set; numbers beyond the last start again at the first."""
        return {name: column[number % len(self)] for name, column in self._columns.items()}

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        return {str(name): column.tolist() for name, column in self.table.items()}

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
        """Return what is drawn for a set on the territory of a scenario, if the set does not know it. Two scenarios
        there have the same values in a simulation, and so has its second replicate."""
        if not self.is_elsewhere(scenario):
            return {}
        there, who = Draws(1).stream(f"place, {scenario.territory}"), Draws(1).stream("who fills places elsewhere")
        fills = CHOICES[TOP_UP][int(who.index(len(CHOICES[TOP_UP]), number % len(self)))]  # so a set keeps it anywhere
        return {PLACE: _rounded(float(_law_of_places().at(float(there.uniform(number))))), TOP_UP: fills}

    def known(self, scenario: Scenario, sets: int | None = None) -> pd.DataFrame:
        """Return the first so many sets of the table, as they are on the territory of a scenario."""
        table = self.table.iloc[:sets]
        if not self.is_elsewhere(scenario):
            return table
        return table.assign(**pd.DataFrame([self.place(scenario, number) for number in range(len(table))]))

    def over(self, scenario: Scenario, number: int) -> Parameters:
        """Return the scenario's parameters with the values of a set, except what the scenario sets (`left_to`)."""
        own, values = {*self.left_to(scenario)}, self.values(number) | self.place(scenario, number)
        made = changed(scenario.parameters, {name: value for name, value in values.items() if name not in own})
        return self.offered.decided(made, self.seeds[number % len(self.seeds)]) if self.offered else made

    def left_to(self, scenario: Scenario) -> list[str]:
        """Return the uncertain parameters that a scenario sets itself: unlike the reference, or on request."""
        own, told, usual = scenario.parameters, scenario.set_over, dict(self._usual)
        if self.is_elsewhere(scenario):
            usual |= {name: reference().get(name) for name in (PLACE, TOP_UP)}
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
    return factors([PLACE])[0]


def drawn(known: Calibration, name: str, sets: int = KEPT_SETS, **about: Any) -> Ensemble:
    """Draw an ensemble from a calibration: so many sets per rule on average, the number of each by the weight of the
    rule, drawn by their own weights. If no set comes near all targets, take the nearest of each rule, as errors that
    far away no longer distinguish sets or rules."""
    in_reach, weights = known.in_reach, weights_of_rules(known)
    order = turns({rule: weight for rule, (weight, _) in weights.items()}, sets * len(known.rules))
    parts, count_as = [], {}
    for rule, one in known.rules.items():
        places = np.flatnonzero(order == rule)
        rows = one.tried.resample(len(places), Draws(1)) if in_reach else one.near(len(places))
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
    """Return an ensemble under a reading: its sets, with the values that the reading sets; for a rule of deciding, the
    sets of that rule.

    Raises
    ------
    InputError
        If no set has the rule.
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


def is_other_reading(about: Mapping[str, Any]) -> bool:
    """Whether an ensemble is of targets that come with the project, other than the usual ones."""
    return about.get("targets") != ENSEMBLE and (FITTED / f"{about.get('targets')}.toml").exists()


def certain_of(ensemble: Ensemble, scenario: Scenario) -> Certain:
    """Return what an ensemble's reading, if it has one, takes as certain of a scenario's savings."""
    return ensemble.reading.certain_of(scenario) if ensemble.reading else ()


FOLDER = DATA / "ensembles"


def witness(ensemble: Ensemble, store: Path) -> str:
    """Return the digest of one run of one year with the first set, which shows whether a model runs differently;
    `store` is where the run is kept."""
    lab = laboratory("serial", store=store)
    runs = lab.run([case(ensemble.over(read(), 0))], [1], 1)
    return str(runs.table["event_log_sha256"].iloc[0])


def write(ensemble: Ensemble, file: Path) -> None:
    """Write an ensemble as a Parquet file that says what it is, whole or not at all."""
    beside = file.with_name(f".{file.name}.partial")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_parquet(ensemble.table, beside, ensemble=json.dumps(dict(ensemble.about), ensure_ascii=False))
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


_FITTING: set[tuple[object, bytes]] = set()
"""Editions and files of which this process has seen that the model runs as they say."""


def read_ensemble(asked: Path, store: Path | None = None, data: str | None = None) -> Ensemble:
    """Read an ensemble: a file, or one that comes with the project by its bare name (`besancon`).

    Parameters
    ----------
    store : Path, optional
        Where the run of its witness is kept, by which it is seen that it is of this model.
    data : str, optional
        Of which territory is asked.

    Raises
    ------
    InputError
        Where it is none, or was made with a model that runs otherwise, with the command that makes it anew; or is of
        elsewhere, where the territory has figures of its own.
    """
    found, file = as_written(asked)
    fits = EDITION, sha256(file.read_bytes()).digest()
    if fits not in _FITTING:
        _must_be_of_this_model(found, file, store)
    if store is not None:
        _FITTING.add(fits)
    if data == SHIPPED_SOURCE != found.about.get("data", SHIPPED_SOURCE):
        raise InputError(
            f"{file}: was calibrated elsewhere ({found.about.get('title', found.name)}), and Grand Besançon has "
            f"figures of its own: take {', '.join(shipped())}, or ask of that territory"
        )
    return found


def as_written(asked: Path) -> tuple[Ensemble, Path]:
    """Read an ensemble as its file has it, from any model, and return it with that file.

    Raises
    ------
    InputError
        If it is not an ensemble.
    """
    file = file_named(asked, FOLDER, ".parquet")
    try:
        table, about = read_parquet(file), json.loads(said_in(file, "ensemble"))
        if not isinstance(about, dict) or table.empty or RULE not in table:
            raise ValueError(file)
    except (OSError, ValueError):
        missing = f"{asked}: no such ensemble. Available: {', '.join(shipped())}"
        none = f"{file}: is not an ensemble, as `contagion calibrate` writes them"
        raise InputError(none if is_there(file) else missing) from None
    return Ensemble(file.stem, table, about), file


def shipped() -> list[str]:
    """Return the names of the ensembles that come with the project."""
    return sorted(one.stem for one in FOLDER.glob("*.parquet"))


def _must_be_of_this_model(ensemble: Ensemble, file: Path, store: Path | None) -> None:
    command = ensemble.about.get("command") or f"contagion calibrate {ensemble.about.get('targets', 'TARGETS')}"
    again = f"make it again, and put what it keeps in place of this file: {command}"
    if ensemble.about.get("edition") != EDITION:
        raise InputError(f"{file}: was made with edition {ensemble.about.get('edition')} of the model; {again}")
    missing = [name for name in ensemble.table if name not in {RULE, *names()}]
    if missing or set(ensemble.table[RULE]) - set(RULES):
        raise InputError(f"{file}: speaks of {', '.join(missing) or 'rules'} that this model has not; {again}")
    for name, column in ensemble.table.items():  # values that no run can have
        is_number = pd.api.types.is_numeric_dtype(column)
        ends = [column.min(skipna=False), column.max(skipna=False)] if is_number else column.astype(str).unique()
        for value in np.array(ends).tolist():
            changed(reference(), {str(name): value}, str(file))
    if store is not None and ensemble.about.get("witness") not in (None, witness(ensemble, store)):
        raise InputError(f"{file}: was made with another version of the model, whose runs differ; {again}")


def weights_of_rules(known: Calibration) -> dict[str, tuple[float, float]]:
    """Return the weight of each rule of deciding, with its standard error from the number of sets tried.

    A rule under which no set comes near all targets has no weight. If that holds for every rule, all have the same
    weight, and no error is known.
    """
    if not known.in_reach:
        return dict.fromkeys(known.rules, (1 / max(len(known.rules), 1), nan))
    log = np.array([one.log_evidence if one.in_reach else -inf for one in known.rules.values()])
    share = np.exp(log - log.max())
    share = share / share.sum()
    variance = (share * [one.error_of_evidence for one in known.rules.values()]) ** 2
    # a share is moved by its own evidence, and by that of the others
    error = np.sqrt((1 - share) ** 2 * variance + share**2 * (variance.sum() - variance))
    return {name: (float(one), float(off)) for name, one, off in zip(known.rules, share, error, strict=True)}


SETS, SEEDS, FIRST_SEED = 300, 2, 1_000_001  # of the ensemble, of each set, and from which on


def predicted(lab: Laboratory, known: Calibration, ensemble: Ensemble, sets: int = SETS) -> list[dict[str, Any]]:
    """Compare each target with runs of the ensemble, one row each, as JSON can have it.

    Returns
    -------
    list of dict
        name; indicator, year, per, per_year; low and high, what was observed (the same for a value); error, standard
        deviation of the observation; discrepancy, of what the model misses at its best. p5, p50 and p95 of one run of a
        set, chance included; luck, the standard deviation of runs of the same set. below_low and below_high, the shares
        of what would be observed, with all errors, below what was: its quantiles. Shares and quantiles are over runs
        that have the figure; told, how many of 100 do.
    """
    some = (changed(known.scenario.parameters, ensemble.values(n)) for n in range(min(sets, len(ensemble))))
    texts = [case(one).parameters for one in some]
    made = figures_of(lab, known.targets.rows, texts, SEEDS, known.targets.years, FIRST_SEED)
    rows = []
    for number, row in enumerate(known.targets.rows):
        low, high = row.bounds
        discrepancy = known.targets.discrepancy * abs(low + high) / 2
        said = {name: getattr(row, name) for name in ("name", "indicator", "year", "per", "per_year")}
        said |= {"low": low, "high": high, "error": row.deviation, "discrepancy": discrepancy}
        rows.append(said | beside(made[:, :, number], low, high, row.deviation, discrepancy))
    return rows


def beside(figures: Floats, low: float, high: float, error: float, discrepancy: float) -> dict[str, float]:
    """Return the quantiles of runs, array (sets, seeds), and where an observation with these errors lies in them."""
    from scipy.stats import norm

    one_run = figures[np.isfinite(figures)]
    whole = figures[np.isfinite(figures).all(axis=1)]
    if not len(one_run):
        return dict.fromkeys([*QUANTILES, "luck", "below_low", "below_high", "told"], 0.0)
    ends = dict(zip(QUANTILES, np.quantile(one_run, list(QUANTILES.values())), strict=True))
    luck = float(np.sqrt(whole.var(axis=1, ddof=1).mean())) if len(whole) else 0.0
    spread = np.hypot(error, discrepancy)
    below = {name: norm.cdf((at - one_run) / spread).mean() for name, at in (("below_low", low), ("below_high", high))}
    told = 100 * len(one_run) / figures.size
    return {name: float(f"{value:.{DIGITS}g}") for name, value in {**ends, "luck": luck, **below, "told": told}.items()}


def predicted_of(about: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of `predicted` that an ensemble records; empty if it records none."""
    rows = about.get("predicted")
    return [*rows] if isinstance(rows, list) else []
