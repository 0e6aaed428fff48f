"""The facilitators, those of other programmes too: their rests, the groups on their hands, and how long they go on."""

import numpy as np

from contagion.models.parameters import choice
from contagion.models.programme.books.lists import (
    add_rows,
    append,
    clear,
    count_hours,
    keep,
    list_of,
    place_in,
    record,
    remove,
    take_out,
)
from contagion.models.programme.books.people import known, soul
from contagion.models.programme.books.settings import share_of_facilitators
from contagion.models.programme.layout import ACTIVE_FACILITATORS, IN_TRAINING, PAIRED, READY, RESTING, STATE
from contagion.models.records import (
    FACILITATOR_LEFT,
    FOUNDER,
    LEADER_STOPPED,
    LEADS,
    NEVER_ACTIVE,
    NONE,
    PARTICIPANT,
    TRAINED,
)
from contagion.models.world.world import organisation_of, stream, stream_of
from contagion.sim.chance.keyed import exponential, uniform
from contagion.sim.core.compiling import compiled, need
from contagion.sim.elementary import exp
from contagion.sim.model import WEEKS_A_YEAR

_FACILITATORS, _SPELLS, _NEXT = STATE["facilitators"], STATE["resting"], STATE["next_at"]
_AFTER_GROUP = choice("retention.form", "after_group")
STAND_IN = np.int64(-2)  # in place of a partner


@compiled
def leader_of(group, n):
    """Return the number of the first (0) or the second (1) leader of a group."""
    return group.leader_a if n == 0 else group.leader_b


@compiled
def _make(state, resident, programme, source, seat):
    n = add_rows(state, _FACILITATORS)
    one, new = state.residents[resident], state.facilitators[n]
    new.programme, new.id, new.seat, new.source, new.trained_week = programme, one.id, seat, source, state.clock.week
    new.home, new.target_group, new.slots = one.home, one.target_group, one.slots
    new.parent_a, new.parent_b, new.from_group = NONE, NONE, NONE
    new.left_week, new.groups_led, new.groups_opened, new.rests, new.load, new.overload = NONE, 0, 0, 0, 0, 0
    new.last_partner, new.trained_with, new.ready_since = NONE, NONE, NONE
    new.loss_clock, new.loss_limit, new.children = 0.0, 0.0, 0.0
    new.organisation, new.active, new.mentored, new.paid, new.available, new.stands_at = NONE, 0, 0, 0, NONE, NONE
    state.programmes[programme].leaders_trained += 1
    return n


@compiled
def train(state, resident, source, number):
    """Make a facilitator of a resident; `number` is that of the seat."""
    n = _make(state, resident, 0, source, number)
    one, new = state.residents[resident], state.facilitators[n]
    if not state.parameters.demand.unlimited:
        new.organisation = organisation_of(state.world, one.id)
    if source == PARTICIPANT and one.came_from != NONE:
        _note_parents(state, new, state.groups[one.came_from])
    state.people[known(state, one.id)].facilitator = n
    state.communes[one.home].facilitators_trained += 1
    record(state, TRAINED, one.id, one.home, new.from_group, detail=source)


@compiled
def become_leader(state, resident, number, g):
    """Train a leader of another programme, out of a group of it or, where it is NONE, from outside; they can lead after
    the training, from next week on at the earliest."""
    person, programme = state.residents[resident].id, state.programmes[number]
    n = _make(state, resident, number, FOUNDER if g == NONE else PARTICIPANT, person)
    one, new, found = state.residents[resident], state.facilitators[n], soul(state, person, number)
    new.active, new.available = 1, state.clock.week + max(programme.training_weeks, 1)
    new.loss_limit = exponential(stream_of(state, "stays", number), person, one.generation)
    if g != NONE:
        _note_parents(state, new, state.groups[g])
    state.people[found].facilitator = n
    if state.people[found].generation == one.generation:
        state.people[found].leads = 1
    append(state, list_of(number, ACTIVE_FACILITATORS), n)
    append(state, list_of(number, IN_TRAINING), n)
    count_hours(programme, programme.training_hours, 0.0)
    record(state, LEADS, person, one.home, new.from_group, programme=number)


@compiled
def _note_parents(state, new, group):
    """Note the leaders as parents of a facilitator from their group; one who leads alone counts twice."""
    new.from_group = group.key
    if group.leaders:
        new.parent_a, new.parent_b = state.facilitators[group.leader_a].id, state.facilitators[group.leader_b].id
    for m in range(group.leaders):
        state.facilitators[leader_of(group, m)].children += 1 / group.leaders


@compiled
def first_trained_now(state):
    """Return the number of the first of those trained this week; that of the next facilitator where there is none."""
    number = state.n.facilitators
    while number > 0 and state.facilitators[number - 1].trained_week == state.clock.week:
        number -= 1
    return number


@compiled
def draw_what_becomes_of(state, n):
    """Draw what becomes of a facilitator, for the seat and not for the person: the programme has the same chance with
    anyone who takes it, in all scenarios. Two who are trained as a pair become active together, or not at all."""
    p, new = state.parameters, state.facilitators[n]
    seat = new.seat if new.trained_with == NONE else min(new.seat, state.facilitators[new.trained_with].seat)
    if uniform(stream(state, "becomes active"), seat) < p.training.active_share:
        new.active = 1
        new.mentored = int(uniform(stream(state, "is mentored"), new.seat) < p.retention.mentored_share)
        new.paid = int(uniform(stream(state, "is paid"), new.seat) < p.retention.paid_share)
        new.loss_limit = exponential(stream(state, "stays"), new.seat)
        new.available = state.clock.week + p.training.ready_after_weeks
        append(state, ACTIVE_FACILITATORS, n)
        append(state, IN_TRAINING, n)
    else:
        record(state, NEVER_ACTIVE, new.id, new.home)


