"""Pitches, events, letters (S3, stage 9). In a week in which a group for everybody recruits, every active partner tells
a share `partners.pitch_share` of its members; in a week in which a group of its house does, a partner tells all its
members, with `partners.in_house_strength` times the strength (S6). Events (`outreach.events_per_year`, evenly spread)
draw people from around a commune chosen by population; a share of them is receptive. Mailings reach residents drawn at
random; a decision on `outreach.letters` for some communes or groups is a mailing more, to residents of these. What the
coordinators have no hours for, volunteers do. The strengths of these three channels share one factor,
`outreach.factor`.

Another programme (S15, stage 14) has letters and events of its own, each of its own strength, as long as its
coordinators are at work.
"""

import numpy as np

from contagion.models.parameters.as_record import word_of
from contagion.models.programme.books.log import count_told, record
from contagion.models.programme.books.money import EVENT, LETTERS, paid, paid_by
from contagion.models.programme.books.partners import choose_listeners, know_listener, know_listeners
from contagion.models.programme.books.people import year_of
from contagion.models.programme.books.settings import bought, holds_for, is_due, is_for_councillors
from contagion.models.programme.books.telling import (
    may_reach_out,
    post,
    send_letters,
    tell,
    tell_guests,
    word_of_an_outsider,
)
from contagion.models.programme.layout import ACTIVE_PARTNERS, RECRUITING_GROUPS
from contagion.models.records import AT_EVENT, EVENT_HELD, LETTER, MAILING, NO_EVENT, NO_MAILING, PITCH
from contagion.models.world.world import find_some, look_among, readiness, stream, stream_of
from contagion.sim.chance.keyed import binomial, combine, picked, plus, steps_below, uniform, word
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR

ROUNDS = 200  # of candidates for letters to a group
_LETTERS = word_of("outreach.letters")


@compiled
def pitch(state):
    """Partners tell their members: a share of them of the groups for everybody, all of them of one of the house."""
    if not may_reach_out(state):
        return
    p, others, for_everybody = state.parameters, 0, False
    for n in range(state.counts[RECRUITING_GROUPS]):
        group = state.groups[state.lists[RECRUITING_GROUPS, n]]
        if group.in_house:
            tell_all_members(state, group.host)
        else:
            for_everybody = True
    if not (for_everybody and p.partners.pitch_share):
        return
    below = steps_below(p.partners.pitch_share)
    for n in range(state.counts[ACTIVE_PARTNERS]):
        organisation = state.lists[ACTIVE_PARTNERS, n]
        know_listeners(state, organisation)
        partner, strength = state.partners[organisation], strength_of_a_partner(state, organisation)
        others += state.world.organisations[organisation].size - partner.listeners
        for m in range(choose_listeners(state, organisation, below)):
            tell_member(state, organisation, state.chosen[m], strength)
    in_vain = stream(state, "told by a partner in vain")  # of those who are not receptive, only the number counts
    count_told(state, PITCH, binomial(in_vain, others, p.partners.pitch_share, state.clock.week))


@compiled
def tell_all_members(state, organisation):
    """Let a partner tell all its members of the group of the house that recruits."""
    know_listeners(state, organisation)
    partner = state.partners[organisation]
    strength = strength_of_a_partner(state, organisation) * state.parameters.partners.in_house_strength
    for m in range(partner.listeners_first, partner.listeners_first + partner.listeners):
        tell_member(state, organisation, m, strength)
    count_told(state, PITCH, state.world.organisations[organisation].size - partner.listeners)


@compiled
def tell_member(state, organisation, listener, strength):
    """Let a partner tell a member who is receptive."""
    it, source = state.listeners[listener], state.world.organisations[organisation].id
    tell(state, it.id, source, strength, PITCH, it.readiness, know_listener(state, it))
    count_told(state, PITCH)


@compiled
def strength_of_a_partner(state, organisation):
    """Strength of a partner's word, which weighs more where a member took part."""
    p, reached = state.parameters, state.partners[organisation].reached
    return p.registering.partner * p.outreach.factor * (1.0 if reached else word_of_an_outsider(state))


@compiled
def gather(state):
    """Hold a public event, if one is due."""
    p, week = state.parameters.outreach, state.clock.week
    events = np.int64(bought(state, p.events_per_year))
    if not may_reach_out(state) or not is_due(week, events, 0.5) or not paid(state, EVENT, 1, NO_EVENT):
        return
    place = where(state, 0)
    event = combine(week, state.world.communes[place].key)
    hold_event(state, 0, place, event, event, p.attendees, state.parameters.registering.event * p.factor)
    count_told(state, AT_EVENT, p.attendees)


