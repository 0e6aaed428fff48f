"""How sure a figure of several runs is."""

import numpy as np
import pandas as pd
import pytest

from contagion.models.runs.figures import interval, jackknife


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = np.array([3.0, 1, 4, 1, 5, 9])
    error = jackknife(lambda left_out: float(np.delete(values, left_out).mean()), len(values))
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(len(values)))


def test_an_interval_counts_a_set_once():
    """Each value four times in a set, of which one is missing: as if it were there once."""
    values = np.array([3.0, 1, 4, 1, 5, 9])
    once = interval(pd.DataFrame({"a": values}), ["a"])
    rows = pd.DataFrame({"a": [*np.repeat(values, 4), np.nan]})
    assert interval(rows, ["a"], lambda index: np.asarray(index) // 4) == pytest.approx(once)
