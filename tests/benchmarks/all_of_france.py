"""Does a whole country run? Ten years over all communes of France, from many starting territories at once.

    python -m tests.benchmarks.all_of_france [--territories 100] [--years 10]

`--region NAME`, `--communes FILE` and the like take another territory. Each starting territory is what Grand Besançon
is in the reference scenario: ten founders, ten partners, ten places a year, a coordinator, letters and events,
everything so many times. The founders live in the largest commune of each of the largest intercommunal bodies (column
``epci_siren``; without it, in the largest communes). Rooms of partners lie within 20 km of a leader. Prints seconds
(wall, processor) and memory.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

import click
import pandas as pd

from contagion.experiments.doors.command.one_line import one_line, process
from contagion.experiments.doors.command.perimeters import Where, territory_options
from contagion.models.outcomes.summary import summary
from contagion.models.parameters.effort import for_residents
from contagion.models.runs.simulation import build, record_of, territory_for
from contagion.models.scenarios.scenario import Scenario, checked, read
from contagion.models.territory.communes import SHIPPED
from contagion.sim.errors import InputError
from tests.benchmarks.rows import own_peak

HOST_KM = 20
COLUMNS = ("insee_code", "epci_siren", "population")


def starting_communes(table: Path | None, number: int) -> list[str]:
    """Codes of the largest commune of each of the largest intercommunal bodies, of a table that has been checked.

    Raises
    ------
    InputError
        If the table has fewer than that many.
    """
    frame = pd.read_csv(table or SHIPPED, usecols=lambda name: name in COLUMNS, dtype=str, keep_default_na=False)
    frame = frame.sort_values("insee_code").astype({"population": float})
    bodies = frame["epci_siren"] if "epci_siren" in frame else frame["insee_code"]
    frame = frame[bodies != ""].groupby(bodies, sort=False)
    sizes = frame["population"].sum().sort_values(ascending=False, kind="stable").head(number)
    if len(sizes) < number:
        raise InputError(f"{table}: {len(sizes)} starting territories at most, and {number} were asked for")
    largest = frame.apply(lambda rows: rows.loc[rows["population"].idxmax(), "insee_code"])
    return largest[sizes.index].tolist()


def scenario(communes: list[str]) -> Scenario:
    """The reference scenario, so many times."""
    founders = f"training.founder_communes={json.dumps(communes)}"
    one = read(None, [founders, f"facilitation.host_distance_km={HOST_KM}"])
    many = for_residents(one.parameters.model_dump(), one.effort_for, len(communes) * one.effort_for)
    return replace(one, parameters=checked(many, "so many times the reference"))


def measure(table: Path | None, territories: int, years: int) -> pd.DataFrame:
    """Seconds of each step, wall and processor, and the peak of memory so far, MB."""
    rows, wall, own = [], perf_counter(), process_time()

    def step(what: str) -> None:
        nonlocal wall, own
        now, used = perf_counter(), process_time()
        rows.append((what, round(now - wall, 2), round(used - own, 2), round(own_peak())))
        click.echo(f"{what}: {rows[-1][1]} s, processor {rows[-1][2]} s, peak {rows[-1][3]} MB", err=True)
        wall, own = perf_counter(), process_time()

    territory = territory_for(read(None, []), table)
    step(f"{len(territory):,} communes read")
    chosen = scenario(starting_communes(table, territories))
    step("starting territories chosen")
    model = build(chosen, territory, years=years, seed=1)
    step(f"world of {model.world.size:,} residents aged 15 and over")
    model.run(years * 52)
    step(f"{years} years")
    made = summary(record_of(model))
    step(f"tables: {made['participants']:,} participants, groups in {made['communes_reached']:,} communes")
    out = pd.DataFrame(rows, columns=["step", "wall_s", "processor_s", "peak_mb"])
    out.loc[len(out)] = ["all", out["wall_s"].sum(), out["processor_s"].sum(), out["peak_mb"].max()]
    return out


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@territory_options
@click.option(
    "--territories", type=click.IntRange(1, 1000), default=100, show_default=True, help="Starting territories."
)
@click.option("--years", type=click.IntRange(1), default=10, show_default=True, help="Years to simulate.")
def main(where: Where, territories: int, years: int) -> None:
    """Measure and print."""
    table = where.table() or Where(None, ("france", ""), where.vintage).table()
    click.echo(measure(table, territories, years).to_string(index=False))


if __name__ == "__main__":
    with process():
        one_line(main)
