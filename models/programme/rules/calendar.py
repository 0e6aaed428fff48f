"""Calendar (stage 1). Weeks are counted from the start of year 1. If `calendar.pause_in_holidays` is on, no session
takes place in a school-holiday week: what was due then, and all that follows, moves by a week.

Shocks (S16, stages 1 and 7). A scenario's `[[shock]]` rows say what befalls the programme from a week on, for some
weeks:

- *coordinator away*: of the groups' coordinators a `share` (all, if it does not say) is not at work and not paid; what
  that does is the same as if so many posts fewer had been decided (`books/settings.py`). Those of an alternative
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
from contagion.models.programme.books.lists import append_by, clear, keep, keep_first, list_of, sort
from contagion.models.programme.books.settings import goes_on, stops
from contagion.models.programme.books.waiting_list import lose
from contagion.models.programme.layout import ACTIVE_FACILITATORS, LOST, RECRUITING_GROUPS, RUNNING_GROUPS
from contagion.models.records import GAVE_UP_WAITING, NONE, numbers
from contagion.models.world.world import stream
from contagion.sim.chance.keyed import bits
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR


@compiled
def turn_the_page(state):
    """Begin the week: empty tallies, holiday or not."""
    state.tally.leader_sessions = state.tally.attendances = state.tally.unmatched = 0
    for channel in range(len(state.tally.told)):
        state.tally.told[channel] = 0
    paused = state.parameters.calendar.pause_in_holidays != 0
    state.clock.holiday = int(paused and state.holidays[state.clock.week % WEEKS_A_YEAR] != 0)
    if state.clock.holiday:
        for programme in range(len(state.programmes)):
            running = list_of(programme, RUNNING_GROUPS)
            for n in range(state.counts[running]):
                pause(state.groups[state.lists[running, n]])


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
        pause_those_that_stop(state, RECRUITING_GROUPS)
        if not state.clock.holiday:  # then those that run have moved already
            pause_those_that_stop(state, RUNNING_GROUPS)


@compiled
def take_hold(state):
    """Work out the strain of the shocks that are on this week."""
    strain, week = state.strain, state.clock.week
    strain.present, strain.suspended, strain.cut = 1.0, 0, 1.0
    for n in range(len(state.shocks)):
        shock = state.shocks[n]
        if shock.start > week or (shock.weeks != NONE and week >= shock.start + shock.weeks):
            continue
        if shock.kind == CUT:
            strain.cut *= shock.factor
        elif shock.kind == AWAY:
            strain.present *= 1 - shock.share
        elif shock.kind == SUSPENDED:
            strain.suspended = 1


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
    for n in range(clear(state, RECRUITING_GROUPS)):
        g = state.lists[RECRUITING_GROUPS, n]
        if has_lost_a_leader(state, state.groups[g]):
            cancel(state, g)
        else:
            keep(state, RECRUITING_GROUPS, g)
    let_go(state)


@compiled
def has_lost_a_leader(state, group):
    """Return whether one of the leaders is among those lost this week."""
    for n in range(state.counts[LOST]):
        for m in range(group.leaders):
            if state.lists[LOST, n] == leader_of(group, m):
                return True
    return False


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
            for m in range(strike_off_all(group)):
                number = state.seats[group.first_seat + m].registered
                one = state.residents[number]
                if goes_on(one, hazard):
                    write_down(state, group, number)
                else:
                    lose(state, one, GAVE_UP_WAITING)
