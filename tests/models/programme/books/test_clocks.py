"""Clocks run up to their limit, at the rate of each week."""

from types import SimpleNamespace

import pytest

from contagion.models.programme.books.clocks import goes_on
from tests.helpers.compiled_calls import in_python


@pytest.mark.parametrize(
    "hazards, limit, weeks",
    [
        ([0.25] * 9, 1.0, 3),
        ([0.25] * 9, 0.9, 3),
        ([0.25] * 9, 0.2, 0),
        ([0.5, 0.0, 0.0, 0.5], 1.0, 3),
        ([0.0] * 9, 0.1, 9),
    ],
)
def test_it_goes_on_until_the_hazard_lived_is_the_limit(hazards, limit, weeks):
    """For so many weeks, of which the one in which it ends is none."""
    it = SimpleNamespace(clock=0.0, limit=limit)
    goes = [in_python(goes_on)(it, hazard) for hazard in hazards]
    assert goes == [True] * weeks + [False] * (len(goes) - weeks)
    assert it.clock == pytest.approx(sum(hazards))
