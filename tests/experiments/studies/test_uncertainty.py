"""How sure a figure of several runs is."""

import numpy as np
import pytest

from experiments.studies.uncertainty import jackknife


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = np.array([3.0, 1, 4, 1, 5, 9])
    error = jackknife(lambda left_out: float(np.delete(values, left_out).mean()), len(values))
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(len(values)))
