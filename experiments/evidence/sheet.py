"""The sheet: the lines of arithmetic that anybody would write first, to hold the model against.

    facilitator-years = Σ n a (1 − e^(−μt)) / μ    of cohorts of n trained, t years after they became available
    groups            = facilitator-years × cadence / leaders of a group
    people            = groups × size × (1 − no-show)
    completers        = people × completion
    aspirants         = completers × wish
    trained of them   = aspirants × accept, as many as there are places; others come from outside, as the sheet is told
    active            = Σ n a e^(−μt)    of cohorts, t years after training

a share of the trained becomes active, who stop at the rate μ, lower with mentoring; cadence is 52 over the weeks of
recruiting, meeting and rest; completion follows from drop-out and attendance. Groups are of a Poisson number around
that. All that is uncertain lies anywhere in the range that the model declares for it, and is weighted by how near the
sheet comes to the totals that the model is fitted to, with the same errors. Nobody has a home, an acquaintance or a
partner here, nothing is ever short, and of programmes of another kind it is known that there are as many people each
year, not how many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import binom, poisson

from contagion.experiments.evidence.targets import Figure, Targets
from contagion.models.outcomes.tables import ALTERNATIVE
from contagion.models.parameters import Parameters
from contagion.models.runs.study import factors
from contagion.models.scenario import Scenario, read
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.importance import Tried

UNCERTAIN = (
    *("training.active_share", "training.accept", "retention.loss_per_year", "retention.mentoring_effect"),
    *("facilitation.rest_weeks", "group.recruiting_weeks", "group.size", "group.no_show"),
    *("group.dropout", "group.attendance", "volunteering.wish"),
)
TRIED, KEPT = 2**16, 2000  # sets of values; what is kept of them
SLOWEST = 1e-9  # rate at which anybody stops

type Values = Mapping[str, Floats]


@dataclass(frozen=True)
class Sheet:
    """What the sheet goes on: sets of values, each as likely as another.

    Attributes
    ----------
    targets : Targets
        The totals by which they are weighted.
    values : mapping of name to array (sets,)
    """

    targets: Targets
    values: Values

    def foretold(self, scenario: Scenario, rows: Sequence[Figure], place: str) -> pd.DataFrame:
        """Figures of a programme: a row a set, a column a figure, by number; NaN where the sheet says nothing.

        Parameters
        ----------
        place : str
            What it is called: each has its own luck.
        """
        usual, p = read().parameters, scenario.parameters
        told = {name for name in UNCERTAIN if name in scenario.set_over or p.get(name) != usual.get(name)}
        known = {name: np.full(len(of), p.get(name)) if name in told else of for name, of in self.values.items()}
        return _figures(p, known, rows, place)


def weighted(targets: Targets, tried: int = TRIED, kept: int = KEPT) -> Sheet:
    """The sheet, weighted by those totals of a programme, as a file of targets says them, that it says anything of."""
    ranges = factors(UNCERTAIN)
    unit = np.array([Draws(1).stream(f"sheet: {one.name}").uniform(np.arange(tried)) for one in ranges])
    values = {one.name: one.at(places) for one, places in zip(ranges, unit, strict=True)}
    made = _figures(read(Path(targets.scenario)).parameters, values, targets.rows, targets.name).to_numpy()
    low, high = np.array([row.bounds for row in targets.rows]).T
    error = np.hypot([row.deviation for row in targets.rows], targets.discrepancy * np.abs(low + high) / 2)
    gaps = np.nan_to_num((np.clip(made, low, high) - made) / error, nan=np.inf)[:, np.isfinite(made).any(axis=0)]
    found = Tried(unit.T, -0.5 * (gaps**2).sum(axis=1), np.ones(tried))  # luck is drawn, so it is in no error
    rows = found.drawn(kept, Draws(1))
    return Sheet(targets, {name: of[rows] for name, of in values.items()})


def _figures(p: Parameters, x: Values, rows: Sequence[Figure], place: str) -> pd.DataFrame:
    """Figures, a column each, of sets of values."""
    sets = np.arange(len(x["group.size"]))
    luck = Draws(1).stream(f"sheet: number of groups in {place}").uniform(sets)
    nothing, made = np.full(len(sets), np.nan), {}
    for number, row in enumerate(rows):
        above, below = (_of_year(p, x, year, luck) for year in (row.year, row.per_year or row.year))
        made[number] = above.get(row.indicator, nothing)
        if row.per is not None:
            under = below.get(row.per, nothing)
            made[number] = np.divide(made[number], under, out=nothing.copy(), where=under > 0)
        if row.indicator == row.per == ALTERNATIVE:
            made[number] = np.full(len(sets), row.year / (row.per_year or row.year))
    return pd.DataFrame(made)


def _of_year(p: Parameters, x: Values, year: int, luck: Floats) -> dict[str, Floats]:
    """All that the sheet says of the end of a year."""
    t, end, meets = p.training, year * WEEKS_A_YEAR, max(p.group.session_weeks)
    active, helped = x["training.active_share"], p.retention.mentored_share * x["retention.mentoring_effect"]
    loss = np.maximum(x["retention.loss_per_year"] * np.exp(-helped), SLOWEST)
    cadence = WEEKS_A_YEAR / (x["group.recruiting_weeks"] + meets + x["facilitation.rest_weeks"])
    come = x["group.size"] * (1 - x["group.no_show"])
    complete = _completion(x, len(p.group.session_weeks), p.group.completion_sessions)
    aspire = come * complete * x["volunteering.wish"]
    weeks, trained = range(t.first_week, end, t.period_weeks), [np.full_like(active, t.founders)]

    def groups(week: float) -> Floats:
        since = [max(week - one - t.ready_after_weeks, 0) / WEEKS_A_YEAR for one in weeks[: len(trained)]]
        years = [n * active * -np.expm1(-loss * ago) / loss for n, ago in zip(trained, since, strict=True)]
        return np.sum(years, axis=0) * cadence / p.facilitation.leaders

    outside, from_groups = t.outside_places if t.top_up == "historical" else 0.0, np.zeros_like(active)
    for week in weeks[1:]:
        new = np.clip(groups(week - meets) * aspire * x["training.accept"] - from_groups, 0, t.places)
        from_groups = from_groups + new
        trained.append(np.minimum(new + outside, t.places))
    expected = groups(end)
    started = np.asarray(poisson.ppf(luck, expected))
    ended = groups(end - meets) * np.divide(started, expected, out=np.zeros_like(expected), where=expected > 0)
    stay = [np.exp(-loss * (end - week) / WEEKS_A_YEAR) for week in weeks]
    return {
        "groups_started": started,
        "groups_ended": ended,
        "participants": started * come,
        "completers": ended * come * complete,
        "aspirants": ended * aspire,
        "facilitators_trained": np.sum(trained, axis=0),
        "facilitators_from_groups": from_groups,
        "facilitators_active": active * np.sum([n * of for n, of in zip(trained, stay, strict=True)], axis=0),
    }


def _completion(x: Values, sessions: int, needed: int) -> Floats:
    """The share of those who come who attend enough sessions (E05)."""
    left, attends = x["group.dropout"], x["group.attendance"]
    last = [(1 - left) ** (n - 1) * (left if n < sessions else 1.0) for n in range(1, sessions + 1)]
    return np.sum([of * binom.sf(needed - 1, n + 1, attends) for n, of in enumerate(last)], axis=0)
