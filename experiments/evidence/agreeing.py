"""The worlds that agree with what is known of a programme.

Before anything is known here, a world is a set of values that agrees with what was observed elsewhere, with how much
other places differ drawn for this one, and its own chance (`experiments.evidence`). Many of these are lived through
the programme's own past, and each counts by how likely what is known would be if it had been so: its own years, of
which figures are off by an error of reading and by what the model misses. So worlds that are left stand where the
programme stands, and go on from there.

Where figures say what the sets of an ensemble agree with already, that is not counted twice: each set is lived with
several seeds, and how likely what was published is in their mean is taken out again (`already`). A figure that is the
one that was published then says nothing of the sets, and only of the luck.

A world that is left is a set of values with the luck it was lived with. Where a set is to be lived several times, to
tell luck from what is of the set, any luck will not do: with most the programme stood elsewhere today. So for each
further time some are lived through the past, and one of them is drawn, as likely as what is known would then be
(`luck_that_agrees`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from contagion.experiments.evidence.calibration import RULE
from contagion.experiments.evidence.ensemble import WEIGHTS, Ensemble, reference, spread_out
from contagion.experiments.evidence.known import FLOWS, STOCKS, Offered, offered
from contagion.experiments.evidence.programme import Programme
from contagion.experiments.evidence.targets import read_targets
from contagion.experiments.evidence.worlds import Worlds
from contagion.models.runs.lab import AGAIN
from contagion.models.runs.study import case
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Case
from contagion.sim.statistics.importance import WeightedSample

if TYPE_CHECKING:
    from contagion.models.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory


LUCK_TRIED = 10  # of which one is drawn


def luck_that_agrees(
    lab: Laboratory, programme: Programme, base: Scenario, agreement: Agreement, sets: int, times: int
) -> Ints:
    """Return the seeds with which to simulate the first sets that agree, so many times each: array (sets, times).

    The first is the one by which the set agrees; the others are used nowhere else. Errors are as wide as they were for
    the sets.
    """
    figures, ensemble = observed_of(programme), agreement.ensemble
    seeds = AGAIN + 1 + np.arange(sets * (times - 1) * LUCK_TRIED).reshape(sets, times - 1, LUCK_TRIED)
    cases = (case(ensemble.over(base, number)) for number in range(sets))
    asked = [(one, int(seed)) for one, own in zip(cases, seeds, strict=True) for seed in own.flat]
    rows = lab.run_each(asked, max(one.number for one in figures)).rows("years").rename(columns={"seed": "place"})
    off = errors_off(figures_of(rows, figures, seeds.ravel()), figures).reshape(*seeds.shape, -1)
    chance = -np.log(-np.log(Draws(1).stream("other luck that agrees").uniform(seeds)))
    keys = likelihood(off) / agreement.wider**2 + chance  # the largest marks a draw by weight (Gumbel)
    drawn = np.take_along_axis(seeds, keys.argmax(axis=2)[..., None], axis=2)[..., 0]
    return np.column_stack([np.array(ensemble.seeds[:sets]), drawn])


TRIED = 4000  # worlds
SEEDS = 10  # of each set, where figures say nothing of sets
ENOUGH = 100.0  # independent worlds that are to be left
READING, MISSED, LEAST = 0.02, 0.1, 1.0
"""Standard deviations of a figure: of its reading and of what the model misses at its best, as shares of it, and at
least one person or group (assumptions, grade D; the first two as of the ensembles)."""
FAR = 3.0  # standard deviations: beyond, no world meets a figure
WIDEST = 4.0  # times as wide as errors are, beyond which worlds do not agree and only come nearest
OF_ITS_TARGETS = ("predicted", "count_as", "sets", "command", "witness")  # that is said of an ensemble
KEPT = 1000  # worlds that are drawn of those that agree


type Ints = NDArray[np.int64]


class Observed(NamedTuple):
    """A figure of the programme: what, of or until which calendar year, and how a run tells it."""

    name: str
    year: int
    column: str
    number: int  # of the year, from 1 on
    in_year: bool  # it is of the year alone; else since the start, or a stock at its end
    value: float

    @property
    def deviation(self) -> float:
        return float(np.hypot(np.hypot(READING, MISSED) * self.value, LEAST))


@dataclass(frozen=True)
class Agreement:
    """What is known once figures of the programme were.

    Attributes
    ----------
    ensemble : Ensemble
        The worlds that agree: sets with their luck.
    table : DataFrame, a row a figure
        name, year, value; p5, p50, p95 of the worlds before (`before_`) and of those that agree (`after_`); met, the
        share of the worlds before that come within `FAR` errors of it.
    effective : float
        As how many independent worlds those that agree count.
    wider : float
        By how many times errors were taken wider, so that enough are left; 1 where they were not.
    """

    ensemble: Ensemble
    table: pd.DataFrame
    effective: float
    wider: float

    @property
    def holds(self) -> bool:
        """Whether simulations come near all figures at once; else they only come nearest, and agree with nothing."""
        return self.ensemble.in_reach


def observed_of(programme: Programme) -> list[Observed]:
    """Return the known figures, except totals that their years already imply."""

    def of(name: str, year: int, in_year: bool, value: float) -> Observed:
        return Observed(name, year, (FLOWS | STOCKS)[name], year - programme.began.year + 1, in_year, value)

    found = [
        of(name, year.year, name in FLOWS, value)
        for year in programme.known
        for name, value in year.said.items()
        if name in FLOWS | STOCKS
    ]
    if total := programme.total:
        whole = Counter(one.name for one in found if one.in_year and one.year <= total.until)
        said = (of(name, total.until, False, value) for name, value in total.said.items())
        found += [one for one in said if whole[one.name] < one.number]
    return found


@dataclass(frozen=True)
class Lived:
    """Simulations of an ensemble that were run through a programme's past; its figures have not weighted them yet.

    Attributes
    ----------
    base : Scenario
        The programme on its current course.
    ensemble : Ensemble
    unknown : Offered, optional
        What is not known of its training sessions.
    numbers, which, turn : arrays (simulations,)
        The number of each, which is its seed; its set; and which of the set's simulations it is.
    rows : DataFrame
        A row a simulation (`place`) and year.
    """

    base: Scenario
    ensemble: Ensemble
    unknown: Offered | None
    numbers: Ints
    which: Ints
    turn: Ints
    rows: pd.DataFrame


def lived_through(
    lab: Laboratory, programme: Programme, base: Scenario, ensemble: Ensemble, sets: int, tried: int, years: int
) -> Lived:
    """Run so many simulations through the past of a programme, with the first sets of an ensemble in turn.

    Raises
    ------
    InputError
        If most runs fail.
    """
    worlds, numbers, unknown = Worlds(ensemble), np.arange(1, tried + 1), offered(programme, base)
    which, turn = (numbers - 1) % sets, (numbers - 1) // sets
    order = np.lexsort((turn, which))  # set by set: what is made of one serves all its seeds

    def lived_in(n: int) -> Case:
        parameters, seed = worlds.parameters(base, int(which[n]) + 1), int(numbers[n])
        return case(unknown.decided(parameters, seed) if unknown else parameters, place=seed)

    made = lab.run_each([(lived_in(n), int(numbers[n])) for n in order], years)
    if (failed := made.table[made.table["error"] != ""]).shape[0] > tried // 2:
        raise InputError(f"{programme.source}: runs fail; the first: {failed.iloc[0]['error']}")
    return Lived(base, ensemble, unknown, numbers, which, turn, made.rows("years"))


def agreeing(
    lab: Laboratory, programme: Programme, base: Scenario, ensemble: Ensemble, tried: int = TRIED, kept: int = KEPT
) -> Agreement:
    """Simulate an ensemble through a programme's past, and draw the simulations that agree with what is known.

    Parameters
    ----------
    base : Scenario
        The programme on its current course (`lived.going_on`).
    tried : int
        Simulations to run.
    kept : int
        Simulations to draw.

    Raises
    ------
    InputError
        If nothing is known, runs fail, or no simulation comes near a figure.
    """
    if not (figures := observed_of(programme)):
        raise InputError(f"{programme.source}: has no figure that simulations could agree with")
    sets = sets_of(already(base, ensemble, figures), tried)
    lived = lived_through(lab, programme, base, ensemble, sets, tried, max(one.number for one in figures))
    return weighed_by(programme, lived, kept)


def weighed_by(programme: Programme, lived: Lived, kept: int = KEPT, enough: float = ENOUGH) -> Agreement:
    """Draw the simulations that agree with the figures of a programme, of those that were run through its past; errors
    are widened until they count as `enough` independent ones.

    Raises
    ------
    InputError
        If no simulation comes near a figure.
    """
    figures, base, ensemble, which = observed_of(programme), lived.base, lived.ensemble, lived.which
    order = np.lexsort((lived.turn, which))
    said = figures_of(lived.rows, figures, lived.numbers)
    off = errors_off(said, figures)
    met = (np.abs(off) <= FAR).mean(axis=0)
    _must_be_met(figures, said, met, programme.source)
    published = already(base, ensemble, figures)
    taken_out = likelihood(errors_off(figures_of(lived.rows, published, lived.numbers), published))
    weights = weighed(_of_worlds(likelihood(off), taken_out, which, lived.turn)[order])
    wider = weights.tolerance(enough)
    rows = order[spread_out(weights.resample(kept, Draws(1), wider))]
    chosen = [ensemble.values(int(which[n])) | ensemble.place(base, int(which[n])) for n in rows]
    table = _table(figures, said, rows, met)
    effective = weights.effective(wider)
    rules = pd.Series([one[RULE] for one in chosen]).value_counts(normalize=True)
    about = {
        **{name: said for name, said in ensemble.about.items() if name not in OF_ITS_TARGETS},
        WEIGHTS: {str(rule): [float(of), (of * (1 - of) / effective) ** 0.5] for rule, of in rules.items()},
        "title": programme.title,
        "territory": {"code": base.territory, "name": programme.territory.title},
        "programme": programme.name,
        "in_reach": bool(wider <= WIDEST and met.all()),
    }
    seeds = tuple(int(lived.numbers[n]) for n in rows)
    own = Ensemble(programme.name, pd.DataFrame(chosen), about, ensemble.reading, seeds, lived.unknown)
    return Agreement(own, table, effective, wider)


def _must_be_met(figures: Sequence[Observed], lived: Floats, met: Floats, where: str) -> None:
    """Refuse figures that no simulation comes near: what rests on them would be an answer about another programme.
    Fewer people or groups than in any simulation are possible all the same, as any programme may die: then those that
    come nearest answer, and say so (`Agreement.holds`)."""
    ends = zip(figures, np.nanmin(lived, 0), np.nanmax(lived, 0), met, strict=True)
    if far := [
        (one, low, high) for one, low, high, share in ends if not share and (one.name == "trained" or one.value > high)
    ]:
        each = "; ".join(
            f"{one.name} {one.year}: {one.value:,.0f} (simulations: {low:,.0f} to {high:,.0f})"
            for one, low, high in far
        )
        fewer = any(one.name == "trained" and one.value < low for one, low, _ in far)
        places = ", or say in `places` how many training places were on offer in that year" if fewer else ""
        raise InputError(f"{where}: no simulation comes near {each}: correct this, or leave it out{places}")


def sets_of(published: Sequence[Observed], tried: int) -> int:
    """How many sets are tried in so many worlds."""
    return max(1, tried // SEEDS) if published else tried


def published_of(base: Scenario, ensemble: Ensemble) -> list[tuple[str, int, float]]:
    """Return the published figures that the sets of an ensemble agree with, if it is of this place: name, year and
    value, since the start of the programme or at the end of the year."""
    if ensemble.is_elsewhere(base) or not (targets := ensemble.about.get("targets")):
        return []
    before = int(reference().calendar.start[:4]) - 1
    names = {column: name for name, column in (FLOWS | STOCKS).items()}
    return [
        (names[row.indicator], before + row.year, row.value)
        for row in read_targets(Path(str(targets))).rows
        if row.per is None and row.value is not None and row.indicator in names
    ]


def already(base: Scenario, ensemble: Ensemble, figures: Sequence[Observed]) -> list[Observed]:
    """Return the published figures in the sets of an ensemble that known figures repeat, at once or in all their years.
    Years of training do not: they tell of places on offer, which a run has only filled or not."""
    found = []
    for name, year, value in published_of(base, ensemble):
        same = [one for one in figures if one.name == name and one.year <= year]
        if not same:
            continue
        number = year - same[0].year + same[0].number
        at_once = any(one.year == year and not one.in_year for one in same)
        if at_once or (name != "trained" and sum(one.in_year for one in same) == number):
            found.append(Observed(name, year, same[0].column, number, False, value))
    return found


def figures_of(rows: pd.DataFrame, figures: Sequence[Observed], numbers: Ints) -> Floats:
    """Return each figure in each simulation: array (simulations, figures); NaN where a run failed."""
    out = np.empty((len(numbers), len(figures)))
    if not figures:
        return out
    wide = rows.pivot(index="place", columns="year", values=sorted({one.column for one in figures})).reindex(numbers)
    for place, one in enumerate(figures):
        of = wide[one.column]
        out[:, place] = of[one.number] - (of[one.number - 1] if one.in_year and one.number > 1 else 0.0)
    return out


def errors_off(lived: Floats, figures: Sequence[Observed]) -> Floats:
    """How many errors worlds are off: array (worlds, figures); NaN where a run failed."""
    return (lived - np.array([one.value for one in figures])) / np.array([one.deviation for one in figures])


def likelihood(off: Floats) -> Floats:
    """Log likelihood of worlds, by how many errors they are off: the last axis has the figures."""
    return np.where(np.isfinite(off), -0.5 * off**2, -np.inf).sum(axis=-1)


def _of_worlds(every: Floats, taken_out: Floats, which: Ints, turn: Ints) -> Floats:
    """Log likelihood of each world, divided by that of the published figures, on average over its set's seeds."""
    some = np.full((which.max() + 1, turn.max() + 1), -np.inf)
    some[which, turn] = taken_out
    most = some.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = most[:, 0] + np.log(np.exp(some - most).mean(axis=1))
        return np.where(np.isfinite(mean[which]), every - mean[which], -np.inf)


def weighed(log: Floats) -> WeightedSample:
    """Worlds by their likelihood, each as likely as another before."""
    return WeightedSample(np.zeros((len(log), 1)), log, np.ones(len(log)))


def _table(figures: Sequence[Observed], lived: Floats, rows: Ints, met: Floats) -> pd.DataFrame:
    table = pd.DataFrame(figures)[["name", "year", "in_year", "value"]]
    for when, values in (("before", lived), ("after", lived[rows])):
        ends = np.nanquantile(values, [0.05, 0.5, 0.95], axis=0)
        table = table.assign(**dict(zip((f"{when}_p5", f"{when}_p50", f"{when}_p95"), ends, strict=True)))
    return table.assign(met=met)
