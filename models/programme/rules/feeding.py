"""Alternative programmes as feeders of the groups (S15, stages 9, 10 and 14). Whoever has taken part in one registers
for the groups, when told of them, with a hazard `feeder_factor` times as large for `feeder_weeks`; and in one whose
leaders do so (`tells_of_groups`), participants are told of the groups at the end, and decide in the week after.
"""

import math

from contagion.models.programme.books.lists import list_of
from contagion.models.programme.books.log import count_told
from contagion.models.programme.books.people import encourage, year_of
from contagion.models.programme.books.telling import may_reach_out, take_up_what_was_put_off, tell_next_week
from contagion.models.programme.books.telling import tell as tell_somebody
from contagion.models.programme.layout import ENDED_GROUPS
from contagion.models.records import WORKSHOP
from contagion.models.world.world import readiness
from contagion.sim.core.compiling import compiled


@compiled
def feed(state, number):
    """Leave the members of the groups that end readier, and tell them of the groups."""
    programme = state.programmes[number]
    telling = state.parameters.registering.event if math.isnan(programme.telling) else programme.telling
    tells = programme.tells_of_groups != 0 and may_reach_out(state)
    ended = list_of(number, ENDED_GROUPS)
    for n in range(state.counts[ended]):
        group = state.groups[state.lists[ended, n]]
        for seat in range(group.first_seat, group.first_seat + group.members):
            person = state.residents[state.seats[seat].member].id
            if programme.feeder_factor != 1:
                encourage(state, person, number, state.clock.week + programme.feeder_weeks)
            if tells:
                tell_next_week(state, person, group.first, telling)


@compiled
def tell(state):
    """Tell those whose group ended last week of the groups (stage 9)."""
    for n in range(take_up_what_was_put_off(state)):
        it = state.to_be_told[n]
        ready = readiness(state.world, it.person, year_of(state))
        if ready > 0:
            tell_somebody(state, it.person, it.source, it.strength, WORKSHOP, ready)
        count_told(state, WORKSHOP)
