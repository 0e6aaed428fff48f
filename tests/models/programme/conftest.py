"""What the tests of the programme share: a model in which decisions are in force, and a crowd to be told."""

import pytest

from contagion.models.parameters import Parameters
from tests.helpers.inspected import InspectedRun


@pytest.fixture
def under(territory):
    """A model in week 0, with these decisions in force."""

    def make(*rows, where=None, horizon=104, checked=True, stages=None, **sections):
        parameters = Parameters.model_validate({"decision": rows, **sections})
        model = InspectedRun(where or territory, parameters, 1, horizon=horizon, checked=checked, stages=stages)
        model.live_stage("authority")
        return model

    return make


@pytest.fixture(scope="session")
def crowd(build, small):
    """What the decisions are tried on: a model, and its residents."""

    def make(settings=(), seed=1):
        model = build(settings, 1, seed, where=small)
        return model, model.world.everyone().tolist()

    return make
