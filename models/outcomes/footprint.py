"""What a completer saves (S14), worked out after the run from its events. Whoever completes a group saves from then on
`saving` × `self_report` × L tonnes a year, at most `cap`; L is theirs, drawn with mean 1. The saving fades at the rate
`decay`; where it grows instead, it stops at the cap. Of this a share `rebound` is lost, and the household adds a share
`spillover`, where there is somebody else in it, and once: to what the first of it saves. Whoever started and did not
complete saves `other_share` of it, from the week of leaving or of the group's end. What falls anyway, with everybody's
emissions, is not credited.

Nobody knows these figures, so nothing here is a single number: the assumptions are drawn together over their ranges,
the same draws for all runs and scenarios, and results are said as the 5th, 50th and 95th of 100.

What participants of the alternative programmes save (S15), worked out after a run beside
`models.outcomes.footprint`. Each saves the mean from when their group starts, whether or not they stay; starts are
spread evenly over the year, of which only the number is kept. What they save, and how fast that fades, belongs to the
kind of programme; rebound, and the part of what people say that is real, are those of the groups (assumed). Who stands
for a household counts once: nothing is added for the others in it, whose saving is in the figure. Of other participants
each is taken not to live alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.models.outcomes.counting.counts import SAVERS
from contagion.models.outcomes.record import Record
from contagion.models.outcomes.tables import LEVELS, NODES_A_YEAR, cohorts, savers, stacked
from contagion.models.parameters import Alternative, Footprint, Parameters, describe
from contagion.models.parameters.sections.alternatives import OF_A_KIND
from contagion.sim.chance.draws import Draws, Floats, Stream
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.spread import QUANTILES, quantiles, triangular

DRAWS = 1000  # of the assumptions
SMALL = 1e-2  # below it a series is more exact than the difference
RANGES = {row["name"]: row["range"] for row in describe() if row["name"].startswith("footprint.")}

type Law = tuple[float, float, float]
"""The least, the mode and the most of an assumption; three times the same where it is certain."""
type Certain = tuple[tuple[str, float], ...]
"""What is taken as certain, by name (`footprint.decay`, `workshop.decay`), in place of its draws."""


@dataclass(frozen=True, eq=False)
class Assumptions:
    """Values of what is not known, a number a draw, shape (draws,); see `models.parameters.sections.money`. The cap is
    certain."""

    saving: Floats
    self_report: Floats
    decay: Floats
    rebound: Floats
    spillover: Floats
    other_share: Floats
    cap: float

    @classmethod
    @lru_cache(maxsize=8)
    def drawn(cls, footprint: Footprint, number: int = DRAWS, certain: Certain = ()) -> Self:
        """Draws over the declared ranges, each assumption apart from the others.

        Their law is triangular, with the scenario's value as its mode; a value outside the declared range widens it.
        That law, and that the assumptions are independent, are assumptions themselves. They are the same for all runs
        and scenarios, so differences are paired; more draws keep the first ones. What is `certain` is not drawn.
        """
        draws = {name: _draw(name, law, number) for name, law in cls.laws(footprint, certain).items()}
        return cls(**{name.partition(".")[2]: values for name, values in draws.items()}, cap=footprint.cap)

    @classmethod
    def laws(cls, footprint: Footprint, certain: Certain = ()) -> dict[str, Law]:
        """Return the laws of all assumptions that are drawn, by the name of their parameter."""
        names = {f"footprint.{name}": getattr(footprint, name) for name in cls.uncertain()}
        return {name: _law(name, value, RANGES[name], certain) for name, value in names.items()}

    @classmethod
    def uncertain(cls) -> list[str]:
        """Names of what is drawn."""
        return [field.name for field in fields(cls) if field.name != "cap"]

    def saved(self, level: ArrayLike, years: ArrayLike, *, completed: bool = True, spills: bool = True) -> Floats:
        """Tonnes CO2e that a person saves from completing (or leaving) up to so many years later, with what the
        household adds if the saving `spills` over to it; exact integral.

        Parameters
        ----------
        level, years : array, of shapes that fit each other

        Returns
        -------
        array (draws, *the common shape)
        """
        level, years = np.asarray(level, float), np.asarray(years, float)
        of_draws = (slice(None), *[None] * np.broadcast(level, years).ndim)
        share = 1.0 if completed else self.other_share
        first = np.minimum((self.saving * self.self_report * share)[of_draws] * level, self.cap)
        credited = ((1 - self.rebound) * (1 + self.spillover * spills))[of_draws]
        return credited * _integral(first, self.decay[of_draws], self.cap, years)

    def saved_from_a_year(self, years: int, *, spills: bool = True) -> Floats:
        """Tonnes CO2e that one of those who begin in a year saves up to the end of that year, of the next, and so on:
        the exact mean over beginnings that are spread evenly over the year.

        Returns
        -------
        array (draws, years)
        """
        first = np.minimum(self.saving * self.self_report, self.cap)[:, None]
        since = _integral_twice(first, self.decay[:, None], self.cap, np.arange(years + 1.0))
        return ((1 - self.rebound) * (1 + self.spillover * spills))[:, None] * np.diff(since)


def _law(name: str, value: float, over: tuple[float, float], certain: Certain) -> Law:
    law = dict(certain).get(name)
    return (min(over[0], value), value, max(over[1], value)) if law is None else (law, law, law)


def _draw(name: str, law: Law, number: int) -> Floats:
    return triangular(*law, stream_of(name), number)


def stream_of(name: str) -> Stream:
    """Return the stream of an assumption, which is the same for all runs."""
    return Draws(0).stream(f"assumption: {name}")


def _integral(first: Floats, decay: Floats, cap: float, years: Floats) -> Floats:
    """∫ min(cap, first·exp(−decay·t)) dt from 0 to `years`; `first` is at most the cap, draws are the first axis."""
    out = first * _duration(decay, years)
    grows = decay.ravel() < 0
    if grows.any():
        until = _reaches_the_cap(first[grows], decay[grows], cap, years)
        out[grows] = first[grows] * _duration(decay[grows], until) + cap * (years - until)
    return out


def _integral_twice(first: Floats, decay: Floats, cap: float, years: Floats) -> Floats:
    """Integrate `_integral` from 0 to `years`."""
    out = first * _twice(decay, years)
    grows = decay.ravel() < 0
    if grows.any():
        first, decay = first[grows], decay[grows]
        until = _reaches_the_cap(first, decay, cap, years)
        beyond = years - until
        out[grows] = first * (_twice(decay, until) + _duration(decay, until) * beyond) + cap * beyond**2 / 2
    return out


def _reaches_the_cap(first: Floats, decay: Floats, cap: float, years: Floats) -> Floats:
    """Compute when a saving that grows has reached the cap; `years`, where it does so later."""
    with np.errstate(divide="ignore"):
        return np.minimum(np.log(cap / first) / -decay, years)


def _duration(decay: Floats, years: Floats) -> Floats:
    """∫ exp(−decay·t) dt from 0 to `years`."""
    z = decay * years
    return years * np.where(z == 0, 1.0, -np.expm1(-z) / np.where(z == 0, 1.0, z))


def _twice(decay: Floats, years: Floats) -> Floats:
    """Integrate `_duration` from 0 to `years`."""
    z = decay * years
    small = np.abs(z) < SMALL
    apart = np.where(small, 1.0, z)
    series = 1 / 2 - z / 6 + z**2 / 24 - z**3 / 120 + z**4 / 720
    return years**2 * np.where(small, series, (np.expm1(-apart) + apart) / apart**2)


def avoided(gathered: Floats, assumptions: Assumptions, years: int, last: bool = False) -> Floats:
    """Tonnes CO2e avoided from the start up to the end of each year, in each run under each draw of the assumptions.

    Parameters
    ----------
    gathered : array (runs, dates, kinds × levels)
        From `models.outcomes.tables.stacked`.
    years : int
        Horizon; it may lie beyond the end of the runs, after which nobody joins and savings go on.
    last : bool
        Of the last year alone.

    Returns
    -------
    array (runs, draws, years)
    """
    runs, dates, _ = gathered.shape
    each = _of_each(assumptions, years)
    first = years if last else 1
    out = np.empty((years + 1 - first, runs, each.shape[2]))
    for year in range(first, years + 1):
        first_date = min(year * NODES_A_YEAR + 1, dates)
        node = (years - year) * NODES_A_YEAR
        saved = each[node : node + first_date].reshape(-1, each.shape[2])
        out[year - first] = gathered[:, :first_date].reshape(runs, -1) @ saved
    return np.moveaxis(out, 0, 2)


@lru_cache(maxsize=2)  # some megabytes each
def _of_each(assumptions: Assumptions, years: int) -> Floats:
    """Compute what one of each kind and level saves up to the horizon, by date of joining: array (dates, kinds ×
    levels, draws)."""
    ages = np.arange(years * NODES_A_YEAR, -1, -1) / NODES_A_YEAR
    out = np.empty((len(ages), len(SAVERS) * len(LEVELS), len(assumptions.saving)))
    for kind, (completed, spills) in enumerate(SAVERS):
        own = slice(kind * len(LEVELS), (kind + 1) * len(LEVELS))
        out[:, own] = assumptions.saved(LEVELS[:, None], ages, completed=completed, spills=spills).T
    return out


# ---- what is said ----------------------------------------------------------------------------------------------------


def by_year(totals: Floats) -> pd.DataFrame:
    """Tonnes CO2e avoided in each year, and since the start.

    Parameters
    ----------
    totals : array (runs, draws, years)
        Avoided from the start up to the end of each year.

    Returns
    -------
    DataFrame, a row a year
        year; p5, p50, p95 of that year; cumulative_p5, cumulative_p50, cumulative_p95. The quantiles of a sum are not
        the sums of quantiles.
    """
    in_year = np.diff(totals, axis=2, prepend=0.0)
    since_start = {f"cumulative_{name}": values for name, values in quantiles(totals).items()}
    return pd.DataFrame({"year": np.arange(1, totals.shape[2] + 1), **quantiles(in_year), **since_start})


def cost_per_tonne(euros: ArrayLike, totals: Floats) -> dict[str, float]:
    """Euros, array (runs,), for each of the tonnes avoided, array (runs, draws): the 5th, 50th and 95th of 100, over
    all runs and draws together. Infinite where nothing is avoided. These are values that occur: means of two would not
    do where one is infinite."""
    euros = np.broadcast_to(np.asarray(euros, float)[:, None], totals.shape)
    each = np.divide(euros, totals, out=np.full(totals.shape, np.inf), where=totals > 0)
    quantiles = np.quantile(each, list(QUANTILES.values()), method="inverted_cdf")
    return dict(zip(QUANTILES, map(float, quantiles), strict=True))


def summary(footprint: pd.DataFrame, euros: float) -> dict[str, Any]:
    """Return the figures of the last year of the table, the cost per tonne, and the table itself, ready for JSON, to a
    tenth of a tonne and a cent. The more was avoided, the less a tonne cost; None where nothing was."""
    table, last = footprint.round(1).to_dict("list"), footprint.iloc[-1]
    saved = {name: float(last[f"cumulative_{name}"]) for name in QUANTILES}
    a_tonne = zip(QUANTILES, reversed(saved.values()), strict=True)
    return {
        **{f"tco2e_avoided_{name}": table[f"cumulative_{name}"][-1] for name in QUANTILES},
        **{f"cost_per_tco2e_{name}": round(euros / tonnes, 2) if tonnes else None for name, tonnes in a_tonne},
        "footprint": table,
    }


def drawn(alternative: Alternative, name: str, number: int = DRAWS, certain: Certain = ()) -> Floats:
    """Draws of what is assumed of an alternative programme, its `saving` or `decay`: over the range of its kind, with
    the row's value as their mode, as for the groups."""
    extra: Any = type(alternative).model_fields[name].json_schema_extra
    label = f"{alternative.kind}.{name}"
    return _draw(label, _law(label, getattr(alternative, name), extra["range"], certain), number)


