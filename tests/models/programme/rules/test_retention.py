"""Expectations known exactly: how many facilitators there are, how long they stay and wait (E10, E18, E21, E23)."""

import math
from collections import Counter

import numpy as np
import pytest
from scipy import stats

from models import theory as th
from models.records import NONE
from tests.helpers.what_happened import log

KERNEL = "kernel.toml"
NOBODY_LEADS = ["facilitation.rest_weeks=5200", "facilitation.leaders=2", "volunteering.wish=0"]
ALL_ACTIVE = ["training.active_share=1", "training.top_up=autonomous", "training.places=0", "volunteering.wish=0"]
SHORT_GROUPS = ["group.session_weeks=[0, 1]", "group.size=1", "group.quorum=1", "group.maximum=1"]


# ---- stock (E10) ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def filled(run):
    """Runs of sixty years with ten places that are always filled; nobody leads, so that nobody stops late."""
    return [run(NOBODY_LEADS, 60, seed, KERNEL, checked=False) for seed in range(16)]


@pytest.mark.parametrize("year, expected", [(3, 17.21), (5, 23.27), (10, 29.94)])
def test_stock_at_the_end_of_a_year(run, agrees, year, expected):
    """E10. The stock is that of active facilitators, each lost in the week in which the time is over."""
    assert th.facilitators_at_year_end(year, 10, 0.9, 0.25, 6) == pytest.approx(expected, abs=5e-3)
    models = [run(NOBODY_LEADS, year, seed, KERNEL, checked=seed < 10) for seed in range(100, 180)]
    agrees([len(model.active) for model in models], expected, slack=0.005)


def test_stock_around_a_session(filled, agrees):
    """E10: 40.687 just after and 31.687 just before a session in the long run, with variance 20.10 after."""
    after, before = [], []
    for model in filled:
        ever = [one for one in model.facilitators.values() if one.active or one.left_week != NONE]
        for week in range(6 + 52 * 24, 52 * 60, 52 * 6):  # six years apart: e^(-1.5) of the stock is left
            there = [one for one in ever if one.left_week == NONE or one.left_week >= week]
            after.append(sum(one.trained_week <= week for one in there))
            before.append(sum(one.trained_week < week for one in there))
    assert th.stock_after_training(10, 0.9, 0.25) == pytest.approx(40.687, abs=5e-4)
    assert th.stock_before_training(10, 0.9, 0.25) == pytest.approx(31.687, abs=5e-4)
    agrees(after, 40.687, error=np.std(after) * 0.5 / math.sqrt(len(after)))  # neighbours are a little alike
    agrees(before, 31.687, error=np.std(before) * 0.5 / math.sqrt(len(before)))
    assert th.stock_variance_after_training(10, 0.9, 0.25) == pytest.approx(20.10, abs=5e-3)
    degrees = 0.9 * (len(after) - 1)
    assert 1e-4 < stats.chi2.cdf(degrees * np.var(after, ddof=1) / 20.10, degrees) < 1 - 1e-4


def test_mean_stock(filled, weekly, agrees):
    """E10: 36.000 over time; the week's end, where the stock is read, is 0.24 % lower."""
    assert th.mean_stock(10, 0.9, 0.25) == pytest.approx(36.0)
    agrees([weekly(model, "active")[52 * 24 :].mean() for model in filled], 9 / (52 * math.expm1(0.25 / 52)))


# ---- lifetimes (E23) -----------------------------------------------------------------------------------------------


def lifetimes(run, settings, years, seeds, founders=100):
    """Weeks from training to leaving, of facilitators of whom nearly all have left."""
    models = [
        run([*ALL_ACTIVE, f"training.founders={founders}", *settings], years, seed, KERNEL, checked=False)
        for seed in seeds
    ]
    people = [one for model in models for one in model.facilitators.values()]
    assert sum(one.active for one in people) <= 0.01 * len(people)
    return people, np.array([one.left_week - one.trained_week + 1 for one in people if not one.active])


