"""What is counted anew each week, in each commune each year, and in other programmes since their start."""

from contagion.sim.core.compiling import compiled


@compiled
def begin_week(state):
    """Let nobody have been told, have given time or have looked for a partner this week."""
    state.tally.leader_sessions = state.tally.attendances = state.tally.unmatched = 0
    for channel in range(len(state.tally.told)):
        state.tally.told[channel] = 0


@compiled
def begin_year(state):
    """Let nothing have happened in any commune this year."""
    for n in range(len(state.communes)):
        of_year = state.communes[n]
        of_year.registrations = of_year.groups_started = of_year.participants = 0
        of_year.completers = of_year.aspirants = of_year.facilitators_trained = 0


@compiled
def count_told(state, channel, number=1):
    """Count so many people who are told of the groups by a channel."""
    state.tally.told[channel] += number


@compiled
def count_unmatched(state):
    """Count somebody who looked for a partner and found none."""
    state.tally.unmatched += 1


@compiled
def count_time(state, leaders, attendances):
    """Count those who give their time to a session: leaders who are not paid for it, and those who attend."""
    state.tally.leader_sessions += leaders
    state.tally.attendances += attendances


@compiled
def count_hours(programme, leaders, participants):
    """Count the hours that another programme takes of its leaders and of its participants."""
    programme.leader_hours += leaders
    programme.hours += participants
