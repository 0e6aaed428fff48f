"""Writing down the week (stage 16): stocks and flows in the table `weeks`; once a year, what happened in each
commune; and, in every checked run, the invariants of `models/invariants.py`. What held the programme back is worked
out from these rows after the run (`models/outcomes/bottleneck.py`).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from models import invariants
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.programme import ConversationModel

STOCKS = ("active", "leading", "ready", "aspirants", "waiting", "registered", "recruiting", "running", "partners")
TOTALS = ("trained", "groups_started", "registrations", "enrolments", "participants", "completers", "aspirants_created")
TOLD = ("word of mouth", "facilitator", "partner", "event", "letter", "workshop")
TIME_GIVEN = ("leader_sessions", "attendances")
MONEY = ("coordinators", "unpaid", "unpaid_seats")
WEEK_COLUMNS = (
    "week",
    *STOCKS,
    *TOTALS,
    *MONEY,
    *TIME_GIVEN,
    *(f"told_{channel.replace(' ', '_')}" for channel in TOLD),
)
COMMUNE_COUNTS = ("registrations", "groups_started", "participants", "completers", "aspirants", "trained")
COMMUNE_COLUMNS = ("year", "commune", *COMMUNE_COUNTS, "active")


def observe(model: ConversationModel) -> None:
    """Write down the week."""
    stocks = (
        len(model.active),
        sum(facilitator.load > 0 for facilitator in model.active),
        len(model.ready),
        len(model.aspirants),
        len(model.waiting),
        sum(len(group.registered) for group in model.recruiting_groups),
        len(model.recruiting_groups),
        len(model.running_groups),
        len(model.active_partners),
    )
    totals = (
        len(model.facilitators),
        model.groups_started,
        model.registrations,
        model.enrolments,
        model.participants,
        model.completers,
        model.aspirants_created,
    )
    unpaid = model.account.unpaid
    money = (model.coordinators, unpaid.total(), unpaid["seat"])
    counted = (model.tally[name] for name in (*TIME_GIVEN, *TOLD))
    model.recorder.row("weeks", (model.week, *stocks, *totals, *money, *counted))
    if (model.week + 1) % WEEKS_A_YEAR == 0 or model.week + 1 == model.horizon:
        active = Counter(facilitator.home for facilitator in model.active)
        for commune in model.communes:
            counts = (getattr(commune, name) for name in COMMUNE_COUNTS)
            model.recorder.row("communes", (model.year + 1, commune.index, *counts, active[commune.index]))
    if model.checked:
        invariants.check(model)
