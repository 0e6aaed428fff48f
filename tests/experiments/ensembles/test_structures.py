"""Answers under each rule of deciding: which are others, what is tied, and of how many worlds nothing is said."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.ensembles.calibration import RULE, RULES
from contagion.experiments.ensembles.ensemble import ONE_SET
from contagion.experiments.ensembles.structures import FEWEST, first, under_rules
from contagion.models.scenarios.scenario import read
from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.spread import error_of_median
from tests.helpers.even_ensemble import even

SETS = 32  # of each rule
WORLDS = np.arange(1, 3 * SETS + 1)
NOISE = Draws(1).stream("noise").normal(WORLDS)
OF_RULE = {rule: np.arange(len(WORLDS)) % 3 == place for place, rule in enumerate(RULES)}


def gains(**middles):
    """What options gain in worlds whose rules take turns: by rule, so many people, and chance of ten."""
    made = {name: sum(OF_RULE[rule] * people for rule, people in zip(RULES, some, strict=True)) + 10 * NOISE for
            name, some in middles.items()}  # fmt: skip
    return pd.DataFrame(made, index=WORLDS)


def found(more, ranked=True):
    def score(rows):
        return {name: more.loc[rows, name].to_numpy() for name in more}

    return under_rules(more, even(SETS), read(), score if ranked else None)


def test_the_same_under_all_is_the_same():
    made = found(gains(a=(50, 50, 50), b=(20, 20, 20)))
    assert made.differing == made.too_few == []
    assert [(one.rule, one.worlds, one.best) for one in made.each] == [(rule, SETS, "a") for rule in RULES]
    assert made.whole.worlds == 3 * SETS


def test_middles_that_lie_apart_by_more_than_their_errors_are_told():
    more = gains(a=(50, 50, 80))
    made = found(more)
    assert [one.rule for one in made.differing] == [*RULES]  # the third lies apart from both others
    values = more.loc[OF_RULE["threshold"], "a"]
    assert made.each[2].middles["a"] == np.median(values)
    assert made.each[2].errors["a"] == error_of_median(values)
    assert not found(gains(a=(50, 50, 52))).differing


def test_another_first_is_told_and_a_tie_is_none():
    """Under the third rule b is ahead by 30; where it is ahead by chance alone, no more than that is said."""
    made = found(gains(a=(50, 50, 20), b=(20, 20, 50)))
    assert [made.overtaken(one) for one in made.each] == [False, False, True]
    apart = gains(a=(50, 50, 50), b=(20, 20, 50))
    apart["b"] += np.where(OF_RULE["threshold"], 20 * Draws(2).stream("other").normal(WORLDS), 0.0)
    tie = found(apart)
    assert not any(tie.overtaken(one) for one in tie.each)
    assert tie.each[2].tied


def test_sets_that_are_the_same_count_once_in_a_tie():
    score = {"a": np.array([9.0, 1.0, 9.0, 1.0, 9.0, 1.0]), "b": np.zeros(6)}
    assert first(score, np.arange(6)) == ("a", [])
    assert first(score, np.arange(6) % 2) == ("a", ["b"])


def test_of_few_worlds_nothing_is_said():
    made = found(gains(a=(50, 50, 80)).iloc[: 3 * FEWEST - 3])
    assert made.differing == []
    assert [one.worlds for one in made.too_few] == [FEWEST - 1] * 3


def test_where_all_worlds_have_one_rule_there_is_nothing_to_tell():
    more, ensemble = gains(a=(50, 50, 80)), even(SETS)
    assert under_rules(more, ONE_SET, read()) is None
    assert under_rules(more, ensemble, read(None, ["registering.rule=simple"])) is None
    alone = replace(ensemble, table=ensemble.table[ensemble.table[RULE] == "simple"].reset_index(drop=True))
    assert under_rules(more, alone, read()) is None
    assert under_rules(more, ensemble, read(Path("lowloss"))) is not None
    assert under_rules(more, replace(ensemble, table=ensemble.table.drop(columns=RULE)), read()) is None


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_of_a_world_is_that_of_its_set(rule):
    made = found(gains(a=[100.0 * (one == rule) for one in RULES]))
    (middle,) = (one.middles["a"] for one in made.each if one.rule == rule)
    assert middle == pytest.approx(100, abs=10)
