"""The queue for training: those who completed a group and wish to facilitate."""

from contagion.models.programme.books.lists import append
from contagion.models.programme.books.log import record
from contagion.models.programme.books.people import occasion_of
from contagion.models.programme.layout import QUEUE
from contagion.models.records import LOST_INTEREST, NONE
from contagion.models.world.world import stream
from contagion.sim.chance.keyed import exponential
from contagion.sim.core.compiling import compiled


@compiled
def queue_up(state, number, group):
    """Put a completer who wishes to facilitate in the queue."""
    one = state.residents[number]
    one.came_from, one.aspirant_since, one.clock = group, state.clock.week, 0.0
    one.limit = exponential(stream(state, "keeps wishing"), one.id, occasion_of(one))
    append(state, QUEUE, number)
    state.totals.aspirants_created += 1


@compiled
def give_up(state, one):
    """Stop wishing to facilitate."""
    one.aspirant_since = NONE
    state.totals.aspirants_lost += 1
    record(state, LOST_INTEREST, one.id, one.home)
