"""The communes as graphs: with what has happened in each on its nodes, and as a space, of those that touch."""

from __future__ import annotations

import networkx as nx
import numpy as np

from contagion.models.programme.layout import ACTIVE_FACILITATORS
from contagion.models.programme.seen.readable import Readable
from contagion.models.records import COMMUNE_COUNTS
from contagion.models.territory.territory import Territory


def graph_of(model: Readable) -> nx.DiGraph:
    """The territory's graph, whose nodes also carry what has happened in their commune since the start
    (`models.records.COMMUNE_COUNTS`) and the `facilitators_active` who live there now."""
    graph, this_year, past = model.territory.graph.copy(), model.state.array("communes"), model.rows("commune_years")
    many = len(this_year)
    counts = {name: this_year[name] + np.bincount(past["commune"], past[name], many) for name in COMMUNE_COUNTS}
    homes = model.rows("facilitators")["home"][model.listed(ACTIVE_FACILITATORS)]
    counts["facilitators_active"] = np.bincount(homes, minlength=many)
    for name, values in counts.items():
        nx.set_node_attributes(graph, dict(zip(model.territory.codes, values.astype(int).tolist(), strict=True)), name)
    return graph


def neighbours(territory: Territory) -> nx.Graph:
    """The communes by row, with `code`, `name` and `pos` (longitude and latitude, by which maps lay them out), and an
    edge where two touch. Where that is not known, an edge leads from each to the nearest."""
    graph = nx.Graph()
    for number, (code, name) in enumerate(zip(territory.codes, territory.names, strict=True)):
        latitude, longitude = territory.latlon[number].tolist()
        graph.add_node(number, code=code, name=name, pos=(longitude, latitude))
    graph.add_edges_from(territory.touching.tolist())
    if not len(territory.touching):
        for number in range(len(territory) if len(territory) > 1 else 0):
            away = territory.distances.row(number).copy()
            away[number] = np.inf
            graph.add_edge(number, int(away.argmin()))
    return graph
