"""Registering or not: how exposures add up, refusals, sources, barriers (E03, E19, S4)."""

import numpy as np
import pytest
from scipy import stats

from contagion.models.programme.layout import WAITING_LIST
from contagion.models.records import BY_FACILITATOR, LETTER, NONE, PITCH, WORD_OF_MOUTH
from tests import oracles as th
from tests.helpers.alternative_calls import tell_and_decide
from tests.helpers.alternative_programmes import NO_GROUPS, WORKSHOP, ids, listed
from tests.helpers.compiled_calls import values_for
from tests.helpers.made_weeks import residents_of, row
from tests.helpers.telling import CERTAIN, next_week, tell, told_and_registered
from tests.helpers.what_happened import log, who


def test_a_barrier_keeps_students_out_and_no_wish_keeps_them_from_the_queue(crowded):
    usual = crowded()
    student = usual.world.student
    for kind, section in (("registered", {"barrier": 0.0}), ("aspires", {"conversion": 0.0})):
        assert student(who(usual, kind)).any()
        model = crowded({"students": section})
        assert len(who(model, kind)) > 10
        assert not student(who(model, kind)).any()


def bears_less_than(model, people, hazard):
    """Those who register at that hazard, by what is drawn for each."""
    people = np.asarray(people)
    return set(people[model.draws.stream("decides to register").exponential(people, 0) <= hazard].tolist())


def test_a_barrier_for_some(under, territory):
    """Who is told with a readiness of 1 and a strength of 0.2 registers with probability 1 − exp(−0.2 × barrier)."""
    model = under({"communes": ["Thise"], "set": {"registering.barrier": 0.25}}, registering={"barrier": 2.0})
    for home, barrier in ((territory.centre, 2.0), (row(territory, "Thise"), 0.25)):
        people = residents_of(model, home, range(300))
        assert set(values_for(model, "registering.barrier", people)) == {barrier}
        assert told_and_registered(model, {one: [(int(NONE), 0.2)] for one in people}) == bears_less_than(
            model, people, 0.2 * barrier
        )
        next_week(model)
    assert 0 < len(model.waiting) < 200


def test_told_in_two_weeks_is_told_as_much_as_in_one(build):
    """Whom 0.1 in each of two weeks brings to register are those whom 0.2 at once does, and each has a limit of their
    own for the next time."""
    waiting = []
    for strengths in ((0.2,), (0.1, 0.1)):
        model = build(["registering.fatigue=1"], 1)
        people = model.world.everyone()[:3000]
        for strength in strengths:
            tell(model, PITCH, [(person, int(NONE), strength) for person in people.tolist()])
            next_week(model)
        waiting.append({one.id for one in model.waiting})
        drawn = model.rows("people")["limit"]
        assert 20 < len(set(drawn)) == 1 + np.count_nonzero(drawn)  # 0: not drawn, as nothing comes near it
    assert waiting == [bears_less_than(model, people, 0.2)] * 2


@pytest.mark.parametrize("strengths, expected", [((0.1,), 0.09516), ((0.1, 0.167, 0.220), 0.38553)])
def test_exposures_of_a_week_add_up_as_hazards(crowd, strengths, expected):
    """E03."""
    model, people = crowd()
    registered = told_and_registered(model, {person: list(enumerate(strengths)) for person in people})
    assert registered == bears_less_than(model, people, sum(strengths))
    assert th.acceptance_probability(strengths) == pytest.approx(expected, abs=6e-6)
    assert stats.binomtest(len(registered), len(people), expected).pvalue > 1e-3


@pytest.mark.parametrize(
    "sources, psi", [([], 1.0), ([1], 1.5), ([1, 1], 1.5), ([1, 2], 1.8), ([1, 2, 3], 1.8)], ids=str
)
def test_reinforcement_counts_distinct_earlier_sources(crowd, sources, psi):
    """S4: ψ = 1, 1.5, 1.8, 1.8 after 0, 1, 2, 3 earlier sources; a source heard twice is one."""
    model, people = crowd(["registering.rule=reinforced", "registering.fatigue=1"])
    for source in sources:
        assert not told_and_registered(model, {person: [(source, 0.0)] for person in people})
        next_week(model)
    registered = told_and_registered(model, {person: [(9, 0.4)] for person in people})
    assert registered == bears_less_than(model, people, 0.4 * psi)


