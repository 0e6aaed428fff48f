"""The territory (ODD 7, territory): communes as a graph, distances, who knows and works with whom."""

from typing import Any

import networkx as nx
import numpy as np
from mesa.discrete_space import Network

from contagion.models.territory.territory import Territory

BANDS = 6  # of age: 15-29, 30-44, 45-59, 60-74, 75-89, 90 and over
ANYBODY, COLLEAGUES = -1, -2  # whom one looks for around a place, other than ties of somebody of an age band


def graph_of(territory: Territory) -> nx.DiGraph:
    """Add residents per age band and positions to the graph of a territory. Any graph with such attributes runs."""
    graph = territory.graph.copy()
    for code, ages in zip(territory.codes, territory.residents.tolist(), strict=True):
        graph.nodes[code].update(ages=ages, pos=(graph.nodes[code]["longitude"], graph.nodes[code]["latitude"]))
    return graph


class Communes:
    """The communes of a graph by number: residents per age band, and distances and shares of all pairs as tables."""

    def __init__(self, graph: nx.DiGraph, random: Any) -> None:
        names = ("ages", "households", "establishments", "population")
        columns = (np.array([node[name] for _, node in graph.nodes(data=True)]) for name in names)
        self.codes, (self.ages, self.households, self.establishments, population) = list(graph), columns
        self.adults, self.centre = self.ages.sum(axis=1), int(population.argmax())
        names = ("distance_km", "tie_share", "commuting_share")
        self.km, self.ties, self.commuting = (nx.to_numpy_array(graph, weight=name) for name in names)
        commute = (self.commuting * self.km).sum(axis=1)
        self.farther = commute / np.average(commute, weights=self.adults)  # than the territory's workers travel
        self.first = np.concatenate(([0], self.ages.ravel().cumsum()))  # resident of each commune and band
        graph = nx.convert_node_labels_to_integers(graph)  # Mesa draws no other networks
        touching = nx.create_empty_copy(graph.to_undirected())
        touching.add_edges_from((a, b) for a, b, touch in graph.edges(data="contiguous") if touch)
        self.space = Network(touching, random=random, layout=dict(graph.nodes(data="pos")))
        self.cells = list(self.space.all_cells)
        self._around: dict[tuple[int, int], Any] = {}

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


def share_out(total: int, weights: Any) -> Any:
    """Share out whole units by weight, the largest remainders first (ODD 7, organisations)."""
    quotas = total * weights / max(weights.sum(), 1e-9)
    shares = quotas.astype(int)
    shares[np.argsort(shares - quotas, kind="stable")[: total - shares.sum()]] += 1
    return shares


def draw_near[T](rng: Any, choices: list[T], km: Any, decay_km: float) -> T:
    """Draw one of some, those nearby being likelier, with weight exp(-km / decay_km) (ODD 7, pairs; opening)."""
    weights = np.exp(-(np.asarray(km) - np.min(km)) / max(decay_km, 1e-9))
    return choices[int(rng.choice(len(choices), p=weights / weights.sum()))]


def chance_of(rate_per_year: float) -> float:
    """Give the weekly probability of a yearly rate (ODD 7)."""
    return float(-np.expm1(-rate_per_year / 52))
