"""A graph of NetworkX as the law of who knows whom: its weights, checked, by commune of the territory."""

from __future__ import annotations

from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.models.territory.distances import SMALL
from contagion.models.territory.territory import Floats, communes_named
from contagion.models.territory.territory import Territory as OfTheModel
from contagion.models.territory.ties import ENDLESS
from contagion.sim.errors import InputError
from contagion.sim.reading import given

if TYPE_CHECKING:
    import networkx as nx

WEIGHTS = ("weight", "tie_share")
"""Attributes of an edge that may say how much people know each other; the first that any edge has."""
HOW = 'nx.set_edge_attributes(graph, 1.0, "weight") gives all edges one'


def weights_of(graph: nx.Graph, territory: OfTheModel) -> Floats:
    """The weights of a graph over the communes of a territory, shape (C, C); parallel edges are added up.

    Raises
    ------
    InputError
        For a node that is no commune of the territory, a weight that is missing, negative or no number, and where there
        is none above 0.
    """
    import networkx as nx

    if not isinstance(graph, nx.Graph):
        raise InputError(f"graph: must be a graph of NetworkX, not {type(graph).__name__}")
    if len(territory) > SMALL:
        raise InputError(
            f"graph: is for a territory of at most {SMALL:,} communes, and this one has {len(territory):,}"
        )
    rows, name, edges = _rows(graph, territory), WEIGHTS[0], [*graph.edges(data=True)]
    if not any(name in edge for *_, edge in edges):
        name = WEIGHTS[1]
    weights = np.zeros((len(territory), len(territory)))
    for a, b, edge in edges:
        weight = _weight(a, b, edge, name)
        weights[rows[a], rows[b]] += weight
        if not graph.is_directed() and rows[a] != rows[b]:
            weights[rows[b], rows[a]] += weight
    if not weights.any():
        raise InputError("graph: has no edge with a weight above 0, so nobody would know anybody")
    return weights


def _rows(graph: nx.Graph, territory: OfTheModel) -> dict[Any, int]:
    """The commune of each node, by its row."""
    rows: dict[Any, int] = {}
    named: dict[int, Any] = {}
    for node in graph:
        word = f"{node:05}" if isinstance(node, int) else node
        if not isinstance(word, str):
            raise InputError(f"graph, node {given(node)}: must be the INSEE code or the name of a commune")
        try:
            found = communes_named(territory, (word,))
        except InputError as error:
            raise InputError(f"graph, node {str(error).removeprefix('communes: ')}") from None
        if len(found) > 1 or found[0] in named:
            both = f"and {given(named[found[0]])} are one commune" if found[0] in named else "is more than one commune"
            raise InputError(f"graph, node {given(node)} {both}; give each commune one node")
        rows[node], named[found[0]] = found[0], node
    return rows


def _weight(a: Any, b: Any, edge: dict[str, Any], name: str) -> float:
    at = f"graph, edge {given(a)} to {given(b)}"
    if name not in edge:
        raise InputError(f"{at}: has no weight; {HOW}")
    weight = edge[name]
    if isinstance(weight, bool) or not isinstance(weight, Real) or not isfinite(weight) or not 0 <= weight < ENDLESS:
        raise InputError(f"{at}: {name} {given(weight)}: must be a number of 0 or more")
    return float(weight)