def test_who_is_told_by_as_many_sources_as_their_threshold_registers(crowd):
    """E19: with irresistible exposures somebody adopts exactly when told by as many sources as their threshold."""
    model, people = crowd(["registering.rule=threshold"])
    number = dict(zip(people, np.random.default_rng(5).poisson(1.0, len(people)).tolist(), strict=True))
    registered = set()
    for source in range(1, max(number.values()) + 1):
        told = {person: [(source, CERTAIN)] for person, n in number.items() if n >= source}
        registered |= told_and_registered(model, told)  # those who wait already are not asked again
        next_week(model)
    assert registered == {person for person in people if number[person] >= model.world.threshold(person)}
    for threshold, expected in ((1, 0.6321), (2, 0.2642), (3, 0.0803)):
        of_them = [person in registered for person in people if model.world.threshold(person) == threshold]
        assert th.threshold_adoption(1.0, threshold) == pytest.approx(expected, abs=5e-5)
        assert stats.binomtest(sum(of_them), len(of_them), expected).pvalue > 1e-3


def test_a_source_heard_three_times_is_one(crowd):
    """E19: what counts is the number of distinct sources, also within a week."""
    model, people = crowd(["registering.rule=threshold"])
    registered = told_and_registered(model, {person: [(1, CERTAIN)] * 3 for person in people})
    assert registered == {person for person in people if model.world.threshold(person) == 1}
    next_week(model)
    rest = set(people) - registered
    assert told_and_registered(model, {person: [(2, CERTAIN), (3, CERTAIN)] for person in rest}) == rest


def test_each_decides_alone(crowd):
    """Section 4.4: who else is told, and in what order, changes nobody's decision."""
    model, people = crowd()
    together = told_and_registered(model, {person: [(1, 0.5)] for person in people})
    for some in (people[::-1], people[::3], people[5:400]):
        model, _ = crowd()
        assert told_and_registered(model, {person: [(1, 0.5)] for person in some}) == together & set(some)


def test_who_is_told_first_in_person_and_does_not_register_passes_it_on(build, small):
    """As many invitations as are drawn for them, with the mean of a completer times the ratio; by a letter nobody does,
    and nobody twice."""
    settings = ["invitations.pass_on=true", "invitations.pass_on_ratio=0.5", "invitations.per_completer=4"]
    model = build(settings, 1, where=small)
    people = model.world.everyone()[:60]
    wanted = model.draws.stream("invitations: how many").poisson(2.0, people, 1 << 44)
    tell(model, LETTER, [(person, 1, 0.0) for person in people[:20].tolist()])
    assert not len(model.rows("outbox"))
    next_week(model)
    for _ in range(2):
        tell(model, WORD_OF_MOUTH, [(person, 1, 0.0) for person in people.tolist()])
        next_week(model)
    passed_on = model.rows("outbox")
    assert passed_on["inviter"].tolist() == np.repeat(people[20:], wanted[20:]).tolist()
    assert len(passed_on) > 40


def test_whoever_registers_waits_under_the_strongest_of_what_they_were_told(build, small):
    model = build([], 1, where=small)
    person = int(model.world.everyone()[7])
    told = [(person, 11, CERTAIN), (person, 12, 3 * CERTAIN), (person, 13, 2 * CERTAIN)]
    tell(model, BY_FACILITATOR, told)
    (one,) = model.waiting
    assert (one.id, one.channel, one.source, one.registrations) == (person, "facilitator", 12, 1)
    assert log(model)[-1] == (0, "registered: facilitator", person, one.home, NONE, 12)


# ---- other programmes -----------------------------------------------------------------------------------------------


def test_the_hazard_of_joining(with_programmes, agrees):
    """1 − exp(−3 · 0.8^2 · 0.1 · θ), for people who refused twice."""
    model = with_programmes(WORKSHOP, settings=NO_GROUPS, years=1)
    people = np.unique(model.world.anyone(np.arange(6000)))
    tell_and_decide(model.state.handle, 1, people, 0.1, 2)
    joined = np.isin(people, ids(model, listed(model, WAITING_LIST)))
    agrees(joined, 1 - np.exp(-3 * 0.64 * 0.1))
    known = model.rows("people")
    refusals = dict(known[["id", "refusals"]][known["programme"] == 1].tolist())
    assert [refusals[person] for person in people.tolist()] == np.where(joined, 2, 3).tolist()
