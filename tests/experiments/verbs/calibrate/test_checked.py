"""Whether a calibration says the same by another way, on figures of which all is known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.ensembles import likelihood
from contagion.experiments.ensembles.calibration import Calibration, OfARule
from contagion.experiments.ensembles.likelihood import Luck, log_likelihood
from contagion.experiments.ensembles.targets import Target, Targets
from contagion.experiments.verbs.calibrate.work import ENDS, checked
from contagion.models.scenarios.scenario import read
from contagion.sim.chance.draws import Floats
from contagion.sim.statistics.designs import Factor
from contagion.sim.statistics.importance import Tried

FACTORS = [Factor("a", 0.0, 10.0), Factor("b", 1, 4, whole=True), Factor("c", 0.0, 1.0)]
ROWS = tuple(Target(indicator="participants", year=n, value=100, evidence="counted", error=5) for n in (1, 2))
TARGETS = Targets("by_hand", "by hand", "ref", 0.0, ROWS, "by hand")


def calibration(sets: int = 3000, luck: float = 5.0, weights: Floats | None = None) -> Calibration:
    """The first two numbers make a target each, with the luck of each seed; half of the sets are of the upper half."""
    random = np.random.default_rng(1)
    unit = random.random((sets, 3))
    unit[::2] = 0.5 + unit[::2] / 2
    figures = 70 + 50 * unit[:, None, :2] + luck * random.normal(size=(sets, 2, 2))
    of = Luck.of(figures)
    log, gaps = log_likelihood(figures, TARGETS, of)
    often = 0.5 + 0.5 * np.where((unit > 0.5).all(axis=1), 8.0, 0.0)
    rule = OfARule(Tried(unit, log if weights is None else np.log(weights), often), figures, gaps, of)
    return Calibration(TARGETS, read(), FACTORS, pd.DataFrame(), {"simple": rule, "few": _part(rule, 150)}, first=sets)


def _part(rule: OfARule, sets: int) -> OfARule:
    tried = rule.tried
    part = Tried(tried.unit[:sets], tried.log_likelihood[:sets], tried.often[:sets])
    return OfARule(part, rule.figures[:sets], rule.gaps[:sets], rule.luck)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return checked(calibration())


def of(table: pd.DataFrame, luck: str) -> pd.DataFrame:
    return table[table["luck"] == luck].set_index("factor")


def test_the_same_errors_are_of_the_same_posterior(table):
    own = of(table, "declared")
    assert not own["beyond_chance"].any()
    assert own["middle_more"].abs().max() < 0.08
    assert own["middle_error"].between(0.002, 0.06).all()


def test_a_rule_under_which_few_sets_agree_is_left_out(table):
    assert {*table["rule"]} == {"simple"}
    assert checked(replace(calibration(), rules={})).empty


def test_places_are_told_as_values(table):
    for luck in ("declared", "lived"):
        own = of(table, luck)
        assert (own["low"] <= own["middle"]).all()
        assert (own["middle"] <= own["high"]).all()
        assert own.loc["a", "middle"] == pytest.approx(6, abs=1)
        assert {*own.loc["b", [*ENDS]]} <= {1, 2, 3, 4}


def test_weights_that_are_wrong_are_found_out():
    """As if the errors were three times what they are."""
    known = calibration()
    wide = np.exp(known.rules["simple"].tried.log_likelihood / 9)
    own = of(checked(calibration(weights=wide)), "declared")
    assert own["beyond_chance"].to_dict() == {"a": True, "b": True, "c": False}
    assert (own.loc["a", ["low_more", "high_more"]] * [1, -1] > 0.05).all()


def test_how_often_sets_were_tried_is_taken_into_account():
    known = calibration()
    rule = known.rules["simple"]
    even = replace(rule.tried, often=np.ones(len(rule.tried.often)), log_likelihood=rule.tried.log_likelihood)
    wrong = replace(even, log_likelihood=rule.tried.log_likelihood - np.log(rule.tried.often))  # the weights are right
    own = of(checked(replace(known, rules={"simple": replace(rule, tried=wrong)})), "declared")
    assert own.loc["c", "beyond_chance"]


def test_luck_that_is_lived_says_the_same_where_the_formula_is_right():
    """Luck as large as all other errors."""
    table = checked(calibration(luck=12.0))
    for luck in ("declared", "lived"):
        assert not of(table, luck)["beyond_chance"].any()


def test_luck_that_is_counted_twice_is_found_out_by_what_was_lived(monkeypatch):
    """The formula with half of the luck added where it is to be taken away."""
    right = likelihood._of_one
    monkeypatch.setattr(
        likelihood, "_of_one", lambda mean, *rest: right(mean, *rest) + 2 * rest[1].variance(mean) / rest[2]
    )
    table = checked(calibration(luck=12.0))
    lived = of(table, "lived")
    assert not of(table, "declared")["beyond_chance"].any()
    assert lived.loc["a", "low_more"] > 4 * lived.loc["a", "low_error"]
