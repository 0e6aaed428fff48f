"""Cases: what is asked of the laboratory, named by all of its parameters."""

import json

from models.parameters import Parameters
from models.runs.cases import case


def test_parameters_left_at_their_defaults_count_too():
    founders = Parameters().training.founders
    by_default = case(Parameters()).parameters
    assert json.loads(by_default)["training"]["founders"] == founders
    assert case(Parameters.model_validate({"training": {"founders": founders}})).parameters == by_default
    assert case(Parameters.model_validate({"training": {"founders": founders + 1}})).parameters != by_default
