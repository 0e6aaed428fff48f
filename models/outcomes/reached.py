"""Which communes a run reached, and when: by a group that met there, and by people who live there."""

from __future__ import annotations

import numpy as np

from contagion.models.outcomes.frames import in_objects
from contagion.models.outcomes.record import Columns, Ints, Record
from contagion.models.records import GROUP_STARTED, NONE, STARTED


def reached(record: Record) -> Columns:
    """The communes that were reached at all, by any programme.

    Returns
    -------
    dict of columns
        commune, its INSEE code; group_week, in which the first group that met in person started there; people_week, in
        which somebody who lives there first came to a group. NONE where that never was.
    """
    others = range(1, len(record.parameters.alternative) + 1)
    met = record.met_somewhere
    group = _first(
        record,
        [met["commune"], *(record.of_kind(GROUP_STARTED, programme=number)["where"] for number in others)],
        [met["started"], *(record.of_kind(GROUP_STARTED, programme=number)["week"] for number in others)],
    )
    came = [record.of_kind(STARTED, programme=number) for number in (0, *others)]
    people = _first(record, [rows["where"] for rows in came], [rows["week"] for rows in came])
    there = np.flatnonzero((group != NONE) | (people != NONE))
    codes = in_objects(there, record.places.codes)
    return {"commune": codes, "group_week": group[there], "people_week": people[there]}


def _first(record: Record, communes: list[Ints], weeks: list[Ints]) -> Ints:
    """The first week of each commune, NONE where there is none: array (C,)."""
    first = np.full(len(record.places.codes), record.horizon)
    where, when = np.concatenate(communes), np.concatenate(weeks)
    np.minimum.at(first, where[where != NONE], when[where != NONE])
    return np.where(first < record.horizon, first, NONE)
