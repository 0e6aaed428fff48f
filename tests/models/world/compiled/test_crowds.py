"""Crowds: the guests of an event."""

import pytest

from tests.helpers.compiled_calls import guests_told


@pytest.mark.parametrize("factor", [1.0, 0.1])
def test_an_event_outside_the_centre_is_as_full(build, territory, factor):
    """However few are receptive there."""
    model, place = build([f"receptivity.outside={factor}"], 1), territory.index["25014"]
    assert guests_told(model, place, wanted=100) == 100
    assert territory.tie_share[place, territory.centre] < 0.2
