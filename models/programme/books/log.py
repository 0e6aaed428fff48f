"""What is written down, in the words of `models.records`: the log of events, a row for each week, and one for each
commune and year; and what is counted anew each week, each year, and in other programmes since their start.
"""

from contagion.models.programme.layout import STATE
from contagion.models.records import EVENT_SOURCE, NONE
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import grow
from contagion.sim.model import WEEKS_A_YEAR

_EVENTS, _WEEKS, _COMMUNE_YEARS = STATE["events"], STATE["weeks"], STATE["commune_years"]
_YEARS = STATE["alternative_years"]


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


@compiled
def row_of_week(state):
    """The row of this week."""
    while state.clock.week >= len(state.weeks):
        grow(state, _WEEKS)
    return state.weeks[state.clock.week]


@compiled
def rows_of_year(state):
    """Begin the rows of the communes for a year; return the number of the first."""
    first = state.n.commune_years
    state.n.commune_years = first + len(state.communes)
    while state.n.commune_years > len(state.commune_years):
        grow(state, _COMMUNE_YEARS)
    return first


@compiled
def note_year(state, number, leaders):
    """Note what another programme has done since the start, and how many lead in it; by year it is worked out after the
    run."""
    n, programme = state.n.alternative_years, state.programmes[number]
    if n == len(state.alternative_years):
        grow(state, _YEARS)
    state.n.alternative_years = n + 1
    row = state.alternative_years[n]
    row.programme, row.year, row.participants, row.groups = (
        number,
        state.clock.week // WEEKS_A_YEAR + 1,
        programme.participants,
        programme.groups,
    )
    row.leaders_trained, row.leaders_active = programme.leaders_trained, leaders
    row.hours, row.leader_hours = programme.hours, programme.leader_hours


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
