"""What participants of the alternative programmes save (S15), worked out after a run beside
`models.outcomes.footprint`. Each saves the mean from the middle of the year in which their group starts, whether or not
they stay. Fading, rebound, and the part of what people say that is real, are those of the groups (assumed). Who stands
for a household counts once: nothing is added for the others in it, whose saving is in the figure. Of other participants
only the number is kept, so each is taken not to live alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from models.outcomes.cohorts import cohorts, savers, stacked
from models.outcomes.footprint import DRAWS, Assumptions, avoided, by_year
from models.outcomes.record import Record
from models.parameters import Alternative, Parameters
from sim.draws import Draws, Floats
from sim.model import WEEKS_A_YEAR
from sim.statistics.assumptions import triangular


def drawn_savings(alternative: Alternative, number: int = DRAWS) -> Floats:
    """Draws of what a participant of an alternative programme says to save a year, in place of `Assumptions.saving`.

    Triangular over the range of its kind, with the row's value as its mode, as for the groups.
    """
    extra: Any = type(alternative).model_fields["saving"].json_schema_extra
    (low, high), value = extra["range"], alternative.saving
    stream = Draws(0).stream(f"assumption: {alternative.kind}.saving")
    return triangular(min(low, value), value, max(high, value), stream, number)


def avoided_by_participants(
    participants: ArrayLike, alternative: Alternative, assumptions: Assumptions, saving: Floats
) -> Floats:
    """Tonnes CO2e that participants of an alternative programme avoid from the start up to the end of each year.

    Parameters
    ----------
    participants : array (runs, years)
    saving : array (draws,)
        From `drawn_savings`.

    Returns
    -------
    array (runs, draws, years)
    """
    counts = np.asarray(participants, float)
    years = counts.shape[1]
    ages, spills = np.arange(years) + 0.5, not alternative.whole_household
    each = replace(assumptions, saving=saving).saved(1.0, ages, spills=spills)
    out = np.zeros((len(counts), len(saving), years))
    for joined in range(years):
        out[:, :, joined:] += counts[:, joined, None, None] * each[None, :, : years - joined]
    return out


def by_run(rows: pd.DataFrame, programme: str, seeds: ArrayLike, years: int) -> Floats:
    """Participants of a programme in each run and year, 0 where there are none: array (runs, years).

    Parameters
    ----------
    rows : DataFrame
        The table `alternatives` of runs of one scenario, with their `seed`.
    seeds : array (runs,)
        The order wanted.
    """
    own = rows[rows["programme"] == programme].pivot(index="seed", columns="year", values="participants")
    return own.reindex(index=np.asarray(seeds), columns=np.arange(1, years + 1)).fillna(0).to_numpy(float)


def avoided_by_all(
    savings: pd.DataFrame,
    alternatives: pd.DataFrame | None,
    parameters: Parameters,
    years: int,
    draws: int = DRAWS,
    last: bool = False,
) -> Floats:
    """Tonnes CO2e avoided by the groups and by the alternative programmes, from the start up to the end of each year.

    Whoever takes part in two counts in each.

    Parameters
    ----------
    savings : DataFrame
        `models.outcomes.cohorts.cohorts` of runs of one scenario, one below the other, with their `seed`.
    alternatives : DataFrame, optional
        The tables `alternatives` of the same runs, with their `seed`; needed where the scenario has such programmes.
    last : bool
        Up to the end of the last year alone.

    Returns
    -------
    array (runs, draws, years)
    """
    people = []
    if alternatives is not None:
        seeds = savings.loc[savings["week"] == 0, "seed"]
        people = [by_run(alternatives, row.name, seeds, years) for row in parameters.alternative]
    return _avoided(stacked(savings), people, parameters, years, draws, last)


def of_a_run(record: Record, years: int) -> pd.DataFrame:
    """The table of `models.outcomes.footprint.by_year` of one run: its luck is that of this run."""
    people, rows = [], record.alternatives
    for number in range(1, len(record.parameters.alternative) + 1):
        own = rows[rows["programme"] == number]
        people.append(np.bincount(own["year"] - 1, own["participants"], minlength=years)[None])
    gathered = stacked(cohorts(savers(record), years * WEEKS_A_YEAR))
    return by_year(_avoided(gathered, people, record.parameters, years, DRAWS))


def _avoided(
    gathered: Floats, people: Sequence[Floats], parameters: Parameters, years: int, draws: int, last: bool = False
) -> Floats:
    """What the groups avoid, and participants of each alternative programme, array (runs, years) for each."""
    assumptions = Assumptions.drawn(parameters.footprint, draws)
    total = avoided(gathered, assumptions, years, last)
    for participants, row in zip(people, parameters.alternative, strict=False):
        joined = avoided_by_participants(participants, row, assumptions, drawn_savings(row, draws))
        total += joined[:, :, -total.shape[2] :]
    return total
