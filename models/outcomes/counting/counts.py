"""What was counted of a run, for Python."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np

from contagion.models.outcomes.counting.kinds import (
    ASKED,
    FIGURES,
    FLOW,
    HERE,
    ITEM,
    READ,
    SEEN,
    SHORTAGES,
    TRAINING_SHORTAGES,
)
from contagion.models.outcomes.record import Bools, Floats, Ints, Record, Table, once
from contagion.models.parameters.sections.alternatives import KINDS as PROGRAMMES
from contagion.models.records import (
    EVENT_HELD,
    FROM_OUTSIDE,
    GROUP_STARTED,
    KINDS,
    LEADS,
    LEADS_OWN_GROUP,
    MAILING,
    MENTORED,
    NONE,
    PARTNER_CONTACTED,
    STIPEND,
    TRAINED,
)
from contagion.sim.chance.draws import Draws
from contagion.sim.model import WEEKS_A_YEAR

OUTREACH = ((EVENT_HELD, "event"), (MAILING, "letter"))
OF_GROUPS = (
    *((TRAINED, "seat"), (FROM_OUTSIDE, "trainer"), (STIPEND, "stipend"), (MENTORED, "mentoring")),
    (PARTNER_CONTACTED, "contact"),
)
OF_SAVERS = {"week": float, "level": float, "completed": bool, "spills": bool}


@dataclass(frozen=True, eq=False)
class Counts:
    """What there was of all that is told of a run.

    Attributes
    ----------
    figures : dict
        Those of the whole run (`models.outcomes.counting.kinds.FIGURES`).
    flows : Table (weeks,)
        `models.outcomes.counting.kinds.FLOW`.
    weeks_short : array
        In how many weeks each of `SHORTAGES` was short, then each of `TRAINING_SHORTAGES`.
    here : Table (C,)
        `models.outcomes.counting.kinds.HERE`.
    of_target_group : array (target groups,)
        Participants.
    by_commune : array (3 years, C)
        People who came to a group of any programme, by where they live; groups that met in person and started; active
        facilitators at the end: a row a year of each.
    week, level, completed, spills : array (savers,)
        Of those who completed a group, or started one and did not complete it: when; how much they save, as a normal
        draw; whether they completed it; whether their household adds to it.
    """

    figures: dict[str, Any]
    flows: Table
    weeks_short: Ints
    here: Table
    of_target_group: Ints
    by_commune: Ints
    week: Floats
    level: Floats
    completed: Bools
    spills: Bools


@once
def counts(record: Record) -> Counts:
    """What was counted of a run."""
    from contagion.models.outcomes.counting.count import count  # the compiler is not needed to name indicators

    made = _room(record)
    count({name: np.ascontiguousarray(getattr(record, name)) for name in READ} | made | _about(record))
    figures = dict(zip(FIGURES.names or (), made["figures"][0].item(), strict=True))
    found: dict[str, Any] = {field.name: made[field.name] for field in fields(Counts)} | {"figures": figures}
    return Counts(**found | {name: found[name][: figures["savers"]] for name in OF_SAVERS})


def figure(record: Record, name: str) -> Any:
    """A figure of the whole run (`models.outcomes.counting.kinds.FIGURES`)."""
    return counts(record).figures[name]


def room_for(number: int) -> int:
    """How long a table is in which so many are found by their ids: a power of two, with places left over."""
    return 1 << (3 * number // 2).bit_length()


def _room(record: Record) -> dict[str, Any]:
    """Room for what is counted."""
    weeks, communes, events = record.horizon, len(record.places.codes), len(record.events)
    return {
        "figures": np.zeros(1, FIGURES),
        "flows": np.zeros(weeks, FLOW),
        "weeks_short": np.zeros(len(SHORTAGES) + len(TRAINING_SHORTAGES), np.int64),
        "here": np.zeros(communes, HERE),
        "of_target_group": np.zeros(len(record.target_groups), np.int64),
        "by_commune": np.zeros((3 * -(-weeks // WEEKS_A_YEAR), communes), np.int64),
        "seen": np.zeros(room_for(len(record.participants)), SEEN),
        "saving": np.empty(events, np.int64),
        **{name: np.empty(events, kind) for name, kind in OF_SAVERS.items()},
    }


def _about(record: Record) -> dict[str, Any]:
    """What has to be known of the run to count."""
    p, places, asked = record.parameters, record.places, np.zeros(1, ASKED)
    receptive = p.receptivity.share * places.adults.sum()
    key = Draws(record.seed).stream("saving").key
    asked[0] = places.centre if places.codes else NONE, p.group.maximum, p.demand.unlimited, receptive, key
    return {
        "asked": asked,
        "items": _items(tuple(row.kind for row in p.alternative)),
        "places": _places(record),
    }


@lru_cache(maxsize=16)
def _items(programmes: tuple[str, ...]) -> Ints:
    """What an event of the groups (row 0) or of one of these alternative programmes is one more of, by kind; NONE:
    nothing that costs money."""
    out = np.full((1 + len(programmes), len(KINDS)), NONE)
    for kind, item in OUTREACH:
        out[:, kind] = ITEM[item]
    for kind, item in OF_GROUPS:
        out[0, kind] = ITEM[item]
    for number, kind in enumerate(programmes, 1):
        out[number, [LEADS, LEADS_OWN_GROUP]] = ITEM[PROGRAMMES[kind].leader_item]
        out[number, GROUP_STARTED] = ITEM[PROGRAMMES[kind].group_item]
    return out


def _places(record: Record) -> Floats:
    """Seats of a training session in each week, by the scenario and its decisions."""
    out = np.full(record.horizon, record.parameters.training.places, dtype=float)
    for since, values in record.in_force():
        out[since:] = values.get("training.places", record.parameters.training.places)
    return out
