"""Draws over ranges, and what is said of runs × draws: small cases worked out by hand."""

import numpy as np
import pytest

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.assumptions import parts_of_variance, quantiles, triangular


def test_quantiles_are_of_runs_and_draws_together():
    """0 … 20 in whatever order: 1, 10 and 19."""
    totals = np.arange(21.0)[::-1].reshape(3, 7)
    assert quantiles(totals) == pytest.approx({"p5": 1, "p50": 10, "p95": 19})
    by_year = quantiles(np.stack([totals, 2 * totals], axis=2))
    assert by_year["p95"].tolist() == pytest.approx([19, 38])


def test_variance_is_that_of_assumptions_and_that_of_runs():
    """Two runs (rows), two draws (columns): column means 3 and 5, variance 4 within each column."""
    assert parts_of_variance(np.array([[1.0, 3], [5, 7]])) == {"assumptions": 1, "runs": 4, "total": 5}


@pytest.mark.parametrize("mode", [2.0, 3.0, 5.0])
def test_triangular_draws_have_the_mean_and_variance_of_their_law(mode, agrees):
    """Mean (a + b + c)/3, variance (a² + b² + c² − ab − ac − bc)/18; the mode may be an end."""
    drawn = triangular(2, mode, 5, Draws(1).stream("x"), 20_000)
    agrees(drawn, (7 + mode) / 3)
    variance = (4 + 25 + mode**2 - 10 - 7 * mode) / 18
    agrees((drawn - (7 + mode) / 3) ** 2, variance)
    assert (triangular(2, mode, 5, Draws(1).stream("x"), 9) == drawn[:9]).all()


def test_a_range_of_one_value_gives_it():
    assert triangular(3, 3, 3, Draws(1).stream("x"), 5).tolist() == [3] * 5


def test_a_mode_outside_the_range_is_refused():
    with pytest.raises(ValueError, match="6 is not between 2 and 5"):
        triangular(2, 6, 5, Draws(1).stream("x"), 5)
