"""Facilitators stop (S13, stage 6). An active facilitator stops at the rate `retention.loss_per_year`, lower for the
mentored and the paid, higher for those who lead two groups at a time and while the coordinator is away (S16). Those
who lead decide when their group ends, on all the weeks led; everybody else week by week. In the form "after_group", a
facilitator goes on after each group with probability `retention.continue_share` and otherwise stops at the rate
`retention.background_per_year`.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from models.agents import Facilitator
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.programme import ConversationModel


def hazard(model: ConversationModel, facilitator: Facilitator) -> float:
    """Rate of stopping, per week."""
    settings = model.parameters.retention
    rate = settings.loss_per_year if settings.form == "hazard" else settings.background_per_year
    if facilitator.mentored or facilitator.paid or facilitator.load > 1:
        rate *= exp(
            -settings.mentoring_effect * facilitator.mentored
            - settings.paid_effect * facilitator.paid
            + settings.overload_effect * (facilitator.load > 1)
        )
    return rate * model.strain.factor_on_loss / WEEKS_A_YEAR


def live_through(model: ConversationModel, facilitator: Facilitator) -> None:
    """Add the time led to what a leader has lived, when a group is over; whether they go on shows in this week's
    turnover.
    """
    facilitator.loss_clock += (model.week - facilitator.leading_since) * hazard(model, facilitator)
    facilitator.leading_since = model.week


def think_it_over(model: ConversationModel, facilitator: Facilitator) -> None:
    """Let a leader decide after a group whether to go on, in the form "after_group"."""
    settings = model.parameters.retention
    if settings.form == "after_group":
        goes_on = model.draws.stream("goes on after a group").uniform(facilitator.seat, facilitator.groups_led)
        if goes_on >= settings.continue_share:
            facilitator.loss_clock = facilitator.loss_limit


def turnover(model: ConversationModel) -> None:
    """Let a week pass for those who do not lead, and let go those who have had enough."""
    for facilitator in model.active:
        if facilitator.load == 0:
            facilitator.loss_clock += hazard(model, facilitator)
    let_go(model)


def let_go(model: ConversationModel) -> None:
    """Facilitators who do not lead and have had enough leave; those who lead still begin nothing new."""
    stay = []
    for facilitator in model.active:
        if facilitator.load == 0 and facilitator.has_had_enough:
            leave(model, facilitator)
        else:
            stay.append(facilitator)
    model.active = stay
    model.resting = [spell for spell in model.resting if not spell.facilitator.has_had_enough]
    model.ready = [facilitator for facilitator in model.ready if not facilitator.has_had_enough]


def leave(model: ConversationModel, facilitator: Facilitator) -> None:
    """Stop for good."""
    facilitator.active = False
    facilitator.left_week = model.week
    model.record("facilitator left", facilitator.id, facilitator.home, other=facilitator.groups_led)
