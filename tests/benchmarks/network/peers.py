"""The same plain contagion on the same stored network, by Mesa, Starsim, EoN and ours: do they agree, and how fast?

    make bench STARSIM=PYTHON    # or: python -m tests.benchmarks.network.peers --starsim PYTHON

writes `peers.csv`. PYTHON has Starsim (`by_starsim.py` says how); without it, Starsim is left out. The network is
that of `ours` with seed 1, its ties written out. Times are of the processor, on a network of 193,000 people.
Whether they agree is asked of many runs on one of 5,000: EoN and ours live in continuous time, Mesa and Starsim in
weeks, so that fewer adopt there, and only two of one kind can draw from one distribution (Kolmogorov and Smirnov).
"""

from __future__ import annotations

import json
import subprocess
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median, stdev
from tempfile import TemporaryDirectory
from time import process_time

import click
import numpy as np
import pandas as pd
from scipy.stats import ks_2samp

from contagion.experiments.doors.command.one_line import one_line, process
from contagion.sim.chance.draws import Draws
from contagion.sim.files.csv_tables import write_csv
from tests.benchmarks.network import by_eon, by_mesa
from tests.benchmarks.network.ours import BETA, FOUNDERS, PEOPLE, WEEKS, FixedNetwork, adoption_times

RESULTS = Path(__file__).with_name("peers.csv")
FEW_PEOPLE = 5000
OF_ITS_KIND = {"ours": "EoN", "EoN": "ours", "Mesa": "Starsim", "Starsim": "Mesa"}  # in the same time
type Made = list[dict[str, float]]


def ties_of(network: FixedNetwork) -> np.ndarray:
    """All ties of a network, a row each: each permutation takes everybody to somebody."""
    ways = range(0, network.degree, 2)
    return np.array([(one, network.neighbour(one, way)) for way in ways for one in range(network.people)])


def with_ours(network: FixedNetwork, runs: int) -> Made:
    """Nothing is set up: ties are worked out when somebody passes the idea on."""
    made = []
    for seed in range(1, runs + 1):
        start = process_time()
        adopters = len(adoption_times(Draws(seed), network))
        made.append({"adopters": adopters, "set_up_s": 0.0, "run_s": process_time() - start})
    return made


def with_eon(ties: np.ndarray, runs: int) -> Made:
    start = process_time()
    graph = by_eon.set_up(ties)
    seconds, made = process_time() - start, []
    for seed in range(1, runs + 1):
        start = process_time()
        adopters = by_eon.run(graph, seed)
        made.append({"adopters": adopters, "set_up_s": seconds, "run_s": process_time() - start})
    return made


def with_starsim(python: str, ties: np.ndarray, runs: int) -> tuple[Made, str]:
    """By another Python; and the version of Starsim there."""
    with TemporaryDirectory() as folder:
        np.save(file := Path(folder) / "ties.npy", ties)
        words = [python, str(Path(__file__).with_name("by_starsim.py")), str(file)]
        words += map(str, (runs, BETA, FOUNDERS, WEEKS))
        done = subprocess.run(words, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return said["runs"], said["version"]


def by_all(people: int, runs: int, few: int, python: str | None) -> tuple[dict[str, Made], dict[str, str]]:
    """Runs of each package on one network, fewer where they are slow; and versions."""
    network = FixedNetwork(Draws(1), people)
    ties = ties_of(network)
    made = {"ours": with_ours(network, runs), "EoN": with_eon(ties, runs)}
    made["Mesa"] = [by_mesa.run(ties, people, seed) for seed in range(1, few + 1)]
    versions = {"ours": version("contagion-programme"), "EoN": version("EoN"), "Mesa": version("mesa")}
    if python:
        made["Starsim"], versions["Starsim"] = with_starsim(python, ties, few)
    return made, versions


def row_of(name: str, large: Made, small: dict[str, Made]) -> dict[str, float]:
    """Medians of times on the large network, and adopters on the small one beside those of the other of its kind."""
    adopters = {one: [run["adopters"] for run in runs] for one, runs in small.items()}
    own, other = adopters[name], adopters.get(OF_ITS_KIND[name])
    return {
        "set_up_s": median(one["set_up_s"] for one in large),
        "run_s": median(one["run_s"] for one in large),
        "runs_timed": len(large),
        "adopters": mean(own),
        "standard_error": stdev(own) / len(own) ** 0.5,
        "runs": len(own),
        "p_same_as_other_of_its_kind": np.nan if other is None else float(ks_2samp(own, other, method="asymp").pvalue),
    }


def _with_starsim(_context: click.Context, _option: click.Parameter, python: str | None) -> str | None:
    """That Python, which is asked before anything is measured."""
    try:
        if python:
            subprocess.run([python, "-c", "import starsim"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise click.BadParameter(f"{python!r} is no Python that has Starsim.") from None
    return python


@click.command()
@click.option("--starsim", "python", callback=_with_starsim, help="A Python that has Starsim.")
@click.option(
    "--timed", type=click.IntRange(1), default=5, help="Runs on the large network, of those that are slow there."
)
@click.option("--runs", type=click.IntRange(2), default=200, help="Runs on the small one.")
def main(python: str | None, timed: int, runs: int) -> None:
    """Measure, print and write."""
    small, versions = by_all(FEW_PEOPLE, runs, runs, python)
    large, _ = by_all(PEOPLE, 4 * timed, timed, python)
    rows = [{"package": name, "version": versions[name]} | row_of(name, of, small) for name, of in large.items()]
    table = pd.DataFrame(rows)
    write_csv(table, RESULTS, "%.4g")
    click.echo(table.to_string())


if __name__ == "__main__":
    with process():
        one_line(main)
