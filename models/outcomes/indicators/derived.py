"""Indicators that the record of a run does not tell: they need its prices (`models.outcomes.costs`), assumptions about
what is saved (`models.outcomes.footprint`), or a second run (`models.outcomes.resilience`).

How long a programme would last on its own: its end, read from the weeks in which groups start.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from contagion.models.outcomes.indicators.indicator import Measure
from contagion.sim.model import WEEKS_A_YEAR


def _defined(name: str, unit: str, formula: str, meaning: str) -> Measure:
    return Measure(name, unit, formula, meaning, "4.9", None)


BEYOND = (
    _defined(
        "cost_total",
        "€",
        "K = Σ over items of quantity · price, in euros of costs.price_year",
        "What the run cost at the scenario's prices, alternative programmes included; time given is not in it.",
    ),
    _defined(
        "cost_per_participant",
        "€ per person",
        "K / (N + participants of alternative programmes)",
        "Cost for each participant of any programme; who takes part in two counts in each.",
    ),
    _defined(
        "cost_per_completer",
        "€ per person",
        "K / completers; none where there are alternative programmes, which share K",
        "Cost for each completer of a group.",
    ),
    _defined(
        "cost_per_active_facilitator_year",
        "€ per year",
        "K / (Σ over weeks of active facilitators / 52); none where there are alternative programmes",
        "Cost for each year that a facilitator was active.",
    ),
    _defined(
        "volunteer_hours",
        "hours",
        "costs.leader_hours · sessions of unpaid leaders + group.session_hours · sessions attended + hours of leaders, "
        "with their training, and of participants in alternative programmes + Σ over years of (hours of training "
        "sessions, events and letters − hours of the posts at work, at least 0)",
        "Time that unpaid leaders and participants gave, and those who did what coordinators had no hours for.",
    ),
    _defined(
        "tco2e_avoided",
        "t CO2e",
        "A = Σ over those who completed or left, and participants of alternative programmes, of ∫ saving dt up to the "
        "end; 5th, 50th and 95th of 100 draws",
        "Emissions avoided, as a range over all that is assumed (tco2e_avoided_p5, _p50, _p95).",
    ),
    _defined(
        "cost_per_tco2e",
        "€ per t CO2e",
        "K / A; 5th, 50th and 95th of 100 draws",
        "Cost for each tonne avoided in the years of the run, as a range over all that is assumed; savings go on "
        "afterwards.",
    ),
    *(
        _defined(
            f"recovery_{name}",
            "weeks",
            f"min{{t : {short} with the shock ≥ 0.95 · {short} without, for all u ≥ t}} − week of the shock; "
            "none if not in the run",
            f"Time until {words} no more fall short of what they were without the shock; by two runs of one seed.",
        )
        for name, short, words in (
            ("active", "F(u)", "active facilitators"),
            ("participants", "n(u)", "participants of the last 52 weeks (n)"),
        )
    ),
    _defined(
        "loss_active",
        "facilitator-years",
        "Σ over weeks from the shock on of (F without − F with the shock) / 52",
        "What a shock took of the time of active facilitators, less what was caught up; by two runs of one seed.",
    ),
    _defined(
        "loss_participants",
        "people",
        "Σ over weeks from the shock on of (n without − n with the shock) / 52, n: participants of the last 52 weeks",
        "What a shock took of the participants, less what was caught up; by two runs of one seed.",
    ),
)


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
