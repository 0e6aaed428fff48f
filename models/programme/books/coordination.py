"""Coordination (S6): the posts at work this week, and whom they look after. Posts at work are the posts decided, less
the share that is away, and none in a week in which they cannot be paid. What coordinators add is read from them here,
and from nothing else: nobody decided, everybody away and nobody paid are one and the same.

What else is decided (training sessions, events, letters) takes hours and no post: where those of the posts are too few,
volunteers give the rest, which is worked out after the run (`models/outcomes/costs.py`). Whom a post looks after are
`coordination.facilitators_per_post` facilitators, and as many partners.
"""

from contagion.models.programme.layout import ACTIVE_FACILITATORS
from contagion.models.world.world import stream
from contagion.sim.chance.keyed import uniform
from contagion.sim.core.compiling import compiled


@compiled
def at_work(state):
    """Full-time posts of coordinators who are at work this week."""
    return state.money.coordinators


@compiled
def share_cared_for(state, number):
    """Share of so many (facilitators, or partners) whom those at work look after."""
    posts = at_work(state)
    able = posts * state.parameters.coordination.facilitators_per_post if posts else 0.0
    return 1.0 if able >= number else able / number


@compiled
def share_of_facilitators(state):
    """Share of the active facilitators who are looked after."""
    return share_cared_for(state, state.counts[ACTIVE_FACILITATORS])


@compiled
def is_looked_after(state, one):
    """Whether a facilitator is among that share. Who has the luck of few posts has that of more as well."""
    return uniform(stream(state, "is looked after"), one.seat) < share_of_facilitators(state)
