"""Masses with which ties are mutual, where every pair counts by itself."""

import numpy as np
import pytest

from contagion.models.territory.compiled.balancing import balanced

PEOPLE = np.array([100.0, 2000.0, 30.0])
KM = np.array([[1.0, 5.0, 9.0], [5.0, 2.0, 4.0], [9.0, 4.0, 0.5]])


@pytest.mark.parametrize("exponent", [0.0, 1.4, 2.0])
def test_as_many_ties_as_people(exponent):
    mass = balanced(PEOPLE, KM, exponent, 1.0, 5000)
    assert (mass[:, None] * (KM + 1) ** -exponent * mass).sum(axis=1) == pytest.approx(PEOPLE, rel=2e-12)


def test_where_the_rounds_do_not_do_there_is_no_mass():
    assert not len(balanced(PEOPLE, KM, 2.0, 1.0, 3))
    assert len(balanced(PEOPLE, KM, 2.0, 1.0, 5000))
