"""Readings: what each sets, that a scenario goes before it, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.commands.compare.costs import avoided_by_scenario
from contagion.experiments.evidence.calibration import RULE, RULES
from contagion.experiments.evidence.ensemble import ONE_SET, under
from contagion.experiments.evidence.readings import (
    A_MONTH,
    OTHERS,
    READINGS,
    must_be_told,
    must_change,
    reading_of,
)
from contagion.experiments.evidence.worlds import FEWEST, Worlds, under_rules
from contagion.models.parameters import Parameters
from contagion.models.runs.study import changed
from contagion.models.scenario import Scenario, Words, read
from contagion.sim.chance.draws import Draws
from contagion.sim.errors import InputError
from contagion.sim.statistics.spread import error_of_median
from tests.helpers.even_ensemble import even
from tests.helpers.priced_scenarios import SCENARIOS

TALK, RULED = READINGS["talk-informs"], READINGS["rule-threshold"]
NOTHING, LITTLE = READINGS["nothing-lasts"], READINGS["a-little-lasts"]
REF = read()
CALLED = "--reading"


@pytest.fixture(scope="module")
def ensemble():
    return even(4)


@pytest.mark.parametrize("name", READINGS)
def test_what_a_reading_sets_is_valid(name):
    made = changed(Parameters(), READINGS[name].sets)
    assert all(made.get(setting) == value for setting, value in READINGS[name].sets.items())


def test_a_reading_goes_before_a_set_and_a_scenario_before_the_reading(ensemble):
    over = under(ensemble, TALK)
    assert over.over(REF, 0).registering.word_of_mouth == 0.01
    assert ensemble.over(REF, 0).registering.word_of_mouth != 0.01
    told = read(None, ["registering.word_of_mouth=0.6"])
    made = over.over(told, 0)
    assert (made.registering.word_of_mouth, made.registering.facilitator) == (0.6, 0.01)
    assert over.left_to(told) == ["registering.word_of_mouth"]
    assert made.registering.event == ensemble.over(REF, 0).registering.event


def test_a_rule_is_read_in_the_sets_of_that_rule_alone(ensemble):
    over = under(ensemble, RULED)
    assert set(over.table[RULE]) == {"threshold"}
    assert len(over) == len(ensemble) / len(RULES)
    own = ensemble.table[ensemble.table[RULE] == "threshold"].reset_index(drop=True)
    pd.testing.assert_frame_equal(over.table, own)
    assert json.loads(Worlds(over).case(REF).at(3))["registering"]["rule"] == "threshold"


def test_a_rule_that_no_set_has_is_refused(ensemble):
    simple = replace(ensemble, table=ensemble.table[ensemble.table[RULE] == "simple"])
    with pytest.raises(InputError, match="has no set of the rule threshold; it has those of simple"):
        under(simple, RULED)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("talk-inform", "--reading talk-inform: no such reading. Did you mean 'talk-informs'?"),
        ("xyz", "no such reading. `contagion readings` lists them"),
        (5, "--reading 5: no such reading"),
        (["rule-simple", "rule-threshold"], "taken one at a time; rule-simple and rule-threshold exclude each other"),
        (["nothing-lasts", "a-little-lasts"], "nothing-lasts and a-little-lasts exclude each other"),
        (["nothing-lasts", "talk-informs"], "one at a time; only so is it known which of them an answer depends on"),
    ],
)
def test_a_mistake_is_told_in_one_line(asked, said):
    with pytest.raises(InputError, match=said.replace("?", r"\?")) as told:
        reading_of(asked, CALLED)
    assert "\n" not in str(told.value)


def test_the_same_twice_is_one_and_nothing_is_none():
    assert reading_of(["talk-informs", "talk-informs"], CALLED) is TALK
    assert reading_of(None, CALLED) is reading_of((), CALLED) is None


def test_a_reading_that_all_scenarios_set_is_refused():
    told = read(None, ["registering.word_of_mouth=0.6", "registering.facilitator=0.6"])
    must_change(TALK, [REF, told], CALLED)
    with pytest.raises(InputError, match=r"sets registering\.word_of_mouth and registering\.facilitator, which ref"):
        must_change(TALK, [told], CALLED)
    usual = read(None, [f"footprint.decay={REF.parameters.footprint.decay}"])  # said, be it as it was
    with pytest.raises(InputError, match="which ref sets itself"):
        must_change(LITTLE, [usual], CALLED)


def test_a_reading_of_emissions_alone_is_refused_where_nothing_is_said_of_them():
    must_be_told(TALK, "limits", CALLED)
    with pytest.raises(InputError, match="changes what is said of emissions alone, and limits says nothing of them"):
        must_be_told(NOTHING, "limits", CALLED)


def test_a_row_of_a_scenario_goes_before_a_reading_of_its_kind():
    def one(**own):
        row = {"kind": "workshop", "name": "talks", **own}
        return Scenario("talks", Words(), Parameters.model_validate({"alternative": [row]}))

    assert dict(NOTHING.certain_of(one())) == {"footprint.decay": A_MONTH, "workshop.decay": A_MONTH}
    assert dict(NOTHING.certain_of(one(decay=3.0))) == {"footprint.decay": A_MONTH}
    assert dict(NOTHING.certain_of(REF)) == {"footprint.decay": A_MONTH}


def test_less_is_avoided_the_less_lasts(priced_runs, ensemble):
    def avoided(name):
        over = under(ensemble, READINGS.get(name))
        return avoided_by_scenario(priced_runs, SCENARIOS, over)["p50"].iloc[0]

    usual, little, nothing, anyway = map(
        avoided, ("", *(one.name for one in (LITTLE, NOTHING)), "would-have-done-it-anyway")
    )
    assert usual > little > nothing > 0
    assert anyway == pytest.approx(usual * OTHERS / 0.7, rel=0.1)


def test_a_reading_of_emissions_changes_no_run(ensemble):
    assert Worlds(under(ensemble, NOTHING)).case(REF).at(3) == Worlds(ensemble).case(REF).at(3)
    assert Worlds(under(ensemble, TALK)).case(REF).at(3) != Worlds(ensemble).case(REF).at(3)


# ---- answers under each rule of deciding: which are others, what is tied, and of how many worlds nothing is said -----

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
