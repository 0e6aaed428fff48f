"""Extinction, odd ones left over, waiting for a partner (section 5.4)."""

import math

import numpy as np
import pytest

from tests import oracles as th
from tests.helpers.printed import figure


@pytest.mark.parametrize(
    "R, two, ten",
    [(1.2, "0.8945", "0.3667"), (1.5, "0.7742", "0.1000"), (2.0, "0.6345", "0.0167"), (3.0, "0.4683", "0.0011")],
)
def test_extinction_is_likelier_with_pairs_and_as_printed(R, two, ten):
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


@pytest.mark.parametrize(
    "R, printed",
    [*(pytest.param(*one, marks=pytest.mark.slow) for one in ((1.2, "0.785"), (1.5, "0.423"))), (2.0, "0.145")],
)
def test_fixed_pairs_in_one_pool(R, printed):
    q = th.pooled_pair_extinction(2 * R)
    assert q[1] == figure(printed)
    assert q[1] < th.siloed_pair_extinction(2 * R)
    assert np.all(np.diff(q) <= 1e-12)


def test_the_smaller_the_pool_the_more_groups_are_lost_to_waiting():
    """Headline 5: 20 facilitators, pools of the territory, of five target groups, of 68 communes."""
    lead = th.leading_rate(17, 12)
    lost = [th.groups_lost_to_waiting(th.partner_wait(th.ready_rate(20, lead, pools)), 29) for pools in (1, 5, 68)]
    assert lost == figure("0.02", "0.11", "0.63")
