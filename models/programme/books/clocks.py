"""Clocks: waiting, wishing, resting and being a partner last until a limit that was drawn when they began."""

from sim.compiling import compiled


@compiled
def goes_on(it, hazard):
    """Let a week pass, with some rate of ending; return whether it goes on after it."""
    it.clock += hazard
    return it.clock < it.limit
