"""What a tonne costs."""

import numpy as np
import pytest

from contagion.experiments.commands.compare.costs import price_on_top


def test_price_of_an_additional_tonne_is_over_draws_of_the_average_over_runs():
    euros, tonnes = np.array([100.0, 300.0]), np.array([[1.0, 2.0, 4.0], [3.0, 2.0, 4.0]])
    assert price_on_top(euros, tonnes)["p50"] == pytest.approx(100)
    assert price_on_top(euros, 0 * tonnes)["p50"] == np.inf
