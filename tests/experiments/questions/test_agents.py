"""What the agents add: when two results are alike, and that a change is the same in both models."""

import numpy as np
import pytest

from contagion.experiments.evidence.short_model import knows, short_model
from contagion.experiments.questions.agents import ALIKE, APART, CHANGES, NOTHING, SOMEWHAT, compared
from contagion.models.parameters import Parameters
from contagion.models.scenario import read

EVEN = np.linspace(0, 100, 101)


@pytest.mark.parametrize(
    ("flows", "verdict"),
    [(EVEN + 20, ALIKE), (EVEN + 40, SOMEWHAT), (EVEN + 60, APART), (EVEN / 5 + 40, ALIKE), (EVEN / 5, APART)],
)
def test_two_are_alike_where_each_median_lies_in_the_middle_half_of_the_other(flows, verdict):
    assert compared("a change", "places", EVEN, flows, little=1)["verdict"] == verdict
    assert compared("a change", "places", flows, EVEN, little=1)["verdict"] == verdict


def test_what_is_little_of_all_people_is_no_difference():
    nothing = np.zeros(101)
    assert compared("a change", "places", nothing - 25, nothing, little=30)["verdict"] == ALIKE
    assert compared("a change", "places", nothing - 35, nothing, little=30)["verdict"] == APART
    assert compared("a change", "places", nothing, None, little=30)["verdict"] == NOTHING


def test_the_short_model_knows_what_it_is_compared_on():
    for name, change in CHANGES.items():
        scenario = read()
        object.__setattr__(scenario, "parameters", change.step(Parameters()))
        assert knows(read(), scenario) is change.known, name


def test_both_models_have_half_of_what_each_simulation_has():
    half = CHANGES["half the loss of facilitators"]
    here = Parameters().with_values({"retention.loss_per_year": 0.6})
    assert half.step(here).retention.loss_per_year == 0.3
    model = short_model()
    assert (half.short(model, 5) >= model.people(read(), 5)).all()
