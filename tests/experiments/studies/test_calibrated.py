"""What a calibration says: what is learned of each number, and whether it takes contagion."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.studies.calibrated import learned, tied, without_contagion


def test_what_is_learned_of_a_number_is_by_weight(few_sets):
    table = learned(few_sets).set_index(["factor", "rule"])
    factor, one = few_sets.factors[2], few_sets.rules["simple"]
    row, values = table.loc[(factor.name, "simple")], factor.at(one.tried.unit[:, 2])
    weights = one.tried.weights()
    mean = weights @ values
    assert row["narrowed"] == pytest.approx(
        np.sqrt(weights @ (values - mean) ** 2) / ((factor.high - factor.low) / np.sqrt(12)), rel=1e-3
    )
    assert factor.low <= row["low"] <= row["middle"] <= row["high"] <= factor.high


def test_numbers_that_are_known_together_are_found(few_sets):
    """Of two numbers the sum is few_sets."""
    one = few_sets.rules["simple"]
    unit = one.tried.unit.copy()
    unit[:, 1] = 1 - unit[:, 0]
    certain = replace(few_sets, rules={"simple": replace(one, tried=replace(one.tried, unit=unit))})
    first = tied(certain).iloc[0]
    assert {first["factor"], first["other"]} == {few_sets.factors[0].name, few_sets.factors[1].name}
    assert first["correlation"] == pytest.approx(-1)


def test_without_conversion_and_top_up_nobody_is_trained_but_those_of_the_start(own_lab, few_sets, few):
    table = without_contagion(own_lab, few_sets, few, sets=6)[0].set_index(["variant", "target"])
    usual = table.loc[("as it was", "facilitators_trained_3"), "middle"]
    neither = table.loc[("neither", "facilitators_trained_3"), "middle"]
    assert neither < usual
    assert (table["worlds"] == 6).all()
    assert table["within"].between(0, 1).all()
