"""Facilitators stop (S13, stages 4 and 6). An active facilitator stops at the rate `retention.loss_per_year`, lower for
the mentored and the paid, higher for those who have two groups on their hands and as far as no coordinator at work
looks after them (`books/settings.py`). Each week counts at the rate of that week: what changes the rate acts on
later weeks only. Those who have had enough stop at once, or when the last of their groups ends. In the form
"after_group", a facilitator goes on after each group with probability `retention.continue_share` and otherwise stops at
the rate `retention.background_per_year`.

Leaders of another programme (S15, stage 14) stop at its rate `loss_per_year` alone, and all once it takes in nobody.

Moving away (S16, stage 15; off by default). Residents leave and are replaced by newcomers of the same profile who
have heard of nothing, at the rates `population.turnover_per_year` and, for students,
`population.student_turnover_per_year`; the change is made at the turn of the year. Members of a running group finish
it first. Facilitators' moving away is part of `retention.loss_per_year`.
"""

from contagion.models.parameters import choice
from contagion.models.programme.books.facilitators import come_free, hazard, leader_of, let_go, rest
from contagion.models.programme.books.groups import strike_off_all, write_down
from contagion.models.programme.books.lists import add_rows, append, append_by, clear, list_of, record, remove, sort
from contagion.models.programme.books.people import known, year_of
from contagion.models.programme.books.waiting_list import give_up, lose
from contagion.models.programme.layout import (
    ACTIVE_FACILITATORS,
    ENDED_GROUPS,
    NEARBY,
    ORDER,
    QUEUE,
    STATE,
    WAITING_LIST,
)
from contagion.models.records import IN_GROUP, MOVED, MOVED_REGISTERED, MOVED_WAITING, NONE, PUBLIC, REGISTERED, WAITING
from contagion.models.world.world import NEVER, moves, stays_until, stream
from contagion.sim.chance.keyed import uniform, word
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR

_AFTER_GROUP = choice("retention.form", "after_group")


@compiled
def free_leaders(state):
    """Leaders of the groups that ended this week begin to rest (stage 4)."""
    p = state.parameters.retention
    for n in range(state.counts[ENDED_GROUPS]):
        group = state.groups[state.lists[ENDED_GROUPS, n]]
        for m in range(group.leaders):
            number = leader_of(group, m)
            one = state.facilitators[number]
            if p.form == _AFTER_GROUP:
                if uniform(stream(state, "goes on after a group"), one.seat, one.groups_led) >= p.continue_share:
                    one.loss_clock = one.loss_limit
            if come_free(one):
                rest(state, number)


@compiled
def turnover(state, programme=0):
    """Let a week pass for the facilitators, and let go those who have had enough."""
    active = list_of(programme, ACTIVE_FACILITATORS)
    over = programme != 0 and state.clock.week >= state.programmes[programme].until_week
    for n in range(state.counts[active]):
        one = state.facilitators[state.lists[active, n]]
        one.loss_clock = one.loss_limit if over else one.loss_clock + hazard(state, one)
    let_go(state, programme)


_STAYS = STATE["stays_until"]


@compiled
def move(state):
    """Replace those who have moved, at the end of a year."""
    if (state.clock.week + 1) % WEEKS_A_YEAR or not state.world.traits.people_move:
        return
    look_who_moves(state)
    sort(state, ORDER)
    for n in range(state.counts[ORDER]):
        leave(state, state.lists[ORDER, n])


@compiled
def look_who_moves(state):
    """Forget what is known of those who move; put those of them whom the groups have met, facilitators left out, on the
    list ORDER, to be sorted by id. Who was in a group when their time came moves at the end of a year after it."""
    clear(state, ORDER)
    year = year_of(state)
    first = add_rows(state, _STAYS, state.n.people - state.n.stays_until)
    for n in range(first, state.n.people):
        one = state.people[n]
        state.stays_until[n] = NEVER if one.programme else stays_until(state.world, one.id, year)
    clear(state, NEARBY)
    for n in range(state.n.people):
        if state.stays_until[n] <= year:
            append(state, NEARBY, n)
    for n in range(state.counts[NEARBY]):
        number = state.lists[NEARBY, n]
        until = look_at(state, state.people[number], year)
        state.stays_until[number] = until


@compiled
def look_at(state, one, year):
    """Update what is known of one who may move at the end of a year; return until when they surely stay."""
    now, generation = moves(state.world, one.id, year)
    if now:  # whoever moves in has heard of nothing
        one.refusals, one.sources, one.heard, one.was_told = 0, NONE, 0, 0
    if one.resident != NONE and one.facilitator == NONE:
        resident = state.residents[one.resident]
        if resident.generation != generation:
            if resident.status == IN_GROUP:
                return year + 1
            append_by(state, ORDER, one.resident, word(one.id))
    return stays_until(state.world, one.id, year + 1)


@compiled
def leave(state, number):
    """Let a resident go, with their place in any list; a newcomer starts without history, with the same ties."""
    one = state.residents[number]
    if one.status == WAITING:
        remove(state, WAITING_LIST, number)
        lose(state, one, MOVED_WAITING)
    elif one.status == REGISTERED:
        group = state.groups[one.group]
        for n in range(strike_off_all(group)):
            if state.seats[group.first_seat + n].registered != number:
                write_down(state, group, state.seats[group.first_seat + n].registered)
        lose(state, one, MOVED_REGISTERED)
    elif one.status != PUBLIC:
        record(state, MOVED, one.id, one.home)
    if remove(state, QUEUE, number):
        give_up(state, one)
    one.departed = 1  # the next one at the address is met anew
    state.people[known(state, one.id)].resident = NONE
