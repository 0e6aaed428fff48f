"""The week of the alternative programmes (S15, stage 14; none by default), one after the other."""

from contagion.models.programme.books.invitations import address
from contagion.models.programme.books.other_programmes import note_year
from contagion.models.programme.rules.alternatives import feeding, joining, leaders, teams
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR


@compiled
def live(state):
    """Live the week of each programme."""
    for number in range(1, len(state.programmes) + 1):
        leaders.turnover(state, number)
        leaders.become_ready(state, number)
        joining.join(state, number)
        teams.open_groups(state, number)
        joining.give_up_waiting(state, number)
        teams.allocate(state, number)
        teams.launch(state, number)
        teams.hold(state, number)
        feeding.feed(state, number)
        leaders.begin(state, number)
        address(state)
        write_down_the_year(state, number)


@compiled
def write_down_the_year(state, number):
    """At the end of a year, and of the run, write down what happened in it."""
    if (state.clock.week + 1) % WEEKS_A_YEAR == 0 or state.clock.week + 1 == state.clock.horizon:
        note_year(state, number, state.programmes[number - 1])
