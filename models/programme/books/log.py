"""The log of events, in the words of `models.records`."""

from models.programme.layout import STATE
from models.records import EVENT_SOURCE, NONE
from sim.compiling import compiled
from sim.layout import grow

_EVENTS = STATE["events"]


@compiled
def record(state, kind, who=NONE, where=NONE, group=NONE, other=NONE, detail=NONE, programme=0):
    """Write down an event of this week."""
    n = state.n.events
    if n == len(state.events):
        grow(state, _EVENTS)
    event = state.events[n]
    event.week, event.kind, event.who, event.where = state.clock.week, kind, who, where
    event.group, event.other, event.detail, event.programme = group, other, detail, programme
    state.n.events = n + 1


@compiled
def teller(source):
    """The person or organisation that was the source of what somebody was told; NONE where it was none."""
    return source if source > EVENT_SOURCE else NONE
