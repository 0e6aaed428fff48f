"""A run of the kernel, stepped through week by week."""

from copy import deepcopy

import pytest

import contagion as ct
from contagion.models.records import WEEK
from tests.whole.test_same_results import digests

FIGURES = tuple(name for name in WEEK.names or () if name != "week")


def test_it_lives_the_weeks_of_a_run(at_work):
    model = ct.model("ref", seed=4, years=2)
    assert repr(model) == "<Model ref: seed 4, week 0 of 104>"
    model.step()
    assert (model.week, model.running) == (1, True)
    while model.running:
        model.step()
    made = ct.run("ref", seed=4, years=2)
    for name in FIGURES:
        assert model.state.array("weeks")[name].tolist() == made.weeks[name].tolist(), name
    assert len(model.groups) == len(made.tables["groups"])
    assert model.week == 104
    with pytest.raises(ct.InputError, match="the 2 years of this model are over; years= asks for more"):
        model.step()


def test_what_is_asked_for_is_lived(at_work):
    """Settings either way, a territory, its effort, a rule."""

    def nobody(model):
        """Nobody pairs."""

    dinan = ct.territory("Dinan Agglomération")
    model = ct.model(
        ct.read("cautious"),
        seed=2,
        years=1,
        territory=dinan,
        effort="as-written",
        rules={"pairing.pair_up": nobody},
        settings={"group": {"maximum": 9}},
        costs__room=33,
    )
    assert model.programme.parameters.group.maximum == 9
    assert model.programme.name == ("cautious, group.maximum = 9, costs.room = 33, pairing.pair_up by nobody")
    assert model.territory.codes == dinan.model.codes
    with_rule = ct.run(
        ct.read("cautious", {"group.maximum": 9, "costs.room": 33}),
        seed=2, years=1, territory=dinan, effort="as-written", rules={"pairing.pair_up": nobody},
    )  # fmt: skip
    model.run_model()
    assert len(model.facilitators) == len(with_rule.tables["facilitators"])


def test_run_steps(at_work):
    model, weeks = ct.Model(seed=1, years=1), []
    model.run(3, lambda model: weeks.append(model.week))
    assert weeks == [1, 2, 3]


@pytest.mark.parametrize("scenario", ["ref", "adaptive_places"])
def test_a_copy_goes_on_as_the_original_does(scenario, at_work):
    """A model branches: what one lives, the other does not, and both live what an uncopied run does."""
    model = ct.model(scenario, seed=3, years=4)
    model.run(156)
    seen = model.facilitator(0)
    before, copy = digests(model), deepcopy(model)
    copy.run(52)
    assert digests(model) == before
    model.run(52)
    whole = ct.model(scenario, seed=3, years=4)
    whole.run(208)
    assert digests(copy) == digests(model) == digests(whole) != before
    assert (copy.week, copy.running) == (208, False)
    assert copy.facilitator(0).model is copy
    assert model.facilitator(0) is seen


MISTAKES = [
    ({"scenario": "reff"}, "reff"),
    ({"scenario": 3}, "scenario: must be a name, a file or a Scenario, not int"),
    ({"seed": "1"}, "seed '1': must be a whole number"),
    ({"years": 0}, "years 0: must be a whole number from 1 to 100"),
    ({"training__plaes": 3}, "training.plaes"),
    ({"plaes": 3}, "model: takes no 'plaes' here"),
    ({"rng": 3}, "model: takes no 'rng' here. Did you mean 'seed'?"),
    ({"settings": {"training.founder_communes": ["Amagny"]}}, "founder_communes: 'Amagny' is not a commune of this"),
    ({"effort": "much"}, "effort 'much' is not known"),
    ({"rules": {"paring": print}}, "rule 'paring' is not known"),
    ({"territory": "Nowhere at all"}, "Nowhere at all"),
]


@pytest.mark.parametrize("asked, words", MISTAKES)
def test_a_mistake_is_told_in_a_line(asked, words, at_work):
    with pytest.raises(ct.InputError) as told:
        ct.model(**asked)
    assert words in str(told.value)
    assert "\n" not in str(told.value)
