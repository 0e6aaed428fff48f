"""The Mesa model works as a Mesa user expects: agents to select, replace and remove, figures, batches, a graph."""

from collections import Counter

import matplotlib.pyplot as plt
import mesa
import networkx as nx
import numpy as np
import pytest

from contagion.models.mesa_model import Facilitator, Group, ProgrammeModel, Resident, graph_of
from contagion.models.mesa_model.model import FIGURES, LEFT_OUT
from contagion.models.outcomes import indicators
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError


def model_after(weeks: int, kind: type[ProgrammeModel] = ProgrammeModel, seed: int = 1, **settings) -> ProgrammeModel:
    model = kind("ref", seed, **settings)
    for _ in range(weeks):
        model.step()
    return model


@pytest.fixture(scope="module")
def year() -> ProgrammeModel:
    """A run of a year and a half, at which tests look."""
    return model_after(78)


def test_same_seed_gives_same_run(year):
    assert model_after(78).tally == year.tally
    assert model_after(78, seed=2).tally != year.tally


def test_subclass_of_an_agent_is_used():
    class Loner(Facilitator):
        def may_lead_alone(self):
            return True

    class Alone(ProgrammeModel):
        Facilitator = Loner

    model = model_after(40, Alone)
    assert model.groups
    assert {len(group.leaders) for group in model.groups} == {1}
    assert not any(group.stand_in for group in model.groups)


def test_removed_resident_is_no_agent_any_more():
    model = model_after(30)
    resident, cell = model.waiting[0], model.waiting[0].cell
    assert resident in cell.agents
    model.waiting.remove(model.met.pop(resident.number))
    resident.remove()
    assert resident not in model.agents
    assert resident not in cell.agents
    assert model.resident(resident.number) is not resident


def test_agents_of_the_model_can_be_selected_and_shuffled(year):
    active = year.agents.select(lambda one: isinstance(one, Facilitator) and one.is_active)
    assert set(active) == set(year.active_facilitators)
    seen = []
    active.shuffle_do(seen.append)
    assert sorted(seen, key=id) == sorted(active, key=id)
    assert {Resident, Facilitator, Group} <= set(year.agent_types)


def test_space_of_communes_is_drawn_by_mesa(year):
    pytest.importorskip("solara", reason="needs what the extra [mesa] names")
    from mesa.visualization import SpaceRenderer
    from mesa.visualization.components import AgentPortrayalStyle

    renderer = SpaceRenderer(year).setup_agents(lambda _: AgentPortrayalStyle(size=5))
    renderer.space_drawer.pos = nx.get_node_attributes(year.space.G, "pos")
    renderer.render()
    drawn = {tuple(point) for one in renderer.canvas.collections for point in np.asarray(one.get_offsets()).tolist()}
    homes = {tuple(year.space.G.nodes[resident.cell.coordinate]["pos"]) for resident in year.met.values()}
    assert homes <= drawn
    plt.close(renderer.canvas.figure)


def test_participants_are_in_one_place(year):
    participants = [resident for group in year.groups for resident in group.members]
    status = Counter(resident.status for resident in participants)
    assert set(status) <= {"in group", "completer", "dropped"}
    assert len(participants) == len(set(participants))
    assert not set(participants) & set(year.waiting)
    for group in year.groups_in("recruiting"):
        assert all(resident.group is group for resident in group.registered)


def test_collected_figures_have_names_of_indicators(year):
    frame = year.datacollector.get_model_vars_dataframe()
    assert len(frame) == 78
    assert set(frame) == set(FIGURES)
    assert [name for name in FIGURES if not hasattr(indicators, name)] == []
    assert frame["groups_opened"].iloc[-1] > 0


@pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="Mesa 4 has none")
def test_batch_runs_over_a_parameter(monkeypatch):
    monkeypatch.setattr("multiprocessing.set_start_method", lambda *_, **__: None)  # it would stay for other tests
    asked = {"training__places": [0, 40], "training__founders": 4, "years": 1}
    low, high = mesa.batch_run(ProgrammeModel, asked, rng=[3], display_progress=False, max_steps=60)
    assert low["facilitators_trained"] == 4
    assert high["facilitators_trained"] >= 4


def test_other_graph_is_used():
    whole = graph_of(Territory.from_file())
    some = [code for code, node in whole.nodes(data=True) if node["urban_status"] in ("C", "B")]
    model = model_after(30, graph=nx.DiGraph(whole.subgraph(some)))
    assert model.people.size == sum(sum(whole.nodes[code]["ages"]) for code in some)
    assert {model.communes.codes[group.cell.coordinate] for group in model.groups} <= set(some)


@pytest.mark.parametrize("name,value", [("facilitation__max_load", 2), ("demand__unlimited", True)])
def test_switch_left_out_is_named(name, value):
    with pytest.raises(InputError, match=r"^[a-z_.]+ = .*Mesa model has no rule") as told:
        ProgrammeModel("ref", 1, **{name: value})
    assert name.replace("__", ".") in str(told.value)
    assert name.replace("__", ".") in LEFT_OUT


@pytest.mark.parametrize(
    "asked,words",
    [
        ({"training__plaes": 3}, "unknown parameter 'training.plaes'. Did you mean 'training.places'"),
        ({"training__places": "x"}, "training.places = 'x': must be a valid number"),
        ({"plaes": 3}, "plaes: unknown setting. Expected section__name"),
        ({"seed": -1}, "seed -1: must be a whole number from 0"),
        ({"years": 0}, "years 0: must be a whole number from 1 to 100"),
        ({"scenario": "reff"}, "no such scenario file. Did you mean 'ref'"),
    ],
)
def test_mistake_is_one_line(asked, words):
    with pytest.raises(InputError) as told:
        ProgrammeModel(**asked)
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_scenario_of_another_programme_is_refused():
    with pytest.raises(InputError, match="alternative"):
        ProgrammeModel("workshop", 1)


def test_decision_holds_from_its_date():
    model = ProgrammeModel("double_places", 1)
    model.apply_decisions()
    assert model.p.training.places == 10
    model.week = 156
    model.apply_decisions()
    assert model.p.training.places == 20
