"""What was counted of a run, for Python."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from math import nan
from typing import Any

import numpy as np

from contagion.models.outcomes.counting.kinds import (
    ASKED,
    BY_DECISION,
    FIGURES,
    ITEM,
    READ,
)
from contagion.models.outcomes.counting.layout import COUNT
from contagion.models.outcomes.record import Bools, Floats, Ints, Places, Record, Table, once
from contagion.models.parameters import Parameters
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
from contagion.sim.core.patterns import Pattern, Room
from contagion.sim.core.tables import Arena, Tables
from contagion.sim.threads import Same

OUTREACH = ((EVENT_HELD, "event"), (MAILING, "letter"))
OF_GROUPS = (
    *((TRAINED, "seat"), (FROM_OUTSIDE, "trainer"), (STIPEND, "stipend"), (MENTORED, "mentoring")),
    (PARTNER_CONTACTED, "contact"),
)


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
    counted = tables_counted(record)
    found: dict[str, Any] = {field.name: counted.array(field.name) for field in fields(Counts)}
    found["figures"] = dict(zip(FIGURES.names or (), found["figures"][0].item(), strict=True))
    return Counts(**found)


@once
def tables_counted(record: Record) -> Tables:
    """The tables of a run, as `COUNT` has them, and what was counted of them; of one that was just lived they are
    there."""
    from contagion.models.outcomes.counting.count import count  # the compiler is not needed to name indicators

    made = tables_to_count(record.parameters, record.places, record.seed, Arena())
    for name in READ:
        made.put(name, np.ascontiguousarray(getattr(record, name)))
    made.call(count)
    return made


def tables_to_count(parameters: Parameters, places: Places, seed: int, arena: Arena) -> Tables:
    """Tables in an arena as `COUNT` has them, in which nothing is but what has to be known of a run beforehand."""
    made = _pattern(Same(parameters), Same(places)).tables(arena)
    made.array("asked")["saving"] = Draws(seed).stream("saving").key
    return made


def figure(record: Record, name: str) -> Any:
    """A figure of the whole run (`models.outcomes.counting.kinds.FIGURES`)."""
    return counts(record).figures[name]


@lru_cache(maxsize=4)
def _pattern(same: Same[Parameters], where: Same[Places]) -> Pattern:
    """Them under all seeds."""
    p, places, asked = same.it, where.it, np.zeros(1, ASKED)
    receptive, centre = p.receptivity.share * places.adults.sum(), places.centre if places.codes else NONE
    asked[0] = (
        *(centre, len(places.codes), len(p.target_group), p.group.maximum, p.demand.unlimited),
        *(receptive, p.training.places, 0),
    )
    decided = [(bool(one.when), NONE, one.set.get("training.places", nan)) for one in p.decision]
    rooms = {name: Room(0) for name in COUNT.kinds}
    known = {"asked": asked, "items": _items(p), "by_decision": np.array(decided, BY_DECISION)}
    return Pattern(COUNT, rooms | known)


def _items(p: Parameters) -> Ints:
    """What an event of the groups (row 0) or of an alternative programme is one more of, by kind; NONE: nothing that
    costs money."""
    out = np.full((1 + len(p.alternative), len(KINDS)), NONE)
    for kind, item in OUTREACH:
        out[:, kind] = ITEM[item]
    for kind, item in OF_GROUPS:
        out[0, kind] = ITEM[item]
    for number, row in enumerate(p.alternative, 1):
        out[number, [LEADS, LEADS_OWN_GROUP]] = ITEM[PROGRAMMES[row.kind].leader_item]
        out[number, GROUP_STARTED] = ITEM[PROGRAMMES[row.kind].group_item]
    return out
