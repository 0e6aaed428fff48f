"""Expectations known exactly (section 6 of the specification): deciding, and what happens in a group (E01–E05, E19)."""

import math

import numpy as np
import pytest
from scipy import stats

from models import theory as th
from models.records import PITCH
from tests.helpers.telling import CERTAIN, tell

SILENT = [f"registering.{channel}=0" for channel in ("word_of_mouth", "facilitator", "partner", "event", "letter")]
SOLO = ["training.founders=200", "facilitation.leaders=1", "training.top_up=autonomous", "training.active_share=1"]


def test_nobody_registers_where_nobody_accepts(run, weekly):
    """E01."""
    model = run([*SILENT, "training.top_up=autonomous"], 5)
    assert not any(
        model.total(name) for name in ("registrations", "groups_started", "participants", "aspirants_created")
    )
    assert model.groups, "facilitators do open groups"
    active = weekly(model, "active")[6:].tolist()
    assert active[0] > 0
    assert active == sorted(active, reverse=True)
    assert active[-1] < active[0]


@pytest.mark.parametrize("years", [1, 7])
def test_places_always_filled_and_nobody_stops(run, years):
    """E02."""
    settings = ["retention.loss_per_year=0", "training.active_share=1", "volunteering.wish=0"]
    model = run(settings, years, 3, "kernel.toml")
    assert len(model.facilitators) == len(model.active) == 10 * years
    assert model.total("sessions_held") == years


# ---- deciding ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crowd(small):
    """What the decisions are tried on: a model, and its residents."""

    def make(build, settings=(), seed=1):
        model = build(settings, 1, seed, where=small)
        return model, model.world.everyone().tolist()

    return make


def told_and_registered(model, told):
    """Who registers, of residents told by the given (source, strength) pairs, with a readiness of 1."""
    before = {person.id for person in model.waiting}
    tell(model, PITCH, [(person, *exposure) for person, exposures in told.items() for exposure in exposures])
    return {person.id for person in model.waiting} - before


def next_week(model):
    model.state.array("clock")["week"] += 1


@pytest.mark.parametrize(
    "strengths, expected",
    [((0.1,), 0.09516), ((0.1, 0.1), 0.18127), ((0.1, 0.167, 0.220), 0.38553)],
)
def test_exposures_of_a_week_add_up_as_hazards(build, crowd, strengths, expected):
    """E03."""
    assert th.acceptance_probability(strengths) == pytest.approx(expected, abs=6e-6)
    registered = told = 0
    for seed in range(6):
        model, people = crowd(build, seed=seed)
        registered += len(told_and_registered(model, {person: list(enumerate(strengths)) for person in people}))
        told += len(people)
    assert stats.binomtest(registered, told, expected).pvalue > 1e-4


def test_refusals_leave_a_share_of_the_readiness(build, crowd):
    """S4: after k refusals the hazard is fatigue^k of itself."""
    registered, told = 0, 0
    for seed in range(6):
        model, people = crowd(build, ["registering.fatigue=0.5"], seed)
        for _ in range(2):  # twice told, with no strength: two refusals each
            assert not told_and_registered(model, {person: [(1, 0.0)] for person in people})
            next_week(model)
        registered += len(told_and_registered(model, {person: [(1, 1.2)] for person in people}))
        told += len(people)
    assert stats.binomtest(registered, told, 1 - math.exp(-1.2 * 0.25)).pvalue > 1e-4


def test_reinforcement_counts_distinct_earlier_sources(build, crowd):
    """S4: ψ = 1, 1.5, 1.8, 1.8 after 0, 1, 2, 3 earlier sources; a source heard twice is one."""
    for sources, psi in (([], 1.0), ([1], 1.5), ([1, 1], 1.5), ([1, 2], 1.8), ([1, 2, 3], 1.8)):
        registered, told = 0, 0
        for seed in range(4):
            model, people = crowd(build, ["registering.rule=reinforced", "registering.fatigue=1"], seed)
            for source in sources:
                told_and_registered(model, {person: [(source, 0.0)] for person in people})
                next_week(model)
            registered += len(told_and_registered(model, {person: [(9, 0.4)] for person in people}))
            told += len(people)
        assert stats.binomtest(registered, told, 1 - math.exp(-0.4 * psi)).pvalue > 1e-4, sources


