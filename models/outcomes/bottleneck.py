"""What holds the programme back, week by week (section 4.9), read from the tables of a run.

From the first training session on, each week has one binding constraint:

- *money*: something was not done for want of it this week, or, where no other but the last two holds, seats were not
  given at the session at the end of the period;
- *demand*: otherwise groups recruit, and fewer people joined groups in the last recruiting window than these groups
  have seats;
- *pool*: the same, and less than half of the receptive public is left, and a smaller share than that;
- *pairs*: otherwise, and enough ready facilitators for a group were left without a match;
- *aspirants*: otherwise facilitators are what is short, and the session at the end of the period had fewer takers
  than seats;
- *places*: otherwise, and it had at least as many takers as seats.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from models.outcomes.record import Bools, Ints, Record, Table
from models.records import NONE, TRAINING_SESSION

IN_WORDS = {
    "aspirants": "too few people wish to facilitate",
    "places": "training places are full",
    "pairs": "ready facilitators find no partner",
    "demand": "too few people register",
    "pool": "the receptive public runs short",
    "money": "money is short",
}
CONSTRAINTS = tuple(IN_WORDS)
BEFORE_START = ""  # in tables
POOL_SHORT = 0.5  # of the receptive public; with more left it is not what is short (assumption)

_ASPIRANTS, _PLACES, _PAIRS, _DEMAND, _POOL, _MONEY = range(len(CONSTRAINTS))

type Held = Callable[[str], Any]


def binding_constraint(record: Record) -> Ints:
    """The number of the constraint (`CONSTRAINTS`) that binds in each week, of shape (weeks,); NONE before the first
    training session."""
    weeks, parameters = record.weeks, record.parameters
    sessions = record.of_kind(TRAINING_SESSION)
    out = np.full(len(weeks), NONE)
    for since, values in record.in_force():

        def held(name: str, values: dict[str, Any] = values) -> Any:
            return values[name] if name in values else parameters.get(name)

        found = _under(weeks, sessions, held, int(record.places.adults.sum()))
        out = np.where(weeks["week"] >= since, found, out)
    return out


def _under(weeks: Table, sessions: Table, held: Held, adults: int) -> Ints:
    """The same under parameters that hold all the time."""
    window = max(held("group.recruiting_weeks"), 1)
    joined = weeks["enrolments"].copy()
    joined[window:] -= weeks["enrolments"][:-window]
    seats = held("group.size") * weeks["recruiting"]
    demand = np.where(seats > 0, joined / np.where(seats > 0, seats, 1), np.inf)
    receptive = held("receptivity.share") * adults
    pool = np.maximum(1 - weeks["participants"] / receptive, 0) if receptive else np.zeros(len(weeks))
    out = np.select(
        [
            weeks["unpaid"] > 0,
            (demand < 1) & (pool < np.minimum(demand, POOL_SHORT)),
            demand < 1,
            weeks["ready"] >= held("facilitation.leaders"),
            _few_paid(weeks, sessions),
            _few_wish(weeks, sessions, held),
        ],
        [_MONEY, _POOL, _DEMAND, _PAIRS, _MONEY, _ASPIRANTS],
        _PLACES,
    )
    out[weeks["week"] < held("training.first_week")] = NONE
    return out


def _few_paid(weeks: Table, sessions: Table) -> Bools:
    """Whether, at the session that ends each week's period (after the last, at that), seats were not given for want of
    money."""
    if not len(sessions):
        return np.zeros(len(weeks), dtype=bool)
    session = np.searchsorted(sessions["week"], weeks["week"], side="left")
    return (weeks["unpaid_seats"] > 0)[sessions["week"][np.minimum(session, len(sessions) - 1)]]


def _few_wish(weeks: Table, sessions: Table, held: Held) -> Bools:
    """Whether, at the session that ends each week's period, the queue gives fewer takers than there are seats.

    After the last session of a run, the queue at its end is set against the part of the period that has passed.
    """
    if not len(weeks):
        return np.zeros(0, dtype=bool)
    first = held("training.first_week")
    later = sessions[sessions["week"] > first]
    session = np.searchsorted(later["week"], weeks["week"], side="left")
    last = later["week"][-1] if len(later) else first
    passed = max(weeks["week"][-1] + 1 - last, 1) / held("training.period_weeks")
    queue = np.append(later["other"].astype(float), weeks["aspirants"][-1] / passed)
    return held("training.accept") * queue[session] < held("training.places")
