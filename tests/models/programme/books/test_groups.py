"""The groups: what is put off, who is struck off, and when two leaders are both free."""

import numpy as np
import pytest

from contagion.models.programme.books.groups import pause
from contagion.models.records import RUNNING
from tests.helpers.compiled_calls import common_slots, strike_off
from tests.helpers.made_weeks import a_group


@pytest.fixture
def model(build, small):
    """A model in which five people are registered for a group that closes in week 20."""
    made = build([], 1, where=small)
    a_group(made, made.world.everyone()[:5].tolist(), closes=20)
    return made


def test_a_pause_moves_what_is_still_to_come(model):
    """The end of recruiting, or the sessions."""
    (group,) = model.groups
    pause(model.state.groups[0])
    assert (group.closes, group.shift) == (21, 0)
    group.record["state"] = RUNNING
    pause(model.state.groups[0])
    assert (group.closes, group.shift) == (21, 1)


@pytest.mark.parametrize("place", [0, 2, 4])
def test_who_is_struck_off_leaves_the_others_in_their_order(model, place):
    (group,) = model.groups
    before = group.registered
    strike_off(model, before[place].number)
    assert group.registered == before[:place] + before[place + 1 :]


def test_leaders_meet_when_both_are_free_or_else_at_any_time(model):
    """Bit sets of four times, over many groups: each of the times that they share, and all where they share none."""
    for one, other, expected in ((0b0111, 0b1110, {1, 2}), (0b1000, 0b1001, {3}), (0b0011, 0b1100, {0, 1, 2, 3})):
        found = common_slots(model, one, other, np.arange(200))
        assert set(found) == expected
        assert min(np.bincount(found)[sorted(expected)]) >= 200 / len(expected) * 0.6
