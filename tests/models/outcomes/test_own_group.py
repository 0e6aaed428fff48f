"""How often people are led by somebody of their own target group, by hand."""

import numpy as np
import pytest

from contagion.models.outcomes.own_group import own_group
from contagion.models.records import NONE
from tests.helpers.led_groups import led, mixed


def test_people_who_only_come_to_leaders_of_their_own():
    """h is 1 where all do, 0 where half do of two halves, −1 where nobody does; leaders count half each."""
    assert own_group(mixed("oo ee", "ooo ee")) == 1
    assert own_group(mixed("oe eo", "oo ee")) == 0
    assert own_group(mixed("oo ee", "ee oo")) == -1
    assert own_group(mixed("oo ee", "oo eo")) == pytest.approx((3 / 4 - 1 / 2) / (1 / 2))


def test_a_leader_who_is_no_facilitator_is_left_out():
    """One of the group leads with somebody from outside the programme's facilitators."""
    run = mixed("oe eo", "oo ee")
    run.groups["leader_b"] = NONE
    assert own_group(run) == 1  # the first leaders are odd and even, as are their people


def test_where_one_group_is_everybody_chance_is_all_there_is():
    assert np.isnan(own_group(led([["odd", "odd"]], [["odd"]], (1.0, 0.0))))
    assert np.isnan(own_group(led([], [])))
