"""The week: its stages in order, and nothing else."""

from typing import Any

from contagion.models.code.machine_code import entry
from contagion.models.programme.books.invitations import address
from contagion.models.programme.books.people import meet
from contagion.models.programme.layout import STATE
from contagion.models.programme.rules import (
    authority,
    budget,
    calendar,
    enrolment,
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
from contagion.models.programme.rules.alternatives import feeding
from contagion.models.programme.rules.alternatives import week as alternatives
from contagion.sim.core.compiling import compiled
from contagion.sim.model import Stage

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
    Stage("alternative programmes", (alternatives.live,)),
    Stage("population turnover", (moving.move,)),
    Stage("observation", (observing.observe,)),
)

view = STATE.view
HALF = 9  # stages that are compiled apart from the others, at the same time


def _stage(rules):
    """The rules of a stage as one function."""
    if len(rules) == 1:
        return rules[0]
    first, others = rules[0], _stage(rules[1:])

    @compiled
    def live_rules(state):
        first(state)
        others(state)

    return live_rules


def _one_of(stages, first):
    """A function that lives the stage of a number, of some stages that are numbered from the first on."""
    here = _stage(stages[0].rules)
    if len(stages) == 1:
        return _whatever_the_number(here)
    after = _one_of(stages[1:], first + 1)

    @compiled
    def live_one(state, number):
        if number == first:
            here(state)
        else:
            after(state, number)

    return live_one


def _whatever_the_number(stage):
    @compiled
    def live_it(state, _):
        stage(state)

    return live_it


_live_early_stage, _live_late_stage = _one_of(STAGES[:HALF], 0), _one_of(STAGES[HALF:], HALF)


@entry
def begin(handle):
    """Make ready for the first week."""
    partners.begin(view(handle))


@entry
def live_early(handle, first, after):
    """Live the stages from `first` to before `after`, which is at most `HALF`."""
    state = view(handle)
    for number in range(first, after):
        _live_early_stage(state, number)


@entry
def live_late(handle, first, after, over):
    """Live the stages from `first`, at least `HALF`, to before `after`; `over`: with them a week is over."""
    state = view(handle)
    for number in range(first, after):
        _live_late_stage(state, number)
    if over:
        state.clock.week += 1


def live(handle: Any, weeks: int, first: int = 0, after: int = len(STAGES), over: bool = True) -> None:
    """Live the stages from `first` to before `after`, for so many weeks; `over`: after them a week is over."""
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
