"""How long facilitators stay: hazards week by week, lifetimes (E23), the decision after each group (S13).

Moving away (S16): who does, and who stays.
"""

import math
from collections import Counter

import numpy as np
import pytest
from scipy import stats

from contagion.models.programme.layout import ACTIVE_FACILITATORS
from tests import oracles as th
from tests.helpers.alternative_programmes import UNLIMITED, WORKSHOP, listed, of
from tests.helpers.by_sections import lived, made
from tests.helpers.inspected import by_id
from tests.helpers.settings import ALL_ACTIVE, KERNEL
from tests.helpers.what_happened import log, who

LOOKED_AFTER = [
    *("partners.coordinators=1", "partners.contacts_per_month=0"),
    "coordination.facilitators_per_post=inf",
]
MENTORED, PAID = ["retention.mentored_share=1", *LOOKED_AFTER], ["retention.paid_share=1"]
SHORT_GROUPS = ["group.session_weeks=[0, 1]", "group.size=1", "group.quorum=1", "group.maximum=1"]
SHORT_GROUPS += ["group.completion_sessions=1", "facilitation.leaders=1"]


@pytest.mark.parametrize("settings, effect", [([], 0.0), (MENTORED, 0.3), (PAID, 0.5), ([*MENTORED, *PAID], 0.8)])
def test_lifetimes_are_exponential(run, agrees, settings, effect):
    """E23: until the hazard that is drawn for a seat is lived, at μ, times exp(−β) for the mentored, and again for the
    paid (S13)."""
    idle = [*ALL_ACTIVE, "training.founders=300", "retention.loss_per_year=0.8", "facilitation.rest_weeks=5200"]
    model, rate = run([*idle, *settings], 24, 1, KERNEL, checked=False), 0.8 * math.exp(-effect) / 52
    people = [one for one in model.facilitators if not one.groups_led]
    limits = model.draws.stream("stays").exponential(np.array([one.seat for one in people]))
    weeks = np.array([one.left_week - one.trained_week + 1 for one in people])
    over = limits < 20 * 52 * rate
    assert weeks[over].tolist() == np.ceil(limits[over] / rate).tolist()
    assert over.sum() > 280
    agrees(limits, 1.0)


@pytest.mark.parametrize("goes_on", [0.85, 0.5])
def test_groups_led_are_geometric(run, goes_on):
    """E23: with the decision after each group alone, a facilitator leads k groups with probability (1 − ρ) ρ^(k−1)."""
    settings = ["retention.form=after_group", "retention.background_per_year=0", "facilitation.rest_weeks=0"]
    settings += [f"retention.continue_share={goes_on}", *ALL_ACTIVE, "training.founders=100", *SHORT_GROUPS]
    models = [run(settings, 4, seed, KERNEL, checked=False) for seed in range(6)]
    led = np.array([one.groups_led for model in models for one in model.facilitators])
    assert led.min() == 1
    assert th.groups_when_continuing(goes_on) == pytest.approx(1 / (1 - goes_on))
    classes = np.arange(1, 6 if goes_on < 0.8 else 15)
    law = (1 - goes_on) * goes_on ** (classes - 1)
    counts = np.array([(led == k).sum() for k in classes])
    table = np.append(counts, len(led) - counts.sum()), np.append(law, 1 - law.sum()) * len(led)
    assert stats.chisquare(*table).pvalue > 1e-3


def test_a_decision_on_the_loss_rate_acts_on_later_weeks_only(territory):
    """Those who lead when it begins have lived the weeks before at the old rate."""
    raised = {"training": {"founders": 40}, "decision": [{"from": 40, "set": {"retention.loss_per_year": 1.0}}]}
    model = lived(territory, raised, 60)
    trained = [one for one in model.active if one.trained_week < 40]
    assert sum(one.load > 0 for one in trained) > 3
    for one in trained:
        expected = (40 - one.trained_week) * 0.25 / 52 + 20 * 1.0 / 52
        assert one.loss_clock == pytest.approx(expected)


def test_overload_is_charged_only_while_two_groups_are_on_ones_hands(territory):
    """The hazard lived is that of each week's load, at the time of the turnover."""
    loads: dict[int, list[int]] = {}

    def note(model):
        for one in model.active:
            loads.setdefault(one.id, []).append(one.load)
        model.live_stage("facilitator turnover")

    busy = {"facilitation": {"max_load": 2}, "retention": {"loss_per_year": 0.01, "overload_effect": 1.0}}
    model = made(territory, busy, 120, stages={"facilitator turnover": note})
    model.run(120)
    twice = 0
    for one in model.active:
        weeks = np.array(loads[one.id])
        assert one.loss_clock == pytest.approx(0.01 / 52 * np.where(weeks > 1, math.e, 1.0).sum())
        twice += bool((weeks > 1).any() and (weeks <= 1).any())
    assert twice > 3


# ---- other programmes -----------------------------------------------------------------------------------------------


def weekly_chances(model):
    """Of leading and of staying, in a week, and the leaders that come of a group."""
    (settings,) = model.parameters_at_start.alternative
    return settings.groups_per_year / 52, np.exp(-settings.loss_per_year / 52), settings.conversion * settings.largest


def test_leaders_of_a_leader(lived_with, agrees):
    """R = conversion · size · groups of a lifetime, Σ p s^k from week `training_weeks` on; all lifetimes are over."""
    children = []
    for seed in range(2):
        brief = {"initial_leaders": 120, "loss_per_year": 2.5, "training_weeks": 3}
        model = lived_with(WORKSHOP | brief, settings=UNLIMITED, years=4, seed=seed, checked=False)
        leads, stays, born = weekly_chances(model)
        events = of(model, "fresk")
        first = {event.who for event in events if event.what == "fresk: leads" and event.week == 0}
        assert first.isdisjoint(model.rows("facilitators")["id"][listed(model, ACTIVE_FACILITATORS)].tolist())
        groups = {event.group: event.who for event in events if event.what == "fresk: group opened"}
        led = Counter(groups[event.group] for event in events if event.what == "fresk: leads" and event.week)
        children += [led[one] for one in sorted(first)]
    assert len(children) == 240
    agrees(children, born * leads * stays**3 / (1 - stays))


MOVING = {"population": {"turnover_per_year": 0.1, "student_turnover_per_year": 0.6, "students": 0.68}}


def test_people_move_students_sooner_and_facilitators_stay(crowded):
    """I01 is checked after every week; the size of the population never changes."""
    usual, model = crowded(years=4), crowded(MOVING, years=4)
    assert model.world.size == usual.world.size
    moved = who(model, "moved away")
    assert 20 < len(moved) <= len(model.departed)  # who was on no list when leaving leaves no trace in the log
    known = np.array([*by_id(model.residents), *(one.id for one in model.departed)])
    rates = [np.isin(known[model.world.student(known) == flag], moved).mean() for flag in (True, False)]
    assert rates[0] > 2 * rates[1] > 0


def test_who_is_trained_moves_no_more(crowded):
    """Even where everybody else leaves every year; whoever takes over the id of one who left may be trained."""
    every_year = {"population": {"turnover_per_year": 1.0, "student_turnover_per_year": 1.0}}
    model = crowded(every_year, years=3)
    assert len(model.facilitators) > 10
    assert len(who(model, "moved away")) > 50
    trained = {person: week for week, kind, person, *_ in log(model) if kind.startswith("trained: ")}
    for week, kind, person, *_ in log(model):
        if kind.startswith("moved away"):
            assert week < trained.get(person, 10**6)
