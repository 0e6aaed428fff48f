"""Moving away (S16, stage 15; off by default). Residents leave and are replaced by newcomers of the same profile who
have heard of nothing, at the rates `population.turnover_per_year` and, for students,
`population.student_turnover_per_year`; the change is made at the turn of the year. Members of a running group finish
it first. Facilitators' moving away is part of `retention.loss_per_year`.
"""

from contagion.models.programme.books.groups import strike_off
from contagion.models.programme.books.lists import add_rows, append, append_by, clear, record, remove, sort
from contagion.models.programme.books.people import known, year_of
from contagion.models.programme.books.waiting_list import give_up, lose
from contagion.models.programme.layout import NEARBY, ORDER, QUEUE, STATE, WAITING_LIST
from contagion.models.records import IN_GROUP, MOVED, MOVED_REGISTERED, MOVED_WAITING, NONE, PUBLIC, REGISTERED, WAITING
from contagion.models.world.world import NEVER, moves, stays_until
from contagion.sim.chance.keyed import word
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR

_STAYS = STATE["stays_until"]


@compiled
def move(state):
    """At the end of a year, replace those who have moved."""
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
    """The same for one of those who may move at the end of a year; return until which they surely stay then."""
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
    """Let a resident go, with their place in any list; whoever moves in starts anew, with the same ties."""
    one = state.residents[number]
    if one.status == WAITING:
        remove(state, WAITING_LIST, number)
        lose(state, one, MOVED_WAITING)
    elif one.status == REGISTERED:
        strike_off(state, number)
        lose(state, one, MOVED_REGISTERED)
    elif one.status != PUBLIC:
        record(state, MOVED, one.id, one.home)
    if remove(state, QUEUE, number):
        give_up(state, one)
    one.departed = 1  # the next one at the address is met anew
    state.people[known(state, one.id)].resident = NONE