def of_its_kind(alternative: Alternative, assumptions: Assumptions, certain: Certain = ()) -> Assumptions:
    """Replace assumptions that depend on the kind of programme by those of an alternative programme."""
    number = len(assumptions.saving)
    return replace(assumptions, **{name: drawn(alternative, name, number, certain) for name in OF_A_KIND})


def avoided_by_participants(participants: ArrayLike, alternative: Alternative, assumptions: Assumptions) -> Floats:
    """Tonnes CO2e that participants, array (runs, years), of an alternative programme avoid from the start up to the
    end of each year, under assumptions that are `of_its_kind`: array (runs, draws, years)."""
    counts = np.asarray(participants, float)
    years = counts.shape[1]
    each = assumptions.saved_from_a_year(years, spills=not alternative.whole_household)
    out = np.zeros((len(counts), *each.shape))
    for year_joined in range(years):
        out[:, :, year_joined:] += counts[:, year_joined, None, None] * each[None, :, : years - year_joined]
    return out


def by_run(rows: pd.DataFrame, programme: str, seeds: ArrayLike, years: int) -> Floats:
    """Participants of a programme in each run and year, 0 where there are none: array (runs, years), from the table
    `alternatives` of runs of one scenario, with their `seed`, in the order of these seeds."""
    own = rows[rows["programme"] == programme].pivot(index="seed", columns="year", values="participants")
    return own.reindex(index=np.asarray(seeds), columns=np.arange(1, years + 1)).fillna(0).to_numpy(float)


