"""The closed forms give the figures of the specification: every number of section 5 and every formula of E03–E24."""

import csv
import math
from typing import Any

import numpy as np
import pytest

from models import theory as th
from tests.helpers.places import ROOT
from tests.helpers.printed import figure

LN2 = math.log(2.0)
BALANCED = {"delay": 0.125, "duration": 1 / 3, "wait": 0.5}  # years, section 5.2
REFERENCE: dict[str, Any] = {"active": 0.9, "loss_rate": 0.25, "rest_weeks": 12, "duration_weeks": 17, "delay_weeks": 6}


# --- 5.1, 5.2, 5.3: reproduction and growth -------------------------------------------------------------------------
TABLE_5_2 = [
    (1.44, 1.8, 0.25, "5.0245", "0.5160", "1.343", "4.958", "2.264"),
    (1.36, 1.6, 0.35, "2.9755", "0.3762", "1.843", "3.815", "2.335"),
    (0.8, 1.2, 0.40, "1.1415", "0.0396", "17.5", "3.458", "3.233"),
]


@pytest.mark.parametrize("converts, lead, loss, R, r, doubling, at_0, at_r", TABLE_5_2)
def test_growth_table(converts, lead, loss, R, r, doubling, at_0, at_r):
    groups = th.groups_per_facilitator(lead, loss, BALANCED["delay"])
    rate = th.growth_rate(converts, lead, loss, **BALANCED)
    assert th.reproduction_number(converts, groups) == figure(R)
    assert rate == figure(r)
    assert th.doubling_time(rate) == figure(doubling)
    assert th.generation_interval(loss, **BALANCED) == figure(at_0)
    assert th.generation_interval(loss, **BALANCED, growth_rate=rate) == figure(at_r)
    lag = sum(BALANCED.values())  # (r + μ) e^{rΔ} = b
    assert (rate + loss) * math.exp(rate * lag) == pytest.approx(
        converts * lead / 2 * math.exp(-loss * 0.125), rel=1e-12
    )


def test_more_frequent_training_is_faster():
    assert th.growth_rate(1.36, 1.6, 0.35, 0.125, 1 / 3, 0.125) == figure("0.451")


def test_critical_converts_and_solo_leadership():
    groups = th.groups_per_facilitator(1.6, 0.35, 0.125)
    critical = th.critical_converts(groups)
    assert th.reproduction_number(critical, groups) == pytest.approx(1.0)
    assert th.growth_rate(critical, 1.6, 0.35, **BALANCED) == pytest.approx(0.0, abs=1e-12)
    assert th.reproduction_number(1.0, groups, leaders=1) == pytest.approx(2 * th.reproduction_number(1.0, groups))
    assert th.active_converts(2, 0.8, 0.9) == pytest.approx(1.44)
    assert th.critical_converts(th.groups_when_continuing(0.6)) == pytest.approx(0.8)  # 2.5 groups at the UK rate


def test_growth_without_delay_is_births_minus_losses():
    assert th.growth_rate(1.36, 1.6, 0.35, 0, 0, 0) == pytest.approx(1.36 * 0.8 - 0.35)
    assert th.growth_rate(1.36, 1.6, 0.35, 0, 0, 1e-7) == pytest.approx(1.36 * 0.8 - 0.35, abs=1e-5)


def test_sessions_that_come_at_once_leave_only_the_refusals():
    expected = th.growth_rate(1.6 * 0.9, 1.6, 0.35, 0.125, 1 / 3, 0.0)
    got = th.growth_rate_with_sessions(1.6, 0.9, 1.6, 0.35, 0.125, 1 / 3, 1e-7, acceptance=0.7, interest_loss=LN2)
    assert got == pytest.approx(expected, abs=1e-5)  # refused seats are offered again at once
    yearly = th.growth_rate_with_sessions(1.6, 0.85, 1.6, 0.35, 0.125, 1 / 3, 1.0)
    assert yearly == pytest.approx(0.3762, abs=0.01)  # uniform wait of mean half a year, close to exactly half a year
    r = yearly  # e^{−rw} replaced by (1 − e^{−rP})/(rP)
    born = 1.36 * 0.8 * math.exp(-(0.35 + r) * 0.125) / (0.35 + r) * math.exp(-r / 3)
    assert born * (1 - math.exp(-r)) / r == pytest.approx(1.0, abs=1e-9)


