"""How fast is it? `make bench` measures, prints a table, and writes it to `experiments/benchmarks/results.csv`.

Times are medians of 20 in one process after imports. `--quick` shortens everything and writes nothing.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import click
import pandas as pd

from experiments.benchmarks import eon_network, fixed_network, naive_mesa
from experiments.benchmarks.memory import own_peak
from models.programme.model import ConversationModel
from models.scenarios import read
from models.simulation import build, territory_for
from models.territory.communes import BANDS, SHIPPED
from models.territory.territory import Territory
from sim.provenance import commit

RESULTS = Path(__file__).with_name("results.csv")
YEARS = 10


def median_of(repeats: int, work: Callable[[int], object]) -> float:
    """Median seconds of some work, given the number of the repeat, after one unmeasured time."""
    work(0)
    times = []
    for repeat in range(repeats):
        start = perf_counter()
        work(repeat + 1)
        times.append(perf_counter() - start)
    return median(times)


def warm(territory: Territory) -> Territory:
    """Work out what every run on a territory shares."""
    _ = territory.distances, territory.commuting
    return territory


def ten_years(repeats: int, communes: Path | None = None) -> float:
    """Seconds for ten years of the default scenario, the model built beforehand."""
    scenario = read()
    territory = warm(territory_for(scenario, communes))
    models = [build(scenario, territory, years=YEARS, seed=seed) for seed in range(repeats + 1)]
    return median_of(repeats, lambda n: models[n].run(YEARS * 52))


def world(repeats: int) -> float:
    """Seconds to read the territory and build the world of a run."""
    scenario = read()

    def make(seed: int) -> ConversationModel:
        return build(scenario, warm(territory_for(scenario)), years=YEARS, seed=seed)

    return median_of(repeats, make)


def peak_memory(communes: Path | None = None) -> float:
    """Peak memory, in MB, of a process that runs ten years once and does nothing else."""
    words = ["--memory", *([str(communes)] if communes else [])]
    done = subprocess.run(
        [sys.executable, "-m", "experiments.benchmarks", *words], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def hundredfold(folder: Path) -> Path:
    """The table of communes with a hundred times the people."""
    frame = pd.read_csv(SHIPPED, dtype=str, keep_default_na=False)
    people = [name for name in frame if name.startswith(("population_", "households_")) and name != "population_year"]
    for column in ("population", *BANDS, *people):
        frame[column] = [cell and f"{100 * float(cell):.0f}" for cell in frame[column]]
    path = folder / "hundredfold.csv"
    frame.to_csv(path, index=False)
    return path


def help_time(repeats: int) -> float:
    """Seconds that `contagion --help` takes."""
    command = [sys.executable, "-m", "experiments.cli", "--help"]
    return median_of(repeats, lambda _: subprocess.run(command, capture_output=True, check=True))


def measure(quick: bool) -> pd.DataFrame:
    """All figures, with what they should reach."""
    repeats, rows = (2, []) if quick else (20, [])

    def row(what: str, value: float, unit: str, target: float | None = None, at_least: bool = False) -> None:
        reached = None if target is None else (value >= target if at_least else value <= target)
        words = "" if target is None else f"{'≥' if at_least else '≤'} {target:g}"
        rows.append((what, float(f"{value:.4g}"), unit, words, {None: "", True: "yes", False: "no"}[reached]))
        click.echo(f"{what}: {value:.4g} {unit} {words}", err=True)

    run = ten_years(repeats)
    row("ten years of the default scenario", run, "s", 0.15)
    row("territory and world built", world(repeats), "s", 0.10)
    memory = peak_memory()
    row("peak memory of a run", memory, "MB", 300)
    with TemporaryDirectory() as folder:
        large = hundredfold(Path(folder))
        row("run time with 100 times the people", ten_years(repeats, large) / run, "times", 1.3)
        row("memory with 100 times the people", peak_memory(large) / memory, "times", 1.3)
    row("contagion --help", help_time(3 if quick else 9), "s", 0.4)
    naive = naive_mesa.run(weeks=52 if quick else 520)
    row("the same process written naively, ten years", naive["run_s"] * (10 if quick else 1), "s")
    row("  how much slower than the default scenario", naive["run_s"] * (10 if quick else 1) / run, "times", 100, True)
    ours = fixed_network.timings(repeats)
    row("contagion on a fixed network, set up and run", ours["set_up_and_run_s"], "s")
    row("  adopters", ours["adopters_mean"], "people")
    theirs = eon_network.timings(1 if quick else 3, repeats)
    row("the same by EoN, set up", theirs["set_up_s"], "s")
    row("the same by EoN, run", theirs["run_s"], "s")
    row("  adopters", theirs["adopters_mean"], "people")
    row("  how much slower", theirs["set_up_and_run_s"] / ours["set_up_and_run_s"], "times", 10, True)
    return pd.DataFrame(rows, columns=["what", "measured", "unit", "target", "reached"])


@click.command()
@click.option("--quick", is_flag=True, help="Few repeats; write nothing.")
@click.option("--memory", is_flag=True, hidden=True)
@click.argument("communes", required=False, type=click.Path(path_type=Path))
def main(quick: bool, memory: bool, communes: Path | None) -> None:
    """Measure and print."""
    if memory:
        scenario = read()
        build(scenario, territory_for(scenario, communes), years=YEARS, seed=1).run(YEARS * 52)
        click.echo(own_peak())
        return
    table = measure(quick)
    if not quick:
        code = (commit() or "unknown")[:12]
        made = f"{date.today()}, commit {code}, Python {platform.python_version()}, two shared cores"
        RESULTS.write_text(f"# {made}\n{table.to_csv(index=False)}", encoding="utf-8")
    click.echo(table.to_string(index=False))


if __name__ == "__main__":
    main()
