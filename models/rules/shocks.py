"""Shocks (S16, stage 1). A scenario's `[[shock]]` rows say what befalls the programme from a week on, for some weeks:

- *coordinator away*: no partner is contacted, no training session is held (those missed are not made up for), and
  facilitators stop at `retention.without_coordinator` times their rate;
- *budget cut*: a share `factor` of the year's money is credited; where there is no budget that sets a limit, of what is
  bought that share is left: contacts with partners, letters of a mailing, events a year, training places (whole ones);
- *facilitators lost*: a share of the active facilitators, drawn at random, stops at once; those who lead a group that
  is running finish it first, and a group that still recruits is cancelled;
- *in-person groups suspended*: groups that meet in person pause, none of them starts, and their recruiting time stands
  still; people on their lists lose patience like those who wait. Online groups go on.

Where shocks of one kind overlap, cuts multiply and the rest is as with one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf
from typing import TYPE_CHECKING

from models.clocks import live_a_week
from models.parameters.shocks import AWAY, CUT, LOST, SUSPENDED
from models.rules import enrolment, launching, retention
from sim.errors import InputError
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.agents import Group
    from models.parameters import Parameters
    from models.programme import ConversationModel


@dataclass(frozen=True)
class Strain:
    """What the shocks that are on do to the rules of the week."""

    coordinator_away: bool = False
    factor_on_loss: float = 1.0
    share_bought: float = 1.0
    share_credited: float = 1.0
    suspended: bool = False  # the groups that meet in person

    def stops(self, group: Group) -> bool:
        """Whether a group may not meet."""
        return self.suspended and not group.online

    def bought(self, amount: float) -> float:
        """What is bought of a whole number of things."""
        return amount if self.share_bought == 1 or amount == inf else floor(amount * self.share_bought + 1e-9)


CALM = Strain()


def must_be_in_the_run(parameters: Parameters, horizon: int) -> None:
    """Refuse shocks that begin after the end of the run."""
    for number, shock in enumerate(parameters.shock, start=1):
        if shock.start >= horizon:
            raise InputError(
                f"shock {number} ({shock.kind}): from = {shock.start} must be a week of the run, 0 to {horizon - 1}"
            )


def strike(model: ConversationModel) -> None:
    """Let the shocks of this week begin, go on and end."""
    shocks = model.parameters.shock
    if not shocks:
        return
    strain = strain_of(model)
    if strain.factor_on_loss != model.strain.factor_on_loss:  # those who lead have lived so far under the old rate
        for facilitator in model.active:
            if facilitator.load:
                retention.live_through(model, facilitator)
    model.strain = strain
    for shock in shocks:
        if shock.kind == LOST and shock.start == model.week:
            lose(model, shock.share or 0.0)
    if strain.suspended:
        stand_still(model)


def strain_of(model: ConversationModel) -> Strain:
    """The strain of the shocks that are on this week."""
    shocks = [shock for shock in model.parameters.shock if shock.holds_in(model.week)]
    away, left = any(shock.kind == AWAY for shock in shocks), 1.0
    for shock in shocks:
        if shock.kind == CUT and shock.factor is not None:
            left *= shock.factor
    factor = model.parameters.retention.without_coordinator if away else 1.0
    bought, credited = (1.0, left) if model.parameters.limited else (left, 1.0)
    return Strain(away, factor, bought, credited, any(shock.kind == SUSPENDED for shock in shocks))


def lose(model: ConversationModel, share: float) -> None:
    """Let a share of the active facilitators stop at once."""
    order = model.draws.stream("lost in a shock")
    drawn = sorted(model.active, key=lambda facilitator: order.bits(facilitator.seat, model.week))
    gone = drawn[: round(share * len(drawn))]
    for facilitator in gone:
        facilitator.loss_limit = 0.0
    for group in [group for group in model.recruiting_groups if any(leader in gone for leader in group.leaders)]:
        model.recruiting_groups.remove(group)
        launching.cancel(model, group)
    retention.let_go(model)


def stand_still(model: ConversationModel) -> None:
    """Move what is due in groups that meet in person by a week."""
    for group in model.recruiting_groups:
        group.closes += not group.online
    for group in model.running_groups if not model.holiday else ():  # in a holiday they have moved already
        group.shift += not group.online


def lose_patience(model: ConversationModel) -> None:
    """People on the list of a suspended group give up at the rate of those who wait (stage 7)."""
    hazard = model.parameters.demand.waiting_loss_per_year / WEEKS_A_YEAR
    for group in model.recruiting_groups if model.strain.suspended else ():
        if model.strain.stops(group):
            group.registered, over = live_a_week(group.registered, hazard)
            for resident in over:
                enrolment.lose(model, resident, "gave up waiting")
