"""The communes as a graph, with what has happened in each on its nodes."""

from __future__ import annotations

import networkx as nx
import numpy as np

from contagion.models.programme.layout import ACTIVE_FACILITATORS
from contagion.models.programme.readable import Readable
from contagion.models.records import COMMUNE_COUNTS


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
