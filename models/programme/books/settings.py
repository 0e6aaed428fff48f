"""What holds for whom: the value of a parameter for a resident or a partner, where a decision is for some only.

The decisions of a run, those in force, and since when.

The conditions of the week: what the shocks that are on do to the rules, and figures of the programme that rules on
its state look at.

Clocks: waiting, wishing, resting, being a partner or one who was told and has not registered last until a limit that
was drawn when they began.

Coordination (S6): the posts at work this week, and whom they look after. Posts at work are the posts decided, less
the share that is away, and none in a week in which they cannot be paid. What coordinators add is read from them here,
and from nothing else: nobody decided, everybody away and nobody paid are one and the same.

What else is decided (training sessions, events, letters) takes hours and no post: where those of the posts are too few,
volunteers give the rest, which is worked out after the run (`models/outcomes/costs.py`). Whom a post looks after are
`coordination.facilitators_per_post` facilitators, and as many partners.
"""

import math

from contagion.models.parameters import PARAMETERS
from contagion.models.programme.books.lists import add_rows
from contagion.models.programme.layout import ACTIVE_FACILITATORS, STATE
from contagion.models.records import NONE
from contagion.models.world.world import home_of, is_elected, is_student, stream, target_group
from contagion.sim.chance.keyed import uniform
from contagion.sim.core.compiling import compiled, inlined
from contagion.sim.model import WEEKS_A_YEAR

_LOCAL, _DECIDED = STATE["local"], STATE["decided"]
WORDS = PARAMETERS.itemsize // 8


@compiled
def holds_for(state, decision, person):
    """Return whether a resident lives in the communes and belongs to one of the groups that a decision is for."""
    d, world = state.decisions[decision], state.world
    if d.has_communes and not state.in_communes[decision, home_of(world, person)]:
        return False
    if not d.has_groups:
        return True
    return (
        state.in_groups[decision, target_group(world, person)] != 0
        or (d.students != 0 and is_student(world, person))
        or (d.elected != 0 and is_elected(world, person))
    )


@compiled
def is_for_councillors(state, decision):
    """Return whether a decision is for municipal councillors, and no other group."""
    d = state.decisions[decision]
    others = d.students
    for group in range(state.in_groups.shape[1]):
        others += state.in_groups[decision, group]
    return d.has_groups != 0 and d.elected != 0 and others == 0


@inlined
def value_for(state, word, person):
    """Return the value of a parameter for a resident: that of the last decision for some residents, them included, or
    else the general one."""
    return _value_for_some(state, word, person) if state.n.local else state.real_words[word]


@compiled
def _value_for_some(state, word, person):
    for n in range(state.n.local - 1, -1, -1):
        local = state.local[n]
        if local.word == word and holds_for(state, local.decision, person):
            return local.value
    return state.real_words[word]


@compiled
def holds_for_organisation(state, decision, organisation):
    """Return whether a decision is for an organisation: for the commune of its seat, and for its kind."""
    d, o = state.decisions[decision], state.world.organisations[organisation]
    if d.has_communes and not state.in_communes[decision, o.home]:
        return False
    return d.has_kinds == 0 or state.of_kinds[decision, o.kind] != 0


@compiled
def value_for_organisation(state, word, organisation):
    """Return the value of a parameter that holds for an organisation, likewise."""
    for n in range(state.n.local - 1, -1, -1):
        local = state.local[n]
        if local.word == word and holds_for_organisation(state, local.decision, organisation):
            return local.value
    return state.real_words[word]


@compiled
def whose_share(state, word, luck):
    """Return the decision in whose share a uniform number falls, of those that set a parameter for some; NONE where it
    falls in none."""
    for n in range(state.n.local):
        local = state.local[n]
        if local.word == word:
            if luck < local.value:
                return local.decision
            luck -= local.value
    return NONE


@compiled
def begin_anew(state):
    """Let all parameters be as at the start."""
    for n in range(WORDS):
        state.whole_words[n] = state.whole_start[n]
    last = state.priorities.shape[0] - 1
    for n in range(len(state.priority)):
        state.priority[n] = state.priorities[last, n]
    state.n.local = 0


