"""The reproduction of the model's own cycle, added up group by group."""

import math

import pytest

from contagion.models.theory.cycle import critical_conversion, reproduction


@pytest.mark.parametrize("loss, recruiting", [(0.25, 0.0), (0.25, 6.0), (0.6, 6.0)])
def test_groups_of_a_lifetime_add_up(loss, recruiting):
    """Nine in ten become active, who are there after six weeks, rest for six on average, then recruit and lead for 17;
    they may stop while they rest, or after a group. Of aspirants 64.12 % are trained (4.117 / 6.421 in E12)."""
    rests = 1 / (1 + 6 * loss / 52)  # who goes on until a rest is over
    leads = math.exp(-loss * (recruiting + 17) / 52)
    groups = sum(0.9 * math.exp(-loss * 6 / 52) * rests * (rests * leads) ** n for n in range(2000))
    assert reproduction(2.0, loss, recruiting) == pytest.approx(0.6412 * groups, rel=1e-4)


@pytest.mark.parametrize("loss, recruiting", [(0.1, 0.0), (0.25, 4.0), (0.6, 10.0)])
def test_at_the_critical_conversion_one_gives_rise_to_one(loss, recruiting):
    assert reproduction(critical_conversion(loss, recruiting), loss, recruiting) == pytest.approx(1.0)
