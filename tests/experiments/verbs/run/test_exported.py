"""Runs as GeoJSON and GraphML."""

import json
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from matplotlib.axes import Axes

import contagion as ct


@pytest.mark.slow
def test_an_exported_tie_is_that_of_the_scenario(at_work):
    shares = []
    for exponent in (1.5, 2.5):
        scenario = ct.read("ref", {"contacts.tie_exponent": exponent})
        graph = nx.read_graphml(ct.run(scenario, years=1).to_graphml("ties.graphml"))
        shares.append(graph.edges["25056", "25056"]["tie_share"])
    assert shares[0] < shares[1] < 1


def test_a_hole_in_a_commune_is_a_hole_in_the_export():
    from contagion.experiments.verbs.run.exported import _geometry

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
