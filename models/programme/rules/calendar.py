"""Calendar (stage 1). Weeks are counted from the start of year 1. If `calendar.pause_in_holidays` is on, no session
takes place in a school-holiday week: what was due then, and all that follows, moves by a week.
"""

from models.programme.layout import RUNNING_GROUPS
from sim.compiling import compiled
from sim.model import WEEKS_A_YEAR


@compiled
def turn_the_page(state):
    """Begin the week: empty tallies, holiday or not."""
    state.tally.leader_sessions = state.tally.attendances = 0
    for channel in range(len(state.tally.told)):
        state.tally.told[channel] = 0
    paused = state.parameters.calendar.pause_in_holidays != 0
    state.clock.holiday = int(paused and state.holidays[state.clock.week % WEEKS_A_YEAR] != 0)
    if state.clock.holiday:
        for n in range(state.counts[RUNNING_GROUPS]):
            state.groups[state.lists[RUNNING_GROUPS, n]].shift += 1
    if state.clock.week % WEEKS_A_YEAR == 0:
        for n in range(len(state.communes)):
            of_year = state.communes[n]
            of_year.registrations = of_year.groups_started = of_year.participants = 0
            of_year.completers = of_year.aspirants = of_year.trained = 0
