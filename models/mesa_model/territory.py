"""The territory (ODD 7, territory; world): communes as a graph, distances, who knows whom, and who lives there."""

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


class Population:
    """The traits of all residents aged 15 and over, a column each (ODD 7, world).

    `band` is of age, `public` the target group, `readiness` 0 for who is not receptive, `employer` -1 for none.
    """

    def __init__(self, model: Any) -> None:
        self.model, rng = model, model.rng
        cells = model.communes.ages.ravel()
        self.commune = np.repeat(np.arange(cells.size) // BANDS, cells)
        self.band = np.repeat(np.arange(cells.size) % BANDS, cells)
        self.size = self.commune.size
        shares = np.array([public.share for public in model.p.target_group])
        self.public = rng.choice(len(shares), self.size, p=shares / shares.sum())
        self.employer = np.full(self.size, -1)
        self.readiness = np.zeros(self.size)
        self.renewal_date = rng.random(self.size)  # how far the year of the next renewal has come, 0 to 1
        self.draw_readiness(np.arange(self.size))
        self._order = np.lexsort((rng.random(self.size), self.commune))  # in which households follow one another
        self._place, self._ends = np.argsort(self._order), self._cut_households()

    def draw_readiness(self, who: Any) -> None:
        """Draw who is receptive, and how ready (ODD 7, world: receptivity)."""
        p, rng = self.model.p, self.model.rng
        share = p.receptivity.share * np.array(p.receptivity.by_age)[self.band[who]]
        share *= np.array([public.receptivity for public in p.target_group])[self.public[who]]
        share[self.commune[who] != self.model.communes.centre] *= p.receptivity.outside
        ready = rng.gamma(p.receptivity.shape, 1 / p.receptivity.shape, who.size)
        self.readiness[who] = np.where(rng.random(who.size) < share, ready, 0.0)

    def _cut_households(self) -> Any:
        """Cut each commune into households of one to four adults: where each ends (ODD 7, world: households)."""
        communes, ends = self.model.communes, [np.zeros(1, dtype=int)]
        for adults, households in zip(communes.adults, communes.households, strict=True):
            mean = adults / households - 1 if households else 0.0
            sizes = 1 + self.model.rng.binomial(3, np.clip(mean / 3, 0, 1), adults)
            ends.append(ends[-1][-1] + np.unique(np.minimum(sizes.cumsum(), adults)))
        return np.concatenate(ends)

    def household(self, number: int) -> Any:
        """Give the numbers of all adults of a resident's household."""
        n = np.searchsorted(self._ends, self._place[number], side="right")
        return self._order[self._ends[n - 1] : self._ends[n]]

    def renew(self, year: int) -> None:
        """Draw readiness again for those whose date has come; they forget refusals (ODD 7, world: receptivity)."""
        p = self.model.p.receptivity
        rate, date = p.turnover_per_year / max(p.share, 1e-9), self.renewal_date
        due = np.floor(year * rate + date) > np.floor((year - 1) * rate + date)
        self.draw_readiness(np.flatnonzero(due))
        for resident in self.model.met.values():
            resident.refusals *= not due[resident.number]


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
