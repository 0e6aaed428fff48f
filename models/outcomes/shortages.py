"""What was short, week by week (section 4.9), read from the tables of a run: flows against flows, both of the last year
(the 52 weeks up to the week, or those since the start).

What would have helped is another question, which no single run answers: `contagion limits` does. What is said here is
worded accordingly, and its agreement with that was measured (`models/ODD.md`, *What limits*).

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

from contagion.models.outcomes.counting.counts import SHORTAGES, TRAINING_SHORTAGES, counts
from contagion.models.outcomes.record import Columns, Ints, Record
from contagion.models.records import NONE
from contagion.sim.model import WEEKS_A_YEAR

IN_WORDS = {
    "registrations": "fewer people registered than groups had seats",
    "groups": "more people registered than groups had seats",
    "pairs": "more facilitators waited for partners than led",
    "receptive": "few receptive people were left",
    "money": "something was not done for want of money",
}
TRAINING_IN_WORDS = {
    "takers": "training seats stayed empty",
    "seats": "training seats were all taken",
    "money": "training seats were not given for want of money",
}
assert (*IN_WORDS,) == SHORTAGES
assert (*TRAINING_IN_WORDS,) == TRAINING_SHORTAGES
NOTHING = ""  # in tables


def short(record: Record) -> Ints:
    """The number of what was short (`SHORTAGES`) in each week, of shape (weeks,); NONE where nothing can be said."""
    return counts(record).flows["short"]


def short_in_training(record: Record) -> Ints:
    """The number of what was short (`TRAINING_SHORTAGES`) in each week's period, of shape (weeks,); NONE before the
    first session."""
    return counts(record).flows["short_in_training"]


def short_by_year(record: Record) -> Columns:
    """What was short in each year, in words, `NOTHING` where nothing can be said: columns year, from 1; in_groups, of
    the flows of the year; in_training, of its last session."""
    in_groups = short(record)[WEEKS_A_YEAR - 1 :: WEEKS_A_YEAR]
    flows = counts(record).flows[: WEEKS_A_YEAR * len(in_groups)]
    in_training, due = np.full(len(in_groups), NONE), np.flatnonzero(flows["sessions"] + flows["missed"])
    in_training[due // WEEKS_A_YEAR] = short_in_training(record)[due]  # the last of a year stays
    return {
        "year": np.arange(1, len(in_groups) + 1),
        "in_groups": np.array([*SHORTAGES, NOTHING], object)[in_groups],
        "in_training": np.array([*TRAINING_SHORTAGES, NOTHING], object)[in_training],
    }
