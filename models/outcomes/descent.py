"""Who descends from whom among facilitators: their parents, their generations, and how unequal their offspring are.

The parents of a facilitator are the leaders of the group that they came from. Founders and partners' candidates have
none: lines of descent begin with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.models.outcomes.record import Floats, Ints, Record, Table, once
from contagion.models.records import NONE

if TYPE_CHECKING:
    import pandas as pd

FOLLOWED_WEEKS = 5 * 52
"""Weeks for which a facilitator who counts in R is followed, at least (ODD, "Descent", says why)."""
FIFTH = 0.2
_WEEKS = 2**20  # more than any run has: an id and a week make one number


def parent_rows(facilitators: Table | pd.DataFrame | Mapping[str, Any]) -> Ints:
    """Return the row of each parent of each facilitator, shape (2, facilitators); `NONE` where there is none.

    Somebody who led alone is both parents. A home keeps its number when people move, so a number may be trained twice:
    the parent is the last who was trained under it before the child.

    Parameters
    ----------
    facilitators : table with columns facilitator, parent_a, parent_b, trained_week
    """
    who, week = np.asarray(facilitators["facilitator"]), np.asarray(facilitators["trained_week"])
    parents = np.stack([facilitators["parent_a"], facilitators["parent_b"]])
    if not len(who):
        return parents.astype(np.int64)
    key = who * _WEEKS + week
    order = np.argsort(key, kind="stable")
    rows = order[np.searchsorted(key[order], parents * _WEEKS + week) - 1]
    return np.where((parents != NONE) & (who[rows] == parents) & (week[rows] < week), rows, NONE)


def generation_of(parents: Ints) -> Ints:
    """Return the generation of each facilitator, from the rows of their parents (`parent_rows`): 0 without parents,
    else one more than the later of the two, shape (facilitators,)."""
    known = parents != NONE
    generation = np.zeros(parents.shape[1], dtype=np.int64)
    for _ in range(parents.shape[1]):
        following = np.where(known, generation[parents] + 1, 0).max(axis=0, initial=0)
        if (following == generation).all():
            break
        generation = following
    return generation


@once
def offspring_of_followed(record: Record) -> Floats:
    """Return the facilitators who descend from each facilitator who is followed long enough: all trained at least
    `FOLLOWED_WEEKS` before the end. Half of a child of a pair goes to each parent."""
    people = record.facilitators
    credit: Floats = people["facilitators_from_groups"]
    return credit[people["trained_week"] <= record.horizon - FOLLOWED_WEEKS]


def share_of_top(values: Floats, part: float = FIFTH) -> float | None:
    """Return the share of a total that the largest `part` of the values holds (Lorenz curve); None of a total of 0."""
    total, top = values.sum(), part * len(values)
    if not total:
        return None
    lorenz = np.concatenate([[0.0], np.sort(values)[::-1].cumsum()])
    return float(np.interp(top, np.arange(len(lorenz)), lorenz) / total)
