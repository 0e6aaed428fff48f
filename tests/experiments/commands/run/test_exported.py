"""Runs as GeoJSON and GraphML."""

import json
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import contagion as ct
from contagion.experiments.commands.run.exported import of_communes


@pytest.mark.slow
def test_an_exported_tie_is_that_of_the_scenario(at_work):
    shares = []
    for exponent in (1.5, 2.5):
        scenario = ct.read("ref", {"contacts.tie_exponent": exponent})
        graph = nx.read_graphml(ct.run(scenario, years=1).to_graphml("ties.graphml"))
        shares.append(graph.edges["25056", "25056"]["tie_share"])
    assert shares[0] < shares[1] < 1


def test_a_hole_in_a_commune_is_a_hole_in_the_export():
    from contagion.experiments.commands.run.exported import _geometry

    square = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], dtype=float)
    hole, beside = square / 4 + 1, square + 10
    made = _geometry([square[::-1], hole, beside], [0, 0])
    assert made["type"] == "MultiPolygon"
    assert [len(polygon) for polygon in made["coordinates"]] == [2, 1]
    outer, inner = made["coordinates"][0]
    assert outer == square.tolist()  # against the clock
    assert inner == hole[::-1].tolist()
    assert _geometry(None, [47.0, 6.0]) == {"type": "Point", "coordinates": [6.0, 47.0]}


def test_a_map_and_its_export(done):
    left = done("a map and its export")
    results = left["results"]
    assert isinstance(left["ax"], Axes)
    features = json.loads(Path("run.geojson").read_text(encoding="utf-8"))["features"]
    assert len(features) == 68
    assert sum(one["properties"]["participants"] for one in features) == results.summary["participants"] > 0
    last = results.communes.query("year == 3").set_index("commune")
    own, active = last["coverage"], last["facilitators_active"]
    assert all(one["properties"]["coverage"] == pytest.approx(own[one["id"]]) for one in features)
    assert {one["geometry"]["type"] for one in features} <= {"Polygon", "MultiPolygon"}
    graph = nx.read_graphml("run.graphml")
    assert len(graph) == 68
    assert min(share for *_, share in graph.edges(data="tie_share")) >= 0.02
    whole = results.territory.model.tie_share
    assert graph.number_of_edges() == (whole >= 0.02).sum()
    assert graph.nodes["25056"]["facilitators_active"] == active["25056"]
    strongest = float(np.sort(whole.ravel())[-3])
    results.to_graphml("strongest.graphml", min_tie=strongest)  # the bound itself is among them
    assert nx.read_graphml("strongest.graphml").number_of_edges() == (whole >= strongest).sum() == 3


@pytest.fixture(scope="module")
def results():
    return ct.run("ref", seed=1, years=4)


def test_an_edge_of_who_told_whom_is_a_registration_that_somebody_told_of(results):
    graph, events = results.graph("told"), results.tables["events"]
    rows = events[(events["kind"] == "registered") & (events["other"] != -1)]
    edges = sorted((told, who, told_of["week"], told_of["channel"]) for told, who, told_of in graph.edges(data=True))
    assert edges == sorted(zip(rows["other"], rows["who"], rows["week"], rows["detail"], strict=True))
    assert {told_of["channel"] for *_, told_of in graph.edges(data=True)} == {"facilitator", "partner", "word of mouth"}
    kinds = nx.get_node_attributes(graph, "kind")
    assert {kinds[told] for told, _, of in graph.edges(data=True) if of["channel"] == "partner"} == {"organisation"}
    assert {kinds[told] for told, _, of in graph.edges(data=True) if of["channel"] != "partner"} == {"person"}
    homes = results.tables["residents"].set_index("resident")["commune"]
    people = [node for node, kind in kinds.items() if kind == "person"]
    assert [graph.nodes[one]["commune"] for one in people] == homes[people].tolist()


def test_a_facilitator_was_led_by_the_parents(results):
    graph, trained = results.graph("led"), results.tables["facilitators"]
    children = trained[trained["from_group"] >= 0]
    assert len(children) > 10
    for one in children.itertuples():
        leaders = {leader for leader, _, group in graph.in_edges(one.facilitator, keys=True) if group == one.from_group}
        assert leaders == {one.parent_a, one.parent_b}
    leads = {node for node, of in graph.nodes(data=True) if of["facilitator"]}
    assert {leader for leader, _ in graph.edges()} <= leads <= {*trained["facilitator"]}
    assert graph.number_of_edges() == 2 * len(results.tables["participants"])


