"""What happened in each commune in each year of a run, by any programme: a small table that leaves out what is
nothing."""

from __future__ import annotations

import numpy as np

from contagion.models.outcomes.frames import in_objects
from contagion.models.outcomes.record import Columns, Ints, Record
from contagion.models.records import GROUP_STARTED, NONE, STARTED
from contagion.sim.model import WEEKS_A_YEAR


def by_commune(record: Record) -> Columns:
    """Communes in the years in which something happened there, or facilitators lived there.

    Returns
    -------
    dict of columns, a row a year and commune
        year, from 1; commune, its INSEE code; participants, who came to a group in that year, by where they live;
        groups, that met in person there and started in that year; facilitators_active, who live there at its end.
    """
    programmes = range(1, len(record.parameters.alternative) + 1)
    met, came = record.met_somewhere, [record.starts]
    came += [record.of_kind(STARTED, programme=number) for number in programmes]
    others = [record.of_kind(GROUP_STARTED, programme=number) for number in programmes]
    years, communes = -(-record.horizon // WEEKS_A_YEAR), len(record.places.codes)
    made = np.zeros((3, years, communes), np.int64)
    made[0] = _counted([(rows["week"], rows["where"]) for rows in came], years, communes)
    made[1] = _counted(
        [(met["started"], met["commune"]), *((rows["week"], rows["where"]) for rows in others)], years, communes
    )
    stocks = record.communes
    made[2][stocks["year"] - 1, stocks["commune"]] = stocks["facilitators_active"]
    year, commune = np.nonzero(made.any(axis=0))
    participants, groups, active = made[:, year, commune]
    codes = in_objects(commune, record.places.codes)
    counts = {"participants": participants, "groups": groups, "facilitators_active": active}
    return {"year": year + 1, "commune": codes, **counts}


def _counted(what: list[tuple[Ints, Ints]], years: int, communes: int) -> Ints:
    """How often there is a week and a commune of each year and commune: array (years, C)."""
    weeks, where = (np.concatenate(column) for column in zip(*what, strict=True))
    cell = (weeks // WEEKS_A_YEAR * communes + where)[where != NONE]
    return np.bincount(cell, minlength=years * communes).reshape(years, communes)
