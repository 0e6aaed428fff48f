"""Calendar (stage 1). Weeks are counted from the start of year 1. If `calendar.pause_in_holidays` is on, no session
takes place in a school-holiday week: what was due then, and all that follows, moves by a week.
"""

from contagion.models.programme.books.groups import pause
from contagion.models.programme.books.lists import list_of
from contagion.models.programme.books.log import begin_week
from contagion.models.programme.layout import RUNNING_GROUPS
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR


@compiled
def turn_the_page(state):
    """Begin the week: empty tallies, holiday or not."""
    begin_week(state)
    paused = state.parameters.calendar.pause_in_holidays != 0
    state.clock.holiday = int(paused and state.holidays[state.clock.week % WEEKS_A_YEAR] != 0)
    if state.clock.holiday:
        for programme in range(len(state.programmes)):
            running = list_of(programme, RUNNING_GROUPS)
            for n in range(state.counts[running]):
                pause(state.groups[state.lists[running, n]])
