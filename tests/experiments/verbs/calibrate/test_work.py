"""What a calibration says: what is learned of each number, and whether it takes contagion."""

from dataclasses import replace

import numpy as np
import pytest

from contagion.experiments.verbs.calibrate.work import learned, left_alone, screening, tied, without_contagion
from contagion.sim.statistics.designs import Factor
from contagion.sim.statistics.laws import ends_of_log_normal
from tests.helpers import calibration_by_hand as by_hand

pytestmark = pytest.mark.slow


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


def test_what_is_learned_of_a_number_that_may_have_no_end_is_told():
    few, ends = by_hand.known(), ends_of_log_normal(1.0, 0.5)
    laws = [Factor("a.place", *ends, law="log-normal"), Factor("a.wait", 26, np.inf, law="reciprocal")]
    table = learned(replace(few, factors=laws)).set_index(["factor", "rule"])
    assert table["narrowed"].between(0.1, 1).all()  # of places in the law: two of four agree
    place, wait = (table.loc[(factor.name, "simple")] for factor in laws)
    assert [place["low"], place["high"]] == pytest.approx([laws[0].at(0.4), laws[0].at(0.6)])
    assert [wait["low"], wait["high"], wait["most"]] == pytest.approx([26 / 0.6, 26 / 0.4, np.inf])


def test_numbers_that_are_known_together_are_found():
    """Of two numbers the sum is known."""
    (pair,) = tied(by_hand.known()).to_dict("records")
    assert {pair["factor"], pair["other"]} == {factor.name for factor in by_hand.FACTORS}
    assert pair["correlation"] == pytest.approx(-1)


def test_what_chance_alone_brings_about_in_few_sets_is_not_told():
    assert tied(by_hand.known(times=10)).empty


def test_without_conversion_and_top_up_nobody_is_trained_but_those_of_the_start(own_lab, few_sets, few):
    table = without_contagion(own_lab, few_sets, few, sets=6)[0].set_index(["variant", "target"])
    usual = table.loc[("as it was", "facilitators_trained_3"), "middle"]
    neither = table.loc[("neither", "facilitators_trained_3"), "middle"]
    assert neither < usual
    assert (table["worlds"] == 6).all()
    assert table["within"].between(0, 1).all()


def test_the_screening_is_told_number_by_number_with_its_part_of_the_effect():
    table = screening(by_hand.spread_evenly())
    assert table["factor"].tolist() == [factor.name for factor in by_hand.FACTORS]
    assert table["steered"].tolist() == [True, False]
    assert table["share"].tolist() == pytest.approx([0.9, 0.1])
    assert table["participants_3"].tolist() == pytest.approx([3, 1])


def test_what_is_left_alone_carries_the_variance_that_it_makes_whatever_the_luck():
    for luck in (0.0, 0.5):
        (row,) = left_alone(by_hand.spread_evenly(luck=luck)).to_dict("records")
        assert row["target"] == "participants_3"
        assert row["error"] < 0.03
        assert row["carried"] == pytest.approx(0.2, abs=max(4 * row["error"], 0.03))


def test_few_sets_do_not_tell_it_and_only_those_of_the_first_round_count():
    assert left_alone(by_hand.spread_evenly(19))["carried"].isna().all()
    assert left_alone(replace(by_hand.spread_evenly(), first=10))["carried"].isna().all()
