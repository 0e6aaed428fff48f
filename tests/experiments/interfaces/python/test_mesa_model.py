"""A run as a `mesa.Model`, with Mesa's own tools."""

import warnings
from copy import deepcopy
from typing import Any

import mesa
import networkx as nx
import pytest

import contagion as ct
from contagion.experiments.interfaces.python.mesa_model import FIGURES
from contagion.models.programme.agents import Facilitator
from tests.whole.test_same_results import digests

BATCH = getattr(mesa, "batch_run", None)  # Mesa 4 has none
QUIET = {"display_progress": False}


def batch(parameters: dict[str, Any], **how: Any) -> list[dict[str, Any]]:
    assert BATCH
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Mesa warns of its own affairs
        return BATCH(ct.Model, parameters, **QUIET, **how)


def test_it_lives_the_weeks_of_a_run_and_collects_them(at_work):
    model = ct.model("ref", seed=4, years=2)
    assert isinstance(model, mesa.Model)
    assert repr(model) == "<Model ref: seed 4, week 0 of 104>"
    model.step()
    assert (model.week, model.time, model.running) == (1, 1, True)
    while model.running:
        model.step()
    made = ct.run("ref", seed=4, years=2)
    collected = model.datacollector.get_model_vars_dataframe()
    assert tuple(collected) == FIGURES
    for name in FIGURES:
        assert collected[name].tolist() == made.weeks[name].tolist(), name
    assert len(model.groups) == len(made.tables["groups"])
    assert model.week == 104
    with pytest.raises(ct.InputError, match="the 2 years of this model are over; years= asks for more"):
        model.step()


def test_what_is_asked_for_is_lived(at_work):
    """Settings either way, a territory, its effort, a rule, and what is collected of agents."""

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
        model_reporters={"met": lambda model: len(model.residents)},
        agent_reporters={"kind": lambda agent: type(agent).__name__},
        agenttype_reporters={Facilitator: {"led": "groups_led"}},
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
    assert model.datacollector.get_model_vars_dataframe()["met"].iloc[-1] == len(model.residents)
    kinds = model.datacollector.get_agent_vars_dataframe()["kind"].loc[52.0]
    assert kinds.value_counts()["Facilitator"] == len(model.facilitators)
    assert len(model.datacollector.get_agenttype_vars_dataframe(Facilitator).loc[52.0]) == len(model.facilitators)


def test_run_steps_and_collects(at_work):
    model, weeks = ct.Model(seed=1, years=1), []
    model.run(3, lambda model: weeks.append(model.week))
    assert weeks == [1, 2, 3]
    assert len(model.datacollector.get_model_vars_dataframe()) == 3
    assert model.time == 3


@pytest.mark.skipif(BATCH is None, reason="Mesa 4 has no batch_run")
def test_a_batch_needs_no_class_of_ones_own(at_work):
    rows = batch({"training__places": [5, 20], "years": 2}, rng=[1, 7])
    assert len(rows) == 4
    for row in rows:
        made = ct.run(ct.read(None, {"training.places": row["training__places"]}), seed=row["seed"], years=2)
        assert row["participants"] == made.summary["participants"]
        assert row["Step"] == 104
    every = batch({"scenario": ["ref", "cautious"], "years": 1}, rng=[1], data_collection_period=26)
    assert [(row["scenario"], row["Step"]) for row in every] == [
        (name, week) for name in ("ref", "cautious") for week in (1, 27)
    ]
    with pytest.raises(ct.InputError, match=r"seed None: must be a whole number, as in batch_run\(\.\.\., rng="):
        batch({"years": 1})


def test_mesas_drawing_finds_the_communes_where_they_lie(at_work):
    """What SolaraViz draws of a `Network`: agents by the cell on which they stand, at the place of its node."""
    model = ct.model("ref", years=1)
    places = nx.get_node_attributes(model.space.G, "pos")
    assert [places[agent.cell.coordinate] for agent in model.space.agents] == list(places.values())
    assert list(places) == list(range(68))  # nodes are numbers, by which Mesa finds their places


class Visitor(mesa.Agent):
    """An agent of somebody's own."""


@pytest.mark.parametrize("scenario", ["ref", "adaptive_places"])
def test_a_copy_goes_on_as_the_original_does(scenario, at_work):
    """A model branches: what one lives, the other does not, and both live what an uncopied run does."""
    model = ct.model(scenario, seed=3, years=4)
    model.run(156)
    _ = model.space, Visitor.create_agents(model, 2)
    before, copy = digests(model), deepcopy(model)
    copy.run(52)
    assert digests(model) == before
    model.run(52)
    whole = ct.model(scenario, seed=3, years=4)
    whole.run(208)
    assert digests(copy) == digests(model) == digests(whole) != before
    assert (copy.week, copy.time, copy.running) == (208, 208, False)
    assert {agent.model for agent in copy.agents} == {copy}
    assert len(copy.datacollector.get_model_vars_dataframe()) == 208


def test_own_agents_are_there_by_type(at_work):
    model = ct.model("ref", years=1)
    made = Visitor.create_agents(model, 2)
    assert list(model.agents_by_type[Visitor]) == list(made)
    assert Facilitator in model.agents_by_type


MISTAKES = [
    ({"scenario": "reff"}, "reff"),
    ({"scenario": 3}, "scenario: must be a name, a file or a Scenario, not int"),
    ({"seed": "1"}, "seed '1': must be a whole number"),
    ({"years": 0}, "years 0: must be a whole number from 1 to 100"),
    ({"training__plaes": 3}, "training.plaes"),
    ({"plaes": 3}, "model: takes no 'plaes' here"),
    ({"rng": 3}, "model: takes no 'rng' here; did you mean 'seed'?"),
    ({"settings": {"training.founder_communes": ["Amagny"]}}, "founder_communes: 'Amagny' is no commune of this"),
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
