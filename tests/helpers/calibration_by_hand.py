"""A calibration that nothing was run for: two rules, two numbers, four sets many times over."""

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.commands.calibrate.work import Calibration, correlated_pairs, posterior_table
from contagion.experiments.evidence.calibration import Calibration as Known
from contagion.experiments.evidence.calibration import Luck, OfARule
from contagion.experiments.evidence.ensemble import drawn
from contagion.experiments.evidence.targets import Target, Targets
from contagion.models.scenario import read
from contagion.sim.statistics.designs import Factor
from contagion.sim.statistics.importance import WeightedSample

FACTORS = [Factor("receptivity.share", 0.1, 0.3), Factor("retention.loss_per_year", 0.0, 0.8)]
UNIT = np.array([[0.1, 0.9], [0.4, 0.6], [0.6, 0.4], [0.9, 0.1]])  # where one is large the other is small

PREDICTED = [
    {"name": "participants_3", "indicator": "participants", "year": 3, "per": None, "per_year": None}
    | {"low": 300.0, "high": 300.0, "error": 15.0, "discrepancy": 30.0, "p5": 146.0, "p50": 251.0, "p95": 403.0}
    | {"luck": 38.0, "below_low": 0.71, "below_high": 0.71, "told": 100.0},
    {"name": "aspirants_per_groups_ended_3", "indicator": "aspirants", "year": 3, "per": "groups_ended"}
    | {"per_year": None, "low": 1.5, "high": 2.5, "error": 0.3, "discrepancy": 0.2, "p5": 1.0, "p50": 2.0, "p95": 3.0}
    | {"luck": 0.2, "below_low": 0.2, "below_high": 0.8, "told": 99.0},
]
"""What is kept of how an ensemble meets a value and a range."""


def of_a_rule(people: float, gap: float, times: int) -> OfARule:
    """The second set and the third of each four agree, with `people` participants, `gap` errors away."""
    tried = WeightedSample(np.tile(UNIT, (times, 1)), np.tile([-8.0, 0.0, 0.0, -8.0], times), np.ones(4 * times))
    figures = np.full((4 * times, 2, 1), people) * np.tile([0.5, 1.0, 1.0, 2.0], times)[:, None, None]
    return OfARule(tried, figures, np.tile([[9.0], [gap], [gap], [9.0]], (times, 1)), Luck.of(figures))


def known(gap: float = -0.2, evidence: str = "participants", times: int = 200) -> Known:
    row = Target(indicator=evidence, year=3, value=300, evidence="counted", error=15, source="by hand")
    targets = Targets("by_hand", "By hand", "ref", 0.1, (row,), "by_hand.toml")
    screened = pd.DataFrame(
        [
            {"factor": factor.name, "rule": rule, "target": row.name, "mu_star": 1.0, "steered": True}
            for factor in FACTORS
            for rule in ("simple", "threshold")
        ]
    )
    rules = {"simple": of_a_rule(295.0, gap, times), "threshold": of_a_rule(290.0, gap, times)}
    return Known(targets, read(), FACTORS, screened, rules)


def worth(**log: float) -> Known:
    """With other evidence: the logarithm by which all sets of a rule are likelier."""
    made = known(times=50)
    of = {
        rule: replace(one.tried, log_likelihood=one.tried.log_likelihood + log[rule])
        for rule, one in made.rules.items()
    }
    return replace(made, rules={rule: replace(one, tried=of[rule]) for rule, one in made.rules.items()})


def spread_evenly(sets: int = 800, luck: float = 0.05) -> Known:
    """Of the logarithm of people the first number, which is steered, makes four fifths of the variance, and the second
    the rest, but for luck: two seeds of each set."""
    random = np.random.default_rng(1)
    unit = random.random((sets, 2))
    logarithm = 5 + 2 * unit[:, 0] + unit[:, 1] + luck * random.normal(size=(2, sets))
    tried, figures = WeightedSample(unit, np.zeros(sets), np.ones(sets)), np.expm1(logarithm).T[:, :, None]
    rule = OfARule(tried, figures, np.zeros((sets, 1)), Luck.of(figures))
    few = known()
    second = few.screened["factor"] == FACTORS[1].name
    screened = few.screened.assign(steered=~second, mu_star=np.where(second, 1.0, 3.0))
    return replace(few, screened=screened, rules={"simple": rule, "threshold": rule})


def calibrated(needed: bool = True, years: Sequence[int] = (3,), near: float = 0.9, **how: Any) -> Calibration:
    """`needed`: without contagion the totals of these years are not met; `near`: how often they are as it was."""
    found, runs = known(**how), SimpleNamespace()
    shares = {
        "as it was": near,
        "nobody of a group wishes to lead": near / 9 if needed else near * 8 / 9,
        "no place is filled from outside": near * 7 / 9,
        "neither": 0.0,
    }
    without = pd.DataFrame(
        [
            {"variant": name, "target": f"participants_{year}", "low": 100.0, "middle": 400.0 * year, "high": 1400.0}
            | {"within": share, "worlds": 300, "count_as": 300.0}
            for name, share in shares.items()
            for year in years
        ]
    )
    made: Any = runs
    return Calibration(
        found,
        drawn(found, "by_hand", 4, predicted=PREDICTED),
        posterior_table(found),
        correlated_pairs(found),
        without,
        made,
    )
