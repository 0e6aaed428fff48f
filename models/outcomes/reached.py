"""Which communes a run reached, and when: by a group that met there, and by people who live there."""

from __future__ import annotations

import numpy as np

from contagion.models.outcomes.counting.counts import counts
from contagion.models.outcomes.frames import in_objects
from contagion.models.outcomes.record import Columns, Record
from contagion.models.records import NONE


def reached(record: Record) -> Columns:
    """The communes that were reached at all, by any programme.

    Returns
    -------
    dict of columns
        commune, its INSEE code; group_week, in which the first group that met in person started there; people_week, in
        which somebody who lives there first came to a group. NONE where that never was.
    """
    here = counts(record).here
    group, people = here["group_week"] - 1, here["people_week"] - 1
    there = np.flatnonzero((group != NONE) | (people != NONE))
    codes = in_objects(there, record.places.codes)
    return {"commune": codes, "group_week": group[there], "people_week": people[there]}
