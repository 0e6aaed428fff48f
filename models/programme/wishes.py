"""The centre of a wish that differs between groups (S11): the logit whose mean chance, over a normal term of a spread,
is the wish."""

from contagion.models.programme.layout import STATE
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import grow
from contagion.sim.core.sums import add_up
from contagion.sim.elementary import exp, log

STEP, FARTHEST = 1 / 16, 8.5  # of a standard normal term: by equal steps, of which a smooth mean needs few
NODES = 273
_ROOM = STATE["room"]
SURE = 1e-12  # how near a logit is known before it is bisected


@compiled
def centre_wishes(state):
    """Work out the logits of all wishes that may come to hold."""
    while len(state.room) < 3 * NODES:
        grow(state, _ROOM)
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
    """How fast the mean chance rises, once it is worked out."""
    for n in range(NODES):
        values[n] = values[n] * values[n] / weights[n]
    return mean - add_up(values, 0, NODES)


@compiled
def _bisected(wish, weights, terms, values):
    """The logit that bisection from -60 to 60 ends at: where no number lies between two neighbours. (Where the root is
    known to be far away, its side need not be worked out.)"""
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
    """About that logit, by Newton's method between bounds, and how near to it that surely is."""
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
