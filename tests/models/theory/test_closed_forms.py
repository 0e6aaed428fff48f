"""How many facilitators one leaves behind: tables of sections 2 and 5 (E12)."""

import csv
import math
from typing import Any

import numpy as np
import pytest

from contagion.models.theory import critical_conversion, reproduction
from tests import oracles as th
from tests.helpers.places import ROOT
from tests.helpers.printed import LN2, figure

REFERENCE: dict[str, Any] = {"active": 0.9, "loss_rate": 0.25, "rest_weeks": 12, "duration_weeks": 17, "delay_weeks": 6}


def test_the_weekly_kernel_reproduces_as_printed():
    groups = th.lifetime_groups(**REFERENCE)
    trained = th.training_probability(0.8, LN2, 1.0)
    assert groups == figure("6.421")
    assert th.reproduction_number(2 * trained, groups) == figure("4.117")


@pytest.mark.parametrize(
    "aspirants, loss, active, rest, lead, no_queue, queue",
    [
        (2, 0.25, 0.90, 12, "1.79", "5.1", "4.1"),
        (2, 0.10, 0.95, 28, "1.16", "8.7", "7.0"),
        # a tenth of nine members trained, four offers in five
        (1.125, 0.50, 0.65, 35, "1.00", "0.57", "0.45"),
        (1.125, 0.50, 1.00, 35, "1.00", "0.87", "0.70"),
    ],
)
def test_the_presets_reproduce_as_printed(aspirants, loss, active, rest, lead, no_queue, queue):
    """Section 2.1."""
    kernel = REFERENCE | {"active": active, "loss_rate": loss, "rest_weeks": rest}
    groups = th.lifetime_groups(**kernel)
    assert th.leading_rate(17, rest) == figure(lead)
    assert th.reproduction_number(aspirants * 0.8, groups) == figure(no_queue)
    assert th.reproduction_number(aspirants * th.training_probability(0.8, LN2, 1), groups) == figure(queue)


def test_going_on_after_each_group():
    assert th.lifetime_groups(1, 1e-12, 12, 17, 6, continue_probability=0.85) == pytest.approx(1 / 0.15)


# ---- the reproduction of the model's own cycle, added up group by group ----------------------------------------------


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


# ---- the map (section 5.10): figures of the specification ------------------------------------------------------------


def test_groups_at_random_cover_as_many_communes_as_printed():
    """E17. Shares are the municipal populations of 2017."""
    with (ROOT / "data" / "communes.csv").open(encoding="utf-8", newline="") as file:
        people = {row["insee_code"]: float(row["population"]) for row in csv.DictReader(file)}
    assert len(people) == 68
    everywhere = np.array(list(people.values())) / sum(people.values())
    outside = np.array([n for code, n in people.items() if code != "25056"])
    assert [th.expected_communes(everywhere, m) for m in (33, 100, 200)] == figure("12.40", "27.64", "40.28")
    assert [th.expected_communes(outside / outside.sum(), m) for m in (33, 100)] == figure("23.48", "43.34")
    assert th.expected_communes([1.0, 0.0], 3) == 1.0