def test_threshold_rule(build, crowd, territory):
    """E19: with irresistible exposures somebody adopts exactly when told by as many sources as their threshold."""
    luck = np.random.default_rng(5)
    adopted, thresholds = [], []
    for seed in range(6):
        model, people = crowd(build, ["registering.rule=threshold"], seed)
        number = dict(zip(people, luck.poisson(1.0, len(people)).tolist(), strict=True))
        needed = dict(zip(people, model.world.threshold(people).tolist(), strict=True))
        registered = set()
        for source in range(1, max(number.values()) + 1):
            told = {person: [(source, CERTAIN)] for person, n in number.items() if n >= source}
            registered |= told_and_registered(model, told)  # those who wait already are not asked again
            next_week(model)
        assert registered == {person for person in people if number[person] >= needed[person]}
        adopted += [person in registered for person in people]
        thresholds += needed.values()
    shares = np.bincount(thresholds, minlength=4)[1:]
    assert stats.chisquare(shares, np.array([0.3, 0.4, 0.3]) * len(thresholds)).pvalue > 1e-3
    for threshold, expected in ((1, 0.6321), (2, 0.2642), (3, 0.0803)):
        of_them = np.array(adopted)[np.array(thresholds) == threshold]
        assert th.threshold_adoption(1.0, threshold) == pytest.approx(expected, abs=5e-5)
        assert stats.binomtest(int(of_them.sum()), len(of_them), expected).pvalue > 1e-4


def test_a_source_heard_three_times_is_one(build, crowd):
    """E19: what counts is the number of distinct sources, also within a week."""
    model, people = crowd(build, ["registering.rule=threshold"])
    registered = told_and_registered(model, {person: [(1, CERTAIN)] * 3 for person in people})
    assert registered == {person for person in people if model.world.threshold(person) == 1}
    next_week(model)
    rest = [person for person in people if person not in registered]
    now = told_and_registered(model, {person: [(2, CERTAIN), (3, CERTAIN)] for person in rest})
    assert now == set(rest)


def test_each_decides_alone(build, crowd):
    """Section 4.4: who else is told, and in what order, changes nobody's decision."""
    model, people = crowd(build)
    together = told_and_registered(model, {person: [(1, 0.5)] for person in people})
    for some in (people[::-1], people[::3], people[5:400]):
        model, _ = crowd(build)
        assert told_and_registered(model, {person: [(1, 0.5)] for person in some}) == together & set(some)


# ---- in a group ----------------------------------------------------------------------------------------------------


def test_aspirants_of_a_group(ended):
    """E04: Binomial(8, 1/4)."""
    assert {len(group.members) for group in ended} == {8}
    counts = np.bincount([group.aspirants for group in ended], minlength=9)
    assert th.aspirants_distribution(8, 0.75, 1 / 3) @ np.arange(9) == pytest.approx(2.0)
    expected = stats.binom.pmf(np.arange(9), 8, 0.25) * len(ended)
    pooled = np.append(counts[:6], counts[6:].sum()), np.append(expected[:6], expected[6:].sum())
    assert stats.chisquare(*pooled).pvalue > 1e-3
    assert counts[0] / len(ended) == pytest.approx(0.1001, abs=4 * math.sqrt(0.09 / len(ended)))
    assert counts[2:].sum() / len(ended) == pytest.approx(0.6329, abs=4 * math.sqrt(0.2323 / len(ended)))


def test_groups_that_differ_keep_the_mean_wish(run, agrees):
    """S11: the spread between groups widens the law and leaves the mean."""
    settings = [*SOLO, "retention.loss_per_year=0", "training.places=0", "volunteering.group_sd=1.0"]
    models = [run(settings, 1.6, seed, "kernel.toml", checked=False) for seed in range(5)]
    aspirants = [group.aspirants for model in models for group in model.groups if group.state == "finished"]
    agrees(aspirants, 2.0)
    assert np.var(aspirants) > 1.5 + 0.5


def test_completion(ended):
    """E05: 0.7500 of those who start."""
    completers = sum(len(group.completers) for group in ended)
    started = sum(len(group.members) for group in ended)
    assert th.completion_probability(0.04, 0.7798) == pytest.approx(0.75, abs=5e-5)
    assert abs(completers / started - 0.75) <= 4 * math.sqrt(0.75 * 0.25 / started)


@pytest.mark.parametrize("dropout, attendance, needed", [(0.2, 0.9, 4), (0.0, 0.6, 3), (0.1, 1.0, 6), (1.0, 1.0, 1)])
def test_completion_elsewhere(run, dropout, attendance, needed):
    """E05, the formula at other values."""
    settings = [f"group.dropout={dropout}", f"group.attendance={attendance}", f"group.completion_sessions={needed}"]
    model = run([*SOLO, "training.places=0", *settings], 1, 1, "kernel.toml", checked=False)
    groups = [group for group in model.groups if group.state == "finished"]
    started, completers = (
        sum(len(people) for people in lists) for lists in ([g.members for g in groups], [g.completers for g in groups])
    )
    assert started > 1000
    assert stats.binomtest(completers, started, th.completion_probability(dropout, attendance, 6, needed)).pvalue > 1e-4