def test_groups_at_fixed_ages():
    assert th.growth_rate_at_ages(2.0, [0.5], lag=1.0) == pytest.approx(0.0, abs=1e-12)  # one group, one for one
    assert th.growth_rate_at_ages(4.0, [1.0], lag=1.0) == pytest.approx(LN2 / 2)
    assert th.growth_rate_at_ages(1.0, [1.0], lag=1.0) == pytest.approx(-LN2 / 2)
    r = th.growth_rate_at_ages(1.36, [0.2, 0.8, 1.4, 2.0], lag=5 / 6)
    assert sum(0.68 * math.exp(-r * (a + 5 / 6)) for a in (0.2, 0.8, 1.4, 2.0)) == pytest.approx(1.0)


def test_mean_in_time_solves_the_delay_equation():
    """E07. The specification prints 7.50, 12.56, …, 254.95: a grid of about 1/500 year, up to 0.5 % high."""
    years = np.array([1, 2, 3, 4, 5, 6, 8, 10])
    mean = th.expected_facilitators(years, 10, 1.36, 1.6, 0.35, **BALANCED)
    assert list(mean) == figure("7.475", "12.536", "18.265", "26.551", "38.679", "56.348", "119.574", "253.745")
    assert list(mean) == pytest.approx([7.50, 12.56, 18.30, 26.62, 38.79, 56.53, 120.05, 254.95], rel=0.005)
    births, lag, per_lag = 1.36 * 0.8 * math.exp(-0.35 * 0.125), 23 / 24, 1500
    h, f = lag / per_lag, [0.0] * per_lag + [10.0]
    for i in range(round(10 / h)):  # Euler's rule for F' = −μF + b F(t − Δ)
        f.append(f[-1] + h * (births * f[i] - 0.35 * f[-1]))
    assert mean == pytest.approx(np.interp(years, h * np.arange(-per_lag, len(f) - per_lag), f), rel=2e-3)


@pytest.mark.parametrize("converts, lead, loss", [row[:3] for row in TABLE_5_2])
def test_late_growth_of_the_mean_is_the_growth_rate(converts, lead, loss):
    early, late = th.expected_facilitators([15.0, 20.0], 10, converts, lead, loss, **BALANCED)
    assert math.log(late / early) / 5 == pytest.approx(th.growth_rate(converts, lead, loss, **BALANCED), abs=1e-9)


# --- E12: the weekly kernel -----------------------------------------------------------------------------------------


def test_weekly_kernel():
    groups = th.lifetime_groups(**REFERENCE)
    trained = th.training_probability(0.8, LN2, 1.0)
    assert groups == figure("6.421")
    assert th.participants_per_place(groups, 8) == figure("25.7")
    assert th.reproduction_number(2 * trained, groups) == figure("4.117")
    assert th.critical_converts(groups) / trained == figure("0.486")
    assert th.kernel_growth_rate(2, **REFERENCE, acceptance=0.8, interest_loss=LN2) == figure("0.4485")


@pytest.mark.parametrize(
    "aspirants, loss, active, rest, lead, no_queue, queue, rate",
    [
        (2, 0.25, 0.90, 12, "1.79", "5.1", "4.1", "0.45"),
        (2, 0.10, 0.95, 28, "1.16", "8.7", "7.0", "0.39"),
        (
            1.125,
            0.50,
            0.65,
            35,
            "1.00",
            "0.57",
            "0.45",
            "-0.22",
        ),  # a tenth of nine members trained, four offers in five
        (1.125, 0.50, 1.00, 35, "1.00", "0.87", "0.70", "-0.11"),
    ],
)
def test_presets(aspirants, loss, active, rest, lead, no_queue, queue, rate):
    """Section 2.1."""
    kernel: dict[str, Any] = {
        "active": active,
        "loss_rate": loss,
        "rest_weeks": rest,
        "duration_weeks": 17,
        "delay_weeks": 6,
    }
    groups = th.lifetime_groups(**kernel)
    assert th.leading_rate(17, rest) == figure(lead)
    assert th.reproduction_number(aspirants * 0.8, groups) == figure(no_queue)
    assert th.reproduction_number(aspirants * th.training_probability(0.8, LN2, 1), groups) == figure(queue)
    assert th.kernel_growth_rate(aspirants, **kernel, acceptance=0.8, interest_loss=LN2) == figure(rate)


def test_weekly_kernel_in_whole_weeks():
    """Shorter weeks approach the continuous kernel; without a rest it is an explicit sum over groups."""
    weekly = th.lifetime_groups_weekly(0.9, 0.25, -math.expm1(-1 / 12), 17, 6)
    later = th.lifetime_groups_weekly(0.9, 0.25, -math.expm1(-1 / 12), 17, 6, same_week=False)
    assert later < th.lifetime_groups(**REFERENCE) < weekly
    fine = th.lifetime_groups_weekly(0.9, 0.25 / 1000, -math.expm1(-1 / 12000), 17000, 6000)
    assert fine == pytest.approx(th.lifetime_groups(**REFERENCE), rel=1e-4)
    assert th.lifetime_groups_weekly(0.9, 0.25, 1.0, 17, 6) == pytest.approx(
        sum(0.9 * math.exp(-0.25 / 52 * (6 + 17 * k)) for k in range(5000))
    )


