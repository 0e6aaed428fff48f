"""The contagion of `fixed_network` by the EoN package (Miller & Ting 2019, doi 10.21105/joss.01731), as a peer.

EoN 2 is in the optional dependency group `bench`. Its event-driven `fast_SIR` without recovery is the same
susceptible-infected process; the graph is NetworkX's random regular graph of the same size and degree.
"""

from importlib import import_module
from statistics import mean, median, stdev
from time import perf_counter

import numpy as np

from contagion.experiments.benchmarks.fixed_network import BETA, DEGREE, FOUNDERS, PEOPLE, WEEKS


def _eon():
    try:
        return import_module("EoN")
    except ImportError:
        raise SystemExit("The comparison with EoN needs the optional group `bench`: pip install EoN==2.0") from None


def set_up(seed: int, people: int = PEOPLE, degree: int = DEGREE):
    """The stored network (a NetworkX graph)."""
    import networkx as nx

    return nx.random_regular_graph(degree, people, seed=seed)


def run(graph, seed: int, beta: float = BETA, founders: int = FOUNDERS, weeks: float = WEEKS) -> int:
    """Adopters at the horizon, founders included."""
    rng = np.random.default_rng(seed)
    start = rng.choice(len(graph), founders, replace=False).tolist()
    _, _, adopters, _ = _eon().fast_SIR(graph, beta, 0.0, initial_infecteds=start, tmax=weeks, rng=rng)
    return int(adopters[-1])


def timings(networks: int = 3, runs: int = 20) -> dict[str, float]:
    """Seconds of set-up (median over networks) and of one run (median over `runs` on each), and the adopters.

    Returns
    -------
    dict of str to float
        `set_up_s`, `run_s`, their sum, and the mean number of adopters with its standard error.
    """
    _eon()
    set_ups, seconds, adopters = [], [], []
    for network in range(networks):
        start = perf_counter()
        graph = set_up(network + 1)
        set_ups.append(perf_counter() - start)
        for n in range(runs):
            start = perf_counter()
            adopters.append(run(graph, seed=1000 * network + n))
            seconds.append(perf_counter() - start)
    return {
        "set_up_s": median(set_ups),
        "run_s": median(seconds),
        "set_up_and_run_s": median(set_ups) + median(seconds),
        "adopters_mean": mean(adopters),
        "adopters_standard_error": stdev(adopters) / len(adopters) ** 0.5,
    }


if __name__ == "__main__":
    print(timings())
