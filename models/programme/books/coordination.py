"""Coordination (S6): the posts at work this week, and how far they go. Posts at work are the posts decided, less the
share that is away, and none in a week in which they cannot be paid. All that needs a coordinator of the groups reads
them here, and nothing else: nobody decided, everybody away and nobody paid are one and the same.

A task is done as far as the hours of the posts suffice over the time between two; each has all of them, so tasks do not
compete. Whom a post looks after are `coordination.facilitators_per_post` facilitators, and as many partners.
"""

import math

import numpy as np

from contagion.models.programme.layout import ACTIVE_FACILITATORS
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR

ROUNDING = 1e-9


@compiled
def at_work(state):
    """Full-time posts of coordinators who are at work this week."""
    return state.money.coordinators


@compiled
def hours_in(state, weeks):
    """Hours that those at work have in so many weeks."""
    return at_work(state) * state.parameters.coordination.hours_per_year * weeks / WEEKS_A_YEAR


@compiled
def suffice(state, hours, weeks):
    """Whether those at work have so many hours in so many weeks."""
    return hours_in(state, weeks) >= hours - ROUNDING


@compiled
def most(state, hours, weeks):
    """How many things of so many hours each, whole ones, those at work can do in so many weeks; of what takes no time,
    any number."""
    return np.floor(hours_in(state, weeks) / hours + ROUNDING) if hours else math.inf


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
