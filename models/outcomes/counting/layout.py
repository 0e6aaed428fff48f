"""The tables that counting reads and writes."""

from __future__ import annotations

from contagion.models.outcomes.counting.kinds import (
    ASKED,
    BY_DECISION,
    FIGURES,
    FLAGGED,
    FLOW,
    HERE,
    OF_FLAGGED,
    READ,
    SEEN,
)
from contagion.models.records import EVENT, RESIDENT_ROW, TABLES
from contagion.sim.core.layout import Layout

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
