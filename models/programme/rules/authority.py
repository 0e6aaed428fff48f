"""What the authority decides in the course of a run (stage 2): the rows `[[decision]]` of a scenario.

A decision holds from its date until its end, or until a later one on the same thing. One with a condition (`when`) is
looked at each week and begins in the first in which the state of the programme, at the start of the week, is as it
says; it holds for so many weeks, or for good. Rules on the state go before dates, later decisions before earlier ones,
and those for some communes, groups or partners before those for everybody. From its first week on a parameter has its
new value for all that happens; what happened before is as it would have been. A decision can also call an extra
training session.

Money (L15, stages 2, 5, 8, 9, 13 and 14). In week 0 of each year the account is credited with `budget.per_year`;
what is left of the year before stays on it, or lapses (`budget.carry_over`). A week of the coordinators, a training
seat, a contact, an event, a mailing and the start of a group happen only if the balance pays for them, at the prices of
`costs`; whatever comes first in the week is paid first. Coordinators who cannot be paid are not at work that week; a
group that cannot be paid waits like one with too few people. Without a limit (inf) all is paid, and nothing changes.

An alternative programme pays out of the same account, or out of one of its own, credited with its `budget_share` of the
year's money. Its coordinators, letters, events, leaders and groups are paid in the same way; without the pay of its
coordinators it sends no letters and holds no event that week.
"""

import math

from contagion.models.parameters.decisions import STATES
from contagion.models.programme.books.facilitators import change_load
from contagion.models.programme.books.lists import add_rows, clear, insert
from contagion.models.programme.books.money import COORDINATOR, credit, open_week, paid, paid_by
from contagion.models.programme.books.settings import (
    begin_anew,
    goes_before,
    let_hold,
    note,
    reached_before,
    takes_in,
    within,
)
from contagion.models.programme.layout import (
    ACTIVE_FACILITATORS,
    ACTIVE_PARTNERS,
    ORDER,
    QUEUE,
    READY,
    RECRUITING_GROUPS,
    RUNNING_GROUPS,
    STATE,
    WAITING_LIST,
)
from contagion.models.records import NO_COORDINATORS, NONE, numbers
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR

_LISTED = (
    QUEUE, WAITING_LIST, ACTIVE_FACILITATORS, READY, RECRUITING_GROUPS, RUNNING_GROUPS, ACTIVE_PARTNERS,
)  # fmt: skip
"""The lists that figures are the lengths of; those that follow are no lengths."""
_PARTICIPANTS, _YEAR, _WEEKS_WITHOUT = numbers(len(STATES))[len(_LISTED) :]


@compiled
def decide(state):
    """Put into effect what begins and ends this week."""
    if not len(state.decisions):
        return
    changed = False
    for n in range(len(state.decisions)):
        since = held_since(state, n)
        changed = changed or since != state.decisions[n].held
        state.decisions[n].held = since
    if changed:
        take_effect(state)
    state.totals.extra_session = 0
    for n in range(len(state.decisions)):
        d = state.decisions[n]
        d.noted_now = d.held
        if d.extra_session and calls_a_session(state, n):
            d.called = d.noted_now = state.clock.week
            state.totals.extra_session = 1
    note(state)


@compiled
def held_since(state, number):
    """Return the week since which a decision that sets something has been in force; NONE where it is not."""
    d, week = state.decisions[number], state.clock.week
    if not d.sets:
        return NONE
    if not d.has_condition:
        return d.begin if d.begin <= week < d.end else NONE
    if d.held != NONE and (d.for_weeks == NONE or week < d.held + d.for_weeks):
        return d.held
    return week if is_called_for(state, number) else NONE


@compiled
def calls_a_session(state, number):
    """Return whether a decision calls an extra training session this week; none before that of the founders."""
    d, week = state.decisions[number], state.clock.week
    if not state.totals.sessions_held or not (d.called == NONE or week >= d.called + d.again_after):
        return False
    return is_called_for(state, number) if d.has_condition else week == d.begin


@compiled
def is_called_for(state, number):
    """Return whether a rule on the state is checked this week and its condition is met."""
    d = state.decisions[number]
    if not d.begin <= state.clock.week < d.end:
        return False
    for n in range(d.first_bound, d.first_bound + d.bounds):
        if not within(state.bounds[n], figure(state, state.bounds[n].state)):
            return False
    return True


@compiled
def figure(state, name):
    """Return a figure of the programme at the start of the week."""
    week, reached = state.clock.week, state.totals.participants
    if name == _PARTICIPANTS:
        return float(reached)
    if name == _YEAR:
        return reached - reached_before(state, week - WEEKS_A_YEAR)
    if name == _WEEKS_WITHOUT:
        while week and reached_before(state, week - 1) == reached:
            week -= 1
        return float(state.clock.week - week)
    return float(state.counts[_LISTED[name]])


@compiled
def take_effect(state):
    """Let the decisions in force hold from now on."""
    load = state.parameters.facilitation.max_load
    clear(state, ORDER)
    for n in range(len(state.decisions)):
        if state.decisions[n].held != NONE:
            place = state.counts[ORDER]
            while place > 0 and goes_before(state, state.lists[ORDER, place - 1], n):
                place -= 1
            insert(state, ORDER, place, n)
    begin_anew(state)
    for n in range(state.counts[ORDER]):
        let_hold(state, state.lists[ORDER, n])
    change_load(state, load, state.parameters.facilitation.max_load)


_POSTS = STATE["posts"]


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
        n = add_rows(state, _POSTS)
        row = state.posts[n]
        row.week, row.programme, row.coordinators = state.clock.week, number, posts
