"""Mesa for whoever looks: agents are rows of tables, and a stage may be a function that works on the agents."""

import numpy as np
import pytest

from contagion.models.programme.model import ConversationModel
from contagion.models.programme.replacing import StageError
from contagion.models.programme.week import PLACES
from contagion.models.records import NONE
from contagion.models.runs.simulation import build as build_a_model
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.what_happened import digest


@pytest.mark.parametrize("name", PLACES)
def test_a_stage_or_rule_that_lives_what_it_replaces_changes_nothing(build, run, name):
    model = build(years=1, kind=lambda *a, **k: ConversationModel(*a, **k, stages={name: lambda m: m.live_stage(name)}))
    model.run(model.horizon)
    assert digest(model) == digest(run(years=1))


def nobody_at_first(model):
    """Nobody pairs for sixty weeks."""
    if model.week >= 60:
        model.live_stage("pairing")


def test_a_replaced_stage_is_lived_in_place_of_the_models(territory, build):
    base = build(years=2)
    model = ConversationModel(territory, base.parameters, 1, horizon=104, stages={"pairing": nobody_at_first})
    model.run(60)
    assert not len(model.rows("groups"))
    model.run(44)
    assert len(model.rows("groups"))


def test_a_model_of_a_scenario_may_have_stages_replaced(territory):
    model = build_a_model(read(), territory, years=2, seed=1, stages={"pairing": nobody_at_first})
    model.run(60)
    assert model.facilitators
    assert not model.groups


def test_a_stage_of_ones_own_works_on_the_agents(territory, build):
    """Facilitators of the centre are let go by hand, once; nobody else is touched."""

    def dismiss(model):
        model.live_stage("facilitator turnover")
        if model.week == 30:
            for one in model.active:
                if one.home == model.territory.centre:
                    one.loss_limit = 0.0

    base = build(years=1)
    model = ConversationModel(territory, base.parameters, 1, horizon=52, stages={"facilitator turnover": dismiss})
    model.run(52)
    gone = [one for one in model.facilitators if one.home == territory.centre and one.trained_week <= 30]
    assert gone
    assert all(one.has_had_enough for one in gone if one.loss_limit == 0.0)
    assert {one.left_week for one in gone if one.loss_limit == 0.0 and one.left_week >= 0} <= set(range(30, 52))


def test_a_stage_that_fails_is_named_with_its_week(territory, build):
    def fails(model):
        if model.week == 7:
            raise KeyError("no such thing")

    model = ConversationModel(territory, build(years=1).parameters, 5, stages={"partners": fails})
    with pytest.raises(
        StageError,
        match=r"rule 'partners' \(.*fails\) failed in week 7 of seed 5: KeyError: 'no such thing' \(.*line \d+\)",
    ):
        model.run(20)


def numpys_own(model):
    return np.random.random()  # noqa: NPY002 - what is not to be done


@pytest.mark.parametrize("draw", [lambda model: model.random.random(), lambda model: model.rng.random(), numpys_own])
def test_a_stage_that_draws_outside_keyed_streams_is_named(territory, build, draw):
    model = ConversationModel(territory, build(years=1).parameters, 5, stages={"partners": draw})
    with pytest.raises(StageError, match=r"rule 'partners'.*keyed streams in week 0 of seed 5"):
        model.run(1)


def test_a_rule_of_ones_own_takes_the_place_of_one_rule_alone(territory, build):
    """Nobody of the ready pairs; what stands beside it in the stage is lived."""
    base = build(years=1)
    of_the_stage = ConversationModel(territory, base.parameters, 1, horizon=52, stages={"pairing": lambda model: None})
    of_the_rule = ConversationModel(
        territory, base.parameters, 1, horizon=52, stages={"pairing.pair_up": lambda model: None}, checked=True
    )
    of_the_stage.run(52)
    of_the_rule.run(52)
    assert not of_the_stage.ready
    assert of_the_rule.ready
    pairs = {one.trained_with for one in of_the_rule.facilitators if one.trained_with}
    assert all({*group.leaders} <= pairs for group in of_the_rule.groups)  # who was paired in training


def test_rules_of_one_stage_are_lived_in_their_order(territory, build):
    order = []
    names = ["pairing.open_groups", "calendar", "pairing.become_ready", "pairing.pair_up"]
    stages = {name: lambda model, name=name: _live_and_note(model, name, order) for name in names}
    model = ConversationModel(territory, build(years=1).parameters, 5, stages=stages)
    model.run(2)
    assert order == ["calendar", "pairing.become_ready", "pairing.pair_up", "pairing.open_groups"] * 2


def _live_and_note(model, name, order):
    order.append(name)
    model.live_stage(name)


def test_there_is_no_agent_of_a_row_that_is_not_there(run):
    """Nor a resident of an id that nobody has: both would be memory of something else."""
    model = run(years=1)
    for number in (-1, len(model.facilitators), 10**9, 1.0, True, "1", None):
        with pytest.raises(InputError, match=r"there is no row .* of facilitators; it has"):
            model.facilitator(number)
    assert model.group_of(NONE) is None
    with pytest.raises(InputError, match="there is no row 99999 of groups"):
        model.group_of(99999)
    somebody = model.active[0].id
    assert model.meet(somebody).id == somebody
    for person in (-1, 0, 67, somebody + 2**27, 10**18, 2**64, float(somebody), None):
        with pytest.raises(InputError, match="is the id of nobody who lives there"):
            model.meet(person)