@pytest.mark.parametrize("rate", [0.25, 0.8])
def test_lifetimes_are_exponential(run, agrees, rate):
    """E23: mean 1/μ, and the exponential law in ten equal parts."""
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
    settings += ["retention.mentored_share=1", "retention.paid_share=1"]
    _, weeks = lifetimes(run, settings, 20, range(6))
    rate = 0.8 * math.exp(-0.3 - 0.5)
    agrees(weeks, 1 / (1 - math.exp(-rate / 52)), slack=0.01 * 52 / rate)


@pytest.mark.parametrize("load", [1, 2])
def test_leading_changes_no_lifetime(run, load):
    """S13: without overload effect the mean is 1/μ whatever one leads, up to the end of the last group (5 %)."""
    settings = [f"facilitation.max_load={load}", "retention.overload_effect=0", "facilitation.leaders=1", *SHORT_GROUPS]
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


def test_who_decides_to_stop_leads_no_further_group(run):
    """S13, after_group: with nobody going on, two groups at a time are all that anybody leads."""
    settings = ["retention.form=after_group", "retention.continue_share=0", "facilitation.max_load=2"]
    settings += ["facilitation.rest_weeks=2", "facilitation.leaders=1", *SHORT_GROUPS, "group.session_weeks=[0, 9]"]
    people, _ = lifetimes(run, settings, 4, range(2))
    assert max(one.groups_led for one in people) <= 2


# ---- waiting for a partner (E18) -----------------------------------------------------------------------------------


def waiting_for_a_partner(run, weekly, pool, founders, seeds):
    """Mean wait, arrivals a week and number waiting, of runs in which nobody stops."""
    settings = [*ALL_ACTIVE, "retention.loss_per_year=0", f"facilitation.pool={pool}", f"training.founders={founders}"]
    rows = []
    for seed in seeds:
        waits = Counter()

        def look(model, waits=waits):
            waits.update(one.id for one in model.ready if model.week > 104)

        model = run(settings, 5, seed, KERNEL, after_week=look, checked=False)
        arrivals, weeks = sum(2 for group in model.groups if group.opened >= 104), model.horizon - 104
        assert waits.total() == weekly(model, "ready")[104:].sum()
        rows.append((waits.total() / arrivals, arrivals / weeks, waits.total() / weeks))
    return np.array(rows).T


def test_wait_for_a_partner(run, weekly, agrees):
    """E18: half a facilitator waits on average, so the mean wait is 1/(2λ), whatever λ."""
    for founders in (20, 60):
        wait, rate, waiting = waiting_for_a_partner(run, weekly, "territory", founders, range(10))
        agrees(waiting, 0.5)
        agrees(wait / [th.partner_wait(x) for x in rate], 1.0)


def test_every_pool_has_its_own_half(run, weekly, agrees):
    """E18: five pools, five halves."""
    _, _, waiting = waiting_for_a_partner(run, weekly, "group", 120, range(10))
    agrees(waiting, 2.5)


# ---- the queue (E21) -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [math.log(2), 2.0])
def test_the_queue_melts_away(run, rate):
    """E21: A(t) = A0 exp(−ωt) where no place is offered, from the week of the wish on."""
    settings = ["training.founders=150", "facilitation.leaders=1", "facilitation.rest_weeks=0", "volunteering.wish=1"]
    settings += ["training.places=0", "training.top_up=autonomous", f"training.queue_loss_per_year={rate}"]
    settings += ["retention.form=after_group", "retention.continue_share=0"]
    since, lost = {}, {}
    for seed in range(2):
        for week, kind, who, *_ in log(run(settings, 4, seed, KERNEL)):
            if kind == "aspires":
                since[seed, who] = week
            elif kind == "lost interest":
                lost[seed, who] = week
    assert len(since) > 1000
    assert max(since.values()) < 52
    still = [sum(lost.get(one, 999) > week + k - 1 for one, week in since.items()) for k in (13, 52, 104, 156)]
    for k, number in zip((13, 52, 104, 156), still, strict=True):
        assert stats.binomtest(number, len(since), math.exp(-rate * k / 52)).pvalue > 1e-4, k
