"""The week: its stages in order, and nothing else."""

from typing import Any

from contagion.models.kernel import Ints, entry
from contagion.models.programme.books.lists import list_of, note_year
from contagion.models.programme.books.partners import line_up_all
from contagion.models.programme.books.people import know_fatigue, meet
from contagion.models.programme.books.settings import takes_in
from contagion.models.programme.books.telling import address, may_reach_out
from contagion.models.programme.books.waiting_list import know_how_far
from contagion.models.programme.layout import ACTIVE_FACILITATORS, STATE
from contagion.models.programme.rules import (
    authority,
    calendar,
    enrolment,
    exposures,
    launching,
    observing,
    opening,
    pairing,
    partners,
    registering,
    sessions,
    training,
    turnover,
    volunteering,
)
from contagion.models.programme.rules.volunteering import centre_wishes
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR, Stage


@compiled
def live_others(state):
    """Live the week of each other programme, one after the other, in stages of its own."""
    for number in range(1, len(state.programmes)):
        turnover.turnover(state, number)
        pairing.begin_rests(state, number)
        pairing.end_rests(state, number)
        if takes_in(state, state.programmes[number]) and may_reach_out(state):
            exposures.reach_out(state, number)
            exposures.deliver(state, number)
            registering.join(state, number)
        opening.open_those_of(state, number)
        enrolment.give_up_hope(state, number)
        enrolment.offer(state, number)
        launching.launch(state, number)
        sessions.hold(state, number)
        sessions.end(state, number)
        exposures.feed(state, number)
        training.train_first_leaders(state, number)
        address(state)
        if (state.clock.week + 1) % WEEKS_A_YEAR == 0 or state.clock.week + 1 == state.clock.horizon:
            note_year(state, number, state.counts[list_of(number, ACTIVE_FACILITATORS)])


STAGES = (
    Stage("calendar", (calendar.turn_the_page, calendar.strike)),
    Stage("authority", (authority.decide, authority.begin)),
    Stage("group sessions", (sessions.hold,)),
    Stage("group end", (sessions.end, turnover.free_leaders, volunteering.wish, exposures.completers_invite)),
    Stage("training", (training.train, pairing.pair_the_trained, training.let_begin)),
    Stage("facilitator turnover", (turnover.turnover,)),
    Stage("attrition", (training.lose_interest, enrolment.give_up_waiting, calendar.lose_patience)),
    Stage("partners", (partners.look_after_partners,)),
    Stage("exposures", (exposures.deliver, exposures.pitch, exposures.gather, exposures.mail, exposures.tell)),
    Stage("registering", (registering.decide,)),
    Stage("pairing", (pairing.become_ready, pairing.pair_up, opening.open_groups, address)),
    Stage("allocation", (enrolment.allocate,)),
    Stage("group start", (launching.launch, sessions.foresee)),
    Stage("alternative programmes", (live_others,)),
    Stage("population turnover", (turnover.move,)),
    Stage("observation", (observing.observe,)),
)

view = STATE.view
RULES = tuple(rule for stage in STAGES for rule in stage.rules)


def _places():
    """Locate each stage, and each rule of one, among the rules: its first, and the one after its last."""
    first = 0
    for stage in STAGES:
        yield stage.name, (first, first + len(stage.rules))
        for rule in stage.rules:
            yield f"{stage.name}.{rule.__name__}", (first, first + 1)
            first += 1


PLACES = dict(_places())
_TEXT = "\n".join(
    [
        "def live_rule(state, number):",
        *(f"    {'el' if n else ''}if number == {n}:\n        rule_{n}(state)" for n in range(len(RULES))),
    ]
)
_made: dict[str, Any] = {f"rule_{n}": rule for n, rule in enumerate(RULES)}
exec(_TEXT, _made)
live_rule: Any = compiled(_made["live_rule"])
"""Live the rule of a number: written out, since compiled code has no lists of functions."""


@entry
def begin(handle):
    """Make ready for the first week."""
    state = view(handle)
    know_fatigue(state)
    know_how_far(state)
    centre_wishes(state)
    line_up_all(state)
    partners.begin(state)


@entry
def live(handle, weeks, first, after, over):
    """Live the rules from `first` to before `after`, for so many weeks; `over`: after them a week is over."""
    state = view(handle)
    for _ in range(weeks):
        for number in range(first, after):
            live_rule(state, number)
        if over:
            state.clock.week += 1


@entry
def meet_all(handle, people: Ints):
    """Meet residents: for verification."""
    for n in range(len(people)):
        meet(view(handle), people[n])
