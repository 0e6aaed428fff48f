"""Joining an alternative programme (S15, stage 14). People are told of it by letters, which reach residents drawn at
random, at its events, by its leaders (for each group they open) and by its participants (after the group). Whoever is
told registers with probability 1 − exp(−η), as for the groups (S4, rule "simple"), with strengths of the programme's
own for letters and events and `joining_factor` on all of them. Refusals count for this programme alone. Nobody joins
who has taken part in it, waits for it, leads in it, or is in a running group of any programme. Waiting people give up
at the rate `demand.waiting_loss_per_year`.
"""

import numpy as np

from contagion.models.parameters.as_record import word_of
from contagion.models.programme.books.clocks import goes_on
from contagion.models.programme.books.conditions import bought, is_due
from contagion.models.programme.books.exposures import close, gather, tell
from contagion.models.programme.books.groups import strike_off_all, write_down
from contagion.models.programme.books.invitations import first_note
from contagion.models.programme.books.lists import append, clear, keep
from contagion.models.programme.books.log import record
from contagion.models.programme.books.money import EVENT, LETTERS, paid_by
from contagion.models.programme.books.other_programmes import (
    is_busy,
    list_of,
    lose_hopeful,
    may_join,
    take_in,
    takes_in,
)
from contagion.models.programme.books.outreach import may_reach_out, send_letters, tell_guests, word_of_an_outsider
from contagion.models.programme.books.people import fatigue, meet, refuse
from contagion.models.programme.books.settings import value_for
from contagion.models.programme.layout import HOPEFULS, JOINING, LEADERS, ORDER, TEAMS_RECRUITING, TELLING
from contagion.models.records import EVENT_HELD, IN_GROUP, MAILING, NO_EVENT, NO_MAILING, NONE, WORD_OF_MOUTH
from contagion.models.world.world import barrier, stream_of
from contagion.sim.chance.keyed import combine, picked, uniform
from contagion.sim.core.compiling import compiled
from contagion.sim.elementary import expm1
from contagion.sim.model import WEEKS_A_YEAR

_BARRIER = word_of("registering.barrier")


@compiled
def join(state, number):
    """Tell people of the programme, and let them decide."""
    programme = state.programmes[number - 1]
    if not takes_in(state, programme) or not may_reach_out(state):
        return
    if programme.staffed:
        mail(state, number, programme)
        hold_event(state, number, programme)
    deliver(state, number)
    decide(state, number)


@compiled
def mail(state, number, programme):
    """Send the week's letters: those of a year are spread evenly."""
    week, a_year = state.clock.week, np.int64(bought(state, programme.letters_per_year))
    letters = (week + 1) * a_year // WEEKS_A_YEAR - week * a_year // WEEKS_A_YEAR
    if not letters or not programme.letter or not paid_by(state, number, LETTERS, letters, NO_MAILING):
        return
    record(state, MAILING, other=letters, programme=number)
    send_letters(state, programme.key, letters, programme.letter)


@compiled
def hold_event(state, number, programme):
    """Hold an event, if one is due, in a commune drawn by population; only receptive people who attend can follow."""
    week, world = state.clock.week, state.world
    due = is_due(week, np.int64(bought(state, programme.events_per_year)), 0.5)
    if not due or not programme.event or not paid_by(state, number, EVENT, 1, NO_EVENT):
        return
    where = uniform(stream_of(state, "event: where", number - 1), week)
    place, wanted = picked(world.commune_cumulative, 0, len(world.communes), where), 0
    for n in range(programme.attendees):
        luck = uniform(stream_of(state, "event: receptive", number - 1), week, n)
        wanted += int(luck < state.parameters.outreach.receptive_share)
    strength = programme.event * word_of_an_outsider(state)
    tell_guests(state, place, combine(programme.key, week), wanted, strength)
    record(state, EVENT_HELD, where=place, other=programme.attendees, programme=number)


@compiled
def deliver(state, number):
    """Make the invitations of the week."""
    p, n = state.parameters.registering, first_note(state, number)
    while n != NONE:
        note = state.diary[n]
        if note.readiness > 0:
            weight = word_of_an_outsider(state) if is_outsider(state, number, note.inviter) else 1.0
            strength = p.word_of_mouth if note.channel == WORD_OF_MOUTH else p.facilitator * weight
            tell(state, note.person, note.inviter, strength, note.channel, note.readiness)
        n = note.next


@compiled
def is_outsider(state, number, person):
    """Whether somebody is a leader who came from no group."""
    for n in range(state.counts[list_of(number, LEADERS)]):
        leader = state.leaders[state.lists[list_of(number, LEADERS), n]]
        if leader.id == person and leader.team == NONE:
            return True
    return False


@compiled
def decide(state, number):
    """Let everybody told this week decide."""
    gather(state, number)
    clear(state, JOINING)
    for n in range(state.counts[TELLING]):
        found = state.lists[TELLING, n]
        if not is_busy(state, state.people[found].id) and may_join(state, state.people[found].id, number):
            append(state, JOINING, found)
    for n in range(state.counts[JOINING]):
        found = state.lists[JOINING, n]
        one = state.people[found]
        luck = uniform(stream_of(state, "registers", number - 1), one.id, state.clock.week)
        if luck < -expm1(-hazard_of(state, one, number)):
            if not one.taken:  # somebody of the household may have registered just now
                person, told = one.id, state.told[one.best]
                channel, source = told.channel, told.source
                take_in(state, meet(state, person), number, channel, source)
        else:
            refuse(state, one)
    close(state)


@compiled
def hazard_of(state, one, number):
    """η of somebody told."""
    hazard = one.readiness * one.strength * state.programmes[number - 1].joining_factor
    own = state.parameters.demand.place * barrier(state.world, one.id) * value_for(state, _BARRIER, one.id)
    return hazard * (fatigue(state, one) * own)


@compiled
def give_up_waiting(state, number):
    """Waiting people whose patience is used up, or who are in a running group of another programme, leave the list;
    the latter leave the lists of teams as well."""
    hopefuls, hazard = list_of(number, HOPEFULS), state.parameters.demand.waiting_loss_per_year / WEEKS_A_YEAR
    clear(state, ORDER)
    for n in range(clear(state, hopefuls)):
        found = state.lists[hopefuls, n]
        if goes_on(state.hopefuls[found], hazard):
            keep(state, hopefuls, found)
        else:
            append(state, ORDER, found)
    for n in range(clear(state, hopefuls)):
        found = state.lists[hopefuls, n]
        if is_elsewhere(state, found):
            append(state, ORDER, found)
        else:
            keep(state, hopefuls, found)
    for n in range(state.counts[list_of(number, TEAMS_RECRUITING)]):
        strike_off_who_is_elsewhere(state, state.teams[state.lists[list_of(number, TEAMS_RECRUITING), n]])
    for n in range(state.counts[ORDER]):
        lose_hopeful(state, state.lists[ORDER, n])


@compiled
def is_elsewhere(state, found):
    """Whether somebody who waits is in a running group by now."""
    one = state.residents[state.hopefuls[found].resident]
    return one.status == IN_GROUP or is_busy(state, one.id)


@compiled
def strike_off_who_is_elsewhere(state, team):
    """Put those on a team's list who are in a running group by now on the list ORDER."""
    for n in range(strike_off_all(team)):
        found = state.seats[team.first_seat + n].registered
        if is_elsewhere(state, found):
            append(state, ORDER, found)
        else:
            write_down(state, team, found)
