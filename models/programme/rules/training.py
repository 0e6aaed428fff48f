"""Queue and training (S12, stages 5 and 7). Every `training.period_weeks` from week `training.first_week` a session
offers `training.places` seats. Coordinators hold it, and volunteers as far as these have not the hours; or
(`training.trainer`) somebody from outside, if they can be paid: one that is not held is not made up for. Those who wait
are offered seats in turn and take one with probability `training.accept`; others stay in the queue. A decision may
reserve a share of the seats (`training.reserved_share`) for those of some communes or groups: they are offered them
first, and others what they leave. The first session is the founders'. In "historical" mode, seats left over go to
candidates whom partners name (at most `training.outside_places` a session, and no more than
`partners.nominations_per_year` gives); in "autonomous" mode they stay empty. A trained person becomes active with
probability `training.active_share`, two who are trained as a pair (`pairing.py`) together, and is free to lead after
`training.ready_after_weeks` full weeks. While waiting, aspirants lose interest at the rate
`training.queue_loss_per_year`.

Another programme (S15, stage 14) begins with `initial_leaders` residents drawn at random; nothing but money limits the
training of its leaders.

Candidates from outside the groups (sections 4.5, S6, S12). Founders are members of the partners active in the week of
the session, or, where `training.founder_communes` names communes, receptive residents there. Later, each active partner
names `partners.nominations_per_year` candidates a year for the next session; they are its members. Where no partner can
name anybody, any resident may come. Whoever is or was a facilitator, waits for a group, or was in one, is no candidate.
"""

import math

import numpy as np

from contagion.models.parameters import choice, word_of
from contagion.models.programme.books.facilitators import become_leader, draw_what_becomes_of, first_trained_now
from contagion.models.programme.books.facilitators import train as make_facilitator
from contagion.models.programme.books.groups import key_of
from contagion.models.programme.books.lists import append, append_by, clear, keep, record, remove, sort
from contagion.models.programme.books.money import SEAT, can_pay, go_without, paid_by, pay, trainer_paid
from contagion.models.programme.books.people import may_register, meet, occasion_of, soul, year_of
from contagion.models.programme.books.settings import bought, goes_on, holds_for, value_for
from contagion.models.programme.books.waiting_list import give_up
from contagion.models.programme.layout import ACTIVE_PARTNERS, JOINING, OFFERED, ORDER, QUEUE
from contagion.models.records import (
    CANDIDATE,
    DECLINED_SEAT,
    FOUNDER,
    NO_LEADER,
    NO_SEAT,
    NONE,
    PARTICIPANT,
    TRAINING_SESSION,
)
from contagion.models.world.world import NOBODY, anyone, receptive_in, some_member, stream
from contagion.sim.chance.keyed import arrival, bits, combine, combine_three, index, uniform, word
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR

TRIES = 64  # for each seat of founders and candidates, and each of the first leaders of another programme
SEATS = 2**24  # seats of a session that have numbers of their own
OFFERS = 8192  # weeks in which an aspirant can be offered a seat
WEEKS = 2**16  # since which somebody waits that the order of the queue tells apart
_FOR_RANK, _FOR_LUCK = np.uint64(17), np.uint64(47)  # bits of a place in the order
_ACCEPT, _RESERVED = word_of("training.accept"), word_of("training.reserved_share")
_HISTORICAL, _OUTSIDE = choice("training.top_up", "historical"), choice("training.trainer", "outside")
_TARGET, _PAIRS = choice("training.order", "target"), choice("training.order", "pairs")


@compiled
def is_due(state):
    """Return whether this is the week of a training session: by the calendar, or an extra one."""
    p = state.parameters.training
    since = state.clock.week - p.first_week
    return state.totals.extra_session != 0 or (since >= 0 and since % p.period_weeks == 0)