def test_going_on_after_each_group():
    assert th.lifetime_groups(1, 1e-12, 12, 17, 6, continue_probability=0.85) == pytest.approx(1 / 0.15)
    assert th.lifetime_groups_weekly(1, 1e-12, 0.08, 17, 6, continue_probability=0.85) == pytest.approx(1 / 0.15)


# --- 5.4: extinction ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "R, two, ten",
    [(1.2, "0.8945", "0.3667"), (1.5, "0.7742", "0.1000"), (2.0, "0.6345", "0.0167"), (3.0, "0.4683", "0.0011")],
)
def test_extinction_with_pairs(R, two, ten):
    lead = 2 * R / 1.36  # μ = 1
    q = th.extinction_with_pairs(1.36, lead, 1.0)
    assert [q[0], q[1]] == pytest.approx([1.0, 1.0])
    assert q[2] == figure(two)
    assert q[10] == figure(ten)
    q1 = th.extinction_per_founder(1.36, lead, 1.0)
    assert 1.0 + lead / 2 * q1 * math.exp(1.36 * (q1 - 1)) == pytest.approx((1 + lead / 2) * q1)
    assert q1**2 < q[2]  # the pair rule can only hurt
    assert q1**10 < q[10]
    assert q[31] / q[30] == pytest.approx(q1, rel=0.01)  # and matters less when there are many


def test_extinction_is_certain_up_to_one_for_one():
    assert th.extinction_per_founder(1.36, 2 / 1.36, 1.0) == 1.0
    assert th.extinction_per_founder(1.36, 2.02 / 1.36, 1.0) == pytest.approx(0.994, abs=0.001)


def test_odd_converts_are_left_over():
    """E09."""
    assert [th.expected_pairs(x) for x in (1, 2, 4, 8)] == figure("0.28383", "0.75458", "1.75008", "3.75000")
    assert th.siloed_critical_converts() == figure("2.4966")
    assert th.siloed_critical_converts() / 2 == figure("1.2483")
    assert th.siloed_pair_extinction(2 * 1.248) == 1.0
    assert th.siloed_pair_extinction(2 * 1.26) == pytest.approx(0.97, abs=0.02)


@pytest.mark.parametrize("R, printed", [(1.2, "0.785"), (1.5, "0.423"), (2.0, "0.145")])
def test_fixed_pairs_in_one_pool(R, printed):
    q = th.pooled_pair_extinction(2 * R)
    assert q[1] == figure(printed)
    assert q[1] < th.siloed_pair_extinction(2 * R)
    assert np.all(np.diff(q) <= 1e-12)


def test_waiting_for_a_partner():
    """Headline 5: 20 facilitators, pools of the territory, of five target groups, of 68 communes."""
    lead = th.leading_rate(17, 12)
    lost = [th.groups_lost_to_waiting(th.partner_wait(th.ready_rate(20, lead, pools)), 29) for pools in (1, 5, 68)]
    assert lost == figure("0.02", "0.11", "0.63")


# --- 5.5, 5.6, 5.7, 5.9, 5.10: limits -------------------------------------------------------------------------------


def test_training_places():
    """E10."""
    stock = (10, 0.9, 0.25)
    assert th.stock_after_training(*stock) == figure("40.687")
    assert th.stock_before_training(*stock) == figure("31.687")
    assert th.mean_stock(*stock) == figure("36.000")
    assert th.stock_variance_after_training(*stock) == figure("20.10")
    assert list(th.facilitators_at_year_end([3, 5, 10], *stock, training_week=6)) == figure("17.21", "23.27", "29.94")
    assert 7 <= th.places_bind_above(10, 2, 0.8, 1.6) <= 8  # "7–8" in section 2
    assert th.places_bind_above(10, 2, 0.8, 1.79) == figure("7.0")