@pytest.mark.parametrize(
    "changes", [{}, {"facilitation.leaders": 1}, {"facilitation.solo_after": 2}, {"population.turnover_per_year": 0.06}]
)
def test_shares_of_descent_into_a_facilitator_sum_to_one_or_none(changes):
    run = ct.run(ct.read("ref", changes), seed=2, years=6)
    tree, trained = run.tree(), run.tables["facilitators"]
    assert nx.is_directed_acyclic_graph(tree)
    shares = dict(tree.in_degree(weight="weight"))
    assert {shares[one.facilitator] for one in trained.itertuples() if one.source == "participant"} == {1}
    assert {shares[one.facilitator] for one in trained.itertuples() if one.source != "participant"} == {0}
    weeks = nx.get_node_attributes(tree, "week")
    assert all(weeks[parent] < weeks[child] == week for parent, child, week in tree.edges(data="week"))
    assert nx.dag_longest_path_length(tree, weight=None) == run.summary["generations"]
    offspring = dict(tree.out_degree(weight="weight"))
    followed = [offspring[node] for node, week in weeks.items() if week <= 52]
    assert run.summary["reproduction_number"] == pytest.approx(np.mean(followed))


def test_tree_is_a_part_of_who_led_whom(results):
    tree, led = results.tree(), results.graph("led")
    assert {(a, b) for a, b, _ in led.edges(keys=True) if b in tree} == set(tree.edges)
    assert [of["number"] for _, of in tree.nodes(data=True)] == list(range(1, len(tree) + 1))


def test_tree_with_participants_says_who_invited_them(results):
    tree, told = results.tree(participants=True), results.graph("told")
    people = results.tables["participants"]
    assert {*people["person"]} | {*results.tables["facilitators"]["facilitator"]} <= set(tree)
    invited = [(a, b, of) for a, b, of in tree.edges(data=True) if "channel" in of]
    assert {of["channel"] for *_, of in invited} == {"facilitator", "word of mouth"}
    assert len(invited) == people["channel"].isin(["facilitator", "word of mouth"]).sum() > 50
    assert all(told.has_edge(a, b) for a, b, _ in invited)
    assert nx.is_directed_acyclic_graph(tree)
    assert sum(of["weight"] for *_, of in invited) == sum(of["weight"] for *_, of in invited if of["weight"] > 0)
    own = [one for one, of in tree.nodes(data=True) if of["kind"] == "facilitator"]
    assert {*tree.subgraph(own).edges} >= {*results.tree().edges}


def test_tree_survives_graphml(results, tmp_path):
    tree = results.tree(participants=True)
    nx.write_graphml(tree, tmp_path / "tree.graphml")
    read = nx.read_graphml(tmp_path / "tree.graphml", node_type=int)
    assert dict(read.nodes(data=True)) == dict(tree.nodes(data=True))
    assert {(a, b): of for a, b, of in read.edges(data=True)} == {(a, b): of for a, b, of in tree.edges(data=True)}


def test_who_leads_alone_or_with_somebody_who_stands_in_is_one():
    alone = ct.run(ct.read("ref", {"facilitation.leaders": 1}), seed=1, years=2)
    assert alone.graph("led").number_of_edges() == len(alone.tables["participants"])
    helped = ct.run(
        ct.read("ref", {"facilitation.stand_in_weeks": 26, "facilitation.pair_distance_km": 5}), seed=1, years=3
    )
    groups = helped.tables["groups"].set_index("group")["stand_in"]
    leaders = 2 - groups[helped.tables["participants"]["group"]].astype(int)
    assert groups.any()
    assert helped.graph("led").number_of_edges() == leaders.sum()


@pytest.mark.parametrize("what", ["told", "led"])
def test_a_network_grows_from_year_to_year(results, what):
    graphs = [results.graph(what, year=year) for year in (1, 2, 3, 4)]
    for before, after in pairwise(graphs):
        assert {*before.edges(keys=True)} < {*after.edges(keys=True)}
    assert max(week for *_, week in graphs[1].edges(data="week")) < 104


def test_the_communes_have_their_figures(results):
    graph, last = results.graph(), results.communes[results.communes["year"] == 4].set_index("commune")
    assert set(graph) == set(last.index)
    assert nx.get_node_attributes(graph, "participants") == last["participants"].to_dict()
    assert results.graph(year=1).nodes["25056"]["participants"] < graph.nodes["25056"]["participants"]


def test_what_is_not_known_is_left_out():
    made = of_communes(nx.DiGraph([("a", "b")]), pd.DataFrame({"x": [1.0, np.nan]}, index=["a", "b"]))
    assert dict(made.nodes(data=True)) == {"a": {"x": 1.0}, "b": {}}


def test_another_network_is_told_in_a_line(results):
    with pytest.raises(ct.InputError, match="there are communes, told, led"):
        results.graph("friends")
