"""The equivalence of two models, and that a change is the same in both."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evidence.short_model import knows, short_model
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.questions.agents import (
    CHANGES,
    DIFFERENT,
    EQUIVALENT,
    NOTHING,
    UNDECIDED,
    compare_means,
    equivalence,
)
from contagion.models.parameters import Parameters
from contagion.models.scenario import read


def about(mean, half=20.0):
    return np.linspace(mean - half, mean + half, 101)


def compared(agents, flows):
    return compare_means(pd.Series(agents, range(1, 102)), Worlds(), flows, range(101))["verdict"]


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        *((0.85, 1.15, EQUIVALENT), (0.81, 0.9, EQUIVALENT), (0.79, 0.9, UNDECIDED), (1.1, 1.21, UNDECIDED)),
        *((0.7, 1.4, UNDECIDED), (np.nan, np.nan, UNDECIDED), (0.0, 0.79, DIFFERENT), (1.21, 9.0, DIFFERENT)),
    ],
)
def test_interval_of_ratio_inside_margin_is_equivalent_and_outside_it_different(low, high, verdict):
    assert equivalence(low, high) == verdict


def test_wide_ranges_with_means_far_apart_are_not_equivalent():
    assert compared(about(100, 90), about(100, 90)) == EQUIVALENT
    assert compared(about(100, 90), about(60, 90)) == DIFFERENT
    assert compared(about(-100, 90), about(-100, 90)) == EQUIVALENT
    assert compared(about(-100), about(100)) == DIFFERENT
    assert compared(about(1, 90), about(1, 90)) == UNDECIDED
    assert compared(about(100), None) == NOTHING


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
