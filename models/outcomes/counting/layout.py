"""The tables that counting reads and writes."""

from __future__ import annotations

from contagion.models.outcomes.counting.kinds import ASKED, FIGURES, FLOW, READ, SEEN
from contagion.models.records import TABLES
from contagion.sim.core.layout import Layout

COUNT = Layout(
    "count",
    {
        **{name: (TABLES[name], 1) for name in READ},
        "asked": (ASKED, 0),
        "items": ("i8", 2),  # what an event of a programme is one more of; NONE: nothing
        "places": ("f8", 1),  # of a training session, by week
        "figures": (FIGURES, 0),
        "flows": (FLOW, 1),
        "bought": ("f8", 2),  # weeks × COUNTED
        "short": ("i8", 1),
        "short_in_training": ("i8", 1),
        "of_target_group": ("i8", 1),  # participants
        "came_from": ("i8", 1),  # participants, by commune
        "started_in": ("i8", 1),  # week of the first group that met in a commune
        "running_in": ("i8", 1),
        "group_week": ("i8", 1),  # the same of any programme
        "people_week": ("i8", 1),  # week in which somebody who lives there first came
        "came": ("i8", 2),  # years × communes, of any programme
        "met": ("i8", 2),
        "active": ("i8", 2),
        "people": (SEEN, 1),
        "homes": (SEEN, 1),
        "saving": ("i8", 1),  # the events from which on people save
        "week": ("f8", 1),  # of those: of the event; how much they save, as a normal draw
        "level": ("f8", 1),
        "completed": ("?", 1),
        "spills": ("?", 1),
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
        "part": ("f8", 1),  # one corner's share of each cell
        "cells": ("f8", 1),  # dates × kinds × levels
    },
)
