"""What is counted of a run: the numbers that stand for it, and the tables that counting reads and writes."""

from __future__ import annotations

from functools import lru_cache
from math import nan
from typing import Any

import numpy as np

from contagion.models.outcomes.record import Ints, Places, Record, once
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.alternatives import KINDS as PROGRAMMES
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.records import (
    EVENT,
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
    RESIDENT_ROW,
    STIPEND,
    TABLES,
    TIME_GIVEN,
    TRAINED,
    numbers,
    record,
)
from contagion.sim.chance.draws import Draws
from contagion.sim.core.compiling import Layout
from contagion.sim.core.tables import Arena, Pattern, Room, Tables
from contagion.sim.threads import Same

COUNTED = (*ITEMS, *TIME_GIVEN)
"""What there was, in each week, that costs money or is time given."""
ITEM = {name: np.int64(number) for number, name in enumerate(COUNTED)}

SHORTAGES = ("registrations", "groups", "pairs", "receptive", "money")
REGISTRATIONS, GROUPS, PAIRS, RECEPTIVE, MONEY = numbers(len(SHORTAGES))
TRAINING_SHORTAGES = ("takers", "seats", "money")
TAKERS, SEATS, UNPAID = numbers(len(TRAINING_SHORTAGES))

SAVERS = tuple((completed, spills) for spills in (True, False) for completed in (True, False))
"""Of those who save."""
NODE_WEEKS = 13
ASKED = np.dtype(
    [
        *record("centre communes target_groups maximum unlimited receptive places", "receptive places").descr,
        ("saving", "u8"),
    ]
)
"""Of the run: the most populous commune, how many communes and target groups there are, `group.maximum`,
`demand.unlimited`, how many are receptive, `training.places` at the start, and the key of what people save."""
BY_DECISION = record("has_condition since places", "places")
"""Of a decision: the week since which it holds, or NONE, and the `training.places` that it sets, or NaN."""
FIGURES = record(
    "participants completers attendances savers groups_started groups_cancelled groups_in_house "
    "communes_reached communes_with_group_now communes_with_participants week_of_many week_of_half "
    "facilitators_active groups_led from_groups candidates born lost "
    "by_word_of_mouth by_invitation students elected outside active_weeks unmatched_weeks"
)
"""Of the whole run. Born, lost: active facilitators, in the last 52 weeks."""
FLOW = np.dtype(
    [
        *record(
            "starts first_here seats elsewhere trained offered sessions queue missed converted reached "
            "short short_in_training posts",
            "posts",
        ).descr,
        ("bought", "f8", (len(COUNTED),)),
    ]
)
"""Of a week: people at a session 1; communes in which the first group starts; groups that open (seats), people
registered in groups of a house that do (elsewhere); facilitators trained, aspirants offered a seat; training sessions,
the queue at the first, those that nobody was paid to hold (missed). Since the start: facilitators from groups
(converted), communes reached. What was short, or NONE. Coordinators of alternative programmes (posts)."""
HERE = record("came_from running started_in group_week people_week")
"""Of a commune: participants who live there, whether a group runs there, and weeks plus 1: in which the first group met
there, the first of any programme, and in which somebody who lives there first came to one."""
SEEN = record("key row times home times_at_home")
"""Two tables in one: somebody, where they stand among the participants, and how often they were met; a household, and
how often somebody of it was."""

FLAGGED = record("key student elected moved lost waiting")
"""A student or councillor: in which weeks, plus 1, they last moved away and lost interest; how often they lost it in
that week and had not moved yet."""
OF_FLAGGED = record("registered completing moved_registered moved_aspiring councillors_completing communes")
READ = tuple(name for name in TABLES if name not in ("residents", "alternatives"))
"""The tables of a run that are gone through."""


COUNT = Layout(
    "count",
    {
        **{name: (TABLES[name], 1) for name in READ},
        "asked": (ASKED, 0),
        "items": ("i8", 2),  # what an event of a programme is one more of; NONE: nothing
        "by_decision": (BY_DECISION, 1),
        "places": ("f8", 1),  # of a training session, by week
        "figures": (FIGURES, 0),
        "flows": (FLOW, 1),
        "weeks_short": ("i8", 1),  # weeks in which each was short, in groups, then in training
        "here": (HERE, 1),
        "of_target_group": ("i8", 1),  # participants
        "by_commune": ("i8", 2),  # years × communes three times, of any programme: who came, groups, who is active
        "seen": (SEEN, 1),
        "saving": ("i8", 1),  # the events from which on people save
        "week": ("f8", 1),  # of those: of the event; how much they save, as a normal draw
        "level": ("f8", 1),
        "completed": ("?", 1),
        "spills": ("?", 1),
    },
    inputs=("asked", "items", "by_decision"),
)
COUNT_FLAGGED = Layout(
    "flagged",
    {
        "events": (EVENT, 1),
        "residents": (RESIDENT_ROW, 1),
        "flagged": (FLAGGED, 1),
        "figures": (OF_FLAGGED, 0),
        "councillors_of": ("i8", 1),  # whether one of a commune completed a group
    },
)
SHARED = Layout(
    "shared",
    {
        "week": ("f8", 1),
        "level": ("f8", 1),
        "completed": ("?", 1),
        "spills": ("?", 1),
        "levels": ("f8", 1),
        "parts": ("f8", 2),  # what each corner adds to each cell
        "cells": ("f8", 1),  # dates × kinds × levels
    },
)
OUTREACH = ((EVENT_HELD, "event"), (MAILING, "letter"))
OF_GROUPS = (
    *((TRAINED, "seat"), (FROM_OUTSIDE, "trainer"), (STIPEND, "stipend"), (MENTORED, "mentoring")),
    (PARTNER_CONTACTED, "contact"),
)


@once
def counted(record: Record) -> Tables:
    """Return the tables of a run, as `COUNT` has them, with the counts; those of a run just simulated exist already."""
    from contagion.models.outcomes.counting.rows import count  # the compiler is not needed to name indicators

    made = tables_to_count(record.parameters, record.places, record.seed, Arena())
    for name in READ:
        made.put(name, np.ascontiguousarray(getattr(record, name)))
    made.call(count)
    return made


@once
def _figures(record: Record) -> dict[str, Any]:
    return dict(zip(FIGURES.names or (), counted(record).array("figures")[0].item(), strict=True))


def figure(record: Record, name: str) -> Any:
    """Return a figure of the whole run (`FIGURES`)."""
    return _figures(record)[name]


def tables_to_count(parameters: Parameters, places: Places, seed: int, arena: Arena) -> Tables:
    """Tables in an arena as `COUNT` has them, in which nothing is but what has to be known of a run beforehand."""
    made = _pattern(Same(parameters), Same(places)).tables(arena)
    made.array("asked")["saving"] = Draws(seed).stream("saving").key
    return made


@lru_cache(maxsize=4)
def _pattern(same: Same[Parameters], where: Same[Places]) -> Pattern:
    """Prepare the tables that are the same under all seeds."""
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
    """Return the item that an event adds one of, by kind, for the groups (row 0) and each alternative programme; NONE
    for events that cost nothing."""
    out = np.full((1 + len(p.alternative), len(KINDS)), NONE)
    for kind, item in OUTREACH:
        out[:, kind] = ITEM[item]
    for kind, item in OF_GROUPS:
        out[0, kind] = ITEM[item]
    for number, row in enumerate(p.alternative, 1):
        out[number, [LEADS, LEADS_OWN_GROUP]] = ITEM[PROGRAMMES[row.kind].leader_item]
        out[number, GROUP_STARTED] = ITEM[PROGRAMMES[row.kind].group_item]
    return out
