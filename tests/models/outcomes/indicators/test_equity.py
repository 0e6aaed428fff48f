"""Who is reached: equal, all in one commune, without incomes."""

from dataclasses import replace
from math import log

import numpy as np
import pytest

from contagion.models.outcomes.record import Places
from tests.helpers.run_by_hand import PLACE, coverage_of, value_of


def test_equal_coverage_is_equal(run_by_hand):
    equal = coverage_of(run_by_hand, "A" + "BB" + "CCC" + "DDDD")
    for name, expected in {
        "coverage_gini": 0,
        "coverage_theil": 0,
        "income_concentration": 0,
        "periphery_ratio": 1,
    }.items():
        assert value_of(name, equal) == pytest.approx(expected, abs=1e-12)


def test_all_in_one_commune(run_by_hand):
    """Everybody from A, a tenth of all: G = 1 − p, T = −ln p; A is the richest of three, with a sixth of residents."""
    one = coverage_of(run_by_hand, "AAA")
    assert value_of("coverage_gini", one) == pytest.approx(0.9)
    assert value_of("coverage_theil", one) == pytest.approx(-log(0.1))
    assert value_of("income_concentration", one) == pytest.approx(5 / 6)
    assert value_of("periphery_ratio", one) is None
    assert value_of("periphery_ratio", coverage_of(run_by_hand, "D")) == 0


def test_without_incomes_there_is_no_concentration(run_by_hand):
    for incomes in (None, np.full(4, np.nan)):
        without = replace(run_by_hand, places=Places.of(replace(PLACE, living_standard_eur=incomes)))
        assert value_of("income_concentration", without) is None
