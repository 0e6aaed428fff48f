"""How long facilitators stay: hazards week by week, lifetimes (E23), the decision after each group (S13)."""

import math

import numpy as np
import pytest
from scipy import stats

from tests import oracles as th
from tests.helpers.by_sections import lived, made
from tests.helpers.settings import ALL_ACTIVE, KERNEL

LOOKED_AFTER = [
    *("partners.coordinators=1", "partners.contacts_per_month=0"),
    "coordination.facilitators_per_post=inf",
]
SHORT_GROUPS = ["group.session_weeks=[0, 1]", "group.size=1", "group.quorum=1", "group.maximum=1"]
SHORT_GROUPS += ["group.completion_sessions=1"]


def lifetimes(run, settings, years, seeds, founders=100):
    """Weeks from training to leaving, of facilitators of whom nearly all have left."""
    models = [
        run([*ALL_ACTIVE, f"training.founders={founders}", *settings], years, seed, KERNEL, checked=False)
        for seed in seeds
    ]
    people = [one for model in models for one in model.facilitators.values()]
    assert sum(one.active for one in people) <= 0.01 * len(people)
    return people, np.array([one.left_week - one.trained_week + 1 for one in people if not one.active])


def test_lifetimes_are_exponential(run, agrees):
    """E23: mean 1/μ, and the exponential law in ten equal parts."""
    rate = 0.8
    settings = [f"retention.loss_per_year={rate}", "facilitation.rest_weeks=5200"]
    people, weeks = lifetimes(run, settings, 8 / rate, range(10))
    stays = math.exp(-rate / 52)
    agrees(weeks, 1 / (1 - stays), slack=0.01 * 52 / rate)  # the last ones have not left
    bounds = np.ceil(-np.log(1 - np.arange(1, 10) / 10) * 52 / rate)
    law = np.diff(np.concatenate([[0], 1 - stays**bounds, [1]]))
    counts = np.bincount(np.searchsorted(bounds, weeks), minlength=10)
    counts[9] += len(people) - len(weeks)
    assert stats.chisquare(counts, law * len(people)).pvalue > 1e-3


def test_effects_of_mentoring_and_pay_on_lifetimes(run, agrees):
    """S13: the rate is multiplied by exp(−β) for the mentored, and again for the paid."""
    settings = ["retention.loss_per_year=0.8", "facilitation.rest_weeks=5200"]
    settings += ["retention.mentored_share=1", "retention.paid_share=1", *LOOKED_AFTER]
    _, weeks = lifetimes(run, settings, 20, range(6))
    rate = 0.8 * math.exp(-0.3 - 0.5)
    agrees(weeks, 1 / (1 - math.exp(-rate / 52)), slack=0.01 * 52 / rate)


def test_leading_changes_no_lifetime(run):
    """S13: without overload effect the mean is 1/μ whatever one leads, up to the end of the last group (5 %)."""
    settings = ["facilitation.max_load=2", "retention.overload_effect=0", "facilitation.leaders=1", *SHORT_GROUPS]
    settings += ["group.session_weeks=[0, 5]", "facilitation.rest_weeks=3", "retention.loss_per_year=0.4"]
    _, weeks = lifetimes(run, settings, 22, range(6), founders=60)
    assert abs(weeks.mean() - 130) <= 4 * weeks.std() / math.sqrt(len(weeks)) + 0.05 * 130


@pytest.mark.parametrize("goes_on", [0.85, 0.5])
def test_groups_led_are_geometric(run, goes_on):
    """E23: with the decision after each group alone, a facilitator leads k groups with probability (1 − ρ) ρ^(k−1)."""
    settings = ["retention.form=after_group", "retention.background_per_year=0", "facilitation.rest_weeks=0"]
    settings += [f"retention.continue_share={goes_on}", "facilitation.leaders=1", *SHORT_GROUPS]
    people, _ = lifetimes(run, settings, 4, range(8))
    led = np.array([one.groups_led for one in people])
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
