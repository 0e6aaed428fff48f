"""A graph of NetworkX as the law of who knows whom; what stands under a figure of another territory."""

from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pytest

import contagion as ct
from contagion.experiments.commands.run.figure import FIGURES, map_by_year
from contagion.experiments.say.charts.territories import weights_of
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import fitted, read
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
    "of elsewhere": (nx.Graph([("Besançon", "Dole")]), r"graph, node 'Dole' is not a commune of this territory"),
    "a number": (nx.path_graph(3), "graph, node '00000' is not a commune"),
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


# ---- under a figure stands where its run is, and whose size its effort is for ----------------------------------------

SOURCE = "CA Somewhere (EPCI 200000000): INSEE (population 2017, COG 2024), DGCL, IGN; see data/SOURCES.md"


@pytest.fixture(scope="module")
def town(territory_of, commune_rows):
    """Half of Grand Besançon, as a territory of its own."""
    rows = [row | {"source": SOURCE} for row in sorted(commune_rows, key=lambda row: -int(row["population"]))]
    return territory_of([{**row, "population": str(int(row["population"]) // 2)} for row in rows[:8]])


def foot_of(territory, settings=(), effort="scaled", draw=FIGURES["what_was_short"]) -> list[str]:
    scenario = fitted(read(None, settings), territory, effort)
    results = simulate(scenario, territory, years=1)
    return draw(results, territory).get_supxlabel().splitlines()


def test_another_territory_is_named_and_its_effort(town):
    """What was scaled is no change of the scenario."""
    here = f"{int(town.residents.sum()):,}"
    for draw in FIGURES.values():
        said = " ".join(foot_of(town, draw=draw))
        assert "settings differ" not in said
        assert "(with " not in said
        assert f"Territory: {SOURCE}" in said
        assert f"Effort scaled to {here} residents aged 15+ (" in said
        assert "5 training places" in said or "4 training places" in said


def test_at_home_nothing_of_it_is_said(territory):
    assert len(foot_of(territory)) == 1
    said = foot_of(territory, draw=map_by_year)
    assert "Communes: INSEE" in " ".join(said)
    assert not any(line.startswith(("Territory", "Effort")) for line in said)


def test_results_that_do_not_say_where_they_are_have_no_line(territory):
    results = simulate(read(), territory_for(read()), years=1)
    bare = replace(results, provenance={"scenario": "ref"})
    assert len(FIGURES["what_was_short"](bare, territory).get_supxlabel().splitlines()) == 1
