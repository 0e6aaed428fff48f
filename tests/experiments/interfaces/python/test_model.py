"""`contagion.model`: a Mesa model of a scenario, over a territory."""

from copy import deepcopy
from typing import Any

import mesa
import pytest

import contagion as ct
from contagion.models.mesa_model import ProgrammeModel


def test_model_is_mesas_and_the_same_by_either_way(at_work):
    model, same = ct.model(seed=4, years=1, training__places=20), ProgrammeModel("ref", 4, years=1, training__places=20)
    assert isinstance(model, mesa.Model)
    for one in (model, same):
        one.run_model()
    assert (model.week, model.running) == (52, False)
    assert model.tally == same.tally
    assert model.datacollector.model_vars == same.datacollector.model_vars


def test_model_has_settings_territory_and_effort_asked_for(at_work):
    dinan = ct.territory("Dinan Agglomération")
    asked: dict[str, Any] = {"territory": dinan, "settings": {"group": {"maximum": 9}}, "costs__room": 33}
    model = ct.model(ct.read("cautious"), seed=2, years=1, effort="as-written", **asked)
    assert (model.p.group.maximum, model.p.costs.room) == (9, 33)
    assert tuple(model.communes.codes) == dinan.model.codes
    assert model.p.outreach.letters == ct.read("cautious").parameters.outreach.letters
    assert ct.model(ct.read("cautious"), years=1, **asked).p.outreach.letters < model.p.outreach.letters


def test_copy_goes_on_as_its_original_does(at_work):
    model = ct.model("ref", seed=3, years=2)
    while model.week < 60:
        model.step()
    copy = deepcopy(model)
    copy.run_model()
    assert (model.week, copy.week) == (60, 104)
    model.run_model()
    assert copy.tally == model.tally
    assert copy.facilitators.to_list()[0].model is copy


MISTAKES = [
    ({"scenario": "reff"}, "reff"),
    ({"scenario": 3}, "scenario: must be a name, a file or a Scenario, not int"),
    ({"scenario": "budget_60000"}, "budget.per_year = 60000.0: the Mesa model has no rule for it"),
    ({"scenario": "double_places", "years": 1}, "from = 2020-01 is week 156, and the run has weeks 0 to 51"),
    ({"seed": "1"}, "seed '1': must be a whole number"),
    ({"years": 0}, "years 0: must be a whole number from 1 to 100"),
    ({"training__plaes": 3}, "training.plaes"),
    ({"plaes": 3}, "model: takes no 'plaes' here"),
    ({"rng": 3}, "model: takes no 'rng' here. Did you mean 'seed'?"),
    ({"effort": "much"}, "effort 'much' is not known"),
    (
        {"rules": {"pairing": print}},
        "model: takes no rules; in the Mesa model a rule is a method of an agent's subclass",
    ),
    ({"territory": "Nowhere at all"}, "Nowhere at all"),
]


@pytest.mark.parametrize("asked, words", MISTAKES)
def test_mistake_is_one_line(asked, words, at_work):
    with pytest.raises(ct.InputError) as told:
        ct.model(**asked)
    assert words in str(told.value)
    assert "\n" not in str(told.value)
