"""Small tables that are made of the record of a run, and what the laboratory keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from contagion.models.outcomes import costs
from contagion.models.outcomes.counting.counts import FLAGGED, NODE_WEEKS, OF_FLAGGED, SAVERS, counted, figure
from contagion.models.outcomes.frames import in_objects
from contagion.models.outcomes.record import Bools, Columns, Floats, Record
from contagion.models.records import NONE, PARTICIPANT
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    import pandas as pd


def by_commune(record: Record) -> Columns:
    """Return communes in the years in which something happened there, or facilitators lived there.

    Returns
    -------
    dict of columns, one row per year and commune
        year, from 1; commune, its INSEE code; participants, who came to a group in that year, by where they live;
        groups, that met in person there and started in that year; facilitators_active, who live there at its end.
    """
    counts = np.stack(np.split(counted(record).array("by_commune"), 3))
    year, commune = np.nonzero(counts.any(axis=0))
    participants, groups, active = counts[:, year, commune]
    codes = in_objects(commune, record.places.codes)
    columns = {"participants": participants, "groups": groups, "facilitators_active": active}
    return {"year": year + 1, "commune": codes, **columns}


NODES_A_YEAR = WEEKS_A_YEAR // NODE_WEEKS
LEVELS = np.array([0.0, *2.0 ** (np.arange(9) / 2), 64.0])  # of L: 0, 1, √2, 2, … 16, 64


@dataclass(frozen=True)
class Savers:
    """Those who completed a group, or started one and did not complete it, shape (people,): the week of completing or
    leaving; L, how much they save compared with the average completer; whether they completed it; whether their
    household adds to it (somebody else lives there, and nobody in it saved before them)."""

    week: Floats
    level: Floats
    completed: Bools
    spills: Bools


def savers(record: Record) -> Savers:
    """Return the savers of a run. The same person saves as much in every scenario."""
    counts, spread = counted(record), record.parameters.footprint.spread
    week, level, completed, spills = map(counts.array, ("week", "level", "completed", "spills"))
    return Savers(week, np.exp(spread * level - spread**2 / 2), completed, spills)


def cohorts(people: Savers, weeks: int) -> Columns:
    """Summarise the savers of a run of so many weeks in a small table, from which their savings follow under any
    assumption.

    People stand between two dates (a quarter of a year apart) and two values of L (`LEVELS`), and are shared out over
    the four corners so that their number, mean date and ΣL stay exact. Their savings are linear in L except where the
    cap bends them, and nearly linear in the date. So the result is low, by 0.1 % under the stated assumptions and by
    less than 0.5 % under any draw of them.

    Returns
    -------
    dict of columns, one row per quarter, the first at week 0
        week; completed_0 … completed_10 and others_0 … others_10: people with the values `LEVELS` of L whose household
        adds to it; completed_only_0 … and others_only_0 …: those who save alone.
    """
    from contagion.models.outcomes.counting.rows import share_out  # the compiler is not needed to read cohorts

    dates, width = -(-weeks // NODE_WEEKS) + 1, len(SAVERS) * len(LEVELS)
    cells, parts = np.empty((dates, width)), np.zeros((4, dates * width))
    share_out({**vars(people), "levels": LEVELS, "parts": parts, "cells": cells.reshape(-1)})
    return {"week": np.arange(dates) * NODE_WEEKS, **dict(zip(_columns(), cells.T, strict=True))}


@cache
def _columns() -> list[str]:
    names = [f"{'completed' if whole else 'others'}{'' if spills else '_only'}" for whole, spills in SAVERS]
    return [f"{kind}_{number}" for kind in names for number in range(len(LEVELS))]


def stacked(savings: Mapping[str, NDArray[np.generic]] | pd.DataFrame) -> Floats:
    """Stack the cohorts of runs of equal length: array (runs, dates, kinds × levels), in their order.

    `savings` may have further columns, whose values in the rows with week 0 tell the runs apart.
    """
    runs = int((np.asarray(savings["week"]) == 0).sum())
    people = np.column_stack([np.asarray(savings[name], np.float64) for name in _columns()])
    return people.reshape(runs, -1, len(SAVERS) * len(LEVELS))


def own_group(record: Record) -> float:
    """Compute how much more often than by chance a leader is of a participant's own target group: (share − share of the
    public) / (1 − share of the public), which is h of section 5.9."""
    people, groups, came = record.facilitators, record.groups, record.participants
    if not (len(came) and len(people)):
        return nan
    order = np.argsort(groups["group"])
    group_of = order[np.searchsorted(groups["group"], came["group"], sorter=order)]
    by_id = people[np.argsort(people["facilitator"], kind="stable")]
    led_by = np.stack([groups["leader_a"], groups["leader_b"]])
    last = np.searchsorted(by_id["facilitator"], led_by, side="right") - 1  # of those trained under an id
    leaders = np.where(by_id["facilitator"][last] == led_by, by_id["target_group"][last], NONE)[:, group_of]
    has_leaders, public = leaders != NONE, np.array([record.shares[name] for name in record.target_groups])
    same = (leaders == came["target_group"])[has_leaders].mean()
    chance = np.broadcast_to(public[came["target_group"]], leaders.shape)[has_leaders].mean()
    return float((same - chance) / (1 - chance)) if chance < 1 else nan


def reached(record: Record) -> Columns:
    """Return the communes that any programme reached.

    Returns
    -------
    dict of columns
        commune, its INSEE code; group_week, the week in which the first group that met in person started there;
        people_week, the week in which a resident of it first came to a group. NONE where that never happened.
    """
    here = counted(record).array("here")
    group, people = here["group_week"] - 1, here["people_week"] - 1
    there = np.flatnonzero((group != NONE) | (people != NONE))
    codes = in_objects(there, record.places.codes)
    return {"commune": codes, "group_week": group[there], "people_week": people[there]}


GATE = "elected.gate_opening"


def students_and_councillors(record: Record) -> dict[str, int]:
    """Count how far students and councillors got in a run.

    Returns
    -------
    dict
        People: `students_reached`, `students_registered` (times), `students_completing`, `students_trained` (out of
        groups); registrations (`students_moved_registered`) and wishes to facilitate (`students_moved_aspiring`) that
        ended as they moved away; `elected_reached`, `elected_completing`. And `communes_opened`, communes of which a
        councillor has completed a group (0 where that opens no gates).
    """
    from contagion.models.outcomes.counting.rows import count_flagged  # the compiler is not needed to name them

    facilitators, residents, counts = (
        record.facilitators,
        np.ascontiguousarray(record.residents),
        np.zeros(1, OF_FLAGGED),
    )
    count_flagged(
        {
            "events": np.ascontiguousarray(record.events),
            "residents": residents,
            "flagged": np.zeros(0, FLAGGED),
            "figures": counts,
            "councillors_of": np.zeros(len(record.places.codes), np.int64),
        }
    )
    columns = dict(zip(OF_FLAGGED.names or (), counts[0].item(), strict=True))
    opens = any(values.get(GATE, record.parameters.get(GATE)) != 1 for _, values in record.in_force())
    return {
        "students_reached": figure(record, "students"),
        "students_trained": int(facilitators["student"][facilitators["source"] == PARTICIPANT].sum()),
        **{f"students_{name}": columns[name] for name in ("registered", "completing", "moved_registered")},
        "students_moved_aspiring": columns["moved_aspiring"],
        "elected_reached": figure(record, "elected"),
        "elected_completing": columns["councillors_completing"],
        "communes_opened": columns["communes"] if opens else 0,
    }


# Columns of `weeks` that the yearly table has as well.
YEARLY = (
    *("facilitators_trained", "facilitators_active", "aspirants", "aspirants_waiting", "groups_started"),
    *("participants", "completers", "registrations", "waiting", "partners_active"),
)
ALTERNATIVE = "alternative_participants"  # as the indicator is called, which is the total at the end


def row(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Flatten the summary of a run: one column for each part of a figure, NaN where a figure does not exist."""
    flat: dict[str, Any] = {}
    for name, value in summary.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}_{part}".replace(" ", "_"): share for part, share in value.items()}
        elif name not in ("seed", "years"):
            flat[name] = value
    return {name: nan if value is None else value for name, value in flat.items()}


def yearly(record: Record) -> Columns:
    """Figures at the end of each year: totals since the start (among them how much there was of what costs money), and
    stocks."""
    ends = record.weeks[WEEKS_A_YEAR - 1 :: WEEKS_A_YEAR].copy()  # a view would keep all weeks in memory
    flows = counted(record).array("flows")[WEEKS_A_YEAR - 1 :: WEEKS_A_YEAR].copy()
    since_start = {"communes_reached": flows["reached"], "facilitators_from_groups": flows["converted"]}
    costs_of_years, beside = costs.yearly(record), record.alternatives
    participants = np.bincount(beside["year"] - 1, beside["participants"], minlength=len(ends))[: len(ends)]
    return {
        "year": ends["week"] // WEEKS_A_YEAR + 1,
        **{name: ends[name] for name in YEARLY},
        **since_start,
        ALTERNATIVE: participants.cumsum().astype(np.int64),
        **{name: totals[: len(ends)] for name, totals in costs_of_years.items()},
    }
