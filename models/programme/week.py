"""The week: its stages in order, and nothing else."""

from typing import Any

import numpy as np

from contagion.models.code.machine_code import entry
from contagion.models.programme.books.conditions import takes_in
from contagion.models.programme.books.invitations import address
from contagion.models.programme.books.lists import list_of
from contagion.models.programme.books.log import note_year
from contagion.models.programme.books.outreach import may_reach_out
from contagion.models.programme.books.partners import line_up_all
from contagion.models.programme.books.people import know_fatigue, meet
from contagion.models.programme.books.waiting_list import know_how_far
from contagion.models.programme.layout import ACTIVE_FACILITATORS, STATE
from contagion.models.programme.rules import (
    authority,
    budget,
    calendar,
    enrolment,
    feeding,
    invitations,
    launching,
    moving,
    observing,
    opening,
    outreach,
    pairing,
    partners,
    registering,
    resting,
    retention,
    sessions,
    shocks,
    training,
    volunteering,
)
from contagion.models.programme.wishes import NODES, centre_wishes
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR, Stage


@compiled
def live_others(state):
    """Live the week of each other programme, one after the other, in stages of its own."""
    for number in range(1, len(state.programmes)):
        retention.turnover(state, number)
        resting.begin_rests(state, number)
        resting.end_rests(state, number)
        if takes_in(state, state.programmes[number]) and may_reach_out(state):
            outreach.reach_out(state, number)
            invitations.deliver(state, number)
            registering.join(state, number)
        opening.open_those_of(state, number)
        enrolment.give_up_hope(state, number)
        enrolment.offer(state, number)
        launching.launch(state, number)
        sessions.hold(state, number)
        sessions.end(state, number)
        feeding.feed(state, number)
        training.train_first_leaders(state, number)
        address(state)
        if (state.clock.week + 1) % WEEKS_A_YEAR == 0 or state.clock.week + 1 == state.clock.horizon:
            note_year(state, number, state.counts[list_of(number, ACTIVE_FACILITATORS)])


STAGES = (
    Stage("calendar", (calendar.turn_the_page, shocks.strike)),
    Stage("authority", (authority.decide, budget.begin)),
    Stage("group sessions", (sessions.hold,)),
    Stage("group end", (sessions.end, retention.free_leaders, volunteering.wish, invitations.completers_invite)),
    Stage("training", (training.train, pairing.pair_the_trained, training.let_begin)),
    Stage("facilitator turnover", (retention.turnover,)),
    Stage("attrition", (training.lose_interest, enrolment.give_up_waiting, shocks.lose_patience)),
    Stage("partners", (partners.look_after_partners,)),
    Stage("exposures", (invitations.deliver, outreach.pitch, outreach.gather, outreach.mail, feeding.tell)),
    Stage("registering", (registering.decide,)),
    Stage("pairing", (resting.become_ready, pairing.pair_up, opening.open_groups, address)),
    Stage("allocation", (enrolment.allocate,)),
    Stage("group start", (launching.launch, sessions.foresee)),
    Stage("alternative programmes", (live_others,)),
    Stage("population turnover", (moving.move,)),
    Stage("observation", (observing.observe,)),
)

view = STATE.view
RULES = tuple(rule for stage in STAGES for rule in stage.rules)


def _places():
    """Where each stage, and each rule of one, stands among the rules: its first, and the one after its last."""
    first = 0
    for stage in STAGES:
        yield stage.name, (first, first + len(stage.rules))
        for rule in stage.rules:
            yield f"{stage.name}.{rule.__name__}", (first, first + 1)
            first += 1


PLACES = dict(_places())
HALF, _ = PLACES["registering"]  # rules that are compiled apart from the others, at the same time


def _one_of(rules, first):
    """A function that lives the rule of a number, of some that are numbered from the first on."""
    here = rules[0]
    if len(rules) == 1:
        return _whatever_the_number(here)
    after = _one_of(rules[1:], first + 1)

    @compiled
    def live_one(state, number):
        if number == first:
            here(state)
        else:
            after(state, number)

    return live_one


def _whatever_the_number(rule):
    @compiled
    def live_it(state, _):
        rule(state)

    return live_it


_live_early, _live_late = _one_of(RULES[:HALF], 0), _one_of(RULES[HALF:], HALF)


@entry
def _begin(handle, drawn, firsts, room):
    state = view(handle)
    know_fatigue(state)
    know_how_far(state)
    centre_wishes(state, room)
    line_up_all(state, drawn, firsts)
    partners.begin(state)


def begin(handle: Any, organisations: int) -> None:
    """Make ready for the first week; so many organisations there are."""
    _begin(handle, np.empty(organisations, np.uint64), np.zeros(organisations + 1, np.int64), np.empty(3 * NODES))


@entry
def live_early(handle, first, after):
    """Live the rules from `first` to before `after`, which is at most `HALF`."""
    state = view(handle)
    for number in range(first, after):
        _live_early(state, number)


@entry
def live_late(handle, first, after, over):
    """Live the rules from `first`, at least `HALF`, to before `after`; `over`: with them a week is over."""
    state = view(handle)
    for number in range(first, after):
        _live_late(state, number)
    if over:
        state.clock.week += 1


def live(handle: Any, weeks: int, first: int = 0, after: int = len(RULES), over: bool = True) -> None:
    """Live the rules from `first` to before `after`, for so many weeks; `over`: after them a week is over."""
    early, late = min(after, HALF), max(first, HALF)
    for _ in range(weeks):
        if first < early:
            live_early(handle, first, early)
        if late < after or over:
            live_late(handle, late, after, over)


@entry
def meet_all(handle, people):
    """Meet residents: for verification."""
    for n in range(len(people)):
        meet(view(handle), people[n])
