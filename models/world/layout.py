"""The tables behind the door of the world, and the decisions of chance of a run, in the words in which they are drawn:
each has a stream of keyed draws of its own (`sim.chance.draws`), and `stream(tables, "waits")` is the key of one.

An alternative programme has streams of its own for what is decided in it, so that one programme more or less changes
nothing in another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contagion.models.parameters import PARAMETERS
from contagion.models.records import record
from contagion.sim.chance.draws import Draws
from contagion.sim.chance.keyed import PERMUTATION
from contagion.sim.core.compiling import Layout, read_by_name

STREAMS = (
    # who lives where
    "household: order", "organisation: order", "elected: order", "organisation: seats",
    "organisation: kind", "organisation: size",
    "target group", "student", "slots", "threshold", "work commune",
    "receptive", "frailty", "date of a new mind", "date of moving",
    # who is asked and told
    "invitation: layer", "invitation: tie", "tie: where", "tie: who", "tie: passes", "anyone: where", "anyone: who",
    "invitations: how many", "invitations: when", "told by a partner",
    "told by a partner in vain",
    # the public
    "decides to register", "waits", "order of the waiting list", "how far one goes", "takes a group",
    "does not come",
    "gives up with the group", "session: leaves", "session: attends", "wishes to facilitate", "mood of a group",
    # training and facilitators
    "founder", "candidate of a partner", "order of the training queue", "takes a training seat", "keeps wishing",
    "becomes active", "is mentored", "is paid", "stays", "goes on after a group", "lost in a shock",
    "is looked after",
    # groups
    "is trained in a pair", "order of the trained", "is trained with", "order of the ready", "keeps the partner",
    "finds a partner", "goes to a partner", "which partner", "meets online",
    "whose commune", "meets in a targeted commune", "which targeted commune", "where and when a group meets",
    "slot of a team",
    # partners
    "order of first contacts", "partner contacts", "contact is targeted", "partner becomes active", "partner stays",
    "first request of a partner", "asks for its own members",
)  # fmt: skip
OF_PROGRAMMES = (
    "stays", "rests", "order of the ready", "order of the waiting", "event: where", "event: receptive", "registers",
    "waits", "becomes a leader", "name",
)  # fmt: skip

stream = read_by_name("keys", STREAMS)
"""Key of a decision: `stream(tables, "waits")`."""
stream_of = read_by_name("programme_keys", OF_PROGRAMMES)
"""Key of a decision within a programme: `stream_of(tables, "waits", n)`; of the groups, 0, it is that of `stream`."""


def keys_of(draws: Draws) -> NDArray[np.uint64]:
    """Return the keys of all decisions under a seed."""
    return draws.keys(STREAMS)


def programme_keys_of(draws: Draws, names: list[str]) -> NDArray[np.uint64]:
    """Return the keys of the groups, and of the alternative programmes with these names, one after the other."""
    before = ["", *(f"alternative {name}: " for name in names)]
    return draws.keys(f"{programme}{decision}" for programme in before for decision in OF_PROGRAMMES)


# ---- places --------------------------------------------------------------------------------------------------------

LAND = record(
    "communes small exponent offset beta reach stride kept near centre",
    "exponent offset beta reach",
)
"""Whether distances and shares of all pairs are kept (small); km beyond which nobody commutes (reach); numbers kept of
a row of shares (stride), and rows worked out (kept); communes in lists of those near by."""
PLACES = Layout(
    "places",
    {
        "land": (LAND, 0),
        "distance": ("f8", 2),
        "points": ("f8", 2),
        "within": ("f8", 1),
        "middle": ("f8", 2),  # of a block of communes: a point among them, and how far they lie from it, km
        "spread": ("f8", 1),
        "mass": ("f8", 1),  # residents aged 15 and over
        "tie_mass": ("f8", 1),  # the same, times the factors that make ties mutual
        "balanced": ("f8", 1),  # of a large territory: these, known beforehand
        "jobs": ("f8", 1),
        "nearest": ("f8", 1),  # km to the nearest jobs
        "commute_total": ("f8", 1),
        "shares": ("f8", 2),  # of a small territory: 0 and cumulative shares, by row
        "guide": ("i8", 2),  # where to begin looking in a row
        "last": ("i8", 1),  # column that has a share, by row
        "total": ("f8", 1),  # of the weights of a row
        "kept_at": ("i8", 1),  # of a large territory: which kept row, plus 1
        "kept": ("f8", 1),
        "row": ("f8", 1),  # room for distances or weights
        "room": ("f8", 1),  # likewise, for four rows
        "homes": ("i8", 1),  # likewise, for communes
        "near_km": ("f8", 1),  # for which distance the list of those near by was made
        "near_first": ("i8", 1),
        "near_count": ("i8", 1),
        "near_pool": ("i8", 1),
        "establishments": ("f8", 1),
        "coming": ("f8", 2),  # of a small territory: who comes to work, shares by (commune of work, of residence)
        "own": ("f8", 2),  # shares of ties by your own graph, of all pairs; or of none, by the law
    },
    inputs=(
        *("land", "points", "within", "middle", "spread", "mass", "balanced", "jobs", "nearest", "commute_total"),
        *("near_km", "establishments", "own"),
    ),
)

# ---- people --------------------------------------------------------------------------------------------------------

TRAITS = record(
    "adults mind_rate people_move ages_differ receptivity_differs barrier_differs conversion_differs same_group "
    "not_receptive wishes moves",
    "mind_rate not_receptive",
)
"""Draws of readiness a year (mind_rate); chance that a contact who is not receptive is the one asked; how many are
found in some kinds of organisations (wishes); moves of keyed orders worked out so far."""
_OF_TARGET_GROUP = "share below receptivity barrier conversion slot_share contact_bias other_group"
TARGET_GROUP = record(_OF_TARGET_GROUP, _OF_TARGET_GROUP)
"""Cumulative share (below); how much less often somebody of another group is the one asked."""
COMMUNE = record(
    "key adults seats fours threes twos first_organisation organisations leaving arriving "
    "first_flow after_flow first_inflow after_inflow council_known"
)
"""Households of four, three and two adults; members of organisations who live there (leaving), and of those that are
there (arriving); the first flow from there and the one after the last; likewise to there, in the order of
`come_from`."""
CELL = record("first count start before student_share", "student_share")
"""Of a commune and age band: the first id; residents of the commune in younger bands (start), and of the territory in
cells before."""
ORGANISATION = record("id home kind size seat_end members_first members_known")
"""Seat of its commune after its last (seat_end)."""
FLOW = record("home there count first_place first_seat first matched")
"""Of those before, in all (first)."""
WISH = np.dtype([("group", "i8"), ("kinds", "i8", (6,))])  # a target group (NONE: students), kinds it is found in

WORLD = Layout(
    "world",
    {
        "parameters": (PARAMETERS, 0),
        "traits": (TRAITS, 0),
        "keys": ("u8", 1),
        "target_groups": (TARGET_GROUP, 1),
        "thresholds": ("f8", 1),
        "layers": ("f8", 1),
        "by_age": ("f8", 1),
        "kinds": ("f8", 1),  # cumulative shares of the kinds of organisations
        "bands": ("f8", 2),  # of the age bands: (kind of contact × commune, bands − 1)
        "communes": (COMMUNE, 1),
        "cells": (CELL, 1),
        "commune_of": ("i8", 1),  # by place of a commune's key, plus 1
        "commune_cumulative": ("f8", 1),
        "cell_cumulative": ("f8", 1),
        "cell_guide": ("i8", 1),
        "household_order": (PERMUTATION, 1),
        "organisation_order": (PERMUTATION, 1),
        "elected_order": (PERMUTATION, 1),
        "seat_order": (PERMUTATION, 1),
        "moves": ("i4", 1),  # of these orders, as far as they were asked for
        "organisations": (ORGANISATION, 1),
        "members": ("i8", 1),
        "flows": (FLOW, 1),
        "come_from": ("i8", 1),  # homes of the flows, destination after destination, and their people
        "come": ("i8", 1),
        "flow_at": ("i4", 1),  # of each seat, destination after destination, before a commune's are in their order
        "seat_of": ("i8", 1),  # of the persons of a flow, where some are found in some kinds of organisations
        "person_of": ("i8", 1),
        "wishes": (WISH, 1),
        "councillors": ("i1", 1),  # who is one, of all residents in order, in communes whose council is known
        "some_below": ("f8", 1),  # cumulative shares of the cells among some communes
        "some_guide": ("i8", 1),
        "scratch": ("i8", 1),  # room for what is told of the members of one organisation
        "flows_of": ("i8", 1),
        "parts": ("i8", 1),
        "found": ("i8", 1),  # residents looked at one after the other, with their readiness
        "ready": ("f8", 1),
        "epochs": ("i8", 1),
        "room": ("f8", 1),  # twice as long as there are organisations or communes
        "numbers": ("i8", 1),  # as long as there are communes beyond that
    },
    {"places": PLACES},
    inputs=(
        *("parameters", "traits", "keys", "target_groups", "thresholds", "layers", "by_age", "kinds", "communes"),
        *("cells", "wishes"),
    ),
)
