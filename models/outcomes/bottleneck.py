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

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.parameters import Parameters
from models.records import BEGINS

IN_WORDS = {
    "aspirants": "too few people wish to facilitate",
    "places": "training places are full",
    "pairs": "ready facilitators find no partner",
    "demand": "too few people register",
    "pool": "the receptive public runs short",
    "money": "money is short",
}
CONSTRAINTS = tuple(IN_WORDS)
BEFORE_START = ""
POOL_SHORT = 0.5  # of the receptive public; with more left it is not what is short (assumption)


def binding(
    weeks: pd.DataFrame, queues: pd.DataFrame, decisions: pd.DataFrame, parameters: Parameters, adults: int
) -> NDArray[np.object_]:
    """Binding constraint of each week, of shape (weeks,); empty before the first training session.

    Parameters
    ----------
    weeks : DataFrame
        The table `weeks` of a run.
    queues : DataFrame
        Columns `week` and `queue`: length of the queue that each training session found.
    decisions : DataFrame
        The table `decisions` of a run: which were in force when.
    parameters : Parameters
        At the start, with those decisions.
    adults : int
        Residents aged 15 and over.
    """
    out = _under(weeks, queues, parameters, adults)
    held: dict[int, int] = {}
    for week in decisions["week"].unique().tolist():
        for _, _, number, _, what in decisions[decisions["week"] == week].itertuples():
            if what == BEGINS:
                held[number - 1] = week
            else:
                del held[number - 1]
        now = parameters.with_decisions(parameters.in_order(held))
        out = np.where(weeks["week"] >= week, _under(weeks, queues, now, adults), out)
    return out


def _under(weeks: pd.DataFrame, queues: pd.DataFrame, parameters: Parameters, adults: int) -> NDArray[np.object_]:
    """The same under parameters that hold all the time."""
    training, group = parameters.training, parameters.group
    window = max(group.recruiting_weeks, 1)
    joined = weeks["enrolments"] - weeks["enrolments"].shift(window, fill_value=0)
    seats = group.size * weeks["recruiting"]
    demand = np.where(seats > 0, joined / seats.where(seats > 0, 1), np.inf)
    receptive = parameters.receptivity.share * adults
    pool = np.maximum(1 - weeks["participants"] / receptive, 0) if receptive else np.zeros(len(weeks))
    few_wish = _few_wish(weeks, queues, parameters)
    out = np.select(
        [
            weeks["unpaid"] > 0,
            (demand < 1) & (pool < np.minimum(demand, POOL_SHORT)),
            demand < 1,
            weeks["ready"] >= parameters.facilitation.leaders,
            _few_paid(weeks, queues),
            few_wish,
        ],
        ["money", "pool", "demand", "pairs", "money", "aspirants"],
        "places",
    ).astype(object)
    out[weeks["week"] < training.first_week] = BEFORE_START
    return out


def _few_paid(weeks: pd.DataFrame, queues: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether, at the session that ends each week's period (after the last, at that), seats were not given for want of
    money."""
    if not len(queues):
        return np.zeros(len(weeks), dtype=bool)
    held = queues["week"].to_numpy(int)
    session = np.searchsorted(held, weeks["week"].to_numpy(), side="left")
    return (weeks["unpaid_seats"].to_numpy() > 0)[held[np.minimum(session, len(held) - 1)]]


def _few_wish(weeks: pd.DataFrame, queues: pd.DataFrame, parameters: Parameters) -> NDArray[np.bool_]:
    """Whether, at the session that ends each week's period, the queue gives fewer takers than there are seats.

    After the last session of a run, the queue at its end is set against the part of the period that has passed.
    """
    training = parameters.training
    later = queues[queues["week"] > training.first_week]
    session = np.searchsorted(later["week"].to_numpy(), weeks["week"].to_numpy(), side="left")
    last = later["week"].iloc[-1] if len(later) else training.first_week
    end = weeks["week"].iloc[-1] + 1
    passed = max(end - last, 1) / training.period_weeks
    found = np.append(later["queue"].to_numpy(float), weeks["aspirants"].iloc[-1] / passed)
    return training.accept * found[session] < training.places