@compiled
def where(state, number):
    """The commune in which a programme holds an event this week, drawn by population."""
    luck = uniform(stream_of(state, "event: where", number), state.clock.week)
    return picked(state.world.commune_cumulative, 0, len(state.world.communes), luck)


@compiled
def hold_event(state, number, place, event, occasion, attendees, strength):
    """Hold an event of a programme; only receptive people who attend can follow it."""
    wanted, share = 0, state.parameters.outreach.receptive_share
    for n in range(attendees):
        wanted += int(uniform(stream_of(state, "event: receptive", number), occasion, n) < share)
    tell_guests(state, place, event, wanted, strength * word_of_an_outsider(state))
    record(state, EVENT_HELD, where=place, other=attendees, programme=number)


@compiled
def mail(state):
    """Send the mailings, if they are due."""
    p = state.parameters.outreach
    if not may_reach_out(state) or not is_due(state.clock.week, p.campaigns_per_year, 0.25):
        return
    letters = np.int64(bought(state, p.letters))
    if letters and paid(state, LETTERS, letters, NO_MAILING):
        send_letters(state, 0, letters, strength_of_letters(state))
        count(state, letters)
    for n in range(state.n.local):
        if state.local[n].word == _LETTERS:
            letters = np.int64(bought(state, state.local[n].value))
            if letters and paid(state, LETTERS, letters, NO_MAILING):
                mail_some(state, state.local[n].decision, letters, mailings_before(state, n))


@compiled
def mailings_before(state, number):
    """How many values for some stand before one, of letters to the same residents."""
    before, whom = 0, state.decisions[state.local[number].decision].whom
    for n in range(number):
        local = state.local[n]
        same = local.word == _LETTERS and state.decisions[local.decision].whom == whom
        before += int(same and local.value > 0)
    return before


@compiled
def strength_of_letters(state):
    """Strength of an exposure by letter."""
    return state.parameters.registering.letter * state.parameters.outreach.factor


@compiled
def count(state, letters):
    """Write down a mailing."""
    record(state, MAILING, other=letters)
    count_told(state, LETTER, letters)


@compiled
def mail_some(state, decision, letters, before):
    """Send letters to residents of those that a decision is for, uniformly and with repetition; candidates who live
    there and belong to none of its groups are passed over. Fewer, if in `ROUNDS` rounds not enough turn up. They are
    drawn for those whom the letters are for, and not for the decision (`before`: mailings of the week to the same)."""
    world, sent, only_councillors = state.world, 0, is_for_councillors(state, decision)
    everywhere = state.decisions[decision].has_communes == 0
    total = look_among(world, state.in_communes[decision], everywhere, only_councillors)
    for turn in range(ROUNDS if total > 0 else 0):
        if sent == letters:
            break
        first = plus(state.decisions[decision].whom, word((before << 40) + (turn << 24)))
        for n in range(find_some(world, first, letters, state.clock.week, only_councillors)):
            person = world.found[n]
            if sent < letters and holds_for(state, decision, person):
                sent += 1
                ready = readiness(world, person, year_of(state))
                if ready > 0:
                    post(state, person, ready, strength_of_letters(state))
    count(state, sent)


# ---- other programmes ----------------------------------------------------------------------------------------------


@compiled
def reach_out(state, number):
    """Send the letters and hold the event of a programme whose coordinators are at work."""
    programme = state.programmes[number]
    if programme.staffed:
        mail_for(state, number, programme)
        gather_for(state, number, programme)


@compiled
def mail_for(state, number, programme):
    """Send its letters of the week: those of a year are spread evenly."""
    week, a_year = state.clock.week, np.int64(bought(state, programme.letters_per_year))
    letters = (week + 1) * a_year // WEEKS_A_YEAR - week * a_year // WEEKS_A_YEAR
    if not letters or not programme.letter or not paid_by(state, number, LETTERS, letters, NO_MAILING):
        return
    record(state, MAILING, other=letters, programme=number)
    send_letters(state, programme.key, letters, programme.letter)


@compiled
def gather_for(state, number, programme):
    """Hold an event of it, if one is due."""
    week = state.clock.week
    due = is_due(week, np.int64(bought(state, programme.events_per_year)), 0.5)
    if due and programme.event and paid_by(state, number, EVENT, 1, NO_EVENT):
        event = combine(programme.key, week)
        hold_event(state, number, where(state, number), event, week, programme.attendees, programme.event)
