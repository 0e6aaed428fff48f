"""What the laboratory costs, and what studies take: `python -m tests.benchmarks.studies`."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, thread_time
from typing import Any

import click
import pandas as pd

from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.models.runs.study import Conversations, case, scenario_case
from contagion.models.scenario import FOLDER, read
from contagion.sim.files import csv_of
from contagion.sim.laboratory.jobs import Job, Study, execute
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.laboratory.pools import Engine, batches
from contagion.sim.laboratory.store import Store, listing
from contagion.sim.provenance import commit
from tests.benchmarks.trivial import Again, Trivial

HERE = Path(__file__).parent
RESULTS = HERE / "studies.csv"
TWO = Engine("threads", 2)
BATCH = 16  # runs, as of ten years on a worker
FEW = 64  # runs of the model, which come round again


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def stored(study: Study, folder: Path, engine: Engine) -> Laboratory:
    """A laboratory with a store of its own."""
    return Laboratory(study, engine, Store(folder, study.version), progress=False)


def replicates(folder: Path, engine: Engine, number: int, years: int) -> tuple[float, float]:
    """Runs of the default scenario a second, from the second call on, and milliseconds of this thread for each."""
    cases, lab = [scenario_case(read())], stored(Conversations(), folder, engine)
    with lab.keep_workers():
        lab.run(cases, range(-20, 0), years)
        start, own = perf_counter(), thread_time()
        lab.run(cases, range(1, number + 1), years)
        return number / (perf_counter() - start), 1000 * (thread_time() - own) / number


def own_runs(number: int, years: int) -> tuple[float, float]:
    """When a process that shares nothing began so many runs, and when it ended."""
    study, parameters = Conversations(), scenario_case(read()).parameters
    execute(study, [Job(parameters, seed, years) for seed in range(-20, 0)])
    start = monotonic()
    execute(study, [Job(parameters, seed, years) for seed in range(1, number + 1)])
    return start, monotonic()


def unshared(processes: int, number: int, years: int) -> float:
    """Runs a second of processes side by side that share nothing: what this machine can do."""
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        spans = [span.result() for span in [pool.submit(own_runs, number, years) for _ in range(processes)]]
    return processes * number / (max(end for _, end in spans) - min(start for start, _ in spans))


def filled(folder: Path, runs: int) -> Store:
    """A store of so many runs over an ensemble, that came in batches; a few runs of the model come round again."""
    scenario, ensemble = read(), read_ensemble(Path("besancon"))
    texts = [case(ensemble.over(scenario, number)).parameters for number in range(FEW)]
    study = Again.of([Job(text, 1 + number, 10) for number, text in enumerate(texts)])
    store = Store(folder, study.version)
    for first in range(0, runs, BATCH):
        asked = [Job(texts[seed % FEW], seed, 10) for seed in range(first, min(first + BATCH, runs))]
        store.save(execute(study, asked))
    return store


def scheduling(engine: Engine, jobs: int) -> float:
    """Milliseconds a job of next to no work takes; the start of the workers is not counted."""
    study, asked = Trivial(), [Job("{}", seed, 1) for seed in range(2 * jobs)]
    with closing(batches(study, asked, engine)) as made:
        done = 0
        while done < jobs:
            done += len(next(made).seconds)
        start, before = perf_counter(), done
        done += sum(len(parcel.seconds) for parcel in made)
        return 1000 * (perf_counter() - start) / (done - before)


def comparison(folder: Path, number: int) -> float:
    """Seconds that comparing two scenarios in so many worlds takes, from nothing."""
    files = [str(FOLDER / f"{name}.toml") for name in ("ref", "lowloss")]
    command = [
        sys.executable,
        "-m",
        "contagion.experiments.interfaces.command.main",
        "compare",
        *files,
        "--store",
        str(folder),
        "--workers",
        "2",
    ]
    return seconds(lambda: subprocess.run([*command, "--seeds", str(number)], check=True, capture_output=True))


def measure(quick: bool, folder: Path) -> pd.DataFrame:
    """All figures, with what they should reach."""
    rows: list[tuple[Any, ...]] = []

    def row(what: str, value: float, unit: str, target: float | None = None, at_least: bool = False) -> None:
        reached = None if target is None else (value >= target if at_least else value <= target)
        words = "" if target is None else f"{'≥' if at_least else '≤'} {target:g}"
        rows.append((what, float(f"{value:.4g}"), unit, words, {None: "", True: "yes", False: "no"}[reached]))
        click.echo(f"{what}: {value:.4g} {unit} {words}", err=True)

    number, years = (20, 1) if quick else (1000, 10)
    one, _ = replicates(folder / "one", Engine("threads", 1), number, years)
    two, parent = replicates(folder / "two", TWO, number, years)
    apart = unshared(2, number // 2, years) / unshared(1, number // 2, years)
    dask, _ = replicates(folder / "dask", Engine("dask", 2), number, years)
    row(f"{number:,} replicates of {years} years, two threads", two, "runs/s", 170, True)
    row("  what the thread that hands them out takes", parent, "ms a run", 0.2)
    row("  times as fast as in one thread", two / one, "times", 1.9, True)
    row("    two processes that share nothing, of one alone", apart, "times")
    row("  on Dask, of that in threads", dask / two, "times", 0.8, True)
    jobs = 2000
    row("scheduling a job, threads", scheduling(TWO, jobs), "ms", 2)
    row("scheduling a job, Dask", scheduling(Engine("dask", 2), jobs // 2), "ms", 10)
    store = filled(folder / "filled", runs := 2000 if quick else 150_000)
    row(f"a store of {runs:,} runs", sum(one.stat().st_size for one in store.folder.iterdir()) / 1e6, "MB")
    row("  listing it", seconds(lambda: listing(store.folder, lambda _: True)), "s", 1)
    row("  opening it", seconds(lambda: Store(store.folder, store.version)), "s", 2)
    row("  reading the summary", seconds(store.read), "s", 3)
    row(
        "comparing two scenarios to the default precision",
        comparison(folder / "compare", 20 if quick else 400),
        "s",
        5,
    )
    return pd.DataFrame(rows, columns=["what", "measured", "unit", "target", "reached"])


@click.command()
@click.option("--quick", is_flag=True, help="Few runs; write nothing.")
def main(quick: bool) -> None:
    """Measure and print."""
    with TemporaryDirectory() as folder:
        table = measure(quick, Path(folder))
    if not quick:
        code = (commit() or "unknown")[:12]
        made = f"{date.today()}, commit {code}, Python {platform.python_version()}, two shared cores"
        RESULTS.write_text(f"# {made}\n{csv_of(table)}", encoding="utf-8")
    click.echo(table.to_string(index=False))


if __name__ == "__main__":
    main()
