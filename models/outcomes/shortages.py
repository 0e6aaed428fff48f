"""What was short, week by week (section 4.9), read from the tables of a run: flows against flows, both of the last year
(the 52 weeks up to the week, or those since the start).

What would have helped is another question, which no single run answers: `contagion limits` does. What is said here is
worded accordingly, and its agreement with that is measured (`experiments/questions/agreement.py`).

In the groups, the first that holds:

- *money*: something was not done for want of it;
- *receptive*: fewer people registered than groups had seats (`group.maximum` in each that opened), and less than half
  of the receptive public (`receptivity.share` of all, whatever groups and places differ in) is left, and a smaller
  share than that of the seats;
- *registrations*: fewer people registered than groups had seats (groups of a house, and who is registered in one, left
  out);
- *pairs*: more facilitator-weeks were spent looking for a partner in vain than with a group;
- *groups*: more people registered than groups had seats.

A week says nothing if there were neither seats nor registrations, and nobody waited for a partner. In the training, of
the session that ends the week's period (after the last, of that): *money*, if seats were not given for want of it, or
nobody could be paid to hold it; *seats*, if all were taken, or not everybody in the queue was offered one; *takers*, if
seats stayed empty; nothing, if there were none and nobody asked for one.
"""

from __future__ import annotations

import numpy as np

from contagion.models.outcomes.record import Columns, Floats, Ints, Record, once
from contagion.models.records import DECLINED_SEAT, NO_TRAINER, NONE, NOT_PAID, PARTICIPANT, TRAINING_SESSION
from contagion.sim.model import WEEKS_A_YEAR

IN_WORDS = {
    "registrations": "fewer people registered than groups had seats",
    "groups": "more people registered than groups had seats",
    "pairs": "more facilitators waited for partners than led",
    "receptive": "few receptive people were left",
    "money": "something was not done for want of money",
}
SHORTAGES = tuple(IN_WORDS)
TRAINING_IN_WORDS = {
    "takers": "training seats stayed empty",
    "seats": "training seats were all taken",
    "money": "training seats were not given for want of money",
}
TRAINING_SHORTAGES = tuple(TRAINING_IN_WORDS)
NOTHING = ""  # in tables
FEW_LEFT = 0.5  # of the receptive public; with more left it is not what is short (assumption)

_REGISTRATIONS, _GROUPS, _PAIRS, _RECEPTIVE, _MONEY = range(len(SHORTAGES))
_TAKERS, _SEATS, _UNPAID = range(len(TRAINING_SHORTAGES))


@once
def short(record: Record) -> Ints:
    """The number of what was short (`SHORTAGES`) in each week, of shape (weeks,); NONE where nothing can be said."""
    weeks, p = record.weeks, record.parameters
    own = record.groups["in_house"] == 1
    seats = p.group.maximum * _of_the_year(_each_week(record.groups["opened"][~own], record))
    elsewhere = _each_week(record.groups["opened"][own], record, record.groups["registered"][own])
    registered = _of_the_year(np.diff(weeks["registrations"], prepend=0)) - _of_the_year(elsewhere)
    registered = np.maximum(registered, 0)  # those of a house are counted from its opening on, some before they come
    receptive = p.receptivity.share * record.places.adults.sum()
    left = np.maximum(1 - weeks["participants"] / receptive, 0) if receptive else np.zeros(len(weeks))
    few = (registered < seats) & (not p.demand.unlimited)
    filled = registered / np.maximum(seats, 1)
    return np.select(
        [
            _of_the_year(weeks["unpaid"]) > 0,
            few & (left < np.minimum(filled, FEW_LEFT)),
            few,
            _of_the_year(weeks["unmatched"]) > _of_the_year(weeks["leading"]),
            registered + seats > 0,
        ],
        [_MONEY, _RECEPTIVE, _REGISTRATIONS, _PAIRS, _GROUPS],
        NONE,
    )


def _each_week(when: Ints, record: Record, number: Ints | None = None) -> Ints:
    """How many there were in each week; one each, or so many."""
    return np.bincount(when, number, minlength=record.horizon)[: record.horizon].astype(np.int64)


def _of_the_year(flow: Ints) -> Ints:
    """What there was in the 52 weeks up to each."""
    total = np.cumsum(flow)
    total[WEEKS_A_YEAR:] -= total[:-WEEKS_A_YEAR].copy()
    return total


@once
def short_in_training(record: Record) -> Ints:
    """The number of what was short (`TRAINING_SHORTAGES`) in each week's period, of shape (weeks,); NONE before the
    first session."""
    weeks, sessions, missed = record.weeks, record.of_kind(TRAINING_SESSION), _not_held(record)
    if not len(sessions) + len(missed):
        return np.full(len(weeks), NONE)
    at, when = sessions["week"], record.facilitators["trained_week"]
    trained = _each_week(when, record)[at]
    from_the_queue = when[record.facilitators["source"] == PARTICIPANT]
    offered = _each_week(np.append(from_the_queue, record.of_kind(DECLINED_SEAT)["week"]), record)[at]
    places = _places(record)[at]
    full = (trained >= places) | (offered < sessions["other"])
    found = np.where(weeks["unpaid_seats"][at] > 0, _UNPAID, np.where(full, _SEATS, _TAKERS))
    found[(places == 0) & (trained + sessions["other"] == 0)] = NONE
    at, found = np.append(at, missed), np.append(found, np.full(len(missed), _UNPAID))
    at, found = at[np.argsort(at)], found[np.argsort(at)]
    ends = np.minimum(np.searchsorted(at, weeks["week"], side="left"), len(at) - 1)
    return np.where(weeks["week"] < at[0], NONE, found[ends])


def short_by_year(record: Record) -> Columns:
    """What was short in each year, in words, `NOTHING` where nothing can be said: columns year, from 1; in_groups, of
    the flows of the year; in_training, of its last session."""
    in_groups = short(record)[WEEKS_A_YEAR - 1 :: WEEKS_A_YEAR]
    due = np.sort(np.append(record.of_kind(TRAINING_SESSION)["week"], _not_held(record)))
    in_training, due = np.full(len(in_groups), NONE), due[due < WEEKS_A_YEAR * len(in_groups)]
    in_training[due // WEEKS_A_YEAR] = short_in_training(record)[due]  # the last of a year stays
    return {
        "year": np.arange(1, len(in_groups) + 1),
        "in_groups": np.array([*SHORTAGES, NOTHING], object)[in_groups],
        "in_training": np.array([*TRAINING_SHORTAGES, NOTHING], object)[in_training],
    }


def _not_held(record: Record) -> Ints:
    """Weeks of the sessions that nobody could be paid to hold."""
    unpaid = record.of_kind(NOT_PAID)
    return unpaid["week"][unpaid["detail"] == NO_TRAINER]


def _places(record: Record) -> Floats:
    """Seats of a session in each week, by the scenario and its decisions."""
    out = np.full(len(record.weeks), record.parameters.training.places, dtype=float)
    for since, values in record.in_force():
        out[since:] = values.get("training.places", record.parameters.training.places)
    return out