@compiled
def train(state):
    """Hold the training session, if one is due."""
    if not is_due(state):
        return
    p, totals = state.parameters.training, state.totals
    places = bought(state, p.places)
    empty = places == 0 and (totals.sessions_held > 0 or p.founders == 0)
    if p.trainer == _OUTSIDE and not empty and not trainer_paid(state):
        return  # coordinators and volunteers hold it always, somebody from outside if they are paid
    record(state, TRAINING_SESSION, group=totals.sessions_held, other=state.counts[QUEUE])
    founders = train_founders(state) if totals.sessions_held == 0 else 0
    taken = offer_seats(state, places, founders)
    if p.top_up == _HISTORICAL:
        left = places - taken - state.money.unpaid[NO_SEAT]
        fill_from_outside(state, min(left, p.outside_places - founders), taken)
    totals.nominations = 0.0  # candidates are named for one session
    totals.sessions_held += 1
    totals.seats_offered += max(places, float(founders))


@compiled
def let_begin(state):
    """Let those trained this week become active, or not; two who were trained as a pair together."""
    for number in range(first_trained_now(state), state.n.facilitators):
        draw_what_becomes_of(state, number)


@compiled
def seat_can_be_paid(state, wanted):
    """Return whether there is money for one more seat; if not, note so many as not paid."""
    if can_pay(state, SEAT, 1):
        return True
    go_without(state, NO_SEAT, np.int64(wanted))
    return False


@compiled
def seat_somebody(state, resident, source, seat):
    """Train somebody on a seat of this session."""
    pay(state, SEAT, 1)
    make_facilitator(state, resident, source, state.clock.week * SEATS + seat)


@compiled
def train_founders(state):
    """Train the founders; return how many."""
    found = find_founders(state)
    for seat in range(found):
        if not seat_can_be_paid(state, found - seat):
            return seat
        seat_somebody(state, state.lists[JOINING, seat], FOUNDER, seat)
    return found


# ---- seats for those who wait --------------------------------------------------------------------------------------


@compiled
def offer_seats(state, seats, taken):
    """Offer the seats that are left to the queue, first those that are reserved to those they are reserved for; return
    how many are then taken."""
    put_in_order(state)
    for n in range(state.n.local):
        local = state.local[n]
        if local.word == _RESERVED and local.value and not state.money.unpaid[NO_SEAT]:
            clear(state, OFFERED)
            for m in range(state.counts[ORDER]):
                number = state.lists[ORDER, m]
                if holds_for(state, local.decision, state.residents[number].id):
                    append(state, OFFERED, number)
            taken, offered = offer(state, OFFERED, min(seats, taken + local.value * seats + 1e-9), taken)
            for m in range(offered):
                remove(state, ORDER, state.lists[OFFERED, m])
    if not state.money.unpaid[NO_SEAT]:
        taken, _ = offer(state, ORDER, seats, taken)
    return taken


@compiled
def offer(state, which, seats, taken):
    """Offer seats to a list until so many are taken in all; return how many are, and to how many they were offered."""
    for n in range(state.counts[which]):
        if taken + 1 > seats or not seat_can_be_paid(state, min(seats - taken, float(state.counts[which] - n))):
            return taken, n
        number = state.lists[which, n]
        one = state.residents[number]
        occasion = occasion_of(one) * OFFERS + state.clock.week
        if uniform(stream(state, "takes a training seat"), one.id, occasion) < value_for(state, _ACCEPT, one.id):
            remove(state, QUEUE, number)
            seat_somebody(state, number, PARTICIPANT, taken)
            taken += 1
        else:
            record(state, DECLINED_SEAT, one.id, one.home)
    return taken, state.counts[which]


@compiled
def put_in_order(state):
    """Put the queue in the order in which seats are offered: the longest waiting first, unless target groups or pairs
    of one group come first."""
    clear(state, ORDER)
    for n in range(state.counts[QUEUE]):
        number = state.lists[QUEUE, n]
        one = state.residents[number]
        luck = bits(stream(state, "order of the training queue"), one.id)
        rank = word(comes_later(state, number) * WEEKS + min(one.aspirant_since, WEEKS - 1))
        append_by(state, ORDER, number, rank << _FOR_LUCK | luck >> _FOR_RANK)
    sort(state, ORDER)


@compiled
def comes_later(state, number):
    """1 for those whom the rule of the order puts behind the others, 0 for the others."""
    p, one = state.parameters.training, state.residents[number]
    if p.order == _TARGET:
        return 0 if state.priority[one.target_group] else 1
    if p.order == _PAIRS:
        same = 0
        for n in range(state.counts[QUEUE]):
            same += int(state.residents[state.lists[QUEUE, n]].came_from == one.came_from)
        return 1 if same < 2 else 0
    return 0


