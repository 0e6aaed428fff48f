"""How many facilitators one leaves behind: tables of sections 2 and 5, and the weekly kernel (E12)."""

import math
from typing import Any

import pytest

from tests import oracles as th
from tests.helpers.printed import BALANCED, LN2, figure

REFERENCE: dict[str, Any] = {"active": 0.9, "loss_rate": 0.25, "rest_weeks": 12, "duration_weeks": 17, "delay_weeks": 6}


def test_critical_converts_and_solo_leadership():
    groups = th.groups_per_facilitator(1.6, 0.35, 0.125)
    critical = th.critical_converts(groups)
    assert th.reproduction_number(critical, groups) == pytest.approx(1.0)
    assert th.growth_rate(critical, 1.6, 0.35, **BALANCED) == pytest.approx(0.0, abs=1e-12)
    assert th.reproduction_number(1.0, groups, leaders=1) == pytest.approx(2 * th.reproduction_number(1.0, groups))
    assert th.active_converts(2, 0.8, 0.9) == pytest.approx(1.44)
    assert th.critical_converts(th.groups_when_continuing(0.6)) == pytest.approx(0.8)  # 2.5 groups at the UK rate


def test_the_weekly_kernel_reproduces_as_printed():
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
        # a tenth of nine members trained, four offers in five
        (1.125, 0.50, 0.65, 35, "1.00", "0.57", "0.45", "-0.22"),
        (1.125, 0.50, 1.00, 35, "1.00", "0.87", "0.70", "-0.11"),
    ],
)
def test_the_presets_reproduce_as_printed(aspirants, loss, active, rest, lead, no_queue, queue, rate):
    """Section 2.1."""
    kernel = REFERENCE | {"active": active, "loss_rate": loss, "rest_weeks": rest}
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
