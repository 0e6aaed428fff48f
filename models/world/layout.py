"""The tables behind the door of the world: of the places, and of one seed's people."""

from __future__ import annotations

import numpy as np

from contagion.models.parameters.as_record import PARAMETERS
from contagion.sim.chance.keyed import PERMUTATION
from contagion.sim.core.compiling import Layout

# ---- places --------------------------------------------------------------------------------------------------------

LAND = np.dtype(
    [
        ("communes", "i8"),
        ("small", "i8"),  # whether distances and shares of all pairs are kept
        ("exponent", "f8"),
        ("offset", "f8"),
        ("beta", "f8"),
        ("reach", "f8"),  # km beyond which nobody commutes
        ("stride", "i8"),  # numbers kept of a row of shares
        ("kept", "i8"),  # rows of shares worked out
        ("near", "i8"),  # communes in lists of those near by
        ("centre", "i8"),
    ]
)
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
        "own": ("f8", 2),  # shares of ties by a graph of one's own, of all pairs; or of none, by the law
    },
    inputs=(
        *("land", "points", "within", "middle", "spread", "mass", "balanced", "jobs", "nearest", "commute_total"),
        *("near_km", "establishments", "own"),
    ),
)

# ---- people --------------------------------------------------------------------------------------------------------

TRAITS = np.dtype(
    [
        ("adults", "i8"),
        ("mind_rate", "f8"),  # draws of readiness a year
        ("people_move", "i8"),
        ("ages_differ", "i8"),
        ("receptivity_differs", "i8"),
        ("barrier_differs", "i8"),
        ("conversion_differs", "i8"),
        ("same_group", "i8"),
        ("not_receptive", "f8"),  # chance that a contact who is not receptive is the one asked
        ("wishes", "i8"),  # who is found in some kinds of organisations
        ("moves", "i8"),  # worked out so far
    ]
)
TARGET_GROUP = np.dtype(
    [
        ("share", "f8"),
        ("below", "f8"),  # cumulative share
        ("receptivity", "f8"),
        ("barrier", "f8"),
        ("conversion", "f8"),
        ("slot_share", "f8"),
        ("contact_bias", "f8"),
        ("other_group", "f8"),  # how much less often somebody of another group is the one asked
    ]
)
COMMUNE = np.dtype(
    [
        ("key", "i8"),
        ("adults", "i8"),
        ("seats", "i8"),
        ("fours", "i8"),  # households of four adults
        ("threes", "i8"),
        ("twos", "i8"),
        ("first_organisation", "i8"),
        ("organisations", "i8"),
        ("leaving", "i8"),  # members of organisations who live there
        ("arriving", "i8"),  # members of those that are there
        ("first_flow", "i8"),  # from there, and the one after the last
        ("after_flow", "i8"),
        ("first_inflow", "i8"),  # to there, in the order of `come_from`
        ("after_inflow", "i8"),
        ("council_known", "i8"),
    ]
)
CELL = np.dtype(  # commune × age band
    [
        ("first", "i8"),  # id
        ("count", "i8"),
        ("start", "i8"),  # residents of the commune in younger bands
        ("before", "i8"),  # residents of the territory in cells before
        ("student_share", "f8"),
    ]
)
ORGANISATION = np.dtype(
    [
        ("id", "i8"),
        ("home", "i8"),
        ("kind", "i8"),
        ("size", "i8"),
        ("seat_end", "i8"),  # seat of its commune after its last
        ("members_first", "i8"),
        ("members_known", "i8"),
    ]
)
FLOW = np.dtype(
    [
        ("home", "i8"),
        ("there", "i8"),
        ("count", "i8"),
        ("first_place", "i8"),
        ("first_seat", "i8"),
        ("first", "i8"),  # of those before, in all
        ("matched", "i8"),
    ]
)
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
