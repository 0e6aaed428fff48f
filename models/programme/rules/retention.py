"""Facilitators stop (S13, stages 4 and 6). An active facilitator stops at the rate `retention.loss_per_year`, lower for
the mentored and the paid, higher for those who have two groups on their hands and as far as no coordinator at work
looks after them (`books/settings.py`). Each week counts at the rate of that week: what changes the rate acts on
later weeks only. Those who have had enough stop at once, or when the last of their groups ends. In the form
"after_group", a facilitator goes on after each group with probability `retention.continue_share` and otherwise stops at
the rate `retention.background_per_year`.

Leaders of another programme (S15, stage 14) stop at its rate `loss_per_year` alone, and all once it takes in nobody.
"""

from contagion.models.parameters.as_record import choice
from contagion.models.programme.books.facilitators import come_free, leader_of, let_go, live_a_week, rest
from contagion.models.programme.books.lists import list_of
from contagion.models.programme.layout import ACTIVE_FACILITATORS, ENDED_GROUPS
from contagion.models.world.world import stream
from contagion.sim.chance.keyed import uniform
from contagion.sim.core.compiling import compiled

_AFTER_GROUP = choice("retention.form", "after_group")


@compiled
def free_leaders(state):
    """Leaders of the groups that ended this week begin to rest (stage 4)."""
    p = state.parameters.retention
    for n in range(state.counts[ENDED_GROUPS]):
        group = state.groups[state.lists[ENDED_GROUPS, n]]
        for m in range(group.leaders):
            number = leader_of(group, m)
            one = state.facilitators[number]
            if p.form == _AFTER_GROUP:
                if uniform(stream(state, "goes on after a group"), one.seat, one.groups_led) >= p.continue_share:
                    one.loss_clock = one.loss_limit
            if come_free(one):
                rest(state, number)


@compiled
def turnover(state, programme=0):
    """Let a week pass for the facilitators, and let go those who have had enough."""
    live_a_week(state, programme)
    if programme and state.clock.week >= state.programmes[programme].until_week:
        active = list_of(programme, ACTIVE_FACILITATORS)
        for n in range(state.counts[active]):
            one = state.facilitators[state.lists[active, n]]
            one.loss_clock = one.loss_limit
    let_go(state, programme)
