"""What would overturn an answer (`questions/overturning.py`), on differences made by hand."""

from dataclasses import replace

import pandas as pd

from contagion.experiments.questions.overturning import meaning, overturned
from tests.helpers.even_ensemble import even, twice

ENSEMBLE = twice(even(64))  # of each of three rules, two worlds a set
WORLDS = range(1, 385)


def of_worlds(value):
    """A difference by what is in the set of a world."""
    return pd.Series({world: float(value(ENSEMBLE.values(world - 1))) for world in WORLDS})


def test_the_rule_that_turns_it_round_is_named_with_its_interval():
    said = overturned(ENSEMBLE, of_worlds(lambda here: -5 if here["registering.rule"] == "threshold" else 20), "people")
    assert said.startswith("It is the other way round where `registering.rule` (whether earlier exposures count")
    assert "is “threshold”: -5 people (-5 to -5) in the mean" in said


def test_the_number_that_turns_it_round_is_named_with_its_side():
    usual = ENSEMBLE.table["receptivity.share"].median()
    said = overturned(ENSEMBLE, of_worlds(lambda here: 30 if here["receptivity.share"] > usual else -10), "people")
    assert "`receptivity.share` (residents who are receptive) is low, up to" in said


def test_where_nothing_turns_it_round_the_nearest_is_named():
    said = overturned(ENSEMBLE, of_worlds(lambda here: 20 + here["receptivity.share"]), "people")
    assert said.startswith("Nothing that varies between the worlds surely turns it round. It comes nearest where ")
    assert "`receptivity.share` (residents who are receptive) is low" in said


def test_a_set_that_comes_again_counts_once():
    """What a few sets say does not become surer by being said often."""
    turned = of_worlds(lambda here: -5 if here["registering.rule"] == "threshold" else 20)
    noise = turned + pd.Series([(-1) ** ((world - 1) // 6) for world in WORLDS], WORLDS)
    rows = [*range(12)] * 8
    again = replace(ENSEMBLE, table=ENSEMBLE.table.iloc[rows])
    assert "is “threshold”: -5 people (-" in overturned(ENSEMBLE, noise, "people")
    assert "surely turns it round" in overturned(again, noise, "people")


def test_an_input_is_said_in_words():
    assert meaning("retention.loss_per_year") == "rate at which active facilitators stop"
    assert meaning("registering.rule = threshold") == "people decide by the rule threshold"
    assert meaning("of no model") == "of no model"
