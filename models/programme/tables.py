"""From the tables of the state to those that a run leaves behind, in the numbers of `models.records`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.models.programme.seen.readable import Readable
from contagion.models.records import (
    ALTERNATIVE_YEAR,
    FACILITATOR_ROW,
    FINISHED,
    GROUP_ROW,
    NONE,
    PARTICIPANT_ROW,
    RESIDENT_ROW,
)

type Table = NDArray[np.void]


def tables(model: Readable) -> dict[str, Table]:
    """The tables of a run so far, by name (`models.records.TABLES`). Communes, target groups, decisions and alternative
    programmes are numbers of rows, those of the last from 1."""
    residents = _residents(model)
    return {
        "weeks": model.state.array("weeks")[: model.week].copy(),
        "communes": model.rows("commune_years").copy(),
        "events": model.rows("events").copy(),
        "groups": _groups(model),
        "facilitators": _facilitators(model),
        "participants": _participants(model, residents),
        "residents": residents,
        "alternatives": _alternatives(model),
        "posts": model.rows("posts").copy(),
        "decisions": model.rows("decided").copy(),
    }


def _table(kind: np.dtype, columns: dict[str, ArrayLike]) -> Table:
    """Columns as rows."""
    assert tuple(columns) == kind.names
    out = np.empty(len(np.atleast_1d(next(iter(columns.values())))), kind)
    for name, values in columns.items():
        out[name] = values
    return out


def _groups(model: Readable) -> Table:
    rows, people = model.rows("groups")[model.numbers("groups")], model.rows("facilitators")["id"]
    hosted = rows["host"] != NONE
    host = np.full(len(rows), NONE)
    host[hosted] = model.world.organisations.ids[rows["host"][hosted]]
    return _table(
        GROUP_ROW,
        {
            "group": rows["key"],
            "leader_a": people[rows["leader_a"]],
            "leader_b": people[rows["leader_b"]],
            "stand_in": rows["stand_in"],
            "commune": rows["place"],
            "host": host,
            "in_house": rows["in_house"],
            **{name: rows[name] for name in ("slot", "online", "opened", "started", "ended", "state", "registered")},
            "participants": rows["members"],
            "completers": rows["completers"],
            "aspirants": rows["aspirants"],
            "attendances": np.where(rows["state"] == FINISHED, rows["attendances"], 0),
        },
    )


def _facilitators(model: Readable) -> Table:
    rows = model.rows("facilitators")[model.numbers("facilitators")]
    same = ("source", "parent_a", "parent_b", "from_group", "trained_week", "active", "left_week", "groups_led")
    return _table(
        FACILITATOR_ROW,
        {
            "facilitator": rows["id"],
            "commune": rows["home"],
            "target_group": rows["target_group"],
            **_flags(model, rows["id"]),
            **{name: rows[name] for name in same},
            "facilitators_from_groups": rows["children"],
        },
    )


def _participants(model: Readable, residents: Table) -> Table:
    """A row for everybody present at a session 1, who are rows of `residents`."""
    groups = model.rows("groups")[model.numbers("groups")]
    groups = groups[np.argsort(groups["started"], kind="stable")]
    members = groups["members"]
    first = np.cumsum(members) - members
    seat = np.repeat(groups["first_seat"] - first, members) + np.arange(members.sum())
    came = model.state.array("seats")["member"][seat]
    person = residents["resident"][came]
    household, adults = model.world.households(person)
    return _table(
        PARTICIPANT_ROW,
        {
            "week": np.repeat(groups["started"], members),
            "person": person,
            **{name: residents[name][came] for name in ("commune", "target_group", "student", "elected")},
            "channel": model.rows("residents")["channel"][came],
            "group": np.repeat(groups["key"], members),
            "household": household,
            "adults": adults,
        },
    )


def _residents(model: Readable) -> Table:
    rows = model.rows("residents")
    who = {"resident": rows["id"], "commune": rows["home"], "target_group": rows["target_group"]}
    return _table(RESIDENT_ROW, {**who, **_flags(model, rows["id"])})


def _flags(model: Readable, ids: ArrayLike) -> dict[str, ArrayLike]:
    """Who is a student, and who a municipal councillor."""
    whose = np.ascontiguousarray(ids)
    return {"student": model.world.student(whose), "elected": model.world.elected(whose)}


def _alternatives(model: Readable) -> Table:
    """What each alternative programme did in each year; the state counts since the start."""
    rows = model.rows("alternative_years")
    out = _table(ALTERNATIVE_YEAR, {name: rows[name] for name in ALTERNATIVE_YEAR.names or ()})
    for number in range(1, 1 + len(model.parameters_at_start.alternative)):
        own = rows["programme"] == number
        for name in ("participants", "groups", "leaders_trained", "hours", "leader_hours"):
            out[name][own] = np.diff(rows[name][own], prepend=0)
    return out
