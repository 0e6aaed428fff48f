"""Writing down the week (stage 16): stocks and flows in the table `weeks`; once a year, what happened in each commune.
What was short is worked out from these rows after the run (`models/outcomes/counting/counts.py`).
"""

from contagion.models.programme.books.lists import add_rows
from contagion.models.programme.layout import (
    ACTIVE_FACILITATORS,
    ACTIVE_PARTNERS,
    QUEUE,
    READY,
    RECRUITING_GROUPS,
    RUNNING_GROUPS,
    STATE,
    WAITING_LIST,
)
from contagion.models.records import AT_EVENT, BY_FACILITATOR, LETTER, NO_SEAT, PITCH, WORD_OF_MOUTH, WORKSHOP
from contagion.sim.core.compiling import compiled, need
from contagion.sim.model import WEEKS_A_YEAR

_REACHED, _WEEKS, _COMMUNE_YEARS = STATE["reached"], STATE["weeks"], STATE["commune_years"]


@compiled
def observe(state):
    """Write down the week."""
    week = state.clock.week
    need(state, _REACHED, week + 1)
    state.reached[week] = state.totals.participants
    need(state, _WEEKS, week + 1)
    row = state.weeks[week]
    note_stocks(state, row)
    note_flows(state, row)
    if (state.clock.week + 1) % WEEKS_A_YEAR == 0 or state.clock.week + 1 == state.clock.horizon:
        note_communes(state)


@compiled
def note_stocks(state, row):
    """Note the stocks of this week."""
    leading = registered = 0
    for n in range(state.counts[ACTIVE_FACILITATORS]):
        leading += int(state.facilitators[state.lists[ACTIVE_FACILITATORS, n]].load > 0)
    for n in range(state.counts[RECRUITING_GROUPS]):
        registered += state.groups[state.lists[RECRUITING_GROUPS, n]].registered
    row.week, row.facilitators_active, row.leading = state.clock.week, state.counts[ACTIVE_FACILITATORS], leading
    row.ready, row.unmatched = state.counts[READY], state.tally.unmatched
    row.aspirants_waiting, row.waiting = state.counts[QUEUE], state.counts[WAITING_LIST]
    row.registered, row.groups_recruiting = registered, state.counts[RECRUITING_GROUPS]
    row.groups_running, row.partners_active = state.counts[RUNNING_GROUPS], state.counts[ACTIVE_PARTNERS]


@compiled
def note_flows(state, row):
    """Note totals since the start, and the flows of this week."""
    totals, tally = state.totals, state.tally
    row.facilitators_trained, row.groups_started = state.programmes[0].leaders_trained, totals.groups_started
    row.registrations = totals.registrations
    row.enrolments, row.participants, row.completers = totals.enrolments, totals.participants, totals.completers
    row.aspirants = totals.aspirants_created
    unpaid = 0
    for what in range(len(state.money.unpaid)):
        unpaid += state.money.unpaid[what]
    row.coordinators, row.unpaid, row.unpaid_seats = state.money.coordinators, unpaid, state.money.unpaid[NO_SEAT]
    row.leader_sessions, row.attendances = tally.leader_sessions, tally.attendances
    row.told_word_of_mouth, row.told_facilitator = tally.told[WORD_OF_MOUTH], tally.told[BY_FACILITATOR]
    row.told_partner, row.told_event = tally.told[PITCH], tally.told[AT_EVENT]
    row.told_letter, row.told_workshop = tally.told[LETTER], tally.told[WORKSHOP]


@compiled
def note_communes(state):
    """Note what happened in each commune in the year that is over."""
    first, year = add_rows(state, _COMMUNE_YEARS, len(state.communes)), state.clock.week // WEEKS_A_YEAR + 1
    for n in range(len(state.communes)):
        row, own = state.commune_years[first + n], state.communes[n]
        row.year, row.commune, row.facilitators_active = year, n, 0
        row.registrations, row.groups_started = own.registrations, own.groups_started
        row.participants, row.completers, row.aspirants = own.participants, own.completers, own.aspirants
        row.facilitators_trained = own.facilitators_trained
        own.registrations = own.groups_started = own.participants = 0
        own.completers = own.aspirants = own.facilitators_trained = 0
    for n in range(state.counts[ACTIVE_FACILITATORS]):
        home = state.facilitators[state.lists[ACTIVE_FACILITATORS, n]].home
        state.commune_years[first + home].facilitators_active += 1