# ---- rests and groups on their hands -------------------------------------------------------------------------------


@compiled
def rest(state, number):
    """Begin a rest (with a load of several groups, a rest for each)."""
    one, n = state.facilitators[number], add_rows(state, _SPELLS)
    one.rests += 1
    spell, key = state.resting[n], stream_of(state, "rests", one.programme)
    spell.who, spell.clock, spell.limit = number, 0.0, exponential(key, one.seat, one.rests)
    append(state, list_of(one.programme, RESTING), n)


@compiled
def be_ready(state, number):
    """Let a facilitator look for a partner; who looks for one already goes on doing so."""
    one = state.facilitators[number]
    ready = list_of(one.programme, READY)
    if state.parameters.facilitation.max_load == 1 or place_in(state, ready, number) == state.counts[ready]:
        one.ready_since = state.clock.week
    append(state, ready, number)


@compiled
def pair(state, number, other, house):
    """Note that two facilitators lead together, or one alone (`other`: NONE) or with a stand-in (STAND_IN), and the
    `house` whose own group they lead, or NONE."""
    append(state, PAIRED, number)
    append(state, PAIRED, other)
    append(state, PAIRED, house)
    state.facilitators[number].last_partner = NONE if other < 0 else state.facilitators[other].id
    if other == STAND_IN:
        state.facilitators[number].ready_since = state.clock.week  # for a further group
    if other >= 0:
        state.facilitators[other].last_partner = state.facilitators[number].id


@compiled
def come_free(one):
    """End a leader's work for a group; return whether they are there for another one after it."""
    one.load -= 1
    if one.overload:
        one.overload -= 1
        return False
    return True


@compiled
def change_load(state, before, now):
    """Let facilitators take more groups at a time, or fewer, than before: a rest more for each who is available, or one
    that ends less; who leads more than they may begins no rest when a group ends."""
    for _ in range(now - before):
        for n in range(state.counts[ACTIVE_FACILITATORS]):
            number = state.lists[ACTIVE_FACILITATORS, n]
            one = state.facilitators[number]
            if one.overload:
                one.overload -= 1
            elif one.available < state.clock.week:
                rest(state, number)
    for _ in range(before - now):
        for n in range(state.counts[ACTIVE_FACILITATORS]):
            number = state.lists[ACTIVE_FACILITATORS, n]
            if state.facilitators[number].available < state.clock.week:
                _take_away(state, number)


@compiled
def _take_away(state, number):
    """Let a facilitator be there for a group less."""
    for n in range(state.counts[RESTING]):
        if state.resting[state.lists[RESTING, n]].who == number:
            take_out(state, RESTING, n)
            return
    if not remove(state, READY, number):
        state.facilitators[number].overload += 1


@compiled
def look_up_homes(state, which):
    """Note where on a list of facilitators those of each commune stand: `first_at` has the first place of a commune,
    `next_at` the one after each place; plus 1, and 0 where there is none."""
    need(state, _NEXT, state.counts[which])
    for commune in range(len(state.first_at)):
        state.first_at[commune] = 0
    for place in range(state.counts[which] - 1, -1, -1):
        home = state.facilitators[state.lists[which, place]].home
        state.next_at[place] = state.first_at[home]
        state.first_at[home] = place + 1


# ---- going on and stopping -----------------------------------------------------------------------------------------


@compiled
def hazard(state, one):
    """Rate of stopping, per week. Mentoring helps as far as somebody is looked after."""
    if one.programme:
        return state.programmes[one.programme].loss_per_year / WEEKS_A_YEAR
    p, cared_for = state.parameters.retention, share_of_facilitators(state)
    rate = p.background_per_year if p.form == _AFTER_GROUP else p.loss_per_year
    if one.mentored or one.paid or one.load > 1:
        rate *= exp(
            -p.mentoring_effect * one.mentored * cared_for
            - p.paid_effect * one.paid
            + p.overload_effect * int(one.load > 1)
        )
    return rate * (1 + (p.without_coordinator - 1) * (1 - cared_for)) / WEEKS_A_YEAR


@compiled
def let_go(state, programme=0):
    """Facilitators who do not lead and have had enough leave; those who lead still begin nothing new."""
    active, resting = list_of(programme, ACTIVE_FACILITATORS), list_of(programme, RESTING)
    ready = list_of(programme, READY)
    for n in range(clear(state, active)):
        number = state.lists[active, n]
        one = state.facilitators[number]
        if one.load == 0 and one.loss_clock >= one.loss_limit:
            one.active, one.left_week = 0, state.clock.week
            kind = LEADER_STOPPED if programme else FACILITATOR_LEFT
            record(state, kind, one.id, one.home, other=one.groups_led, programme=programme)
        else:
            keep(state, active, number)
    for n in range(clear(state, resting)):
        spell = state.lists[resting, n]
        one = state.facilitators[state.resting[spell].who]
        if one.loss_clock < one.loss_limit:
            keep(state, resting, spell)
    for n in range(clear(state, ready)):
        one = state.facilitators[state.lists[ready, n]]
        if one.loss_clock < one.loss_limit:
            keep(state, ready, state.lists[ready, n])
