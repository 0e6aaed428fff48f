"""Shocks (S16, stages 1 and 7). A scenario's `[[shock]]` rows say what befalls the programme from a week on, for some
weeks:

- *coordinator away*: of the groups' coordinators a `share` (all, if it does not say) is not at work and not paid; what
  that does is the same as if so many posts fewer had been decided (`books/coordination.py`). Those of an alternative
  programme are its own, and stay;
- *budget cut*: a share `factor` of the year's money is credited; while no budget sets a limit, of what is bought that
  share is left: contacts with partners, letters of a mailing, events a year, training places (whole ones);
- *facilitators lost*: a share of the active facilitators, drawn at random, stops at once; those who lead a group that
  is running finish it first, and a group that still recruits is cancelled;
- *in-person groups suspended*: groups that meet in person pause, none of them starts, and their recruiting time stands
  still; people on their lists lose patience like those who wait. Online groups go on.

Where shocks of one kind overlap, what is left multiplies; suspensions are as one.
"""

import numpy as np

from contagion.models.parameters.decisions import KINDS
from contagion.models.programme.books.facilitators import leader_of, let_go
from contagion.models.programme.books.groups import cancel, pause, strike_off_all, write_down
from contagion.models.programme.books.lists import append_by, clear, keep, keep_first, sort
from contagion.models.programme.books.settings import goes_on, stops
from contagion.models.programme.books.waiting_list import lose
from contagion.models.programme.layout import ACTIVE_FACILITATORS, LOST, RECRUITING_GROUPS, RUNNING_GROUPS
from contagion.models.records import GAVE_UP_WAITING, NONE, numbers
from contagion.models.world.world import stream
from contagion.sim.chance.keyed import bits
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR

AWAY, CUT, LOSS, SUSPENDED = numbers(len(KINDS))


@compiled
def strike(state):
    """Let the shocks of this week begin, go on and end."""
    if not len(state.shocks):
        return
    take_hold(state)
    for n in range(len(state.shocks)):
        shock = state.shocks[n]
        if shock.kind == LOSS and shock.start == state.clock.week:
            lose_facilitators(state, shock.share)
    if state.strain.suspended:
        stand_still(state)


@compiled
def holds_now(state, shock):
    """Whether a shock is on this week."""
    week = state.clock.week
    return shock.start <= week and (shock.weeks == NONE or week < shock.start + shock.weeks)


@compiled
def is_on(state, kind):
    """Whether a shock of a kind is on this week."""
    for n in range(len(state.shocks)):
        if state.shocks[n].kind == kind and holds_now(state, state.shocks[n]):
            return True
    return False


@compiled
def take_hold(state):
    """Work out the strain of the shocks that are on this week."""
    bought, present, strain = 1.0, 1.0, state.strain
    for n in range(len(state.shocks)):
        shock = state.shocks[n]
        if shock.kind == CUT and holds_now(state, shock):
            bought *= shock.factor
        if shock.kind == AWAY and holds_now(state, shock):
            present *= 1 - shock.share
    strain.present, strain.suspended, strain.cut = present, int(is_on(state, SUSPENDED)), bought


@compiled
def lose_facilitators(state, share):
    """Let a share of the active facilitators stop at once."""
    clear(state, LOST)
    for n in range(state.counts[ACTIVE_FACILITATORS]):
        number = state.lists[ACTIVE_FACILITATORS, n]
        seat = state.facilitators[number].seat
        append_by(state, LOST, number, bits(stream(state, "lost in a shock"), seat, state.clock.week))
    sort(state, LOST)
    keep_first(state, LOST, np.int64(round(share * state.counts[LOST])))
    for n in range(state.counts[LOST]):
        state.facilitators[state.lists[LOST, n]].loss_limit = 0.0
    cancel_groups_of_the_lost(state)
    let_go(state)


@compiled
def cancel_groups_of_the_lost(state):
    """Cancel the groups that recruit and have lost a leader."""
    for n in range(clear(state, RECRUITING_GROUPS)):
        g = state.lists[RECRUITING_GROUPS, n]
        if has_lost_a_leader(state, state.groups[g]):
            cancel(state, g)
        else:
            keep(state, RECRUITING_GROUPS, g)


@compiled
def has_lost_a_leader(state, group):
    """Whether one of the leaders is among those lost this week."""
    for n in range(state.counts[LOST]):
        for m in range(group.leaders):
            if state.lists[LOST, n] == leader_of(group, m):
                return True
    return False


@compiled
def stand_still(state):
    """Move what is due in groups that meet in person by a week."""
    pause_those_that_stop(state, RECRUITING_GROUPS)
    if not state.clock.holiday:  # then those that run have moved already
        pause_those_that_stop(state, RUNNING_GROUPS)


@compiled
def pause_those_that_stop(state, which):
    """Move by a week what is due in those groups of a list that may not meet."""
    for n in range(state.counts[which]):
        group = state.groups[state.lists[which, n]]
        if stops(state, group):
            pause(group)


@compiled
def lose_patience(state):
    """People on the list of a suspended group give up at the rate of those who wait (stage 7)."""
    if not state.strain.suspended:
        return
    hazard = state.parameters.demand.waiting_loss_per_year / WEEKS_A_YEAR
    for n in range(state.counts[RECRUITING_GROUPS]):
        group = state.groups[state.lists[RECRUITING_GROUPS, n]]
        if stops(state, group):
            let_live_a_week(state, group, hazard)


@compiled
def let_live_a_week(state, group, hazard):
    """Let a week pass for those on the list of a group."""
    for n in range(strike_off_all(group)):
        number = state.seats[group.first_seat + n].registered
        one = state.residents[number]
        if goes_on(one, hazard):
            write_down(state, group, number)
        else:
            lose(state, one, GAVE_UP_WAITING)
