"""Figures of runs by name and year: which there are, and what they are."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from math import nan

import pandas as pd

from contagion.models.outcomes.indicators import MEASURES
from contagion.models.outcomes.yearly import ALTERNATIVE, YEARLY
from contagion.models.records import STOCKS
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Runs
from contagion.sim.sentences import perhaps

IN_YEARS = (*YEARLY, "communes_reached", "facilitators_from_groups", ALTERNATIVE)
TOTALS = tuple(name for name in IN_YEARS if name not in STOCKS)  # since the start: they do not fall
COUNTED = tuple(name for name in TOTALS if name != "communes_reached")  # each of them anew from a day on
ENDED = "groups_ended"
AT_THE_END = (ENDED, *(one.name for one in MEASURES if not one.in_parts))


def must_be_known(name: str, at_the_end: bool, where: str, instead: str, more: Sequence[str] = ()) -> None:
    """Refuse what is no figure of a run, or is known at its end only.

    Parameters
    ----------
    name : str
        Of `IN_YEARS`, or at the end of `AT_THE_END`.
    where, instead : str
        For the message: what has the name, and what can be done where it is known at the end only.
    more : sequence of str
        Other figures that are known at the end.

    Raises
    ------
    InputError
        With the nearest name.
    """
    ends = (*AT_THE_END, *more)
    if name in IN_YEARS or (at_the_end and name in ends):
        return
    if name in ends:
        raise InputError(f"{where} {name!r}: is known at the end only; {instead}")
    near = get_close_matches(name, [*IN_YEARS, *ends], n=1)
    raise InputError(f"{where} {name!r}: there is no such figure{perhaps(*near)}")


def figure_of(runs: Runs, name: str, year: int, by: Sequence[str] = ("place", "seed"), since: int = 0) -> pd.Series:
    """A figure at the end of a year, a row a run, indexed by these labels; NaN where it does not exist, or the run
    failed. What is counted (`COUNTED`) is counted from the end of the year `since` on."""
    years, ends = runs.rows("years"), runs.table
    ends = ends.assign(**{ENDED: ends.get("groups_started", nan) - ends.get("groups_running", nan)})
    rows, labels = years[years["year"] == year] if name in IN_YEARS else ends, list(by)
    index = runs.labels.set_index(labels).index
    figures = rows.set_index(labels)[name].astype(float).reindex(index)
    if not since or name not in COUNTED:
        return figures
    return figures - years[years["year"] == since].set_index(labels)[name].astype(float).reindex(index)