def test_demand():
    defaults = (0.75, 4, 0.10, 6, 0.125, 0.15, 8)
    assert th.word_of_mouth_reproduction(*defaults) == figure("0.414")
    assert th.word_of_mouth_reproduction(*defaults) * 8 == figure("3.3")  # headline 6
    assert th.word_of_mouth_reproduction(0.75, 4, 0.24, 6, 0.30, 0.15, 8) == figure("1.0")  # both 2.4 times as high
    lead = [th.demand_limited_leading_rate(17, 12, 8, x) for x in (0.25, 0.5, 1, 2)]
    assert lead == figure("0.852", "1.156", "1.405", "1.576")  # E15
    assert [th.start_probability(6, mean) for mean in (9, 6)] == figure("0.8843", "0.5543")  # E14
    assert th.seats_per_year(20, 1.79, 8) == pytest.approx(143.2)
    assert th.external_share_needed(0.414, 0.0, 1.0) == pytest.approx(0.586)
    assert th.external_share_needed(1.2, 0.0, 1.0) == 0.0


def test_finite_public():
    """E11."""
    reached = th.final_reach(2.9755, 1.36, 8, founders=100, pool=20_000)
    assert reached == figure("0.9449")
    assert math.log(1 - reached) == pytest.approx(-2.9755 * (reached + 8 * 100 / (1.36 * 20_000)))
    few = th.final_reach(0.5, 1.36, 8, founders=1, pool=1e9)
    assert few * 1e9 == pytest.approx(0.5 * 8 / 1.36 / (1 - 0.5), rel=1e-3)  # below R = 1: a finite number of people


def test_mixing():
    """E13, section 5.9."""
    shares, wish = [0.35, 0.20, 0.20, 0.15, 0.10], [0.25, 0.20, 0.15, 0.10, 0.30]
    assert sorted(np.linalg.eigvals(th.mixing_matrix(shares, 0.7)).real) == pytest.approx([0.7, 0.7, 0.7, 0.7, 1.0])
    alike, random = (th.next_generation_matrix(3.5, 8, th.mixing_matrix(shares, h), wish, 0.8, 0.9) for h in (0.7, 0))
    assert [th.spectral_radius(alike), th.spectral_radius(random)] == figure("2.3777", "2.0412")
    assert list(th.stable_composition(alike)) == figure("0.4312", "0.1252", "0.0688", "0.0271", "0.3478")
    assert th.difference_left(0.7, 4) == figure("0.24")
    one_type = th.next_generation_matrix(3.5, 8, [[1.0]], [0.25], 0.8, 0.9)
    assert th.spectral_radius(one_type) == pytest.approx(th.reproduction_number(8 * 0.25 * 0.8 * 0.9, 3.5))


def test_coverage_by_chance():
    """E17. Shares are the municipal populations of 2017."""
    with (ROOT / "data" / "communes.csv").open(encoding="utf-8", newline="") as file:
        people = {row["insee_code"]: float(row["population"]) for row in csv.DictReader(file)}
    assert len(people) == 68
    everywhere = np.array(list(people.values())) / sum(people.values())
    outside = np.array([n for code, n in people.items() if code != "25056"])
    assert [th.expected_communes(everywhere, m) for m in (33, 100, 200)] == figure("12.40", "27.64", "40.28")
    assert [th.expected_communes(outside / outside.sum(), m) for m in (33, 100)] == figure("23.48", "43.34")
    assert th.expected_communes([1.0, 0.0], 3) == 1.0


# --- one person -----------------------------------------------------------------------------------------------------


def test_individuals():
    exposures = ([0.1], [0.1, 0.1], [0.1, 0.167, 0.220])
    assert [th.acceptance_probability(h) for h in exposures] == figure("0.09516", "0.18127", "0.38553")  # E03
    law = th.aspirants_distribution(8, 0.75, 1 / 3)  # E04
    k = np.arange(9)
    assert [law @ k, law @ k**2 - (law @ k) ** 2] == pytest.approx([2.0, 1.5])
    assert [law[0], law[2:].sum()] == figure("0.1001", "0.6329")
    assert th.completion_probability(0.04, 0.7798) == figure("0.7500")  # E05
    assert th.completion_probability(0.0, 1.0) == 1.0
    assert [th.threshold_adoption(1.0, tau) for tau in (1, 2, 3)] == figure("0.6321", "0.2642", "0.0803")  # E19
    assert th.receptive_share_invited(0.15, 3) == figure("0.3462")  # E24
    assert [th.first_invitation_acceptance(h, 0.15, 3) for h in (0.37, 0.50)] == figure("0.0996", "0.1246")
    assert th.mean_acceptance(0.37, shape=1e9) == pytest.approx(th.acceptance_probability(0.37))
    assert th.saving_per_completer(1.2, 0.7, 0.2, 0.15, 0.15, 10) == figure("4.4375")  # E16
    assert th.saving_per_completer(1.2, 0.7, 0.2, 0.15, 0.0, 10) == pytest.approx(1.2 * 0.7 * 1.2 * 0.85 * 10)
