"""The territory (ODD 7, territory): communes as a graph, the distances between them, who knows and works with whom."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
from mesa.discrete_space import Network
from numpy.typing import NDArray

from contagion.models.territory.territory import Territory

BANDS = 6  # of age: 15-29, 30-44, 45-59, 60-74, 75-89, 90 and over
ANYBODY, COLLEAGUES = -1, -2  # whom one looks for around a place, besides ties of somebody of an age band


def graph_of(territory: Territory) -> nx.DiGraph:
    """Build the graph of a territory: a node per commune, an edge per ordered pair (loops included).

    Nodes carry `population`, `ages` (residents per age band), `households`, `establishments` and `pos`; edges carry
    `distance_km`, `contiguous`, `tie_share` and `commuting_share`. Any graph with these attributes runs.
    """
    graph = territory.graph.copy()
    for code, ages, (latitude, longitude) in zip(territory.codes, territory.residents, territory.latlon, strict=True):
        graph.nodes[code].update(ages=ages.tolist(), pos=(float(longitude), float(latitude)))
    return graph


class Communes:
    """The communes of a graph by number, and the tables of all pairs that the rules read.

    Attributes
    ----------
    ages : array of int, shape (communes, 6)
    km, ties, commuting : array of float, shape (communes, communes)
        Distances, and the shares of a commune's ties and workers (row) that lead to each other commune.
    """

    def __init__(self, graph: nx.DiGraph) -> None:
        self.codes, nodes = list(graph), graph.nodes
        self.ages = np.array([nodes[code]["ages"] for code in self.codes])
        self.adults = self.ages.sum(axis=1)
        self.households, self.establishments, population = (
            np.array([nodes[code][name] for code in self.codes], dtype=float)
            for name in ("households", "establishments", "population")
        )
        self.centre = int(population.argmax())
        self.km, self.ties, self.commuting = (
            nx.to_numpy_array(graph, weight=name) for name in ("distance_km", "tie_share", "commuting_share")
        )
        self.first = np.concatenate(([0], self.ages.ravel().cumsum()))  # resident of each commune and band, and the end
        self._around: dict[tuple[int, int], NDArray[np.float64]] = {}

    @cached_property
    def farther(self) -> NDArray[np.float64]:
        """How much farther a commune's workers travel than those of the territory (ODD 7, enrolment)."""
        mean_km = (self.commuting * self.km).sum(axis=1)
        return mean_km / np.average(mean_km, weights=self.adults)

    def somebody_around(self, rng: Any, place: int, kind: int, same_age: float = 0.0) -> int:
        """Draw a resident around a place: a tie of somebody of age band `kind`, ANYBODY, or one of the COLLEAGUES."""
        if (place, kind) not in self._around:
            liking = np.where(np.arange(BANDS) == kind, np.exp(same_age), 1.0) * self.ages
            within = liking / np.maximum(liking.sum(axis=1, keepdims=True), 1e-9)
            near = self.commuting[:, place] * self.adults if kind == COLLEAGUES else self.ties[place]
            shares = (near[:, None] * within).ravel().cumsum()
            self._around[place, kind] = shares / shares[-1]
        cell = int(np.searchsorted(self._around[place, kind], rng.random(), side="right"))
        return int(rng.integers(self.first[cell], self.first[cell + 1]))


def space_of(graph: nx.DiGraph, random: Callable) -> Network:
    """Make the space of cells: one per commune, next to those it touches."""
    touching = nx.Graph()
    touching.add_nodes_from(graph.nodes(data=True))
    touching.add_edges_from((a, b) for a, b, touch in graph.edges(data="contiguous") if touch and a != b)
    return Network(touching, random=random, layout=dict(graph.nodes(data="pos")))


def is_due(week_of_year: int, per_year: int, offset: float) -> bool:
    """Say whether one of `per_year` evenly spread dates falls in this week (ODD 7, pitches, events, letters)."""
    return any(int((n + offset) * 52 / per_year) == week_of_year for n in range(per_year))


def share_out(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Share out whole units by weight, the largest remainders first (ODD 7, organisations)."""
    quotas = total * weights / weights.sum()
    shares = quotas.astype(int)
    shares[np.argsort(shares - quotas, kind="stable")[: total - shares.sum()]] += 1
    return shares


def chance_of(rate_per_year: float) -> float:
    """Give the weekly probability of a yearly rate."""
    return -np.expm1(-rate_per_year / 52)
