"""Wish to facilitate (S11, stage 4). When a group ends, each completer wishes to become a facilitator with
probability `volunteering.wish` (one in three: with 8 starters and 75 % completion, two a group). With
`volunteering.group_sd` above 0 groups differ: a normal term of that spread is added on the logit scale, centred so
that the mean wish stays. The `conversion` of the target group, and those of students and elected officials, multiply
the chance. Those who wish join the queue for training.
"""

import math

from contagion.models.parameters.as_record import word_of
from contagion.models.programme.books.log import record
from contagion.models.programme.books.people import occasion_of
from contagion.models.programme.books.settings import value_for
from contagion.models.programme.books.waiting_list import queue_up
from contagion.models.programme.layout import ENDED_GROUPS
from contagion.models.records import ASPIRES
from contagion.models.world.world import conversion, stream
from contagion.sim.chance.keyed import normal, uniform
from contagion.sim.core.compiling import compiled
from contagion.sim.elementary import exp

_WISH = word_of("volunteering.wish")


@compiled
def wish(state):
    """Ask the completers of the groups that ended this week."""
    spread = state.parameters.volunteering.group_sd
    for n in range(state.counts[ENDED_GROUPS]):
        g = state.lists[ENDED_GROUPS, n]
        group = state.groups[g]
        mood = normal(stream(state, "mood of a group"), group.key) if spread > 0 else 0.0
        for seat in range(group.first_seat, group.first_seat + group.completers):
            number = state.seats[seat].completer
            one = state.residents[number]
            if uniform(stream(state, "wishes to facilitate"), one.id, occasion_of(one)) < chance(
                state, one, spread, mood
            ):
                group.aspirants += 1
                state.communes[one.home].aspirants += 1
                queue_up(state, number, g)
                record(state, ASPIRES, one.id, one.home, group.key)


@compiled
def chance(state, one, spread, mood):
    """Chance that a completer wishes to facilitate, in a group of some mood."""
    own = value_for(state, _WISH, one.id)
    if 0 < own < 1 and spread > 0:
        own = 1 / (1 + exp(-centred_logit(state, own, spread) - spread * mood))
    return min(own * conversion(state.world, one.id), 1.0)


@compiled
def centred_logit(state, own, spread):
    """The logit whose mean chance over a normal term of the given spread is a wish; worked out before the run."""
    for n in range(len(state.centred)):
        if state.centred[n].wish == own and state.centred[n].spread == spread:
            return state.centred[n].logit
    return math.nan
