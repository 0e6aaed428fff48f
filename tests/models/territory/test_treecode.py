"""Sums over all pairs of communes: exact where nothing is taken together, and how wrong where something is."""

import numpy as np
import pytest

from contagion.models.territory import ties
from contagion.models.territory.treecode import Treecode
from tests.helpers.laws import adults, due


@pytest.mark.parametrize("exponent", [1.5, 2.0])
def test_a_treecode_that_takes_nothing_together_is_exact(territory, monkeypatch, exponent):
    monkeypatch.setattr("contagion.models.territory.treecode.FAR", np.inf)
    monkeypatch.setattr("contagion.models.territory.treecode.LEAF", 5)  # 68 communes in 16 blocks of five
    points, within, x = territory.distances.points, territory.distances.within, np.arange(1.0, 69.0)
    sums = Treecode(points, within, adults(territory), exponent, 1.0)(x)
    assert sums == pytest.approx((territory.distance_km + 1) ** -exponent @ x, rel=1e-12)


@pytest.mark.parametrize("far, error", [(4.0, 0.01), (8.0, 0.002)])
def test_the_error_of_taking_blocks_together(found, monkeypatch, far, error):
    """A region of 1,206 communes, both ways; the error falls with the square of the distance."""
    exact = found("region", "Bretagne")
    assert np.abs(due(exact, np.arange(len(exact))) - 1).max() < 1e-11
    monkeypatch.setattr(ties, "EXACT", 0)
    monkeypatch.setattr("contagion.models.territory.treecode.FAR", far)
    nearly = found("region", "Bretagne")
    assert 1e-4 < np.abs(nearly.tie_mass / exact.tie_mass - 1).max() < error
    assert np.abs(due(nearly, np.arange(len(exact))) - 1).max() < error
