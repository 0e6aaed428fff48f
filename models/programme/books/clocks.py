"""Clocks: waiting, wishing, resting, being a partner or one who was told and has not registered last until a limit that
was drawn when they began."""

from contagion.sim.core.compiling import compiled


@compiled
def goes_on(it, hazard):
    """Let a week pass, with some rate of ending; return whether it goes on after it."""
    it.clock += hazard
    return it.clock < it.limit


@compiled
def surely_bears(luck, clock):
    """Whether a clock is surely below −log(luck), the limit that a uniform number stands for, as −ln u ≥ 1 − u: for a
    limit that is worked out only where it may decide."""
    return clock < 0.99 * (1.0 - luck)
