"""Scenarios: how they are asked for and show themselves."""

import numpy as np
import pytest

import contagion as ct
from contagion.models.scenario import FOLDER


def test_a_scenario_shows_itself_in_a_line():
    assert repr(ct.read("ref", training={"places": 20})).startswith("<Scenario ref, training.places = 20: Reference")


def test_settings_by_name_by_section_and_over_a_scenario():
    ways = [
        ct.read("ref", {"training.places": 20}),
        ct.read("ref", {"training": {"places": 20}}),
        ct.read("ref", training={"places": 20}),
        ct.read(ct.read("ref"), {"training.places": np.int64(20)}),
        ct.read(FOLDER / "ref.toml", {"training.places": 20}),
    ]
    for one in ways:
        assert one.parameters.training.places == 20
        assert one.name == "ref, training.places = 20"
        assert one.set_over == ("training.places",)
    assert ct.read("ref", {"training.places": 20}, name="twenty").name == "twenty"
    with pytest.warns(UserWarning, match="did you mean 0.25") as told:
        ct.read("ref", {"retention.loss_per_year": 25})
    assert told[0].filename == __file__
