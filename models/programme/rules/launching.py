"""Starting a group (S9, stage 13). A group starts as soon as `group.size` people are registered; when its recruiting
time is over it starts with at least `group.quorum`, is put off once by `group.postponed_weeks`, and is then
cancelled: a share `group.cancelled_loss` of its registered people give up, the others wait again, and its leaders are
ready at once. At session 1 a share `group.no_show` does not come; they may register again another time.

A group of another programme (S15, stage 14) starts with `largest` registered, or when its recruiting time is over with
at least `smallest`, and is otherwise given up. Everybody comes.
"""

from contagion.models.programme.books.facilitators import leader_of
from contagion.models.programme.books.groups import begin, cancel, run, strike_off_all
from contagion.models.programme.books.lists import append, clear, count_hours, keep, list_of, record
from contagion.models.programme.books.money import can_pay_group, go_without, is_first_with_a_mentor, pay_group
from contagion.models.programme.books.people import count_busy, occasion_of
from contagion.models.programme.books.settings import stops
from contagion.models.programme.layout import RECRUITING_GROUPS, STARTING
from contagion.models.records import (
    GROUP_POSTPONED,
    GROUP_STARTED,
    LEADS_OWN_GROUP,
    MENTORED,
    NO_GROUP,
    NO_SHOW,
    NONE,
    NOT_PAID,
    PUBLIC,
    STARTED,
    STIPEND,
)
from contagion.models.world.world import stream
from contagion.sim.chance.keyed import uniform
from contagion.sim.core.compiling import compiled


@compiled
def launch(state, programme=0):
    """Start, put off or cancel the recruiting groups; the list STARTING has those that start."""
    recruiting = list_of(programme, RECRUITING_GROUPS)
    clear(state, STARTING)
    if state.clock.holiday:
        return
    for n in range(clear(state, recruiting)):
        g = state.lists[recruiting, n]
        if stops(state, state.groups[g]) or not decide(state, g):
            keep(state, recruiting, g)


@compiled
def decide(state, g):
    """Start, put off or cancel a group; return whether it recruits no longer."""
    group, at_once = state.groups[g], state.parameters.demand.unlimited != 0
    p, programme = state.parameters.group, state.programmes[group.programme]
    full, least, more_weeks = p.size, p.quorum, p.postponed_weeks
    if group.programme:
        full, least, more_weeks = programme.largest, programme.smallest, 0
    over = state.clock.week >= group.closes or (at_once and group.programme != 0)
    enough = group.registered >= full or ((over or at_once) and group.registered >= max(least, 1))
    if enough and may_be_paid(state, group):
        if group.programme:
            start_another(state, g)
        else:
            start(state, g)
        return True
    if (at_once and not enough) or (over and (group.postponed or not more_weeks)):
        cancel(state, g)
        return True
    if over:
        group.postponed, group.closes = 1, state.clock.week + more_weeks
        record(state, GROUP_POSTPONED, group.first, group.place, group.key, group.registered)
    return False


@compiled
def may_be_paid(state, group):
    """Return whether there is money for a group; if not, note it."""
    if can_pay_group(state, group):
        return True
    if group.programme:
        record(state, NOT_PAID, detail=NO_GROUP, programme=group.programme)
    else:
        go_without(state, NO_GROUP, where=group.place, group=group.key)
    return False


@compiled
def start(state, g):
    """Hold session 1 with those who come."""
    group = state.groups[g]
    let_in(state, g)
    if not group.members:
        strike_off_all(group)
        cancel(state, g)
        return
    begin(state, g)
    for n in range(group.first_seat, group.first_seat + group.members):
        one = state.residents[state.seats[n].member]
        state.communes[one.home].participants += 1
        record(state, STARTED, one.id, one.home, group.key)
    pay_group(state, group)
    append(state, STARTING, g)
    state.totals.participants += group.members
    state.totals.groups_started += 1
    if not group.online:
        state.communes[group.place].groups_started += 1
    record(state, GROUP_STARTED, group.first, group.place, group.key, group.members)
    lead(state, group)


@compiled
def let_in(state, g):
    """Let those who are registered come to session 1, or not."""
    group, chance = state.groups[g], state.parameters.group.no_show
    for n in range(group.first_seat, group.first_seat + group.registered):
        number = state.seats[n].registered
        one = state.residents[number]
        if uniform(stream(state, "does not come"), one.id, occasion_of(one)) < chance:
            one.status, one.group = PUBLIC, NONE
            state.totals.no_shows += 1
            record(state, NO_SHOW, one.id, one.home, group.key)
        else:
            state.seats[group.first_seat + group.members].member = number
            group.members += 1


@compiled
def lead(state, group):
    """Let the leaders lead; note who of them is paid for it, and whose first group has a mentor."""
    for m in range(group.leaders):
        leader = state.facilitators[leader_of(group, m)]
        if leader.paid:
            record(state, STIPEND, leader.id, leader.home, group.key)
    for m in range(group.leaders):
        leader = state.facilitators[leader_of(group, m)]
        if is_first_with_a_mentor(state, leader):
            record(state, MENTORED, leader.id, leader.home, group.key)
        elif not leader.groups_led:
            leader.mentored = 0  # there is none for them later
        leader.groups_led += 1


# ---- other programmes ----------------------------------------------------------------------------------------------


@compiled
def start_another(state, g):
    """Let a group of another programme start with all who are registered; its first session is held with the
    others."""
    group, programme = state.groups[g], state.programmes[state.groups[g].programme]
    for n in range(group.first_seat, group.first_seat + group.registered):
        resident = state.hopefuls[state.seats[n].registered].resident
        state.seats[n].member = resident
        one = state.residents[resident]
        count_busy(state, one.id, 1)
        record(state, STARTED, one.id, one.home, group.key, programme=group.programme)
    group.members = group.registered
    for m in range(group.leaders):
        state.facilitators[leader_of(group, m)].groups_led += 1
    if not group.leaders:
        programme.led_by_members += 1
        count_hours(programme, programme.training_hours, 0.0)
        record(state, LEADS_OWN_GROUP, group.first, group.place, group.key, programme=group.programme)
    pay_group(state, group)
    run(state, g)
    programme.groups += 1
    programme.participants += group.members
    record(state, GROUP_STARTED, group.first, group.place, group.key, group.members, programme=group.programme)
