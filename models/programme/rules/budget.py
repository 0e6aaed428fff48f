"""Money (L15, stages 2, 5, 8, 9, 13 and 14). In week 0 of each year the account is credited with `budget.per_year`;
what is left of the year before stays on it, or lapses (`budget.carry_over`). A week of the coordinators, a training
seat, a contact, an event, a mailing and the start of a group happen only if the balance pays for them, at the prices of
`costs`; whatever comes first in the week is paid first. Coordinators who cannot be paid are not at work that week; a
group that cannot be paid waits like one with too few people. Without a limit (inf) all is paid, and nothing changes.

An alternative programme pays out of the same account, or out of one of its own, credited with its `budget_share` of the
year's money. Its coordinators, letters, events, leaders and groups are paid in the same way; without the pay of its
coordinators it sends no letters and holds no event that week.
"""

import math

from contagion.models.programme.books.money import COORDINATOR, credit, note_post, open_week, paid, paid_by
from contagion.models.programme.books.settings import takes_in
from contagion.models.records import NO_COORDINATORS
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR


@compiled
def begin(state):
    """Credit the accounts and pay the coordinators, who are at work this week if they are paid (stage 2)."""
    open_week(state)
    if state.clock.week % WEEKS_A_YEAR == 0:
        share_out(state)
    posts = state.parameters.partners.coordinators * state.strain.present  # who is away is not paid
    at_work = paid(state, COORDINATOR, posts / WEEKS_A_YEAR, NO_COORDINATORS)
    state.money.coordinators = posts if at_work else 0.0
    for number in range(1, len(state.programmes)):
        staff(state, number)


@compiled
def share_out(state):
    """Share out the money of the year; what no alternative programme has for itself is the groups'."""
    p = state.parameters.budget
    for n in range(len(state.accounts)):
        own = state.accounts[n]
        amount = math.inf if p.per_year == math.inf else p.per_year * own.share * state.strain.cut
        credit(own, amount, p.carry_over)


@compiled
def staff(state, number):
    """Pay the coordinators of an alternative programme."""
    programme = state.programmes[number]
    posts = programme.coordinators if takes_in(state, programme) else 0.0
    programme.staffed = int(paid_by(state, number, COORDINATOR, posts / WEEKS_A_YEAR, NO_COORDINATORS))
    if posts and programme.staffed:
        note_post(state, number, posts)
