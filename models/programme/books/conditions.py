"""The conditions of the week: what the shocks that are on do to the rules, and figures of the programme that rules on
its state look at."""

import math

from contagion.models.programme.books.money import GROUPS
from contagion.models.programme.layout import STATE
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import grow
from contagion.sim.model import WEEKS_A_YEAR

_REACHED = STATE["reached"]


@compiled
def share_bought(state):
    """What a budget cut leaves of what is bought: all, where a budget sets a limit, as it is cut itself."""
    return state.strain.cut if state.accounts[GROUPS].balance == math.inf else 1.0


@compiled
def bought(state, amount):
    """What is bought of a whole number of things."""
    share = share_bought(state)
    if share == 1 or amount == math.inf:
        return float(amount)
    return math.floor(amount * share + 1e-9)


@compiled
def takes_in(state, programme):
    """Whether another programme is on."""
    return programme.from_week <= state.clock.week < programme.until_week


@compiled
def stops(state, group):
    """Whether a group may not meet."""
    return state.strain.suspended != 0 and group.online == 0 and group.programme == 0


@compiled
def note_reached(state):
    """Note how many people were reached by the end of this week."""
    while state.clock.week >= len(state.reached):
        grow(state, _REACHED)
    state.reached[state.clock.week] = state.totals.participants


@compiled
def reached_before(state, week):
    """People reached in all weeks before one; NaN for weeks before the start."""
    if week <= 0:
        return 0.0 if week == 0 else math.nan
    return float(state.reached[week - 1])


@compiled
def is_due(week, per_year, offset):
    """Whether one of `per_year` dates spread evenly over the year falls in this week."""
    of_year = week % WEEKS_A_YEAR
    for n in range(per_year):
        if int((n + offset) * WEEKS_A_YEAR / per_year) == of_year:
            return True
    return False
