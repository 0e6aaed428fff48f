"""What moves reach over the sets of an ensemble: by hand where the answer is known, and a quick one that is whole."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.met_again import AGAIN, met_again
from contagion.experiments.questions import sensitivity as question
from contagion.experiments.questions.in_worlds import More
from contagion.sim.chance.draws import Draws
from tests.helpers.asked import more
from tests.helpers.even_ensemble import even

SETS = 120


@pytest.fixture(scope="module")
def numbers():
    """Three inputs of a made study."""
    stream = Draws(1).stream
    return pd.DataFrame({name: stream(name).uniform(np.arange(SETS)) for name in ("moves", "lowers", "idle")})


def test_inputs_are_numbers_and_whether_a_rule_holds():
    made = question.inputs(even(2), np.arange(6), question.INPUTS_QUICK)
    assert {"retention.loss_per_year", "registering.rule = simple", "registering.rule = threshold"} <= set(made)
    rules = even(2).table["registering.rule"]
    assert made["registering.rule = simple"].tolist() == (rules == "simple").astype(float).tolist()
    assert len(question.inputs(even(2), np.arange(6)).columns) > 50


def test_what_moves_an_output_is_told_and_what_does_not_is_not(numbers):
    output = (3 * numbers["moves"] - numbers["lowers"]).rename("people")
    found = question.told(question.moved(numbers, output), "people")
    assert found["factor"].tolist() == ["moves", "lowers"]
    assert (found["prcc"] > 0).tolist() == [True, False]
    shuffled = output.sample(frac=1, random_state=1).set_axis(output.index)
    assert question.told(question.moved(numbers, shuffled), "people").empty


def test_thirds_are_read_where_an_input_is_low_and_high():
    values = pd.Series(np.arange(9.0))
    low, high = question.thirds(values, pd.Series(np.arange(9.0)))
    assert (low.tolist(), high.tolist()) == ([0, 1, 2], [6, 7, 8])
    without, with_it = question.thirds(values, pd.Series([0.0] + [1.0] * 8))
    assert (without.tolist(), len(with_it)) == ([0], 8)


def test_the_spread_of_what_differs_only_between_seeds_is_luck():
    worlds = np.array([*range(1, 41), *met_again(60)])
    values = np.where(worlds % 2, 1.0, -1.0) * np.where(worlds > AGAIN, -1, 1)
    made = question.spread_of(pd.Series(values, worlds), Worlds(even(16)))
    assert made["luck"] == pytest.approx(1)


def test_nothing_told_is_not_claimed():
    none = pd.DataFrame({"factor": [], "prcc": [], "low": [], "high": []})
    assert "No single unknown is told" in question._follows(none, none, more(1), none, pd.Series([1.0]))
    assert (question._leading(none), question._first(none)) == ("nothing that is told", "nothing told")


def test_what_the_first_unknown_tells_alone_is_said(numbers):
    """Half of the spread, so that it is not said to tell most of it, and little of it where it is idle."""
    gain = numbers["moves"] + numbers["lowers"]
    assert question.alone(numbers["moves"], numbers["moves"]) == "100% (100 to 100%)"
    assert question.alone(numbers["idle"], numbers["moves"]).split("(")[1].startswith("0 to ")
    found = question.told(question.moved(numbers, gain.rename("gain")), "gain")
    said = question._follows(found, found, More(even(4), gain), numbers, gain)
    share = float(said.partition("Alone it tells ")[2].partition("%")[0])
    assert 35 < share < 65
    assert "More would be known of both, reach and gain, if one knew the lowers and the moves." in said