def avoided_by_all(
    savings: pd.DataFrame,
    alternatives: pd.DataFrame | None,
    parameters: Parameters,
    years: int,
    draws: int = DRAWS,
    last: bool = False,
    certain: Certain = (),
) -> Floats:
    """Compute the tonnes CO2e avoided by the groups and alternative programmes, from the start to the end of each year.

    People who take part in two count in each.

    Parameters
    ----------
    savings : DataFrame
        `models.outcomes.tables.cohorts` of runs of one scenario, one below the other, with their `seed`.
    alternatives : DataFrame, optional
        The tables `alternatives` of the same runs, with their `seed`; needed where the scenario has such programmes.
    last : bool
        Up to the end of the last year alone.
    certain : pairs of name and value
        Assumptions that are not drawn.

    Returns
    -------
    array (runs, draws, years)
    """
    people = []
    if alternatives is not None:
        seeds = savings.loc[savings["week"] == 0, "seed"]
        people = [by_run(alternatives, row.name, seeds, years) for row in parameters.alternative]
    return _avoided_by_date(stacked(savings), people, parameters, years, draws, last, certain)


def of_a_run(record: Record, years: int) -> pd.DataFrame:
    """Compute the table of `models.outcomes.footprint.by_year` for one run, with the chance of this run."""
    people, rows = [], record.alternatives
    for number in range(1, len(record.parameters.alternative) + 1):
        own = rows[rows["programme"] == number]
        people.append(np.bincount(own["year"] - 1, own["participants"], minlength=years)[None])
    gathered = stacked(cohorts(savers(record), years * WEEKS_A_YEAR))
    return by_year(_avoided_by_date(gathered, people, record.parameters, years, DRAWS))


def _avoided_by_date(
    gathered: Floats,
    people: Sequence[Floats],
    parameters: Parameters,
    years: int,
    draws: int,
    last: bool = False,
    certain: Certain = (),
) -> Floats:
    """Compute emissions avoided by groups and alternative programmes; `people` has arrays (runs, years)."""
    assumptions = Assumptions.drawn(parameters.footprint, draws, certain)
    total = avoided(gathered, assumptions, years, last)
    for participants, row in zip(people, parameters.alternative, strict=False):
        by_year_joined = avoided_by_participants(participants, row, of_its_kind(row, assumptions, certain))
        total += by_year_joined[:, :, -total.shape[2] :]
    return total
