"""How long a programme would last on its own: its end, read from the weeks in which groups start."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from contagion.models.outcomes.indicators.indicator import Measure
from contagion.sim.model import WEEKS_A_YEAR

IDLE_WEEKS = WEEKS_A_YEAR  # without a group that starts: the programme has ended (assumption)

AUTONOMY = Measure(
    "autonomy_years",
    "years",
    "(min{t ≥ T : no group starts in the weeks t to t + 51} − T) / 52, external inputs stopped from week T",
    "Time that the programme would last if no candidates came from partners, no partner was contacted and no event or "
    "letter reached anybody any more, while training goes on; by branching the run.",
    "4.9",
    None,
)


def end_of_activity(starts: ArrayLike, since: int, until: int) -> int | None:
    """The first week from `since` on with which a year without a start begins; None if there is none before `until`.

    Parameters
    ----------
    starts : array of int
        Weeks in which groups started, in any order.
    since, until : int
        First week looked at, and number of weeks lived.
    """
    weeks = np.asarray(starts, dtype=np.int64)
    ends = np.concatenate([[since], np.sort(weeks[weeks >= since]) + 1])  # the week after each start
    nexts = np.append(ends[1:] - 1, until)
    (idle,) = np.nonzero(nexts - ends >= IDLE_WEEKS)
    return int(ends[idle[0]]) if len(idle) else None
