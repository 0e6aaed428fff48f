"""What happened in each commune in each year of a run, by any programme: a small table that leaves out what is
nothing."""

from __future__ import annotations

import numpy as np

from contagion.models.outcomes.counting.counts import counts
from contagion.models.outcomes.frames import in_objects
from contagion.models.outcomes.record import Columns, Record


def by_commune(record: Record) -> Columns:
    """Communes in the years in which something happened there, or facilitators lived there.

    Returns
    -------
    dict of columns, a row a year and commune
        year, from 1; commune, its INSEE code; participants, who came to a group in that year, by where they live;
        groups, that met in person there and started in that year; facilitators_active, who live there at its end.
    """
    made = np.stack(np.split(counts(record).by_commune, 3))
    year, commune = np.nonzero(made.any(axis=0))
    participants, groups, active = made[:, year, commune]
    codes = in_objects(commune, record.places.codes)
    counted = {"participants": participants, "groups": groups, "facilitators_active": active}
    return {"year": year + 1, "commune": codes, **counted}
