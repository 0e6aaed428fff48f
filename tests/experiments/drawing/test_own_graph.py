"""A graph of NetworkX as the law of who knows whom."""

from typing import Any

import networkx as nx
import numpy as np
import pytest

import contagion as ct
from contagion.experiments.drawing.own_graph import weights_of
from contagion.models.territory.territory import Territory

BESANCON, AVANNE, THISE = "25056", "25036", "25560"


@pytest.fixture(scope="module")
def model() -> Territory:
    return ct.territory().model


def test_a_graph_that_is_handed_in_again_is_the_same_run(at_work):
    """The one of the territory, and that of a run, whose nodes carry more."""
    before = ct.run("ref", seed=3, years=3)
    there = ct.territory(graph=before.graph("communes"))
    assert there.path == ct.territory(graph=ct.territory().graph()).path
    after = ct.run("ref", seed=3, years=3, territory=there)
    for name, table in before.tables.items():
        assert table.equals(after.tables[name]), name
    assert after.scenario.effort == before.scenario.effort
    assert after.graph("communes").edges[BESANCON, THISE]["tie_share"] == before.territory.model.tie_share[
        before.territory.model.index[BESANCON], before.territory.model.index[THISE]
    ]  # fmt: skip


def test_another_graph_is_another_run_kept_apart(at_work):
    graph = ct.territory().graph()
    graph.remove_edges_from([(a, b) for a, b in graph.edges if a != b])
    apart = ct.territory(graph=graph)
    assert repr(apart).startswith("<Territory Grand Besançon, own ties: 68 communes")
    assert np.array_equal(apart.model.tie_share, np.eye(68))
    one, other = (ct.many("ref", seeds=1, years=2, territory=where) for where in (None, apart))
    assert one.provenance["data_sha256"] != other.provenance["data_sha256"]
    told = ct.run("ref", years=3, territory=apart).graph("told")
    homes = nx.get_node_attributes(told, "commune")
    leads = [(a, b) for a, b, how in told.edges(data=True) if how["channel"] == "facilitator" and a in homes]
    assert len(leads) > 10
    assert np.mean([homes[a] == homes[b] for a, b in leads]) > 0.8  # but for colleagues


def test_a_territory_may_have_a_graph_over_a_graph(at_work):
    graph = nx.DiGraph([(BESANCON, THISE, {"weight": 1.0}), (THISE, BESANCON, {"weight": 1.0})])
    once = ct.territory(graph=graph)
    again = ct.territory(once, graph=once.graph())
    assert np.array_equal(again.model.tie_share, once.model.tie_share)
    assert np.array_equal(ct.territory(once.path).model.tie_share, once.model.tie_share)  # by its file
    assert ct.territory(once, graph=ct.territory().graph()).path == ct.territory(graph=ct.territory().graph()).path
    assert once.filled[-1] == "ties: all within, in the 66 communes whose residents know nobody by the graph"


def test_weights_by_hand(model):
    undirected = nx.Graph()
    undirected.add_edge("Besançon", int(AVANNE), weight=2)
    undirected.add_edge(THISE, THISE, weight=0.5)
    a, b, c = (model.index[code] for code in (BESANCON, AVANNE, THISE))
    by_hand = np.zeros((68, 68))
    by_hand[a, b] = by_hand[b, a] = 2
    by_hand[c, c] = 0.5
    assert np.array_equal(weights_of(undirected, model), by_hand)
    directed = nx.MultiDiGraph()
    directed.add_edges_from([(BESANCON, AVANNE, {"weight": np.float64(1)}), (BESANCON, AVANNE, {"weight": 3})])
    weights = weights_of(directed, model)
    assert (weights[a, b], weights.sum()) == (4, 4)


def edge(**what: object) -> nx.Graph:
    return nx.Graph([(BESANCON, THISE, what)])


MISTAKES = {
    "a list": ([1], "graph: must be a graph of NetworkX, not list"),
    "of elsewhere": (nx.Graph([("Besançon", "Dole")]), r"graph, node 'Dole' is no commune of this territory"),
    "a number": (nx.path_graph(3), "graph, node '00000' is no commune"),
    "a pair": (nx.Graph([((1, 2), BESANCON)]), r"graph, node \(1, 2\): must be the INSEE code or the name"),
    "twice": (nx.Graph([("Besançon", BESANCON)]), "graph, node '25056' and 'Besançon' are one commune"),
    "many": (nx.Graph([("Besançon", "outside the centre")]), "'outside the centre' is more than one commune"),
    "no weight": (nx.Graph([(BESANCON, THISE)]), f"edge '{BESANCON}' to '{THISE}': has no weight; nx.set_edge_attrib"),
    "some without": (nx.Graph([(BESANCON, THISE, {"weight": 1}), (THISE, AVANNE)]), f"'{THISE}' to '{AVANNE}': has no"),
    "negative": (edge(weight=-1), "weight -1: must be a number of 0 or more"),
    "not a number": (edge(weight=float("nan")), "weight nan: must be"),
    "endless": (edge(weight=1e301), r"weight 1e\+301: must be"),
    "text": (edge(weight="2"), "weight '2': must be"),
    "none": (edge(weight=None), "weight None: must be"),
    "a share": (edge(tie_share=-0.1), "tie_share -0.1: must be"),
    "all zero": (edge(weight=0), "graph: has no edge with a weight above 0"),
    "empty": (nx.Graph(), "graph: has no edge with a weight above 0"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_a_line(name, at_work):
    graph: Any = MISTAKES[name][0]
    words = MISTAKES[name][1]
    with pytest.raises(ct.InputError, match=words) as told:
        ct.territory(graph=graph)
    assert "\n" not in str(told.value)


def test_a_large_territory_takes_none(at_work):
    with pytest.raises(ct.InputError, match=r"graph: is for a territory of at most 1,000 communes, and this one has"):
        ct.territory("Normandie", graph=nx.Graph([(BESANCON, THISE, {"weight": 1})]))
