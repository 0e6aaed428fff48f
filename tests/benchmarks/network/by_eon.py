"""The contagion of `ours` by the EoN package (Miller & Ting 2019, doi 10.21105/joss.01731), as a peer.

EoN 2 is in the optional dependency group `bench`. Its event-driven `fast_SIR` without recovery is the same
susceptible-infected process, on a NetworkX graph.
"""

from importlib import import_module

import numpy as np

from tests.benchmarks.network.ours import BETA, FOUNDERS, WEEKS


def _eon():
    try:
        return import_module("EoN")
    except ImportError:
        raise SystemExit("The comparison with EoN needs the optional group `bench`: pip install EoN==2.0") from None


def set_up(ties: np.ndarray):
    """The stored network (a NetworkX graph), of ties between two people each."""
    import networkx as nx

    return nx.Graph(ties.tolist())


def run(graph, seed: int, beta: float = BETA, founders: int = FOUNDERS, weeks: float = WEEKS) -> int:
    """Adopters at the horizon, founders included."""
    rng = np.random.default_rng(seed)
    start = rng.choice(len(graph), founders, replace=False).tolist()
    _, _, adopters, _ = _eon().fast_SIR(graph, beta, 0.0, initial_infecteds=start, tmax=weeks, rng=rng)
    return int(adopters[-1])
