"""Let people who were told this week register (S4, stage 10), each with probability 1 − exp(−η).

    η = place × readiness × barriers × fatigue ^ refusals × Σ strengths of the week's exposures × ψ.

`demand.place` says how much more or less asking does in one place than in others. The barriers are those of the target
group, of students and of elected officials; people whom an alternative programme has made readier register more
(`exposures.py`).

Under the rule "simple" ψ = 1; "reinforced": ψ grows with the number of distinct sources one was told by before;
"threshold": ψ = 1 once the distinct sources reach the resident's own threshold of 1, 2 or 3, otherwise 0. Everyone told
decides once a week; not registering counts as a refusal. Those who register join the waiting list. What somebody bears
of η until they register is drawn once and used up week by week: the chance of a week is the same, and somebody who is
told a week sooner or by one more registers about as soon.

For another programme (S15, stage 14) the rule is "simple", with `joining_factor` on all strengths. Refusals count for
that programme alone, and chance is redrawn each week. Nobody joins who has taken part in it, waits for it, leads in it,
or is in a running group of any programme.
"""

from contagion.models.parameters import choice, word_of
from contagion.models.programme.books.lists import append, clear
from contagion.models.programme.books.people import (
    bears,
    encouragement,
    fatigue,
    is_busy,
    is_public,
    may_join,
    meet,
    refuse,
    remember_source,
)
from contagion.models.programme.books.settings import value_for
from contagion.models.programme.books.telling import gather, invite
from contagion.models.programme.books.waiting_list import register, take_in
from contagion.models.programme.layout import JOINING
from contagion.models.records import BY_FACILITATOR, WORD_OF_MOUTH
from contagion.models.world.world import barrier, stream_of, threshold
from contagion.sim.chance.keyed import uniform
from contagion.sim.core.compiling import compiled
from contagion.sim.elementary import expm1

_BARRIER = word_of("registering.barrier")
_SIMPLE, _REINFORCED = choice("registering.rule", "simple"), choice("registering.rule", "reinforced")
_PASS_ON_ORDINALS = 1 << 44


@compiled
def decide(state):
    """Let everybody told this week decide."""
    gather(state)
    for n in range(state.n.hearers):  # only who may register stands among them
        it = state.hearers[n]
        it.stands = int(is_public(state, state.people[it.person]))
    if state.parameters.registering.rule != _SIMPLE:
        for n in range(state.n.hearers):
            it = state.hearers[n]
            it.before = state.people[it.person].heard
        for n in range(state.n.told):  # this week's sources become earlier ones
            exposure = state.told[n]
            if state.hearers[exposure.hearer].stands:
                remember_source(state, state.people[exposure.known], exposure.source)
    clear(state, JOINING)
    for n in range(state.n.hearers):
        it = state.hearers[n]
        if it.stands:
            one = state.people[it.person]
            hazard = hazard_of(state, it, one)
            if hazard > 0 and not bears(state, one, hazard):
                append(state, JOINING, n)
            else:
                refuse(state, one, it.readiness)
                it.stands, one.was_told = int(one.was_told == 0), 1  # who was told before does not pass it on
    for n in range(state.counts[JOINING]):
        it = state.hearers[state.lists[JOINING, n]]
        strongest, person, it.stands = state.told[it.best], state.people[it.person].id, 0
        register(state, person, strongest.channel, strongest.source)
    if state.parameters.invitations.pass_on:
        pass_on(state)
    state.n.told = 0


@compiled
def hazard_of(state, it, one, programme=0):
    """η of a hearer, and what is known of them."""
    if not it.readiness:
        return 0.0
    own = state.parameters.demand.place * barrier(state.world, one.id) * value_for(state, _BARRIER, one.id)
    if programme:
        return it.readiness * it.strength * state.programmes[programme].joining_factor * (fatigue(state, one) * own)
    factor = fatigue(state, one) * own * reinforcement(state, it, one) * encouragement(state, one)
    return it.readiness * it.strength * factor if factor > 0 else 0.0


@compiled
def reinforcement(state, it, one):
    """ψ: what earlier sources add."""
    rule = state.parameters.registering.rule
    if rule == _SIMPLE:
        return 1.0
    if rule == _REINFORCED:
        return state.reinforcement[min(it.before, len(state.reinforcement) - 1)]
    return 1.0 if one.heard >= threshold(state.world, one.id) else 0.0


@compiled
def pass_on(state):
    """Let those who were told for the first time, in person, and did not join pass it on."""
    p = state.parameters.invitations
    mean = p.per_completer * p.pass_on_ratio
    for n in range(state.n.told):
        it = state.told[n]
        hearer = state.hearers[it.hearer]
        if it.channel <= BY_FACILITATOR and hearer.stands:
            hearer.stands = 0
            invite(state, it.person, _PASS_ON_ORDINALS, mean, p.completer_weeks, WORD_OF_MOUTH)


# ---- other programmes ----------------------------------------------------------------------------------------------


@compiled
def join(state, number):
    """Let everybody told of another programme this week decide."""
    gather(state, number)
    clear(state, JOINING)
    for n in range(state.n.hearers):
        person = state.people[state.hearers[n].person].id
        if not is_busy(state, person) and may_join(state, person, number):
            append(state, JOINING, n)
    for n in range(state.counts[JOINING]):
        it = state.hearers[state.lists[JOINING, n]]
        one = state.people[it.person]
        luck = uniform(stream_of(state, "registers", number), one.id, state.clock.week)
        if luck >= -expm1(-hazard_of(state, it, one, number)):
            refuse(state, one, it.readiness)
        elif not one.taken:  # somebody of the household may have registered just now
            person, strongest = one.id, state.told[it.best]
            channel, source = strongest.channel, strongest.source
            take_in(state, meet(state, person), number, channel, source)
    state.n.told = 0