@compiled
def let_hold(state, decision):
    """Let what a decision sets hold from now on."""
    d = state.decisions[decision]
    for v in range(d.first_value, d.first_value + d.values):
        value = state.values[v]
        if d.has_scope:
            n = add_rows(state, _LOCAL)
            it = state.local[n]
            it.word, it.decision, it.value = value.word, decision, value.value
        elif value.word == NONE:
            for group in range(len(state.priority)):
                state.priority[group] = state.priorities[decision, group]
        elif value.whole:
            state.whole_words[value.word] = int(value.value)
        else:
            state.real_words[value.word] = value.value


@compiled
def goes_before(state, one, other):
    """Return whether a decision in force takes precedence over another: rules on the state over dates, later ones over
    earlier ones."""
    a, b = state.decisions[one], state.decisions[other]
    if a.has_condition != b.has_condition:
        return a.has_condition > b.has_condition
    return a.held > b.held if a.held != b.held else one > other


@compiled
def note(state):
    """Write down which decisions end and begin this week."""
    for begins in range(2):
        for n in state.agenda:
            d = state.decisions[n]
            since = d.noted_now if begins else d.noted
            if since != NONE and since != (d.noted if begins else d.noted_now):
                row = add_rows(state, _DECIDED)
                it = state.decided[row]
                it.week, it.number, it.begins = state.clock.week, n, begins
    for n in range(len(state.decisions)):
        state.decisions[n].noted = state.decisions[n].noted_now


@compiled
def within(bound, value):
    """Return whether a figure meets a condition (NaN never does; a bound that is NaN is ignored)."""
    return (
        value == value
        and (math.isnan(bound.above) or value > bound.above)
        and (math.isnan(bound.below) or value < bound.below)
        and (math.isnan(bound.at_least) or value >= bound.at_least)
        and (math.isnan(bound.at_most) or value <= bound.at_most)
    )


@compiled
def share_bought(state):
    """Return the share of purchases that a budget cut leaves: all, where the limit is a budget, cut itself."""
    return state.strain.cut if state.accounts[0].balance == math.inf else 1.0


@compiled
def bought(state, amount):
    """Return how many of a whole number of things are bought."""
    share = share_bought(state)
    if share == 1 or amount == math.inf:
        return float(amount)
    return math.floor(amount * share + 1e-9)


@compiled
def takes_in(state, programme):
    """Return whether another programme is on."""
    return programme.from_week <= state.clock.week < programme.until_week


@compiled
def stops(state, group):
    """Return whether a group may not meet."""
    return state.strain.suspended != 0 and group.online == 0 and group.programme == 0


@compiled
def reached_before(state, week):
    """People reached in all weeks before one; NaN for weeks before the start."""
    if week <= 0:
        return 0.0 if week == 0 else math.nan
    return float(state.reached[week - 1])


@compiled
def is_due(week, per_year, offset):
    """Return whether one of `per_year` dates spread evenly over the year falls in this week."""
    of_year = week % WEEKS_A_YEAR
    for n in range(per_year):
        if int((n + offset) * WEEKS_A_YEAR / per_year) == of_year:
            return True
    return False


@compiled
def goes_on(it, hazard):
    """Let a week pass, with some rate of ending; return whether it goes on after it."""
    it.clock += hazard
    return it.clock < it.limit


@compiled
def share_cared_for(state, number):
    """Share of so many (facilitators, or partners) whom those at work look after."""
    posts = state.money.coordinators
    able = posts * state.parameters.coordination.facilitators_per_post if posts else 0.0
    return 1.0 if able >= number else able / number


@compiled
def share_of_facilitators(state):
    """Share of the active facilitators who are looked after."""
    return share_cared_for(state, state.counts[ACTIVE_FACILITATORS])


@compiled
def is_looked_after(state, one):
    """Return whether a facilitator is among that share. Those who are with few posts are with more posts as well."""
    return uniform(stream(state, "is looked after"), one.seat) < share_of_facilitators(state)
