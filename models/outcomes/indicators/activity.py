"""How much goes on: facilitators, groups, partners, and what holds them back."""

import numpy as np

from models.outcomes.bottleneck import CONSTRAINTS, binding_constraint
from models.outcomes.indicators.indicator import measure
from models.outcomes.record import Record
from models.records import NONE
from sim.model import WEEKS_A_YEAR


@measure("people", "founders + partners' candidates + people from groups")
def facilitators_trained(record: Record) -> int:
    """People trained as facilitators, whether or not they became active."""
    return len(record.facilitators)


@measure("people", "became active and have not stopped")
def facilitators_active(record: Record) -> int:
    """Active facilitators at the end."""
    return record.facilitators["active"].sum()


@measure("years", "Σ over weeks of active facilitators / 52")
def facilitator_years(record: Record) -> float:
    """Time that all facilitators together were active."""
    return record.weeks["active"].sum() / WEEKS_A_YEAR


@measure("groups a year", "Σ over facilitators of groups led / facilitator-years")
def groups_led_per_year(record: Record) -> float | None:
    """How many groups an active facilitator leads in a year; a group led by two counts for both."""
    time = record.weeks["active"].sum() / WEEKS_A_YEAR
    return record.facilitators["groups_led"].sum() / time if time else None


@measure("people", "Σ over groups of completers who wish to facilitate")
def aspirants(record: Record) -> int:
    """Completers who ever joined the queue for training."""
    return record.last("aspirants_created")


@measure("people", "aspirants not trained and not lost")
def aspirants_waiting(record: Record) -> int:
    """Aspirants in the queue at the end."""
    return record.last("aspirants")


@measure("groups", "groups between their first and last session")
def groups_running(record: Record) -> int:
    """Groups that are running at the end."""
    return record.last("running")


@measure("organisations", "partners in an active spell")
def partners_active(record: Record) -> int:
    """Partner organisations that are active at the end."""
    return record.last("partners")


@measure("share of weeks", "weeks bound by k / weeks from the first training session on, for each constraint k")
def binding(record: Record) -> dict[str, float]:
    """What held the programme back: how much of the time each constraint was the one that bound."""
    bound = binding_constraint(record)
    weeks = np.bincount(bound[bound != NONE], minlength=len(CONSTRAINTS))
    return dict(zip(CONSTRAINTS, weeks / max(weeks.sum(), 1), strict=True))
