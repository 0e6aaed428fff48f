"""Clocks run up to their limit, at the rate of each week."""

from types import SimpleNamespace

import numpy as np
import pytest

from contagion.models.programme.books.clocks import goes_on, surely_bears
from contagion.sim.elementary import log


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
    goes = [goes_on(it, hazard) for hazard in hazards]
    assert goes == [True] * weeks + [False] * (len(goes) - weeks)
    assert it.clock == pytest.approx(sum(hazards))


@pytest.mark.parametrize("luck", [2.0**-53, 0.01, 0.5, 0.9, 1 - 2.0**-30, 1 - 2.0**-53])
def test_what_is_surely_borne_is_below_the_limit(luck):
    """And, where the limit is far above, it is sure."""
    limit = -log(luck)
    clocks = limit * np.linspace(0.0, 2.0, 2001)
    surely = np.array([surely_bears(luck, clock) for clock in clocks])
    assert np.array_equal(surely, surely & (clocks < limit))
    assert surely[clocks < limit / 40].all()
