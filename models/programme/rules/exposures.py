"""Personal invitations (S3, stages 4, 9 and 11). A completer invites a Poisson number of people (mean
`invitations.per_completer`), at dates spread over the `invitations.completer_weeks` after the group; each leader of a
group that opens invites a Poisson number (mean `invitations.per_facilitator`) over its recruiting time. Whom they ask
is in `models/world/compiled/contacts.py`. If `invitations.pass_on` is on, people who are told for the first time, in
person, and do not register pass it on, `invitations.pass_on_ratio` as much as a completer (`registering.py`).

Those of another programme (S15, stage 14) are made in the same way, by its participants and leaders.

Pitches, events, letters (S3, stage 9). In a week in which a group for everybody recruits, every active partner tells
a share `partners.pitch_share` of its members; in a week in which a group of its house does, a partner tells all its
members, with `partners.in_house_strength` times the strength (S6). Events (`outreach.events_per_year`, evenly spread)
draw people from around a commune chosen by population; a share of them is receptive. Mailings reach residents drawn at
random; a decision on `outreach.letters` for some communes or groups is a mailing more, to residents of these. What the
coordinators have no hours for, volunteers do. The strengths of these three channels share one factor,
`outreach.factor`.

Another programme (S15, stage 14) has letters and events of its own, each of its own strength, as long as its
coordinators are at work.

Alternative programmes as feeders of the groups (S15, stages 9, 10 and 14). Whoever has taken part in one registers
for the groups, when told of them, with a hazard `feeder_factor` times as large for `feeder_weeks`; and in one whose
leaders do so (`tells_of_groups`), participants are told of the groups at the end, and decide in the week after.
"""

import math

import numpy as np

from contagion.models.parameters import word_of
from contagion.models.programme.books.lists import add_rows, count_told, list_of, record
from contagion.models.programme.books.money import EVENT, LETTERS, paid, paid_by
from contagion.models.programme.books.partners import choose_listeners, know_listeners
from contagion.models.programme.books.people import know, known, year_of
from contagion.models.programme.books.settings import bought, holds_for, is_due, is_for_councillors
from contagion.models.programme.books.telling import (
    first_note,
    invite,
    may_reach_out,
    note_told,
    post,
    send_letters,
    tell_guests,
    word_of_an_outsider,
)
from contagion.models.programme.layout import ACTIVE_PARTNERS, ENDED_GROUPS, RECRUITING_GROUPS, STATE
from contagion.models.records import (
    AT_EVENT,
    BY_FACILITATOR,
    EVENT_HELD,
    LETTER,
    MAILING,
    NO_EVENT,
    NO_MAILING,
    NONE,
    PARTICIPANT,
    PITCH,
    WORD_OF_MOUTH,
    WORKSHOP,
)
from contagion.models.world.world import find_some, generation, look_among, readiness, stream, stream_of
from contagion.sim.chance.keyed import binomial, combine, picked, plus, steps_below, uniform, word
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR


@compiled
def completers_invite(state):
    """Open the window of the completers of the groups that ended this week."""
    p = state.parameters.invitations
    for n in range(state.counts[ENDED_GROUPS]):
        group = state.groups[state.lists[ENDED_GROUPS, n]]
        for seat in range(group.first_seat, group.first_seat + group.completers):
            person = state.residents[state.seats[seat].completer].id
            invite(state, person, 0, p.per_completer, p.completer_weeks, WORD_OF_MOUTH)


@compiled
def deliver(state, programme=0):
    """Make the invitations of the week (stage 9)."""
    p, n = state.parameters, first_note(state, programme)
    while n != NONE:
        note = state.diary[n]
        if not programme:
            count_told(state, note.channel)
        if note.readiness > 0 or (p.invitations.pass_on and not programme):
            strength = p.registering.word_of_mouth
            if note.channel == BY_FACILITATOR:
                strength = p.registering.facilitator * word_of_a_facilitator(state, note.inviter, programme)
            note_told(state, note.person, note.inviter, strength, note.channel, note.readiness)
        n = note.next


@compiled
def word_of_a_facilitator(state, inviter, programme):
    """Weight of a facilitator's word: 1 for a former participant, less for others (S4, c_src). A member who leads their
    own group is no facilitator."""
    found = state.people[known(state, inviter, programme)].facilitator
    if found == NONE or state.facilitators[found].source == PARTICIPANT:
        return 1.0
    return word_of_an_outsider(state)


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
    if it.known == NONE:  # looked up once
        it.known = know(state, it.id)
    note_told(state, it.id, source, strength, PITCH, it.readiness, it.known)
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
    """Draw the commune in which a programme holds an event this week, by population."""
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
        record(state, MAILING, other=letters)
        count_told(state, LETTER, letters)
    for n in range(state.n.local):
        if state.local[n].word == _LETTERS:
            letters = np.int64(bought(state, state.local[n].value))
            if letters and paid(state, LETTERS, letters, NO_MAILING):
                mail_some(state, state.local[n].decision, letters, mailings_before(state, n))


@compiled
def mailings_before(state, number):
    """Count the values for some, of letters to the same residents, that stand before one."""
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
    record(state, MAILING, other=sent)
    count_told(state, LETTER, sent)


# ---- other programmes ----------------------------------------------------------------------------------------------


@compiled
def reach_out(state, number):
    """Send the letters and hold the event of a programme whose coordinators are at work."""
    programme, week = state.programmes[number], state.clock.week
    if not programme.staffed:
        return
    a_year = np.int64(bought(state, programme.letters_per_year))  # spread evenly
    letters = (week + 1) * a_year // WEEKS_A_YEAR - week * a_year // WEEKS_A_YEAR
    if letters and programme.letter and paid_by(state, number, LETTERS, letters, NO_MAILING):
        record(state, MAILING, other=letters, programme=number)
        send_letters(state, programme.key, letters, programme.letter)
    due = is_due(week, np.int64(bought(state, programme.events_per_year)), 0.5)
    if due and programme.event and paid_by(state, number, EVENT, 1, NO_EVENT):
        event = combine(programme.key, week)
        hold_event(state, number, where(state, number), event, week, programme.attendees, programme.event)


_LATER = STATE["to_be_told"]


@compiled
def feed(state, number):
    """Leave the members of the groups that end readier, and tell them of the groups."""
    programme = state.programmes[number]
    telling = state.parameters.registering.event if math.isnan(programme.telling) else programme.telling
    tells = programme.tells_of_groups != 0 and may_reach_out(state)
    ended = list_of(number, ENDED_GROUPS)
    for n in range(state.counts[ended]):
        group = state.groups[state.lists[ended, n]]
        for seat in range(group.first_seat, group.first_seat + group.members):
            person = state.residents[state.seats[seat].member].id
            if programme.feeder_factor != 1:
                known_as = know(state, person)
                one = state.people[known_as]
                one.ready_by, one.ready_until = number, state.clock.week + programme.feeder_weeks
                one.ready_generation = generation(state.world, person, year_of(state))
            if tells:
                later = add_rows(state, _LATER)
                it = state.to_be_told[later]
                it.person, it.source, it.strength = person, group.first, telling


@compiled
def tell(state):
    """Tell those whose group ended last week of the groups (stage 9)."""
    count, state.n.to_be_told = state.n.to_be_told, 0  # those told from now on are told next week, in their place
    for n in range(count):
        it = state.to_be_told[n]
        ready = readiness(state.world, it.person, year_of(state))
        if ready > 0:
            note_told(state, it.person, it.source, it.strength, WORKSHOP, ready)
        count_told(state, WORKSHOP)
