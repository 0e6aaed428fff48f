"""Wish to facilitate (S11, stage 4). When a group ends, each completer wishes to become a facilitator with
probability `volunteering.wish` (one in three: with 8 starters and 75 % completion, two a group). With
`volunteering.group_sd` above 0 groups differ: a normal term of that spread is added on the logit scale, centred so
that the mean wish stays. The `conversion` of the target group, and those of students and elected officials, multiply
the chance. Those who wish join the queue for training.

The centre of a wish that differs between groups (S11): the logit whose mean chance, over a normal term of a spread,
is the wish.
"""

import math

from contagion.models.parameters import word_of
from contagion.models.programme.books.lists import record
from contagion.models.programme.books.people import occasion_of
from contagion.models.programme.books.settings import value_for
from contagion.models.programme.books.waiting_list import queue_up
from contagion.models.programme.layout import ENDED_GROUPS, STATE
from contagion.models.records import ASPIRES
from contagion.models.world.world import conversion, stream
from contagion.sim.chance.keyed import normal, uniform
from contagion.sim.core.compiling import compiled, need
from contagion.sim.elementary import add_up, exp, log

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
            luck = uniform(stream(state, "wishes to facilitate"), one.id, occasion_of(one))
            if luck < chance(state, one, spread, mood):
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
    """Return the logit, worked out before, whose mean chance over a normal term of a spread is a wish."""
    for n in range(len(state.centred)):
        if state.centred[n].wish == own and state.centred[n].spread == spread:
            return state.centred[n].logit
    return math.nan


STEP, FARTHEST = 1 / 16, 8.5  # of a standard normal term: by equal steps, of which a smooth mean needs few
NODES = 273
_ROOM = STATE["room"]
SURE = 1e-12  # how near a logit is known before it is bisected


@compiled
def centre_wishes(state):
    """Work out the logits of all wishes that may come to hold."""
    need(state, _ROOM, 3 * NODES)
    weights, terms, values = state.room[:NODES], state.room[NODES : 2 * NODES], state.room[2 * NODES :]
    for n in range(NODES):
        node = n * STEP - FARTHEST
        values[n] = exp(node * node * -0.5)
    total = add_up(values, 0, NODES)
    for n in range(NODES):
        weights[n] = values[n] / total
    for number in range(len(state.centred)):
        one = state.centred[number]
        for n in range(NODES):
            terms[n] = one.spread * (n * STEP - FARTHEST)
        one.logit = _bisected(one.wish, weights, terms, values)


@compiled
def _mean_chance(middle, weights, terms, values):
    for n in range(NODES):
        values[n] = weights[n] / (1 + exp(-middle - terms[n]))
    return add_up(values, 0, NODES)


@compiled
def _slope(mean, weights, values):
    """Return how fast the mean chance rises, once it is worked out."""
    for n in range(NODES):
        values[n] = values[n] * values[n] / weights[n]
    return mean - add_up(values, 0, NODES)


@compiled
def _bisected(wish, weights, terms, values):
    """Return the logit that bisection from -60 to 60 ends at, where no number lies between two neighbours. Far from the
    root, its side is known without being worked out."""
    root, near = _near_root(wish, weights, terms, values)
    low, middle, high = -60.0, 0.0, 60.0
    while low < middle < high:
        far = abs(middle - root) > near
        below = middle < root if far else _mean_chance(middle, weights, terms, values) < wish
        low, high = (middle, high) if below else (low, middle)
        middle = (low + high) / 2
    return middle


@compiled
def _near_root(wish, weights, terms, values):
    """Approximate that logit by Newton's method between bounds; return it with a bound on its error."""
    low, root, high, near = -60.0, log(wish / (1 - wish)), 60.0, 120.0
    for _ in range(100):
        mean = _mean_chance(root, weights, terms, values)
        slope = _slope(mean, weights, values)
        if mean < wish:
            low = root
        else:
            high = root
        step = (wish - mean) / slope if slope > 0 else 120.0
        if abs(step) < 1e-8:
            near = SURE * (1 + 1 / slope)
            root += step
            break
        root = root + step if low < root + step < high else (low + high) / 2
    return root, near
