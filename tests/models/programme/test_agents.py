"""Agents are rows of tables, for whoever looks."""

from collections import Counter

import pytest

from contagion.models.programme.agents import by_id
from contagion.models.records import COMMUNE_COUNTS, UNKNOWN
from contagion.sim.errors import InputError


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
        "is_ready": "; a rule's own notes have names that begin with _",
        "los_limit": r"; a rule's own notes have names that begin with _. Did you mean 'loss_limit'\?",
    }.items():
        with pytest.raises(InputError, match=begins + rest):
            setattr(one, name, 1)
    for name in ("home", "number", "hair"):
        with pytest.raises(InputError, match=f"{name} cannot be deleted"):
            delattr(one, name)
    with pytest.raises(AttributeError, match="hair"):
        _ = one.hair


# ---- all of a kind -------------------------------------------------------------------------------------------------


def test_all_of_a_kind_are_listed(run):
    model = run(years=2)
    rows = model.rows("facilitators")
    for agents, many in (
        (model.facilitators, len(rows)),
        (model.groups, len(model.rows("groups"))),
        (model.communes, 68),
        (model.residents, int((model.rows("residents")["departed"] == 0).sum())),
        (model.partners, int((model.state.array("partners")["status"] != UNKNOWN).sum())),
    ):
        assert len(agents) == many > 10
    assert model.facilitators[0] is model.facilitator(0)
    assert {one.number for one in model.facilitators if one.active} == {one.number for one in model.active}
    assert sum(one.source == "founder" for one in model.facilitators) == 10
    assert by_id(model.facilitators)[int(rows["id"][3])] is model.facilitator(3)
    assert set(by_id(model.residents)).isdisjoint(one.id for one in model.departed)


def test_agents_stay_what_they_are(run):
    model = run(years=1)
    before = model.facilitator(0)
    before._noted = 3
    model.run(10)
    assert model.facilitators[0] is before


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
