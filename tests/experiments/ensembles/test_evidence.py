"""What rival accounts count: by the mean likelihood of their sets, with the error of that."""

from dataclasses import replace

import numpy as np
import pytest

from contagion.experiments.ensembles.calibration import OfARule
from contagion.experiments.ensembles.evidence import error_of_evidence, in_reach, log_evidence, weights
from contagion.experiments.ensembles.likelihood import Luck
from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.importance import Tried
from tests.helpers.calibration_by_hand import known, of_a_rule, worth


def test_weights_are_the_mean_likelihoods_however_small():
    for all_of_them in (0.0, -5000.0):
        found = weights(worth(simple=np.log(3) + all_of_them, threshold=all_of_them))
        assert {rule: weight for rule, (weight, _) in found.items()} == pytest.approx(
            {"simple": 0.75, "threshold": 0.25}
        )


def test_the_evidence_is_that_of_the_rule():
    one = of_a_rule(295.0, -0.2, 50)
    assert log_evidence(one) == pytest.approx(np.log(one.evidence))
    nothing = replace(one, tried=replace(one.tried, log_likelihood=np.full(200, -np.inf)))
    assert log_evidence(nothing) == -np.inf


def test_the_error_of_a_weight_is_that_of_the_sets_tried():
    """Half of two hundred sets agree, and half are as good as impossible: the evidence of each rule is known to 1 in
    the root of 200, and a share of a half to a quarter of the root of two of that."""
    made = worth(simple=0.0, threshold=0.0)
    assert error_of_evidence(made.rules["simple"]) == pytest.approx(200**-0.5, rel=1e-2)
    assert weights(made)["simple"] == pytest.approx((0.5, 0.25 * 2**0.5 * 200**-0.5), rel=1e-2)


def test_the_error_is_that_which_repeats_have():
    def of_luck(number):
        unit = np.full((400, 2), 0.5)
        log = Draws(number).stream("likelihood").normal(np.arange(400))
        figures = np.ones((400, 2, 1))
        return OfARule(Tried(unit, log, np.ones(400)), figures, np.zeros((400, 1)), Luck.of(figures))

    found = [
        weights(replace(known(), rules={"simple": of_luck(n), "threshold": of_luck(1000 + n)}))["simple"]
        for n in range(150)
    ]
    shares, errors = np.array(found).T
    assert np.mean(errors) == pytest.approx(np.std(shares), rel=0.15)


def test_a_rule_under_which_no_set_agrees_counts_nothing():
    made = replace(known(), rules={**known().rules, "threshold": of_a_rule(100.0, 3.0, 200)})
    assert not in_reach(made.rules["threshold"])
    assert weights(made) == {"simple": (1, 0), "threshold": (0, 0)}


def test_where_no_set_agrees_under_any_rule_they_count_alike():
    found = weights(known(gap=3.0))
    assert [weight for weight, _ in found.values()] == [0.5, 0.5]
    assert all(np.isnan(error) for _, error in found.values())
