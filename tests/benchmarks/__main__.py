"""How fast is it? `make bench` measures, prints a table, and writes it to `tests/benchmarks/results.csv`.

Times are medians of 20, with the shortest and the longest, in one process, after imports and one run that is not
counted. `--quick` shortens everything and writes nothing.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import click
import numpy as np
import pandas as pd

from contagion.models.mesa_model import ProgrammeModel
from contagion.models.runs.simulation import build, record_of_run, territory_for
from contagion.models.runs.study import Conversations, scenario_case
from contagion.models.scenario import Scenario, library, read
from contagion.models.territory.communes import BANDS, SHIPPED
from contagion.models.territory.territory import Territory
from contagion.sim.files import write_csv
from contagion.sim.laboratory.jobs import Job
from tests.benchmarks.rows import Rows, own_peak

RESULTS = Path(__file__).with_name("results.csv")
YEARS = 10


def times_of(repeats: int, work: Callable[[int], object]) -> list[float]:
    """Seconds of some work, given the number of the repeat, after one unmeasured time."""
    work(0)
    times = []
    for repeat in range(repeats):
        start = perf_counter()
        work(repeat + 1)
        times.append(perf_counter() - start)
    return times


def warm(territory: Territory) -> Territory:
    """Work out what every run on a territory shares."""
    _ = territory.distances, territory.commuting
    return territory


def a_run(repeats: int, scenario: Scenario, communes: Path | None = None) -> dict[str, list[float]]:
    """Seconds for the world, the weeks and the outcomes of ten years of a scenario, and for the job of a study."""
    territory, study = warm(territory_for(scenario, communes)), Conversations(communes)
    case, marks = scenario_case(scenario).parameters, []
    for n in range(repeats + 1):
        marks.append([perf_counter()])
        model = build(scenario, territory, years=YEARS, seed=n)
        marks[n].append(perf_counter())
        model.run(YEARS * 52)
        marks[n].append(perf_counter())
        study.kept(record_of_run(model))
        marks[n].append(perf_counter())
        model.release()
    taken = np.diff(marks[1:], axis=1).T.tolist()
    return dict(zip(("world", "weeks", "outcomes"), taken, strict=True)) | {
        "job": times_of(repeats, lambda n: study.run(Job(case, n, YEARS)))
    }


def peak_memory(communes: Path | None = None) -> float:
    """Peak memory, in MB, of a process that runs ten years once and does nothing else."""
    words = ["--memory", *([str(communes)] if communes else [])]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", *words], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def hundredfold(folder: Path) -> Path:
    """The table of communes with a hundred times the people."""
    frame = pd.read_csv(SHIPPED, dtype=str, keep_default_na=False)
    people = [name for name in frame if name.startswith(("population_", "households_")) and name != "population_year"]
    for column in ("population", *BANDS, *people):
        frame[column] = [cell and f"{100 * float(cell):.0f}" for cell in frame[column]]
    path = folder / "hundredfold.csv"
    write_csv(frame, path)
    return path


def measure(quick: bool) -> Rows:
    """All figures, with what they should reach."""
    repeats, rows = (2, Rows()) if quick else (20, Rows())
    made = a_run(repeats, read())
    weeks = rows.milliseconds("ten years of the default scenario, weeks", made["weeks"], 8)
    rows.milliseconds("  its world and empty tables", made["world"], 1)
    rows.milliseconds("  what a study keeps of it", made["outcomes"], 2)
    rows.milliseconds("  all of it, as a job of a study", made["job"], 12)
    for scenario in library():
        rows.milliseconds(f"  weeks of {scenario.name}", a_run(max(repeats // 4, 1), scenario)["weeks"], 40)
    memory = rows.row("peak memory of a run", peak_memory(), "MB", 320)
    with TemporaryDirectory() as folder:
        large = hundredfold(Path(folder))
        ratios = [each / weeks for each in a_run(repeats, read(), large)["weeks"]]
        rows.row("weeks with 100 times the people", ratios, "times", 1.2)
        rows.row("memory with 100 times the people", peak_memory(large) / memory, "times", 1.2)
    command = [sys.executable, "-m", "contagion.experiments.interfaces.command.main", "--help"]
    rows.milliseconds(
        "contagion --help",
        times_of(3 if quick else 9, lambda _: subprocess.run(command, capture_output=True, check=True)),
        400,
    )
    plain = times_of(1 if quick else 5, lambda seed: ProgrammeModel("ref", seed=seed).run_model())
    rows.row("the same in Mesa", plain, "s")
    rows.row("  how much slower than the weeks", median(plain) / weeks, "times", 50, at_least=True)
    return rows


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
    measured = measure(quick)
    if not quick:
        measured.write(RESULTS)
    click.echo(measured.table.to_string(index=False))


if __name__ == "__main__":
    main()
