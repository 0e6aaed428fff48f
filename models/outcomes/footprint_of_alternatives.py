"""What participants of the alternative programmes save (S15), worked out after a run beside
`models.outcomes.footprint`. Each saves the mean from when their group starts, whether or not they stay; starts are
spread evenly over the year, of which only the number is kept. What they save, and how fast that fades, belongs to the
kind of programme; rebound, and the part of what people say that is real, are those of the groups (assumed). Who stands
for a household counts once: nothing is added for the others in it, whose saving is in the figure. Of other participants
each is taken not to live alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.models.outcomes.cohorts import cohorts, savers, stacked
from contagion.models.outcomes.footprint import DRAWS, Assumptions, Certain, avoided, by_year, draws_of
from contagion.models.outcomes.record import Record
from contagion.models.parameters import Alternative, Parameters
from contagion.models.parameters.sections.alternatives import OF_A_KIND
from contagion.sim.chance.draws import Floats
from contagion.sim.model import WEEKS_A_YEAR


def drawn(alternative: Alternative, name: str, number: int = DRAWS, certain: Certain = ()) -> Floats:
    """Draws of what is assumed of an alternative programme, its `saving` or `decay`: over the range of its kind, with
    the row's value as their mode, as for the groups."""
    extra: Any = type(alternative).model_fields[name].json_schema_extra
    return draws_of(f"{alternative.kind}.{name}", getattr(alternative, name), extra["range"], number, certain)


def of_its_kind(alternative: Alternative, assumptions: Assumptions, certain: Certain = ()) -> Assumptions:
    """The assumptions, with what belongs to the kind of an alternative programme in place of that of the groups."""
    number = len(assumptions.saving)
    return replace(assumptions, **{name: drawn(alternative, name, number, certain) for name in OF_A_KIND})


def avoided_by_participants(participants: ArrayLike, alternative: Alternative, assumptions: Assumptions) -> Floats:
    """Tonnes CO2e that participants of an alternative programme avoid from the start up to the end of each year.

    Parameters
    ----------
    participants : array (runs, years)
    assumptions : Assumptions
        Those `of_its_kind`.

    Returns
    -------
    array (runs, draws, years)
    """
    counts = np.asarray(participants, float)
    years = counts.shape[1]
    each = assumptions.saved_from_a_year(years, spills=not alternative.whole_household)
    out = np.zeros((len(counts), *each.shape))
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
    certain: Certain = (),
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
    return _avoided(stacked(savings), people, parameters, years, draws, last, certain)


def of_a_run(record: Record, years: int) -> pd.DataFrame:
    """The table of `models.outcomes.footprint.by_year` of one run: its luck is that of this run."""
    people, rows = [], record.alternatives
    for number in range(1, len(record.parameters.alternative) + 1):
        own = rows[rows["programme"] == number]
        people.append(np.bincount(own["year"] - 1, own["participants"], minlength=years)[None])
    gathered = stacked(cohorts(savers(record), years * WEEKS_A_YEAR))
    return by_year(_avoided(gathered, people, record.parameters, years, DRAWS))


def _avoided(
    gathered: Floats,
    people: Sequence[Floats],
    parameters: Parameters,
    years: int,
    draws: int,
    last: bool = False,
    certain: Certain = (),
) -> Floats:
    """What the groups avoid, and participants of each alternative programme, array (runs, years) for each."""
    assumptions = Assumptions.drawn(parameters.footprint, draws, certain)
    total = avoided(gathered, assumptions, years, last)
    for participants, row in zip(people, parameters.alternative, strict=False):
        joined = avoided_by_participants(participants, row, of_its_kind(row, assumptions, certain))
        total += joined[:, :, -total.shape[2] :]
    return total
