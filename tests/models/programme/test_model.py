"""Mesa for whoever looks: agents are rows of tables, and a stage may be a function that works on the agents."""

import pytest

from contagion.models.programme.model import ConversationModel
from contagion.models.programme.week import STAGES
from contagion.models.records import NONE
from contagion.models.runs.simulation import build as build_a_model
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.what_happened import digest


def test_a_stage_that_lives_what_it_replaces_changes_nothing(build, run):
    as_it_is = {stage.name: lambda model, name=stage.name: model.live_stage(name) for stage in STAGES}
    model = build(years=1, kind=lambda *a, **k: ConversationModel(*a, **k, stages=as_it_is))
    model.run(model.horizon)
    assert digest(model) == digest(run(years=1))


def nobody_at_first(model):
    """Nobody pairs for sixty weeks."""
    if model.week >= 60:
        model.live_stage("pairing")


def test_a_model_of_a_scenario_may_have_stages_replaced(territory):
    model = build_a_model(read(), territory, years=2, seed=1, stages={"pairing": nobody_at_first})
    model.run(60)
    assert model.facilitators
    assert not model.groups
    model.run(44)
    assert model.groups


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


def test_no_stage_of_that_name(territory, build):
    with pytest.raises(InputError, match=r"'paring' is no stage of the week; there are calendar, authority"):
        ConversationModel(territory, build(years=1).parameters, 5, stages={"paring": nobody_at_first})


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