# ---- seats left over -----------------------------------------------------------------------------------------------


@compiled
def fill_from_outside(state, seats, taken):
    """Give seats left over to candidates from partners, as far as there are any."""
    named = seats
    if state.parameters.partners.nominations_per_year < math.inf:
        named = min(seats, float(np.int64(state.totals.nominations + 1e-9)))
    left = np.int64(max(named, 0.0))
    for seat in range(left):
        if not seat_can_be_paid(state, left - seat):
            break
        person = candidate_of_partners(state, taken + seat)
        if person == NOBODY:
            break
        seat_somebody(state, meet(state, person), CANDIDATE, taken + seat)


@compiled
def lose_interest(state):
    """Aspirants whose patience is used up leave the queue (stage 7)."""
    hazard = state.parameters.training.queue_loss_per_year / WEEKS_A_YEAR
    for n in range(clear(state, QUEUE)):
        number = state.lists[QUEUE, n]
        one = state.residents[number]
        if goes_on(one, hazard):
            keep(state, QUEUE, number)
        else:
            give_up(state, one)


# ---- other programmes ----------------------------------------------------------------------------------------------


@compiled
def train_first_leaders(state, number):
    """Make residents drawn at random the first leaders of another programme, at the end of its first week, as money
    goes."""
    programme = state.programmes[number]
    if state.clock.week != programme.from_week or not state.world.traits.adults:
        return
    for n in range(programme.initial_leaders):
        for attempt in range(TRIES):
            person = anyone(state.world, key_of(programme, n, attempt))
            found = soul(state, person, number)
            if person != NOBODY and not state.people[found].leads:
                if paid_by(state, number, programme.leader_item, 1, NO_LEADER):
                    become_leader(state, meet(state, person), number, NONE)
                break


@compiled
def find_founders(state):
    """Find the people trained at the first session: the list JOINING has their numbers. Return how many."""
    clear(state, JOINING)
    for seat in range(state.parameters.training.founders):
        person = _first_free(state, seat)
        if person == NOBODY:
            break
        append(state, JOINING, meet(state, person))
    return state.counts[JOINING]


@compiled
def _first_free(state, seat):
    """Return the first free candidate for a founder's seat, in a keyed order; NOBODY where there is none."""
    for attempt in range(TRIES):
        person = _some_founder(state, combine(seat, attempt))
        if person != NOBODY and not _is_founder(state, person) and may_register(state, person):
            return person
    return NOBODY


@compiled
def _is_founder(state, person):
    """Return whether somebody has a founder's seat already."""
    for n in range(state.counts[JOINING]):
        if state.residents[state.lists[JOINING, n]].id == person:
            return True
    return False


@compiled
def _some_founder(state, entity):
    """Draw one who might be a founder, free or not."""
    if len(state.founder_communes):
        which = index(stream(state, "founder"), len(state.founder_communes), entity)
        return receptive_in(state.world, state.founder_communes[which], entity, year_of(state))
    return _somebody(state, stream(state, "founder"), entity)


@compiled
def _somebody(state, key, entity):
    """Draw a member of an active partner, or anybody where there is none."""
    found, first = NONE, math.inf
    for n in range(state.counts[ACTIVE_PARTNERS]):
        organisation = state.lists[ACTIVE_PARTNERS, n]
        comes = arrival(key, entity, state.world.organisations[organisation].id, 1.0)
        if comes < first:
            found, first = organisation, comes
    if found != NONE:
        return some_member(state.world, found, key, entity)
    return anyone(state.world, entity) if state.world.traits.adults else NOBODY


@compiled
def candidate_of_partners(state, seat):
    """Draw the candidate for a seat of this session, by (week of the session, seat)."""
    for attempt in range(TRIES):
        entity = combine_three(state.clock.week, seat, attempt)
        person = _somebody(state, stream(state, "candidate of a partner"), entity)
        if person != NOBODY and may_register(state, person):
            return person
    return NOBODY
