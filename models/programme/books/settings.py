"""What holds for whom: the value of a parameter for a resident or a partner, where a decision is for some only."""

from contagion.models.parameters.as_record import PARAMETERS
from contagion.models.programme.layout import STATE
from contagion.models.records import NONE
from contagion.models.world.world import home_of, is_elected, is_student, target_group
from contagion.sim.core.compiling import compiled, inlined
from contagion.sim.core.layout import grow

_LOCAL = STATE["local"]
WORDS = PARAMETERS.itemsize // 8


@compiled
def holds_for(state, decision, person):
    """Whether a resident lives in the communes and belongs to one of the groups that a decision is for."""
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
    """Whether a decision is for municipal councillors, and no other group."""
    d = state.decisions[decision]
    others = d.students
    for group in range(state.in_groups.shape[1]):
        others += state.in_groups[decision, group]
    return d.has_groups != 0 and d.elected != 0 and others == 0


@inlined
def value_for(state, word, person):
    """The value of a parameter that holds for a resident: that of the last decision for some that they belong to, or
    the general one."""
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
    """Whether an organisation has its seat in the communes, and is of one of the kinds, that a decision is for."""
    d, o = state.decisions[decision], state.world.organisations[organisation]
    if d.has_communes and not state.in_communes[decision, o.home]:
        return False
    return d.has_kinds == 0 or state.of_kinds[decision, o.kind] != 0


@compiled
def value_for_organisation(state, word, organisation):
    """The value of a parameter that holds for an organisation, likewise."""
    for n in range(state.n.local - 1, -1, -1):
        local = state.local[n]
        if local.word == word and holds_for_organisation(state, local.decision, organisation):
            return local.value
    return state.real_words[word]


@compiled
def whose_share(state, word, luck):
    """The decision in whose share a uniform number falls, of those that set a parameter for some; NONE where it falls
    in none."""
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
    for n in range(d.first_value, d.first_value + d.values):
        value = state.values[n]
        if d.has_scope:
            _note_local(state, value.word, decision, value.value)
        elif value.word == NONE:
            for group in range(len(state.priority)):
                state.priority[group] = state.priorities[decision, group]
        elif value.whole:
            state.whole_words[value.word] = int(value.value)
        else:
            state.real_words[value.word] = value.value


@compiled
def _note_local(state, word, decision, value):
    n = state.n.local
    if n == len(state.local):
        grow(state, _LOCAL)
    state.n.local = n + 1
    it = state.local[n]
    it.word, it.decision, it.value = word, decision, value
