"""Agents are rows of tables, for whoever looks."""

from collections import Counter

import pytest
from mesa.agentset import AgentSet

from contagion.models.programme.agents import by_id
from contagion.models.programme.model import ConversationModel
from contagion.models.records import COMMUNE_COUNTS, UNKNOWN
from contagion.sim.errors import InputError
from tests.helpers.what_happened import digest


def test_a_run_at_which_nobody_looks_makes_no_agents(run):
    model = run(years=2, checked=False)
    assert model._agents == {}
    assert len(model.facilitators) == len(model.rows("facilitators")) > 10


def test_an_agent_reads_its_row_and_writes_nothing(run):
    model = run(years=1)
    one = model.active[0]
    assert one is model.facilitator(one.number)
    one.record["loss_clock"] = 12.5
    assert one.loss_clock == model.rows("facilitators")["loss_clock"][one.number] == 12.5
    begins = rf"<Facilitator {one.number}>: \w+ cannot be written; agents of a run are read-only"
    for name, rest in {
        "paid": r", and a rule writes the row: agent.record\['paid'\] = ...",
        "groups_led": r", and a rule writes the row",
        "is_ready": "; what a rule notes itself has a name that begins with _",
        "los_limit": r"; did you mean 'loss_limit'\?; what a rule notes",
    }.items():
        with pytest.raises(InputError, match=begins + rest):
            setattr(one, name, 1)
    for name in ("home", "number", "hair"):
        with pytest.raises(InputError, match=f"{name} cannot be deleted"):
            delattr(one, name)
    with pytest.raises(AttributeError, match="hair"):
        _ = one.hair


# ---- A run as Mesa has it: sets of agents, their order, the space; and Mesa's own tools on it ------------------------


def test_all_of_a_kind_are_a_set_of_mesas(run):
    model = run(years=2)
    rows = model.rows("facilitators")
    for agents, many in (
        (model.facilitators, len(rows)),
        (model.groups, len(model.rows("groups"))),
        (model.communes, 68),
        (model.residents, int((model.rows("residents")["departed"] == 0).sum())),
        (model.partners, int((model.state.array("partners")["status"] != UNKNOWN).sum())),
    ):
        assert isinstance(agents, AgentSet)
        assert len(agents) == many > 10
    assert model.facilitators.to_list()[0] is model.facilitator(0)
    leading = model.facilitators.select(lambda one: one.active)
    assert {one.number for one in leading} == {one.number for one in model.active}
    assert model.facilitators.agg("groups_led", sum) == rows["groups_led"].sum()
    assert model.facilitators.groupby("source").count()["founder"] == 10
    assert by_id(model.facilitators)[int(rows["id"][3])] is model.facilitator(3)
    assert set(by_id(model.residents)).isdisjoint(one.id for one in model.departed)


def test_the_order_of_a_set_is_a_draw_of_the_week(run, build):
    """So it is the same wherever it is asked for, and a rule may use it."""
    model = run(years=1)
    orders = [[one.number for one in model.residents.shuffle()] for _ in range(2)]
    assert orders[0] == orders[1] != sorted(orders[0])
    assert sorted(orders[0]) == [one.number for one in model.residents]
    other = run(years=1)
    other.random.random()
    assert [one.number for one in other.residents.shuffle()] == orders[0]
    model.run(1)
    assert [one.number for one in model.residents.shuffle()] != orders[0]
    assert [one.number for one in run([], 1, 2).facilitators.shuffle()] != [
        one.number for one in run([], 1, 1).facilitators.shuffle()
    ]

    def in_turn(model):
        model.facilitators.shuffle_do(lambda one: setattr(one, "_called", True))
        model.live_stage("pairing.pair_up")

    kind = lambda *a, **k: ConversationModel(*a, **k, stages={"pairing.pair_up": in_turn})  # noqa: E731
    lived = build(years=1, kind=kind)
    lived.run(52)
    assert digest(lived) == digest(run(years=1))


def test_agents_stay_what_they_are(run):
    model = run(years=1)
    before = model.facilitator(0)
    before._noted = 3
    model.run(10)
    assert model.facilitators.to_list()[0] is before
    with pytest.raises(InputError, match="<Facilitator 0>: cannot be removed; it is a row of a table of the model"):
        before.remove()


# ---- the communes as a graph of NetworkX, with what has happened on its nodes ----------------------------------------


@pytest.mark.parametrize("weeks", [88, 104, 105])
def test_what_has_happened_stands_on_the_nodes(build, weeks):
    """In mid-year, when the table of years does not tell all yet, and around its end."""
    model = build(["training.founders=10", "training.places=20"], 3, 3)
    model.run(weeks)
    nodes = model.graph.nodes(data=True)
    assert list(model.graph) == list(model.territory.codes)
    for name in ("registrations", "groups_started", "participants", "completers"):
        assert sum(node[name] for _, node in nodes) == model.total(name) > 0
    living = Counter(model.territory.codes[one.home] for one in model.active)
    assert {code: node["facilitators_active"] for code, node in nodes if node["facilitators_active"]} == living
    assert {type(node[name]) for _, node in nodes for name in COMMUNE_COUNTS} == {int}


def test_the_graph_of_the_territory_stays_as_it_is(run):
    model = run([], 0.5, 1)
    assert model.graph.edges[next(iter(model.graph.edges))].keys() == {
        "distance_km", "contiguous", "tie_share", "commuting_share"
    }  # fmt: skip
    assert "participants" not in next(iter(model.territory.graph.nodes(data=True)))[1]


# ---- A model that runs by the week, with chance that only its keyed draws give ---------------------------------------


def test_it_is_looked_at_after_each_week_by_whatever_seed(build, small):
    """Also by one that is larger than what Mesa takes."""
    model, seen = build([], 1, 2**70, where=small), []
    model.run(3, lambda lived: seen.append(lived.week))
    model.run(2)
    assert seen == [1, 2, 3]
    assert model.week == 5
    assert model.draws.stream("a").uniform(1) != build([], 1, 0, where=small).draws.stream("a").uniform(1)
